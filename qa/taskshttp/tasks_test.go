package taskshttp_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

func at(url, as string) wikitest.Request { return wikitest.Request{URL: url, As: as} }

func form(url, as string, pairs ...string) wikitest.Request {
	return wikitest.Request{Method: "POST", URL: url, As: as, Body: wikitest.Form(pairs...)}
}

func day(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }

// TestALookAtTasks: list, board and calendar show the same things, in clear words.
func TestALookAtTasks(t *testing.T) {
	s := newSite(t)
	s.Check(wikitest.Check{Name: "nothing", Request: at("/tasks", "bob"), Status: 200, Has: []string{"Nothing waits for you"}})
	s.ask("Where do I park?", "handbook", "bob")
	s.wanted("cleo", "Parking", "handbook", "bob", day(4))
	s.wanted("cleo", "Cycling", "open", "bob", day(10))
	s.box("handbook", "bob", "order boxes by 2026-03-06")
	s.Check(wikitest.Check{Name: "list", Request: at("/tasks", "bob"), Status: 200, Has: []string{
		"2 days late", "today", "Tuesday", "Where do I park?", "order boxes", `href="/q/1/answer"`, "A box to tick in “Plan of bob”.", "for=r1",
	}, Frame: []string{`4<span class="hidden"> to do`}})
	order := regexp.MustCompile(`class="t" href="[^"]*" dir="auto">([^<]*)<`).FindAllStringSubmatch(s.Do(at("/tasks", "bob")).Body.String(), -1)
	var titles []string
	for _, m := range order {
		titles = append(titles, m[1])
	}
	if got := strings.Join(titles, ", "); got != "Parking, order boxes by 2026-03-06, Cycling, Where do I park?" {
		t.Errorf("in this order: %s", got)
	}
	s.Check(wikitest.Check{Name: "by kind", Request: at("/tasks?kind=write", "bob"), Status: 200, Has: []string{"Parking", "Cycling", "Show all"}, HasNot: []string{"Where do I park?"}})
	s.Check(wikitest.Check{Name: "by space", Request: at("/tasks?space=open", "bob"), Status: 200, Has: []string{"Cycling"}, HasNot: []string{"order boxes"}})
	s.Check(wikitest.Check{Name: "board", Request: at("/tasks/board", "bob"), Status: 200, Has: []string{"New", "Waiting", "Answered or done", "Needs a look", "Where do I park?"}})
	s.Check(wikitest.Check{Name: "calendar", Request: at("/tasks/calendar", "bob"), Status: 200, Has: []string{
		"Mar 2026", "Parking", "Without a date", "Where do I park?", `<abbr title="Monday">Mon</abbr>`, "month=2026-02", `aria-current="date"`,
	}})
	s.Check(wikitest.Check{Name: "another month", Request: at("/tasks/calendar?month=2026-04&kind=write", "bob"), Status: 200, Has: []string{"Apr 2026", "month=2026-03", "kind=write"}, HasNot: []string{">Parking<"}})
	s.Check(wikitest.Check{Name: "no month", Request: at("/tasks/calendar?month=x", "bob"), Status: 200, Has: []string{"Mar 2026"}})
	s.Check(wikitest.Check{Name: "home", Request: at("/", "bob"), Status: 200, Has: []string{"Where do I park?", "Parking"}})
}

// TestWeeksBeginWhereTheReaderLives: on Sunday for readers of American English.
func TestWeeksBeginWhereTheReaderLives(t *testing.T) {
	s := newSite(t)
	s.Follow(wikitest.Check{Name: "language", Request: form("/settings", "bob", "action", "profile", "name", "Bob", "zone", "America/New_York", "language", "en-US")})
	body := s.Do(at("/tasks/calendar", "bob")).Body.String()
	if sun, mon := strings.Index(body, `title="Sunday"`), strings.Index(body, `title="Monday"`); sun < 0 || sun > mon {
		t.Errorf("Sunday stands at %d, Monday at %d", sun, mon)
	}
}

