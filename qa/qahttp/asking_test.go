package qahttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
)

const insurance = "do I need the insurance for a rental car?"

// TestAskScreens: what would be answered is shown and not recorded; a recorded ask belongs to its
// asker, teaches, and can be taken back.
func TestAskScreens(t *testing.T) {
	s := newSite(t)
	page := s.page("handbook", "Travel", travel)
	s.page("handbook", "Security", security)
	q := s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	s.catchUp()

	s.check(check{
		name: "the form", request: request{url: "/ask", as: "cleo"}, status: 200,
		has: []string{"Ask a question", "Do I need the insurance for a rental car?", `<option value="handbook">The handbook`}, hasNot: []string{"The secret"},
	})
	s.check(check{
		name: "preview", request: request{url: "/ask?q=" + urlText(insurance), as: "cleo"}, status: 200,
		has: []string{"Answered", "<mark>", "government agreement", "The handbook", "<b dir=\"auto\">Rental cars</b>", `action="/ask"`, "That answered it", "Not this", "Ask the team", "Bob"},
	})
	s.check(check{name: "nothing recorded", request: request{url: "/asks/1", as: "cleo"}, status: 404})

	rec := s.follow(check{
		name: "ask", request: request{url: "/ask", as: "cleo", body: form("q", "is the insurance needed for rental cars?")},
		has: []string{"government agreement", "/asks/1/feedback", "That answered it"},
	})
	if n := strings.Count(main(rec.Body.String()), `name="answer" value="0"`); n != 1 {
		t.Errorf("the first answer has %d buttons", n)
	}
	s.check(check{name: "not mine", request: request{url: "/asks/1", as: "bob"}, status: 404})
	s.check(check{name: "not the administrator's", request: request{url: "/asks/1", as: "ada"}, status: 404})

	s.follow(check{
		name: "that answered it", request: request{url: "/asks/1/feedback", as: "cleo", body: form("answer", "0")},
		has: []string{"Docent will know this wording", "Take it back"},
	})
	s.check(check{name: "learnt", request: request{url: q.URL(), as: "bob"}, status: 200, has: []string{"is the insurance needed for rental cars?"}})
	s.follow(check{
		name: "take it back", request: request{url: "/asks/1/feedback", as: "cleo", body: form("undo", "1")},
		has: []string{"That answered it"}, hasNot: []string{"Docent will know"},
	})
	s.check(check{name: "forgotten", request: request{url: q.URL(), as: "bob"}, status: 200, hasNot: []string{"is the insurance needed for rental cars?"}})
	s.follow(check{
		name: "not this", request: request{url: "/asks/1/feedback", as: "cleo", body: form("answer", "none")},
		has: []string{"that was not it", "Take it back"}, hasNot: []string{`aria-label="The answer"`},
	})
	s.check(check{
		name: "no such answer", request: request{method: "POST", url: "/asks/1/feedback", as: "cleo", body: form("answer", "77")}, status: 422,
		has: []string{"There is no answer 77"},
	})
	s.check(check{name: "no answer at all", request: request{method: "POST", url: "/asks/1/feedback", as: "cleo", body: form("answer", "x")}, status: 422})
	s.check(check{name: "not for others", request: request{method: "POST", url: "/asks/1/feedback", as: "bob", body: form("answer", "0")}, status: 404})
	s.follow(check{
		name: "answered from the preview", request: request{url: "/ask", as: "cleo", body: form("q", insurance, "space", "", "answer", "0")},
		has: []string{"it is counted"},
	})
	s.check(check{name: "empty", request: request{method: "POST", url: "/ask", as: "cleo", body: form("q", "  ")}, status: 422, has: []string{"Type a question first"}})
	long := strings.Repeat("why ", 400)
	s.check(check{name: "too long, and kept", request: request{method: "POST", url: "/ask", as: "cleo", body: form("q", long)}, status: 422, has: []string{strings.TrimSpace(long)}})
	s.check(check{name: "no such space", request: request{url: "/ask?q=x&space=nowhere", as: "cleo"}, status: 404})
	s.check(check{name: "a visitor searches", request: request{url: "/ask?q=rental+cars"}, status: 303, to: "/search?q=rental+cars"})
}

func urlText(text string) string { return strings.ReplaceAll(text, " ", "+") }

