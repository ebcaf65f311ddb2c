package content

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFingerprintFoldsTypography(t *testing.T) {
	same := []string{
		"It's \"fine\" - wait... ok", " It’s “fine” – wait… \u00a0ok\n", "It's\t\"fine\" — wait...\nok", "It's \"fi\u00adne\" -- wait... ok",
	}
	for _, s := range same[1:] {
		if Fingerprint(s) != Fingerprint(same[0]) {
			t.Errorf("%q differs from %q", s, same[0])
		}
	}
	if Fingerprint("café") != Fingerprint("cafe\u0301") {
		t.Error("composed and decomposed letters differ")
	}
	for _, pair := range [][2]string{{"30 days", "31 days"}, {"a b", "ab"}, {"Must", "must"}, {"a.", "a"}} {
		if Fingerprint(pair[0]) == Fingerprint(pair[1]) {
			t.Errorf("%q and %q are alike", pair[0], pair[1])
		}
	}
}

// genText draws a paragraph that shares few words with other paragraphs.
func genText(rng *rand.Rand) string {
	words := make([]string, 12+rng.IntN(20))
	for i := range words {
		words[i] = fmt.Sprintf("w%d", rng.IntN(5000))
	}
	return strings.Join(words, " ") + "."
}

// genPage draws a page of sections of which many have equal headings.
func genPage(t *rapid.T) (page []Fresh, rng *rand.Rand) {
	rng = rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	for _, h := range rapid.SliceOfN(rapid.SampledFrom([]string{"Example", "Syntax", "Notes", "Example"}), 3, 12).Draw(t, "headings") {
		page = append(page, Fresh{Heading: h, Level: 2, Text: genText(rng)})
	}
	return page, rng
}

func draw(t *rapid.T, page []Fresh, label string) int {
	return rapid.IntRange(0, len(page)-1).Draw(t, label)
}

// knownFrom is the state after a save, with a number for each newcomer.
func knownFrom(fresh []Fresh, matched []Matched, ids *int64) []Known {
	known := make([]Known, len(fresh))
	for i, f := range fresh {
		if matched[i].ID == 0 {
			*ids++
			matched[i].ID = *ids
		}
		known[i] = Known{ID: matched[i].ID, Anchor: matched[i].Anchor, Aliases: matched[i].Aliases, Heading: f.Heading, Text: f.Text, Fingerprint: Fingerprint(f.Text), Level: f.Level}
	}
	return known
}

// saved is the state after a first save of a page.
func saved(page []Fresh) []Known {
	var ids int64
	return knownFrom(page, Identify(nil, page, nil), &ids)
}

// wantIDs checks that the section at each place of the new page is the old one whose index is
// given (-1: a newcomer).
func wantIDs(t *rapid.T, old []Known, fresh []Fresh, want []int) []Matched {
	got := Identify(old, fresh, nil)
	checkAnchors(t, old, fresh, got)
	for i, w := range want {
		id := int64(0)
		if w >= 0 {
			id = old[w].ID
		}
		if got[i].ID != id {
			t.Fatalf("section %d is %d, want %d:\n%+v\n%+v", i, got[i].ID, id, old, fresh)
		}
	}
	return got
}

