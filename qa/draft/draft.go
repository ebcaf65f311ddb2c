// Package draft keeps what somebody has half typed, until it is published or thrown away. A draft is its
// person's alone: nobody else reads it, no event tells of it, and nothing is made from it.
package draft

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Draft is a form as it was left.
type Draft struct {
	About  string              // the form: "question", "answer-12", "answer-12-3"
	Fields map[string][]string // as in url.Values
	At     time.Time           // when it was kept
}

// Drafts keeps them. It is safe for concurrent use.
type Drafts struct {
	db *sqldb.DB
}

// New keeps drafts in a database.
func New(db *sqldb.DB) *Drafts { return &Drafts{db: db} }

const (
	maxDraft  = 500_000 // bytes of one
	maxFields = 200     // values of one
	maxDrafts = 200     // of one person
)

var about = regexp.MustCompile(`^[a-z]{1,20}(-[0-9]{1,18}){0,2}$`)

func check(name string) error {
	if !about.MatchString(name) {
		return content.Errorf(content.NotFound, "There is no form of this name to keep a draft of.")
	}
	return nil
}

func need(as wiki.Actor) error {
	switch {
	case as.Person == 0:
		return content.Errorf(content.Sign, "Sign in first: a draft belongs to somebody.")
	case as.Scope < wiki.ScopeWrite:
		return content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write” to keep drafts.")
	}
	return nil
}

// Put keeps a form in place of what was kept of it before, and says when. A form in which nothing was typed
// is not kept.
func (d *Drafts) Put(ctx context.Context, as wiki.Actor, name string, fields map[string][]string) (time.Time, error) {
	if err := need(as); err != nil {
		return time.Time{}, err
	}
	if err := check(name); err != nil {
		return time.Time{}, err
	}
	kept, values, typed := map[string][]string{}, 0, false
	for field, list := range fields {
		for _, v := range list {
			values++
			typed = typed || strings.TrimSpace(v) != ""
			kept[field] = append(kept[field], strings.ReplaceAll(strings.ToValidUTF8(v, "�"), "\x00", ""))
		}
	}
	if !typed {
		return d.db.Now(), d.Discard(ctx, as, name)
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return time.Time{}, fmt.Errorf("draft: %w", err)
	}
	if values > maxFields || len(text) > maxDraft {
		return time.Time{}, content.Errorf(content.TooLarge, "This is too long to be kept as a draft (%d kB; %d are kept). Publish it, or keep a copy elsewhere.", len(text)/1000, maxDraft/1000)
	}
	var at time.Time
	err = d.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		at = tx.Now()
		var others int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM drafts WHERE person = $1 AND about <> $2`, int64(as.Person), name).Scan(&others); err != nil {
			return fmt.Errorf("count drafts: %w", err)
		}
		if others >= maxDrafts {
			return content.Errorf(content.Conflict, "You have %d drafts, which is as many as are kept. Publish or discard one first; this one was not kept.", others)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO drafts (person, about, at, fields) VALUES ($1, $2, $3, $4)
			ON CONFLICT (person, about) DO UPDATE SET at = excluded.at, fields = excluded.fields`, int64(as.Person), name, sqldb.Micros(at), string(text))
		if err != nil {
			return fmt.Errorf("keep draft: %w", err)
		}
		return nil
	})
	return at, err
}

// Get gives one's own draft of a form; false where there is none.
func (d *Drafts) Get(ctx context.Context, as wiki.Actor, name string) (Draft, bool, error) {
	if as.Person == 0 {
		return Draft{}, false, nil
	}
	list, err := d.read(ctx, `WHERE person = $1 AND about = $2`, int64(as.Person), name)
	if err != nil || len(list) == 0 {
		return Draft{}, false, err
	}
	return list[0], true, nil
}

// List gives one's own drafts, the last kept first.
func (d *Drafts) List(ctx context.Context, as wiki.Actor) ([]Draft, error) {
	if as.Person == 0 {
		return nil, content.Errorf(content.Sign, "Sign in first: a draft belongs to somebody.")
	}
	return d.read(ctx, `WHERE person = $1 ORDER BY at DESC, about`, int64(as.Person))
}

func (d *Drafts) read(ctx context.Context, where string, args ...any) ([]Draft, error) {
	return sqldb.All(ctx, d.db.Reader(), func(rows *sql.Rows) (x Draft, err error) {
		var fields string
		if err := rows.Scan(&x.About, sqldb.Moment{To: &x.At}, &fields); err != nil {
			return x, err
		}
		return x, json.Unmarshal([]byte(fields), &x.Fields)
	}, `SELECT about, at, fields FROM drafts `+where, args...)
}

// Discard forgets one's own draft of a form. What is not there is not missed.
func (d *Drafts) Discard(ctx context.Context, as wiki.Actor, name string) error {
	if err := need(as); err != nil {
		return err
	}
	if err := check(name); err != nil {
		return err
	}
	if _, there, err := d.Get(ctx, as, name); err != nil || !there {
		return err
	}
	return d.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE person = $1 AND about = $2`, int64(as.Person), name); err != nil {
			return fmt.Errorf("discard draft: %w", err)
		}
		return nil
	})
}

// Fields are those of a form that are worth keeping, by their names.
func Fields(form map[string][]string, names ...string) map[string][]string {
	kept := maps.Clone(form)
	maps.DeleteFunc(kept, func(name string, _ []string) bool {
		for _, n := range names {
			if n == name {
				return false
			}
		}
		return true
	})
	return kept
}
