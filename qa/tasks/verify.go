package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// verifyAhead is how long before the end of its verification a page comes up.
const verifyAhead = 14 * 24 * time.Hour

// Verifications is the source of pages that the reader owns and whose verification is over, or ends
// within two weeks. A page that nobody ever verified waits for nobody.
func Verifications(db *sqldb.DB, pages *wiki.Wiki, now func() time.Time) Source {
	if now == nil {
		now = time.Now
	}
	type row struct {
		id    wiki.PageID
		space wiki.SpaceID
		title string
		until time.Time
	}
	scan := func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.id, &r.space, &r.title, sqldb.Moment{To: &r.until})
	}
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		spaces := sqldb.Padded(access.IDs())
		at := now().UTC()
		args := append([]any{int64(access.As.Person), sqldb.Micros(at.Add(verifyAhead))}, spaces...)
		args = append(args, MaxItems)
		list, err := sqldb.All(ctx, db.Reader(), scan, `SELECT id, space, title, verified_until FROM pages
			WHERE owner = $1 AND verified_until <= $2 AND trashed = 0 AND verified_until > 0 AND redirect_to = ''
				AND space IN (`+sqldb.In(len(spaces), 3)+`) ORDER BY verified_until, id LIMIT $`+fmt.Sprint(len(args)), args...)
		if err != nil {
			return nil, fmt.Errorf("pages to verify: %w", err)
		}
		items := make([]Item, 0, len(list))
		for _, p := range list {
			url := wiki.PageURL(p.id, p.title)
			item := Item{
				Key: fmt.Sprintf("verify-%d", p.id), Kind: Verify, State: StateLooking, Title: p.title, URL: url,
				Do: "Read it", Space: p.space, Due: DayOf(p.until, access.As.In()), Day: true,
				Since: p.until.Add(-verifyAhead), Text: "You own this page, and its verification ends.",
				Actions: []Action{{Text: "Still true", URL: fmt.Sprintf("/p/%d/verify", p.id)}},
				Assign:  giveAway(pages, p.id),
			}
			if !p.until.After(at) {
				item.Text = "You own this page, and its verification is over."
			}
			items = append(items, item)
		}
		return items, nil
	}
}

// giveAway makes somebody else the owner of a page.
func giveAway(pages *wiki.Wiki, id wiki.PageID) func(context.Context, wiki.Access, wiki.PersonID) error {
	return func(ctx context.Context, access wiki.Access, to wiki.PersonID) error {
		page, err := pages.Page(ctx, access.As, id)
		if err != nil {
			return err
		}
		_, err = pages.Save(ctx, access.As, wiki.Draft{Page: id, Base: page.Revision, Owner: &to})
		return err
	}
}