// TestButtons: everything can be done without a script, and taken back.
func TestButtons(t *testing.T) {
	s := newSite(t)
	s.ask("Where do I park?", "handbook", "bob")
	s.wanted("cleo", "Parking", "handbook", "bob", day(4))
	page := s.box("handbook", "bob", "order boxes by 2026-03-06")
	act := func(name, key string, pairs ...string) wikitest.Check {
		return wikitest.Check{Name: name, Request: form("/tasks/act", "bob", append([]string{"key", key}, pairs...)...)}
	}
	for _, c := range []struct{ do, until, said string }{
		{"tomorrow", "", "tomorrow 09:00"}, // a Saturday
		{"working", "", "Monday"}, {"week", "", "Monday"}, {"until", "2026-03-20", "20 Mar"}, {"back", "", "is back"},
	} {
		check := act(c.do, "request-1", "do", c.do, "until", c.until, "next", "/tasks?kind=write")
		check.Has = []string{c.said, "Parking"}
		s.Follow(check)
	}
	s.Check(wikitest.Check{Name: "back to where it came from", Request: form("/tasks/act", "bob", "key", "request-1", "do", "tomorrow", "next", "/tasks/board?kind=write"), Status: 303, To: "/tasks/board?kind=write"})
	s.Check(wikitest.Check{Name: "put off", Request: at("/tasks", "bob"), Status: 200, Has: []string{"Put off: 1", "Bring back"}, Frame: []string{`2<span class="hidden"> to do`}})
	for _, next := range []string{"https://evil.example", "//evil.example", "/settings", ""} {
		s.Check(wikitest.Check{Name: "sent elsewhere", Request: form("/tasks/act", "bob", "key", "request-1", "do", "back", "next", next), Status: 303, To: "/tasks"})
	}
	for _, c := range [][]string{{"do", "until"}, {"do", "until", "until", "2026-02-30"}, {"do", "until", "until", "2020-01-01"}, {"do", "explode"}} {
		check := act("refused", "request-1", c...)
		check.Has = []string{`class="notice bad"`, "Parking"}
		s.Follow(check)
	}
	s.Check(wikitest.Check{Name: "a question is answered", Request: form("/tasks/act", "bob", "key", "question-1", "do", "answered"), Status: 303, To: "/q/1/answer"})
	s.Check(wikitest.Check{Name: "not done with a button", Request: form("/tasks/act", "bob", "key", "question-1", "do", "done"), Status: 303, To: "/tasks"})
	moved := act("moved", "question-1", "do", "waiting", "next", "/tasks/board")
	moved.Has = []string{"Where do I park?"}
	s.Follow(moved)
	done := act("ticked", "box-1", "do", "done", "next", "/tasks/board")
	done.Has = []string{"The box in the page is ticked", fmt.Sprintf(`action="/p/%d/revert"`, page.ID)}
	s.Follow(done)
	_, text, err := s.Wiki.Current(t.Context(), s.Actor("ada"), page.ID)
	s.Must(err)
	if !strings.Contains(text.Markdown, "- [x] @bob order boxes") || text.Author.Name != "Bob" || text.Note != "Done: order boxes by 2026-03-06" {
		t.Errorf("the page after ticking: %+v", text)
	}
	passed := wikitest.Check{Name: "passed on", Request: form("/tasks/pass", "bob", "key", "request-1", "to", fmt.Sprint(s.People["cleo"].ID)), Has: []string{"is passed on"}}
	s.Follow(passed)
	s.Check(wikitest.Check{Name: "Cleo has it", Request: at("/tasks", "cleo"), Status: 200, Has: []string{"Parking"}})
	s.Check(wikitest.Check{Name: "to nobody", Request: form("/tasks/pass", "cleo", "key", "request-1", "to", ""), Status: 422, Has: []string{"Choose somebody who may read it", `role="alert"`}})
}

