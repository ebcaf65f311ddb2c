package httpd

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

// Wiki is what the frame shows of the wiki.
type Wiki interface {
	Access(ctx context.Context, as wiki.Actor) (wiki.Access, error)
	Branch(ctx context.Context, as wiki.Actor, space wiki.SpaceID, reveal wiki.PageID) ([]wiki.Node, error)
}

// Accounts tells who somebody is. Both look-ups run on every request, so they must be cheap.
type Accounts interface {
	// ByToken finds the actor of an API token; content.Sign where it is wrong or its account disabled.
	ByToken(ctx context.Context, secret string) (wiki.Actor, error)
	// ActorOf finds the actor of a browser session; content.Sign or content.NotFound where the
	// account is disabled or absent.
	ActorOf(ctx context.Context, id wiki.PersonID) (wiki.Actor, error)
	// Setting gives a setting of the installation, "" where it is not set.
	Setting(ctx context.Context, name string) (string, error)
}

// Theme draws screens; *themes.Theme is one.
type Theme interface {
	Draw(w io.Writer, view themes.View) error
	DrawTree(w io.Writer, view themes.Tree) error
	AssetHandler() http.Handler
}

// Counts gives the numbers in the left column: open questions that may be read, and own tasks.
type Counts func(ctx context.Context, access wiki.Access) (questions, tasks int, err error)

// Unseen gives the third number of the frame: the notices that wait in the inbox.
type Unseen func(ctx context.Context, access wiki.Access) (int, error)

// Ready tells the last event that is applied to the index, the last one in the database, and whether
// everything learnt is in use.
type Ready func(ctx context.Context) (applied, last wiki.EventSeq, ready bool, err error)

// Options of a Server. Wiki, Accounts, Sessions and Theme are needed.
type Options struct {
	Wiki     Wiki
	Accounts Accounts
	Sessions scs.CtxStore
	Theme    Theme
	Log      *slog.Logger     // nil: nothing is logged
	Now      func() time.Time // nil: time.Now
	BaseURL  string           // "https://docs.example.org": links in invitations; https makes cookies Secure
	Proxies  []netip.Prefix   // whose X-Forwarded-For is believed; none: nobody's
	Version  string           // of the program, for the API's document

	// LastEvent and Committed tell when what is cached here is stale: the number of the last event,
	// and a channel that is closed at the next commit of this process. Without them nothing is cached.
	LastEvent func(ctx context.Context) (wiki.EventSeq, error)
	Committed func() <-chan struct{}

	Counts Counts // nil: no numbers
	Unseen Unseen // nil: there is no inbox
	Ready  Ready  // nil: always ready
}

// Server is the router with the ground of all screens. Register everything before Handler is used.
type Server struct {
	API huma.API // the JSON operations; use Register

	wiki     Wiki
	accounts Accounts
	theme    Theme
	log      *slog.Logger
	now      func() time.Time
	baseURL  string
	counts   Counts
	unseen   Unseen
	ready    Ready

	router   *gin.Engine
	routes   map[string]*Route // by "GET /p/:id"
	enrich   []func(*Problem, error)
	cross    *http.CrossOriginProtection
	sessions *scs.SessionManager
	known    *sessionCache
	fresh    *freshness
	trees    memo[treeKey, []themes.Node]
	numbers  memo[numbersKey, themes.Counts]
	settings memo[string, string]
	around   memo[any, *themes.Around]
	zipped   *zipMemo
	throttle *throttle
	flashKey []byte
}

// New puts the server together: health, assets, the API's document and the policy's reports are
// there, everything else is registered by its feature.
func New(o Options) *Server {
	gin.SetMode(gin.ReleaseMode)
	s := &Server{
		wiki: o.Wiki, accounts: o.Accounts, theme: o.Theme, log: o.Log, now: o.Now,
		baseURL: strings.TrimRight(o.BaseURL, "/"), counts: o.Counts, unseen: o.Unseen, ready: o.Ready,
		router: gin.New(), routes: map[string]*Route{}, cross: http.NewCrossOriginProtection(),
		known: newSessionCache(), zipped: newZipMemo(), flashKey: make([]byte, 32),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	_, _ = rand.Read(s.flashKey) // never fails, by its contract
	s.fresh = &freshness{last: o.LastEvent, committed: o.Committed, now: s.now}
	s.throttle = newThrottle(s.now)
	// In a space of 3,000 pages some 20 KB each.
	s.around.most, s.trees.most = 300, 300
	s.sessions = newSessions(o.Sessions, strings.HasPrefix(s.baseURL, "https://"))

	// A report has no origin of its own where a sandboxed frame sends it.
	s.cross.AddInsecureBypassPattern("POST /csp-report")
	// A signed token in the address decides there, and nothing that a browser adds (RFC 8058).
	s.cross.AddInsecureBypassPattern("POST /unsubscribe")
	s.trust(o.Proxies)
	s.router.HandleMethodNotAllowed = true
	s.router.RedirectTrailingSlash = true
	s.router.Use(s.number, s.logged, s.recovered, s.headers, s.limits, zipJSON, s.sameOrigin, s.whoAsks, s.admit)
	s.router.NoRoute(s.noRoute)
	s.router.NoMethod(s.noMethod)
	s.API = newAPI(s.router, o.Version)
	s.ground()
	return s
}

// trust sets whose word about the client's address counts: gin believes everybody unless it is told.
func (s *Server) trust(proxies []netip.Prefix) {
	list := make([]string, len(proxies))
	for i, p := range proxies {
		list[i] = p.String()
	}
	_ = s.router.SetTrustedProxies(list) // fails on what is no prefix
}

// Handler is the whole server. HEAD works wherever GET does: screens register it, calls of the API are
// answered as GET, whose body the HTTP server does not send.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && strings.HasPrefix(r.URL.Path, "/api/") {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		s.router.ServeHTTP(w, r)
	})
}

// drainFor is how long requests in flight may take to end when the server stops.
const drainFor = 15 * time.Second

// Run serves on a listener until ctx ends, then lets the requests in flight end. It returns nil after
// an orderly stop, and closes the listener in any case.
func (s *Server) Run(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute, // routes that take large bodies move their own deadlines
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	err := server.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		s.log.Warn("requests were cut off", "after", drainFor)
		err = server.Close()
	}
	if e := <-served; e != nil && !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
