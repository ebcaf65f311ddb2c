package wikihttp_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"

	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestEditBeginsAtASection: the form says on which line the section begins that somebody came for.
func TestEditBeginsAtASection(t *testing.T) {
	s := newSite(t)
	page := s.Page("handbook", "Travel", "---\ntags: [trips]\n---\n\n# Travel\n\nGo places.\n\n## Booking\n\nBook it.\n")
	edit := fmt.Sprintf("/p/%d/edit", page.ID)
	for _, c := range []wikitest.Check{
		{Name: "a section", Request: wikitest.Request{URL: edit + "?at=booking", As: "bob"}, Has: []string{`data-line="9"`}},
		{Name: "none", Request: wikitest.Request{URL: edit, As: "bob"}, HasNot: []string{"data-line"}},
		{Name: "one that is not there", Request: wikitest.Request{URL: edit + "?at=elsewhere", As: "bob"}, Has: []string{"Book it."}, HasNot: []string{"data-line"}},
	} {
		c.Status = http.StatusOK
		s.Check(c)
	}
}

func TestEveryScreenDraws(t *testing.T) {
	s := newSite(t)
	top := s.Page("handbook", "Travel", "# Travel\n\nGo places.\n\n## Booking\n\nBook [[Rental cars]] and [[Nowhere yet]].\n\n## Money\n\nKeep receipts.\n")
	s.Page("handbook", "Rental cars", "Small ones.\n")
	_, err := s.Wiki.Save(t.Context(), s.Actor("ada"), wiki.Draft{Page: top.ID, Base: 1, Markdown: ptr("# Travel\n\nGo to places.\n"), Note: "shorter"})
	s.Must(err)
	gone := s.Page("handbook", "Old stuff", "x")
	s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), gone.ID))
	p := fmt.Sprintf("/p/%d", top.ID)
	for _, c := range []wikitest.Check{
		{Name: "home", Request: wikitest.Request{URL: "/"}, Has: []string{"Travel", "The handbook"}},
		{Name: "space", Request: wikitest.Request{URL: "/s/handbook"}, Has: []string{"Rental cars", "The handbook"}},
		{Name: "page", Request: wikitest.Request{URL: p}, Has: []string{"<h1", "Travel", "Go to places"}},
		{Name: "page by its words", Request: wikitest.Request{URL: top.URL()}, Has: []string{"Go to places"}},
		{Name: "edit", Request: wikitest.Request{URL: p + "/edit"}, Has: []string{"Go to places", `name="base_revision" value="2"`}},
		{Name: "new", Request: wikitest.Request{URL: "/new?space=handbook&title=Fresh"}, Has: []string{"Fresh", "Runbook"}},
		{Name: "new from a template", Request: wikitest.Request{URL: "/new?space=handbook&template=runbook"}, Has: []string{"## "}},
		{Name: "history", Request: wikitest.Request{URL: p + "/history"}, Has: []string{"shorter"}},
		{Name: "revision", Request: wikitest.Request{URL: p + "/r/1"}, Has: []string{"Booking"}},
		{Name: "diff", Request: wikitest.Request{URL: p + "/diff?from=1&to=2"}, Has: []string{"<del>", "Booking"}},
		{Name: "diff side by side", Request: wikitest.Request{URL: p + "/diff?from=1&to=2&view=side"}, Has: []string{"Booking"}},
		{Name: "move", Request: wikitest.Request{URL: p + "/move"}, Has: []string{"Rental cars"}},
		{Name: "new space", Request: wikitest.Request{URL: "/spaces/new"}, Has: []string{"visibility"}},
		{Name: "space settings", Request: wikitest.Request{URL: "/s/handbook/settings"}, Has: []string{"The handbook"}},
		{Name: "wanted", Request: wikitest.Request{URL: "/s/handbook/wanted"}, HasNot: []string{"Nowhere yet"}},
		{Name: "tree", Request: wikitest.Request{URL: "/s/handbook/tree?open=" + fmt.Sprint(top.ID)}, Has: []string{"Rental cars"}, HasNot: []string{"<html"}},
		{Name: "trash", Request: wikitest.Request{URL: "/trash"}, Has: []string{"Old stuff"}},
		{Name: "people", Request: wikitest.Request{URL: "/people"}, Has: []string{"bob@example.org"}},
		{Name: "settings", Request: wikitest.Request{URL: "/settings"}, Has: []string{"Europe/Vienna"}},
		{Name: "api", Request: wikitest.Request{URL: "/api"}, Has: []string{"/api/v1/pages/{id}"}},
		{Name: "find one", Request: wikitest.Request{URL: "/find?title=Rental+cars&space=handbook"}, Has: nil},
	} {
		c.As, c.Status = "ada", 200
		if strings.HasPrefix(c.URL, "/find") {
			c.Status = 303
		}
		rec := s.Check(c)
		if strings.Contains(rec.Body.String(), "ZgotmplZ") {
			t.Errorf("%s: a value was not allowed where the template puts it", c.Name)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestWantedAndAmbiguousLinks(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Index", "[[Nowhere yet]] and [gone](gone.md)\n")
	s.Page("handbook", "Twin", "one")
	s.Page("open", "Twin", "two")
	s.Page("secret", "Twin", "three")
	s.Check(wikitest.Check{
		Name: "wanted", Request: wikitest.Request{URL: "/s/handbook/wanted", As: "bob"}, Status: 200,
		Has: []string{"Nowhere yet", "gone.md"},
	})
	s.Check(wikitest.Check{
		Name: "which one", Request: wikitest.Request{URL: "/find?title=twin&space=handbook", As: "bob"}, Status: 200,
		Has: []string{"The handbook", "The open"}, HasNot: []string{"The secret"},
	})
	s.Check(wikitest.Check{
		Name: "write it", Request: wikitest.Request{URL: "/find?title=Nowhere+yet&space=handbook", As: "bob"}, Status: 404,
		Has: []string{"/new?space=handbook&amp;title=Nowhere"},
	})
	s.Check(wikitest.Check{
		Name: "nothing to write in", Request: wikitest.Request{URL: "/find?title=Nowhere+yet&space=secret", As: "rita"}, Status: 404,
		HasNot: []string{"/new?space=secret"},
	})
}

func TestWritingAPage(t *testing.T) {
	s := newSite(t)
	form := url.Values{"space": {"handbook"}, "title": {"First"}, "markdown": {"Hello\r\nthere\r\n"}, "tags": {"a b, c"}, "action": {"save"}}
	rec := s.Check(wikitest.Check{Name: "new", Request: wikitest.Request{Method: "POST", URL: "/new", As: "bob", Body: form.Encode()}, Status: 303})
	at := rec.Header().Get("Location")
	s.Check(wikitest.Check{Name: "it is there", Request: wikitest.Request{URL: at, As: "bob"}, Status: 200, Has: []string{"Hello"}})

	page := strings.Split(at, "/")[2]
	edit := url.Values{"base_revision": {"1"}, "title": {"First"}, "markdown": {"Hello\r\nyou\r\n"}, "message": {"kinder"}, "tags": {"a b, c"}}
	rec = s.Check(wikitest.Check{Name: "edit", Request: wikitest.Request{Method: "POST", URL: "/p/" + page + "/edit", As: "bob", Body: edit.Encode()}, Status: 303})
	said := rec.Result().Cookies()[0]
	s.Check(wikitest.Check{
		Name: "said once", Request: wikitest.Request{URL: at, As: "bob", Header: map[string]string{"Cookie": s.SignIn("bob") + "; " + said.Name + "=" + said.Value}},
		Status: 200, Has: []string{"Saved as revision 2"},
	})
	s.Check(wikitest.Check{Name: "history", Request: wikitest.Request{URL: "/p/" + page + "/history", As: "bob"}, Status: 200, Has: []string{"kinder"}})
	s.Check(wikitest.Check{
		Name: "raw", Request: wikitest.Request{URL: "/api/v1/pages/" + page, As: "token bob"}, Status: 200,
		Has: []string{`"markdown":"Hello\nyou\n"`, `"tags":["a b","c"]`},
	})
}

func TestAFormKeepsWhatWasTyped(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "one\n\ntwo\n")
	base := fmt.Sprintf("/p/%d/edit", p.ID)
	post := func(values url.Values) wikitest.Request {
		return wikitest.Request{Method: "POST", URL: base, As: "bob", Body: values.Encode()}
	}
	s.Check(wikitest.Check{
		Name: "empty title", Request: post(url.Values{"base_revision": {"1"}, "title": {""}, "markdown": {"my long text"}}),
		Status: 422, Has: []string{"my long text", "needs a title"},
	})
	s.Check(wikitest.Check{
		Name: "a form that lost its text", Request: post(url.Values{"base_revision": {"1"}, "title": {"Rules"}}),
		Status: 422, Has: []string{"arrived without its text"},
	})
	if now, err := s.Wiki.Page(t.Context(), wiki.Operator(), p.ID); err != nil || now.Revision != 1 {
		t.Errorf("it was saved all the same: revision %d, %v", now.Revision, err)
	}
	s.Check(wikitest.Check{
		Name: "no number", Request: post(url.Values{"base_revision": {"one"}, "title": {"Rules"}, "markdown": {"my long text"}}),
		Status: 422, Has: []string{"my long text"},
	})
	s.Check(wikitest.Check{
		Name: "unknown revision", Request: post(url.Values{"base_revision": {"77"}, "title": {"Rules"}, "markdown": {"my long text"}}),
		Status: 422, Has: []string{"my long text"},
	})
	s.Check(wikitest.Check{
		Name: "preview", Request: post(url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"**bold** words"}, "action": {"preview"}}),
		Status: 200, Has: []string{"<strong>bold</strong>", "**bold** words"},
	})
	s.Check(wikitest.Check{
		Name: "new without a title", Request: wikitest.Request{Method: "POST", URL: "/new", As: "bob", Body: "space=handbook&title=&markdown=my+long+text"},
		Status: 422, Has: []string{"my long text", "needs a title"},
	})
	s.Check(wikitest.Check{
		Name: "new in a space that is not there", Request: wikitest.Request{Method: "POST", URL: "/new", As: "bob", Body: "space=secret&title=x&markdown=my+long+text"},
		Status: 422, Has: []string{"my long text"}, HasNot: []string{"The secret"},
	})
}

