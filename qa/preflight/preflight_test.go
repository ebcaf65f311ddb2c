package preflight_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/preflight"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// house is a wiki with an index in memory.
type house struct {
	wiki   *wiki.Wiki
	feed   *search.Feed
	finder *search.Finder
	store  *qasql.Store
	desk   *qa.Desk
	access wiki.Access
	space  wiki.SpaceID
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newHouse(t testing.TB) *house {
	t.Helper()
	dir := t.TempDir()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(dir, "docent.db"))})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "attachments"))
	must(t, err)
	h := &house{wiki: wiki.New(wikisql.New(db), blobs, wiki.Options{}), store: qasql.New(db)}
	index, err := search.Open("")
	must(t, err)
	t.Cleanup(func() { must(t, index.Close()) })
	source := search.Sources(search.Pages(h.wiki.Store()), qa.NewDocs(h.store, h.wiki.Store()))
	h.feed = search.NewFeed(index, h.wiki.Store(), source, search.FeedOptions{})
	h.finder = search.NewFinder(index, source, h.wiki.Store(), h.feed)
	h.desk = qa.New(h.store, h.finder, qa.NewRecorder(h.store), qa.Options{})
	space, err := h.wiki.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "handbook", Name: "Handbook"})
	must(t, err)
	h.space = space.ID
	h.access, err = h.wiki.Access(t.Context(), wiki.Operator())
	must(t, err)
	return h
}

func (h *house) page(t testing.TB, title, markdown string) wiki.Page {
	t.Helper()
	saved, err := h.wiki.Create(t.Context(), wiki.Operator(), wiki.NewPage{Space: h.space, Title: title, Markdown: markdown})
	must(t, err)
	return saved.Page
}

func (h *house) known(t testing.TB, title string, page wiki.PageID, anchor, quote string) {
	t.Helper()
	q, err := h.desk.CreateQuestion(t.Context(), h.access, qa.NewQuestion{Title: title, Space: h.space})
	must(t, err)
	a, err := h.desk.AddAnswer(t.Context(), h.access, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page, Anchor: anchor, Quote: quote}}})
	must(t, err)
	must(t, h.desk.Accept(t.Context(), h.access, q.ID, a))
}

const travel = `How trips work here.

## Rental cars

Anybody on an approved trip may rent a car. You need a valid licence and the travel card.

## Receipts

Keep every receipt above 75 dollars. Upload them within five days of your return.

## Hotels

Book hotels through the portal. Breakfast is reimbursed.
`

// decoys speak of the same things, so that a page that says less of them falls behind.
var decoys = []string{
	"# Receipts of the kitchen\n\nThe kitchen keeps a receipt of milk in the drawer above the sink.\n",
	"# Dollars\n\nA receipt in dollars is kept by finance. Where receipts are kept, dollars are too.\n",
	"# Keeping receipts\n\nWhich receipts to keep: those in dollars, and every other receipt.\n",
	"# Old receipts\n\nReceipts that nobody has to keep any more, in dollars and in euros.\n",
}

func (h *house) team(t testing.TB) wiki.Page {
	t.Helper()
	page := h.page(t, "Business travel", travel)
	for _, d := range decoys {
		title, text, _ := strings.Cut(strings.TrimPrefix(d, "# "), "\n")
		h.page(t, title, text)
	}
	h.known(t, "Which receipts do I keep, from how many dollars?", page.ID, "receipts", "Upload them within five days of your return.")
	h.known(t, "Is breakfast in a hotel reimbursed?", page.ID, "hotels", "Breakfast is reimbursed.")
	must(t, h.feed.CatchUp(t.Context()))
	return page
}

func (h *house) warnings(t testing.TB, check wiki.Preflight, page wiki.Page, markdown string) []string {
	t.Helper()
	found, err := h.wiki.Preflight(t.Context(), wiki.Operator(), wiki.Draft{Page: page.ID, Base: page.Revision, Markdown: &markdown}, check)
	must(t, err)
	var all []string
	for _, w := range found {
		all = append(all, w.Title+" "+w.Text)
	}
	return all
}

// TestWhatIsLost: an edit is told what it spoils, and nothing else.
func TestWhatIsLost(t *testing.T) {
	h := newHouse(t)
	page := h.team(t)
	check := preflight.New(h.store, h.finder)
	const receipts, breakfast = "Which receipts do I keep, from how many dollars? ", "Is breakfast in a hotel reimbursed? "
	for _, c := range []struct {
		name, old, new string
		want           []string
	}{
		{"nothing", "", "", nil},
		{"a typo elsewhere", "licence", "license", nil},
		{"a renamed heading", "## Hotels", "## Where to sleep", nil},
		{"a sentence more", "Breakfast is", "Rooms are booked early. Breakfast is", nil},
		{"the quoted sentence", "Breakfast is reimbursed.", "Dinner is on us.", []string{breakfast + "would lose its sentence “Breakfast is reimbursed.”"}},
		{
			"a section", "## Hotels\n\nBook hotels through the portal. Breakfast is reimbursed.\n", "",
			[]string{breakfast + "would lose its section “Hotels”"},
		},
		{
			"most of the words", "Keep every receipt above 75 dollars. ", "Photograph the paper. ",
			[]string{receipts + "would no longer be found among the first three"},
		},
		{
			"all words", "## Receipts\n\nKeep every receipt above 75 dollars. ", "## Paper\n\nPhotograph it. ",
			[]string{receipts + "would no longer be found among the first three"},
		},
	} {
		got := h.warnings(t, check, page, strings.Replace(travel, c.old, c.new, 1))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestRights: nobody is told of a question that they may not read.
func TestRights(t *testing.T) {
	h := newHouse(t)
	page := h.team(t)
	if got := h.warnings(t, preflight.New(h.store, h.finder), page, "Nothing.\n"); len(got) != 2 {
		t.Fatalf("the operator is told %q", got)
	}
	reader := wiki.NewAccess(wiki.Actor{Person: 7, Role: wiki.Member, Scope: wiki.ScopeAdmin}, nil, nil)
	proposal := wiki.Proposal{Page: page, Now: []wiki.Section{{ID: 1}}}
	got, err := preflight.New(h.store, h.finder)(t.Context(), reader, proposal)
	must(t, err)
	if len(got) > 0 {
		t.Errorf("told to somebody who may read nothing: %v", got)
	}
}

// stuck is a finder that answers when it is told to give up.
type stuck struct{ qa.Finder }

func (stuck) Sections(ctx context.Context, _ wiki.Access, _ string, _ wiki.SpaceID, _ int) ([]search.Candidate, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestTime: a save is not held up by an index that does not answer, and is told what is plain without it.
func TestTime(t *testing.T) {
	h := newHouse(t)
	page := h.team(t)
	check := preflight.New(h.store, stuck{h.finder})
	for _, c := range []struct {
		name, old, new string
		want           []string
	}{
		{"in doubt", "Keep every receipt above 75 dollars.", "Photograph it.", nil},
		{
			"in doubt, and plain", "Keep every receipt above 75 dollars. Upload them within five days of your return.\n\n## Hotels\n\nBook hotels through the portal. Breakfast is reimbursed.",
			"Photograph it. Upload them within five days of your return.\n\n## Hotels\n\nBook hotels.",
			[]string{"Is breakfast in a hotel reimbursed? would lose its sentence “Breakfast is reimbursed.”"},
		},
	} {
		begun := time.Now()
		got := h.warnings(t, check, page, strings.Replace(travel, c.old, c.new, 1))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("%s: %v", c.name, took)
		}
	}
}
