package account

import (
	"context"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// setupFor is how long the set-up address works: in effect until the next start makes another.
const setupFor = 365 * 24 * time.Hour

// TeamSetting names the setting that holds the team's name.
const TeamSetting = "team"

// Empty says whether there is no account yet.
func (a *Accounts) Empty(ctx context.Context) (bool, error) { return empty(ctx, a.db.Reader()) }

func empty(ctx context.Context, q sqldb.Queryer) (bool, error) {
	var people int
	if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM people`).Scan(&people); err != nil {
		return false, fmt.Errorf("count accounts: %w", err)
	}
	return people == 0, nil
}

// SetupToken makes the secret of the address under which the first administrator makes an account.
// It is not needed, and not made, once there is any account. An earlier one stops working.
func (a *Accounts) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	if needed, err = a.Empty(ctx); err != nil || !needed {
		return "", false, err
	}
	err = a.write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		if needed, err = empty(ctx, tx); err != nil || !needed {
			return err
		}
		token, err = open(ctx, tx, oneTime{kind: setupKind}, setupFor)
		return err
	})
	return token, needed && err == nil, err
}

// CheckSetup says whether a set-up address works: NotFound where it does not.
func (a *Accounts) CheckSetup(ctx context.Context, token string) error {
	_, err := peek(ctx, a.db.Reader(), token, setupKind, a.now())
	return err
}

// SetUp makes the first account, an administrator, and names the team.
func (a *Accounts) SetUp(ctx context.Context, token string, n NewPerson, team string) (wiki.Person, error) {
	if err := a.CheckSetup(ctx, token); err != nil {
		return wiki.Person{}, err
	}
	if team = content.Name(team); team != "" {
		if _, err := checkName(team); err != nil {
			return wiki.Person{}, content.Errorf(content.Invalid, "The team's name has at most %d characters on one line. Nothing was saved.", maxName).On("team")
		}
	}
	if _, err := checkName(n.Name); err != nil {
		return wiki.Person{}, err
	}
	if _, _, err := checkEmail(n.Email); err != nil {
		return wiki.Person{}, err
	}
	if err := checkOwnPassword(n.Password, n.Email); err != nil {
		return wiki.Person{}, err
	}
	n.Role = wiki.Admin
	p, hash, err := a.prepare(ctx, n)
	if err != nil {
		return wiki.Person{}, err
	}
	err = a.write(ctx, wiki.Actor{Name: p.Name}, func(tx *sqldb.Tx) error {
		if _, err := spend(ctx, tx, token, setupKind); err != nil {
			return err
		}
		if p, err = insert(ctx, tx, p, hash); err != nil || team == "" {
			return err
		}
		return setSetting(ctx, tx, TeamSetting, team)
	})
	return p, err
}
