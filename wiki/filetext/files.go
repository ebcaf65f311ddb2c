package filetext

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// File is an attachment as it can be found: by the readers of every space where a live page shows it,
// or has it as its own.
type File struct {
	wiki.Attachment
	Title  string         // that the file gives itself; "" where it gives none or was not read
	Spaces []wiki.SpaceID // by number; none: it is not found
	Pieces []Piece        // in their order; only where they were asked for
}

// Page is a live page that shows a file.
type Page struct {
	File  wiki.AttachmentID
	ID    wiki.PageID
	Space wiki.SpaceID
	Title string
}

// chunk bounds an IN list.
const chunk = 500

// Files gives attachments by number; those that are not there are left out.
func (s *Store) Files(ctx context.Context, ids []wiki.AttachmentID) ([]File, error) {
	var all []File
	for some := range slices.Chunk(distinct(ids), chunk) {
		args := sqldb.Padded(some)
		in := sqldb.In(len(args), 1)
		files, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (f File, err error) {
			return f, rows.Scan(append(fileTo(&f.Attachment), &f.Title)...)
		}, `SELECT `+fileColumns+`, COALESCE(e.title, '') FROM attachments a LEFT JOIN extracts e ON e.attachment = a.id AND e.sha256 = a.sha256
			WHERE a.id IN (`+in+`) ORDER BY a.id`, args...)
		if err != nil {
			return nil, fmt.Errorf("files: %w", err)
		}
		at := make(map[wiki.AttachmentID]int, len(files))
		for i, f := range files {
			at[f.ID] = i
		}
		spaces, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (p Page, err error) {
			return p, rows.Scan(&p.File, &p.Space)
		}, `SELECT a.id, p.space FROM attachments a JOIN pages p ON p.id = a.page WHERE a.id IN (`+in+`) AND a.page > 0 AND p.trashed = 0
			UNION SELECT l.attachment, p.space FROM links l JOIN pages p ON p.id = l.page
				WHERE l.attachment IN (`+in+`) AND l.attachment > 0 AND p.trashed = 0 ORDER BY 1, 2`, args...)
		if err != nil {
			return nil, fmt.Errorf("spaces of files: %w", err)
		}
		for _, p := range spaces {
			files[at[p.File]].Spaces = append(files[at[p.File]].Spaces, p.Space)
		}
		all = append(all, files...)
	}
	return all, nil
}

func distinct(ids []wiki.AttachmentID) []wiki.AttachmentID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Numbers gives the numbers of files in their order.
func (s *Store) Numbers(ctx context.Context, after wiki.AttachmentID, limit int) ([]wiki.AttachmentID, error) {
	return sqldb.All(ctx, s.db.Reader(), scanNumber, `SELECT id FROM attachments WHERE id > $1 ORDER BY id LIMIT $2`, int64(after), limit)
}

// Count is how many files there are.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT COUNT(*) FROM attachments`).Scan(&n)
	return n, err
}

func scanNumber(rows *sql.Rows) (id wiki.AttachmentID, err error) { return id, rows.Scan(&id) }

// OnPages gives the files that pages show or have as their own, whether they are in the trash or not.
func (s *Store) OnPages(ctx context.Context, pages []wiki.PageID) ([]wiki.AttachmentID, error) {
	var all []wiki.AttachmentID
	for some := range slices.Chunk(pages, chunk) {
		args := sqldb.Padded(some)
		in := sqldb.In(len(args), 1)
		ids, err := sqldb.All(ctx, s.db.Reader(), scanNumber, `SELECT id FROM attachments WHERE page IN (`+in+`) AND page > 0
			UNION SELECT attachment FROM links WHERE page IN (`+in+`) AND attachment > 0`, args...)
		if err != nil {
			return nil, fmt.Errorf("files on pages: %w", err)
		}
		all = append(all, ids...)
	}
	return distinct(all), nil
}

const pieceColumns = `p.attachment, p.part, p.number, p.place, p.body`

func scanPiece(rows *sql.Rows) (p Piece, err error) {
	return p, rows.Scan(&p.File, &p.Part, &p.Number, &p.Place, &p.Text)
}

// readText holds for the text of the present bytes of a file.
const readText = `FROM extract_parts p JOIN extracts e ON e.attachment = p.attachment JOIN attachments a ON a.id = p.attachment AND a.sha256 = e.sha256 `

// Pieces gives the whole text of a file.
func (s *Store) Pieces(ctx context.Context, id wiki.AttachmentID) ([]Piece, error) {
	return sqldb.All(ctx, s.db.Reader(), scanPiece, `SELECT `+pieceColumns+` `+readText+`WHERE p.attachment = $1 ORDER BY p.part`, int64(id))
}

// SomePieces gives single pieces, named by file and part, in any order; those that are not there are
// left out.
func (s *Store) SomePieces(ctx context.Context, named []Piece) ([]Piece, error) {
	var all []Piece
	for some := range slices.Chunk(named, chunk) {
		var files, parts []int64
		wanted := make(map[[2]int64]bool, len(some))
		for _, p := range some {
			files, parts = append(files, int64(p.File)), append(parts, int64(p.Part))
			wanted[[2]int64{int64(p.File), int64(p.Part)}] = true
		}
		args := sqldb.Padded(files)
		n := len(args)
		args = append(args, sqldb.Padded(parts)...)
		found, err := sqldb.All(ctx, s.db.Reader(), scanPiece, `SELECT `+pieceColumns+` `+readText+
			`WHERE p.attachment IN (`+sqldb.In(n, 1)+`) AND p.part IN (`+sqldb.In(len(args)-n, n+1)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("pieces of files: %w", err)
		}
		for _, p := range found {
			if wanted[[2]int64{int64(p.File), int64(p.Part)}] {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// shownOn is how many of the pages that show a file are named.
const shownOn = 3

// Pages gives for each file some live pages in the given spaces that show it, the first made first.
func (s *Store) Pages(ctx context.Context, ids []wiki.AttachmentID, spaces []wiki.SpaceID) ([]Page, error) {
	var all []Page
	for some := range slices.Chunk(distinct(ids), chunk) {
		args := sqldb.Padded(some)
		n := len(args)
		args = append(args, sqldb.Padded(spaces)...)
		in, within := sqldb.In(n, 1), sqldb.In(len(args)-n, n+1)
		found, err := sqldb.All(ctx, s.db.Reader(), func(rows *sql.Rows) (p Page, err error) {
			return p, rows.Scan(&p.File, &p.ID, &p.Space, &p.Title)
		}, `SELECT f.file, f.id, f.space, f.title FROM (
			SELECT s.file, p.id, p.space, p.title, ROW_NUMBER() OVER (PARTITION BY s.file ORDER BY p.id) AS nth FROM (
				SELECT id AS file, page FROM attachments WHERE id IN (`+in+`) AND page > 0
				UNION SELECT attachment AS file, page FROM links WHERE attachment IN (`+in+`) AND attachment > 0) s
			JOIN pages p ON p.id = s.page WHERE p.trashed = 0 AND p.space IN (`+within+`)) f
			WHERE f.nth <= `+fmt.Sprint(shownOn)+` ORDER BY f.file, f.nth`, args...)
		if err != nil {
			return nil, fmt.Errorf("pages that show files: %w", err)
		}
		all = append(all, found...)
	}
	return all, nil
}
