package search_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

func (tm *team) ask(as wiki.Actor, q search.Query) search.Results {
	tm.t.Helper()
	r, err := tm.finder.Search(tm.t.Context(), tm.access(as), q)
	if err != nil {
		tm.t.Fatal(err)
	}
	return r
}

// counted writes facets as "space: eng 3, hr 1".
func counted(facets []search.Facet, names ...string) map[string]string {
	all := map[string]string{}
	for _, f := range facets {
		var parts []string
		for _, v := range f.Values {
			parts = append(parts, fmt.Sprintf("%s %d", v.Value, v.Count))
		}
		for _, name := range names {
			if name == f.Name {
				all[name] = strings.Join(parts, ", ")
			}
		}
	}
	return all
}

func TestFacetsCountWhatTheReaderMayRead(t *testing.T) {
	tm, pages := handbook(t)
	names := []string{"space", "tag", "author", "kind"}
	want := map[string]string{"kind": "page 1", "space": "eng 1", "tag": "money 1, trips 1", "author": "Ben Okafor 1"}
	if diff := cmp.Diff(want, counted(tm.search(tm.ben, "receipt").Facets, names...)); diff != "" {
		t.Errorf("ben (-want +got):\n%s", diff)
	}
	want = map[string]string{"kind": "page 2", "space": "eng 1, hr 1", "tag": "money 1, trips 1", "author": "Ben Okafor 1, Cleo Martin 1"}
	if diff := cmp.Diff(want, counted(tm.search(tm.cleo, "receipt").Facets, names...)); diff != "" {
		t.Errorf("cleo (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"kind": "page 1", "space": "hr 1", "author": "Cleo Martin 1"}, counted(tm.search(tm.cleo, "receipt author:cleo").Facets, names...)); diff != "" {
		t.Errorf("within the query (-want +got):\n%s", diff)
	}
	// What is gone is not counted, whether or not the index knows.
	if err := tm.Trash(t.Context(), tm.ben, pages["travel"].ID); err != nil {
		t.Fatal(err)
	}
	for _, caughtUp := range []bool{false, true} {
		if caughtUp {
			tm.catchUp()
		}
		if got := tm.search(tm.ben, "receipt"); len(got.Facets) != 0 || got.Total != 0 {
			t.Errorf("caught up %v: %+v", caughtUp, got.Facets)
		}
	}
}

// Facets are the same after the index was closed and opened again.
func TestFactsAreReadBack(t *testing.T) {
	tm, _ := handbook(t)
	before := tm.search(tm.cleo, "receipt").Facets
	tm.openIndex()
	if diff := cmp.Diff(before, tm.search(tm.cleo, "receipt").Facets); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
	tm.openIndex() // and when a change comes before the first search
	tm.page(tm.ben, tm.open, 0, "Another", "A receipt.", "money")
	tm.catchUp()
	if got := counted(tm.search(tm.ben, "receipt").Facets, "tag")["tag"]; got != "money 2, trips 1" {
		t.Errorf("tags: %s", got)
	}
}

func TestVerificationExpiresByTheClock(t *testing.T) {
	tm, pages := handbook(t)
	until := time.Now().Add(48 * time.Hour)
	if _, err := tm.Verify(t.Context(), tm.ben, pages["leave"].ID, until); err != nil {
		t.Fatal(err)
	}
	tm.catchUp()
	for _, c := range []struct {
		query string
		now   time.Time
		want  int
	}{
		{"holiday verified:yes", until.Add(-time.Hour), 1},
		{"holiday verified:yes", until.Add(time.Hour), 0},
		{"holiday verified:no", until.Add(-time.Hour), 0},
		{"holiday verified:no", until.Add(time.Hour), 1},
		{"holiday verified:expired", until.Add(time.Hour), 1},
		{"holiday -verified:yes", until.Add(time.Hour), 1},
		{"verified:yes OR verified:expired", until.Add(time.Hour), 1},
		{"holiday verified:perhaps", until, 1},
	} {
		if got := tm.ask(tm.ben, search.Query{Text: c.query, Now: c.now}); got.Total != c.want {
			t.Errorf("%s at %v finds %d, want %d", c.query, c.now.Sub(until), got.Total, c.want)
		}
	}
	if got := tm.ask(tm.ben, search.Query{Text: "holiday", Now: until.Add(-time.Hour)}); counted(got.Facets, "verified")["verified"] != "yes 1" {
		t.Errorf("%+v", got.Facets)
	}
	if _, err := tm.Verify(t.Context(), tm.ben, pages["leave"].ID, time.Time{}); err != nil {
		t.Fatal(err)
	}
	tm.catchUp()
	if got := tm.ask(tm.ben, search.Query{Text: "verified:yes", Now: until.Add(-time.Hour)}); got.Total != 0 {
		t.Errorf("taken back, still found: %+v", got.Hits)
	}
}

func TestDatesNarrow(t *testing.T) {
	tm, _ := handbook(t)
	year := time.Now().UTC().Year()
	for query, want := range map[string]int{
		"holiday updated:today":                    1,
		fmt.Sprintf("holiday updated:%d", year):    1,
		fmt.Sprintf("holiday updated:<%d", year):   0,
		fmt.Sprintf("holiday created:>=%d", year):  1,
		"holiday updated:<1d":                      1,
		"holiday updated:>1d":                      0,
		"holiday -updated:>1d":                     1,
		"updated:<1d":                              3,
		"holiday updated:soon":                     1,
		"holiday lang:en":                          1,
		"holiday lang:German":                      0,
		"holiday (receipt OR team)":                1,
		"holiday OR insurance":                     2,
		"(insurance counter) OR (holiday receipt)": 1,
		"team -(holiday OR insurance)":             0,
		"tag:money OR tag:none":                    1,
		"(space:eng OR space:hr) receipt":          1,
		"title:travel OR title:leave":              2,
		"kind:question OR kind:attachment holiday": 0,
		"holiday OR tag:money":                     0, // both are required, and it is said
		`"take a holiday" OR "at the counter"`:     2,
		"author:ben OR author:cleo holiday":        1,
		"owner:nobody holiday":                     0,
		"-owner:nobody holiday":                    1,
	} {
		if got := tm.search(tm.ben, query); got.Total != want {
			t.Errorf("%s finds %d, want %d", query, got.Total, want)
		}
	}
}

// Whatever a value is, a line says what would work; spaces that the reader may not see are not named.
func TestNotes(t *testing.T) {
	tm, _ := handbook(t)
	for query, want := range map[string]string{
		"x space:hr":       "There is no space “hr”. You may look in eng.",
		"x kind:person":    "There is no kind “person”. The kinds are page, question and attachment.",
		"x updated:soon":   "“soon” is no date: it was left out. Write updated:>2026-01-31, updated:2026-05, or updated:<30d for the last thirty days.",
		"x verified:maybe": "“verified:maybe” was left out: write verified:yes, verified:no or verified:expired.",
		"x lang:klingon":   "“lang:klingon” was left out: write the language's code, such as lang:de, or its English name.",
		"x author:zoe":     "Nobody here is called “zoe”.",
		"x tag:none":       "",
	} {
		if got := strings.Join(tm.search(tm.ben, query).Notes, "\n"); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestSorting(t *testing.T) {
	tm := newTeam(t)
	for _, title := range []string{"banana", "Cherry", "apple"} {
		tm.page(tm.ben, tm.open, 0, title, strings.Repeat("fruit ", len(title))+"\n\n## One\n\nfruit\n\n## Two\n\nfruit fruit\n")
	}
	tm.catchUp()
	for sort, want := range map[search.Sort][]string{
		search.SortTitle:  {"apple", "banana", "Cherry"},
		search.SortOldest: {"banana", "Cherry", "apple"},
		search.SortNewest: {"apple", "Cherry", "banana"},
	} {
		var got []string
		for offset := range 3 {
			r := tm.ask(tm.ben, search.Query{Text: "fruit", Sort: sort, Limit: 1, Offset: offset})
			if r.Total != 3 || len(r.Hits) != 1 || len(r.Hits[0].Others) == 0 {
				t.Fatalf("%s from %d: %d in all, hits %+v", sort, offset, r.Total, r.Hits)
			}
			got = append(got, r.Hits[0].Title)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", sort, diff)
		}
	}
	best, other := tm.search(tm.ben, "fruit").Hits, tm.ask(tm.ben, search.Query{Text: "fruit", Sort: "anything"}).Hits
	if diff := cmp.Diff(best, other); diff != "" {
		t.Errorf("an unknown order is not the best match (-want +got):\n%s", diff)
	}
}

func TestComplete(t *testing.T) {
	tm, _ := handbook(t)
	tm.page(tm.cleo, tm.private, 0, "Secret", "x", "moneybags")
	tm.catchUp()
	for text, want := range map[string]string{
		"":               "",
		"t":              "",
		"ta":             "tag:",
		"ti":             "title:",
		"receipt ve":     "verified:",
		"tag:":           "tag:money, tag:trips",
		"tag:mon":        "tag:money",
		"a -tag:M":       "tag:money",
		"(tag:t":         "tag:trips",
		"tag:money":      "",
		"author:ok":      `author:"Ben Okafor"`,
		`author:"ben o`:  `author:"Ben Okafor"`,
		"author:":        `author:me, author:"Ben Okafor", author:"Cleo Martin"`,
		"space:":         "space:eng",
		"kind:q":         "kind:question",
		"verified:":      "verified:yes, verified:expired, verified:no",
		"lang:":          "lang:en",
		"nothing:":       "",
		"tag:money word": "",
		`"ta`:            "",
	} {
		list, err := tm.finder.Complete(t.Context(), tm.access(tm.ben), text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range list {
			got = append(got, c.Text)
			if !strings.HasSuffix(c.Query, c.Text) {
				t.Errorf("%q completes to %q", text, c.Query)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if list, _ := tm.finder.Complete(t.Context(), tm.access(tm.ben), "a -tag:m"); len(list) != 1 || list[0].Query != "a -tag:money" {
		t.Errorf("%+v", list)
	}
	for _, text := range []string{"author:", "tag:", "space:"} {
		if list, err := tm.finder.Complete(t.Context(), tm.access(wiki.Actor{}), text); err != nil || len(list) != 0 {
			t.Errorf("a visitor is offered %+v for %s, %v", list, text, err)
		}
	}
}

func TestPeopleAreSuggested(t *testing.T) {
	tm, _ := handbook(t)
	list, err := tm.finder.Suggest(t.Context(), tm.access(tm.cleo), "ben ok")
	if err != nil || len(list) != 1 || list[0].Kind != "person" || list[0].URL != "/search?q=author%3A%22Ben+Okafor%22" {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := tm.finder.Suggest(t.Context(), tm.access(wiki.Actor{}), "ben ok"); err != nil || len(list) != 0 {
		t.Errorf("a visitor is suggested %+v, %v", list, err)
	}
}
