package httpd

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

// Here says where in Docent a screen is.
type Here struct {
	Title string       // of the browser window
	Nav   themes.Nav   // the entry of the left column that is lit
	Space wiki.SpaceID // whose tree is open; 0: none
	Page  wiki.PageID  // revealed and lit in the tree; 0: none
	Query string       // the text in the box
	Bare  bool         // neither box nor left column: signing in, setting up
	Alone bool         // the space's own screen is shown: it is lit and not a page
}

const (
	defaultTeam = "Docent"
	teamSetting = "team"
)

// Frame makes what surrounds a screen. It shows only what the reader may read, and takes with it
// what was to be said after the last action.
func (r *Request) Frame(here Here) (themes.Frame, error) { return r.server.frame(r.c, here) }

func (s *Server) frame(c *gin.Context, here Here) (themes.Frame, error) {
	ctx := c.Request.Context()
	as := ActorOf(ctx)
	f := themes.Frame{
		Title: here.Title, Lang: "en", Scheme: themes.Scheme(as.Scheme), Nav: here.Nav, Query: here.Query,
		Bare: here.Bare, Page: int64(here.Page), Address: c.Request.URL.RequestURI(), Flash: s.takeFlash(c),
		Reader: themes.Reader{
			SignedIn: as.SignedIn(), Name: as.Name, Initials: Initials(as.Name),
			Role: string(as.Role), Admin: as.IsAdmin(),
		},
	}
	if folded, err := c.Request.Cookie("left"); err == nil {
		f.Folded = folded.Value == "folded"
	}
	var err error
	if f.Team, err = s.team(ctx); err != nil {
		return f, err
	}
	if f.Reader.Admin {
		if tabs := s.adminTabs(""); len(tabs) > 0 {
			f.Admin = tabs[0].URL
		}
	}
	if here.Bare {
		return f, nil
	}
	access, err := AccessOf(ctx)
	if err != nil {
		return f, err
	}
	if f.Spaces, err = s.branches(ctx, access, here, &f); err != nil {
		return f, err
	}
	f.Inbox = s.unseen != nil && f.Reader.SignedIn
	f.Counts, err = s.count(ctx, access)
	return f, err
}

// Around keeps what is drawn around the text of a page, until the next event, for at most a minute. key
// must hold everything that it depends on but the frame and the reader's language and time zone.
func (r *Request) Around(f themes.Frame, key any) *themes.Around {
	full := struct {
		key             any
		signedIn, admin bool
		counts          themes.Counts
		zone, language  string
		minute          int64
	}{key, f.Reader.SignedIn, f.Reader.Admin, themes.Counts{Questions: f.Counts.Questions, Tasks: f.Counts.Tasks}, r.As.In().String(), r.As.Language, r.Now().Unix() / 60}
	kept, _ := r.server.around.get(r.Context(), r.server.fresh, full, func() (*themes.Around, error) {
		return new(themes.Around), nil
	})
	return kept
}

// AdminTabs gives the row of tabs above the screens of administration, the one at the path here being lit, as far
// as those screens are registered; nothing for people who do not administer.
func (r *Request) AdminTabs(here string) []themes.Tab {
	if !r.As.IsAdmin() {
		return nil
	}
	return r.server.adminTabs(here)
}

func (s *Server) adminTabs(here string) []themes.Tab {
	return themes.AdminTabs(here, func(path string) bool { return s.routes[http.MethodGet+" "+path] != nil })
}

// team gives the name of the team that the installation belongs to.
func (s *Server) team(ctx context.Context) (string, error) {
	name, err := s.settings.get(ctx, s.fresh, teamSetting, func() (string, error) {
		return s.accounts.Setting(ctx, teamSetting)
	})
	if err != nil || name == "" {
		return defaultTeam, err
	}
	return name, nil
}

// count asks for the numbers of the frame. Its key ends with a slot of time: rights may change through another process,
// which the wiki notices a second later than the number of the event, and notices come without an event.
func (s *Server) count(ctx context.Context, access wiki.Access) (themes.Counts, error) {
	if s.counts == nil && s.unseen == nil || !access.As.SignedIn() {
		return themes.Counts{}, nil
	}
	key := numbersKey{access.As.Person, access.As.Scope, s.now().Unix() / 2}
	return s.numbers.get(ctx, s.fresh, key, func() (counts themes.Counts, err error) {
		if s.counts != nil {
			if counts.Questions, counts.Tasks, err = s.counts(ctx, access); err != nil {
				return counts, err
			}
		}
		if s.unseen != nil {
			counts.Inbox, err = s.unseen(ctx, access)
		}
		return counts, err
	})
}

