package wikihttp_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
)

func TestEveryScreenDraws(t *testing.T) {
	s := newSite(t)
	top := s.page("handbook", "Travel", "# Travel\n\nGo places.\n\n## Booking\n\nBook [[Rental cars]] and [[Nowhere yet]].\n\n## Money\n\nKeep receipts.\n")
	s.page("handbook", "Rental cars", "Small ones.\n")
	_, err := s.wiki.Save(t.Context(), s.actor("ada"), wiki.Draft{Page: top.ID, Base: 1, Markdown: ptr("# Travel\n\nGo to places.\n"), Note: "shorter"})
	s.must(err)
	gone := s.page("handbook", "Old stuff", "x")
	s.must(s.wiki.Trash(t.Context(), s.actor("ada"), gone.ID))
	p := fmt.Sprintf("/p/%d", top.ID)
	for _, c := range []check{
		{name: "home", request: request{url: "/"}, has: []string{"Travel", "The handbook"}},
		{name: "space", request: request{url: "/s/handbook"}, has: []string{"Rental cars", "The handbook"}},
		{name: "page", request: request{url: p}, has: []string{"<h1", "Travel", "Go to places"}},
		{name: "page by its words", request: request{url: top.URL()}, has: []string{"Go to places"}},
		{name: "edit", request: request{url: p + "/edit"}, has: []string{"Go to places", `name="base_revision" value="2"`}},
		{name: "new", request: request{url: "/new?space=handbook&title=Fresh"}, has: []string{"Fresh", "Runbook"}},
		{name: "new from a template", request: request{url: "/new?space=handbook&template=runbook"}, has: []string{"## "}},
		{name: "history", request: request{url: p + "/history"}, has: []string{"shorter"}},
		{name: "revision", request: request{url: p + "/r/1"}, has: []string{"Booking"}},
		{name: "diff", request: request{url: p + "/diff?from=1&to=2"}, has: []string{"<del>", "Booking"}},
		{name: "diff side by side", request: request{url: p + "/diff?from=1&to=2&view=side"}, has: []string{"Booking"}},
		{name: "move", request: request{url: p + "/move"}, has: []string{"Rental cars"}},
		{name: "new space", request: request{url: "/spaces/new"}, has: []string{"visibility"}},
		{name: "space settings", request: request{url: "/s/handbook/settings"}, has: []string{"The handbook"}},
		{name: "wanted", request: request{url: "/s/handbook/wanted"}, hasNot: []string{"Nowhere yet"}},
		{name: "tree", request: request{url: "/s/handbook/tree?open=" + fmt.Sprint(top.ID)}, has: []string{"Rental cars"}, hasNot: []string{"<html"}},
		{name: "trash", request: request{url: "/trash"}, has: []string{"Old stuff"}},
		{name: "people", request: request{url: "/people"}, has: []string{"bob@example.org"}},
		{name: "settings", request: request{url: "/settings"}, has: []string{"Europe/Vienna"}},
		{name: "api", request: request{url: "/api"}, has: []string{"/api/v1/pages/{id}"}},
		{name: "find one", request: request{url: "/find?title=Rental+cars&space=handbook"}, has: nil},
	} {
		c.as, c.status = "ada", 200
		if strings.HasPrefix(c.url, "/find") {
			c.status = 303
		}
		rec := s.check(c)
		if strings.Contains(rec.Body.String(), "ZgotmplZ") {
			t.Errorf("%s: a value was not allowed where the template puts it", c.name)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestWantedAndAmbiguousLinks(t *testing.T) {
	s := newSite(t)
	s.page("handbook", "Index", "[[Nowhere yet]] and [gone](gone.md)\n")
	s.page("handbook", "Twin", "one")
	s.page("open", "Twin", "two")
	s.page("secret", "Twin", "three")
	s.check(check{
		name: "wanted", request: request{url: "/s/handbook/wanted", as: "bob"}, status: 200,
		has: []string{"Nowhere yet", "gone.md"},
	})
	s.check(check{
		name: "which one", request: request{url: "/find?title=twin&space=handbook", as: "bob"}, status: 200,
		has: []string{"The handbook", "The open"}, hasNot: []string{"The secret"},
	})
	s.check(check{
		name: "write it", request: request{url: "/find?title=Nowhere+yet&space=handbook", as: "bob"}, status: 404,
		has: []string{"/new?space=handbook&amp;title=Nowhere"},
	})
	s.check(check{
		name: "nothing to write in", request: request{url: "/find?title=Nowhere+yet&space=secret", as: "rita"}, status: 404,
		hasNot: []string{"/new?space=secret"},
	})
}

func TestWritingAPage(t *testing.T) {
	s := newSite(t)
	form := url.Values{"space": {"handbook"}, "title": {"First"}, "markdown": {"Hello\r\nthere\r\n"}, "tags": {"a b, c"}, "action": {"save"}}
	rec := s.check(check{name: "new", request: request{method: "POST", url: "/new", as: "bob", body: form.Encode()}, status: 303})
	at := rec.Header().Get("Location")
	s.check(check{name: "it is there", request: request{url: at, as: "bob"}, status: 200, has: []string{"Hello"}})

	page := strings.Split(at, "/")[2]
	edit := url.Values{"base_revision": {"1"}, "title": {"First"}, "markdown": {"Hello\r\nyou\r\n"}, "message": {"kinder"}, "tags": {"a b, c"}}
	rec = s.check(check{name: "edit", request: request{method: "POST", url: "/p/" + page + "/edit", as: "bob", body: edit.Encode()}, status: 303})
	said := rec.Result().Cookies()[0]
	s.check(check{
		name: "said once", request: request{url: at, as: "bob", header: map[string]string{"Cookie": s.signIn("bob") + "; " + said.Name + "=" + said.Value}},
		status: 200, has: []string{"Saved as revision 2"},
	})
	s.check(check{name: "history", request: request{url: "/p/" + page + "/history", as: "bob"}, status: 200, has: []string{"kinder"}})
	s.check(check{
		name: "raw", request: request{url: "/api/v1/pages/" + page, as: "token bob"}, status: 200,
		has: []string{`"markdown":"Hello\nyou\n"`, `"tags":["a b","c"]`},
	})
}

func TestAFormKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "one\n\ntwo\n")
	base := fmt.Sprintf("/p/%d/edit", p.ID)
	post := func(values url.Values) request {
		return request{method: "POST", url: base, as: "bob", body: values.Encode()}
	}
	s.check(check{
		name: "empty title", request: post(url.Values{"base_revision": {"1"}, "title": {""}, "markdown": {"my long text"}}),
		status: 422, has: []string{"my long text", "needs a title"},
	})
	s.check(check{
		name: "no number", request: post(url.Values{"base_revision": {"one"}, "title": {"Rules"}, "markdown": {"my long text"}}),
		status: 422, has: []string{"my long text"},
	})
	s.check(check{
		name: "unknown revision", request: post(url.Values{"base_revision": {"77"}, "title": {"Rules"}, "markdown": {"my long text"}}),
		status: 422, has: []string{"my long text"},
	})
	s.check(check{
		name: "preview", request: post(url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"**bold** words"}, "action": {"preview"}}),
		status: 200, has: []string{"<strong>bold</strong>", "**bold** words"},
	})
	s.check(check{
		name: "new without a title", request: request{method: "POST", url: "/new", as: "bob", body: "space=handbook&title=&markdown=my+long+text"},
		status: 422, has: []string{"my long text", "needs a title"},
	})
	s.check(check{
		name: "new in a space that is not there", request: request{method: "POST", url: "/new", as: "bob", body: "space=secret&title=x&markdown=my+long+text"},
		status: 422, has: []string{"my long text"}, hasNot: []string{"The secret"},
	})
}

