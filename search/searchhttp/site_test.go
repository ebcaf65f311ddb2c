package searchhttp_test

import (
	"testing"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/searchhttp"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent without questions, with an index in memory.
type site struct {
	*wikitest.Site
	finder *search.Finder
	feed   *search.Feed
	words  *search.Words
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{Site: wikitest.Open(t, nil)}
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	source := search.Pages(s.Wiki.Store())
	s.feed = search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{})
	s.finder = search.NewFinder(index, source, s.Wiki.Store(), s.feed)
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	searchhttp.Register(s.Server, s.finder, s.feed, filetext.New(s.DB))
	s.words = search.NewWords(searchsql.NewWords(s.DB), s.finder)
	searchhttp.RegisterWords(s.Server, s.words, s.finder)
	s.Settle()
	return s
}

// fill has a page that everybody finds, one of the team, and one of the private space, all about wombats.
func (s *site) fill() {
	s.T.Helper()
	s.Page("open", "Wombats for guests", "# Wombats for guests\n\nVisitors may feed the wombat.\n")
	s.Page("handbook", "Animals", "# Animals\n\n## R&D wombats\n\nA wombat sleeps below the **desk** & digs.\n\n## Cats\n\nNo wombat here.\n")
	s.Page("secret", "Tangerine", "# Tangerine\n\n## Tangerine wombats\n\nThe tangerine wombat launches in May.\n")
	s.Must(s.feed.CatchUp(s.T.Context()))
}
