package wikisql

import (
	"context"
	"database/sql"
	"strings"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const fileSelect = `SELECT a.id, a.space, a.page, a.name, a.source_path, a.sha256, a.size, a.type, a.created, a.created_by, COALESCE(c.name, '')
	FROM attachments a LEFT JOIN people c ON c.id = a.created_by `

func scanFile(rows *sql.Rows) (a wiki.Attachment, err error) {
	err = rows.Scan(&a.ID, &a.Space, &a.Page, &a.Name, &a.SourcePath, &a.SHA256, &a.Size, &a.Type, sqldb.Moment{To: &a.Created}, &a.CreatedBy.ID, &a.CreatedBy.Name)
	return a, err
}

func (r reads) Attachment(ctx context.Context, id wiki.AttachmentID) (wiki.Attachment, error) {
	return one(ctx, r.q, "file", scanFile, fileSelect+`WHERE a.id = $1`, int64(id))
}

func (r reads) Attachments(ctx context.Context, page wiki.PageID) ([]wiki.Attachment, error) {
	return sqldb.All(ctx, r.q, scanFile, fileSelect+`WHERE a.id IN (
			SELECT id FROM attachments WHERE page = $1 AND page > 0
			UNION SELECT attachment FROM links WHERE page = $1 AND attachment > 0)
		ORDER BY LOWER(a.name), a.id`, int64(page))
}

func (r reads) SpaceFiles(ctx context.Context, space wiki.SpaceID) ([]wiki.Attachment, error) {
	return sqldb.All(ctx, r.q, scanFile, fileSelect+`WHERE a.space = $1 ORDER BY a.id`, int64(space))
}

func (r reads) FilesByPath(ctx context.Context, space wiki.SpaceID, paths []string) ([]wiki.Attachment, error) {
	const imported = fileSelect + `WHERE a.source_key <> '' AND a.space = $`
	if paths == nil {
		return sqldb.All(ctx, r.q, scanFile, imported+`1 ORDER BY a.id`, int64(space))
	}
	return chunked(paths, func(paths []string) ([]wiki.Attachment, error) {
		args := append(sqldb.PaddedText(paths), int64(space))
		return sqldb.All(ctx, r.q, scanFile, imported+last(args)+` AND a.source_key IN (`+sqldb.In(len(args)-1, 1)+`) ORDER BY a.id`, args...)
	})
}

func (r reads) ShownIn(ctx context.Context, id wiki.AttachmentID) ([]wiki.SpaceID, error) {
	return sqldb.All(ctx, r.q, func(rows *sql.Rows) (s wiki.SpaceID, err error) { return s, rows.Scan(&s) },
		`SELECT DISTINCT p.space FROM links l JOIN pages p ON p.id = l.page
		WHERE l.attachment = $1 AND l.attachment > 0 AND p.trashed = 0 ORDER BY p.space`, int64(id))
}

func (x *tx) InsertAttachment(ctx context.Context, a wiki.Attachment) (wiki.AttachmentID, error) {
	id, err := x.t.NextID(ctx, "attachments", 1)
	if err != nil {
		return 0, err
	}
	_, err = x.exec(ctx, "insert file", `INSERT INTO attachments (id, space, page, name, source_path, source_key, sha256, size, type, created, created_by)
		VALUES `+sqldb.Values(1, 11), id, int64(a.Space), int64(a.Page), a.Name, a.SourcePath, strings.ToLower(a.SourcePath),
		a.SHA256, a.Size, a.Type, sqldb.Micros(a.Created), int64(a.CreatedBy.ID))
	return wiki.AttachmentID(id), err
}

func (x *tx) UpdateAttachment(ctx context.Context, a wiki.Attachment) error {
	return x.execOne(ctx, "file", `UPDATE attachments SET space = $2, page = $3, name = $4, source_path = $5, source_key = $6,
		sha256 = $7, size = $8, type = $9 WHERE id = $1`, int64(a.ID), int64(a.Space), int64(a.Page), a.Name, a.SourcePath,
		strings.ToLower(a.SourcePath), a.SHA256, a.Size, a.Type)
}
