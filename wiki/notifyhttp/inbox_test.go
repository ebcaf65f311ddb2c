package notifyhttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

const twoParts = "How trips work.\n\n## Cars\n\nSmall ones.\n\n## Trains\n\nLong ones.\n"

func TestInbox(t *testing.T) {
	s := newSite(t)
	s.Check(wikitest.Check{
		Name: "empty", Request: wikitest.Request{URL: "/inbox", As: "bob"}, Status: 200,
		Has: []string{"Nothing yet.", "What happens to pages and questions that you watch comes here"}, Frame: []string{`aria-label="Inbox"`}, HasNot: []string{"Mark all read"},
	})
	cars, food := s.Page("handbook", "Cars & rides", twoParts), s.Page("handbook", "Food", "Noodles.\n")
	s.watch("bob", watch.OnPage(cars.ID))
	s.watch("bob", watch.OnPage(food.ID))
	s.Must(s.follower.CatchUp(t.Context()))
	s.Must(s.deps.Queue.SeeAll(t.Context(), s.Actor("bob"), 1000))

	s.save(cars.ID, strings.Replace(twoParts, "Small", "Tiny", 1))
	s.save(food.ID, "Rice.\n")
	s.save(cars.ID, strings.Replace(twoParts, "Long", "Short", 1))
	s.now = s.now.Add(3e9) // the number at the bell is counted every other second
	rec := s.Check(wikitest.Check{
		Name: "new", Request: wikitest.Request{URL: "/inbox", As: "bob"}, Status: 200,
		Has:   []string{"Mark all read", `data-seen="5 3"`, "Ada changed “Cars” and “Trains”.", `href="/p/1/diff?from=1&amp;to=2"`, `href="/watch/page/1?next=/inbox"`, "The handbook"},
		Frame: []string{`aria-label="Inbox: 3 new"`},
	})
	if body := wikitest.Inside(rec.Body.String()); strings.Index(body, "Cars &amp; rides") > strings.Index(body, "Food") {
		t.Error("the thread where something happened last does not come first")
	}
	s.Check(wikitest.Check{
		Name: "one thread read", Request: wikitest.Request{Method: "POST", URL: "/inbox/read", As: "bob", Body: "id=5&id=3"}, Status: 303, To: "/inbox",
	})
	rec = s.Check(wikitest.Check{
		Name: "unread first", Request: wikitest.Request{URL: "/inbox", As: "bob"}, Status: 200, HasNot: []string{"data-seen=\"5"}, Frame: []string{`aria-label="Inbox: 1 new"`},
	})
	if body := wikitest.Inside(rec.Body.String()); strings.Index(body, "Cars &amp; rides") < strings.Index(body, "Food") {
		t.Error("what is new does not come first")
	}
	s.save(cars.ID, twoParts)
	s.Check(wikitest.Check{
		Name: "all read", Request: wikitest.Request{Method: "POST", URL: "/inbox/read", As: "bob", Body: "up_to=5"}, Status: 303,
	})
	s.Check(wikitest.Check{
		Name: "what came meanwhile is new", Request: wikitest.Request{URL: "/inbox", As: "bob"}, Status: 200, Has: []string{`data-seen="6"`}, Frame: []string{`aria-label="Inbox: 1 new"`},
	})
	s.Check(wikitest.Check{
		Name: "somebody else's are not touched", Request: wikitest.Request{Method: "POST", URL: "/inbox/read", As: "cleo", Body: "id=6"}, Status: 303,
	})
	s.Check(wikitest.Check{Name: "still new", Request: wikitest.Request{URL: "/inbox", As: "bob"}, Status: 200, Has: []string{`data-seen="6"`}})
	s.Check(wikitest.Check{
		Name: "nonsense", Request: wikitest.Request{Method: "POST", URL: "/inbox/read", As: "bob", Body: "id=six"}, Status: 422, Has: []string{"not the number of a notice"},
	})
}

// TestInboxShowsOnlyWhatMayBeRead: a page that went to a private space, a question elsewhere, and access that ended
// between queueing and showing.
func TestInboxShowsOnlyWhatMayBeRead(t *testing.T) {
	s := newSite(t)
	page := s.Page("secret", "Plans", "The plan.\n")
	s.watch("rita", watch.OnPage(page.ID))
	s.save(page.ID, "Another plan.\n")
	s.Check(wikitest.Check{Name: "with access", Request: wikitest.Request{URL: "/inbox", As: "rita"}, Status: 200, Has: []string{"Plans", "The secret"}})
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	s.now = s.now.Add(5e9)
	secrets := []string{"Plans", "The secret", "plan"}
	s.Check(wikitest.Check{Name: "access ended", Request: wikitest.Request{URL: "/inbox", As: "rita"}, Status: 200, HasNot: secrets, Frame: []string{`aria-label="Inbox"`}})
	s.Check(wikitest.Check{Name: "access ended, by program", Request: wikitest.Request{URL: "/api/v1/me/inbox", As: "token rita"}, Status: 200, Has: []string{`"unseen":0`}, HasNot: secrets})
	s.Check(wikitest.Check{Name: "access ended, settings", Request: wikitest.Request{URL: "/settings/notifications", As: "rita"}, Status: 200, HasNot: secrets})
	s.Check(wikitest.Check{Name: "access ended, watching", Request: wikitest.Request{URL: fmt.Sprintf("/watch/page/%d", page.ID), As: "rita"}, Status: 404, HasNot: secrets})

	// A notice that says a page was in a readable space does not help where the page is not there.
	s.tell("rita", notify.Notice{Title: "Plans", Text: "It was moved.", Space: s.SpaceID("handbook"), Page: page.ID})
	s.tell("rita", notify.Notice{Title: "No plans", Text: "Of everybody.", Space: s.SpaceID("handbook")})
	s.Check(wikitest.Check{Name: "moved", Request: wikitest.Request{URL: "/inbox", As: "rita"}, Status: 200, Has: []string{"Of everybody."}, HasNot: []string{"It was moved."}})
}

func TestInboxByProgram(t *testing.T) {
	s := newSite(t)
	for i := range 5 {
		s.tell("bob", notify.Notice{Title: fmt.Sprint("Title ", i), Text: "Happened.", Kind: "x", Thread: "page/12", URL: "/p/12"})
	}
	got := s.Call("bob", "GET", "/me/inbox?limit=2", "", 200)
	items, _ := got["items"].([]any)
	first, _ := items[0].(map[string]any)
	if len(items) != 2 || first["title"] != "Title 4" || first["thread"] != "page/12" || got["unseen"] != 5.0 || got["next_cursor"] != "4" {
		t.Errorf("the newest two: %v", got)
	}
	got = s.Call("bob", "GET", "/me/inbox?limit=10&cursor=4", "", 200)
	if items, _ := got["items"].([]any); len(items) != 3 || got["next_cursor"] != nil {
		t.Errorf("the rest: %v", got)
	}
	s.Call("bob", "POST", "/me/inbox/read", `{"ids":[5,1]}`, 204)
	if got := s.Call("bob", "GET", "/me/inbox", "", 200); got["unseen"] != 3.0 {
		t.Errorf("after two: %v", got["unseen"])
	}
	s.Call("bob", "POST", "/me/inbox/read", `{"up_to":4}`, 204)
	if got := s.Call("bob", "GET", "/me/inbox", "", 200); got["unseen"] != 0.0 {
		t.Errorf("after all: %v", got["unseen"])
	}
	s.Call("bob", "GET", "/me/inbox?cursor=x", "", 422)
}
