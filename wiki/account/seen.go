package account

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

const (
	seenEvery  = time.Hour   // how often at most a last use is written
	writeEvery = time.Minute // how often what was seen is written, in one transaction
)

// seen is who and what was used since the last writing, and when it was last written. Times are
// those of the first use since.
type seen struct {
	people   map[wiki.PersonID]time.Time
	tokens   map[TokenID]time.Time
	sessions map[string]time.Time
	noted    map[any]time.Time // by PersonID, TokenID or hash: not again before this
}

func newSeen() seen {
	return seen{
		people: map[wiki.PersonID]time.Time{}, tokens: map[TokenID]time.Time{},
		sessions: map[string]time.Time{}, noted: map[any]time.Time{},
	}
}

// saw notes a use in memory, at most once in seenEvery.
func saw[K comparable](a *Accounts, list func(*seen) map[K]time.Time, key K) {
	now := a.now()
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Before(a.seen.noted[key]) {
		return
	}
	if len(a.seen.noted) >= cacheSize {
		clear(a.seen.noted)
	}
	a.seen.noted[key] = now.Add(seenEvery)
	list(&a.seen)[key] = now
}

func (a *Accounts) sawPerson(id wiki.PersonID) {
	saw(a, func(s *seen) map[wiki.PersonID]time.Time { return s.people }, id)
}

func (a *Accounts) sawToken(id TokenID) {
	saw(a, func(s *seen) map[TokenID]time.Time { return s.tokens }, id)
}

func (a *Accounts) sawSession(hash string, used time.Time) {
	if a.now().Sub(used) >= seenEvery {
		saw(a, func(s *seen) map[string]time.Time { return s.sessions }, hash)
	}
}

// Run writes when people, tokens and sessions were last used, and removes what has expired, until
// ctx ends; then it writes once more. Faults are logged and tried again.
func (a *Accounts) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(writeEvery)
	defer tick.Stop()
	for {
		if err := a.Flush(context.WithoutCancel(ctx)); err != nil {
			log.WarnContext(ctx, "note last use", "err", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			if err := a.Flush(context.WithoutCancel(ctx)); err != nil {
				log.WarnContext(ctx, "note last use", "err", err)
			}
			return
		}
	}
}

// Flush does once what Run does again and again.
func (a *Accounts) Flush(ctx context.Context) error {
	a.mu.Lock()
	s := a.seen
	a.seen = newSeen()
	a.seen.noted = s.noted
	a.mu.Unlock()
	stale, err := a.anyExpired(ctx)
	if err != nil {
		return err
	}
	if !stale && len(s.people)+len(s.tokens)+len(s.sessions) == 0 {
		return nil
	}
	err = a.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		if err := note(ctx, tx, `UPDATE people SET last_seen = $2 WHERE id = $1 AND last_seen < $2`, maps.All(s.people)); err != nil {
			return err
		}
		if err := note(ctx, tx, `UPDATE tokens SET used = $2 WHERE id = $1 AND used < $2`, maps.All(s.tokens)); err != nil {
			return err
		}
		if err := note(ctx, tx, `UPDATE sessions SET used = $2 WHERE hash = $1 AND used < $2`, maps.All(s.sessions)); err != nil {
			return err
		}
		now := sqldb.Micros(tx.Now())
		if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE expires <= $1`, now); err != nil {
			return fmt.Errorf("remove expired sessions: %w", err)
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM one_time WHERE expires <= $1`, now); err != nil {
			return fmt.Errorf("remove expired addresses: %w", err)
		}
		return nil
	})
	if err != nil {
		a.mu.Lock()
		defer a.mu.Unlock()
		maps.Copy(a.seen.people, s.people)
		maps.Copy(a.seen.tokens, s.tokens)
		maps.Copy(a.seen.sessions, s.sessions)
	}
	return err
}

// anyExpired looks before it writes: an idle server leaves the disk alone.
func (a *Accounts) anyExpired(ctx context.Context) (bool, error) {
	var n int
	err := a.db.Reader().QueryRowContext(ctx, `SELECT (SELECT COUNT(*) FROM sessions WHERE expires <= $1) + (SELECT COUNT(*) FROM one_time WHERE expires <= $1)`,
		sqldb.Micros(a.now())).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for what has expired: %w", err)
	}
	return n > 0, nil
}

// note runs an update once per key: a minute's worth of people is a handful.
func note[K comparable](ctx context.Context, tx *sqldb.Tx, update string, uses func(func(K, time.Time) bool)) error {
	for key, at := range uses {
		if _, err := tx.ExecContext(ctx, update, key, sqldb.Micros(at)); err != nil {
			return fmt.Errorf("note last use: %w", err)
		}
	}
	return nil
}