// checkAnchors states what holds for every assignment.
func checkAnchors(t interface{ Fatalf(string, ...any) }, old []Known, fresh []Fresh, got []Matched) {
	seen, ids := map[string]bool{}, map[int64]bool{}
	for i, m := range got {
		for _, anchor := range append([]string{m.Anchor}, m.Aliases...) {
			if seen[anchor] {
				t.Fatalf("anchor %q twice in %+v", anchor, got)
			}
			seen[anchor] = true
		}
		if (m.Anchor == "") != (fresh[i].Level == 0 && fresh[i].Heading == "") {
			t.Fatalf("section %d has the anchor %q", i, m.Anchor)
		}
		if m.ID != 0 && ids[m.ID] {
			t.Fatalf("section %d twice", m.ID)
		}
		ids[m.ID] = true
	}
	for _, k := range old {
		for i, m := range got {
			if m.ID != k.ID {
				continue
			}
			if k.Heading == fresh[i].Heading && fresh[i].ID == "" && k.Anchor != "" && m.Anchor != k.Anchor {
				t.Fatalf("%q lost its anchor %q to %q", k.Heading, k.Anchor, m.Anchor)
			}
			if k.Anchor != "" && m.Anchor != k.Anchor && !slices.Contains(m.Aliases, k.Anchor) && !seen[k.Anchor] {
				t.Fatalf("the anchor %q leads nowhere", k.Anchor)
			}
		}
	}
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestIdentifySamePageIsIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, _ := genPage(t)
		page[0].Level, page[0].Heading = 0, ""
		page[1].Text = page[2].Text
		page[2].Text = rapid.SampledFrom([]string{"", "x", page[2].Text}).Draw(t, "text")
		old := saved(page)
		for i, m := range wantIDs(t, old, page, upTo(len(page))) {
			if m.Anchor != old[i].Anchor || len(m.Aliases) > 0 {
				t.Fatalf("section %d: %+v from %+v", i, m, old[i])
			}
		}
	})
}

func TestIdentifyFirstSaveGivesSlugs(t *testing.T) {
	page := []Fresh{{Text: "intro"}, {Heading: "A", Level: 1}, {Heading: "A", Level: 2}, {Heading: "B", ID: "a", Level: 2}}
	var got []string
	for _, m := range Identify(nil, page, nil) {
		got = append(got, m.Anchor)
	}
	if diff := cmp.Diff(Slugs([]string{"", "A", "A", "B"}, []string{"", "", "", "a"}), got); diff != "" {
		t.Errorf("(-slugs +got):\n%s", diff)
	}
}

func TestIdentifyInsert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, rng := genPage(t)
		at := draw(t, page, "at")
		fresh := slices.Insert(slices.Clone(page), at, Fresh{Heading: "Example", Level: 2, Text: genText(rng)})
		wantIDs(t, saved(page), fresh, slices.Insert(upTo(len(page)), at, -1))
	})
}

func TestIdentifySwap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, _ := genPage(t)
		a, b := draw(t, page, "a"), draw(t, page, "b")
		fresh, want := slices.Clone(page), upTo(len(page))
		fresh[a], fresh[b] = fresh[b], fresh[a]
		want[a], want[b] = want[b], want[a]
		fresh[a].Text = "Swapped. " + fresh[a].Text
		wantIDs(t, saved(page), fresh, want)
	})
}

// The larger part of a split section goes on, whichever heading it has.
func TestIdentifySplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, _ := genPage(t)
		at := draw(t, page, "at")
		words := strings.Fields(page[at].Text)
		cut := len(words) / 4
		first, second := page[at], page[at]
		first.Text, second.Text = strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
		first.Heading = rapid.SampledFrom([]string{"Example", "Before"}).Draw(t, "first")
		second.Heading = rapid.SampledFrom([]string{"Example", "After"}).Draw(t, "second")
		fresh, want := slices.Clone(page), upTo(len(page))
		fresh[at] = second
		fresh, want = slices.Insert(fresh, at, first), slices.Insert(want, at, -1)
		wantIDs(t, saved(page), fresh, want)
	})
}

// Of two sections that become one, the one that gives more of the text goes on.
func TestIdentifyJoin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, rng := genPage(t)
		at := rapid.IntRange(0, len(page)-2).Draw(t, "at")
		page[at].Text = genText(rng) + " " + genText(rng) + " " + genText(rng)
		page[at+1].Text = "Short " + strings.Join(strings.Fields(page[at+1].Text)[:8], " ")
		fresh := slices.Clone(page)
		fresh[at].Text += "\n" + page[at+1].Text
		fresh[at].Heading = rapid.SampledFrom([]string{page[at].Heading, page[at+1].Heading}).Draw(t, "heading")
		wantIDs(t, saved(page), slices.Delete(fresh, at+1, at+2), slices.Delete(upTo(len(page)), at+1, at+2))
	})
}

