package model_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/model"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/search/vector/vectortest"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// site is a wiki with a search index in memory and a model that can be asked.
type site struct {
	*wikitest.Site
	endpoint *vectortest.Endpoint
	model    *model.Model
	finder   *search.Finder
	feed     *search.Feed
	log      strings.Builder
	now      time.Time
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{Site: wikitest.Open(t, nil), endpoint: vectortest.New(t), now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	s.Serve(httpd.Options{})
	s.Settle()
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	source := search.Pages(s.Wiki.Store())
	s.feed = search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{})
	s.finder = search.NewFinder(index, source, s.Wiki.Store(), s.feed)
	s.model = s.newModel()
	s.finder.UseMeaning(s.model)
	s.Page("handbook", "Fleet", "# Fleet\n\n## Collision\n\nAfter an accident with a vehicle, phone the fleet desk.\n\n## Fuel\n\nPay petrol with the green card.\n")
	s.Page("handbook", "Kitchen", "# Kitchen\n\nThe dishwasher runs at noon. Put mugs into the upper basket.\n")
	s.Page("secret", "Tangerine", "# Tangerine\n\nThe tangerine collision is planned for May.\n")
	s.Must(s.feed.CatchUp(t.Context()))
	return s
}

func (s *site) newModel() *model.Model {
	return model.New(model.Options{
		Settings: s.Accounts, Store: searchsql.NewVectors(s.DB), Log: s.Wiki.Store(), Pages: s.Wiki.Store(), Patience: 300 * time.Millisecond,
		Now:    func() time.Time { return s.now },
		Client: vector.Options{Wait: func(context.Context, time.Duration) error { return nil }},
		Logger: slog.New(slog.NewTextHandler(&s.log, nil)),
	})
}

func (s *site) choose(change func(*model.Change)) {
	s.T.Helper()
	key := vectortest.Key
	c := model.Change{Settings: model.Settings{Find: true, BaseURL: s.endpoint.Base(), Embedding: "small"}, Key: &key}
	if change != nil {
		change(&c)
	}
	s.Must(s.model.Change(s.T.Context(), s.Actor("ada"), c))
}

// work embeds all there is to embed.
func (s *site) work(m *model.Model) {
	s.T.Helper()
	for did := true; did; {
		var err error
		did, err = m.Step(s.T.Context())
		s.Must(err)
	}
}

func (s *site) state() model.State {
	s.T.Helper()
	state, err := s.model.State(s.Actor("ada"))
	s.Must(err)
	return state
}

// sections asks as somebody and names what is found.
func (s *site) sections(as, question string) []string {
	s.T.Helper()
	ctx := search.Asked(s.T.Context(), question)
	found, err := s.finder.Sections(ctx, s.Access(as), question, 0, 10)
	s.Must(err)
	var ids []wiki.SectionID
	for _, c := range found {
		ids = append(ids, c.Section)
	}
	placed, err := s.Wiki.Store().Placed(s.T.Context(), ids, nil)
	s.Must(err)
	names := make([]string, len(found))
	for i, id := range ids {
		for _, p := range placed {
			if p.ID == id {
				names[i] = p.Page.Title + "/" + p.Heading
			}
		}
	}
	return names
}

// noWordShared is a question that has no word of the section that answers it.
const noWordShared = "automobile crash"

func TestFindsByMeaning(t *testing.T) {
	s := newSite(t)
	if got := s.sections("bob", noWordShared); len(got) != 0 {
		t.Fatalf("without a model: %v", got)
	}
	s.choose(nil)
	s.work(s.model)
	if got := s.sections("bob", noWordShared); len(got) == 0 || got[0] != "Fleet/Collision" {
		t.Errorf("with a model: %v, want Fleet/Collision first", got)
	}
	found, err := s.finder.Sections(t.Context(), s.Access("bob"), noWordShared, 0, 10)
	s.Must(err)
	if len(found) != 0 {
		t.Errorf("nobody asked, and still the model was asked: %v", found)
	}
	if state := s.state(); state.Embedded != 3 || state.Total != 3 {
		t.Errorf("state %+v, want 3 of 3", state)
	}
	off := func(c *model.Change) { c.Find = false }
	s.choose(off)
	if got := s.sections("bob", noWordShared); len(got) != 0 {
		t.Errorf("turned off again: %v", got)
	}
}

