package eval

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// lessons are asks in which one feature, that the shipped weights do not know, tells what was meant and
// the others are noise.
func lessons(n int) []lesson {
	r := rand.New(rand.NewPCG(3, 4))
	all := make([]lesson, n)
	for i := range all {
		l := match.List{Features: make([]match.Features, 8), Right: r.IntN(8)}
		for j := range l.Features {
			for k := range l.Features[j] {
				l.Features[j][k] = r.Float64()
			}
			l.Features[j][match.Probable] = 0
		}
		l.Features[l.Right][match.Probable] = 1
		all[i] = lesson{l, i / 2}
	}
	return all
}

// TestFit: what can be learnt is learnt, it is measured on other questions, and it is the same every time.
func TestFit(t *testing.T) {
	got := fit(lessons(200))
	if got.Before.N != 200 || got.After.N != 200 || got.Before.P1 > .5 || got.After.P1 < .95 {
		t.Errorf("before %+v, after %+v", got.Before, got.After)
	}
	if got.Weights["probable"] < got.Weights["chance"] {
		t.Errorf("weights %v", got.Weights)
	}
	again := fit(lessons(200))
	if again.After != got.After || again.Weights["probable"] != got.Weights["probable"] {
		t.Errorf("another time %+v", again)
	}
	var b strings.Builder
	if err := got.Write(&b); err != nil || !strings.Contains(b.String(), "as shipped") {
		t.Errorf("%v: %s", err, &b)
	}
}

// TestFitIsHonest: where there is nothing to learn, cross-validation says so.
func TestFitIsHonest(t *testing.T) {
	all := lessons(120)
	r := rand.New(rand.NewPCG(5, 6))
	for i := range all {
		for j := range all[i].Features {
			all[i].Features[j][match.Probable] = 0
		}
		all[i].Right = r.IntN(8)
	}
	if got := fit(all); got.After.P1 > got.Before.P1+.12 {
		t.Errorf("learnt from noise: before %+v, after %+v", got.Before, got.After)
	}
}

// kept are settings in memory.
type kept map[string]string

func (k kept) Setting(_ context.Context, name string) (string, error) { return k[name], nil }

func (k kept) SetSetting(_ context.Context, as wiki.Actor, name, value string) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "no")
	}
	k[name] = value
	return nil
}

// TestAdoption: weights count once an administrator has adopted them, after another start too, until
// somebody goes back.
func TestAdoption(t *testing.T) {
	settings, ctx := kept{}, t.Context()
	clock := func() time.Time { return time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC) }
	sections := &ordered{}
	a := NewAdoption(settings, sections, clock)
	check := func(what string, err error, chance float64) {
		t.Helper()
		if err != nil || a.Weights()[match.Chance] != chance {
			t.Errorf("%s: chance %v (%v), want %v", what, a.Weights()[match.Chance], err, chance)
		}
	}
	shipped := match.Ranking[match.Chance]
	check("new", a.Load(ctx), shipped)
	if err := a.Adopt(ctx, wiki.Operator()); err == nil {
		t.Error("nothing can be adopted")
	}
	check("proposed", a.Propose(ctx, wiki.Operator(), Fitting{Wordings: 60, Weights: map[string]float64{"chance": 1.5, "closest": -3, "unknown": 9}}), shipped)
	if err := a.Adopt(ctx, wiki.Actor{Person: 7, Role: wiki.Member, Scope: wiki.ScopeAdmin}); err == nil || a.Weights()[match.Chance] != shipped {
		t.Errorf("a member adopts: %v", err)
	}
	check("adopted", a.Adopt(ctx, wiki.Operator()), 1.5)
	if w := a.Weights(); w[match.Closest] != match.Ranking[match.Closest] {
		t.Errorf("a weight that makes no sense counts: %v", w)
	}
	a = NewAdoption(settings, sections, clock)
	check("another start", a.Load(ctx), 1.5)
	if l, err := a.Adopted(ctx); err != nil || l == nil || l.By != "operator" || !l.At.Equal(clock()) {
		t.Errorf("adopted %+v (%v)", l, err)
	}
	check("back", a.GoBack(ctx, wiki.Operator()), shipped)
	if l, err := a.Learnt(ctx); err != nil || l == nil {
		t.Errorf("what was learnt is gone (%v)", err)
	}
}

func TestEveryFeatureHasAName(t *testing.T) {
	seen := map[string]bool{}
	for k, name := range featureNames {
		if name == "" || seen[name] {
			t.Errorf("feature %d is called %q", k, name)
		}
		seen[name] = true
	}
}

// ordered notes by what sections are ordered.
type ordered struct{ weights rank.Weights }

func (o *ordered) UseRanking(w rank.Weights, _ rank.Platt) { o.weights = w }

