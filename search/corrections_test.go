package search_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

func TestCorrections(t *testing.T) {
	tm, _ := handbook(t)
	for query, want := range map[string]string{
		"vuocher":                      "voucher",
		"Vuochers please":              "vouchers please",
		"reciept":                      "receipt",
		"insurence counter":            "insurence counter", // its stem is the right one, so it finds
		"reimbursemnt":                 "reimbursement",
		"resimbursementt":              "reimbursement",
		"space:eng  vuocher -insurnce": "space:eng  voucher -insurnce",
		`title:vuocher tag:monye`:      `title:vuocher tag:monye`,
		`"five dyas" vuocher`:          `"five days" voucher`,
		"voucher":                      "voucher",
		"vouchers":                     "vouchers",
		"crs":                          "crs", // too short to be mistyped
		"submarine":                    "submarine",
		"confidentail":                 "confidentail", // in a space that ben may not read
		"movres":                       "movres",
		"ERR_CNON_42":                  "ERR_CNON_42",
		"":                             "",
		"teh holidya":                  "teh holiday",
	} {
		got, changed, err := tm.finder.Corrections(t.Context(), tm.access(tm.ben), query)
		if err != nil {
			t.Fatal(err)
		}
		if got != want || changed != (query != want) {
			t.Errorf("%q: %q, changed %v; want %q", query, got, changed, want)
		}
	}
	got, _, err := tm.finder.Corrections(t.Context(), tm.access(tm.cleo), "confidentail movres")
	if err != nil || got != "confidential movers" {
		t.Errorf("who may read it: %q, %v", got, err)
	}
}

// Words are kept with the index: they are known after it was built anew and opened again.
func TestCorrectionsOutliveTheProcess(t *testing.T) {
	tm, _ := handbook(t)
	must(t, tm.feed.Reindex(t.Context()))
	must(t, tm.index.Close())
	tm.openIndex()
	if got, _, err := tm.finder.Corrections(t.Context(), tm.access(tm.ben), "vuocher"); err != nil || got != "voucher" {
		t.Errorf("%q, %v", got, err)
	}
}

// What left the reader's sight is not suggested, even before the index knows.
func TestCorrectionsForgetWhatIsGone(t *testing.T) {
	tm, pages := handbook(t)
	if err := tm.Trash(t.Context(), tm.ben, pages["travel"].ID); err != nil {
		t.Fatal(err)
	}
	for _, caughtUp := range []bool{false, true} {
		if caughtUp {
			tm.catchUp()
		}
		got, changed, err := tm.finder.Corrections(t.Context(), tm.access(tm.ben), "insurnce")
		if err != nil || changed {
			t.Errorf("caught up %v: %q, %v", caughtUp, got, err)
		}
	}
}

func TestCorrectionsInEveryLanguage(t *testing.T) {
	tm := newTeam(t)
	tm.page(tm.ben, tm.open, 0, "Urlaub", "Wer Urlaub nehmen möchte, stellt einen Antrag bei der Leitung und wartet auf die Genehmigung, bevor die Reise über das Büro gebucht wird.")
	tm.page(tm.ben, tm.open, 0, "Congés", "Pour demander des congés, il faut remplir le formulaire et le donner à la personne qui est responsable de votre équipe.")
	tm.page(tm.ben, tm.open, 0, "Holidays", "Before you take a holiday, tell your team about it and make sure that somebody can answer the questions of your customers.")
	tm.catchUp()
	for query, want := range map[string]string{
		"Genehmgung": "genehmigung", "formulair": "formulaire", "éqiupe": "équipe", "custmers": "customers", "conges": "conges",
	} {
		got, _, err := tm.finder.Corrections(t.Context(), tm.access(tm.ben), query)
		if err != nil || got != want {
			t.Errorf("%q: %q, want %q; %v", query, got, want, err)
		}
	}
}

var someWords = strings.Fields("voucher vouchers travel traveler holiday holidays insurance insure receipt recipe counter country team steam approve approval manager management form reform budget gadget printer sprinter release leased config configure deploy employ")

