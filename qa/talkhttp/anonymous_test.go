package talkhttp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// anonymously lets the handbook take questions without a name, through its settings.
func (s *site) anonymously() {
	s.T.Helper()
	s.check(check{Method: "POST", URL: "/s/handbook/settings", As: "ada", Body: wikitest.Form("name", "The handbook", "visibility", "team", "had_anonymous", "1", "anonymous", "1"), Status: 303})
}

// askedAnonymously is a question of Cleo's that goes through an ask, as the screens have it.
func (s *site) askedAnonymously() qa.Question {
	s.T.Helper()
	rec := s.check(check{Method: "POST", URL: "/ask", As: "cleo", Body: "q=may+I+work+from+a+boat", Status: 303})
	ask := rec.Header().Get("Location")
	form := wikitest.Form("title", "May I work from a boat?", "tried", "I asked the captain.", "space", "handbook", "anonymous", "1")
	rec = s.check(check{Method: "POST", URL: ask + "/team", As: "cleo", Body: form, Status: 303})
	again := s.check(check{Method: "POST", URL: ask + "/team", As: "cleo", Body: form, Status: 303})
	if a, b := rec.Header().Get("Location"), again.Header().Get("Location"); a != b {
		s.T.Fatalf("pressed twice, it made %s and %s", a, b)
	}
	list, err := s.desk.List(s.T.Context(), s.Access("cleo"), qa.Filter{Limit: 5})
	s.Must(err)
	if len(list) != 1 || !list[0].Anonymous() || list[0].By.ID != 0 {
		s.T.Fatalf("questions = %+v", list)
	}
	return list[0].Question
}

// TestNobodyLearnsWhoAsked: Cleo asks without her name, comments, refuses an answer, thanks and accepts. An
// administrator looks at every screen and call, at the log and at the export.
func TestNobodyLearnsWhoAsked(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	s.anonymously()
	q := s.askedAnonymously()
	a, err := s.desk.AddAnswer(ctx, s.Access("bob"), q.ID, qa.NewAnswer{Markdown: "Ask the captain."})
	s.Must(err)
	at := fmt.Sprintf("/q/%d", q.ID)
	answer := fmt.Sprintf("%s/answers/%d", at, a)
	for _, act := range []struct{ url, body string }{
		{answer + "/accept", "x=1"},
		{answer + "/refuse", wikitest.Form("reason", "The captain does not know.")},
		{answer + "/refuse", "undo=1"},
		{answer + "/refuse", wikitest.Form("reason", "The captain does not know.")},
		{answer + "/thank", "on=1"},
		{at + "/react", "kind=same"},
		{at + "/comments", wikitest.Form("markdown", "It is a large boat.")},
		{at + "/edit", wikitest.Form("title", "May I work from a boat?", "body", "For a week.", "space", "handbook")},
		{at + "/wordings", "text=working+at+sea"},
		{at + "/close", "x=1"},
		{at + "/reopen", "x=1"},
	} {
		s.check(check{Method: "POST", URL: act.url, As: "cleo", Body: act.body, Status: 303})
	}

	// She is known again: her own page says so, nobody else's does.
	s.check(check{URL: q.URL(), As: "cleo", Status: 200, Has: []string{"by you, without your name", "It is a large boat."}})
	for _, c := range []struct{ as, url string }{
		{"ada", q.URL()},
		{"bob", q.URL()},
		{"ada", "/questions"},
		{"token ada", fmt.Sprintf("/api/v1/questions/%d", q.ID)},
		{"token ada", "/api/v1/questions"},
		{"token ada", fmt.Sprintf("/api/v1/questions/%d/comments", q.ID)},
	} {
		body := s.check(check{URL: c.url, As: c.as, Status: 200, Hasnt: []string{"cleo@", "by you"}}).Body.String()
		// She may be asked, so she stands among the names to choose from.
		if strings.Contains(strings.ReplaceAll(body, `<option value="Cleo">`, ""), "Cleo") {
			t.Errorf("%s tells %s of Cleo", c.url, c.as)
		}
	}
	events, err := s.store.QuestionEvents(ctx, q.ID, 100)
	s.Must(err)
	if len(events) < 10 {
		t.Errorf("the log has %d events of the question", len(events))
	}
	for _, e := range events {
		for _, v := range e.Data {
			if strings.Contains(v, "leo") {
				t.Errorf("the event %s says %q", e.Kind, v)
			}
		}
		if e.Actor.ID == s.People["cleo"].ID || e.Actor.Name == "Cleo" {
			t.Errorf("the event %s names her", e.Kind)
		}
	}
	for f, err := range s.desk.Export(ctx, s.Access("ada"), "handbook") {
		s.Must(err)
		var b strings.Builder
		s.Must(importer.WriteQuestion(&b, f))
		if strings.Contains(b.String(), "cleo") {
			t.Errorf("the export names her:\n%s", b.String())
		}
	}
	s.namedIn("cleo", q.ID)
}

