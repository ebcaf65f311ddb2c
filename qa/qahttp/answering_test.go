package qahttp_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// does sends a form, or asks for a page where there is none, and wants a status and some words.
func (s *site) does(as, url, form string, status int, has ...string) *httptest.ResponseRecorder {
	s.T.Helper()
	q := wikitest.Request{URL: url, As: as, Body: form}
	if form != "" {
		q.Method = "POST"
	}
	return s.Check(wikitest.Check{Request: q, Status: status, Has: has})
}

func (s *site) asks(as, title string) qa.Question {
	s.T.Helper()
	q, err := s.desk.CreateQuestion(s.T.Context(), s.Access(as), qa.NewQuestion{Title: title, Space: s.SpaceID("handbook")})
	s.Must(err)
	return q
}

func (s *site) view(as string, id qa.QuestionID) qa.View {
	s.T.Helper()
	v, err := s.desk.Question(s.T.Context(), s.Access(as), id)
	s.Must(err)
	return v
}

// TestTurnIntoPage: a written answer becomes a page in a template; the answer leads there and stays canonical.
func TestTurnIntoPage(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	q := s.asks("cleo", "How do I get a badge?")
	a, err := s.desk.AddAnswer(ctx, s.Access("bob"), q.ID, qa.NewAnswer{Markdown: "Go to the *front desk*. They print it at once."})
	s.Must(err)
	s.Must(s.desk.Accept(ctx, s.Access("cleo"), q.ID, a))
	s.does("bob", q.URL(), "", 200, fmt.Sprintf("/new?for=a%d", a), "Turn into page")
	form := s.does("bob", fmt.Sprintf("/new?for=a%d", a), "", 200, "How do I get a badge?", "Go to the *front desk*.", "Before you start", `name="for" value="a1"`).Body.String()
	if !strings.Contains(form, `name="start"`) {
		t.Error("no other template can be chosen")
	}
	s.does("bob", "/new", wikitest.Form("for", "a1", "space", "handbook", "title", "x", "markdown", "", "start", "faq"), 200, "Go to the *front desk*.", "Who decides about")
	text := "Read this first.\n\n## At the desk\n\nGo to the *front desk*. They print it at once.\n"
	s.does("bob", "/new", wikitest.Form("for", "a1", "space", "handbook", "title", q.Title, "markdown", text), 303)
	v := s.view("cleo", q.ID)
	if v.Canonical == nil || v.Canonical.ID != a || v.Canonical.Markdown != "" || len(v.Canonical.Links) != 1 {
		t.Fatalf("the answer = %+v", v.Canonical)
	}
	if l := v.Canonical.Links[0]; l.Anchor != "at-the-desk" || l.State() != qa.Fresh || l.Revision != 1 {
		t.Errorf("it leads to %+v", l)
	}
	s.does("bob", "/new?for=a99", "", 404)
}

// TestAPageForFewerPeopleIsNoAnswer: turned into a page of a private space, the answer stays as it was.
func TestAPageForFewerPeopleIsNoAnswer(t *testing.T) {
	s := newSite(t)
	q := s.asks("ed", "How do I get a badge?")
	a, err := s.desk.AddAnswer(t.Context(), s.Access("ed"), q.ID, qa.NewAnswer{Markdown: "At the desk."})
	s.Must(err)
	s.does("ed", "/new", wikitest.Form("for", fmt.Sprintf("a%d", a), "space", "secret", "title", "Badges", "markdown", "At the desk.\n"), 303)
	v := s.view("ed", q.ID)
	if len(v.Others) != 1 || v.Others[0].Markdown != "At the desk." || len(v.Others[0].Links) != 0 {
		t.Errorf("the answer = %+v", v.Others)
	}
}

// TestImproveThePage: the editor opens with a note, and what is saved answers the question.
func TestImproveThePage(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	q := s.asks("cleo", "Is breakfast paid?")
	edit := fmt.Sprintf("/p/%d/edit", page.ID)
	s.does("bob", edit+"?for=q1&at=hotels", "", 200, "Is breakfast paid?", `name="for" value="q1"`, `name="at" value="hotels"`)
	form := wikitest.Form("for", "q1", "at", "hotels", "base_revision", "1", "title", "Travel", "markdown", strings.Replace(travel, "Breakfast is reimbursed", "Breakfast is paid back", 1))
	s.does("bob", edit, form, 303)
	v := s.view("cleo", q.ID)
	if len(v.Others) != 1 || len(v.Others[0].Links) != 1 || v.Others[0].Links[0].Revision != 2 || v.Others[0].Links[0].Anchor != "hotels" {
		t.Fatalf("answers = %+v", v.Others)
	}
	// The same page again, for the answer: it rests on what was saved.
	a := v.Others[0].ID
	form = wikitest.Form("for", fmt.Sprintf("a%d", a), "at", "hotels", "base_revision", "2", "title", "Travel", "markdown", strings.Replace(travel, "Breakfast is reimbursed", "Breakfast and dinner are paid back", 1))
	s.does("bob", edit, form, 303)
	if v = s.view("cleo", q.ID); v.Others[0].Freshness() != qa.Fresh || v.Others[0].Links[0].Revision != 3 {
		t.Errorf("it rests on %+v", v.Others[0].Links[0])
	}
	s.does("bob", edit+"?for=q99&at=hotels", "", 404)
	s.does("bob", edit+"?for=nonsense", "", 404)
}

