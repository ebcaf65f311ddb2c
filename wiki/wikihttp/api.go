package wikihttp

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// api is the JSON operations of the wiki. Shapes stand beside the operations that use them.
type api struct {
	wiki  *wiki.Wiki
	check wiki.Preflight // nil: nothing is warned about
}

// personFacts names a person.
type personFacts struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func personOf(p wiki.PersonRef) *personFacts {
	if p.ID == 0 {
		return nil
	}
	return &personFacts{ID: int64(p.ID), Name: p.Name}
}

type meOutput struct {
	Body struct {
		ID       int64  `json:"id"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Role     string `json:"role" enum:"admin,member"`
		Scope    string `json:"scope" enum:"read,write,admin" doc:"What the token may do; admin for a browser's session"`
		Timezone string `json:"timezone" doc:"IANA name"`
		Language string `json:"language" doc:"BCP 47"`
	}
}

type spaceFacts struct {
	ID          int64        `json:"id"`
	Slug        string       `json:"slug"`
	Name        string       `json:"name"`
	Description string       `json:"description"`
	Visibility  string       `json:"visibility" enum:"team,private,public"`
	Language    string       `json:"language,omitempty" doc:"ISO 639-1, of pages that do not say theirs and are too short to tell; absent: detected"`
	Owner       *personFacts `json:"owner,omitempty"`
	Right       string       `json:"right" enum:"reader,commenter,editor,manager" doc:"What you may do there"`
	URL         string       `json:"url"`
}

func spaceOf(s wiki.Space, right wiki.Right) spaceFacts {
	return spaceFacts{
		ID: int64(s.ID), Slug: s.Slug, Name: s.Name, Description: s.Description, Visibility: s.Visibility(), Language: s.Lang,
		Owner: personOf(s.Owner), Right: right.String(), URL: "/s/" + s.Slug,
	}
}

type spacesOutput struct {
	Body struct {
		Items      []spaceFacts `json:"items"`
		NextCursor string       `json:"next_cursor,omitempty"`
	}
}

type newSpaceInput struct {
	Body struct {
		Slug        string `json:"slug" doc:"Short name in addresses: small letters, digits and dashes"`
		Name        string `json:"name"`
		Description string `json:"description,omitempty"`
		Visibility  string `json:"visibility,omitempty" enum:"team,private,public" doc:"Who may read it; team without it"`
		Language    string `json:"language,omitempty" doc:"ISO 639-1, of pages that do not say theirs and are too short to tell"`
	}
}

type changeSpaceInput struct {
	Slug string `path:"slug"`
	Body struct {
		Name        *string `json:"name,omitempty"`
		Description *string `json:"description,omitempty"`
		Visibility  *string `json:"visibility,omitempty" enum:"team,private,public"`
		Language    *string `json:"language,omitempty" doc:"ISO 639-1; empty: detected"`
	}
}

type spaceOutput struct {
	Body spaceFacts
}

func (a *api) registerSpaces(s *httpd.Server) {
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/me", ID: "get-me", Tag: "Account", Summary: "Who the token is",
	}, a.me)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/spaces", ID: "list-spaces", Tag: "Spaces", Summary: "The spaces you may read",
	}, a.spaces)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPost, Path: "/spaces", ID: "create-space", Tag: "Spaces", Summary: "Make a space",
		Status: http.StatusCreated, Errors: []int{http.StatusConflict},
	}, a.createSpace)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPatch, Path: "/spaces/{slug}", ID: "change-space", Tag: "Spaces", Summary: "Change a space",
		Text: "Its managers may. What is not named stays.",
	}, a.changeSpace)
}

func (a *api) me(_ context.Context, as wiki.Actor, _ *struct{}) (*meOutput, error) {
	out := &meOutput{}
	out.Body.ID, out.Body.Name, out.Body.Email = int64(as.Person), as.Name, as.Email
	out.Body.Role, out.Body.Language, out.Body.Timezone = string(as.Role), as.Language, as.In().String()
	out.Body.Scope = map[wiki.Scope]string{wiki.ScopeRead: "read", wiki.ScopeWrite: "write", wiki.ScopeAdmin: "admin"}[as.Scope]
	return out, nil
}

func (a *api) spaces(ctx context.Context, _ wiki.Actor, in *httpd.ListInput) (*spacesOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	all := access.Spaces()
	from, to, next := window(len(all), in, func(i int) int64 { return int64(all[i].ID) })
	out := &spacesOutput{}
	out.Body.Items, out.Body.NextCursor = make([]spaceFacts, 0, to-from), next
	for _, s := range all[from:to] {
		out.Body.Items = append(out.Body.Items, spaceOf(s, access.Right(s.ID)))
	}
	return out, nil
}

func (a *api) createSpace(ctx context.Context, as wiki.Actor, in *newSpaceInput) (*spaceOutput, error) {
	space, err := a.wiki.CreateSpace(ctx, as, wiki.NewSpace{
		Slug: in.Body.Slug, Name: in.Body.Name, Description: in.Body.Description, Visibility: in.Body.Visibility,
		Lang: in.Body.Language,
	})
	if err != nil {
		return nil, err
	}
	return &spaceOutput{Body: spaceOf(space, wiki.Manager)}, nil
}

func (a *api) changeSpace(ctx context.Context, as wiki.Actor, in *changeSpaceInput) (*spaceOutput, error) {
	space, err := a.wiki.ChangeSpace(ctx, as, in.Slug, wiki.SpaceChange{
		Name: in.Body.Name, Description: in.Body.Description, Visibility: in.Body.Visibility, Lang: in.Body.Language,
	})
	if err != nil {
		return nil, err
	}
	return &spaceOutput{Body: spaceOf(space, wiki.Manager)}, nil
}

// window finds the part of a list that a request asks for. A cursor is "ID.INDEX" of the last item
// given; where that item has moved meanwhile the ID finds it, where it is gone the index does.
func window(n int, in *httpd.ListInput, id func(i int) int64) (from, to int, next string) {
	if last, at, found := strings.Cut(in.Cursor, "."); found {
		lastID, _ := strconv.ParseInt(last, 10, 64) // a cursor that is not ours starts where it says
		index, _ := strconv.Atoi(at)
		from = min(max(index, 0), n)
		for i := range n {
			if id(i) == lastID {
				from = i + 1
				break
			}
		}
	}
	to = min(from+in.Limit, n)
	if to < n && to > 0 {
		next = strconv.FormatInt(id(to-1), 10) + "." + strconv.Itoa(to)
	}
	return from, to, next
}

// conflictFacts adds both sides to the problem of a save that could not be merged.
func conflictFacts(p *httpd.Problem, err error) {
	var conflict *wiki.MergeConflict
	if !errors.As(err, &conflict) {
		return
	}
	p.Current = &httpd.Current{Revision: conflict.Current.Number, Markdown: conflict.Current.Markdown}
	for _, c := range conflict.Conflicts {
		p.Conflicts = append(p.Conflicts, httpd.Passage{
			Line: lineIn(conflict.Yours, c.Y, c.Line), Base: c.Base, Yours: c.Y, Other: c.X,
		})
	}
}

// spaceNamed finds a readable space by its slug.
func (a *api) spaceNamed(ctx context.Context, slug string) (wiki.Space, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return wiki.Space{}, err
	}
	space, found := access.Slug(slug)
	if !found {
		return wiki.Space{}, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", content.Excerpt(slug, 80)).On("space")
	}
	return space, nil
}

func utc(t time.Time) time.Time { return t.UTC() }