func TestManyTasksArePaged(t *testing.T) {
	s := newSite(t)
	var text strings.Builder
	for i := range 120 {
		fmt.Fprintf(&text, "- [ ] @bob task %03d with %s\n", i, strings.Repeat("a long title ", 12))
	}
	s.Page("handbook", "Many", text.String())
	s.Must(s.follower.CatchUp(t.Context()))
	s.Check(wikitest.Check{Name: "second page", Request: at("/tasks?page=2", "bob"), Status: 200, Has: []string{"51–100 of 120"}, Frame: []string{`120<span class="hidden"> to do`}})
	s.Check(wikitest.Check{Name: "beyond", Request: at("/tasks?page=99", "bob"), Status: 200, Has: []string{"101–120 of 120"}})
	got := s.Call("bob", "GET", "/me/tasks?limit=100", "", 200)
	if got["total"] != 120.0 || len(got["items"].([]any)) != 100 || got["next_cursor"] != "100" {
		t.Errorf("total %v, %d items, then %v", got["total"], len(got["items"].([]any)), got["next_cursor"])
	}
	if rest := s.Call("bob", "GET", "/me/tasks?limit=100&cursor=100", "", 200); len(rest["items"].([]any)) != 20 || rest["next_cursor"] != nil {
		t.Errorf("the rest: %d, then %v", len(rest["items"].([]any)), rest["next_cursor"])
	}
}

// TestCalendarFeed: made once, shown once, asked for without signing in, not sent again while nothing changes.
func TestCalendarFeed(t *testing.T) {
	s := newSite(t)
	s.wanted("cleo", "Parking, and more", "handbook", "bob", day(10))
	rec := s.Check(wikitest.Check{Name: "made", Request: form("/tasks/feed", "bob", "do", "new"), Status: 201, Has: []string{"shown only now", "How to add it"}, Header: map[string]string{"Cache-Control": "no-store"}})
	address := regexp.MustCompile(`http://example.com(/calendar/[A-Z2-7]+\.ics)`).FindStringSubmatch(rec.Body.String())
	if address == nil {
		t.Fatalf("no address in %s", rec.Body)
	}
	s.Check(wikitest.Check{Name: "not shown again", Request: at("/tasks/feed", "bob"), Status: 200, Has: []string{"There is an address since"}, HasNot: []string{address[1]}})
	feed := s.Check(wikitest.Check{
		Name: "asked for", Request: at(address[1], ""), Status: 200,
		Has:    []string{"BEGIN:VCALENDAR\r\n", `SUMMARY:Write: Parking\, and more`, "DTSTART;VALUE=DATE:20260310", "URL:http://example.com/requests/1"},
		Header: map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Set-Cookie": ""},
	})
	etag := feed.Header().Get("ETag")
	same := at(address[1], "")
	same.Header = map[string]string{"If-None-Match": etag}
	s.now = s.now.Add(time.Hour)
	s.Check(wikitest.Check{Name: "unchanged", Request: same, Status: http.StatusNotModified})
	s.wanted("cleo", "Cycling", "handbook", "bob", day(12))
	s.Check(wikitest.Check{Name: "changed", Request: same, Status: 200, Has: []string{"Cycling"}})
	for _, wrong := range []string{"/calendar/x.ics", "/calendar/" + strings.ToLower(address[1][10:]), "/calendar/.ics"} {
		s.Check(wikitest.Check{Name: "wrong", Request: at(wrong, ""), Status: 404})
	}
	s.Follow(wikitest.Check{Name: "withdrawn", Request: form("/tasks/feed", "bob", "do", "drop"), Has: []string{"withdrawn", "There is no address yet"}})
	s.Check(wikitest.Check{Name: "dead", Request: at(address[1], "bob"), Status: 404})
}

