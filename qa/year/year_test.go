package year

import (
	"log/slog"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki/notify"
)

var quiet = slog.New(slog.DiscardHandler)

// TestYear is the year, or a month of it, with a store in memory.
func TestYear(t *testing.T) {
	s := scale{days: 31, questions: 1700, crashes: 58, outages: 2}
	if os.Getenv("DOCENT_TEST_ALL") != "" {
		s = scale{days: 365, questions: 20000, crashes: 58, outages: 8}
	}
	begun := time.Now()
	w := live(t, s, func(func() time.Time) keptStore { return newDisk() })
	took := time.Since(begun)
	report(t, w, took)
	if len(w.crasher.where) < 5 || w.starts < 51 {
		t.Errorf("%d restarts, at %v", w.starts-1, w.crasher.where)
	}
	if took > 2*time.Minute {
		t.Errorf("it took %s", took)
	}
}

// TestDays is some days on the real queue.
func TestDays(t *testing.T) {
	s := scale{days: 3, questions: 120, crashes: 8, outages: 1}
	if os.Getenv("DOCENT_TEST_ALL") != "" {
		s = scale{days: 31, questions: 1700, crashes: 58, outages: 2}
	}
	live(t, s, func(now func() time.Time) keptStore { return openQueue(t, now) })
}

// live lets a world live, and judges it.
func live(t *testing.T, s scale, open func(now func() time.Time) keptStore) *world {
	t.Helper()
	w := newWorld(t, s, 4, open)
	w.run()
	c := judge(t, w)
	for kind, n := range c.faults {
		t.Errorf("%s: %d times, first: %s", kind, n, c.first[kind])
	}
	return w
}

// report prints what happened, and wants enough of everything for the test to mean something.
func report(t *testing.T, w *world, took time.Duration) {
	t.Helper()
	n := map[string]int{}
	for _, q := range w.questions {
		n["questions"]++
		if !q.answered.IsZero() {
			n["answered"]++
		}
		for _, s := range q.steps[1:] {
			n["escalated to "+string(s.Kind)]++
		}
	}
	n["notices"], n["restarts"], n["failed sendings"], n["decisions"] = len(w.log), w.starts-1, w.wire.failed, w.steps
	put := map[string]time.Time{}
	for _, x := range w.log {
		put[x.Key] = x.At
	}
	var waits, welcome []time.Duration
	for _, m := range w.wire.messages {
		n["messages by "+string(m.channel)]++
		if len(m.keys) > 1 {
			n["bundled notices"] += len(m.keys)
		}
		if m.channel == notify.Digest {
			continue
		}
		for _, key := range m.keys {
			waits = append(waits, m.at.Sub(put[key]))
			if quietFor(w.people[m.to].Calendar, put[key]) == "" {
				welcome = append(welcome, m.at.Sub(put[key]))
			}
		}
	}
	for _, times := range w.wire.unsure {
		n["repeated after a crash"] += times
	}
	slices.Sort(waits)
	slices.Sort(welcome)
	for _, what := range slices.Sorted(maps.Keys(n)) {
		t.Logf("%-28s %8d", what, n[what])
	}
	t.Logf("a ping waited %s in the median, 95 of 100 at most %s; put at a welcome time, %s in the median, 95 of 100 at most %s",
		waits[len(waits)/2].Round(time.Second), waits[len(waits)*95/100].Round(time.Minute), welcome[len(welcome)/2].Round(time.Second), welcome[len(welcome)*95/100].Round(time.Minute))
	for _, point := range slices.Sorted(maps.Keys(w.crasher.where)) {
		t.Logf("crashed %2d times %s", w.crasher.where[point], point)
	}
	t.Logf("took %s", took.Round(time.Millisecond))
	for _, wanted := range []string{"escalated to deputy", "escalated to group", "escalated to overdue", "messages by mail", "messages by digest", "messages by push", "bundled notices", "repeated after a crash"} {
		if n[wanted] == 0 {
			t.Errorf("%s: none, so that nothing is tested", wanted)
		}
	}
}