// TestNothingOfALeftOutSpaceIsSent looks at everything that ever reached the endpoint.
func TestNothingOfALeftOutSpaceIsSent(t *testing.T) {
	s := newSite(t)
	s.choose(func(c *model.Change) { c.LeftOut = []wiki.SpaceID{s.SpaceID("open")} })
	open := s.Page("open", "Pomelo", "# Pomelo\n\nAll about the pomelo.\n")
	s.work(s.model)
	moving := s.Page("handbook", "Grapefruit", "# Grapefruit\n\nJuice.\n")
	s.work(s.model)
	secret := s.SpaceID("secret")
	s.Must(second(s.Wiki.Move(t.Context(), s.Actor("ada"), moving.ID, wiki.Place{Space: secret})))
	text := "# Grapefruit\n\nThe mandarin plan.\n"
	s.Must(second(s.Wiki.Save(t.Context(), s.Actor("ada"), wiki.Draft{Page: moving.ID, Base: 1, Markdown: &text})))
	s.work(s.model)
	ctx := search.Asked(t.Context(), "kumquat question")
	_, err := s.finder.Sections(ctx, s.Access("ada"), "kumquat question", secret, 10)
	s.Must(err)
	sent, _ := s.endpoint.Sent()
	for _, word := range []string{"angerine", "omelo", "mandarin", "kumquat"} {
		if strings.Contains(sent, word) {
			t.Errorf("%q was sent", word)
		}
	}
	if !strings.Contains(sent, "Juice") {
		t.Error("the page was not sent while it stood in the team's space")
	}
	if state := s.state(); state.Embedded != 3 {
		t.Errorf("%d sections have vectors, want 3: one was moved to a private space", state.Embedded)
	}

	s.choose(func(c *model.Change) { c.Private = true })
	s.work(s.model)
	if sent, _ := s.endpoint.Sent(); !strings.Contains(sent, "angerine") || !strings.Contains(sent, "omelo") {
		t.Error("spaces that are no longer left out were not sent")
	}
	if got := strings.Join(s.sections("bob", noWordShared), " "); strings.Contains(got, "angerine") || !strings.Contains(got, "Collision") {
		t.Errorf("Bob finds %v", got)
	}
	if got := strings.Join(s.sections("rita", noWordShared), " "); !strings.Contains(got, "Tangerine") {
		t.Errorf("Rita finds %v", got)
	}
	s.choose(func(c *model.Change) { c.LeftOut = []wiki.SpaceID{open.Space} })
	s.work(s.model)
	if state := s.state(); state.Embedded != 3 {
		t.Errorf("%d sections have vectors, want 3: what is left out is forgotten", state.Embedded)
	}
	rest, err := searchsql.NewVectors(s.DB).Vectors(t.Context(), "small", 0, 100)
	s.Must(err)
	if len(rest) != 3 {
		t.Errorf("%d vectors are stored, want 3", len(rest))
	}
}

func second[T any](_ T, err error) error { return err }

