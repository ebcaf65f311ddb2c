package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/qa/compose"
	"github.com/docent-wiki/docent/qa/insightshttp"
	"github.com/docent-wiki/docent/qa/pathshttp"
	"github.com/docent-wiki/docent/qa/preflight"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/qa/reviewhttp"
	"github.com/docent-wiki/docent/qa/routinghttp"
	"github.com/docent-wiki/docent/qa/talkhttp"
	"github.com/docent-wiki/docent/qa/taskshttp"
	"github.com/docent-wiki/docent/search/modelhttp"
	"github.com/docent-wiki/docent/search/searchhttp"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/teamhttp"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

type serveCmd struct {
	Listen  string   `help:"The address to listen on; port 0 picks a free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	BaseURL string   `help:"The address under which people reach the server, for links that leave it." placeholder:"URL"`
	Proxies []prefix `name:"trusted-proxies" help:"Reverse proxies whose X-Forwarded-For tells where a request comes from: addresses or networks." placeholder:"CIDR,…"`
	Theme   string   `help:"A folder with templates and styles of your own, laid over the built-in ones." type:"existingdir" placeholder:"DIR"`

	Mail mailFlags `embed:"" prefix:"mail-"`

	reached string // where people reach the server, once it listens
}

// tidy is by how much, in per cent, the memory in use may grow before it is tidied up: less than is usual, since a
// wiki stands on small machines beside other things. GOGC in the environment wins.
const tidy = 35

func (c *serveCmd) Run(ctx context.Context, g *globals) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(tidy)
	}
	starting := context.WithoutCancel(ctx)      // who is told to stop while starting has started and stops
	listener, err := listen(starting, c.Listen) // first, so that a port in use leaves no new directory behind
	if err != nil {
		return err
	}
	a, err := openServing(starting, g)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	c.reached = c.address(listener)
	server, err := c.server(a)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stop := a.startWorkers(ctx)
	a.log.Info("listening", "addr", listener.Addr().String(), "version", thisBuild().Version)
	if err := a.invite(starting, g, c.address(listener)); err != nil {
		return errors.Join(err, listener.Close(), stop())
	}
	err = server.Run(ctx, listener)
	err = errors.Join(err, stop())
	a.log.Info("stopped")
	return err
}

// prefix is a network, or one address.
type prefix netip.Prefix

// UnmarshalText reads 10.0.0.0/8 or 127.0.0.1.
func (p *prefix) UnmarshalText(text []byte) error {
	network, err := netip.ParsePrefix(string(text))
	if err != nil {
		address, addressErr := netip.ParseAddr(string(text))
		if addressErr != nil {
			return fmt.Errorf("“%s” is neither an address nor a network such as 10.0.0.0/8", text)
		}
		network = netip.PrefixFrom(address, address.BitLen())
	}
	*p = prefix(network)
	return nil
}

func prefixes(list []prefix) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, p := range list {
		out[i] = netip.Prefix(p)
	}
	return out
}

// openServing opens a data directory, with its index, for the one server that may hold it.
func openServing(ctx context.Context, g *globals) (*app, error) {
	a, err := openApp(ctx, g, newOrExisting)
	if err != nil {
		return nil, err
	}
	err = a.openIndex()
	var e *content.Error
	if errors.As(err, &e) && e.Kind == content.Busy {
		err = content.Errorf(content.Busy, "Another docent serves %s already. Stop it first, or name another directory with --data.", a.dir)
	}
	if err == nil {
		err = errors.Join(a.weights.Load(ctx), a.trust.Load(ctx), a.model.Load(ctx))
		a.finder.UseMeaning(a.model) // a server only: a command does not wait for another machine
	}
	if err == nil {
		err = a.firstStart(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// listen opens the address, with a clear word where it is taken.
func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	l, err := config.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, content.Errorf(content.Busy, "Something listens on %s already. Choose another port with --listen, or 127.0.0.1:0 for a free one.", address).Because(err)
	case errors.Is(err, syscall.EACCES):
		return nil, content.Errorf(content.Forbidden, "This account may not listen on %s. Ports below 1024 are for the system; choose another with --listen.", address).Because(err)
	case err != nil:
		return nil, content.Errorf(content.Invalid, "Cannot listen on %s: it should be HOST:PORT, such as 127.0.0.1:8080.", address).Because(err)
	}
	return l, nil
}

// address is where people reach the server.
func (c *serveCmd) address(l net.Listener) string {
	if c.BaseURL != "" {
		return strings.TrimRight(c.BaseURL, "/")
	}
	return "http://" + l.Addr().String()
}

// server joins the floors to one handler.
func (c *serveCmd) server(a *app) (*httpd.Server, error) {
	theme, err := c.openTheme()
	if err != nil {
		return nil, err
	}
	server := httpd.New(httpd.Options{
		Wiki: a.wiki, Accounts: a.accounts, Sessions: a.accounts.Sessions(), Theme: theme, Log: a.log,
		BaseURL: strings.TrimRight(c.BaseURL, "/"), Version: thisBuild().Version, Proxies: prefixes(c.Proxies),
		LastEvent: a.wiki.Store().LastEvent, Committed: a.db.Committed,
		Counts: taskshttp.Counts(a.desk.CountOpen, a.tasks.board), Unseen: a.notices.queue.Unseen,
		Ready: func(ctx context.Context) (applied, last wiki.EventSeq, ready bool, err error) {
			applied, last, err = a.feed.Ready(ctx)
			applied = min(applied, a.learner.Learnt(), a.verdicts.Followed())
			return applied, last, err == nil && applied >= last, err
		},
	})
	wikihttp.Register(server, wikihttp.Deps{
		Wiki: a.wiki, Accounts: a.accounts, Panels: taskshttp.Home(a.tasks.board, qahttp.Panels(a.desk)), Templates: starter.Templates(),
		Preflight: preflight.New(a.questions, a.finder), Unread: a.texts.Reasons, Viewed: a.tally.Viewed,
		Errands: taskshttp.Errands(a.tasks.requests, qahttp.Errands(a.desk)), Calendars: a.team,
	})
	teamhttp.Register(server, a.team, a.accounts)
	pathshttp.Register(server, a.paths, a.questions, a.accounts)
	searchhttp.Register(server, a.finder, a.feed, a.texts)
	searchhttp.RegisterWords(server, a.words, a.finder)
	modelhttp.Register(server, a.model)
	qahttp.Register(server, qahttp.Deps{
		Desk: a.desk, Wiki: a.wiki, Finder: a.finder, Store: a.questions, Pages: a.wiki.Store(),
		Composer: compose.New(a.desk, a.questions, a.model), Routing: a.router, Reviews: a.reviews.desk,
		Talk: a.talk, Drafts: a.drafts, Follows: follows{a.notices.watches},
	})
	talkhttp.Register(server, talkhttp.Deps{Desk: a.desk, Talk: a.talk, Drafts: a.drafts, Wiki: a.wiki, Follows: follows{a.notices.watches}})
	taskshttp.Register(server, taskshttp.Deps{
		Board: a.tasks.board, Requests: a.tasks.requests, Wiki: a.wiki, Templates: starter.Templates(), Calendar: a.team.Calendar,
		Readers: a.tasks.readers,
	})
	routinghttp.Register(server, routinghttp.Deps{Router: a.router, Store: a.questions, Wiki: a.wiki})
	reviewhttp.Register(server, reviewhttp.Deps{Reviews: a.reviews.desk, Desk: a.desk, People: a.questions.People})
	insightshttp.Register(server, insightshttp.Deps{
		History: a.questions, Store: a.questions, Job: a.nights, Weights: a.weights, Trust: a.trust, Bench: a.bench(),
		Rolled: a.rolled, Areas: a.namedAreas,
	})
	ctx := context.Background() // starting is not given up half-way
	if err := c.openMail(ctx, a, theme, server, c.reached); err != nil {
		return nil, err
	}
	return server, a.notices.register(ctx, server, a, c.BaseURL)
}

func (c *serveCmd) openTheme() (*themes.Theme, error) {
	if c.Theme == "" {
		return themes.Open(nil)
	}
	theme, err := themes.Open(os.DirFS(c.Theme))
	if err != nil {
		return nil, content.Errorf(content.Invalid, "The theme in %s cannot be used: %v", c.Theme, err)
	}
	return theme, nil
}

// startWorkers starts what runs beside the requests. stop ends it, in the order in which one thing
// needs the other: first nobody asks any more, then asks are written, then the index takes them in.
func (a *app) startWorkers(ctx context.Context) (stop func() error) {
	var stops []func() error
	for _, run := range []func(context.Context) error{
		a.feed.Run,
		a.learner.Run,
		a.verdicts.Run,
		a.asks.Run,
		a.words.Run,
		a.weights.Run,
		a.trust.Run,
		func(ctx context.Context) error { a.accounts.Run(ctx, a.log); return nil },
		a.nights.Run,
		a.tally.Run,
		a.rollUp().Run,
		a.keeper.Run,
		a.reviews.follower.Run,
		a.tasks.follower.Run,
		a.tasks.board.Run,
		a.model.Run,
		a.notices.follower.Run,
		a.sending.Run,
		a.readFiles,
	} {
		ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		ended := make(chan error, 1)
		go func() { ended <- run(ctx) }()
		stops = append(stops, func() error { cancel(); return <-ended })
	}
	return func() (err error) {
		for i := len(stops) - 1; i >= 0; i-- {
			err = errors.Join(err, stops[i]())
		}
		return err
	}
}

// starterSpace is the short name of the space that a new team finds.
const starterSpace = "help"

// starterGiven is the setting that notes that the starter space was made: it is made once, and who
// deletes it does not get it back.
const starterGiven = "starter"

// firstStart gives a new data directory the starter space.
func (a *app) firstStart(ctx context.Context) error {
	given, err := a.accounts.Setting(ctx, starterGiven)
	if err != nil || given != "" {
		return err
	}
	_, err = a.wiki.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: importer.New(starter.FS), Space: starterSpace, Name: "Docent help"})
	if err != nil {
		return fmt.Errorf("make the starter space: %w", err)
	}
	return a.accounts.SetSetting(ctx, wiki.Operator(), starterGiven, "yes")
}

// invite prints the address under which the first administrator makes an account.
func (a *app) invite(ctx context.Context, g *globals, address string) error {
	token, needed, err := a.accounts.SetupToken(ctx)
	if err != nil || !needed {
		return err
	}
	fmt.Fprintf(g.out, "\nNobody has an account yet. Open this address once to make the first administrator's:\n\n    %s/setup?token=%s\n\n", address, token)
	return nil
}
