package wiki_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// team is a wiki with three people: ada (administrator), ben and cleo (members).
type team struct {
	*wiki.Wiki
	t              *testing.T
	db             *sqldb.DB
	ada, ben, cleo wiki.Actor
	space          wiki.Space // ben's, open to the team
}

func newTeam(t *testing.T) *team {
	t.Helper()
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db"))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "attachments"))
	if err != nil {
		t.Fatal(err)
	}
	tm := &team{Wiki: wiki.New(wikisql.New(db), blobs, wiki.Options{}), t: t, db: db}
	accounts := account.New(db, time.Now)
	for name, to := range map[string]*wiki.Actor{"ada": &tm.ada, "ben": &tm.ben, "cleo": &tm.cleo} {
		role := wiki.Member
		if name == "ada" {
			role = wiki.Admin
		}
		p, err := accounts.Add(t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: name + "@example.org", Role: role})
		if err != nil {
			t.Fatal(err)
		}
		*to = wiki.Actor{Person: p.ID, Name: name, Role: role, Scope: wiki.ScopeAdmin}
	}
	if tm.space, err = tm.CreateSpace(t.Context(), tm.ben, wiki.NewSpace{Name: "Eng"}); err != nil {
		t.Fatal(err)
	}
	return tm
}

func (tm *team) page(parent wiki.PageID, title, markdown string) wiki.Page {
	tm.t.Helper()
	saved, err := tm.Create(tm.t.Context(), tm.ben, wiki.NewPage{Space: tm.space.ID, Parent: parent, Title: title, Markdown: markdown})
	if err != nil {
		tm.t.Fatal(err)
	}
	return saved.Page
}

func (tm *team) save(as wiki.Actor, id wiki.PageID, base int, markdown string) (wiki.Saved, error) {
	return tm.Save(tm.t.Context(), as, wiki.Draft{Page: id, Base: base, Markdown: &markdown})
}

func (tm *team) mustSave(id wiki.PageID, base int, markdown string) wiki.Saved {
	tm.t.Helper()
	saved, err := tm.save(tm.ben, id, base, markdown)
	if err != nil {
		tm.t.Fatal(err)
	}
	return saved
}

func (tm *team) html(as wiki.Actor, id wiki.PageID) string {
	tm.t.Helper()
	v, err := tm.View(tm.t.Context(), as, id, "", "")
	if err != nil {
		tm.t.Fatal(err)
	}
	return v.HTML
}

func (tm *team) sections(id wiki.PageID) map[string]wiki.SectionID {
	tm.t.Helper()
	sections, err := tm.Store().Sections(tm.t.Context(), id)
	if err != nil {
		tm.t.Fatal(err)
	}
	at := map[string]wiki.SectionID{}
	for _, s := range sections {
		if s.Position != wiki.Gone {
			at[s.Anchor] = s.ID
		}
	}
	return at
}

