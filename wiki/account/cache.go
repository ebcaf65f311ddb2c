package account

import (
	"context"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Fresh is how long who somebody is may be used without asking the database again. Other processes
// write too: what they change holds here within this time.
const Fresh = 2 * time.Second

// cacheSize bounds each table of the cache; a full one is emptied.
const cacheSize = 10_000

// cache remembers accounts and tokens for a moment.
type cache struct {
	now func() time.Time

	mu     sync.Mutex
	era    int // counts what was forgotten: nothing read before goes in after
	people map[wiki.PersonID]known
	tokens map[string]knownToken // by hash
}

// known is an account; none where it is absent or disabled.
type known struct {
	as    wiki.Actor
	none  bool
	until time.Time
}

type knownToken struct {
	token Token
	until time.Time
}

func (c *cache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	c.people, c.tokens = nil, nil
}

func (c *cache) person(id wiki.PersonID) (k known, era int, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, found = c.people[id]
	return k, c.era, found && c.now().Before(k.until)
}

func (c *cache) putPerson(id wiki.PersonID, k known, era int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.era != era {
		return
	}
	if c.people == nil || len(c.people) >= cacheSize {
		c.people = map[wiki.PersonID]known{}
	}
	c.people[id] = k
}

func (c *cache) token(hash string) (t Token, era int, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, found := c.tokens[hash]
	return k.token, c.era, found && c.now().Before(k.until)
}

func (c *cache) putToken(hash string, k knownToken, era int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.era != era {
		return
	}
	if c.tokens == nil || len(c.tokens) >= cacheSize {
		c.tokens = map[string]knownToken{}
	}
	c.tokens[hash] = k
}

// ActorOf tells on whose behalf a browser's session acts. Nobody, a Sign error, where the account is
// absent or disabled.
func (a *Accounts) ActorOf(ctx context.Context, id wiki.PersonID) (wiki.Actor, error) {
	k, era, found := a.cache.person(id)
	if !found {
		// The time is taken before reading: what is read is at least as new.
		k = known{until: a.now().Add(Fresh)}
		p, err := a.Person(ctx, id)
		switch {
		case err == nil && !p.Disabled:
			k.as = actor(p, wiki.ScopeAdmin)
		case err == nil || isMissing(err):
			k.none = true
		default:
			return wiki.Actor{}, err
		}
		a.cache.putPerson(id, k, era)
	}
	if k.none {
		return wiki.Actor{}, content.Errorf(content.Sign, "This account was disabled or does not exist. Ask an administrator.")
	}
	a.sawPerson(id)
	return k.as, nil
}
