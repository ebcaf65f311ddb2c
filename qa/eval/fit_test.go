package eval

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
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
	a := NewAdoption(settings, clock)
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
	a = NewAdoption(settings, clock)
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
