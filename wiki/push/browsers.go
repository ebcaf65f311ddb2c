package push

import (
	"context"
	"crypto/ecdh"
	"database/sql"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Browsers keeps which browsers show whose notices. It is safe for concurrent use.
type Browsers struct {
	db     *sqldb.DB
	keeper notify.Keeper

	mu   sync.Mutex
	keys vapid
}

// NewBrowsers keeps them in a database, and the server's own keys among its settings.
func NewBrowsers(db *sqldb.DB, keeper notify.Keeper) *Browsers {
	return &Browsers{db: db, keeper: keeper}
}

// vapid is the pair of keys by which push services know this server (RFC 8292), base64url.
type vapid struct{ private, public string }

const vapidSetting = "push_keys"

// vapid gives the server's keys, made the first time that somebody asks.
func (b *Browsers) vapid(ctx context.Context) (vapid, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.keys.public != "" {
		return b.keys, nil
	}
	text, err := b.keeper.Setting(ctx, vapidSetting)
	if err != nil {
		return vapid{}, fmt.Errorf("read push keys: %w", err)
	}
	private, public, found := strings.Cut(text, " ")
	if !found {
		if private, public, err = webpush.GenerateVAPIDKeys(); err != nil {
			return vapid{}, fmt.Errorf("make push keys: %w", err)
		}
		if err := b.keeper.SetSetting(ctx, wiki.Operator(), vapidSetting, private+" "+public); err != nil {
			return vapid{}, fmt.Errorf("keep push keys: %w", err)
		}
	}
	b.keys = vapid{private, public}
	return b.keys, nil
}

// Key is the public key that a browser needs to subscribe, base64url.
func (b *Browsers) Key(ctx context.Context) (string, error) {
	keys, err := b.vapid(ctx)
	return keys.public, err
}

// Browser is a browser that shows notices.
type Browser struct {
	ID       int64
	Endpoint string // at the push service
	P256dh   string // the browser's public key, base64url
	Auth     string // base64url
	Agent    string // what it calls itself
	Session  string // the hash of the session in which it subscribed
	Added    time.Time
}

const (
	maxEndpoint = 1000 // bytes
	maxBrowsers = 10   // of one person; the one added first goes
)

// check refuses what no browser sends. The keys are checked, too: the library does little about them.
func (n *Browser) check() error {
	wrong := content.Errorf(content.Invalid, "The browser sent a subscription that cannot be used. Nothing was changed.")
	if len(n.Endpoint) > maxEndpoint || !isService(n.Endpoint) {
		return wrong
	}
	key, err := decode(n.P256dh)
	if err != nil {
		return wrong
	}
	if _, err := ecdh.P256().NewPublicKey(key); err != nil {
		return wrong
	}
	if auth, err := decode(n.Auth); err != nil || len(auth) != 16 {
		return wrong
	}
	return nil
}

func decode(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
}

// Add has a browser show the actor's notices, and nobody else's any more.
func (b *Browsers) Add(ctx context.Context, as wiki.Actor, n Browser) error {
	if as.Person == 0 || n.Session == "" {
		return content.Errorf(content.Sign, "Sign in with the browser that is to show your notices.")
	}
	if err := n.check(); err != nil {
		return err
	}
	n.Agent = strings.ToValidUTF8(n.Agent[:min(len(n.Agent), 300)], "")
	return b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		id, err := tx.NextID(ctx, "push_browsers", 1)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO push_browsers (id, person, session, endpoint, p256dh, auth, agent, added) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (endpoint) DO UPDATE SET person = excluded.person, session = excluded.session, p256dh = excluded.p256dh,
			auth = excluded.auth, agent = excluded.agent, added = excluded.added`,
			id, int64(as.Person), n.Session, n.Endpoint, strings.TrimRight(n.P256dh, "="), strings.TrimRight(n.Auth, "="), n.Agent, sqldb.Micros(tx.Now()))
		if err != nil {
			return fmt.Errorf("add browser: %w", err)
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM push_browsers WHERE person = $1 AND id NOT IN
			(SELECT id FROM push_browsers WHERE person = $1 ORDER BY added DESC, id DESC LIMIT $2)`, int64(as.Person), maxBrowsers)
		if err != nil {
			return fmt.Errorf("forget browsers: %w", err)
		}
		return nil
	})
}

// Remove forgets one of the actor's browsers, by its number or its address.
func (b *Browsers) Remove(ctx context.Context, as wiki.Actor, id int64, endpoint string) error {
	return b.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM push_browsers WHERE person = $1 AND (id = $2 OR endpoint = $3)`, int64(as.Person), id, endpoint)
		if err != nil {
			return fmt.Errorf("remove browser: %w", err)
		}
		return nil
	})
}

// forget forgets browsers that are gone.
func (b *Browsers) forget(ctx context.Context, ids []int64) error {
	return b.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		args := sqldb.Padded(ids)
		_, err := tx.ExecContext(ctx, `DELETE FROM push_browsers WHERE id IN (`+sqldb.In(len(args), 1)+`)`, args...)
		if err != nil {
			return fmt.Errorf("forget browsers: %w", err)
		}
		return nil
	})
}

// alive are the browsers whose sessions have not ended.
const alive = ` FROM push_browsers b JOIN sessions s ON s.hash = b.session AND s.person = b.person AND s.expires > $1 `

// List gives a person's browsers, the newest first.
func (b *Browsers) List(ctx context.Context, person wiki.PersonID) ([]Browser, error) {
	list, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (n Browser, err error) {
		return n, rows.Scan(&n.ID, &n.Endpoint, &n.P256dh, &n.Auth, &n.Agent, &n.Session, sqldb.Moment{To: &n.Added})
	}, `SELECT b.id, b.endpoint, b.p256dh, b.auth, b.agent, b.session, b.added`+alive+`WHERE b.person = $2 ORDER BY b.added DESC, b.id DESC`,
		sqldb.Micros(b.db.Now()), int64(person))
	if err != nil {
		return nil, fmt.Errorf("list browsers: %w", err)
	}
	return list, nil
}

// Reach says which of some people have a browser that shows notices.
func (b *Browsers) Reach(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]bool, error) {
	const atOnce = 512
	reached := map[wiki.PersonID]bool{}
	for len(people) > 0 {
		some := people[:min(len(people), atOnce)]
		people = people[len(some):]
		ids := sqldb.Padded(some)
		args := append([]any{sqldb.Micros(b.db.Now())}, ids...)
		list, err := sqldb.All(ctx, b.db.Reader(), func(rows *sql.Rows) (id wiki.PersonID, err error) { return id, rows.Scan(&id) },
			`SELECT DISTINCT b.person`+alive+`WHERE b.person IN (`+sqldb.In(len(ids), 2)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("look for browsers: %w", err)
		}
		for _, id := range list {
			reached[id] = true
		}
	}
	return reached, nil
}
