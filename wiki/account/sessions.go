package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Sessions keeps the sessions of browsers for scs. The data of a session must be a JSON object whose
// "person" is the number of an account.
type Sessions struct{ a *Accounts }

var _ scs.CtxStore = Sessions{}

// Sessions gives the store of sessions.
func (a *Accounts) Sessions() Sessions { return Sessions{a} }

// Session is one browser that is signed in.
type Session struct {
	ID      string // of SessionID; not the secret
	Agent   string // what the browser calls itself
	Address string // where it signed in from
	Created time.Time
	Used    time.Time // noted at most hourly
	Expires time.Time
}

// SessionID names a session by its secret, to find it in the list and to end it.
func SessionID(secret string) string { return hashOf(secret) }

type clientKey struct{}

type client struct{ agent, address string }

// WithClient notes in a context which browser, from which address, a session begun with it belongs to.
func WithClient(ctx context.Context, agent, address string) context.Context {
	return context.WithValue(ctx, clientKey{}, client{content.Excerpt(agent, 300), content.Excerpt(address, 100)})
}

// FindCtx reads a session that has not expired.
func (s Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	type row struct {
		data string
		used int64
	}
	hash := hashOf(token)
	rows, err := sqldb.All(ctx, s.a.db.Reader(), func(rows *sql.Rows) (r row, err error) {
		return r, rows.Scan(&r.data, &r.used)
	}, `SELECT data, used FROM sessions WHERE hash = $1 AND expires > $2`, hash, sqldb.Micros(s.a.now()))
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	s.a.sawSession(hash, sqldb.Time(rows[0].used))
	return []byte(rows[0].data), true, nil
}

// CommitCtx writes a session.
func (s Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	var facts struct {
		Person wiki.PersonID `json:"person"`
	}
	if err := json.Unmarshal(data, &facts); err != nil {
		return fmt.Errorf("session data: %w", err)
	}
	from, _ := ctx.Value(clientKey{}).(client)
	return s.a.db.Write(ctx, wiki.Actor{Person: facts.Person}, func(tx *sqldb.Tx) error {
		now := sqldb.Micros(tx.Now())
		_, err := tx.ExecContext(ctx, `INSERT INTO sessions (hash, person, created, used, expires, agent, address, data)
			VALUES ($1, $2, $3, $3, $4, $5, $6, $7)
			ON CONFLICT (hash) DO UPDATE SET person = excluded.person, used = excluded.used, expires = excluded.expires, data = excluded.data`,
			hashOf(token), int64(facts.Person), now, sqldb.Micros(expiry), from.agent, from.address, string(data))
		if err != nil {
			return fmt.Errorf("write session: %w", err)
		}
		return nil
	})
}

// DeleteCtx ends a session; one that is not there has ended already.
func (s Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.a.end(ctx, wiki.Actor{}, `hash = $1`, hashOf(token))
}

// Find is FindCtx without a context.
func (s Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

func (a *Accounts) end(ctx context.Context, as wiki.Actor, where string, args ...any) error {
	return a.write(ctx, as, func(tx *sqldb.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE `+where, args...); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
		return nil
	})
}

// endAll ends every session of a person within a transaction.
func endAll(ctx context.Context, tx *sqldb.Tx, id wiki.PersonID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE person = $1`, int64(id)); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// ByPerson lists where a person is signed in, the last used first: one's own, or anybody's as an
// administrator.
func (a *Accounts) ByPerson(ctx context.Context, as wiki.Actor, id wiki.PersonID) ([]Session, error) {
	if err := needSelf(as, id, "see sessions"); err != nil {
		return nil, err
	}
	return sqldb.All(ctx, a.db.Reader(), func(rows *sql.Rows) (s Session, err error) {
		var created, used, expires int64
		err = rows.Scan(&s.ID, &s.Agent, &s.Address, &created, &used, &expires)
		s.Created, s.Used, s.Expires = sqldb.Time(created), sqldb.Time(used), sqldb.Time(expires)
		return s, err
	}, `SELECT hash, agent, address, created, used, expires FROM sessions WHERE person = $1 AND expires > $2 ORDER BY used DESC, hash`,
		int64(id), sqldb.Micros(a.now()))
}

// EndSession ends one session of a person by its SessionID.
func (a *Accounts) EndSession(ctx context.Context, as wiki.Actor, id wiki.PersonID, session string) error {
	if err := needSelf(as, id, "end a session"); err != nil {
		return err
	}
	return a.end(ctx, as, `hash = $1 AND person = $2`, session, int64(id))
}
