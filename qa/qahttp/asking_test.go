package qahttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

const insurance = "do I need the insurance for a rental car?"

// TestOnlyWhatWasShownAnswers: a form names an answer that its page shows, since nobody can tell of a text unseen that it
// answers, and what Docent learns would be made up. A caller of the API is given all ten with their passages and may have
// shown any of them to a person, so there each of them counts.
func TestOnlyWhatWasShownAnswers(t *testing.T) {
	s := newSite(t)
	for i := range 8 {
		s.Page("handbook", fmt.Sprintf("Rental cars in region %d", i), fmt.Sprintf("The insurance of a rental car costs %d in region %d.\n", i+10, i))
	}
	page := s.Page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	s.catchUp()
	asked := s.ask("cleo", insurance)
	if len(asked.Answers) < 5 {
		t.Fatalf("%d answers", len(asked.Answers))
	}
	say := func(index string) wikitest.Request {
		return wikitest.Request{Method: "POST", URL: fmt.Sprintf("/asks/%d/feedback", asked.ID), As: "cleo", Body: wikitest.Form("answer", index)}
	}
	for _, unseen := range []string{"3", "4"} {
		s.Check(wikitest.Check{Name: "not shown", Request: say(unseen), Status: 422, Has: []string{"This answer was not shown to you"}, HasNot: []string{"Take it back"}})
	}
	s.Call("cleo", "POST", fmt.Sprintf("/asks/%d/feedback", asked.ID), `{"answered":true,"answer":4}`, 200)
	s.Follow(wikitest.Check{Name: "undone", Request: wikitest.Request{URL: fmt.Sprintf("/asks/%d/feedback", asked.ID), As: "cleo", Body: wikitest.Form("undo", "1")}})
	s.Check(wikitest.Check{Name: "shown", Request: say("0"), Status: 303})
}

