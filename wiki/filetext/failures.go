package filetext

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Failure is a file whose text cannot be searched.
type Failure struct {
	File   wiki.Attachment
	Reason string // for people, a sentence or two
	Pages  []Page // some that show it
}

// failed holds for the files whose present bytes could not be read.
const failed = `FROM extracts e JOIN attachments a ON a.id = e.attachment AND a.sha256 = e.sha256 WHERE e.state = 'failed' `

// Reasons gives why files could not be read, for those of the given ones that could not.
func (s *Store) Reasons(ctx context.Context, ids []wiki.AttachmentID) (map[wiki.AttachmentID]string, error) {
	reasons := map[wiki.AttachmentID]string{}
	for some := range slices.Chunk(distinct(ids), chunk) {
		args := sqldb.Padded(some)
		_, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (id wiki.AttachmentID, err error) {
			var reason string
			err = rows.Scan(&id, &reason)
			reasons[id] = reason
			return id, err
		}, `SELECT a.id, e.reason `+failed+`AND a.id IN (`+sqldb.In(len(args), 1)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("why files were not read: %w", err)
		}
	}
	return reasons, nil
}

// Failures gives the files that could not be read and that live pages of the given spaces show, the latest
// first and at most limit of them, and how many there are.
func (s *Store) Failures(ctx context.Context, spaces []wiki.SpaceID, limit int) (list []Failure, total int, err error) {
	args := sqldb.Padded(spaces)
	if len(args) == 0 {
		return nil, 0, nil
	}
	within := sqldb.In(len(args), 1)
	shown := failed + `AND (EXISTS (SELECT 1 FROM pages p WHERE p.id = a.page AND p.trashed = 0 AND p.space IN (` + within + `))
		OR EXISTS (SELECT 1 FROM links l JOIN pages p ON p.id = l.page
			WHERE l.attachment = a.id AND l.attachment > 0 AND p.trashed = 0 AND p.space IN (` + within + `)))`
	if err := s.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) `+shown, args...).Scan(&total); err != nil || total == 0 {
		return nil, 0, err
	}
	list, err = sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (f Failure, err error) {
		return f, rows.Scan(append(fileTo(&f.File), &f.Reason)...)
	}, `SELECT `+fileColumns+`, e.reason `+shown+fmt.Sprintf(` ORDER BY a.id DESC LIMIT %d`, limit), args...)
	if err != nil {
		return nil, 0, fmt.Errorf("files that were not read: %w", err)
	}
	ids := make([]wiki.AttachmentID, len(list))
	at := make(map[wiki.AttachmentID]int, len(list))
	for i, f := range list {
		ids[i], at[f.File.ID] = f.File.ID, i
	}
	pages, err := s.Pages(ctx, ids, spaces)
	for _, p := range pages {
		list[at[p.File]].Pages = append(list[at[p.File]].Pages, p)
	}
	return list, total, err
}
