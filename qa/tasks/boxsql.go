package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// placed is a box with what a list shows of its page.
type placed struct {
	Box
	page  string
	space wiki.SpaceID
}

const boxColumns = `b.id, b.page, b.person, b.name, b.ordinal, b.anchor, b.heading, b.due, b.since, b.body`

func boxFields(b *Box) []any {
	return []any{&b.ID, &b.Page, &b.Person, &b.Name, &b.Ordinal, &b.Anchor, &b.Heading, sqldb.Moment{To: &b.Due}, sqldb.Moment{To: &b.Since}, &b.Text}
}

// boxesOf gives the boxes that name the reader in live pages that the reader may read, dated ones first.
func boxesOf(ctx context.Context, q sqldb.Queryer, access wiki.Access) ([]placed, error) {
	in := sqldb.Padded(access.IDs())
	args := append([]any{int64(access.As.Person), MaxItems}, in...)
	list, err := sqldb.All(ctx, q, func(rows *sql.Rows) (p placed, err error) {
		return p, rows.Scan(append(boxFields(&p.Box), &p.page, &p.space)...)
	}, `SELECT `+boxColumns+`, p.title, p.space FROM task_boxes b JOIN pages p ON p.id = b.page
		WHERE b.person = $1 AND b.person > 0 AND p.trashed = 0 AND p.space IN (`+sqldb.In(len(in), 3)+`)
		ORDER BY CASE WHEN b.due = 0 THEN 1 ELSE 0 END, b.due, b.id LIMIT $2`, args...)
	if err != nil {
		return nil, fmt.Errorf("boxes to tick: %w", err)
	}
	return list, nil
}

// boxesOn gives the boxes of pages, by page and place.
func boxesOn(ctx context.Context, q sqldb.Queryer, pages []wiki.PageID) (map[wiki.PageID][]Box, error) {
	in := sqldb.Padded(pages)
	list, err := sqldb.All(ctx, q, scanBox, `SELECT `+boxColumns+` FROM task_boxes b WHERE b.page IN (`+sqldb.In(len(in), 1)+`) ORDER BY b.page, b.ordinal, b.id`, in...)
	if err != nil {
		return nil, fmt.Errorf("boxes of pages: %w", err)
	}
	on := map[wiki.PageID][]Box{}
	for _, b := range list {
		on[b.Page] = append(on[b.Page], b)
	}
	return on, nil
}

func scanBox(rows *sql.Rows) (b Box, err error) { return b, rows.Scan(boxFields(&b)...) }

// replaceBoxes writes the boxes of a page; gone are those that it no longer has.
func replaceBoxes(ctx context.Context, tx *sqldb.Tx, now, gone []Box) error {
	for _, b := range gone {
		if _, err := tx.ExecContext(ctx, `DELETE FROM task_boxes WHERE id = $1`, b.ID); err != nil {
			return fmt.Errorf("drop a box: %w", err)
		}
	}
	for _, b := range now {
		if b.ID == 0 {
			id, err := tx.NextID(ctx, "task_boxes", 1)
			if err != nil {
				return err
			}
			b.ID, b.Since = id, tx.Now()
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO task_boxes (id, page, person, name, ordinal, anchor, heading, due, since, body)
			VALUES `+sqldb.Values(1, 10)+` ON CONFLICT (id) DO UPDATE SET person = excluded.person, ordinal = excluded.ordinal,
			anchor = excluded.anchor, heading = excluded.heading, due = excluded.due, body = excluded.body`,
			b.ID, int64(b.Page), int64(b.Person), b.Name, b.Ordinal, b.Anchor, b.Heading, sqldb.Micros(b.Due), sqldb.Micros(b.Since), b.Text)
		if err != nil {
			return fmt.Errorf("write a box: %w", err)
		}
	}
	return nil
}

// nameOf gives the name of somebody with an account.
func nameOf(ctx context.Context, db *sqldb.DB, person wiki.PersonID) (string, error) {
	all, err := sqldb.All(ctx, db.Reader(), func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT name FROM people WHERE id = $1 AND disabled = 0`, int64(person))
	if err != nil {
		return "", fmt.Errorf("name of a person: %w", err)
	}
	if len(all) == 0 {
		return "", content.Errorf(content.Invalid, "There is no such person, or the account is disabled. Nothing was changed.").On("to")
	}
	return all[0], nil
}

func isName(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