// TestAskScreens: what would be answered is shown and not recorded; a recorded ask belongs to its
// asker, teaches, and can be taken back.
func TestAskScreens(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.Page("handbook", "Security", security)
	q := s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	s.catchUp()

	s.Check(wikitest.Check{
		Name: "the form", Request: wikitest.Request{URL: "/ask", As: "cleo"}, Status: 200,
		Has: []string{"Ask a question", "Do I need the insurance for a rental car?", `<option value="handbook">The handbook`}, HasNot: []string{"The secret"},
	})
	s.Check(wikitest.Check{
		Name: "preview", Request: wikitest.Request{URL: "/ask?q=" + urlText(insurance), As: "cleo"}, Status: 200,
		Has: []string{"Answered", "<mark>", "government agreement", "The handbook", "<b dir=\"auto\">Rental cars</b>", `action="/ask"`, "That answered it", "Not this", "Ask the team", "Bob"},
	})
	s.Check(wikitest.Check{Name: "nothing recorded", Request: wikitest.Request{URL: "/asks/1", As: "cleo"}, Status: 404})

	rec := s.Follow(wikitest.Check{
		Name: "ask", Request: wikitest.Request{URL: "/ask", As: "cleo", Body: wikitest.Form("q", "is the insurance needed for rental cars?")},
		Has: []string{"government agreement", "/asks/1/feedback", "That answered it"},
	})
	if n := strings.Count(wikitest.Inside(rec.Body.String()), `name="answer" value="0"`); n != 1 {
		t.Errorf("the first answer has %d buttons", n)
	}
	s.Check(wikitest.Check{Name: "not mine", Request: wikitest.Request{URL: "/asks/1", As: "bob"}, Status: 404})
	s.Check(wikitest.Check{Name: "not the administrator's", Request: wikitest.Request{URL: "/asks/1", As: "ada"}, Status: 404})

	s.Follow(wikitest.Check{
		Name: "that answered it", Request: wikitest.Request{URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("answer", "0")},
		Has: []string{"Docent will know this wording", "Take it back"},
	})
	s.Check(wikitest.Check{Name: "learnt", Request: wikitest.Request{URL: q.URL(), As: "bob"}, Status: 200, Has: []string{"is the insurance needed for rental cars?"}})
	s.Follow(wikitest.Check{
		Name: "take it back", Request: wikitest.Request{URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("undo", "1")},
		Has: []string{"That answered it"}, HasNot: []string{"Docent will know"},
	})
	s.Check(wikitest.Check{Name: "forgotten", Request: wikitest.Request{URL: q.URL(), As: "bob"}, Status: 200, HasNot: []string{"is the insurance needed for rental cars?"}})
	s.Follow(wikitest.Check{
		Name: "not this", Request: wikitest.Request{URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("answer", "none")},
		Has: []string{"that was not it", "Take it back"}, HasNot: []string{`aria-label="The answer"`},
	})
	s.Check(wikitest.Check{
		Name: "no such answer", Request: wikitest.Request{Method: "POST", URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("answer", "77")}, Status: 422,
		Has: []string{"This answer was not shown to you"},
	})
	s.Check(wikitest.Check{Name: "no answer at all", Request: wikitest.Request{Method: "POST", URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("answer", "x")}, Status: 422})
	s.Check(wikitest.Check{Name: "not for others", Request: wikitest.Request{Method: "POST", URL: "/asks/1/feedback", As: "bob", Body: wikitest.Form("answer", "0")}, Status: 404})
	s.Follow(wikitest.Check{
		Name: "answered from the preview", Request: wikitest.Request{URL: "/ask", As: "cleo", Body: wikitest.Form("q", insurance, "space", "", "answer", "0")},
		Has: []string{"it is counted"},
	})
	s.Check(wikitest.Check{Name: "empty", Request: wikitest.Request{Method: "POST", URL: "/ask", As: "cleo", Body: wikitest.Form("q", "  ")}, Status: 422, Has: []string{"Type a question first"}})
	long := strings.Repeat("why ", 400)
	s.Check(wikitest.Check{Name: "too long, and kept", Request: wikitest.Request{Method: "POST", URL: "/ask", As: "cleo", Body: wikitest.Form("q", long)}, Status: 422, Has: []string{strings.TrimSpace(long)}})
	s.Check(wikitest.Check{Name: "no such space", Request: wikitest.Request{URL: "/ask?q=x&space=nowhere", As: "cleo"}, Status: 404})
	s.Check(wikitest.Check{Name: "a visitor searches", Request: wikitest.Request{URL: "/ask?q=rental+cars"}, Status: 303, To: "/search?q=rental+cars"})
}

func urlText(text string) string { return strings.ReplaceAll(text, " ", "+") }

