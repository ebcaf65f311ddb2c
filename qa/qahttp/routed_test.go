package qahttp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikitest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// TestNobodyCanSayWhen: where no time can be promised, the API names none.
func TestNobodyCanSayWhen(t *testing.T) {
	s := newSite(t)
	bob := s.People["bob"]
	s.Must(team.New(s.DB).SetCalendar(t.Context(), s.Actor("bob"), bob.ID, worktime.Calendar{Channel: worktime.Mail}))
	rec := s.Check(wikitest.Check{
		Request: wikitest.Request{Method: "POST", URL: "/api/v1/ask", As: "token cleo", Body: `{"question":"Who waters the plants?","space":"handbook"}`}, Status: 200,
		Has: []string{`"who":"Bob"`, "no time can be promised"}, HasNot: []string{`"by"`, "0001-01-01"},
	})
	var asked qahttp.Asked
	s.Must(json.Unmarshal(rec.Body.Bytes(), &asked))
	if asked.Reply == nil || asked.Reply.By != nil {
		t.Errorf("reply %+v", asked.Reply)
	}
}

// TestWhoIsAsked: the form says who will be asked, somebody else can be chosen, and who was asked hands it on.
func TestWhoIsAsked(t *testing.T) {
	s := newSite(t)
	s.Check(wikitest.Check{
		Name:    "the form says who and why",
		Request: wikitest.Request{URL: "/questions/new?title=Who+waters+the+plants&space=handbook", As: "cleo"}, Status: 200,
		Has: []string{"Who will be asked?", "Bob", "who owns the space “The handbook”", "Nobody in particular"},
	})
	ask := func(pairs ...string) wikitest.Request {
		return wikitest.Request{Method: "POST", URL: "/questions/new", As: "cleo", Body: wikitest.Form(append([]string{"title", "Who waters the plants?", "space", "handbook"}, pairs...)...)}
	}
	s.Check(wikitest.Check{
		Name: "whoever is not known is refused, and what was typed stays", Request: ask("ask", "other", "other", "Zoe"), Status: http.StatusUnprocessableEntity,
		Has: []string{"Nobody who may be asked is called “Zoe”", `value="Zoe"`, "Who waters the plants?"},
	})
	s.Follow(wikitest.Check{
		Name: "somebody else", Request: ask("ask", "other", "other", "rita"), Has: []string{"Who answers this", "Rita", "who was chosen"},
	})
	s.Follow(wikitest.Check{
		Name: "not me", Request: wikitest.Request{URL: "/q/1/hand", As: "rita", Body: wikitest.Form("to", "other", "other", "Ed")}, Has: []string{"Ed", "who was chosen by Rita", "Asked before", "Undo"},
	})
	s.Follow(wikitest.Check{
		Name: "to nobody in particular", Request: wikitest.Request{URL: "/q/1/hand", As: "ed", Body: wikitest.Form("to", "triage")}, Has: []string{"Nobody in particular", "I’ll answer it"},
	})
	s.Follow(wikitest.Check{
		Name: "taken", Request: wikitest.Request{URL: "/q/1/hand", As: "ada", Body: wikitest.Form("to", "me")}, Has: []string{"The question is yours", "who took it"},
	})
	if got := s.Call("cleo", "POST", "/questions", `{"title":"And the cactus?","space":"handbook","triage":true}`, 201); got["owner"] != nil {
		t.Errorf("asked %v", got["owner"])
	}
	s.Call("cleo", "POST", "/questions", `{"title":"And the fern?","space":"handbook","triage":true,"owner":1}`, 422)
	s.Call("ed", "POST", "/questions", `{"title":"And the moss?","space":"secret","owner":`+fmt.Sprint(s.People["bob"].ID)+`}`, 422) // may not read it
}
