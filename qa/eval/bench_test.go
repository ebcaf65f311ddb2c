package eval_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
)

// BenchmarkAsk asks every question of the set beside the two bare index queries that an ask issues,
// in turn, and reports p50 and p95 of both in milliseconds: an ask may take three times the bare
// queries and two milliseconds.
func BenchmarkAsk(b *testing.B) {
	set, err := eval.Read(filepath.Join(shared(b), "eval", "18f.jsonl"))
	must(b, err)
	h := newHouse(b)
	h.handbook(b)
	h.ready(b)
	desk := qa.New(h.Store, h.Finder, nil, qa.Options{})
	var ask, bare []time.Duration
	for b.Loop() {
		for _, c := range set.Cases {
			begun := time.Now()
			words := qa.Normalise(c.Question)
			_, err := h.Finder.Sections(b.Context(), h.Access, words, 0, 64)
			must(b, err)
			_, err = h.Finder.Questions(b.Context(), h.Access, words, 0, 24)
			must(b, err)
			middle := time.Now()
			_, err = desk.Preview(b.Context(), h.Access, c.Question, 0)
			must(b, err)
			bare, ask = append(bare, middle.Sub(begun)), append(ask, time.Since(middle))
		}
	}
	at := func(all []time.Duration, share float64) float64 {
		slices.Sort(all)
		return float64(all[int(share*float64(len(all)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(ask, .5), "ask-p50-ms")
	b.ReportMetric(at(ask, .95), "ask-p95-ms")
	b.ReportMetric(at(bare, .5), "bare-p50-ms")
	b.ReportMetric(at(bare, .95), "bare-p95-ms")
}