// TestPickASentence: without a script, a sentence of a found section is marked by its button.
func TestPickASentence(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	s.catchUp()
	s.asks("cleo", "Is breakfast paid?")
	link := []string{"page_id", fmt.Sprint(page.ID), "anchor", "hotels", "quote", ""}
	s.does("bob", "/q/1/answer", wikitest.Form("action", "find", "find", "breakfast", "markdown", "So far"), 200, `value="1#hotels"`, "So far", "for=q1")
	s.does("bob", "/q/1/answer", wikitest.Form("add", fmt.Sprintf("%d#hotels", page.ID), "markdown", "So far"), 200, "Choose the sentence", "Breakfast is reimbursed.", "?answer=1#hotels", "So far")
	s.does("bob", "/q/1/answer", wikitest.Form(append(link, "mark", "0#1")...), 200, ">\nBreakfast is reimbursed.</textarea>")
	s.does("bob", "/q/1/answer", wikitest.Form(append(link, "mark", "7#1")...), 200)
	s.does("bob", fmt.Sprintf("/q/1/answer?page_id=%d&anchor=hotels&quote=Breakfast+is+reimbursed.", page.ID), "", 200, ">\nBreakfast is reimbursed.</textarea>")
	body := s.does("bob", "/api/v1/sections?q=breakfast", "", 200, `"sentences":["Book hotels through the portal.","Breakfast is reimbursed."]`).Body.String()
	if !strings.Contains(body, `"anchor":"hotels"`) {
		t.Errorf("found %s", body)
	}
}

// upload is a form with files, as a browser sends it.
func upload(fields map[string]string, files ...string) (body string, header map[string]string) {
	var b strings.Builder
	for name, value := range fields {
		fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", name, value)
	}
	for _, file := range files {
		fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=%q\r\n\r\nRIFF\x00\x00\x00\x00WAVEfmt \r\n", file)
	}
	return b.String() + "--x--\r\n", map[string]string{"Content-Type": "multipart/form-data; boundary=x"}
}

// TestFilesOfAnswers: a recording is attached, read by whoever reads the question, and goes with it when it moves.
func TestFilesOfAnswers(t *testing.T) {
	s := newSite(t)
	q := s.asks("ed", "How does the alarm sound?")
	body, header := upload(map[string]string{"markdown": "Like this:", "action": "attach"}, "alarm.wav")
	rec := s.Do(wikitest.Request{Method: "POST", URL: "/q/1/answer", As: "ed", Body: body, Header: header})
	if rec.Code != 200 || !strings.Contains(rec.Body.String(), "Like this:\n\n[alarm.wav](/a/1/alarm.wav)") {
		t.Fatalf("attached: %d %.3000s", rec.Code, rec.Body)
	}
	body, header = upload(map[string]string{"markdown": "Like this:", "action": "save"}, "second.wav")
	if rec := s.Do(wikitest.Request{Method: "POST", URL: "/q/1/answer", As: "ed", Body: body, Header: header}); rec.Code != 303 {
		t.Fatalf("answered: %d %.300s", rec.Code, rec.Body)
	}
	s.does("bob", q.URL(), "", 200, `href="/a/2/second.wav"`)
	s.does("bob", "/a/2/second.wav", "", 200)
	secret := s.SpaceID("secret")
	_, err := s.desk.ChangeQuestion(t.Context(), s.Access("ed"), q.ID, qa.Change{Space: &secret})
	s.Must(err)
	s.does("bob", "/a/2/second.wav", "", 404)
	s.does("rita", "/a/2/second.wav", "", 200)
	body, header = upload(nil, "by-script.wav")
	header["Accept"] = "application/json"
	rec = s.Do(wikitest.Request{Method: "POST", URL: "/q/1/files", As: "ed", Body: body, Header: header})
	if rec.Code != 201 || !strings.Contains(rec.Body.String(), `"url":"/a/3/by-script.wav"`) {
		t.Errorf("by script: %d %s", rec.Code, rec.Body)
	}
	s.does("bob", "/a/3/by-script.wav", "", 404)
}