// A section is renamed and another one put under its old heading, at its old place.
func TestIdentifyRenameAndReplace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page, rng := genPage(t)
		at := draw(t, page, "at")
		heading := page[at].Heading
		fresh, want := slices.Clone(page), upTo(len(page))
		fresh[at].Heading = rapid.SampledFrom([]string{"Renamed", "Example", "Notes"}).Draw(t, "heading")
		fresh[at].Text += " And a few words more."
		fresh = slices.Insert(fresh, at, Fresh{Heading: heading, Level: 2, Text: genText(rng)})
		want = slices.Insert(want, at, -1)
		old := saved(page)
		got := wantIDs(t, old, fresh, want)
		if m := got[at+1]; fresh[at+1].Heading == "Renamed" && !slices.Contains(m.Aliases, old[at].Anchor) {
			t.Fatalf("the old anchor %q is no alias of %+v", old[at].Anchor, m)
		}
	})
}

func TestIdentifyAnchors(t *testing.T) {
	text := "Keys are rotated by the platform team on the first Monday of each month."
	known := func(anchor string, aliases ...string) []Known {
		return []Known{{ID: 7, Anchor: anchor, Aliases: aliases, Heading: "Rotate keys", Text: text, Level: 2}}
	}
	for _, test := range []struct {
		name  string
		old   []Known
		fresh []Fresh
		taken string
		want  []Matched
	}{
		{"renamed", known("rotate-keys"), []Fresh{{Heading: "Renew keys", Text: text, Level: 2}}, "", []Matched{{7, "renew-keys", []string{"rotate-keys"}}}},
		{"renamed back", known("renew-keys", "old", "rotate"), []Fresh{{Heading: "Rotate", Text: text, Level: 2}}, "", []Matched{{7, "rotate", []string{"old", "renew-keys"}}}},
		{"another case", known("rotate-keys"), []Fresh{{Heading: "Rotate Keys?", Text: text, Level: 3}}, "", []Matched{{7, "rotate-keys", nil}}},
		{"an explicit anchor", known("rotate-keys"), []Fresh{{Heading: "Rotate keys", ID: "rk", Text: text, Level: 2}}, "", []Matched{{7, "rk", []string{"rotate-keys"}}}},
		{"an explicit anchor stays", known("rk"), []Fresh{{Heading: "Renewal", ID: "rk", Text: text, Level: 2}}, "", []Matched{{7, "rk", nil}}},
		{"a newcomer under the old heading", known("rotate-keys"), []Fresh{{Heading: "Rotate keys", Text: "Something else.", Level: 2}, {Heading: "Renew", Text: text, Level: 2}}, "", []Matched{{0, "rotate-keys-1", nil}, {7, "renew", []string{"rotate-keys"}}}},
		{"taken elsewhere", nil, []Fresh{{Heading: "Rotate keys", Level: 2}}, "rotate-keys", []Matched{{0, "rotate-keys-1", nil}}},
		{"the heading is removed", known("rotate-keys"), []Fresh{{Text: text}}, "", []Matched{{7, "", []string{"rotate-keys"}}}},
		{"emptied", known("rotate-keys"), []Fresh{{Heading: "Rotate keys", Level: 2}}, "", []Matched{{7, "rotate-keys", nil}}},
		{"gone", known("rotate-keys"), []Fresh{{Heading: "Lunch", Text: "Pizza on Fridays.", Level: 2}}, "", []Matched{{0, "lunch", nil}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Identify(test.old, test.fresh, func(anchor string) bool { return anchor == test.taken && test.taken != "" })
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Arbitrary edits, with explicit anchors and old aliases among them.
func TestIdentifyAnchorsAreUnique(t *testing.T) {
	section := rapid.Custom(func(t *rapid.T) Fresh {
		return Fresh{
			Heading: rapid.SampledFrom([]string{"A", "A 1", "B", "C", "?"}).Draw(t, "heading"),
			ID:      rapid.SampledFrom([]string{"", "", "", "a", "b-1"}).Draw(t, "id"),
			Text:    rapid.SampledFrom([]string{"", "one two three four", "one two three five six", "seven eight nine", "x"}).Draw(t, "text"),
			Level:   rapid.IntRange(1, 3).Draw(t, "level"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		var known []Known
		var ids int64
		for range 5 {
			fresh := rapid.SliceOfN(section, 0, 8).Draw(t, "fresh")
			got := Identify(known, fresh, nil)
			if again := Identify(known, fresh, nil); cmp.Diff(got, again) != "" {
				t.Fatalf("two answers: %s", cmp.Diff(got, again))
			}
			checkAnchors(t, known, fresh, got)
			known = knownFrom(fresh, got, &ids)
		}
	})
}

func TestAssignRowsIsOptimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		cost := make([][]float64, n)
		for i := range cost {
			for range n {
				cost[i] = append(cost[i], float64(rapid.IntRange(-9, 9).Draw(t, "cost")))
			}
		}
		got := 0.
		for j, i := range assignRows(cost) {
			got += cost[i][j]
		}
		best := 1e9
		var try func(row int, used uint, sum float64)
		try = func(row int, used uint, sum float64) {
			if row == n {
				best = min(best, sum)
				return
			}
			for j := range n {
				if used&(1<<j) == 0 {
					try(row+1, used|1<<j, sum+cost[row][j])
				}
			}
		}
		try(0, 0, 0)
		if got != best {
			t.Fatalf("cost %v, best is %v", got, best)
		}
	})
}

// The best pair alone is not the best assignment.
func TestAssignMaximisesTheSum(t *testing.T) {
	p := pairing{old: make([]side, 2), fresh: make([]side, 2), toFresh: []int{-1, -1}, toOld: []int{-1, -1}}
	p.assign([]candidate{{0, 0, .9}, {0, 1, .8}, {1, 0, .8}})
	if diff := cmp.Diff([]int{1, 0}, p.toFresh); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestIdentifyTakesBoundedTime(t *testing.T) {
	const limit = 15 * time.Second // a quadratic search takes minutes
	many, some := 50_000, 20_000
	if testing.Short() {
		many, some = 5_000, 2_000
	}
	rng := rand.New(rand.NewPCG(3, 4))
	page := func(n int, heading func(int) string, text func() string) []Fresh {
		out := make([]Fresh, n)
		for i := range out {
			out[i] = Fresh{Heading: heading(i), Level: 2, Text: text()}
		}
		return out
	}
	same := func(int) string { return "Same" }
	own := func(i int) string { return fmt.Sprint("Heading ", i) }
	alike := func() string { return strings.Repeat("the same words again and ", 5) + fmt.Sprint(rng.IntN(1000)) }
	for _, test := range []struct {
		name       string
		old, fresh []Fresh
	}{
		{"500 rewritten", page(500, own, func() string { return genText(rng) }), page(500, own, func() string { return genText(rng) })},
		{"500 alike under one heading", page(500, same, alike), page(500, same, alike)},
		{"500 equal", page(500, same, func() string { return "x" }), page(499, same, func() string { return "x" })},
		{"many empty", page(many, same, func() string { return "" }), page(many+1, same, func() string { return "" })},
		{"many alike", page(some, own, alike), page(some, own, alike)},
	} {
		t.Run(test.name, func(t *testing.T) {
			old := saved(test.old)
			took := quickest(t, limit, func() time.Duration {
				begin := time.Now()
				Identify(old, test.fresh, nil)
				return time.Since(begin)
			})
			t.Log(took)
			if took > limit {
				t.Errorf("took %v", took)
			}
		})
	}
}