func kind(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestSave(t *testing.T) {
	t.Parallel()
	const base = "# Cars\n\nTake the train.\n\n## Insurance\n\nDecline the insurance.\n"
	cases := []struct {
		name             string
		theirs, yours    string
		want             string
		merged, conflict bool
	}{
		{name: "the present revision is the base", yours: base + "\nMore.\n", want: base + "\nMore.\n"},
		{
			name: "both changed different lines", theirs: strings.Replace(base, "train", "bus", 1), yours: strings.Replace(base, "Decline", "Refuse", 1),
			want: strings.NewReplacer("train", "bus", "Decline", "Refuse").Replace(base), merged: true,
		},
		{name: "both changed the same word", theirs: strings.Replace(base, "train", "bus", 1), yours: strings.Replace(base, "train", "car", 1), conflict: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tm := newTeam(t)
			p := tm.page(0, "Cars", base)
			if c.theirs != "" {
				tm.mustSave(p.ID, 1, c.theirs)
			}
			before, _, err := tm.Current(t.Context(), tm.ben, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			saved, err := tm.save(tm.cleo, p.ID, 1, c.yours)
			if c.conflict {
				var conflict *wiki.MergeConflict
				if !errors.As(err, &conflict) || kind(err) != content.Conflict {
					t.Fatalf("want a conflict, got %v", err)
				}
				if conflict.Yours != c.yours || conflict.Current.Markdown != c.theirs {
					t.Errorf("the conflict lost a text: %+v", conflict)
				}
				after, _, _ := tm.Current(t.Context(), tm.ben, p.ID)
				if after.Revision != before.Revision {
					t.Error("a conflict wrote a revision")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			_, rev, err := tm.Current(t.Context(), tm.ben, p.ID)
			if err != nil {
				t.Fatal(err)
			}
			if rev.Markdown != c.want || saved.Merged != c.merged || saved.Revision != before.Revision+1 {
				t.Errorf("merged %v, revision %d, text:\n%s", saved.Merged, saved.Revision, cmp.Diff(c.want, rev.Markdown))
			}
		})
	}
}

func TestSaveWithoutChangeMakesNoRevision(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	p := tm.page(0, "Cars", "Take the train.\n")
	form := "Take the train.\r\n"
	saved, err := tm.Save(t.Context(), tm.ben, wiki.Draft{Page: p.ID, Base: 1, Markdown: &form, Form: true})
	if err != nil || saved.Changed || saved.Revision != 1 {
		t.Errorf("got %+v, %v", saved, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	p := tm.page(0, "Cars", "x\n")
	below := tm.page(p.ID, "Below", "x\n")
	private, err := tm.CreateSpace(ctx, tm.ben, wiki.NewSpace{Name: "Secret", Visibility: "private"})
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := tm.Create(ctx, tm.ben, wiki.NewPage{Space: private.ID, Title: "Plan", Markdown: "x"})
	if err != nil {
		t.Fatal(err)
	}
	empty, huge := " ", strings.Repeat("x ", wiki.MaxPage/2+1)
	readToken := tm.cleo
	readToken.Scope = wiki.ScopeRead
	cases := []struct {
		name string
		do   func() error
		want content.Kind
	}{
		{"an empty title", func() error {
			_, err := tm.Save(ctx, tm.ben, wiki.Draft{Page: p.ID, Base: 1, Title: &empty})
			return err
		}, content.Invalid},
		{"a page that is too large", func() error { _, err := tm.save(tm.ben, p.ID, 1, huge); return err }, content.TooLarge},
		{"an unknown base revision", func() error { _, err := tm.save(tm.ben, p.ID, 7, "y"); return err }, content.Invalid},
		{"a move below itself", func() error {
			_, err := tm.Move(ctx, tm.ben, p.ID, wiki.Place{Parent: below.ID, Position: -1})
			return err
		}, content.Invalid},
		{"a slug that is taken", func() error {
			_, err := tm.CreateSpace(ctx, tm.cleo, wiki.NewSpace{Slug: "eng", Name: "E"})
			return err
		}, content.Conflict},
		{"a slug that is taken by a hidden space", func() error {
			_, err := tm.CreateSpace(ctx, tm.cleo, wiki.NewSpace{Slug: "secret", Name: "E"})
			return err
		}, content.Conflict},
		{"a space that may not be seen", func() error { _, err := tm.Space(ctx, tm.cleo, "secret"); return err }, content.NotFound},
		{"a page that may not be seen", func() error { _, err := tm.Page(ctx, tm.cleo, hidden.Page.ID); return err }, content.NotFound},
		{"saving a page that may not be seen", func() error { _, err := tm.save(tm.cleo, hidden.Page.ID, 1, "y"); return err }, content.NotFound},
		{"a NUL character", func() error { _, err := tm.save(tm.ben, p.ID, 1, "x\n\x00"); return err }, content.Invalid},
		{"text that is not UTF-8", func() error { _, err := tm.save(tm.ben, p.ID, 1, "x\xff"); return err }, content.Invalid},
		{"a title that reads backwards", func() error {
			_, err := tm.Create(ctx, tm.ben, wiki.NewPage{Space: tm.space.ID, Title: "gnp.\u202eexe"})
			return err
		}, content.Invalid},
		{"a title that nobody sees", func() error {
			_, err := tm.Create(ctx, tm.ben, wiki.NewPage{Space: tm.space.ID, Title: "\u200b"})
			return err
		}, content.Invalid},
		{"a space with a name that nobody sees", func() error {
			_, err := tm.CreateSpace(ctx, tm.ben, wiki.NewSpace{Name: "\u202e\u3164"})
			return err
		}, content.Invalid},
		{"saving with a token that may read", func() error { _, err := tm.save(readToken, p.ID, 1, "y"); return err }, content.Forbidden},
		{"a page for a visitor", func() error { _, err := tm.Page(ctx, wiki.Actor{}, p.ID); return err }, content.NotFound},
		{"a page that is not there", func() error { _, err := tm.Page(ctx, tm.ben, 999); return err }, content.NotFound},
		{"changing somebody else's space", func() error {
			_, err := tm.ChangeSpace(ctx, tm.cleo, "eng", wiki.SpaceChange{Name: &empty})
			return err
		}, content.Forbidden},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := kind(c.do()); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSectionsKeepTheirIdentity(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	p := tm.page(0, "Cars", "Intro here.\n\n## Insurance\n\nDecline the insurance at the desk.\n\n## Fuel\n\nPrepaid fuel is not paid back.\n")
	before := tm.sections(p.ID)
	tm.mustSave(p.ID, 1, "Intro here.\n\n## Fuel\n\nPrepaid fuel is not paid back.\n\n## Cover\n\nDecline the insurance at the desk.\n")
	after := tm.sections(p.ID)
	want := map[string]wiki.SectionID{"": before[""], "fuel": before["fuel"], "cover": before["insurance"]}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("sections moved and renamed (-want +got):\n%s", diff)
	}
	if html := tm.html(tm.ben, p.ID); !strings.Contains(html, `id="insurance"`) || !strings.Contains(html, `id="cover"`) {
		t.Errorf("the old anchor does not work any more:\n%s", html)
	}
	tm.mustSave(p.ID, 2, "Intro here.\n")
	tm.mustSave(p.ID, 3, "Intro here.\n\n## Cover\n\nDecline the insurance at the desk.\n")
	if got := tm.sections(p.ID)["cover"]; got != before["insurance"] {
		t.Errorf("a section that came back is %d, not %d", got, before["insurance"])
	}
}

func TestLinksSurvive(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	from := tm.page(0, "From", "See [[Travel]] and [[Not yet|later]].\n")
	if html := tm.html(tm.ben, from.ID); strings.Count(html, `class="wanted"`) != 2 {
		t.Fatalf("two pages are wanted:\n%s", html)
	}
	to := tm.page(0, "Travel", "Go.\n")
	leads := func(to wiki.Page) {
		t.Helper()
		if html := tm.html(tm.ben, from.ID); !strings.Contains(html, `href="`+to.URL()+`"`) {
			t.Errorf("no link to %s:\n%s", to.URL(), html)
		}
	}
	leads(to)
	title := "Journeys"
	saved, err := tm.Save(ctx, tm.ben, wiki.Draft{Page: to.ID, Base: 1, Title: &title})
	if err != nil {
		t.Fatal(err)
	}
	leads(saved.Page)
	tm.mustSave(from.ID, 1, "Edited. See [[Travel]].\n")
	leads(saved.Page)
	other, err := tm.CreateSpace(ctx, tm.ben, wiki.NewSpace{Name: "Other", Visibility: "private"})
	if err != nil {
		t.Fatal(err)
	}
	moved, err := tm.Move(ctx, tm.ben, to.ID, wiki.Place{Space: other.ID, Position: -1})
	if err != nil {
		t.Fatal(err)
	}
	leads(moved)
	if html := tm.html(tm.cleo, from.ID); strings.Contains(html, "Journeys") || strings.Contains(html, "journeys") || !strings.Contains(html, `class="wanted"`) {
		t.Errorf("a reader who may not see the page is told of it:\n%s", html)
	}
	back, err := tm.View(ctx, tm.ben, to.ID, "", "")
	if err != nil || len(back.Backlinks) != 1 || back.Backlinks[0].ID != from.ID {
		t.Errorf("backlinks: %+v, %v", back.Backlinks, err)
	}
	if err := tm.Trash(ctx, tm.ben, to.ID); err != nil {
		t.Fatal(err)
	}
	if html := tm.html(tm.ben, from.ID); !strings.Contains(html, `class="wanted"`) {
		t.Errorf("a trashed page is still linked:\n%s", html)
	}
	if _, err := tm.Restore(ctx, tm.ben, to.ID); err != nil {
		t.Fatal(err)
	}
	leads(moved)
}

func TestNearestWikiLink(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	a, b := tm.page(0, "A", "x"), tm.page(0, "B", "x")
	inA, inB := tm.page(a.ID, "Setup", "x"), tm.page(b.ID, "Setup", "x")
	from := tm.page(a.ID, "From", "[[Setup]]")
	if html := tm.html(tm.ben, from.ID); !strings.Contains(html, inA.URL()+`"`) {
		t.Errorf("want the nearest, %s, not %s:\n%s", inA.URL(), inB.URL(), html)
	}
	top := tm.page(0, "Top", "[[Setup]]")
	if html := tm.html(tm.ben, top.ID); !strings.Contains(html, "/find?") || strings.Contains(html, "wanted") {
		t.Errorf("the reader chooses between two that are equally near:\n%s", html)
	}
}

func TestTrashAndRestoreOfASubtree(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	top := tm.page(0, "Top", "x")
	mid := tm.page(top.ID, "Mid", "x")
	early, late := tm.page(mid.ID, "Early", "x"), tm.page(mid.ID, "Late", "x")
	for _, id := range []wiki.PageID{early.ID, top.ID} {
		if err := tm.Trash(ctx, tm.ben, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tm.Page(ctx, tm.ben, late.ID); err != nil {
		t.Fatalf("an editor sees the trash: %v", err)
	}
	if _, err := tm.Restore(ctx, tm.ben, mid.ID); err != nil {
		t.Fatal(err)
	}
	live := map[string]bool{}
	nodes, err := tm.Tree(ctx, tm.ben, tm.space.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		live[n.Title] = true
	}
	if diff := cmp.Diff(map[string]bool{"Mid": true, "Late": true}, live); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
}

func TestFrontMatterFollowsTheFields(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	p := tm.page(0, "", "---\ntitle: Cars # the old name\nlayout: post\ntags: [a]\n---\n\nText.\n")
	if diff := cmp.Diff([]string{"a"}, p.Tags); p.Title != "Cars" || diff != "" {
		t.Fatalf("title %q, tags %s", p.Title, diff)
	}
	title, tags := "Rental: cars", []string{"a", "travel"}
	typed := []string{"a", "\u202e", "tra\u200bvel"}
	saved, err := tm.Save(ctx, tm.ben, wiki.Draft{Page: p.ID, Base: 1, Title: &title, Tags: &typed})
	if err != nil {
		t.Fatal(err)
	}
	_, rev, _ := tm.Current(ctx, tm.ben, p.ID)
	front, _, _ := content.SplitFront(rev.Markdown)
	if front.Title != title || !cmp.Equal(front.Tags, tags) || !strings.Contains(rev.Markdown, "layout: post\n") || saved.Revision != 2 {
		t.Errorf("revision %d:\n%s", saved.Revision, rev.Markdown)
	}
	tm.mustSave(p.ID, 2, strings.Replace(rev.Markdown, "travel", "trips", 1))
	now, _ := tm.Page(ctx, tm.ben, p.ID)
	if diff := cmp.Diff([]string{"a", "trips"}, now.Tags); diff != "" {
		t.Errorf("tags do not follow the front matter (-want +got):\n%s", diff)
	}
}

func TestFilesAreReadableWhereTheyAreShown(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	private, err := tm.CreateSpace(ctx, tm.ben, wiki.NewSpace{Name: "Secret", Visibility: "private"})
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := tm.Create(ctx, tm.ben, wiki.NewPage{Space: private.ID, Title: "Plan", Markdown: "x"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := tm.Attach(ctx, tm.ben, hidden.Page.ID, `..\evil/"plan<1>.png`, strings.NewReader("\x89PNG\r\n\x1a\nrest"))
	if err != nil {
		t.Fatal(err)
	}
	if file.Name != "plan1.png" || file.Type != "image/png" {
		t.Errorf("kept as %q, %s", file.Name, file.Type)
	}
	open := func(as wiki.Actor) error {
		_, r, err := tm.File(ctx, as, file.ID)
		if err == nil {
			r.Close()
		}
		return err
	}
	if err := open(tm.ben); err != nil {
		t.Fatal(err)
	}
	if got := kind(open(tm.cleo)); got != content.NotFound {
		t.Errorf("a stranger gets %q", got)
	}
	tm.page(0, "Shows it", fmt.Sprintf("![plan](%s)", file.URL()))
	if err := open(tm.cleo); err != nil {
		t.Errorf("a page that everybody reads shows it: %v", err)
	}
	if err := open(wiki.Actor{}); kind(err) != content.NotFound {
		t.Errorf("a visitor gets %v", err)
	}
}

func TestEveryWriteIsAnEvent(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	start, err := tm.Store().LastEvent(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := tm.page(0, "P", "x")
	tm.mustSave(p.ID, 1, "y")
	steps := []func() error{
		func() error { _, err := tm.Move(ctx, tm.ben, p.ID, wiki.Place{Position: 0}); return err },
		func() error { _, err := tm.Verify(ctx, tm.ben, p.ID, time.Now().Add(time.Hour)); return err },
		func() error { _, err := tm.Revert(ctx, tm.ben, p.ID, 1); return err },
		func() error { return tm.Trash(ctx, tm.ben, p.ID) },
		func() error { _, err := tm.Restore(ctx, tm.ben, p.ID); return err },
		func() error { return tm.SetGrant(ctx, tm.ben, "eng", tm.cleo.Person, wiki.Manager) },
	}
	for i, step := range steps {
		if err := step(); err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
	events, err := tm.Store().Events(ctx, start, 100)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []wiki.EventKind
	for i, e := range events {
		kinds = append(kinds, e.Kind)
		if e.Seq != start+wiki.EventSeq(i)+1 || e.Actor.ID != tm.ben.Person || e.Space != tm.space.ID {
			t.Errorf("event %d: %+v", i, e)
		}
	}
	want := []wiki.EventKind{
		wiki.PageCreated, wiki.PageSaved, wiki.PageMoved, wiki.PageVerified, wiki.PageSaved,
		wiki.PageTrashed, wiki.PageRestored, wiki.GrantChanged,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestQuoteIsMarked(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	p := tm.page(0, "Cars", "## Who\n\nYou need **a licence** and the card. Decline it.\n")
	for anchor, want := range map[string]bool{"who": true, "": true, "nowhere": false} {
		v, err := tm.View(context.Background(), tm.ben, p.ID, "need a licence and the card.", anchor)
		if err != nil || v.Marked != want || strings.Contains(v.HTML, "<mark") != want {
			t.Errorf("at %q: marked %v, %v:\n%s", anchor, v.Marked, err, v.HTML)
		}
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Rotate keys": "/p/7/rotate-keys", "Edit": "/p/7", "History": "/p/7", "?!": "/p/7", "Über uns": "/p/7/über-uns",
		strings.Repeat("word ", 30): "/p/7/" + strings.TrimSuffix(strings.Repeat("word-", 12), "-"),
	} {
		if got := wiki.PageURL(7, title); got != want {
			t.Errorf("%q stands at %s, want %s", title, got, want)
		}
	}
}

func TestPageCounts(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.page(tm.page(0, "A", "x").ID, "B", "x")
	if err := tm.Trash(t.Context(), tm.ben, tm.page(0, "C", "x").ID); err != nil {
		t.Fatal(err)
	}
	got, err := tm.PageCounts(t.Context(), tm.cleo)
	if diff := cmp.Diff(map[wiki.SpaceID]int{tm.space.ID: 2}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestNobodyPublishesAFileByLinkingIt(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx := t.Context()
	private, err := tm.CreateSpace(ctx, tm.ben, wiki.NewSpace{Name: "Secret", Visibility: "private"})
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := tm.Create(ctx, tm.ben, wiki.NewPage{Space: private.ID, Title: "Plan", Markdown: "x"})
	if err != nil {
		t.Fatal(err)
	}
	file, err := tm.Attach(ctx, tm.ben, hidden.Page.ID, "hush.txt", strings.NewReader("secret"))
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("![x](/a/%d/x)", file.ID)
	steal, err := tm.Create(ctx, tm.cleo, wiki.NewPage{Space: tm.space.ID, Title: "Steal", Markdown: text})
	if err != nil {
		t.Fatal(err)
	}
	opens := func(as wiki.Actor) bool {
		_, r, err := tm.File(ctx, as, file.ID)
		if err == nil {
			r.Close()
		}
		return err == nil
	}
	v, err := tm.Preview(ctx, tm.cleo, tm.space.ID, 0, "T", text)
	if err != nil || strings.Contains(v.HTML, "hush") || strings.Contains(tm.html(tm.cleo, steal.Page.ID), "hush") {
		t.Errorf("the name of the file is told: %v", err)
	}
	if opens(tm.cleo) {
		t.Error("a link opened a file to the one who wrote it")
	}
	tm.mustSave(steal.Page.ID, 1, text+" shown by ben")
	if !opens(tm.cleo) {
		t.Error("ben may read the file and shows it, so the page's readers may read it")
	}
	if _, err := tm.save(tm.cleo, steal.Page.ID, 2, text+" edited by cleo"); err != nil || !opens(tm.ben) || !opens(tm.cleo) {
		t.Errorf("an edit by somebody else took the file from the page: %v", err)
	}
}

func TestSpacesOfEveryLanguage(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	for _, c := range []struct{ name, want string }{
		{"Übermut Straße", "ubermut-strasse"}, {"日本語", "space"}, {"Русский", "space-2"}, {"Eng", "eng-2"}, {"R & D", "r-d"},
	} {
		s, err := tm.CreateSpace(t.Context(), tm.ben, wiki.NewSpace{Name: c.name})
		if err != nil || s.Slug != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, s.Slug, err, c.want)
		}
	}
}
