package reviewhttp_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/qa/likesql"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/reviewhttp"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a Docent with reviews. Its clock stands still.
type site struct {
	*wikitest.Site
	desk     *qa.Desk
	store    *likesql.Store
	deps     reviewhttp.Deps
	feed     *search.Feed
	follower *likeness.Follower
	made     int // times that secrets were made
}

func newSite(t testing.TB) *site {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC) }
	s := &site{Site: wikitest.Open(t, clock)}
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	questions := qasql.New(s.DB)
	source := search.Sources(search.Pages(s.Wiki.Store()), qa.NewDocs(questions, s.Wiki.Store()))
	s.feed = search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{})
	finder := search.NewFinder(index, source, s.Wiki.Store(), s.feed)
	s.desk = qa.New(questions, finder, qa.NewRecorder(questions), qa.Options{Now: clock})
	s.store = likesql.New(s.DB)
	s.follower = likeness.NewFollower(likeness.Options{
		Store: s.store, Log: s.Wiki.Store(), Tree: s.Wiki.Store(), Questions: questions,
		Similar: func(ctx context.Context, text string, n int) ([]qa.Question, error) {
			return s.desk.Similar(ctx, s.Access("ada"), text, n)
		},
		Applied: func(ctx context.Context) (wiki.EventSeq, error) {
			applied, _, err := s.feed.Ready(ctx)
			return applied, err
		},
	})
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts})
	s.deps = reviewhttp.Deps{Reviews: likeness.NewDesk(s.store, s.Wiki, s.desk), Desk: s.desk, People: questions.People}
	reviewhttp.Register(s.Server, s.deps)
	s.Settle()
	return s
}

// found lets the follower catch up and gives the newest open review of a kind.
func (s *site) found(kind likeness.Kind) likeness.Pair {
	s.T.Helper()
	s.Must(s.feed.CatchUp(s.T.Context()))
	s.Must(s.follower.CatchUp(s.T.Context()))
	all, err := s.deps.Reviews.List(s.T.Context(), s.Access("ada"), false, kind, 10)
	s.Must(err)
	if len(all) == 0 {
		s.T.Fatalf("no review of the kind %s", kind)
	}
	return all[0]
}

// readers are the columns of the rights table: nobody; a member without the private space “secret”; one who may
// read it; one who may edit it; an administrator; and the tokens of the editor that may only read, and write.
var readers = []string{"", "bob", "rita", "ed", "ada", "token ed reads", "token ed writes"}

var rightsTable = []wikitest.Right{
	wikitest.Row("GET /reviews", "", "", 303, 200),
	wikitest.Row("GET /reviews/:id", "/reviews/{r}", "", 303, 404, 200),
	wikitest.Row("POST /reviews/:id/both", "/reviews/{r}/both", "", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /reviews/:id/reopen", "/reviews/{r}/reopen", "", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /reviews/:id/link", "/reviews/{r}/link", "from=0", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /reviews/:id/merge", "/reviews/{m}/merge", "from=1", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("GET /q/:id/chain", "/q/{q}/chain", "", 303, 404, 200),
	wikitest.Row("POST /q/:id/wordings/:wid/change", "/q/{q}/wordings/{w}/change", "text=a+launch", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/verify", "/q/{q}/answers/{a}/verify", "months=6", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("POST /q/:id/answers/:aid/own", "/q/{q}/answers/{a}/own", "owner=Rita", 401, 404, 403, 303, 303, 403, 303),
	wikitest.Row("GET /api/v1/questions/:id/chain", "/api/v1/questions/{q}/chain", "", 401, 404, 200),
}

func TestRights(t *testing.T) {
	s := newSite(t)
	s.CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable, Things: s.secrets, Secrets: []string{"Zanzibar", "zanzibar", "secret", "Which month"}})
}

