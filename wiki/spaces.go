package wiki

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/docent-wiki/docent/content"
)

// NewSpace is what a space is made from.
type NewSpace struct {
	Slug        string // "": made from the name
	Name        string
	Description string
	Visibility  string // "public", "team" (also "") or "private"
	Lang        string // see Space
	Anonymous   bool   // see Space
}

// SpaceChange changes what is not nil.
type SpaceChange struct {
	Name, Description, Visibility, Lang *string
	Owner                               *PersonID
	Anonymous                           *bool
}

const (
	maxName        = 200  // characters of a title or a name
	maxDescription = 2000 // characters
)

// Spaces are the spaces that the actor may read, by name.
func (w *Wiki) Spaces(ctx context.Context, as Actor) ([]Space, error) {
	a, err := w.Access(ctx, as)
	return a.Spaces(), err
}

// Space gives one readable space by its slug.
func (w *Wiki) Space(ctx context.Context, as Actor, slug string) (Space, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return Space{}, err
	}
	return a.need(slug, Reader)
}

// need finds a space by its slug and checks a right in it.
func (a Access) need(slug string, right Right) (Space, error) {
	s, found := a.Slug(slug)
	if !found {
		return Space{}, content.Errorf(content.NotFound, "There is no space “%s”, or you may not see it.", slug).On("space")
	}
	return s, a.Need(s.ID, right, "space")
}

// CreateSpace makes a space owned by the actor. Any member may; a slug that is taken, even by a
// space that the actor may not see, is a Conflict.
func (w *Wiki) CreateSpace(ctx context.Context, as Actor, n NewSpace) (Space, error) {
	if !as.SignedIn() {
		return Space{}, content.Errorf(content.Sign, "Sign in to make a space.")
	}
	if as.Scope < ScopeWrite {
		return Space{}, content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write” to make a space.")
	}
	s := Space{Slug: strings.TrimSpace(n.Slug), Team: Editor, Owner: PersonRef{ID: as.Person, Name: as.Name}}
	change := SpaceChange{Name: &n.Name, Description: &n.Description, Lang: &n.Lang, Anonymous: &n.Anonymous}
	if n.Visibility != "" {
		change.Visibility = &n.Visibility
	}
	if err := s.apply(change); err != nil {
		return Space{}, err
	}
	made := s.Slug == ""
	if made {
		s.Slug = spaceSlugOf(s.Name)
	}
	if !spaceSlug.MatchString(s.Slug) {
		return Space{}, content.Errorf(content.Invalid, "The short name “%s” may have small letters, digits and dashes only, at most 63, and starts with a letter or digit.", s.Slug).On("slug")
	}
	err := w.store.Write(ctx, as, func(tx Tx) error {
		all, err := tx.Spaces(ctx)
		if err != nil {
			return err
		}
		if made {
			s.Slug = freeSlug(s.Slug, all)
		}
		for _, other := range all {
			if other.Slug == s.Slug {
				return content.Errorf(content.Conflict, "The short name “%s” cannot be used: it is taken. Choose another one.", s.Slug).On("slug")
			}
		}
		s.Created = tx.Now()
		if s.ID, err = tx.InsertSpace(ctx, s); err != nil {
			return err
		}
		tx.Emit(Event{Kind: SpaceCreated, Space: s.ID})
		return nil
	})
	w.access.forget()
	return s, err
}

// spaceSlugOf makes a short name from a name: accents are dropped, other alphabets give "space".
func spaceSlugOf(name string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			return unicode.ToLower(r)
		}
		return '-'
	}, norm.NFKD.String(strings.NewReplacer("ß", "ss", "æ", "ae", "ø", "o", "Ø", "O", "ł", "l").Replace(name)))
	slug := strings.Join(strings.FieldsFunc(plain, func(r rune) bool { return r == '-' }), "-")
	if len(slug) > 50 {
		slug = strings.Trim(slug[:50], "-")
	}
	if slug == "" {
		return "space"
	}
	return slug
}

// freeSlug adds a number to a short name that nobody typed where it is taken.
func freeSlug(slug string, all []Space) string {
	free := slug
	for n := 2; slices.ContainsFunc(all, func(s Space) bool { return s.Slug == free }); n++ {
		free = fmt.Sprintf("%s-%d", slug, n)
	}
	return free
}