func TestAConflictShowsBothTexts(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "The limit is ten.\n")
	_, err := s.wiki.Save(t.Context(), s.actor("ed"), wiki.Draft{Page: p.ID, Base: 1, Markdown: ptr("The limit is twelve.\n")})
	s.must(err)
	form := url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"The limit is eleven.\n"}}
	s.check(check{
		name: "conflict", request: request{method: "POST", url: fmt.Sprintf("/p/%d/edit", p.ID), as: "bob", body: form.Encode()}, status: 409,
		has: []string{"The limit is eleven.", "The limit is twelve.", "The limit is ten.", "Ed", `name="base_revision" value="2"`},
	})
	if got, err := s.wiki.Page(t.Context(), s.actor("bob"), p.ID); err != nil || got.Revision != 2 {
		t.Errorf("after a conflict the page is at revision %d (%v), want 2", got.Revision, err)
	}
	form.Set("base_revision", "2")
	s.check(check{
		name: "decided", request: request{method: "POST", url: fmt.Sprintf("/p/%d/edit", p.ID), as: "bob", body: form.Encode()}, status: 303,
	})
}

func TestAMergeIsSavedWithUndo(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Rules", "One.\n\nTwo.\n\nThree.\n")
	_, err := s.wiki.Save(t.Context(), s.actor("ed"), wiki.Draft{Page: p.ID, Base: 1, Markdown: ptr("One!\n\nTwo.\n\nThree.\n")})
	s.must(err)
	form := url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"One.\r\n\r\nTwo.\r\n\r\nThree!\r\n"}}
	rec := s.check(check{name: "merge", request: request{method: "POST", url: fmt.Sprintf("/p/%d/edit", p.ID), as: "bob", body: form.Encode()}, status: 303})
	said := rec.Result().Cookies()[0]
	s.check(check{
		name: "undo", request: request{url: p.URL(), as: "bob", header: map[string]string{"Cookie": s.signIn("bob") + "; " + said.Name + "=" + said.Value}},
		status: 200, has: []string{"both changes are in", "One!", "Three!", fmt.Sprintf(`action="/p/%d/revert"`, p.ID), `name="revision" value="2"`},
	})
}

