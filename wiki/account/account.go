package account

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Accounts holds the use cases. It is safe for concurrent use.
type Accounts struct {
	db     *sqldb.DB
	now    func() time.Time
	params *argon2id.Params
	nobody func() (string, error) // a hash that no password matches, compared where there is no account
	hashes chan struct{}          // the right to hash a password
	tries  *throttle
	cache  cache

	mu   sync.Mutex
	seen seen
}

// Option changes how accounts are kept.
type Option func(*Accounts)

// WithParams sets the cost of a password: tests use a small one.
func WithParams(p argon2id.Params) Option { return func(a *Accounts) { a.params = &p } }

// The cost of a password, above OWASP's recommendation (Password Storage Cheat Sheet, 2025). One is
// hashed at a time, so that a crowd signing in takes no more memory than one person.
var usual = argon2id.Params{Memory: 64 << 10, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// New keeps accounts in a database. now nil is the clock of the database.
func New(db *sqldb.DB, now func() time.Time, opts ...Option) *Accounts {
	if now == nil {
		now = db.Now
	}
	a := &Accounts{db: db, now: now, params: &usual, hashes: make(chan struct{}, 1), seen: newSeen()}
	for _, o := range opts {
		o(a)
	}
	a.tries = newThrottle(now)
	a.cache.now = now
	a.nobody = sync.OnceValues(func() (string, error) {
		secret, err := newSecret()
		if err != nil {
			return "", err
		}
		return argon2id.CreateHash(secret, a.params)
	})
	return a
}

// write runs fn in a transaction and makes what it changed hold at once in this process.
func (a *Accounts) write(ctx context.Context, as wiki.Actor, fn func(*sqldb.Tx) error) error {
	err := a.db.Write(ctx, as, fn)
	a.cache.forget() // also after an error: whether a commit that failed was written is not certain
	return err
}

func needAdmin(as wiki.Actor, what string) error {
	switch {
	case as.IsAdmin():
		return nil
	case !as.SignedIn():
		return content.Errorf(content.Sign, "Sign in as an administrator to %s.", what)
	}
	return content.Errorf(content.Forbidden, "Only an administrator may %s. Ask one of yours.", what)
}

// needSelf checks that an actor may act for a person: oneself, or anybody as an administrator. A
// token needs the scope admin for it, since it could otherwise give itself more than it has.
func needSelf(as wiki.Actor, person wiki.PersonID, what string) error {
	switch {
	case as.IsAdmin():
		return nil
	case !as.SignedIn():
		return content.Errorf(content.Sign, "Sign in to %s.", what)
	case as.Person != person:
		return missing()
	case as.Scope < wiki.ScopeAdmin:
		return content.Errorf(content.Forbidden, "This token may not %s. Use the browser, or a token with the scope “admin”.", what)
	}
	return nil
}

func missing() error { return content.Errorf(content.NotFound, "There is no such account.") }

// Setting reads a setting of the installation, such as the team's name; "" where it was never set.
func (a *Accounts) Setting(ctx context.Context, name string) (string, error) {
	values, err := sqldb.All(ctx, a.db.Reader(), scanText, `SELECT value FROM settings WHERE name = $1`, name)
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}

// SetSetting changes a setting; administrators may.
func (a *Accounts) SetSetting(ctx context.Context, as wiki.Actor, name, value string) error {
	if err := needAdmin(as, "change the settings"); err != nil {
		return err
	}
	return a.write(ctx, as, func(tx *sqldb.Tx) error { return setSetting(ctx, tx, name, value) })
}

func setSetting(ctx context.Context, tx *sqldb.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	if err != nil {
		return fmt.Errorf("set %s: %w", name, err)
	}
	tx.Emit(wiki.Event{Kind: wiki.SettingChanged, Data: map[string]string{"name": name}})
	return nil
}
