package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// handbook fills the team's spaces with a few pages.
func handbook(t *testing.T) (*team, map[string]wiki.Page) {
	tm := newTeam(t)
	pages := map[string]wiki.Page{}
	travel := tm.page(tm.ben, tm.open, 0, "Travel", "Before you go.\n\n## Receipts and vouchers\n\nSubmit a voucher within five days. A reimbursement needs a receipt.\n\n## Rental cars\n\nThe insurance at the counter is never reimbursed.\n", "money", "Trips")
	pages["travel"] = travel
	pages["leave"] = tm.page(tm.ben, tm.open, travel.ID, "Leave", "Tell your team before you take a holiday.\n")
	pages["empty"] = tm.page(tm.ben, tm.open, 0, "Onboarding checklist", "")
	pages["salary"] = tm.page(tm.cleo, tm.private, 0, "Salary bands", "## Levels\n\nA receipt is confidential here, and so is the reimbursement of movers.\n")
	tm.catchUp()
	return tm, pages
}

func TestSearchReadsTheQueryLanguage(t *testing.T) {
	tm, _ := handbook(t)
	for query, want := range map[string][]string{
		"receipt":                       {"Travel › Receipts and vouchers"},
		"submitting vouchers":           {"Travel › Receipts and vouchers"},
		"vouchers travel":               {"Travel › Receipts and vouchers"},
		"onboarding":                    {"Onboarding checklist"},
		`"five days"`:                   {"Travel › Receipts and vouchers"},
		`"days five"`:                   nil,
		"team -voucher":                 {"Leave"},
		`team -"take a holiday"`:        nil,
		"tag:trips insurance":           {"Travel › Rental cars"},
		"tag:MONEY -tag:nothing car":    {"Travel › Rental cars"},
		"tag:nothing car":               nil,
		"title:leave":                   {"Leave"},
		"space:eng holiday":             {"Leave"},
		"space:hr holiday":              nil,
		"-space:eng holiday":            nil,
		"kind:question holiday":         nil,
		"kind:page holiday":             {"Leave"},
		"author:ben holiday":            {"Leave"},
		"author:cleo holiday":           nil,
		"author:me holiday":             {"Leave"},
		"vuocher":                       {"Travel › Receipts and vouchers"},
		"vouchr":                        {"Travel › Receipts and vouchers"},
		"insurence":                     {"Travel › Rental cars"},
		"insurence \"at the counter\"":  {"Travel › Rental cars"},
		"what about holiday submarines": {"Leave"},
		"the of":                        nil,
		"":                              nil,
		"zzzqqq":                        nil,
		"-receipt":                      {"Travel", "Leave", "Onboarding checklist"},
	} {
		if diff := cmp.Diff(want, tm.titles(tm.ben, query)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
}

func TestSearchGroupsByPage(t *testing.T) {
	tm, pages := handbook(t)
	r := tm.search(tm.ben, "travel")
	if len(r.Hits) != 1 || r.Total != 1 || r.Hits[0].Page != pages["travel"].ID {
		t.Fatalf("one page was expected: %+v", r)
	}
	if n := len(r.Hits[0].Others); n != 2 {
		t.Errorf("%d other sections, want the 2 that have the word in their page's title", n)
	}
	hit := tm.search(tm.ben, "voucher receipt").Hits[0]
	if want := pages["travel"].URL() + "#receipts-and-vouchers"; hit.URL != want {
		t.Errorf("URL %q, want %q", hit.URL, want)
	}
	if want := "Submit a <mark>voucher</mark> within five days. A reimbursement needs a <mark>receipt</mark>."; hit.Snippet != want {
		t.Errorf("snippet %q, want %q", hit.Snippet, want)
	}
	if hit.Score != 1 {
		t.Errorf("the best hit scores %v, want 1", hit.Score)
	}
}

func TestReadersFindOnlyWhatTheyMayRead(t *testing.T) {
	tm, pages := handbook(t)
	if got := tm.titles(tm.ben, "confidential"); got != nil {
		t.Errorf("ben finds %v", got)
	}
	if got := tm.search(tm.ben, "receipt"); got.Total != 1 || got.Counts[search.KindSection] != 1 {
		t.Errorf("what ben may not read is counted: %+v", got)
	}
	if got := tm.search(wiki.Actor{}, "receipt"); len(got.Hits) != 0 || got.Total != 0 {
		t.Errorf("a visitor finds %+v", got)
	}
	if got := tm.titles(tm.cleo, "confidential"); !has(got, "Salary bands › Levels") {
		t.Errorf("cleo finds %v", got)
	}
	list, err := tm.finder.Suggest(t.Context(), tm.access(tm.ben), "salary")
	if err != nil || len(list) != 0 {
		t.Errorf("ben is suggested %v, %v", list, err)
	}
	for _, space := range []wiki.SpaceID{0, tm.private.ID} {
		found, err := tm.finder.Sections(t.Context(), tm.access(tm.ben), "confidential movers", space, 10)
		if err != nil || len(found) != 0 {
			t.Errorf("ben's candidates in space %d: %v, %v", space, found, err)
		}
	}
	// Rights hold from the grant on, without any indexing, and a move takes the page out of sight
	// before the index knows.
	if err := tm.SetGrant(t.Context(), tm.cleo, "hr", tm.ben.Person, wiki.Reader); err != nil {
		t.Fatal(err)
	}
	if got := tm.titles(tm.ben, "confidential"); !has(got, "Salary bands › Levels") {
		t.Errorf("after the grant ben finds %v", got)
	}
	if err := tm.SetGrant(t.Context(), tm.cleo, "hr", tm.ben.Person, wiki.Editor); err != nil {
		t.Fatal(err)
	}
	if _, err := tm.Move(t.Context(), tm.ben, pages["travel"].ID, wiki.Place{Space: tm.private.ID, Position: -1}); err != nil {
		t.Fatal(err)
	}
	if err := tm.SetGrant(t.Context(), tm.cleo, "hr", tm.ben.Person, wiki.None); err != nil {
		t.Fatal(err)
	}
	if got := tm.search(tm.ben, "holiday"); len(got.Hits) != 0 || got.Total != 0 {
		t.Errorf("moved out of sight, not yet indexed: %+v", got)
	}
	tm.catchUp()
	if got := tm.titles(tm.ben, "holiday"); got != nil {
		t.Errorf("moved out of sight with its parent: %v", got)
	}
	if got := tm.titles(tm.cleo, "holiday"); !has(got, "Leave") {
		t.Errorf("cleo finds %v", got)
	}
}

func TestTrashVanishesAndComesBack(t *testing.T) {
	tm, pages := handbook(t)
	if err := tm.Trash(t.Context(), tm.ben, pages["travel"].ID); err != nil {
		t.Fatal(err)
	}
	for _, caughtUp := range []bool{false, true} {
		if caughtUp {
			tm.catchUp()
		}
		if got := tm.titles(tm.ben, "holiday"); got != nil {
			t.Errorf("caught up %v: the trash holds %v", caughtUp, got)
		}
	}
	if _, err := tm.Restore(t.Context(), tm.ben, pages["travel"].ID); err != nil {
		t.Fatal(err)
	}
	tm.catchUp()
	if got := tm.titles(tm.ben, "holiday"); !has(got, "Leave") {
		t.Errorf("restored: %v", got)
	}
}

func TestEqualScoresAreOrderedByID(t *testing.T) {
	tm := newTeam(t)
	var want []wiki.PageID
	for i := range 30 {
		want = append(want, tm.page(tm.ben, tm.open, 0, "Same", "Exactly the same words.").ID)
		if i%7 == 0 {
			tm.catchUp() // several segments
		}
	}
	tm.catchUp()
	for _, q := range []search.Query{{Text: "words", Limit: 50}, {Text: "kind:page", Limit: 50}} {
		r, err := tm.finder.Search(t.Context(), tm.access(tm.ben), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []wiki.PageID
		for _, h := range r.Hits {
			got = append(got, h.Page)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", q.Text, diff)
		}
	}
}

func TestPagesOfResults(t *testing.T) {
	tm := newTeam(t)
	var big strings.Builder
	for i := range 150 {
		fmt.Fprintf(&big, "## Part %d\n\nwombat\n\n", i)
	}
	tm.page(tm.ben, tm.open, 0, "Wombats", big.String())
	for i := range 9 {
		tm.page(tm.ben, tm.open, 0, fmt.Sprintf("Other %d", i), "Here and there a wombat is seen, among many other animals of the wood.")
	}
	tm.catchUp()
	seen := map[wiki.PageID]bool{}
	for offset := 0; offset < 12; offset += 4 {
		r, err := tm.finder.Search(t.Context(), tm.access(tm.ben), search.Query{Text: "wombat", Limit: 4, Offset: offset})
		if err != nil {
			t.Fatal(err)
		}
		if want := min(4, 10-offset); len(r.Hits) != want || r.Total != 10 {
			t.Errorf("offset %d: %d hits of %d, want %d of 10", offset, len(r.Hits), r.Total, want)
		}
		for _, h := range r.Hits {
			if seen[h.Page] {
				t.Errorf("page %d stands twice", h.Page)
			}
			seen[h.Page] = true
		}
	}
}

func TestSuggest(t *testing.T) {
	tm, _ := handbook(t)
	for text, want := range map[string]string{
		"tra": "page Travel", "onboarding che": "page Onboarding checklist", "checklist": "page Onboarding checklist",
		"board": "page Onboarding checklist", "onbaording": "page Onboarding checklist", "onbording ch": "page Onboarding checklist",
		"rec": "section Travel › Receipts and vouchers", "rental": "section Travel › Rental cars", "vuochers": "section Travel › Receipts and vouchers",
		"xyz": "", "": "", "-": "",
	} {
		list, err := tm.finder.Suggest(t.Context(), tm.access(tm.ben), text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(list) > 0 {
			got = list[0].Kind + " " + list[0].Title
			if list[0].Heading != "" {
				got += " › " + list[0].Heading
			}
		}
		if got != want {
			t.Errorf("%q suggests %q, want %q", text, got, want)
		}
	}
}
