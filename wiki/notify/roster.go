package notify

import (
	"context"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Roster joins what is kept in several places about the people who wait to be told.
type Roster struct {
	Accounts interface {
		People(ctx context.Context) ([]wiki.Person, error)
	}
	Calendars func(ctx context.Context, ids []wiki.PersonID) (map[wiki.PersonID]worktime.Calendar, error)
	Wishes    func(ctx context.Context, ids []wiki.PersonID) (map[wiki.PersonID]Wishes, error) // nil: nobody chose anything
	ByMail    func() bool                                                                      // whether there is a mail server; nil: there is none
}

// People gives some people, each as they are set up now; whoever has no account is missing. It is a fixed
// number of queries.
func (r Roster) People(ctx context.Context, ids []wiki.PersonID) (map[wiki.PersonID]Person, error) {
	wanted := make(map[wiki.PersonID]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	accounts, err := r.Accounts.People(ctx)
	if err != nil {
		return nil, err
	}
	calendars, err := r.Calendars(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read calendars: %w", err)
	}
	var wishes map[wiki.PersonID]Wishes
	if r.Wishes != nil {
		if wishes, err = r.Wishes(ctx, ids); err != nil {
			return nil, fmt.Errorf("read wishes: %w", err)
		}
	}
	people := make(map[wiki.PersonID]Person, len(ids))
	for _, a := range accounts {
		if wanted[a.ID] {
			people[a.ID] = Person{
				Calendar: calendars[a.ID], Wishes: wishes[a.ID], Gone: a.Disabled,
				ByMail: r.ByMail != nil && r.ByMail() && a.Email != "",
			}
		}
	}
	return people, nil
}