// TestNeededByInTheAPI: a day lasts until it ends where the asker is, a moment is taken as it is.
func TestNeededByInTheAPI(t *testing.T) {
	s := newSite(t)
	end := time.Date(2026, 12, 25, 0, 0, 0, 0, s.Actor("cleo").In()).Add(-time.Microsecond)
	for given, want := range map[string]time.Time{"2026-12-24": end, "2026-12-24T15:00:00+02:00": time.Date(2026, 12, 24, 13, 0, 0, 0, time.UTC)} {
		q := s.Call("cleo", "POST", "/questions", `{"title":"Is breakfast paid?","space":"handbook","needed_by":"`+given+`"}`, 201)
		q = s.Call("cleo", "GET", fmt.Sprintf("/questions/%v", q["id"]), "", 200)
		got, err := time.Parse(time.RFC3339Nano, fmt.Sprint(q["needed_by"]))
		if err != nil || !got.Equal(want.Truncate(time.Microsecond)) {
			t.Errorf("%s: %v, want %v", given, q["needed_by"], want)
		}
	}
	s.Call("cleo", "POST", "/questions", `{"title":"Is lunch paid?","space":"handbook","needed_by":"soon"}`, 422)
	s.Call("cleo", "PATCH", "/questions/1", `{"needed_by":"2026-12-31"}`, 200)
	if got := s.Call("cleo", "PATCH", "/questions/1", `{"needed_by":""}`, 200); got["needed_by"] != nil {
		t.Errorf("still needed by %v", got["needed_by"])
	}
}

// TestNeededBy: the day is one of the asker's zone, and Docent says where it comes too early.
func TestNeededBy(t *testing.T) {
	s := newSite(t) // Friday noon; Vienna is an hour ahead
	s.does("cleo", "/questions/new", wikitest.Form("title", "Is breakfast paid?", "space", "handbook", "needed", "2026-03-05"), 422, "has passed")
	s.does("cleo", "/questions/new", wikitest.Form("title", "Is breakfast paid?", "space", "handbook", "needed", "soon", "tried", "I *looked*."), 422, "2026-03-09", "I *looked*.")
	s.does("cleo", "/questions/new", wikitest.Form("title", "Is breakfast paid?", "space", "handbook", "needed", "2026-03-06", "tried", "I *looked*."), 303)
	q := s.view("cleo", 1).Question
	if got := q.Needed.Format("2006-01-02 15:04"); got != "2026-03-06 22:59" {
		t.Errorf("needed by %s UTC", got)
	}
	s.does("bob", q.URL(), "", 200, "needed by", "I <em>looked</em>.")
}

// TestUrgent shows whom to call where somebody has said so, and does not pretend where nobody has.
func TestUrgent(t *testing.T) {
	s := newSite(t)
	s.does("cleo", "/urgent?q=fire&space=handbook", "", 200, "Nothing was sent", "Nobody has named a telephone number")
	s.does("cleo", "/questions/new?title=fire", "", 200, "/urgent?q=fire")
}

// TestSimilarWhileTyping: answered questions come first, with what answers them; what a reader may not see is not told.
func TestSimilarWhileTyping(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", travel)
	hidden := s.Page("secret", "Plans", "The tangerine hotel has breakfast.\n")
	s.known("bob", "handbook", "Is breakfast paid in hotels?", page.ID, "hotels")
	s.known("ada", "handbook", "Where is breakfast in hotels?", hidden.ID, "")
	s.known("ada", "secret", "Which tangerine breakfast is paid?", hidden.ID, "")
	s.asks("cleo", "Is breakfast paid on trains?")
	s.catchUp()
	body := s.does("token cleo", "/api/v1/questions/similar?q=is+breakfast+paid", "", 200, `"state":"answered"`, "Breakfast is reimbursed").Body.String()
	if strings.Contains(body, "tangerine") || strings.Index(body, "answered") > strings.Index(body, `"open"`) {
		t.Errorf("similar: %s", body)
	}
	s.does("cleo", "/questions/new", wikitest.Form("title", "is breakfast paid", "action", "look", "body", "kept"), 200, "Is breakfast paid in hotels?", "kept")
	s.does("token cleo", "/api/v1/questions/similar?q=", "", 200, `"items":[]`)
}
