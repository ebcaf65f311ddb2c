package trust_test

import (
	"context"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/trust"
	"github.com/docent-wiki/docent/wiki"
)

// told are n asks of a kind, surest first, from a confidence down; right says which of them are.
func told(kind qa.Kind, n int, from float64, right func(int) bool) []eval.Told {
	all := make([]eval.Told, n)
	for i := range all {
		all[i] = eval.Told{Kind: kind, Told: match.Told{Confidence: from - float64(i)/1000, Right: right(i)}}
	}
	return all
}

func TestThresholds(t *testing.T) {
	all := func(int) bool { return true }
	none := func(int) bool { return false }
	for _, c := range []struct {
		name  string
		told  []eval.Told
		want  trust.Wanted
		of    qa.Kind
		least float64
		most  float64
	}{
		{"nothing measured", nil, trust.Shipped, qa.OfQuestion, qa.Shipped.Questions, qa.Shipped.Questions},
		{"nothing measured, sections", nil, trust.Shipped, qa.OfSection, qa.Shipped.Sections, qa.Shipped.Sections},
		{"nothing measured, more wanted", nil, trust.Wanted{Questions: .99, Sections: .85}, qa.OfQuestion, 0.9, 0.92},
		{"nothing measured, less wanted", nil, trust.Wanted{Questions: .95, Sections: .7}, qa.OfSection, 0.5, 0.75},
		{"too few", told(qa.OfQuestion, trust.Needed-1, .9, all), trust.Shipped, qa.OfQuestion, qa.Shipped.Questions, qa.Shipped.Questions},
		{"of the other kind", told(qa.OfSection, 90, .9, all), trust.Shipped, qa.OfQuestion, qa.Shipped.Questions, qa.Shipped.Questions},
		{"all right", told(qa.OfQuestion, 60, .6, all), trust.Shipped, qa.OfQuestion, 0.5, 0.542},
		{"all right, but unsure", told(qa.OfSection, 60, .3, all), trust.Shipped, qa.OfSection, 0.5, 0.5},
		{"none right", told(qa.OfQuestion, 60, .9, none), trust.Shipped, qa.OfQuestion, 0.92, 0.92},
		{"the surer half", told(qa.OfQuestion, 200, .9, func(i int) bool { return i < 100 }), trust.Shipped, qa.OfQuestion, 0.79, 0.81},
		{"a lucky few", told(qa.OfQuestion, 200, .9, func(i int) bool { return i < 10 }), trust.Shipped, qa.OfQuestion, 0.92, 0.92},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := trust.Measure(time.Time{}, c.told)
			got := m.Thresholds(c.want).Questions
			if c.of == qa.OfSection {
				got = m.Thresholds(c.want).Sections
			}
			if got < c.least-1e-9 || got > c.most+1e-9 {
				t.Errorf("%.4f, want %.3f to %.3f", got, c.least, c.most)
			}
		})
	}
}

// TestThresholdsProperty: who wants more gets no lower threshold, and, unless it is at an end, what is wanted.
func TestThresholdsProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []eval.Told
		for range rapid.IntRange(0, 400).Draw(t, "asks") {
			all = append(all, eval.Told{Kind: qa.OfQuestion, Told: match.Told{
				Confidence: math.Round(rapid.Float64Range(.1, 1).Draw(t, "confidence")*100) / 100, Right: rapid.Bool().Draw(t, "right"),
			}})
		}
		m := trust.Measure(time.Time{}, all)
		last := 0.0
		for w := trust.Least; w <= trust.Most; w += .01 {
			from := m.Thresholds(trust.Wanted{Questions: w, Sections: w}).Questions
			if from < last || from < .5 || from > .92 {
				t.Fatalf("wanted %.2f: from %.3f, before %.3f", w, from, last)
			}
			if p := m.Questions.At(from); m.Questions.Own() && from > .5 && from < .92 && p.Precision < w {
				t.Fatalf("wanted %.2f, got %.3f", w, p.Precision)
			}
			last = from
		}
	})
}

// kept is a database in memory.
type kept struct {
	texts map[string]string
	m     trust.Trial
}

func (k *kept) Setting(_ context.Context, name string) (string, error) { return k.texts[name], nil }

func (k *kept) SetSetting(_ context.Context, as wiki.Actor, name, value string) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Not you.")
	}
	k.texts[name] = value
	return nil
}

func (k *kept) PutTrial(_ context.Context, m trust.Trial) error { k.m = m; return nil }

func (k *kept) TrialSince(_ context.Context, after time.Time) (trust.Trial, bool, error) {
	return k.m, k.m.At.After(after), nil
}

// TestKeeper: what one process changes or measures is in use there at once, and in another after its next look.
func TestKeeper(t *testing.T) {
	db, ctx := &kept{texts: map[string]string{}}, t.Context()
	here, there := trust.New(db, db), trust.New(db, db)
	same := func(what string, want float64) {
		t.Helper()
		if err := there.Load(ctx); err != nil {
			t.Fatal(err)
		}
		for _, k := range []*trust.Keeper{here, there} {
			if got, err := k.Thresholds(ctx); err != nil || math.Abs(got.Questions-want) > 1e-9 {
				t.Errorf("%s: %v (%v), want %v", what, got.Questions, err, want)
			}
		}
	}
	same("fresh", qa.Shipped.Questions)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(here.Note(ctx, time.Unix(1000, 0), told(qa.OfQuestion, 60, .9, func(int) bool { return false })))
	same("measured", .92)
	must(here.Note(ctx, time.Unix(2000, 0), told(qa.OfQuestion, 60, .6, func(i int) bool { return i < 20 })))
	same("measured again", .6-19.0/1000)
	must(here.Want(ctx, wiki.Operator(), trust.Wanted{Questions: .5, Sections: .85}))
	same("wanted", .6-38.0/1000)
	if err := here.Want(ctx, wiki.Actor{Person: 3, Role: wiki.Member}, trust.Shipped); err == nil {
		t.Error("a member changes it")
	}
	if err := here.Want(ctx, wiki.Operator(), trust.Wanted{Questions: math.NaN(), Sections: .8}); err == nil {
		t.Error("nonsense is wanted")
	}
	same("refused", .6-38.0/1000)
	db.texts["answers"] = "{"
	if err := there.Load(ctx); err == nil {
		t.Error("what cannot be read is passed over")
	}
	if got := there.State().Wanted.Questions; got != .5 {
		t.Errorf("then %v is wanted", got)
	}
	must(here.Want(ctx, wiki.Operator(), trust.Shipped))
	same("as shipped", .6-19.0/1000)
}
