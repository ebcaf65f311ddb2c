package wiki

import (
	"context"
	"testing"
	"time"
)

type countedLog struct {
	EventReads
	seq   EventSeq
	asked int
}

func (c *countedLog) LastEvent(context.Context) (EventSeq, error) {
	c.asked++
	return c.seq, nil
}

func TestLatestIsAskedForOnlyWhereItMayHaveChanged(t *testing.T) {
	log := &countedLog{seq: 7}
	commit := make(chan struct{})
	l := latest{committed: func() <-chan struct{} { return commit }}
	now := time.Unix(1_000_000, 0)
	check := func(when string, want EventSeq, asked int) {
		t.Helper()
		if seq, err := l.of(t.Context(), log, now); err != nil || seq != want || log.asked != asked {
			t.Errorf("%s: %d (%v), asked %d times, want %d, %d", when, seq, err, log.asked, want, asked)
		}
	}
	check("first", 7, 1)
	check("again", 7, 1)
	log.seq = 8
	close(commit)
	commit = make(chan struct{})
	check("after a commit of this process", 8, 2)
	check("again", 8, 2)
	log.seq = 9
	now = now.Add(latestFor)
	check("after another process may have written", 9, 3)
	l = latest{}
	check("without a signal", 9, 4)
	check("without a signal, again", 9, 5)
}