// namedIn looks for a person's number where it must not be written down.
func (s *site) namedIn(name string, q qa.QuestionID) {
	s.T.Helper()
	for _, query := range []string{
		`SELECT COUNT(*) FROM questions WHERE asker = $1 AND id = $2`,
		`SELECT COUNT(*) FROM asks WHERE asker = $1 AND question = $2`,
		`SELECT COUNT(*) FROM comments WHERE author = $1 AND question = $2`,
		`SELECT COUNT(*) FROM objections WHERE person = $1 AND question = $2`,
		`SELECT COUNT(*) FROM events WHERE actor = $1 AND question = $2`,
		`SELECT COUNT(*) FROM question_steps WHERE by_person = $1 AND question = $2`,
	} {
		var n int
		if err := s.DB.Reader().QueryRowContext(s.T.Context(), query, int64(s.People[name].ID), int64(q)).Scan(&n); err != nil {
			s.T.Logf("%s: %v", query, err)
		}
		if n > 0 {
			s.T.Errorf("%s: %d", query, n)
		}
	}
}

// TestAnonymousIsTheSpacesChoice: without the setting nothing is sent, and the text is kept.
func TestAnonymousIsTheSpacesChoice(t *testing.T) {
	s := newSite(t)
	form := wikitest.Form("title", "May I work from a boat?", "tried", "I asked the captain.", "space", "handbook", "anonymous", "1")
	s.check(check{Method: "POST", URL: "/questions/new", As: "cleo", Body: form, Status: 422, Has: []string{"takes questions with a name only", "I asked the captain."}})
	s.check(check{URL: "/questions/new", As: "cleo", Status: 200, Hasnt: []string{"Ask without my name"}})
	s.anonymously()
	s.check(check{URL: "/questions/new", As: "cleo", Status: 200, Has: []string{"Ask without my name", "The handbook"}})
	s.check(check{Method: "POST", URL: "/questions/new", As: "cleo", Body: form, Status: 303})
	// Another reader is no asker: may neither accept nor edit, and their comment bears their name.
	s.check(check{URL: "/q/1", As: "rita", Status: 200, Has: []string{"without a name"}, Hasnt: []string{"by you"}})
}

// TestAnAskerIsKnownAgain: the mark fits its person alone, and two marks of a person are different.
func TestAnAskerIsKnownAgain(t *testing.T) {
	s := newSite(t)
	s.anonymously()
	one := s.askedAnonymously()
	two, err := s.desk.CreateQuestion(t.Context(), s.Access("cleo"), qa.NewQuestion{Title: "And from a plane?", Space: s.SpaceID("handbook"), Anonymous: true})
	s.Must(err)
	if one.Hidden == two.Hidden {
		t.Error("two questions of one asker can be told to be hers")
	}
	var known []string
	for name, p := range s.People {
		if two.AskedBy(p.ID) {
			known = append(known, name)
		}
	}
	if !slices.Equal(known, []string{"cleo"}) || two.AskedBy(0) || (qa.Question{}).AskedBy(0) {
		t.Errorf("asked by %v", known)
	}
	if got := two.Voice(s.Actor("cleo")); got != (wiki.Actor{}) {
		t.Errorf("she speaks as %+v", got)
	}
	if got := two.Voice(s.Actor("bob")); got.Name != "Bob" {
		t.Errorf("Bob speaks as %+v", got)
	}
}

// TestAnonymousThroughTheAPI: asked by a program, the question names nobody, and its asker follows it.
func TestAnonymousThroughTheAPI(t *testing.T) {
	s := newSite(t)
	s.anonymously()
	s.check(check{Method: "POST", URL: "/api/v1/questions", As: "token cleo", Status: 201, Body: `{"title":"May I work from a boat?","space":"handbook","anonymous":true,"tried":"asked","needed_by":"2026-03-09T12:00:00Z"}`})
	s.check(check{URL: "/api/v1/questions/1", As: "token cleo", Status: 200, Has: []string{`"anonymous":true`, `"tried":"asked"`, `"needed_by":"2026-03-09T12:00:00Z"`}, Hasnt: []string{"Cleo"}})
	s.check(check{URL: "/q/1", As: "cleo", Status: 200, Has: []string{"Following"}})
	s.namedIn("cleo", 1)
}