func TestPlacesOfPages(t *testing.T) {
	s := newSite(t)
	a, b, c := s.page("handbook", "A", "x"), s.page("handbook", "B", "x"), s.page("handbook", "C", "x")
	titles := func() string {
		nodes, err := s.wiki.Tree(t.Context(), s.actor("ada"), s.spaceID("handbook"))
		s.must(err)
		var out []string
		for _, n := range nodes {
			if n.Parent != 0 {
				n.Title = "(" + n.Title + ")"
			}
			out = append(out, n.Title)
		}
		return strings.Join(out, " ")
	}
	move := func(p wiki.Page, form string, status int) {
		t.Helper()
		s.check(check{name: "move", request: request{method: "POST", url: fmt.Sprintf("/p/%d/move", p.ID), as: "bob", body: form}, status: status})
	}
	for _, step := range []struct {
		page   wiki.Page
		form   string
		status int
		want   string
	}{
		{c, "space=handbook&parent=&position=0", 303, "C A B"},
		{c, "space=handbook&parent=&position=1", 303, "A C B"},
		{a, "space=handbook&parent=&position=", 303, "C B A"},
		{b, fmt.Sprintf("space=handbook&parent=%d", a.ID), 303, "C A (B)"},
		{a, fmt.Sprintf("space=handbook&parent=%d", b.ID), 422, "C A (B)"},
		{a, "space=handbook&parent=&position=soon", 422, "C A (B)"},
		{b, "space=handbook&parent=&action=show", 200, "C A (B)"},
		{a, "space=handbook&parent=&position=0", 303, "A (B) C"},
	} {
		move(step.page, step.form, step.status)
		if got := titles(); got != step.want {
			t.Errorf("after moving %s with %s: %q, want %q", step.page.Title, step.form, got, step.want)
		}
	}
}

func TestTrashAndBack(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Doomed", "x")
	post := func(what string) check {
		return check{name: what, request: request{method: "POST", url: fmt.Sprintf("/p/%d/%s", p.ID, what), as: "bob"}, status: 303}
	}
	s.check(post("trash"))
	s.check(check{name: "tree without it", request: request{url: "/s/handbook", as: "bob"}, status: 200, hasNot: []string{">Doomed<"}})
	s.check(check{name: "a note on it", request: request{url: p.URL(), as: "bob"}, status: 200, has: []string{"restore"}})
	s.check(post("restore"))
	s.check(check{name: "back", request: request{url: p.URL(), as: "bob"}, status: 200, has: []string{"Doomed"}})
	s.check(post("verify"))
	s.check(check{name: "verified", request: request{url: p.URL(), as: "bob"}, status: 200, has: []string{"erified"}})
}

func TestAddressesOfPages(t *testing.T) {
	s := newSite(t)
	p := s.page("handbook", "Some words", "x")
	n := fmt.Sprint(p.ID)
	for _, c := range []check{
		{name: "right", request: request{url: "/p/" + n + "/some-words"}, status: 200},
		{name: "number alone", request: request{url: "/p/" + n}, status: 200},
		{name: "old words", request: request{url: "/p/" + n + "/old-words?quote=x"}, status: 301, header: map[string]string{"Location": "/p/" + n + "/some-words?quote=x"}},
		{name: "no number", request: request{url: "/p/some-words"}, status: 404},
		{name: "zero", request: request{url: "/p/0"}, status: 404},
		{name: "negative", request: request{url: "/p/-1"}, status: 404},
		{name: "too large", request: request{url: "/p/99999999999999999999"}, status: 404},
		{name: "unknown", request: request{url: "/p/4711"}, status: 404},
		{name: "unknown revision", request: request{url: "/p/" + n + "/r/9"}, status: 404},
		{name: "unknown diff", request: request{url: "/p/" + n + "/diff?from=1&to=9"}, status: 404},
		{name: "unknown space", request: request{url: "/s/nope"}, status: 404},
	} {
		c.as = "bob"
		s.check(c)
	}
}