func TestAConflictShowsBothTexts(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "The limit is ten.\n")
	_, err := s.Wiki.Save(t.Context(), s.Actor("ed"), wiki.Draft{Page: p.ID, Base: 1, Markdown: ptr("The limit is twelve.\n")})
	s.Must(err)
	form := url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"The limit is eleven.\n"}}
	s.Check(wikitest.Check{
		Name: "conflict", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/edit", p.ID), As: "bob", Body: form.Encode()}, Status: 409,
		Has: []string{"The limit is eleven.", "The limit is twelve.", "The limit is ten.", "Ed", `name="base_revision" value="2"`},
	})
	if got, err := s.Wiki.Page(t.Context(), s.Actor("bob"), p.ID); err != nil || got.Revision != 2 {
		t.Errorf("after a conflict the page is at revision %d (%v), want 2", got.Revision, err)
	}
	form.Set("base_revision", "2")
	s.Check(wikitest.Check{
		Name: "decided", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/edit", p.ID), As: "bob", Body: form.Encode()}, Status: 303,
	})
}

func TestAMergeIsSavedWithUndo(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Rules", "One.\n\nTwo.\n\nThree.\n")
	_, err := s.Wiki.Save(t.Context(), s.Actor("ed"), wiki.Draft{Page: p.ID, Base: 1, Markdown: ptr("One!\n\nTwo.\n\nThree.\n")})
	s.Must(err)
	form := url.Values{"base_revision": {"1"}, "title": {"Rules"}, "markdown": {"One.\r\n\r\nTwo.\r\n\r\nThree!\r\n"}}
	rec := s.Check(wikitest.Check{Name: "merge", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/edit", p.ID), As: "bob", Body: form.Encode()}, Status: 303})
	said := rec.Result().Cookies()[0]
	s.Check(wikitest.Check{
		Name: "undo", Request: wikitest.Request{URL: p.URL(), As: "bob", Header: map[string]string{"Cookie": s.SignIn("bob") + "; " + said.Name + "=" + said.Value}},
		Status: 200, Has: []string{"both changes are in", "One!", "Three!", fmt.Sprintf(`action="/p/%d/revert"`, p.ID), `name="revision" value="2"`},
	})
}

func TestPlacesOfPages(t *testing.T) {
	s := newSite(t)
	a, b, c := s.Page("handbook", "A", "x"), s.Page("handbook", "B", "x"), s.Page("handbook", "C", "x")
	titles := func() string {
		nodes, err := s.Wiki.Tree(t.Context(), s.Actor("ada"), s.SpaceID("handbook"))
		s.Must(err)
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
		s.Check(wikitest.Check{Name: "move", Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/move", p.ID), As: "bob", Body: form}, Status: status})
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
	p := s.Page("handbook", "Doomed", "x")
	post := func(what string) wikitest.Check {
		return wikitest.Check{Name: what, Request: wikitest.Request{Method: "POST", URL: fmt.Sprintf("/p/%d/%s", p.ID, what), As: "bob"}, Status: 303}
	}
	s.Check(post("trash"))
	s.Check(wikitest.Check{Name: "tree without it", Request: wikitest.Request{URL: "/s/handbook", As: "bob"}, Status: 200, HasNot: []string{">Doomed<"}})
	s.Check(wikitest.Check{Name: "a note on it", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 200, Has: []string{"restore"}})
	s.Check(post("restore"))
	s.Check(wikitest.Check{Name: "back", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 200, Has: []string{"Doomed"}})
	s.Check(post("verify"))
	s.Check(wikitest.Check{Name: "verified", Request: wikitest.Request{URL: p.URL(), As: "bob"}, Status: 200, Has: []string{"erified"}})
}

func TestAddressesOfPages(t *testing.T) {
	s := newSite(t)
	p := s.Page("handbook", "Some words", "x")
	n := fmt.Sprint(p.ID)
	for _, c := range []wikitest.Check{
		{Name: "right", Request: wikitest.Request{URL: "/p/" + n + "/some-words"}, Status: 200},
		{Name: "number alone", Request: wikitest.Request{URL: "/p/" + n}, Status: 200},
		{Name: "old words", Request: wikitest.Request{URL: "/p/" + n + "/old-words?quote=x"}, Status: 301, Header: map[string]string{"Location": "/p/" + n + "/some-words?quote=x"}},
		{Name: "no number", Request: wikitest.Request{URL: "/p/some-words"}, Status: 404},
		{Name: "zero", Request: wikitest.Request{URL: "/p/0"}, Status: 404},
		{Name: "negative", Request: wikitest.Request{URL: "/p/-1"}, Status: 404},
		{Name: "too large", Request: wikitest.Request{URL: "/p/99999999999999999999"}, Status: 404},
		{Name: "unknown", Request: wikitest.Request{URL: "/p/4711"}, Status: 404},
		{Name: "unknown revision", Request: wikitest.Request{URL: "/p/" + n + "/r/9"}, Status: 404},
		{Name: "unknown diff", Request: wikitest.Request{URL: "/p/" + n + "/diff?from=1&to=9"}, Status: 404},
		{Name: "unknown space", Request: wikitest.Request{URL: "/s/nope"}, Status: 404},
	} {
		c.As = "bob"
		s.Check(c)
	}
}