// Words that are known stand for themselves, whatever is near them: with and without typos forgiven the
// ranking is the same.
func TestTyposAreNeverWorseThanExact(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ix, err := search.Open("")
		if err != nil {
			rt.Fatal(err)
		}
		defer ix.Close()
		words := rapid.SampledFrom(someWords)
		var docs []search.Change
		known := map[string]bool{}
		for i := range rapid.IntRange(1, 8).Draw(rt, "documents") {
			text := rapid.SliceOfN(words, 1, 12).Draw(rt, "text")
			for _, w := range text {
				known[w] = true
			}
			ref := search.Ref{Page: wiki.PageID(i + 1)}
			docs = append(docs, search.Change{Group: search.PageGroup(ref.Page), Docs: []search.Doc{
				{Ref: ref, Space: 1, Lead: true, Lang: "en", Body: strings.Join(text, " ")},
			}})
		}
		if err := ix.Apply(docs, search.Mark{}); err != nil {
			rt.Fatal(err)
		}
		asked := rapid.SliceOfNDistinct(words.Filter(func(w string) bool { return known[w] }), 1, 3, rapid.ID).Draw(rt, "query")
		for _, r := range []search.Request{
			{All: search.Parse(strings.Join(asked, " ")).Words},
			{Any: strings.Join(asked, " ")},
		} {
			r.Kinds, r.Spaces, r.Size = []search.Kind{search.KindSection}, []wiki.SpaceID{1}, 100
			exact, err := ix.Find(t.Context(), r)
			if err != nil {
				rt.Fatal(err)
			}
			r.Fuzzy = true
			forgiving, err := ix.Find(t.Context(), r)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(exact.Hits, forgiving.Hits); diff != "" {
				rt.Fatalf("%v (-exact +forgiving):\n%s", asked, diff)
			}
		}
	})
}

func TestTyposThatAreForgiven(t *testing.T) {
	t.Parallel()
	ix := memory(t)
	fill(t, ix, "A voucher.", "The reimbursement.", "Kubernetes clusters.", "The form.", "Version 2026.")
	put(t, ix, search.Doc{Ref: search.Ref{Page: 9}, Space: 2, Lead: true, Body: "vouchre"})
	for query, want := range map[string][]wiki.PageID{
		"vouchr": {1}, "vuocher": {1}, "voucherx": {1}, "boucher": {1}, // one letter, also the first
		"vuochre":       nil, // two in a word of seven
		"reimbrsment":   {2}, // two in a longer word
		"riembursemnet": {2}, "reimbursemnt": {2},
		"kubrenets": {3}, "xubernetez": nil,
		"from": nil, // a stop word
		"fomr": {4}, "frm": nil, "2062": nil,
		"vouchre": {1}, // known only where it cannot be read
	} {
		if diff := cmp.Diff(want, pagesOf(t, ix, search.Request{All: clauses(query), Fuzzy: true})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

func TestSearchOffersWhatWasMeant(t *testing.T) {
	tm, _ := handbook(t)
	for query, want := range map[string]string{"vuocher": "voucher", "voucher": "", "reimbursemnt holiday": "reimbursement holiday", "zzzqqq": ""} {
		if got := tm.search(tm.ben, query).Meant; got != want {
			t.Errorf("%s: meant %q, want %q", query, got, want)
		}
	}
	if got := tm.titles(tm.ben, "nboard"); len(got) != 1 || got[0] != "Onboarding checklist" {
		t.Errorf("a piece of a title finds %v", got)
	}
}

func TestPiecesOfTitles(t *testing.T) {
	t.Parallel()
	ix := memory(t)
	var docs []search.Doc
	for i, title := range []string{"Kubernetes basics", "Überstunden", "日本語の手引き", "Go"} {
		docs = append(docs, search.Doc{Ref: search.Ref{Page: wiki.PageID(i + 1)}, Space: 1, Lead: true, Title: title})
	}
	put(t, ix, docs...)
	for text, want := range map[string][]wiki.PageID{
		"ubern": {1}, "netes bas": {1}, "stund": {2}, "berst": {2}, "uberst": {2}, "nothing": nil, "UBE": {1, 2},
	} {
		if diff := cmp.Diff(want, pagesOf(t, ix, search.Request{Lookup: search.InTitle(text)})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	if got := search.InTitle("go a"); got != nil {
		t.Errorf("two letters are looked up by %s", fmt.Sprint(got))
	}
}