func (s *Space) apply(c SpaceChange) error {
	if c.Name != nil {
		s.Name = content.Name(*c.Name)
		if err := checkName(s.Name, "A space needs a name.", "name"); err != nil {
			return err
		}
	}
	if c.Description != nil {
		s.Description = strings.TrimSpace(*c.Description)
		if utf8.RuneCountInString(s.Description) > maxDescription {
			return content.Errorf(content.Invalid, "A description has at most %d characters.", maxDescription).On("description")
		}
	}
	if c.Visibility != nil && !s.SetVisibility(*c.Visibility) {
		return content.Errorf(content.Invalid, "A space is “team”, “private” or “public”, not “%s”.", *c.Visibility).On("visibility")
	}
	if c.Lang != nil && !s.setLang(*c.Lang) {
		return content.Errorf(content.Invalid, "“%s” is no language that search knows. Name one by its code, as “de”, or none.", content.Excerpt(*c.Lang, 40)).On("language")
	}
	if c.Owner != nil {
		s.Owner = PersonRef{ID: *c.Owner}
	}
	if c.Anonymous != nil {
		s.Anonymous = *c.Anonymous
	}
	return nil
}

func checkName(name, empty, field string) error {
	switch n := utf8.RuneCountInString(name); {
	case content.Name(name) == "":
		return content.Errorf(content.Invalid, "%s", empty).On(field)
	case n > maxName:
		return content.Errorf(content.Invalid, "At most %d characters, please; this has %d.", maxName, n).On(field)
	case !utf8.ValidString(name) || strings.ContainsFunc(name, isControl):
		return content.Errorf(content.Invalid, "There are characters in it that cannot be shown on one line.").On(field)
	}
	return nil
}

// isControl says whether a character cannot stand in one line of text: controls, line separators, and
// the overrides of the writing direction that make a title read as another one.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069)
}

// ChangeSpace changes a space's settings; its managers may.
func (w *Wiki) ChangeSpace(ctx context.Context, as Actor, slug string, c SpaceChange) (Space, error) {
	var s Space
	err := w.store.Write(ctx, as, func(tx Tx) error {
		a, err := accessIn(ctx, tx, as)
		if err != nil {
			return err
		}
		if s, err = a.need(slug, Manager); err != nil {
			return err
		}
		if c.Owner != nil {
			if err := needPerson(ctx, tx, *c.Owner); err != nil {
				return err
			}
		}
		was := s.Lang
		if err := s.apply(c); err != nil {
			return err
		}
		if err := tx.UpdateSpace(ctx, s); err != nil {
			return err
		}
		event := Event{Kind: SpaceChanged, Space: s.ID}
		if s.Lang != was {
			event.Data = map[string]string{"language": s.Lang}
		}
		tx.Emit(event)
		return nil
	})
	w.access.forget()
	return s, err
}

func needPerson(ctx context.Context, r SpaceReads, id PersonID) error {
	if id == 0 {
		return nil
	}
	people, err := r.People(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.ID == id {
			return nil
		}
	}
	return content.Errorf(content.Invalid, "There is no such person, or the account is disabled.").On("person")
}

// Grants are the personal rights given in a space; whoever may read the space may see them.
func (w *Wiki) Grants(ctx context.Context, as Actor, slug string) ([]Grant, error) {
	s, err := w.Space(ctx, as, slug)
	if err != nil {
		return nil, err
	}
	if !as.SignedIn() {
		return nil, content.Errorf(content.Sign, "Sign in to see who belongs to this space.")
	}
	return w.store.Grants(ctx, s.ID)
}

// SetGrant gives a person a right in a space, or takes it away with None; its managers may.
func (w *Wiki) SetGrant(ctx context.Context, as Actor, slug string, person PersonID, right Right) error {
	err := w.store.Write(ctx, as, func(tx Tx) error {
		a, err := accessIn(ctx, tx, as)
		if err != nil {
			return err
		}
		s, err := a.need(slug, Manager)
		if err != nil {
			return err
		}
		if right != None {
			if err := needPerson(ctx, tx, person); err != nil {
				return err
			}
		}
		if err := tx.SetGrant(ctx, s.ID, person, right); err != nil {
			return err
		}
		tx.Emit(Event{Kind: GrantChanged, Space: s.ID, Data: map[string]string{"person": itoa(person), "right": right.String()}})
		return nil
	})
	w.access.forget()
	return err
}