// ForgetCounts has the numbers of the frame counted anew: the reader has just seen some notices.
func (r *Request) ForgetCounts() { r.server.numbers.forget() }

type numbersKey struct {
	person wiki.PersonID
	scope  wiki.Scope
	slot   int64
}

// The spaces where one is not show their top pages only, some of them, and only the first of many
// spaces do so: the left column is drawn on every screen.
const (
	openSpaces = 12
	topPages   = 10
)

// fewOf gives the first top pages of a space, and where there are more a way to them.
func fewOf(nodes []themes.Node, slug string) []themes.Node {
	if len(nodes) <= topPages {
		return nodes
	}
	few := append(make([]themes.Node, 0, topPages), nodes[:topPages-1]...)
	return append(few, themes.Node{Title: fmt.Sprintf("… and %d more", len(nodes)-topPages+1), URL: "/s/" + slug})
}

// branches lists the spaces with their top pages, the present one with its tree as far as it is open.
func (s *Server) branches(ctx context.Context, access wiki.Access, here Here, f *themes.Frame) ([]themes.Branch, error) {
	spaces := access.Spaces()
	list := make([]themes.Branch, 0, len(spaces))
	for _, space := range spaces {
		f.Reader.Writes = f.Reader.Writes || access.Right(space.ID) >= wiki.Editor
		b := themes.Branch{Slug: space.Slug, Name: space.Name, Private: space.Private()}
		reveal := wiki.PageID(0)
		if space.ID == here.Space {
			f.Space, b.Here, reveal = space.Slug, here.Alone, here.Page
		}
		if space.ID == here.Space || len(list) < openSpaces {
			nodes, err := s.tree(ctx, access.As, space.ID, reveal)
			if err != nil {
				return nil, err
			}
			if b.Nodes = nodes; space.ID != here.Space {
				b.Nodes = fewOf(nodes, space.Slug)
			}
		}
		list = append(list, b)
	}
	sortBranches(list)
	return list, nil
}

type treeKey struct {
	space  wiki.SpaceID
	reveal wiki.PageID
}

// tree gives the pages of a space that may be read, opened at one page. Everybody who may read the
// space sees the same tree, so it is kept for all of them; the right is checked before.
func (s *Server) tree(ctx context.Context, as wiki.Actor, space wiki.SpaceID, reveal wiki.PageID) ([]themes.Node, error) {
	return s.trees.get(ctx, s.fresh, treeKey{space, reveal}, func() ([]themes.Node, error) {
		nodes, err := s.wiki.Branch(ctx, as, space, reveal)
		if err != nil {
			return nil, err
		}
		return Nest(nodes, reveal), nil
	})
}

// Nest makes nested nodes of a flat list, whatever its order among parents. A page is open where its
// children are in the list; here is the one that is lit.
func Nest(nodes []wiki.Node, here wiki.PageID) []themes.Node {
	under := map[wiki.PageID][]wiki.Node{}
	for _, n := range nodes {
		under[n.Parent] = append(under[n.Parent], n)
	}
	return nest(under, 0, here, 0)
}

// maxDepth ends the nesting where a damaged tree has a circle.
const maxDepth = 100

func nest(under map[wiki.PageID][]wiki.Node, parent, here wiki.PageID, depth int) []themes.Node {
	if depth > maxDepth || len(under[parent]) == 0 {
		return nil
	}
	list := make([]themes.Node, len(under[parent]))
	for i, n := range under[parent] {
		list[i] = themes.Node{
			ID: int64(n.ID), Title: n.Title, URL: wiki.PageURL(n.ID, n.Title), Here: n.ID == here,
			More: n.Children, Children: nest(under, n.ID, here, depth+1),
		}
		list[i].Open = len(list[i].Children) > 0
	}
	return list
}

func sortBranches(list []themes.Branch) {
	sortBy(list, func(b themes.Branch) string { return strings.ToLower(b.Name) + "\x00" + b.Slug })
}

// Initials gives at most two letters for a name.
func Initials(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var b strings.Builder
	for i, w := range words {
		if i == 0 || i == len(words)-1 {
			first, _ := utf8.DecodeRuneInString(w)
			b.WriteRune(unicode.ToUpper(first))
		}
	}
	return b.String()
}