func TestFollowsThePages(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	s.work(s.model)
	_, before := s.endpoint.Sent()
	again := s.newModel() // as after a start
	s.Must(again.Load(t.Context()))
	s.work(again)
	if _, calls := s.endpoint.Sent(); calls != before {
		t.Errorf("%d calls after a start for what is stored", calls-before)
	}
	s.model = again
	s.finder.UseMeaning(again)
	page := s.Page("handbook", "Absence", "# Absence\n\nTell your lead about an absence.\n")
	s.Must(s.feed.CatchUp(t.Context()))
	s.work(again)
	if got := s.sections("bob", "vacation"); len(got) == 0 || got[0] != "Absence/" && got[0] != "Absence/Absence" {
		t.Errorf("a new page is not found: %v", got)
	}
	text := "# Absence\n\nBicycles are parked in the yard.\n"
	s.Must(second(s.Wiki.Save(t.Context(), s.Actor("ada"), wiki.Draft{Page: page.ID, Base: page.Revision, Markdown: &text})))
	s.work(again)
	if sent, _ := s.endpoint.Sent(); !strings.Contains(sent, "Bicycles") || strings.Count(sent, "Kitchen") != 1 {
		t.Errorf("a changed section was not sent, or others were sent again")
	}
	s.Must(s.Wiki.Trash(t.Context(), s.Actor("ada"), page.ID))
	s.work(again)
	if state := s.state(); state.Embedded != 3 {
		t.Errorf("%d sections have vectors, want 3: the page is in the trash", state.Embedded)
	}
}

func TestAnotherModelEmbedsAnew(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	s.work(s.model)
	_, before := s.endpoint.Sent()
	s.choose(func(c *model.Change) { c.Embedding = "large" })
	if got := s.sections("bob", noWordShared); len(got) != 0 {
		t.Errorf("vectors of the old model are compared with a question of the new one: %v", got)
	}
	s.work(s.model)
	if _, calls := s.endpoint.Sent(); calls == before {
		t.Error("nothing was embedded anew")
	}
	if got := s.sections("bob", noWordShared); len(got) == 0 || got[0] != "Fleet/Collision" {
		t.Errorf("with the new model: %v", got)
	}
	for name, want := range map[string]int{"small": 0, "large": 3} {
		stored, err := searchsql.NewVectors(s.DB).Vectors(t.Context(), name, 0, 100)
		s.Must(err)
		if len(stored) != want {
			t.Errorf("%d vectors of the model %s are stored, want %d", len(stored), name, want)
		}
	}
}

func TestDownEndpointDelaysNobody(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	s.work(s.model)
	s.endpoint.Break(true)
	if got := s.sections("bob", "dishwasher"); len(got) == 0 || got[0] != "Kitchen/" && got[0] != "Kitchen/Kitchen" {
		t.Errorf("words are not found while the endpoint is down: %v", got)
	}
	_, before := s.endpoint.Sent()
	s.sections("bob", "mugs")
	if _, calls := s.endpoint.Sent(); calls != before {
		t.Error("the next ask tried again at once")
	}
	s.Page("handbook", "Later", "# Later\n\nWritten while it was down.\n")
	if _, err := s.model.Step(t.Context()); err == nil {
		t.Error("embedding succeeded while the endpoint is down")
	}
	if f := s.state().Fault.Text; !strings.Contains(f, "503") || !strings.Contains(f, "out of order") {
		t.Errorf("the fault says %q", f)
	}
	s.endpoint.Break(false)
	s.now = s.now.Add(time.Minute)
	s.work(s.model)
	if got := s.sections("bob", noWordShared); len(got) == 0 || got[0] != "Fleet/Collision" {
		t.Errorf("when it is up again: %v", got)
	}
	if state := s.state(); state.Embedded != 4 {
		t.Errorf("%d sections have vectors, want 4: what failed is tried again", state.Embedded)
	}
	if strings.Contains(s.log.String(), vectortest.Key) {
		t.Error("the key stands in the log")
	}
}

func TestHangingEndpointIsLeftAlone(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	s.work(s.model)
	s.endpoint.Hang(true)
	begun := time.Now()
	got := s.sections("bob", "dishwasher")
	if took := time.Since(begun); took < 250*time.Millisecond || took > 2*time.Second {
		t.Errorf("the ask took %s; it waits for 300 ms", took)
	}
	if len(got) == 0 {
		t.Error("words are not found while the endpoint hangs")
	}
	if f := s.state().Fault.Text; !strings.Contains(f, "in time") {
		t.Errorf("the fault says %q", f)
	}
	ctx, cancel := context.WithCancel(t.Context())
	s.now = s.now.Add(time.Minute)
	cancel()
	s.model.Near(ctx, "who went away", []wiki.SpaceID{s.SpaceID("handbook")}, 1)
	s.endpoint.Hang(false)
	if got := s.sections("bob", noWordShared); len(got) == 0 || got[0] != "Fleet/Collision" {
		t.Errorf("somebody who went away has the model left alone: %v", got)
	}
}

