package httpd

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/docent-wiki/docent/wiki"
)

const (
	sessionCookie   = "docent_session"
	sessionLifetime = 30 * 24 * time.Hour
	sessionPerson   = "person"
)

// newSessions sets up scs over the store of accounts. Its middleware is not used: it wraps every
// answer, and reading must not write.
func newSessions(store scs.CtxStore, secure bool) *scs.SessionManager {
	// Not scs.New: it starts a goroutine for a store in memory that nobody could end.
	return &scs.SessionManager{
		Store:    store,
		Codec:    sessionCodec{},
		Lifetime: sessionLifetime,
		Cookie: scs.SessionCookie{
			Name: sessionCookie, Path: "/", Secure: secure, SameSite: http.SameSiteLaxMode, HttpOnly: true, Persist: true,
		},
	}
}

// sessionCodec writes a session as {"person":N,"until":"…"}: readable, small, and quicker to read
// than gob by a factor of ten.
type sessionCodec struct{}

type sessionFacts struct {
	Person wiki.PersonID `json:"person"`
	Until  time.Time     `json:"until"`
}

func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	person, _ := values[sessionPerson].(wiki.PersonID)
	return json.Marshal(sessionFacts{Person: person, Until: deadline.UTC()})
}

func (sessionCodec) Decode(b []byte) (time.Time, map[string]any, error) {
	var f sessionFacts
	if err := json.Unmarshal(b, &f); err != nil {
		return time.Time{}, nil, fmt.Errorf("session: %w", err)
	}
	return f.Until, map[string]any{sessionPerson: f.Person}, nil
}

// SignIn opens a new session for a person and gives the browser its cookie. A session that the
// browser had before ends: nobody inherits it. ctx may say more about the browser to the store.
func (r *Request) SignIn(ctx context.Context, person wiki.PersonID) error {
	s := r.server
	if err := r.SignOut(); err != nil {
		return err
	}
	ctx, err := s.sessions.Load(ctx, "")
	if err != nil {
		return fmt.Errorf("new session: %w", err)
	}
	s.sessions.Put(ctx, sessionPerson, person)
	token, until, err := s.sessions.Commit(ctx)
	if err != nil {
		return fmt.Errorf("write session: %w", err)
	}
	s.sessions.WriteSessionCookie(ctx, r.Writer, token, until)
	return nil
}

// SignOut ends the browser's session, if it has one.
func (r *Request) SignOut() error {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return nil //nolint:nilerr // no cookie, no session to end
	}
	s := r.server
	ctx, err := s.sessions.Load(r.Context(), cookie.Value)
	if err != nil {
		return fmt.Errorf("read session: %w", err)
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	s.known.forget()
	s.sessions.WriteSessionCookie(ctx, r.Writer, "", time.Time{})
	return nil
}

// Session is the secret of the browser's session, "" for a token or a visitor: to tell it from the
// others on the settings screen, never to be shown.
func (r *Request) Session() string { return visitOf(r.Context()).token }

// ForgetSessions makes the ends of sessions elsewhere (a password was reset, a session ended from
// another browser) hold at once.
func (s *Server) ForgetSessions() { s.known.forget() }

// personOf finds whose session a token is; 0 for none.
func (s *Server) personOf(ctx context.Context, token string) (wiki.PersonID, error) {
	person, era, found := s.known.get(token, s.now())
	if found {
		return person, nil
	}
	loaded, err := s.sessions.Load(ctx, token)
	if err != nil {
		return 0, fmt.Errorf("read session: %w", err)
	}
	person, _ = s.sessions.Get(loaded, sessionPerson).(wiki.PersonID)
	if person != 0 {
		s.known.put(token, knownSession{person, s.sessions.Deadline(loaded)}, era, s.now())
	}
	return person, nil
}

// sessionFor is how long a session may be used again without asking the store: one that ended in
// another process ends here within this time.
const sessionFor = 2 * time.Second

// sessionCache remembers sessions for a moment.
type sessionCache struct {
	mu       sync.Mutex
	era      int // counts what was forgotten: nothing read before goes in after
	bySecret map[string]knownSession
}

type knownSession struct {
	person wiki.PersonID
	until  time.Time
}

func newSessionCache() *sessionCache { return &sessionCache{bySecret: map[string]knownSession{}} }

func (c *sessionCache) get(token string, now time.Time) (person wiki.PersonID, era int, found bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, found := c.bySecret[token]
	return k.person, c.era, found && now.Before(k.until)
}

// put keeps a session that was read in an era, for sessionFor at most.
func (c *sessionCache) put(token string, k knownSession, era int, now time.Time) {
	if until := now.Add(sessionFor); until.Before(k.until) {
		k.until = until
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.era != era {
		return
	}
	if len(c.bySecret) >= 10_000 {
		clear(c.bySecret)
	}
	c.bySecret[token] = k
}

func (c *sessionCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.era++
	clear(c.bySecret)
}
