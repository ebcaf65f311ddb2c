package qahttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa/freshness"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/search/searchhttp"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// doubt is what each channel has to say, and must not say, of the answer to one question.
type doubt struct {
	name      string
	from, to  string
	question  []string // on the screen of the question
	not       []string
	ask       string // on the ask page
	beside    string // beside the page
	note      string // in search results and suggestions
	api       string // of the candidate and the link
	tasks     []string
	openAgain bool
}

// An answer in doubt says so wherever it is shown, with the same words in SQL's lists and on pages; one whose
// text is only written otherwise says nothing.
func TestDoubtIsToldOnEveryChannel(t *testing.T) {
	for _, test := range []doubt{
		{
			name: "written otherwise", from: "Upload them within five days", to: "_Upload_ them  within 5 days",
			question: []string{"Answered"}, not: []string{"Changed since", "Still true", "nearby"}, api: `"state":"fresh"`, tasks: nil,
		},
		{
			name: "text nearby", from: "within five days", to: "within nine days",
			question: []string{"Text nearby changed", "the words themselves still stand", "<del>five</del>", "<ins>nine</ins>", "Still true", ">Fix<"},
			ask:      "the words themselves still stand", beside: "(text nearby has changed since)", note: "text nearby has changed since",
			api: `"state":"changed","nearby":true`, tasks: []string{"“five” became “nine”", "<q>Keep every receipt above 75 dollars.</q>", "<ins>nine</ins>", ">Still true<", ">Fix<", ">Retract<"},
		},
		{
			name: "the quoted words", from: "75 dollars", to: "95 dollars",
			question: []string{"Changed since", "<del>75</del>", "Still true", ">Fix<"}, not: []string{"still stand"},
			ask: "The section has changed", beside: "(changed since)", note: "changed since",
			api: `"state":"changed"`, tasks: []string{"“75” became “95”", "<ins>95</ins>", ">Still true<", ">Retract<"},
		},
		{
			name: "all of it", from: travel[strings.Index(travel, "## Receipts"):], to: "",
			question: []string{"This question is open again", "The linked section is gone", "Keep every receipt above 75 dollars."}, not: []string{"Still true", "Changed since"},
			ask: "Its section is gone", note: "open again: what answered it is gone", api: `"state":"gone"`, tasks: []string{"Which receipts must I keep?", "question"}, openAgain: true,
		},
	} {
		t.Run(test.name, func(t *testing.T) { test.check(t, newSite(t)) })
	}
}

func (test doubt) check(t *testing.T, s *site) {
	searchhttp.Register(s.Server, s.deps.Finder, s.feed, filetext.New(s.DB))
	page := s.Page("handbook", "Travel", travel)
	q := s.known("bob", "handbook", "Which receipts must I keep?", page.ID, "receipts")
	follower := freshness.New(qasql.New(s.DB), s.Wiki.Store(), s.Wiki.Store(), wiki.Following{})
	s.Must(follower.CatchUp(t.Context()))
	s.rewrite(page, strings.Replace(travel, test.from, test.to, 1))
	s.Must(follower.CatchUp(t.Context()))
	s.catchUp()
	s.Check(wikitest.Check{Name: "question", Request: wikitest.Request{URL: "/q/1", As: "bob"}, Status: 200, Has: test.question, HasNot: test.not})
	all := []string{"Changed since", "Text nearby", "still stand", "is gone", "changed since", "has changed"}
	says := func(name, url, said string) {
		t.Helper()
		check := wikitest.Check{Name: name, Request: wikitest.Request{URL: url, As: "cleo"}, Status: 200, Has: []string{"hich "}}
		if said == "" {
			check.HasNot = all
		} else {
			check.Has = append(check.Has, said)
		}
		s.Check(check)
	}
	says("ask", "/ask?q=which+receipts+must+I+keep", test.ask)
	if !test.openAgain {
		says("beside the page", fmt.Sprintf("/p/%d", page.ID), test.beside)
	}
	says("search", "/search?q=which+receipts+must+keep+kind:question", test.note)
	says("search in the API", "/api/v1/search?q=which+receipts+must+keep&kind=question", test.note)
	says("suggestions", "/api/v1/suggest?q=which+rec", test.note)
	s.Check(wikitest.Check{
		Name: "ask in the API", Request: wikitest.Request{Method: "POST", URL: "/api/v1/ask", As: "cleo", Body: `{"question":"which receipts must I keep?"}`}, Status: 200,
		Has: []string{test.api, q.Title},
	})
	s.Check(wikitest.Check{Name: "question in the API", Request: wikitest.Request{URL: "/api/v1/questions/1", As: "cleo"}, Status: 200, Has: []string{test.api}})
	tasks := wikitest.Check{Name: "tasks", Request: wikitest.Request{URL: "/tasks", As: "bob"}, Status: 200, Frame: test.tasks}
	if test.tasks == nil {
		tasks.HasNot = []string{q.Title}
	}
	s.Check(tasks)
}

// Still true and Retract stand in the list of tasks and come back to it.
func TestDecidedInTheList(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Which receipts must I keep?", page.ID, "receipts")
	s.known("bob", "handbook", "Am I insured in a car?", page.ID, "rental-cars")
	s.rewrite(page, strings.NewReplacer("75", "95", "covers you", "covers all").Replace(travel))
	for _, step := range []struct{ act, has, not string }{
		{"/q/1/answers/1/confirm", "Am I insured in a car?", "Which receipts must I keep?"},
		{"/q/2/answers/2/retract", "The answer is taken back", "became “all”"},
	} {
		s.Follow(wikitest.Check{
			Name: step.act, Request: wikitest.Request{URL: step.act, As: "bob", Body: wikitest.Form("next", "/tasks")},
			Has: []string{"My tasks", step.has}, HasNot: []string{step.not},
		})
	}
	rec := s.Check(wikitest.Check{Name: "elsewhere", Request: wikitest.Request{Method: "POST", URL: "/q/1/answers/1/confirm", As: "bob", Body: wikitest.Form("next", "https://evil.example/tasks")}, Status: 303})
	if to := rec.Header().Get("Location"); !strings.HasPrefix(to, "/q/1") {
		t.Errorf("led to %q", to)
	}
}
