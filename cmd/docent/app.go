package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/freshness"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/qa/insightsql"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/model"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/backup"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// app is the program put together: this file is where the floors are joined.
type app struct {
	dir       string
	db        *sqldb.DB
	wiki      *wiki.Wiki
	accounts  *account.Accounts
	team      *team.Store // when people work, and their groups
	paths     *paths.Paths
	source    search.Source // the documents of an event: pages, files, and what questions add
	blobs     wiki.Blobs
	texts     *filetext.Store
	asks      *qa.Recorder
	questions *qasql.Store
	learner   *qa.Learner
	verdicts  *freshness.Follower
	desk      *qa.Desk // without a finder until openIndex
	talk      *talk.Talk
	drafts    *draft.Drafts
	router    *routing.Router
	keeper    *routing.Keeper
	reviews   *reviews // nil until openIndex
	notices   *notices
	tasks     *everybodysTasks // without a board until openIndex
	sending   *notify.Worker   // nil until there is a server
	log       *slog.Logger
	temp      string // a directory that goes with the app; "" for none

	index   *search.Index // these are nil until openIndex
	feed    *search.Feed
	finder  *search.Finder
	words   *search.Words
	nights  *eval.Nightly
	weights *eval.Adoption
	model   *model.Model
	trust   *trust.Keeper
	rolled  *insightsql.Store
	tally   *insights.Tally
}

// presence says what a command expects of the data directory.
type presence int

const (
	mustExist     presence = iota
	newOrExisting          // made where it is missing
	orTemporary            // an empty one that goes away, where it is missing: a rehearsal writes nothing
)

// openDatabase opens the database of a data directory.
func openDatabase(ctx context.Context, dir string, need presence) (*sqldb.DB, error) {
	path := filepath.Join(dir, backup.Database)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && need == mustExist {
		return nil, content.Errorf(content.NotFound, "There is no data of Docent in %s. Name the directory with --data, or start “docent serve” to make one.", dir)
	}
	return sqldb.Open(ctx, sqldb.Config{Path: path})
}

// openApp opens a data directory, without its index.
func openApp(ctx context.Context, g *globals, need presence) (*app, error) {
	a := &app{dir: g.Data, log: slog.New(slog.NewTextHandler(g.err, nil))}
	if need == orTemporary {
		if _, err := os.Stat(filepath.Join(g.Data, backup.Database)); errors.Is(err, fs.ErrNotExist) {
			if a.temp, err = os.MkdirTemp("", "docent-rehearsal-*"); err != nil {
				return nil, err
			}
			a.dir = a.temp
		}
	}
	var err error
	if a.db, err = openDatabase(ctx, a.dir, need); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	blobs, err := wikisql.OpenBlobs(filepath.Join(a.dir, backup.Attachments))
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	a.blobs, a.texts = blobs, filetext.New(a.db)
	a.wiki = wiki.New(wikisql.New(a.db), blobs, wiki.Options{Committed: a.db.Committed})
	a.accounts = account.New(a.db, time.Now)
	a.team = team.New(a.db)
	a.paths = paths.New(a.db, a.team)
	a.questions = qasql.New(a.db)
	a.asks = qa.NewRecorder(a.questions)
	a.verdicts = freshness.New(a.questions, a.wiki.Store(), a.wiki.Store(), a.following())
	a.learner = qa.NewLearner(a.questions, a.wiki.Store(), a.following())
	a.router = routing.New(a.db, time.Now)
	a.keeper = routing.NewKeeper(a.router, a.questions, a.wiki.Store(), a.db.Committed, a.log)
	a.talk, a.drafts = talk.New(a.db, a.questions), draft.New(a.db)
	a.desk = qa.New(a.questions, nil, a.asks, qa.Options{Router: a.router})
	a.tasks = a.openTasks()
	a.notices = a.openNotices()
	a.source = search.Sources(search.Pages(a.wiki.Store()), search.Files(a.texts, a.wiki.Store()), qa.NewDocs(a.questions, a.wiki.Store()))
	return a, nil
}

// following is how what follows the event log hears of new events.
func (a *app) following() wiki.Following {
	return wiki.Following{Wake: a.db.Committed, Logger: a.log}
}

// openIndex takes the index of the data directory; content.Busy where a server holds it.
func (a *app) openIndex() (err error) {
	if a.index, err = search.Open(filepath.Join(a.dir, "index")); err != nil {
		return err
	}
	a.feed = search.NewFeed(a.index, a.wiki.Store(), a.source, a.following())
	a.finder = search.NewFinder(a.index, a.source, a.wiki.Store(), a.feed)
	a.words = search.NewWords(searchsql.NewWords(a.db), a.finder)
	a.model = model.New(model.Options{
		Settings: a.accounts, Store: searchsql.NewVectors(a.db), Log: a.wiki.Store(), Pages: a.wiki.Store(),
		Wake: a.db.Committed, Logger: a.log,
	})
	a.weights = eval.NewAdoption(a.accounts, a.finder, time.Now)
	a.trust = trust.New(a.accounts, a.questions)
	a.rolled = insightsql.New(a.db)
	a.tally = insights.NewTally(a.rolled, time.Now)
	a.finder.CountSearches(a.tally.Searched)
	a.desk = qa.New(a.questions, a.finder, a.asks, qa.Options{
		Memory: a.learner.Memory, Ranking: a.weights.Weights, Thresholds: a.trust.Thresholds, Router: a.router,
	})
	a.reviews = a.openReviews()
	a.tasks.board = a.openBoard()
	a.nights = eval.NewNightly(eval.NightlyOptions{
		Bench:  a.bench(),
		Access: a.wiki.Access, History: a.questions, Told: a.trust.Note, Log: a.log,
	})
	return nil
}

// bench is where this installation is measured; who measures adds whose rights it has.
func (a *app) bench() eval.Bench {
	return eval.Bench{Store: a.questions, Finder: a.finder, Pages: a.wiki.Store(), Desk: a.desk, Ranking: a.weights.Weights, Examples: a.finder, Thresholds: a.trust.Thresholds}
}

// openSearch opens a data directory with its index, which has caught up with the log: for commands
// that search without a server.
func openSearch(ctx context.Context, g *globals) (*app, error) {
	a, err := openApp(ctx, g, mustExist)
	if err != nil {
		return nil, err
	}
	if err := a.openIndex(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := errors.Join(a.verdicts.CatchUp(ctx), a.feed.CatchUp(ctx), a.learner.CatchUp(ctx), a.words.Load(ctx), a.weights.Load(ctx), a.trust.Load(ctx)); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// Close ends what was opened, the last thing first.
func (a *app) Close() error {
	var errs []error
	if a.index != nil {
		errs = append(errs, a.index.Close())
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	if a.temp != "" {
		errs = append(errs, os.RemoveAll(a.temp))
	}
	return errors.Join(errs...)
}

// indexIfFree brings the index up to date where no server does so already.
func (a *app) indexIfFree(ctx context.Context) error {
	err := a.openIndex()
	var e *content.Error
	if errors.As(err, &e) && e.Kind == content.Busy {
		return nil
	}
	if err != nil {
		return err
	}
	return a.feed.CatchUp(ctx)
}
