package account

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

func isMissing(err error) bool {
	var e *content.Error
	return errors.As(err, &e) && e.Kind == content.NotFound
}

// turn waits for the right to hash a password.
func (a *Accounts) turn(ctx context.Context) (done func(), err error) {
	select {
	case a.hashes <- struct{}{}:
		return func() { <-a.hashes }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

// hash checks a new password and hashes it.
func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	done, err := a.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	hash, err := argon2id.CreateHash(password, a.params)
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// matches compares a password with a hash, or, where there is none, with one that nothing matches:
// the same work either way.
func (a *Accounts) matches(ctx context.Context, password, hash string) (bool, error) {
	done, err := a.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	nobody, err := a.nobody()
	if err != nil {
		return false, err
	}
	if len(password) > 4*maxPassword {
		password = "" // longer than any that was ever set
	}
	if hash == "" {
		hash = nobody
	}
	match, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return match, nil
}

// Tries that may fail within a window. An address may be a whole office; a few tries from one address
// do not keep the owner of an account out who comes from another.
const (
	triesWindow     = 15 * time.Minute
	triesPerBoth    = 10 // for one account from one address
	triesPerAccount = 40
	triesPerAddress = 50
)

func accountTries(email string) string { return "email " + emailKey(email) }

// tooMany says when trying again makes sense, to programs in seconds.
func tooMany(what string, wait time.Duration) error {
	e := content.Errorf(content.TooMany, "Too many %s. Try again in %s.", what, minutes(wait))
	e.Data = map[string]string{"retry_after": strconv.Itoa(int((wait + time.Second - 1) / time.Second))}
	return e
}

// SignIn checks an e-mail address and a password. from is the address that the request came from.
// Unknown account, wrong password and disabled account fail with the same text after the same work.
func (a *Accounts) SignIn(ctx context.Context, email, password, from string) (wiki.Person, error) {
	account, address := accountTries(email), "from "+origin(from)
	keys := []limit{{account + " " + address, triesPerBoth}, {account, triesPerAccount}, {address, triesPerAddress}}
	if wait := a.tries.take(keys); wait > 0 {
		return wiki.Person{}, tooMany("attempts to sign in", wait)
	}
	id, hash, err := a.secretOf(ctx, `email_key = $1 AND disabled = 0`, emailKey(email))
	if err != nil {
		return wiki.Person{}, err
	}
	match, err := a.matches(ctx, password, hash)
	if err != nil {
		return wiki.Person{}, err
	}
	if !match {
		return wiki.Person{}, content.Errorf(content.Sign, "Email address and password do not fit together. Try again, or ask an administrator for a reset link.")
	}
	a.tries.forgive(account)
	a.tries.give(address)
	return a.enter(ctx, id)
}

// secretOf reads a password's hash; "" where there is no account or no password.
func (a *Accounts) secretOf(ctx context.Context, where string, arg any) (id wiki.PersonID, hash string, err error) {
	type secret struct {
		id   wiki.PersonID
		hash string
	}
	found, err := sqldb.All(ctx, a.db.Reader(), func(rows *sql.Rows) (s secret, err error) {
		return s, rows.Scan(&s.id, &s.hash)
	}, `SELECT id, password FROM people WHERE `+where, arg)
	if err != nil || len(found) == 0 {
		return 0, "", err
	}
	return found[0].id, found[0].hash, nil
}

// enter notes that somebody signed in, if the account still stands.
func (a *Accounts) enter(ctx context.Context, id wiki.PersonID) (wiki.Person, error) {
	p, err := a.Person(ctx, id)
	if err != nil {
		return wiki.Person{}, err
	}
	err = a.write(ctx, actor(p, wiki.ScopeAdmin), func(tx *sqldb.Tx) error {
		if p, err = person(ctx, tx, `WHERE id = $1 AND disabled = 0`, int64(id)); err != nil {
			return err
		}
		p.LastSeen = tx.Now()
		if _, err := tx.ExecContext(ctx, `UPDATE people SET last_seen = $2 WHERE id = $1`, int64(id), sqldb.Micros(p.LastSeen)); err != nil {
			return fmt.Errorf("note sign-in: %w", err)
		}
		emit(tx, wiki.PersonSignedIn, id)
		return nil
	})
	return p, err
}

// SetPassword changes one's own password, given the present one. All other sessions of the person
// end; keep is the secret of the one that stays, "" for none.
func (a *Accounts) SetPassword(ctx context.Context, as wiki.Actor, present, password, keep string) error {
	if err := needSelf(as, as.Person, "change a password"); err != nil {
		return err
	}
	if as.Person == 0 {
		return missing()
	}
	person := fmt.Sprintf("person %d", as.Person)
	if wait := a.tries.take([]limit{{person, triesPerBoth}}); wait > 0 {
		return tooMany("wrong passwords", wait)
	}
	_, old, err := a.secretOf(ctx, `id = $1`, int64(as.Person))
	if err != nil {
		return err
	}
	match, err := a.matches(ctx, present, old)
	if err != nil {
		return err
	}
	if !match {
		return content.Errorf(content.Invalid, "The present password is another one. Nothing was changed.").On("current")
	}
	a.tries.forgive(person)
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	return a.write(ctx, as, func(tx *sqldb.Tx) error { return setPassword(ctx, tx, as.Person, hash, keep) })
}

func setPassword(ctx context.Context, tx *sqldb.Tx, id wiki.PersonID, hash, keep string) error {
	if _, err := tx.ExecContext(ctx, `UPDATE people SET password = $2 WHERE id = $1`, int64(id), hash); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE person = $1 AND hash <> $2`, int64(id), hashOf(keep)); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM one_time WHERE person = $1 AND kind = 'reset'`, int64(id)); err != nil {
		return fmt.Errorf("end reset links: %w", err)
	}
	emit(tx, wiki.PersonChanged, id, "what", "password")
	return nil
}

// origin is what tries are counted by: an address of IPv4, or the network of 64 bits that one
// customer of IPv6 has for itself.
func origin(from string) string {
	address, err := netip.ParseAddr(from)
	if err != nil {
		if pair, err := netip.ParseAddrPort(from); err == nil {
			address = pair.Addr()
		} else {
			return from
		}
	}
	if address = address.Unmap().WithZone(""); address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

func minutes(d time.Duration) string {
	if n := int((d + time.Minute - 1) / time.Minute); n > 1 {
		return fmt.Sprintf("%d minutes", n)
	}
	return "a minute"
}
