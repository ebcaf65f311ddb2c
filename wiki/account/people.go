package account

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// NewPerson is what an account is made from.
type NewPerson struct {
	Name     string
	Email    string    // unique without regard to case
	Role     wiki.Role // "": member
	Password string    // "": none yet; a reset link lets the person set one
	Zone     string    // IANA name; "": UTC
	Language string    // BCP 47; "": en
}

// Change changes what is not nil of an account.
type Change struct {
	Name, Email, Zone, Language, Scheme *string
}

const personSelect = `SELECT id, name, email, role, zone, language, scheme, disabled, created, last_seen FROM people `

func scanPerson(rows *sql.Rows) (p wiki.Person, err error) {
	var created, seen int64
	err = rows.Scan(&p.ID, &p.Name, &p.Email, &p.Role, &p.Zone, &p.Language, &p.Scheme, &p.Disabled, &created, &seen)
	p.Created, p.LastSeen = sqldb.Time(created), sqldb.Time(seen)
	return p, err
}

func person(ctx context.Context, q sqldb.Queryer, where string, args ...any) (wiki.Person, error) {
	found, err := sqldb.All(ctx, q, scanPerson, personSelect+where, args...)
	switch {
	case err != nil:
		return wiki.Person{}, fmt.Errorf("account: %w", err)
	case len(found) == 0:
		return wiki.Person{}, missing()
	}
	return found[0], nil
}

// Person gives an account, disabled or not; NotFound where there is none.
func (a *Accounts) Person(ctx context.Context, id wiki.PersonID) (wiki.Person, error) {
	return person(ctx, a.db.Reader(), `WHERE id = $1`, int64(id))
}

// People lists all accounts by name.
func (a *Accounts) People(ctx context.Context) ([]wiki.Person, error) {
	return sqldb.All(ctx, a.db.Reader(), scanPerson, personSelect+`ORDER BY LOWER(name), id`)
}

// Find looks an account up by its email address or, where only one bears it, its name: for commands.
func (a *Accounts) Find(ctx context.Context, who string) (wiki.Person, error) {
	found, err := sqldb.All(ctx, a.db.Reader(), scanPerson, personSelect+`WHERE email_key = $1`, emailKey(who))
	if err != nil {
		return wiki.Person{}, err
	}
	if len(found) == 0 {
		all, err := a.People(ctx)
		if err != nil {
			return wiki.Person{}, err
		}
		for _, p := range all {
			if strings.EqualFold(p.Name, strings.TrimSpace(who)) {
				found = append(found, p)
			}
		}
	}
	switch len(found) {
	case 0:
		return wiki.Person{}, content.Errorf(content.NotFound, "There is no account “%s”. Give the name or the email address as “docent user list” shows it.", content.Excerpt(who, 80))
	case 1:
		return found[0], nil
	}
	return wiki.Person{}, content.Errorf(content.Invalid, "%d accounts are named “%s”. Give the email address.", len(found), content.Excerpt(who, 80))
}

// Add makes an account; administrators may. The first one ends the set-up by address.
func (a *Accounts) Add(ctx context.Context, as wiki.Actor, n NewPerson) (wiki.Person, error) {
	if err := needAdmin(as, "add people"); err != nil {
		return wiki.Person{}, err
	}
	p, hash, err := a.prepare(ctx, n)
	if err != nil {
		return wiki.Person{}, err
	}
	err = a.write(ctx, as, func(tx *sqldb.Tx) error {
		p, err = insert(ctx, tx, p, hash)
		return err
	})
	return p, err
}

// prepare checks a new account and hashes its password, before the transaction: hashing is slow.
func (a *Accounts) prepare(ctx context.Context, n NewPerson) (p wiki.Person, hash string, err error) {
	if p.Name, err = checkName(n.Name); err != nil {
		return p, "", err
	}
	if p.Email, _, err = checkEmail(n.Email); err != nil {
		return p, "", err
	}
	if p.Role = n.Role; p.Role == "" {
		p.Role = wiki.Member
	}
	if err = checkRole(p.Role); err != nil {
		return p, "", err
	}
	if p.Zone, err = firstZone(n.Zone); err != nil {
		return p, "", err
	}
	if p.Language, err = checkLanguage(n.Language); err != nil {
		return p, "", err
	}
	if n.Password == "" {
		return p, "", nil
	}
	hash, err = a.hash(ctx, n.Password)
	return p, hash, err
}

func insert(ctx context.Context, tx *sqldb.Tx, p wiki.Person, hash string) (wiki.Person, error) {
	id, err := tx.NextID(ctx, "people", 1)
	if err != nil {
		return p, err
	}
	p.ID, p.Created = wiki.PersonID(id), tx.Now()
	_, err = tx.ExecContext(ctx, `INSERT INTO people (id, name, email, email_key, role, zone, language, scheme, disabled, created, last_seen, password)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, $10)`,
		id, p.Name, p.Email, emailKey(p.Email), string(p.Role), p.Zone, p.Language, p.Scheme, sqldb.Micros(p.Created), hash)
	if err != nil {
		return p, taken(err)
	}
	// Whoever holds an open invitation to this address, or the set-up address, no longer needs it.
	_, err = tx.ExecContext(ctx, `DELETE FROM one_time WHERE kind = 'setup' OR (kind = 'invite' AND email = $1)`, emailKey(p.Email))
	if err != nil {
		return p, fmt.Errorf("end invitations: %w", err)
	}
	emit(tx, wiki.PersonAdded, p.ID, "role", string(p.Role))
	return p, nil
}

