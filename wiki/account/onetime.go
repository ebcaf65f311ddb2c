package account

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// How long one-time addresses work.
const (
	InviteFor = 7 * 24 * time.Hour
	ResetFor  = 24 * time.Hour
)

// The kinds of one-time addresses.
const (
	setupKind  = "setup"
	inviteKind = "invite"
	resetKind  = "reset"
)

// oneTime is what a one-time address stands for.
type oneTime struct {
	kind    string
	person  wiki.PersonID // whose password is reset
	email   string        // who is invited
	role    wiki.Role
	created time.Time
	by      wiki.PersonRef
	expires time.Time
}

// Invitation is an invitation that nobody has accepted yet.
type Invitation struct {
	Email   string
	Role    wiki.Role
	By      wiki.PersonRef
	At      time.Time
	Expires time.Time
}

const oneTimeSelect = `SELECT t.kind, t.person, t.email, t.role, t.created, t.created_by, COALESCE(b.name, ''), t.expires
	FROM one_time t LEFT JOIN people b ON b.id = t.created_by `

func scanOneTime(rows *sql.Rows) (t oneTime, err error) {
	var created, expires int64
	err = rows.Scan(&t.kind, &t.person, &t.email, &t.role, &created, &t.by.ID, &t.by.Name, &expires)
	t.created, t.expires = sqldb.Time(created), sqldb.Time(expires)
	return t, err
}

// open makes a one-time address; earlier ones for the same end stop working.
func open(ctx context.Context, tx *sqldb.Tx, t oneTime, lives time.Duration) (token string, err error) {
	if token, err = newSecret(); err != nil {
		return "", err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM one_time WHERE kind = $1 AND person = $2 AND email = $3`, t.kind, int64(t.person), t.email)
	if err != nil {
		return "", fmt.Errorf("end earlier address: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO one_time (hash, kind, person, email, role, created, created_by, expires)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, hashOf(token), t.kind, int64(t.person), t.email, string(t.role),
		sqldb.Micros(tx.Now()), int64(tx.Actor().Person), sqldb.Micros(tx.Now().Add(lives)))
	if err != nil {
		return "", fmt.Errorf("write one-time address: %w", err)
	}
	return token, nil
}

// peek reads what a one-time address stands for.
func peek(ctx context.Context, q sqldb.Queryer, token, kind string, now time.Time) (oneTime, error) {
	if isSecret(token) {
		found, err := sqldb.All(ctx, q, scanOneTime, oneTimeSelect+`WHERE t.hash = $1 AND t.kind = $2 AND t.expires > $3`,
			hashOf(token), kind, sqldb.Micros(now))
		if err != nil {
			return oneTime{}, err
		}
		if len(found) == 1 {
			return found[0], nil
		}
	}
	return oneTime{}, content.Errorf(content.NotFound, "This address was used already, has expired, or was never given out. Ask for a new one.")
}

// spend reads a one-time address and ends it.
func spend(ctx context.Context, tx *sqldb.Tx, token, kind string) (oneTime, error) {
	t, err := peek(ctx, tx, token, kind, tx.Now())
	if err != nil {
		return t, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM one_time WHERE hash = $1`, hashOf(token)); err != nil {
		return t, fmt.Errorf("end one-time address: %w", err)
	}
	return t, nil
}

// Invite makes the secret of an address by which one person may make an account, for InviteFor.
// Administrators may. An earlier invitation of the same person stops working.
func (a *Accounts) Invite(ctx context.Context, as wiki.Actor, email string, role wiki.Role) (token string, err error) {
	if err := needAdmin(as, "invite people"); err != nil {
		return "", err
	}
	if role == "" {
		role = wiki.Member
	}
	if err := checkRole(role); err != nil {
		return "", err
	}
	_, key, err := checkEmail(email)
	if err != nil {
		return "", err
	}
	err = a.write(ctx, as, func(tx *sqldb.Tx) error {
		if p, err := person(ctx, tx, `WHERE email_key = $1`, key); err == nil {
			return content.Errorf(content.Conflict, "%s has an account with this address already. Make a reset link for it instead.", p.Name).On("email")
		} else if !isMissing(err) {
			return err
		}
		if token, err = open(ctx, tx, oneTime{kind: inviteKind, email: key, role: role}, InviteFor); err != nil {
			return err
		}
		tx.Emit(wiki.Event{Kind: PersonInvited, Data: map[string]string{"email": key, "role": string(role)}})
		return nil
	})
	return token, err
}

