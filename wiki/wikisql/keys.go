package wikisql

import (
	"context"
	"database/sql"
	"slices"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const (
	keySelect = `SELECT k.key, k.kind, k.page, k.space FROM page_keys k JOIN pages p ON p.id = k.page WHERE p.trashed = 0 AND `
	keyOrder  = ` ORDER BY k.key, k.kind, k.page, k.space`
)

func scanKey(rows *sql.Rows) (k wiki.PageKey, err error) {
	return k, rows.Scan(&k.Key, &k.Kind, &k.Page, &k.Space)
}

func (r reads) Keys(ctx context.Context, space wiki.SpaceID, keys []string) ([]wiki.PageKey, error) {
	if keys == nil {
		return sqldb.All(ctx, r.q, scanKey, keySelect+`k.space = $1`+keyOrder, int64(space))
	}
	return chunked(keys, func(keys []string) ([]wiki.PageKey, error) {
		args := append(sqldb.PaddedText(keys), int64(space))
		return sqldb.All(ctx, r.q, scanKey, keySelect+`k.space = $`+last(args)+` AND k.key IN (`+sqldb.In(len(args)-1, 1)+`)`+keyOrder, args...)
	})
}

func (r reads) TitleKeys(ctx context.Context, keys []string) ([]wiki.PageKey, error) {
	return chunked(keys, func(keys []string) ([]wiki.PageKey, error) {
		args := sqldb.PaddedText(keys)
		return sqldb.All(ctx, r.q, scanKey, keySelect+`k.key IN (`+sqldb.In(len(args), 1)+`) AND k.kind > 0`+keyOrder, args...)
	})
}

// PutKeys adds names. With a title, the titles that the page had until then become former ones, in
// every space where they hold.
func (x *tx) PutKeys(ctx context.Context, space wiki.SpaceID, page wiki.PageID, keys []wiki.PageKey) error {
	have, err := sqldb.All(ctx, x.t, scanKey, `SELECT k.key, k.kind, k.page, k.space FROM page_keys k WHERE k.page = $1`, int64(page))
	if err != nil {
		return err
	}
	var title *wiki.PageKey
	var missing []wiki.PageKey
	for _, k := range keys {
		k.Space, k.Page = space, page
		if k.Kind == wiki.TitleKey {
			title = &k
		}
		if !slices.Contains(have, k) && !slices.Contains(missing, k) {
			missing = append(missing, k)
		}
	}
	if title != nil {
		more, err := x.retitle(ctx, have, *title)
		if err != nil {
			return err
		}
		missing = append(missing, more...)
	}
	for some := range slices.Chunk(missing, insertRows) {
		args := make([]any, 0, len(some)*4)
		for _, k := range some {
			args = append(args, int64(k.Space), k.Key, int64(k.Kind), int64(k.Page))
		}
		_, err := x.exec(ctx, "write keys", `INSERT INTO page_keys (space, key, kind, page) VALUES `+sqldb.Values(len(some), 4)+` ON CONFLICT DO NOTHING`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// retitle takes away the title keys that no longer say how the page stands, and gives the former
// titles to be written instead.
func (x *tx) retitle(ctx context.Context, have []wiki.PageKey, title wiki.PageKey) (former []wiki.PageKey, err error) {
	for _, k := range have {
		again := k.Key == title.Key
		if k.Kind == wiki.PathKey || again == (k.Kind == wiki.TitleKey) {
			continue
		}
		_, err := x.exec(ctx, "delete key", `DELETE FROM page_keys WHERE space = $1 AND key = $2 AND kind = $3 AND page = $4`,
			int64(k.Space), k.Key, int64(k.Kind), int64(k.Page))
		if err != nil {
			return nil, err
		}
		k.Kind = wiki.FormerTitle
		if again {
			k.Kind = wiki.TitleKey
		}
		former = append(former, k)
	}
	return former, nil
}