// taken explains the one rule of the schema that an account can break.
func taken(err error) error {
	if sqldb.IsConstraint(err) {
		return content.Errorf(content.Conflict, "There is already an account with this email address. Nothing was saved.").On("email").Because(err)
	}
	return fmt.Errorf("write account: %w", err)
}

// emit notes what happened to an account: numbers and names of facts, never secrets.
func emit(tx *sqldb.Tx, kind wiki.EventKind, id wiki.PersonID, facts ...string) {
	data := map[string]string{"person": strconv.FormatInt(int64(id), 10)}
	for i := 0; i+1 < len(facts); i += 2 {
		data[facts[i]] = facts[i+1]
	}
	tx.Emit(wiki.Event{Kind: kind, Data: data})
}

// Change changes a profile: one's own, or anybody's as an administrator.
func (a *Accounts) Change(ctx context.Context, as wiki.Actor, id wiki.PersonID, c Change) (wiki.Person, error) {
	if err := needSelf(as, id, "change an account"); err != nil {
		return wiki.Person{}, err
	}
	var p wiki.Person
	err := a.write(ctx, as, func(tx *sqldb.Tx) (err error) {
		if p, err = person(ctx, tx, `WHERE id = $1`, int64(id)); err != nil {
			return err
		}
		if err := apply(&p, c); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE people SET name = $2, email = $3, email_key = $4, zone = $5, language = $6, scheme = $7 WHERE id = $1`,
			int64(id), p.Name, p.Email, emailKey(p.Email), p.Zone, p.Language, p.Scheme)
		if err != nil {
			return taken(err)
		}
		emit(tx, wiki.PersonChanged, id, "what", "profile")
		return nil
	})
	return p, err
}

func apply(p *wiki.Person, c Change) (err error) {
	if c.Name != nil {
		if p.Name, err = checkName(*c.Name); err != nil {
			return err
		}
	}
	if c.Email != nil {
		if p.Email, _, err = checkEmail(*c.Email); err != nil {
			return err
		}
	}
	if c.Zone != nil {
		if p.Zone = *c.Zone; CheckZone(p.Zone) != nil {
			return CheckZone(p.Zone)
		}
	}
	if c.Language != nil {
		if p.Language, err = checkLanguage(*c.Language); err != nil {
			return err
		}
	}
	if c.Scheme != nil {
		p.Scheme = *c.Scheme
		return checkScheme(p.Scheme)
	}
	return nil
}

// Disable ends an account: nobody can sign in, its sessions end and its tokens stop. What the person
// wrote stays. Administrators may; the last one cannot be disabled.
func (a *Accounts) Disable(ctx context.Context, as wiki.Actor, id wiki.PersonID) error {
	return a.administer(ctx, as, id, "disabled", func(tx *sqldb.Tx, p wiki.Person) error {
		if err := needOtherAdmin(ctx, tx, p); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE people SET disabled = 1 WHERE id = $1`, int64(id)); err != nil {
			return fmt.Errorf("disable: %w", err)
		}
		return endAll(ctx, tx, id)
	})
}

// Enable gives a disabled account back; its tokens work again.
func (a *Accounts) Enable(ctx context.Context, as wiki.Actor, id wiki.PersonID) error {
	return a.administer(ctx, as, id, "enabled", func(tx *sqldb.Tx, _ wiki.Person) error {
		_, err := tx.ExecContext(ctx, `UPDATE people SET disabled = 0 WHERE id = $1`, int64(id))
		return err
	})
}

// SetRole makes an account an administrator or a member; the last administrator stays one.
func (a *Accounts) SetRole(ctx context.Context, as wiki.Actor, id wiki.PersonID, role wiki.Role) error {
	if err := checkRole(role); err != nil {
		return err
	}
	return a.administer(ctx, as, id, "role", func(tx *sqldb.Tx, p wiki.Person) error {
		if role != wiki.Admin {
			if err := needOtherAdmin(ctx, tx, p); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `UPDATE people SET role = $2 WHERE id = $1`, int64(id), string(role))
		return err
	})
}

// administer is the common part of what only administrators may do to an account.
func (a *Accounts) administer(ctx context.Context, as wiki.Actor, id wiki.PersonID, what string, fn func(*sqldb.Tx, wiki.Person) error) error {
	if err := needAdmin(as, "change other people's accounts"); err != nil {
		return err
	}
	return a.write(ctx, as, func(tx *sqldb.Tx) error {
		p, err := person(ctx, tx, `WHERE id = $1`, int64(id))
		if err != nil {
			return err
		}
		if err := fn(tx, p); err != nil {
			return err
		}
		emit(tx, wiki.PersonChanged, id, "what", what)
		return nil
	})
}

func needOtherAdmin(ctx context.Context, tx *sqldb.Tx, p wiki.Person) error {
	if p.Role != wiki.Admin || p.Disabled {
		return nil
	}
	var others int
	err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM people WHERE role = $1 AND disabled = 0 AND id <> $2`,
		string(wiki.Admin), int64(p.ID)).Scan(&others)
	if err != nil {
		return fmt.Errorf("count administrators: %w", err)
	}
	if others == 0 {
		return content.Errorf(content.Conflict, "%s is the only administrator. Make somebody else one first; nothing was changed.", p.Name)
	}
	return nil
}

// actor is what a person is to the use cases.
func actor(p wiki.Person, scope wiki.Scope) wiki.Actor {
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		zone = time.UTC // a name that the system's tables no longer hold
	}
	return wiki.Actor{
		Person: p.ID, Name: p.Name, Email: p.Email, Role: p.Role, Scope: scope,
		Zone: zone, Language: p.Language, Scheme: p.Scheme,
	}
}