// PersonInvited is the event of an invitation. Data: email, role.
const PersonInvited wiki.EventKind = "person.invited"

// Uninvite takes an invitation back.
func (a *Accounts) Uninvite(ctx context.Context, as wiki.Actor, email string) error {
	if err := needAdmin(as, "take invitations back"); err != nil {
		return err
	}
	return a.write(ctx, as, func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM one_time WHERE kind = $1 AND person = 0 AND email = $2`, inviteKind, emailKey(email))
		return err
	})
}

// Invitations are those that nobody has accepted yet, the newest first. Administrators may see them.
func (a *Accounts) Invitations(ctx context.Context, as wiki.Actor) ([]Invitation, error) {
	if err := needAdmin(as, "see invitations"); err != nil {
		return nil, err
	}
	open, err := sqldb.All(ctx, a.db.Reader(), scanOneTime, oneTimeSelect+`WHERE t.kind = $1 AND t.expires > $2 ORDER BY t.created DESC, t.email`,
		inviteKind, sqldb.Micros(a.now()))
	if err != nil {
		return nil, err
	}
	all := make([]Invitation, len(open))
	for i, t := range open {
		all[i] = invitation(t)
	}
	return all, nil
}

func invitation(t oneTime) Invitation {
	return Invitation{Email: t.email, Role: t.role, By: t.by, At: t.created, Expires: t.expires}
}

// Invitation tells what an invitation stands for; NotFound where it does not work any more.
func (a *Accounts) Invitation(ctx context.Context, token string) (Invitation, error) {
	t, err := peek(ctx, a.db.Reader(), token, inviteKind, a.now())
	return invitation(t), err
}

// Accept makes the account of an invited person, who chooses name, password and time zone.
func (a *Accounts) Accept(ctx context.Context, token, name, password, zone string) (wiki.Person, error) {
	t, err := peek(ctx, a.db.Reader(), token, inviteKind, a.now())
	if err != nil {
		return wiki.Person{}, err
	}
	if _, err := checkName(name); err != nil {
		return wiki.Person{}, err
	}
	if err := checkOwnPassword(password, t.email); err != nil {
		return wiki.Person{}, err
	}
	p, hash, err := a.prepare(ctx, NewPerson{Name: name, Email: t.email, Role: t.role, Password: password, Zone: zone})
	if err != nil {
		return wiki.Person{}, err
	}
	err = a.write(ctx, wiki.Actor{Name: p.Name}, func(tx *sqldb.Tx) error {
		if _, err := spend(ctx, tx, token, inviteKind); err != nil {
			return err
		}
		p, err = insert(ctx, tx, p, hash)
		return err
	})
	return p, err
}

// ResetLink makes the secret of an address by which a person sets a new password, for ResetFor.
// Administrators may.
func (a *Accounts) ResetLink(ctx context.Context, as wiki.Actor, id wiki.PersonID) (token string, err error) {
	err = a.administer(ctx, as, id, "reset link", func(tx *sqldb.Tx, p wiki.Person) error {
		if p.Disabled {
			return content.Errorf(content.Conflict, "The account of %s is disabled. Enable it first.", p.Name)
		}
		token, err = open(ctx, tx, oneTime{kind: resetKind, person: id}, ResetFor)
		return err
	})
	return token, err
}

// ResetOf tells whose password a reset address sets; NotFound where it does not work any more.
func (a *Accounts) ResetOf(ctx context.Context, token string) (wiki.Person, error) {
	t, err := peek(ctx, a.db.Reader(), token, resetKind, a.now())
	if err != nil {
		return wiki.Person{}, err
	}
	return a.Person(ctx, t.person)
}

// Reset sets a new password by a reset address and ends all sessions of the person.
func (a *Accounts) Reset(ctx context.Context, token, password string) (wiki.Person, error) {
	p, err := a.ResetOf(ctx, token)
	if err != nil {
		return wiki.Person{}, err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return wiki.Person{}, err
	}
	err = a.write(ctx, actor(p, wiki.ScopeAdmin), func(tx *sqldb.Tx) error {
		t, err := spend(ctx, tx, token, resetKind)
		if err != nil {
			return err
		}
		if p, err = person(ctx, tx, `WHERE id = $1 AND disabled = 0`, int64(t.person)); err != nil {
			return err
		}
		return setPassword(ctx, tx, p.ID, hash, "")
	})
	if err == nil {
		a.tries.forgive(accountTries(p.Email))
	}
	return p, err
}
