package wikisql

import (
	"context"
	"database/sql"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func (r reads) SourcePages(ctx context.Context, space wiki.SpaceID) ([]wiki.Page, error) {
	return sqldb.All(ctx, r.q, scanPage, pageSelect+`WHERE p.space = $1 AND p.source_path <> '' ORDER BY p.id`, int64(space))
}

func (r reads) ImportedHashes(ctx context.Context, space wiki.SpaceID) (map[wiki.PageID]string, error) {
	all, err := sqldb.All(ctx, r.q, func(rows *sql.Rows) (i wiki.Imported, err error) {
		return i, rows.Scan(&i.Page, &i.Hash)
	}, `SELECT i.page, i.hash FROM pages p JOIN imported i ON i.page = p.id WHERE p.space = $1`, int64(space))
	if err != nil {
		return nil, err
	}
	hashes := make(map[wiki.PageID]string, len(all))
	for _, i := range all {
		hashes[i.Page] = i.Hash
	}
	return hashes, nil
}

func (r reads) Imported(ctx context.Context, page wiki.PageID) (wiki.Imported, error) {
	return one(ctx, r.q, "imported file", func(rows *sql.Rows) (i wiki.Imported, err error) {
		return i, rows.Scan(&i.Page, &i.Hash, &i.Revision, &i.Source)
	}, `SELECT page, hash, revision, source FROM imported WHERE page = $1`, int64(page))
}

func (x *tx) PutImported(ctx context.Context, i wiki.Imported) error {
	_, err := x.exec(ctx, "note import", `INSERT INTO imported (page, hash, revision, source) VALUES ($1, $2, $3, $4)
		ON CONFLICT (page) DO UPDATE SET hash = excluded.hash, revision = excluded.revision, source = excluded.source`,
		int64(i.Page), i.Hash, i.Revision, i.Source)
	return err
}