// sectionLessons are questions of which one feature, that counts against a section as shipped, tells
// the right one; the others are noise.
func sectionLessons(n, telling int) []sectionLesson {
	r := rand.New(rand.NewPCG(7, 8))
	all := make([]sectionLesson, n)
	for i := range all {
		l := sectionLesson{question: i / 2, Example: rank.Example{Features: make([]rank.Features, 20), Right: make([]bool, 20)}}
		for j := range l.Features {
			for k := range l.Features[j] {
				l.Features[j][k] = r.Float64()
			}
			if telling >= 0 {
				l.Features[j][telling] = 0
			}
			l.seen = append(l.seen, rank.Candidate{Page: int64(j/2 + 1)})
		}
		right := r.IntN(20)
		if l.Right[right] = true; telling >= 0 {
			l.Features[right][telling] = 1
		}
		all[i] = l
	}
	return all
}

// TestFitSections: what can be learnt is learnt, with a certainty that belongs to it, and is the same
// every time; of noise nothing is, and cross-validation says so. -short leaves the other time and the noise out.
func TestFitSections(t *testing.T) {
	heading := slices.Index(rank.Names[:], "heading")
	got, err := fitSections(t.Context(), sectionLessons(60, heading))
	if err != nil || got.Before.N != 60 || got.After.N != 60 || got.Before.P1 > .4 || got.After.P1 < .9 {
		t.Fatalf("%v, before %+v, after %+v", err, got.Before, got.After)
	}
	if !(Fitting{Sections: got}).Gained() {
		t.Error("nothing was gained")
	}
	weights, certainty := got.profile()
	if weights[heading] <= rank.Sections[heading] || *got.Certainty != certainty {
		t.Errorf("weights %v, certainty %+v", weights, certainty)
	}
	if !testing.Short() {
		fitSectionsAgain(t, got, heading)
	}
	if few, err := fitSections(t.Context(), sectionLessons(Needed-1, heading)); err != nil || few.Wordings != Needed-1 || few.Weights != nil {
		t.Errorf("%v: of too few: %+v", err, few)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fitSections(ctx, sectionLessons(60, heading)); err == nil {
		t.Error("goes on when nobody waits")
	}
}

func fitSectionsAgain(t *testing.T, got SectionFitting, heading int) {
	t.Helper()
	again, err := fitSections(t.Context(), sectionLessons(60, heading))
	near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) // sums over pages have no order
	if diff := cmp.Diff(got, again, near); diff != "" || err != nil {
		t.Errorf("another time (%v):\n%s", err, diff)
	}
	if noise, err := fitSections(t.Context(), sectionLessons(60, -1)); err != nil || noise.After.P1 > noise.Before.P1+.1 {
		t.Errorf("%v: learnt from noise: before %+v, after %+v", err, noise.Before, noise.After)
	}
}

// TestAdoptedElsewhere: what another process adopts is in use here, sections included, and so is going back.
func TestAdoptedElsewhere(t *testing.T) {
	settings, ctx := kept{}, t.Context()
	sections := &ordered{rank.Sections}
	here, there := NewAdoption(settings, sections, nil), NewAdoption(settings, nil, nil)
	load := func() {
		t.Helper()
		if err := here.Load(ctx); err != nil {
			t.Fatal(err)
		}
	}
	load()
	learnt := Fitting{Wordings: 60, Sections: SectionFitting{
		Wordings: 60, Weights: map[string]float64{"index": 9}, Certainty: &rank.Platt{Bias: 1},
	}}
	if err := errors.Join(there.Propose(ctx, wiki.Operator(), learnt), there.Adopt(ctx, wiki.Operator())); err != nil {
		t.Fatal(err)
	}
	load()
	if sections.weights[0] != 9 || sections.weights[1] != rank.Sections[1] {
		t.Errorf("sections are ordered by %v", sections.weights)
	}
	if err := there.GoBack(ctx, wiki.Operator()); err != nil {
		t.Fatal(err)
	}
	load()
	if sections.weights != rank.Sections {
		t.Errorf("after going back by %v", sections.weights)
	}
}

// TestGained: better in one and worse in none.
func TestGained(t *testing.T) {
	low, high := Ranking{N: 60, P1: .5}, Ranking{N: 60, P1: .6}
	for _, c := range []struct {
		name                  string
		before, after, sb, sa Ranking
		want                  bool
	}{
		{"equal", low, low, low, low, false},
		{"questions", low, high, low, low, true},
		{"sections", low, low, low, high, true},
		{"one each", low, high, high, low, false},
		{"only the later places", low, Ranking{N: 60, P1: .5, MRR10: .6}, low, low, true},
		{"worse", high, low, low, low, false},
	} {
		if got := (Fitting{Before: c.before, After: c.after, Sections: SectionFitting{Before: c.sb, After: c.sa}}).Gained(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