// TestAPageIsWritten: from asking, over the form of the page with its template, to the page.
func TestAPageIsWritten(t *testing.T) {
	s := newSite(t)
	q := s.ask("Do contractors get leave?", "handbook", "cleo")
	prefilled := fmt.Sprintf("/requests/new?title=Leave&text=For+contractors&space=handbook&question=%d", q.ID)
	s.Check(wikitest.Check{Name: "filled in", Request: at(prefilled, "rita"), Status: 200, Has: []string{
		`value="Leave"`, "For contractors", "Do contractors get leave?", `value="handbook" selected`, `name="question" value="1"`, ">Bob<",
	}})
	s.Follow(wikitest.Check{Name: "asked for", Request: form("/requests", "rita", "title", "Leave", "text", "For **contractors**.", "space", "handbook", "owner", fmt.Sprint(s.People["bob"].ID),
		"due", "2026-03-09", "question", fmt.Sprint(q.ID), "template", "how-to"), Has: []string{"Bob finds it among the tasks", "<strong>contractors</strong>", "Do contractors get leave?", "Asked for by <bdi>Rita</bdi>"}})
	s.Check(wikitest.Check{Name: "refused", Request: form("/requests", "rita", "title", "", "space", "handbook", "text", "Kept.", "due", "2026-13-01"), Status: 422, Has: []string{"Kept.", `role="alert"`}})
	s.Check(wikitest.Check{Name: "no space", Request: form("/requests", "rita", "title", "Kept"), Status: 422, Has: []string{"Kept", "Choose the space"}})
	s.Check(wikitest.Check{Name: "Bob's task", Request: at("/tasks", "bob"), Status: 200, Has: []string{"Leave", `href="/new?for=r1&amp;space=handbook&amp;template=how-to&amp;title=Leave"`}})
	s.Check(wikitest.Check{Name: "the form", Request: at("/new?for=r1&space=handbook&template=how-to&title=Leave", "bob"), Status: 200, Has: []string{"You write a page that was asked for", `name="for" value="r1"`, `value="Leave"`}})
	s.Follow(wikitest.Check{Name: "published", Request: form("/new", "bob", "for", "r1", "space", "handbook", "title", "Leave", "markdown", "Everybody gets leave.", "action", "save"), Has: []string{"the request is done", "Everybody gets leave"}})
	s.Check(wikitest.Check{Name: "done", Request: at("/tasks", "bob"), Status: 200, Has: []string{"Nothing waits for you"}})
	s.Check(wikitest.Check{Name: "written", Request: at("/requests/1", "rita"), Status: 200, Has: []string{"Written", "The page:", ">Leave</a>", "by <bdi>Bob</bdi>"}})
	s.Check(wikitest.Check{Name: "listed", Request: at("/requests?state=written", "rita"), Status: 200, Has: []string{"Leave"}})
	s.Check(wikitest.Check{Name: "no longer asked for", Request: at("/requests", "rita"), Status: 200, Has: []string{"No page is asked for"}})
	s.Check(wikitest.Check{Name: "no such list", Request: at("/requests?state=x", "rita"), Status: 404})
}

func TestARequestIsClosed(t *testing.T) {
	s := newSite(t)
	s.wanted("cleo", "Parking", "handbook", "bob", day(4))
	s.Check(wikitest.Check{Name: "without a reason", Request: form("/requests/1/close", "bob", "reason", ""), Status: 422, Has: []string{"Say in a few words why", `role="alert"`}})
	s.Follow(wikitest.Check{Name: "closed", Request: form("/requests/1/close", "bob", "reason", "It is in the contract."), Has: []string{"The request is closed", "It is in the contract.", `action="/requests/1/reopen"`}})
	s.Follow(wikitest.Check{Name: "again", Request: form("/requests/1/reopen", "cleo"), Has: []string{"asked for again", "Write the page"}})
	s.Follow(wikitest.Check{Name: "changed", Request: form("/requests/1/edit", "cleo", "title", "Parking lots", "text", "", "owner", "0", "due", ""), Has: []string{"Parking lots", "Nobody in particular is to write it"}})
	s.Check(wikitest.Check{Name: "not Bob's any more", Request: at("/tasks", "bob"), Status: 200, Has: []string{"Nothing waits for you"}})
}

