package filetext

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Store keeps the text of files beside the wiki's tables.
type Store struct{ db *sqldb.DB }

// New makes the store on an open database.
func New(db *sqldb.DB) *Store { return &Store{db} }

const fileColumns = `a.id, a.space, a.page, a.name, a.sha256, a.size, a.type, a.created, a.created_by`

func fileTo(a *wiki.Attachment) []any {
	return []any{&a.ID, &a.Space, &a.Page, &a.Name, &a.SHA256, &a.Size, &a.Type, sqldb.Moment{To: &a.Created}, &a.CreatedBy.ID}
}

// work is a file that is to be read, and how often that failed before.
type work struct {
	wiki.Attachment
	tries int
}

const unread = `FROM attachments a LEFT JOIN extracts e ON e.attachment = a.id AND e.sha256 = a.sha256 AND e.version = $1
	WHERE (e.attachment IS NULL OR e.state = 'waiting') `

func scanWork(rows *sql.Rows) (w work, err error) {
	return w, rows.Scan(append(fileTo(&w.Attachment), &w.tries)...)
}

// unreadAfter gives files in the order of their numbers whose bytes were not read yet by this version.
func (s *Store) unreadAfter(ctx context.Context, after wiki.AttachmentID, limit int) ([]work, error) {
	return sqldb.All(ctx, s.db.Reader(), scanWork, `SELECT `+fileColumns+`, COALESCE(e.tries, 0) `+unread+
		`AND a.id > $2 ORDER BY a.id LIMIT $3`, extract.Version, int64(after), limit)
}

// unreadOf gives those of some files that were not read yet.
func (s *Store) unreadOf(ctx context.Context, ids []wiki.AttachmentID) ([]work, error) {
	args := sqldb.Padded(ids)
	return sqldb.All(ctx, s.db.Reader(), scanWork, `SELECT `+fileColumns+`, COALESCE(e.tries, 0) `+unread+
		`AND a.id IN (`+sqldb.In(len(args), 2)+`) ORDER BY a.id`, append([]any{extract.Version}, args...)...)
}

// news is what happened since an event.
type news struct {
	last  wiki.EventSeq // the last event that was looked at
	files []wiki.AttachmentID
	busy  bool // somebody is writing, and it is not the Worker
}

// newsAtOnce bounds the events that are looked at together.
const newsAtOnce = 1000

func (s *Store) newsAfter(ctx context.Context, after wiki.EventSeq) (news, error) {
	n := news{last: after}
	events, err := sqldb.All(ctx, s.db.Reader(), sqldb.ScanEvent, `SELECT e.seq, e.at, e.actor, e.actor_name, e.kind, e.space, e.page, e.revision, e.question, e.data
		FROM events e WHERE e.seq > $1 ORDER BY e.seq LIMIT $2`, int64(after), newsAtOnce)
	for _, e := range events {
		n.last = e.Seq
		n.busy = n.busy || e.Kind != Read
		if e.Kind == wiki.FileAdded {
			n.files = append(n.files, FilesOf(e)...)
		}
	}
	return n, err
}

func (s *Store) lastEvent(ctx context.Context) (seq wiki.EventSeq, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT value FROM counters WHERE name = 'events'`).Scan(&seq)
	return seq, err
}

// FilesOf gives the files that an event is about.
func FilesOf(e wiki.Event) []wiki.AttachmentID {
	var ids []wiki.AttachmentID
	for _, list := range []string{e.Data["file"], e.Data["files"]} {
		for one := range strings.SplitSeq(list, ",") {
			if n, err := strconv.ParseInt(one, 10, 64); err == nil && n > 0 {
				ids = append(ids, wiki.AttachmentID(n))
			}
		}
	}
	return ids
}

// partRows bounds the rows of one INSERT.
const partRows = 32

// put stores what became of a file, in place of what was known of it. Where the file has other bytes
// by now, nothing is stored.
func (s *Store) put(ctx context.Context, space wiki.SpaceID, x Extract) error {
	err := s.db.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM attachments WHERE id = $1 AND sha256 = $2`, int64(x.File), x.SHA256).Scan(&n); err != nil || n == 0 {
			return err
		}
		had, err := tx.ExecContext(ctx, `DELETE FROM extract_parts WHERE attachment = $1`, int64(x.File))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO extracts (attachment, sha256, version, state, tries, at, cut, reason, title) VALUES `+sqldb.Values(1, 9)+`
			ON CONFLICT (attachment) DO UPDATE SET sha256 = excluded.sha256, version = excluded.version, state = excluded.state,
			tries = excluded.tries, at = excluded.at, cut = excluded.cut, reason = excluded.reason, title = excluded.title`,
			int64(x.File), x.SHA256, extract.Version, string(x.State), x.Tries, sqldb.Micros(tx.Now()), sqldb.Bit(x.Cut), x.Reason, x.Title)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(x.Pieces, partRows) {
			if err := putPieces(ctx, tx, some); err != nil {
				return err
			}
		}
		if gone, err := had.RowsAffected(); err != nil || gone == 0 && len(x.Pieces) == 0 && x.State != Failed {
			return err // nothing that is found or shown has changed
		}
		tx.Emit(wiki.Event{Kind: Read, Space: space, Data: map[string]string{"file": strconv.FormatInt(int64(x.File), 10)}})
		return nil
	})
	if err != nil {
		return fmt.Errorf("store text of file %d: %w", x.File, err)
	}
	return nil
}

func putPieces(ctx context.Context, tx *sqldb.Tx, list []Piece) error {
	var args []any
	for _, p := range list {
		args = append(args, int64(p.File), p.Part, p.Number, p.Place, p.Text)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO extract_parts (attachment, part, number, place, body) VALUES `+sqldb.Values(len(list), 5), args...)
	return err
}