// TestAskTheTeam: an honest "I don't know", and who will be asked.
func TestAskTheTeam(t *testing.T) {
	s := newSite(t)
	s.page("handbook", "Travel", travel)
	waiting, err := s.desk.CreateQuestion(t.Context(), s.access("bob"), qa.NewQuestion{Title: "Who repairs the coffee machine?", Space: s.spaceID("handbook")})
	s.must(err)
	s.catchUp()
	rec := s.follow(check{
		name: "unsure", request: request{url: "/ask", as: "cleo", body: form("q", "who repairs the broken coffee machine on floor 9", "space", "handbook")},
		has: []string{"I don’t know yet", "Ask the team", "Bob", "Expect a reply by Monday", waiting.URL()}, hasNot: []string{"That answered it"},
	})
	team := "/asks/1/team"
	if !strings.Contains(rec.Body.String(), team) {
		t.Fatalf("no form for the team in %s", rec.Body)
	}
	s.check(check{
		name: "a title that is too long", request: request{method: "POST", url: team, as: "cleo", body: form("title", strings.Repeat("long ", 80), "body", "It is green.\r\nAnd loud.", "space", "handbook")}, status: 422,
		has: []string{"It is green.\nAnd loud.", "it may have 300"},
	})
	s.check(check{name: "not for others", request: request{method: "POST", url: team, as: "bob", body: form("title", "x")}, status: 404})
	s.follow(check{
		name: "hand over", request: request{url: team, as: "cleo", body: form("title", "Who repairs the coffee machine on floor 9?", "body", "It is **green**.", "space", "handbook")},
		has: []string{"Bob has your question. Expect a reply by Monday", "<strong>green</strong>", "Nobody has answered yet", "who repairs the broken coffee machine on floor 9"},
	})
	s.check(check{name: "the ask goes on there", request: request{url: "/asks/1", as: "cleo"}, status: 303, to: "/q/2/who-repairs-the-coffee-machine-on-floor-9"})
	s.check(check{
		name: "too late for feedback", request: request{method: "POST", url: "/asks/1/feedback", as: "cleo", body: form("answer", "none")}, status: 409,
		has: []string{"handed to the team"},
	})
	s.check(check{
		name: "Bob's tasks", request: request{url: "/tasks", as: "bob"}, status: 200,
		has: []string{"Who repairs the coffee machine on floor 9?", "by Cleo", "The handbook", `class="due`},
	})
	s.check(check{name: "nobody else's", request: request{url: "/tasks", as: "cleo"}, status: 200, has: []string{"Nothing waits for you"}})
	s.follow(check{
		name: "straight from the preview", request: request{url: "/ask", as: "cleo", body: form("q", "where do bicycles go", "team", "1", "title", "Where do bicycles go?", "body", "Two of them", "space", "handbook")},
		has: []string{"Where do bicycles go?", "Two of them"},
	})
}

// TestHome: the lists of the home screen and the numbers in the left column.
func TestHome(t *testing.T) {
	s := newSite(t)
	page := s.page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	_, err := s.desk.CreateQuestion(t.Context(), s.access("cleo"), qa.NewQuestion{Title: "Where are the bicycles?", Space: s.spaceID("handbook")})
	s.must(err)
	hidden := s.page("secret", "Plans", "The plan.\n")
	s.known("ada", "secret", "What is the secret plan?", hidden.ID, "")
	_, err = s.desk.CreateQuestion(t.Context(), s.access("ada"), qa.NewQuestion{Title: "When is the secret launch?", Space: s.spaceID("secret")})
	s.must(err)
	rec := s.check(check{
		name: "home", request: request{url: "/", as: "bob"}, status: 200,
		has: []string{"Where are the bicycles?", "Do I need the insurance", "My tasks"}, hasNot: []string{"secret plan", "secret launch"},
	})
	if !strings.Contains(rec.Body.String(), `<span class="n">1<span class="hidden"> open`) {
		t.Errorf("the left column does not count one open question: %s", rec.Body)
	}
	s.check(check{name: "home of an editor there", request: request{url: "/", as: "ed"}, status: 200, has: []string{"secret plan", "secret launch"}})
	s.check(check{name: "beside the page", request: request{url: fmt.Sprintf("/p/%d", page.ID), as: "cleo"}, status: 200, has: []string{"Do I need the insurance for a rental car?"}})
	s.check(check{name: "a visitor's home", request: request{url: "/"}, status: 200, hasNot: []string{"bicycles", "insurance", "secret"}})
}
