package account

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// TokenID numbers an API token.
type TokenID int64

// Token is an API token, without its secret.
type Token struct {
	ID      TokenID
	Person  wiki.PersonID
	Label   string
	Start   string // the first letters of the secret, to tell tokens apart
	Scope   wiki.Scope
	Created time.Time
	Used    time.Time // noted at most hourly; zero: never
}

const tokenSelect = `SELECT id, person, label, start, scope, created, used FROM tokens `

func scanToken(rows *sql.Rows) (t Token, err error) {
	var created, used int64
	err = rows.Scan(&t.ID, &t.Person, &t.Label, &t.Start, &t.Scope, &created, &used)
	t.Created, t.Used = sqldb.Time(created), sqldb.Time(used)
	return t, err
}

// ParseScope reads the name of a scope; false for anything else.
func ParseScope(name string) (wiki.Scope, bool) {
	switch name {
	case "read":
		return wiki.ScopeRead, true
	case "write":
		return wiki.ScopeWrite, true
	case "admin":
		return wiki.ScopeAdmin, true
	}
	return wiki.ScopeNone, false
}

// ScopeName is the inverse of ParseScope.
func ScopeName(s wiki.Scope) string {
	return [...]string{wiki.ScopeNone: "none", wiki.ScopeRead: "read", wiki.ScopeWrite: "write", wiki.ScopeAdmin: "admin"}[s]
}

// CreateToken makes an API token of a person: one's own, or anybody's as an administrator. The
// secret is shown this once.
func (a *Accounts) CreateToken(ctx context.Context, as wiki.Actor, id wiki.PersonID, label string, scope wiki.Scope) (secret string, t Token, err error) {
	if err := needSelf(as, id, "make a token"); err != nil {
		return "", Token{}, err
	}
	if scope < wiki.ScopeRead || scope > wiki.ScopeAdmin {
		return "", Token{}, content.Errorf(content.Invalid, "A scope is “read”, “write” or “admin”. No token was made.").On("scope")
	}
	label = content.Name(label)
	if n := utf8.RuneCountInString(label); n == 0 || n > maxLabel || strings.ContainsFunc(label, unicode.IsControl) {
		return "", Token{}, content.Errorf(content.Invalid, "A token needs a label of 1 to %d characters, to know it again. No token was made.", maxLabel).On("label")
	}
	if secret, err = newSecret(); err != nil {
		return "", Token{}, err
	}
	secret = tokenPrefix + secret
	t = Token{Person: id, Label: label, Start: secret[:startLength], Scope: scope}
	err = a.write(ctx, as, func(tx *sqldb.Tx) error {
		if _, err := person(ctx, tx, `WHERE id = $1 AND disabled = 0`, int64(id)); err != nil {
			return err
		}
		number, err := tx.NextID(ctx, "tokens", 1)
		if err != nil {
			return err
		}
		t.ID, t.Created = TokenID(number), tx.Now()
		_, err = tx.ExecContext(ctx, `INSERT INTO tokens (id, hash, start, person, label, scope, created, used) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
			number, hashOf(secret), t.Start, int64(id), label, int64(scope), sqldb.Micros(t.Created))
		if err != nil {
			return fmt.Errorf("write token: %w", err)
		}
		emit(tx, wiki.TokenCreated, id, "token", strconv.FormatInt(number, 10), "scope", ScopeName(scope))
		return nil
	})
	if err != nil {
		return "", Token{}, err
	}
	return secret, t, nil
}

// Tokens lists a person's tokens, the newest first: one's own, or anybody's as an administrator.
func (a *Accounts) Tokens(ctx context.Context, as wiki.Actor, id wiki.PersonID) ([]Token, error) {
	if err := needSelf(as, id, "see tokens"); err != nil {
		return nil, err
	}
	return sqldb.All(ctx, a.db.Reader(), scanToken, tokenSelect+`WHERE person = $1 ORDER BY id DESC`, int64(id))
}

// DeleteToken ends a token: at once in this process, within Fresh in others.
func (a *Accounts) DeleteToken(ctx context.Context, as wiki.Actor, id TokenID) error {
	return a.write(ctx, as, func(tx *sqldb.Tx) error {
		found, err := sqldb.All(ctx, tx, scanToken, tokenSelect+`WHERE id = $1`, int64(id))
		if err != nil {
			return err
		}
		if len(found) == 0 || isMissing(needSelf(as, found[0].Person, "delete a token")) {
			return content.Errorf(content.NotFound, "There is no such token.")
		}
		if err := needSelf(as, found[0].Person, "delete a token"); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM tokens WHERE id = $1`, int64(id)); err != nil {
			return fmt.Errorf("delete token: %w", err)
		}
		emit(tx, wiki.TokenDeleted, found[0].Person, "token", strconv.FormatInt(int64(id), 10))
		return nil
	})
}

// ByToken tells on whose behalf a token acts: a Sign error where the token is wrong or deleted, or
// its account disabled.
func (a *Accounts) ByToken(ctx context.Context, secret string) (wiki.Actor, error) {
	wrong := content.Errorf(content.Sign, "This token is wrong or was deleted.")
	if !isToken(secret) {
		return wiki.Actor{}, wrong
	}
	hash := hashOf(secret)
	t, era, found := a.cache.token(hash)
	if !found {
		until := a.now().Add(Fresh)
		stored, err := sqldb.All(ctx, a.db.Reader(), scanToken, tokenSelect+`WHERE hash = $1`, hash)
		if err != nil {
			return wiki.Actor{}, err
		}
		if len(stored) == 0 {
			return wiki.Actor{}, wrong
		}
		t = stored[0]
		a.cache.putToken(hash, knownToken{t, until}, era)
	}
	as, err := a.ActorOf(ctx, t.Person)
	if err != nil {
		return wiki.Actor{}, err
	}
	a.sawToken(t.ID)
	as.Scope = t.Scope
	return as, nil
}
