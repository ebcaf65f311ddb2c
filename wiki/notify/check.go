package notify

import (
	"context"
	"errors"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Readers is what a Check asks the wiki.
type Readers interface {
	Access(ctx context.Context, as wiki.Actor) (wiki.Access, error)
	Store() wiki.Reads
}

// Narrow gives those of some notices that a reader may read, as far as a floor above knows more than their
// space and page: where a question is by now.
type Narrow func(ctx context.Context, access wiki.Access, notices []Notice) ([]Notice, error)

// NewCheck makes the Check of an installation.
func NewCheck(w Readers, person func(ctx context.Context, id wiki.PersonID) (wiki.Person, error), more ...Narrow) Check {
	return func(ctx context.Context, id wiki.PersonID, notices []Notice) ([]Notice, error) {
		p, err := person(ctx, id)
		var known *content.Error
		if errors.As(err, &known) && known.Kind == content.NotFound || err == nil && p.Disabled {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		access, err := w.Access(ctx, wiki.Actor{Person: p.ID, Name: p.Name, Role: p.Role, Scope: wiki.ScopeAdmin})
		if err != nil {
			return nil, err
		}
		for _, narrow := range append([]Narrow{Readable(w)}, more...) {
			if notices, err = narrow(ctx, access, notices); err != nil || len(notices) == 0 {
				return nil, err
			}
		}
		return notices, nil
	}
}

// Readable leaves out what stands in a space that may not be read, where the notice or its page is by now,
// and what is about a page that is gone.
func Readable(w Readers) Narrow {
	return func(ctx context.Context, access wiki.Access, notices []Notice) ([]Notice, error) {
		var ids []wiki.PageID
		for _, n := range notices {
			if n.Page != 0 {
				ids = append(ids, n.Page)
			}
		}
		where := map[wiki.PageID]wiki.SpaceID{}
		if len(ids) > 0 {
			pages, err := w.Store().Pages(ctx, ids)
			if err != nil {
				return nil, err
			}
			for _, p := range pages {
				where[p.ID] = p.Space
			}
		}
		may := func(n Notice) bool {
			if n.Space != 0 && access.Right(n.Space) < wiki.Reader {
				return false
			}
			space, there := where[n.Page]
			return n.Page == 0 || there && access.Right(space) >= wiki.Reader
		}
		return slices.DeleteFunc(slices.Clone(notices), func(n Notice) bool { return !may(n) }), nil
	}
}
