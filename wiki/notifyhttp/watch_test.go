package notifyhttp_test

import (
	"fmt"
	"testing"

	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

func TestWatching(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Cars & rides", "Small ones.\n")
	url := fmt.Sprintf("/watch/page/%d", page.ID)
	s.Check(wikitest.Check{
		Name: "form", Request: wikitest.Request{URL: url + "?next=/inbox", As: "bob"}, Status: 200,
		Has: []string{"Cars &amp; rides", `value="default" checked`, `value="important">`, `name="next" value="/inbox"`},
	})
	s.Follow(wikitest.Check{
		Name: "watch", Request: wikitest.Request{URL: url, As: "bob", Body: "level=important"}, Has: []string{"You hear of changes that matter.", "Small ones."},
	})
	s.Check(wikitest.Check{Name: "chosen", Request: wikitest.Request{URL: url, As: "bob"}, Status: 200, Has: []string{`value="important" checked`}})
	s.Check(wikitest.Check{
		Name: "elsewhere", Request: wikitest.Request{Method: "POST", URL: url, As: "bob", Body: "level=nothing&next=https://evil.example/"}, Status: 303, To: "/",
	})
	s.Check(wikitest.Check{
		Name: "no level", Request: wikitest.Request{Method: "POST", URL: url, As: "bob", Body: "level=loud"}, Status: 422, Has: []string{"Choose one of the levels."},
	})
	for _, row := range []struct {
		url  string
		want int
	}{
		{"/watch/space/1", 200},
		{"/watch/tag/travel%20tips", 200},
		{"/watch/tag/a%2Fb", 200},
		{"/watch/page/4711", 404},
		{"/watch/page/x", 404},
		{"/watch/question/1", 404},
		{"/watch/person/1", 404},
		{"/watch/tag/", 404},
	} {
		s.Check(wikitest.Check{Name: "others", Request: wikitest.Request{URL: row.url, As: "bob"}, Status: row.want})
	}
	s.Check(wikitest.Check{
		Name: "a tag", Request: wikitest.Request{Method: "POST", URL: "/watch/tag/Travel%20Tips", As: "bob", Body: "level=everything"}, Status: 303, To: "/search?q=tag%3A%22travel+tips%22",
	})
	s.Check(wikitest.Check{
		Name: "list", Request: wikitest.Request{URL: "/settings/notifications", As: "bob"}, Status: 200,
		Has: []string{"Cars &amp; rides", "travel tips", `action="/watch/page/1"`, `action="/watch/tag/travel%20tips"`, `value="nothing" selected`},
	})
}

// TestWhereWatchingBegins: pages and spaces lead to the choice, for those who signed in.
func TestWhereWatchingBegins(t *testing.T) {
	s := newSite(t)
	page := s.Page("open", "Hours", "From nine.\n")
	for _, row := range []struct{ url, to string }{
		{page.URL(), fmt.Sprintf(`href="/watch/page/%d"`, page.ID)}, {"/s/open", fmt.Sprintf(`href="/watch/space/%d"`, page.Space)},
	} {
		s.Check(wikitest.Check{Name: "a member", Request: wikitest.Request{URL: row.url, As: "bob"}, Status: 200, Has: []string{row.to}, Frame: []string{`href="/inbox"`, `href="/settings/notifications"`}})
		s.Check(wikitest.Check{Name: "a visitor", Request: wikitest.Request{URL: row.url}, Status: 200, HasNot: []string{row.to, `href="/inbox"`}})
	}
}

func TestWatchingByProgram(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Cars", "Small ones.\n")
	got := s.Call("bob", "PUT", "/watches", fmt.Sprintf(`{"kind":"page","id":%d,"level":"important"}`, page.ID), 200)
	if got["level"] != "important" || got["title"] != "Cars" || got["chosen"] != true {
		t.Errorf("a page: %v", got)
	}
	s.Call("bob", "PUT", "/watches", `{"kind":"tag","tag":"Travel","level":"everything"}`, 200)
	if got := s.Call("bob", "GET", "/watches", "", 200); len(got["items"].([]any)) != 2 {
		t.Errorf("the list: %v", got)
	}
	got = s.Call("bob", "GET", "/watches?limit=1", "", 200)
	if got["next_cursor"] != "1" {
		t.Errorf("a part: %v", got)
	}
	s.Call("bob", "PUT", "/watches", `{"kind":"tag","tag":"travel","level":"default"}`, 200)
	if got := s.Call("bob", "GET", "/watches", "", 200); len(got["items"].([]any)) != 1 {
		t.Errorf("left: %v", got)
	}
	s.Call("bob", "PUT", "/watches", `{"kind":"page","id":4711,"level":"everything"}`, 404)
	s.Call("bob", "PUT", "/watches", `{"kind":"person","id":1,"level":"everything"}`, 422)
	s.Call("ed reads", "PUT", "/watches", `{"kind":"tag","tag":"travel","level":"everything"}`, 403)
}

func TestSettings(t *testing.T) {
	s := newSite(t)
	form := wikitest.Form("channel_pages", "app", "channel_mentions", "push", "digest", "weekly", "edits", "everything", "unwatched", "nothing")
	s.Follow(wikitest.Check{
		Name: "save", Request: wikitest.Request{URL: "/settings/notifications", As: "bob", Body: form},
		Has: []string{"Saved.", `value="app" selected`, `value="push" selected`, `value="weekly" selected`, "As usual: In the digest", "As usual: Changes that matter"},
	})
	wishes, err := s.deps.Watches.Wishes(t.Context(), ids(s, "bob", "cleo"))
	s.Must(err)
	bob, cleo := wishes[s.People["bob"].ID], wishes[s.People["cleo"].ID]
	if bob.Channels["page.saved"] != notify.App || bob.Channels[watch.PageMentioned] != notify.Push || !bob.Weekly || bob.NoDigest {
		t.Errorf("Bob wishes %+v", bob)
	}
	if cleo.Channels["page.saved"] != notify.Digest || cleo.Channels[watch.PageMentioned] != "" || cleo.Weekly {
		t.Errorf("Cleo wishes %+v", cleo)
	}
	s.Check(wikitest.Check{
		Name: "nonsense", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications", As: "bob", Body: "edits=loud&digest=weekly"}, Status: 422,
		Has: []string{"There is no such level here.", `value="weekly" selected`},
	})
	s.Check(wikitest.Check{
		Name: "no such channel", Request: wikitest.Request{Method: "POST", URL: "/settings/notifications", As: "bob", Body: "channel_pages=pigeon"}, Status: 422,
		Has: []string{"There is no such channel."},
	})

	// The team's defaults hold for who has chosen nothing.
	s.Follow(wikitest.Check{
		Name: "team", Request: wikitest.Request{URL: "/admin/notifications", As: "ada", Body: "channel_pages=mail&digest=off&mail=none"},
		Has: []string{"Saved.", "As usual: In the digest"},
	})
	wishes, err = s.deps.Watches.Wishes(t.Context(), ids(s, "bob", "cleo"))
	s.Must(err)
	if bob, cleo = wishes[s.People["bob"].ID], wishes[s.People["cleo"].ID]; bob.Channels["page.saved"] != notify.App || !bob.Weekly {
		t.Errorf("with the team's defaults Bob wishes %+v", bob)
	}
	if cleo.Channels["page.saved"] != notify.Mail || !cleo.NoDigest {
		t.Errorf("with the team's defaults Cleo wishes %+v", cleo)
	}
	s.Follow(wikitest.Check{
		Name: "no mail", Request: wikitest.Request{URL: "/settings/notifications", As: "cleo", Body: "mail=none"}, Has: []string{`value="none" checked`, "As usual: Mail"},
	})
	wishes, err = s.deps.Watches.Wishes(t.Context(), ids(s, "cleo"))
	s.Must(err)
	if cleo = wishes[s.People["cleo"].ID]; !cleo.NoMail {
		t.Errorf("without mail Cleo wishes %+v", cleo)
	}
}

func TestUnsubscribing(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Cars", "Small ones.\n")
	thread := watch.PageThread(page.ID)
	s.watch("bob", watch.OnPage(page.ID))
	link := s.unsubscribe("bob", thread)

	// Opening the link asks only, whoever does; no title is told.
	s.Check(wikitest.Check{
		Name: "ask", Request: wikitest.Request{URL: link}, Status: 200, Has: []string{"Stop these mails?", "about that page"}, HasNot: []string{"Cars"},
	})
	if got := s.level("bob", watch.OnPage(page.ID)); got != watch.Everything {
		t.Errorf("opened, and the level is %s", got)
	}
	// A mail program posts without cookie, form or origin of ours (RFC 8058).
	s.Check(wikitest.Check{
		Name: "one click", Request: wikitest.Request{
			Method: "POST", URL: link, Body: "List-Unsubscribe=One-Click",
			Header: map[string]string{"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
		}, Status: 200, Has: []string{"Done"}, HasNot: []string{"Cars"},
	})
	if got := s.level("bob", watch.OnPage(page.ID)); got != watch.Nothing {
		t.Errorf("one click, and the level is %s", got)
	}
	s.Check(wikitest.Check{
		Name: "as a multipart form", Request: wikitest.Request{
			Method: "POST", URL: s.unsubscribe("cleo", thread), Body: "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
			Header: map[string]string{"Content-Type": "multipart/form-data; boundary=x"},
		}, Status: 200,
	})
	if got := s.level("cleo", watch.OnPage(page.ID)); got != watch.Nothing {
		t.Errorf("one click as a multipart form, and the level is %s", got)
	}
	for _, wrong := range []string{"/unsubscribe", "/unsubscribe?t=", link + "x", s.unsubscribe("bob", thread)[:40]} {
		s.Check(wikitest.Check{Name: "wrong", Request: wikitest.Request{Method: "POST", URL: wrong, Body: "List-Unsubscribe=One-Click"}, Status: 422})
		s.Check(wikitest.Check{Name: "wrong, opened by a visitor", Request: wikitest.Request{URL: wrong}, Status: 422, Has: []string{"This link is not complete"}})
	}
	s.Check(wikitest.Check{
		Name: "a token in the form only", Request: wikitest.Request{Method: "POST", URL: "/unsubscribe", Body: link[len("/unsubscribe?"):]}, Status: 422,
	})

	s.Check(wikitest.Check{Name: "digest", Request: wikitest.Request{Method: "POST", URL: s.unsubscribe("bob", notify.DigestThread)}, Status: 200, Has: []string{"digests"}})
	wishes, err := s.deps.Watches.Wishes(t.Context(), ids(s, "bob"))
	s.Must(err)
	if w := wishes[s.People["bob"].ID]; !w.NoDigest || w.NoMail {
		t.Errorf("without digests Bob wishes %+v", w)
	}
	s.Check(wikitest.Check{Name: "everything", Request: wikitest.Request{Method: "POST", URL: s.unsubscribe("bob", notify.AllMail)}, Status: 200, Has: []string{"mail at all"}})
	wishes, err = s.deps.Watches.Wishes(t.Context(), ids(s, "bob"))
	s.Must(err)
	if w := wishes[s.People["bob"].ID]; !w.NoMail {
		t.Errorf("without mail Bob wishes %+v", w)
	}
}