func TestCalls(t *testing.T) {
	s := newSite(t)
	s.ask("Where do I park?", "handbook", "bob")
	s.box("handbook", "bob", "order boxes by 2026-03-05")
	got := s.Call("bob", "POST", "/requests", fmt.Sprintf(`{"title":"Parking","text":"All of it.","space":"handbook","owner":%d,"due":"2026-03-10"}`, s.People["bob"].ID), 201)
	if got["state"] != "open" || got["due"] != "2026-03-10" || got["owner"].(map[string]any)["name"] != "Bob" {
		t.Errorf("made %v", got)
	}
	list := s.Call("bob", "GET", "/me/tasks", "", 200)
	items := list["items"].([]any)
	if list["total"] != 3.0 || len(items) != 3 {
		t.Fatalf("tasks: %v", list)
	}
	box := items[0].(map[string]any)
	if box["kind"] != "checklist" || box["due_day"] != "2026-03-05" || box["late"] != true || box["may_done"] != true || box["may_reassign"] != true {
		t.Errorf("the box: %v", box)
	}
	question := items[2].(map[string]any)
	if question["key"] != "question-1" || question["may_done"] != false || question["do_url"] != "/q/1/answer" || question["state"] != "new" {
		t.Errorf("the question: %v", question)
	}
	s.Call("bob", "POST", "/me/tasks/question-1/done", "", 409)
	s.Call("bob", "POST", "/me/tasks/question-1/move", `{"state":"answered"}`, 409)
	if got := s.Call("bob", "POST", "/me/tasks/question-1/snooze", `{"until":"2026-03-12T08:00:00+01:00"}`, 200); got["snoozed_until"] != "2026-03-12T07:00:00Z" || got["state"] != "waiting" {
		t.Errorf("put off: %v", got)
	}
	s.Call("bob", "POST", "/me/tasks/question-1/snooze", `{"until":"2020-03-12T08:00:00Z"}`, 422)
	if got := s.Call("bob", "GET", "/me/tasks", "", 200); got["total"] != 2.0 {
		t.Errorf("after putting off: %v", got["total"])
	}
	if got := s.Call("bob", "GET", "/me/tasks?all=true&kind=answer", "", 200); len(got["items"].([]any)) != 1 {
		t.Errorf("with what is put off: %v", got)
	}
	s.Call("bob", "POST", "/me/tasks/question-1/snooze", `{}`, 200)
	if got := s.Call("bob", "POST", "/me/tasks/box-1/done", "", 200); got["done_at"] == nil {
		t.Errorf("done: %v", got)
	}
	s.Call("bob", "POST", "/me/tasks/request-1/reassign", fmt.Sprintf(`{"to":%d}`, s.People["cleo"].ID), 204)
	s.Call("cleo", "PATCH", "/requests/1", `{"state":"closed"}`, 422)
	if got := s.Call("cleo", "PATCH", "/requests/1", `{"state":"closed","reason":"No need."}`, 200); got["state"] != "closed" || got["reason"] != "No need." {
		t.Errorf("closed: %v", got)
	}
	if got := s.Call("cleo", "PATCH", "/requests/1", `{"state":"open","due":"","owner":0}`, 200); got["state"] != "open" || got["due"] != nil || got["owner"] != nil {
		t.Errorf("open again: %v", got)
	}
	if got := s.Call("bob", "GET", "/requests", "", 200); len(got["items"].([]any)) != 1 {
		t.Errorf("requests: %v", got)
	}
	s.Call("bob", "GET", "/requests/1", "", 200)
	s.Call("bob", "POST", "/requests", `{"title":"x","space":"handbook","due":"soon"}`, 422)
	s.Call("bob", "POST", "/requests", `{"title":"x"}`, 422)
}