// TestAskTheTeam: an honest "I don't know", and who will be asked.
func TestAskTheTeam(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Travel", travel)
	waiting, err := s.desk.CreateQuestion(t.Context(), s.Access("bob"), qa.NewQuestion{Title: "Who repairs the coffee machine?", Space: s.SpaceID("handbook")})
	s.Must(err)
	s.catchUp()
	rec := s.Follow(wikitest.Check{
		Name: "unsure", Request: wikitest.Request{URL: "/ask", As: "cleo", Body: wikitest.Form("q", "who repairs the broken coffee machine on floor 9", "space", "handbook")},
		Has: []string{"I don’t know yet", "Ask the team", "Bob", "Expect a reply by Monday", waiting.URL()}, HasNot: []string{"That answered it"},
	})
	team := "/asks/1/team"
	if !strings.Contains(rec.Body.String(), team) {
		t.Fatalf("no form for the team in %s", rec.Body)
	}
	s.Check(wikitest.Check{
		Name: "a title that is too long", Request: wikitest.Request{Method: "POST", URL: team, As: "cleo", Body: wikitest.Form("title", strings.Repeat("long ", 80), "body", "It is green.\r\nAnd loud.", "space", "handbook")}, Status: 422,
		Has: []string{"It is green.\nAnd loud.", "it may have 300"},
	})
	s.Check(wikitest.Check{Name: "not for others", Request: wikitest.Request{Method: "POST", URL: team, As: "bob", Body: wikitest.Form("title", "x")}, Status: 404})
	s.Follow(wikitest.Check{
		Name: "hand over", Request: wikitest.Request{URL: team, As: "cleo", Body: wikitest.Form("title", "Who repairs the coffee machine on floor 9?", "body", "It is **green**.", "space", "handbook")},
		Has: []string{"Bob has your question. Expect a reply by Monday", "<strong>green</strong>", "Nobody has answered yet", "who repairs the broken coffee machine on floor 9"},
	})
	s.Check(wikitest.Check{Name: "the ask goes on there", Request: wikitest.Request{URL: "/asks/1", As: "cleo"}, Status: 303, To: "/q/2/who-repairs-the-coffee-machine-on-floor-9"})
	s.Check(wikitest.Check{
		Name: "too late for feedback", Request: wikitest.Request{Method: "POST", URL: "/asks/1/feedback", As: "cleo", Body: wikitest.Form("answer", "none")}, Status: 409,
		Has: []string{"handed to the team"},
	})
	s.Check(wikitest.Check{
		Name: "Bob's tasks", Request: wikitest.Request{URL: "/tasks", As: "bob"}, Status: 200,
		Has: []string{"Who repairs the coffee machine on floor 9?", "by Cleo", "The handbook", `class="due`},
	})
	s.Check(wikitest.Check{Name: "nobody else's", Request: wikitest.Request{URL: "/tasks", As: "cleo"}, Status: 200, Has: []string{"Nothing waits for you"}})
	s.Follow(wikitest.Check{
		Name: "straight from the preview", Request: wikitest.Request{URL: "/ask", As: "cleo", Body: wikitest.Form("q", "where do bicycles go", "team", "1", "title", "Where do bicycles go?", "body", "Two of them", "space", "handbook")},
		Has: []string{"Where do bicycles go?", "Two of them"},
	})
}

// TestHome: the lists of the home screen and the numbers in the left column.
func TestHome(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.known("bob", "handbook", "Do I need the insurance for a rental car?", page.ID, "rental-cars")
	_, err := s.desk.CreateQuestion(t.Context(), s.Access("cleo"), qa.NewQuestion{Title: "Where are the bicycles?", Space: s.SpaceID("handbook")})
	s.Must(err)
	hidden := s.Page("secret", "Plans", "The plan.\n")
	s.known("ada", "secret", "What is the secret plan?", hidden.ID, "")
	_, err = s.desk.CreateQuestion(t.Context(), s.Access("ada"), qa.NewQuestion{Title: "When is the secret launch?", Space: s.SpaceID("secret")})
	s.Must(err)
	rec := s.Check(wikitest.Check{
		Name: "home", Request: wikitest.Request{URL: "/", As: "bob"}, Status: 200,
		Has: []string{"Where are the bicycles?", "Do I need the insurance", "My tasks"}, HasNot: []string{"secret plan", "secret launch"},
	})
	if !strings.Contains(rec.Body.String(), `<span class="n">1<span class="hidden"> open`) {
		t.Errorf("the left column does not count one open question: %s", rec.Body)
	}
	s.Check(wikitest.Check{Name: "home of an editor there", Request: wikitest.Request{URL: "/", As: "ed"}, Status: 200, Has: []string{"secret plan", "secret launch"}})
	s.Check(wikitest.Check{Name: "beside the page", Request: wikitest.Request{URL: fmt.Sprintf("/p/%d", page.ID), As: "cleo"}, Status: 200, Has: []string{"Do I need the insurance for a rental car?"}})
	s.Check(wikitest.Check{Name: "a visitor's home", Request: wikitest.Request{URL: "/"}, Status: 200, HasNot: []string{"bicycles", "insurance", "secret"}})
}