func TestTextsThatAreTooLong(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Long", "# Long\n\nBananas. "+strings.Repeat("A long story. ", 200)+"\n")
	s.endpoint.Limit(2000)
	s.choose(nil)
	s.work(s.model)
	if state := s.state(); state.Embedded != 4 || state.Total != 4 {
		t.Errorf("state %+v, want 4 of 4: a long text is sent shorter", state)
	}
	s.endpoint.Limit(60)
	s.choose(func(c *model.Change) { c.Embedding = "large" })
	s.work(s.model)
	state := s.state()
	if state.Embedded == 0 || state.Embedded == 4 || !strings.Contains(state.Fault.Text, "too long") {
		t.Errorf("state %+v, want some without a vector, and why", state)
	}
	if did, err := s.model.Step(t.Context()); did || err != nil {
		t.Errorf("what cannot be embedded is tried again and again: %v %v", did, err)
	}
}

func TestAnotherSizeUnderTheSameName(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	s.work(s.model)
	s.endpoint.Shorten(32)
	s.Page("handbook", "Later", "# Later\n\nThe endpoint has another model by now.\n")
	s.work(s.model)
	if state := s.state(); state.Embedded != 4 || !strings.Contains(state.Fault.Text, "another size") {
		t.Errorf("state %+v, want all 4 embedded anew, and why", state)
	}
	if got := s.sections("bob", noWordShared); len(got) == 0 || got[0] != "Fleet/Collision" {
		t.Errorf("found %v", got)
	}
}

func TestKeyAndChoice(t *testing.T) {
	s := newSite(t)
	ctx, ada := t.Context(), s.Actor("ada")
	s.choose(nil)
	got, err := s.model.Settings(ctx, ada)
	s.Must(err)
	if !got.HasKey {
		t.Error("the key is not there")
	}
	keep := model.Change{Settings: got}
	s.Must(s.model.Change(ctx, ada, keep))
	if got, _ := s.model.Settings(ctx, ada); !got.HasKey {
		t.Error("the key was not kept")
	}
	keep.BaseURL = "http://elsewhere.test/v1"
	s.Must(s.model.Change(ctx, ada, keep))
	if got, _ := s.model.Settings(ctx, ada); got.HasKey {
		t.Error("the key goes to another address")
	}
	blank := "a b"
	for name, c := range map[string]model.Change{
		"no scheme":    {Settings: model.Settings{BaseURL: "example.com"}},
		"no address":   {Settings: model.Settings{Find: true, Embedding: "m"}},
		"no embedding": {Settings: model.Settings{Find: true, BaseURL: "http://m/v1"}},
		"no writer":    {Settings: model.Settings{Compose: true, BaseURL: "http://m/v1"}},
		"odd key":      {Settings: model.Settings{BaseURL: "http://m/v1"}, Key: &blank},
		"odd name":     {Settings: model.Settings{BaseURL: "http://m/v1", Answer: "a\x00b"}},
	} {
		var told *content.Error
		if err := s.model.Change(ctx, ada, c); !errors.As(err, &told) || told.Kind != content.Invalid || told.Field == "" && name != "no scheme" && name != "no address" {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, as := range []string{"bob"} {
		var told *content.Error
		if err := s.model.Change(ctx, s.Actor(as), keep); !errors.As(err, &told) || told.Kind != content.Forbidden {
			t.Errorf("%s changed it: %v", as, err)
		}
		if _, err := s.model.Settings(ctx, s.Actor(as)); !errors.As(err, &told) || told.Kind != content.Forbidden {
			t.Errorf("%s sees it: %v", as, err)
		}
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	s := newSite(t)
	s.choose(nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- s.model.Run(ctx) }()
	cancel()
	s.Must(<-ended)
}