// secrets makes a contradiction, a pair of questions, and a question with an answer and a wording in the private
// space; those of before are settled.
func (s *site) secrets() wikitest.Things {
	s.T.Helper()
	s.made++
	n := s.made
	ctx, ada := s.T.Context(), s.Access("ada")
	for _, kind := range []likeness.Kind{likeness.Conflict, likeness.Questions} {
		old, err := s.deps.Reviews.List(ctx, ada, false, kind, 10)
		s.Must(err)
		for _, p := range old {
			s.Must(s.deps.Reviews.BothRight(ctx, ada, p.ID))
		}
	}
	number := []string{"apples", "bananas", "cherries", "dates", "elders", "figs", "grapes", "herbs", "irises", "jasmine"}
	fruit := number[n%10] + number[n/10%10] + number[n/100]
	s.Page("secret", "Zanzibar "+fruit, "Deliver the "+fruit+" of Zanzibar within five days of the order.\n")
	s.Page("secret", "Orders "+fruit, "Deliver the "+fruit+" of Zanzibar within 3 days of the order.\n")
	q, err := s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "How do I order " + fruit + " in Zanzibar?", Space: s.SpaceID("secret")})
	s.Must(err)
	_, err = s.desk.CreateQuestion(ctx, ada, qa.NewQuestion{Title: "How can I order " + fruit + " in Zanzibar?", Space: s.SpaceID("secret")})
	s.Must(err)
	a, err := s.desk.AddAnswer(ctx, ada, q.ID, qa.NewAnswer{Markdown: "By mail."})
	s.Must(err)
	s.Must(s.desk.Accept(ctx, ada, q.ID, a))
	w, err := s.desk.AddWording(ctx, ada, q.ID, "getting "+fruit)
	s.Must(err)
	r, m := s.found(likeness.Conflict), s.found(likeness.Questions)
	return wikitest.Things{"q": q.ID, "a": a, "w": w.ID, "r": r.ID, "m": m.ID}
}

// TestEveryRouteHasARow compares the table with what this package registers.
func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { reviewhttp.Register(bare, s.deps) })
}

// TestScreens: a contradiction is looked at, settled and taken back; a question's chain, its wordings, and who
// stands for its answer.
func TestScreens(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Travel", "# Receipts\n\nUpload your receipts within five days of your return.\n")
	s.Page("handbook", "Expenses", "# Forms\n\nUpload your receipts within 3 days of your return.\n")
	p := s.found(likeness.Conflict)
	s.Check(wikitest.Check{Name: "list", Request: wikitest.Request{URL: "/reviews", As: "ada"}, Status: 200, Has: []string{
		"“five days” or “3 days”?", "within <mark>five days</mark> of", "within <mark>3 days</mark> of", "Both are right", "Link it to the other", `href="/p/1/edit?at=receipts"`,
	}, HasNot: []string{"/edit#"}})
	s.Check(wikitest.Check{Name: "other kind", Request: wikitest.Request{URL: "/reviews?kind=question&whose=mine", As: "ada"}, Status: 200, Has: []string{"Nothing to review"}})
	s.Follow(wikitest.Check{
		Name: "settle", Request: wikitest.Request{Method: "POST", URL: p.URL() + "/both", As: "ada"}, Status: 200,
		Has: []string{"Both are right. You are asked again when one of them changes.", "That holds until one of them changes", p.URL() + "/reopen"},
	})
	s.Check(wikitest.Check{Name: "no merging of sections", Request: wikitest.Request{Method: "POST", URL: p.URL() + "/merge", Body: "from=0", As: "ada"}, Status: 303})
	s.Check(wikitest.Check{Name: "no side", Request: wikitest.Request{Method: "POST", URL: p.URL() + "/link", Body: "from=2", As: "ada"}, Status: 422})

	q, err := s.desk.CreateQuestion(t.Context(), s.Access("ada"), qa.NewQuestion{Title: "Chain", Space: s.SpaceID("handbook")})
	s.Must(err)
	if strings.Contains(q.URL(), "chain") {
		t.Errorf("the address of a question called “Chain” is %s", q.URL())
	}
	w, err := s.desk.AddWording(t.Context(), s.Access("ada"), q.ID, "where is the chain")
	s.Must(err)
	s.Check(wikitest.Check{Name: "change", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/q/%d/wordings/%d/change", q.ID, w.ID), Body: "text=who+has+the+chain", As: "ada"}, Status: 303})
	s.Check(wikitest.Check{Name: "chain", Request: wikitest.Request{URL: fmt.Sprintf("/q/%d/chain", q.ID), As: "ada"}, Status: 200, Has: []string{
		"<s class=\"t\" dir=\"auto\">where is the chain</s>", "who has the chain", "Another wording was learnt", "Asked",
	}})
	got := s.Call("ada", "GET", fmt.Sprintf("/questions/%d/chain", q.ID), "", 200)
	if len(got["steps"].([]any)) != 4 || len(got["wordings"].([]any)) != 2 {
		t.Errorf("chain as JSON: %v", got)
	}
}
