package watch_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/watch"
)

var errKilled = errors.New("killed")

// killer is a queue that ends the follower at a step: before or after notices were put, within the transaction.
type killer struct {
	*notify.Queue
	at, step int
}

func (k *killer) kill() error {
	if k.step++; k.step == k.at {
		return errKilled
	}
	return nil
}

func (k *killer) Put(ctx context.Context, tx *sqldb.Tx, notices []notify.Notice) (int, error) {
	if err := k.kill(); err != nil {
		return 0, err
	}
	added, err := k.Queue.Put(ctx, tx, notices)
	return added, errors.Join(err, k.kill())
}

// TestFollowerIsKilled ends the follower between its steps, again and again, while people go on writing. Whatever the
// moments, each change is told to each watcher once, in order.
func TestFollowerIsKilled(t *testing.T) {
	s := newSite(t)
	var pages []wiki.PageID
	for i := range 3 {
		page := s.write("ada", "handbook", fmt.Sprint("Page ", i), "Nothing yet.\n")
		s.watch("bob", watch.OnPage(page), watch.Everything)
		s.watch("cleo", watch.OnPage(page), watch.Important)
		pages = append(pages, page)
	}
	s.Must(s.follower.CatchUp(t.Context()))
	_, _, _ = s.told("ada"), s.told("bob"), s.told("cleo")
	saved, kills := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		want := map[string][]string{}
		for step := range rapid.IntRange(1, 8).Draw(r, "steps") {
			if rapid.Bool().Draw(r, fmt.Sprint("writes", step)) {
				saved++
				page := rapid.IntRange(0, len(pages)-1).Draw(r, fmt.Sprint("page", step))
				s.save("ada", pages[page], fmt.Sprintf("Text %d.\n", saved))
				for _, who := range []string{"bob", "cleo"} {
					want[who] = append(want[who], fmt.Sprintf("Page %d: Ada changed the text.", page))
				}
				continue
			}
			// A new follower, as after a restart, which lives for some steps.
			killed := s.follow(&killer{Queue: s.queue, at: rapid.IntRange(1, 6).Draw(r, fmt.Sprint("killed", step))})
			switch err := killed.CatchUp(t.Context()); {
			case errors.Is(err, errKilled):
				kills++
			case err != nil:
				r.Fatal(err)
			}
		}
		for _, who := range []string{"bob", "cleo"} {
			if diff := cmp.Diff(want[who], s.told(who)); diff != "" {
				r.Fatalf("%s is told (-want +got):\n%s", who, diff)
			}
		}
	})
	if kills == 0 {
		t.Error("the follower was never killed")
	}
}

// TestTwoFollowers on one database tell everything once: who comes second finds the mark moved on.
func TestTwoFollowers(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", cars)
	s.watch("bob", watch.OnPage(page), watch.Everything)
	_ = s.told("bob")
	inner := s.follower
	var again bool
	other := s.follow(&between{Queue: s.queue, do: func() { again = true }})
	s.save("ada", page, cars+"One.\n")
	s.Must(other.CatchUp(t.Context()))
	s.Must(inner.CatchUp(t.Context()))
	if !again {
		t.Fatal("the other follower had nothing to do")
	}
	s.tells("by two followers", "bob", "Travel: Ada changed “Receipts”.")
}

// TestRun: what is written while it runs is told, by this process or another one, and it ends when it is told to.
func TestRun(t *testing.T) {
	s := newSite(t)
	page := s.write("ada", "handbook", "Travel", "None.\n")
	s.watch("bob", watch.OnPage(page), watch.Everything)
	put := make(chan bool, 1)
	f := watch.NewFollower(s.watches, &between{Queue: s.queue, do: func() { put <- true }}, watch.FollowerOptions{
		Sources:   []watch.Source{s.watches.Pages},
		Following: wiki.Following{Wake: s.DB.Committed, Every: time.Millisecond, Logger: slog.New(slog.DiscardHandler)},
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- f.Run(ctx) }()
	<-put // the page
	s.save("ada", page, "One.\n")
	<-put
	s.save("ada", page, "Two.\n")
	<-put
	cancel()
	s.Must(<-ended)
	s.tells("while it ran", "bob", "Travel: Ada wrote this page.", "Travel: Ada changed the text.", "Travel: Ada changed the text.")
}

type between struct {
	*notify.Queue
	do func()
}

func (b *between) Put(ctx context.Context, tx *sqldb.Tx, notices []notify.Notice) (int, error) {
	b.do()
	return b.Queue.Put(ctx, tx, notices)
}

// TestSources: the first source that has something for a person is heard, and what fails is tried again.
func TestSources(t *testing.T) {
	s := newSite(t)
	bob := s.People["bob"].ID
	fails := true
	first := func(_ context.Context, e wiki.Event) ([]notify.Notice, error) {
		if e.Kind != wiki.PageSaved {
			return nil, nil
		}
		if fails {
			return nil, errKilled
		}
		return []notify.Notice{
			{Person: bob, Kind: "x", Title: "From the first", Space: e.Space},
			{Person: bob, Kind: "x", Title: "From the first, again", Space: e.Space},
			{Person: e.Actor.ID, Kind: "x", Title: "Of one's own doing", Space: e.Space},
			{Kind: "x", Title: "For nobody", Space: e.Space},
		}, nil
	}
	f := watch.NewFollower(s.watches, s.queue, watch.FollowerOptions{Sources: []watch.Source{first, s.watches.Pages}})
	page := s.write("ada", "handbook", "Travel", "None.\n")
	s.watch("bob", watch.OnPage(page), watch.Everything)
	s.now = s.now.Add(time.Minute)
	s.watch("cleo", watch.OnPage(page), watch.Everything) // the page was there before
	s.save("ada", page, "One.\n")
	for range 3 {
		if err := f.CatchUp(t.Context()); !errors.Is(err, errKilled) {
			t.Fatalf("a source fails: %v", err)
		}
	}
	fails = false
	s.Must(f.CatchUp(t.Context()))
	for who, want := range map[string][]string{
		"bob": {"Travel: Ada wrote this page.", "From the first: "}, "cleo": {"Travel: Ada changed the text."}, "ada": nil,
	} {
		if diff := cmp.Diff(want, s.inbox(who)); diff != "" {
			t.Errorf("%s is told (-want +got):\n%s", who, diff)
		}
	}
}
