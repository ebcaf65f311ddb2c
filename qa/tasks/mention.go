package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Mentions is the source of mentions that the reader has not seen in the inbox: notices of some kinds.
// Done sees them there. A page whose box names the reader is not mentioned a second time.
func Mentions(db *sqldb.DB, inbox *notify.Queue, kinds ...wiki.EventKind) Source {
	type row struct {
		id        notify.NoticeID
		text, url string
		title     string
		space     wiki.SpaceID
		at        time.Time
	}
	scan := func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.id, &r.text, &r.url, sqldb.Moment{To: &r.at}, &r.title, &r.space)
	}
	texts := make([]string, len(kinds))
	for i, k := range kinds {
		texts[i] = string(k)
	}
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		named, spaces := sqldb.PaddedText(texts), sqldb.Padded(access.IDs())
		args := append([]any{int64(access.As.Person)}, named...)
		args = append(args, spaces...)
		list, err := sqldb.All(ctx, db.Reader(), scan, `SELECT n.id, n.body, n.url, n.at, COALESCE(p.title, q.title, n.title), COALESCE(p.space, q.space, n.space)
			FROM notices n LEFT JOIN pages p ON p.id = n.page AND p.trashed = 0 LEFT JOIN questions q ON q.id = n.question
			WHERE n.person = $1 AND n.seen = 0 AND n.state <> 'dropped' AND n.kind IN (`+sqldb.In(len(named), 2)+`)
				AND (n.page = 0 OR p.id IS NOT NULL) AND COALESCE(p.space, q.space, n.space) IN (`+sqldb.In(len(spaces), 2+len(named))+`)
				AND NOT EXISTS (SELECT 1 FROM task_boxes b WHERE b.page = n.page AND b.person = n.person)
			ORDER BY n.id DESC LIMIT `+strconv.Itoa(MaxItems), args...)
		if err != nil {
			return nil, fmt.Errorf("mentions: %w", err)
		}
		items := make([]Item, 0, len(list))
		for _, r := range list {
			items = append(items, Item{
				Key: fmt.Sprintf("mention-%d", r.id), Kind: Mention, State: StateLooking, Title: r.title, URL: r.url, Text: r.text,
				Space: r.space, Since: r.at, Finish: see(inbox, r.id),
			})
		}
		return items, nil
	}
}

// see notes that a mention was seen.
func see(inbox *notify.Queue, id notify.NoticeID) func(context.Context, wiki.Access) (Outcome, error) {
	return func(ctx context.Context, access wiki.Access) (Outcome, error) {
		return Outcome{Said: "Done. It counts as read in your inbox, too."}, inbox.See(ctx, access.As, []notify.NoticeID{id})
	}
}
