package content

import (
	"strings"
	"testing"
	"time"
)

// idlePace is what ordinaryText takes to be drawn on an idle server of 2026.
const idlePace = 25 * time.Millisecond

var ordinaryText = strings.Repeat(averagePage, 20)

// pace is how many times longer ordinary text takes here and now than on an idle machine, at least 1:
// tests run beside one another, on slower machines, and under the race detector.
func pace(t *testing.T) float64 {
	t.Helper()
	took, err := timeOf(t, ordinaryText)
	if err != nil {
		t.Fatal(err)
	}
	return max(1, float64(took)/float64(idlePace))
}

// quickest measures a run, and twice more where it took longer than the limit: each time divided by
// the pace of ordinary text beside it. It gives the quickest.
func quickest(t *testing.T, limit time.Duration, run func() time.Duration) time.Duration {
	t.Helper()
	best := run()
	for range 2 {
		if best <= limit {
			break
		}
		before := pace(t)
		took := run()
		best = min(best, time.Duration(float64(took)/((before+pace(t))/2)))
	}
	return best
}
