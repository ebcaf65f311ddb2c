package search_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// Whatever happens to pages, and wherever the feed stops in between: an index that caught up holds
// what one built anew holds, and answers the same.
func TestCaughtUpEqualsRebuilt(t *testing.T) {
	runs := uint64(12)
	if testing.Short() {
		runs = 2
	}
	for seed := range runs {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			dice := rand.New(rand.NewPCG(seed, 1))
			tm := newTeam(t)
			var pages []wiki.Page
			for range 60 {
				do(dice, tm, &pages)
				switch dice.IntN(6) {
				case 0:
					tm.catchUp()
				case 1:
					tm.catchUp()
					tm.openIndex()
				}
			}
			tm.catchUp()
			anew := tm.rebuilt()
			if diff := cmp.Diff(tm.dump(anew), tm.dump(tm.index)); diff != "" {
				t.Fatalf("documents (-rebuilt +caught up):\n%s", diff)
			}
			for range 30 {
				r := search.Request{
					Kinds: []search.Kind{search.KindSection}, Any: text(dice),
					Spaces: []wiki.SpaceID{tm.open.ID, tm.private.ID}[dice.IntN(2):], Size: 1 + dice.IntN(100), Count: true,
				}
				if diff := cmp.Diff(find(t, anew, r), find(t, tm.index, r), inOrder); diff != "" {
					t.Fatalf("%q (-rebuilt +caught up):\n%s", r.Any, diff)
				}
			}
		})
	}
}

var inOrder = cmpopts.SortSlices(func(a, b search.Group) bool { return a.ID() < b.ID() })

func text(dice *rand.Rand) string {
	words := []string{"red", "green", "blue", "# Heading", "\n\n## Other\n\n", "voucher", "the", "\n\n", "wombat", "receipt", "travel"}
	var s strings.Builder
	for range dice.IntN(14) {
		s.WriteString(words[dice.IntN(len(words))] + " ")
	}
	return s.String()
}

func find(t *testing.T, ix *search.Index, r search.Request) search.Found {
	t.Helper()
	found, err := ix.Find(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	found.Took = 0
	return found
}

// do does something to the pages; what the wiki refuses is no matter here.
func do(dice *rand.Rand, tm *team, pages *[]wiki.Page) {
	ctx, as := tm.t.Context(), wiki.Operator()
	if len(*pages) == 0 || dice.IntN(4) == 0 {
		var parent wiki.PageID
		if len(*pages) > 0 && dice.IntN(2) == 0 {
			parent = (*pages)[dice.IntN(len(*pages))].ID
		}
		if saved, err := tm.Create(ctx, as, wiki.NewPage{Space: tm.open.ID, Parent: parent, Title: "Page", Markdown: text(dice)}); err == nil {
			*pages = append(*pages, saved.Page)
		}
		return
	}
	page := (*pages)[dice.IntN(len(*pages))].ID
	switch dice.IntN(5) {
	case 0:
		markdown := text(dice)
		if now, err := tm.Page(ctx, as, page); err == nil {
			_, _ = tm.Save(ctx, as, wiki.Draft{Page: page, Base: now.Revision, Markdown: &markdown})
		}
	case 1:
		_ = tm.Trash(ctx, as, page)
	case 2:
		_, _ = tm.Restore(ctx, as, page)
	case 3:
		space := []wiki.SpaceID{tm.open.ID, tm.private.ID}[dice.IntN(2)]
		_, _ = tm.Move(ctx, as, page, wiki.Place{Space: space, Position: -1})
	case 4:
		_, _ = tm.Save(ctx, as, wiki.Draft{Page: page, Tags: &[]string{"one", "two"}})
	}
}

// spoils are what can happen to the files of a closed index.
var spoils = map[string]func(t *testing.T, dir string){
	"nothing":      func(*testing.T, string) {},
	"deleted":      func(t *testing.T, dir string) { must(t, os.RemoveAll(dir)) },
	"emptied":      func(t *testing.T, dir string) { each(t, dir, func(f string) { must(t, os.Truncate(f, 0)) }) },
	"cut":          func(t *testing.T, dir string) { each(t, dir, func(f string) { must(t, os.Truncate(f, 100)) }) },
	"garbage":      func(t *testing.T, dir string) { each(t, dir, func(f string) { garble(t, f, 0) }) },
	"segment":      func(t *testing.T, dir string) { match(t, dir, "*.zap", func(f string) { garble(t, f, 0) }) },
	"inside":       func(t *testing.T, dir string) { match(t, dir, "*.zap", func(f string) { garble(t, f, 200) }) },
	"segment gone": func(t *testing.T, dir string) { match(t, dir, "*.zap", func(f string) { must(t, os.Remove(f)) }) },
	"segment cut": func(t *testing.T, dir string) {
		match(t, dir, "*.zap", func(f string) { must(t, os.Truncate(f, 200)) })
	},
	"root":        func(t *testing.T, dir string) { match(t, dir, "root.bolt", func(f string) { garble(t, f, 0) }) },
	"root inside": func(t *testing.T, dir string) { match(t, dir, "root.bolt", func(f string) { garble(t, f, 9000) }) },
	"root emptied": func(t *testing.T, dir string) {
		match(t, dir, "root.bolt", func(f string) { must(t, os.Truncate(f, 0)) })
	},
	"root gone": func(t *testing.T, dir string) { match(t, dir, "root.bolt", func(f string) { must(t, os.Remove(f)) }) },
	"meta":      func(t *testing.T, dir string) { match(t, dir, "index_meta.json", func(f string) { garble(t, f, 0) }) },
	"meta gone": func(t *testing.T, dir string) {
		match(t, dir, "index_meta.json", func(f string) { must(t, os.Remove(f)) })
	},
	"file in place": func(t *testing.T, dir string) {
		must(t, os.RemoveAll(filepath.Join(dir, "bleve")))
		must(t, os.WriteFile(filepath.Join(dir, "bleve"), nil, 0o600))
	},
	"half a segment": func(t *testing.T, dir string) {
		must(t, os.WriteFile(filepath.Join(dir, "bleve", "store", "0000000000ff.zap"), []byte("begun"), 0o600))
	},
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, dir string, do func(string)) { match(t, dir, "*", do) }

func match(t *testing.T, dir, pattern string, do func(string)) {
	t.Helper()
	n := 0
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, d.Name()); ok && !d.IsDir() {
			n++
			do(path)
		}
		return err
	}))
	if n == 0 {
		t.Fatalf("no %s in %s", pattern, dir)
	}
}

func garble(t *testing.T, path string, from int64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	must(t, err)
	defer f.Close()
	noise := make([]byte, 500)
	for i := range noise {
		noise[i] = byte(i*7 + 3)
	}
	_, err = f.WriteAt(noise, from)
	must(t, err)
}

func TestDamagedIndexIsBuiltAnew(t *testing.T) {
	for name, spoil := range spoils {
		t.Run(name, func(t *testing.T) {
			tm, _ := handbook(t)
			want := tm.dump(tm.index)
			must(t, tm.index.Close())
			spoil(t, filepath.Join(tm.dir, "index"))
			tm.openIndex()
			mark, err := tm.index.Mark()
			must(t, err)
			harmless := name == "nothing" || name == "half a segment"
			perhaps := name == "root" || name == "root inside" // its pages are kept twice
			if kept := mark.Seq != 0; kept != harmless && !perhaps {
				t.Errorf("opened with mark %v", mark)
			}
			tm.catchUp()
			if diff := cmp.Diff(want, tm.dump(tm.index)); diff != "" {
				t.Errorf("documents (-before +after):\n%s", diff)
			}
			if got := tm.titles(tm.ben, "holiday"); !has(got, "Leave") {
				t.Errorf("found %v", got)
			}
		})
	}
}

func TestIndexDeletedWhileItIsInUse(t *testing.T) {
	tm, _ := handbook(t)
	must(t, os.RemoveAll(filepath.Join(tm.dir, "index")))
	tm.page(tm.ben, tm.open, 0, "Afterwards", "A page with the word wombat.")
	tm.catchUp()
	for _, word := range []string{"wombat", "holiday"} {
		if got := tm.titles(tm.ben, word); len(got) != 1 {
			t.Errorf("%s: %v", word, got)
		}
	}
}

func TestSecondProcessIsToldAtOnce(t *testing.T) {
	tm, _ := handbook(t)
	begun := time.Now()
	_, err := search.Open(filepath.Join(tm.dir, "index"))
	var told *content.Error
	if !errors.As(err, &told) || told.Kind != content.Busy {
		t.Errorf("got %v, want content.Busy", err)
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if got := tm.titles(tm.ben, "holiday"); !has(got, "Leave") {
		t.Errorf("the first one finds %v", got)
	}
}

// fakeLog is a log of page events whose reads can be made to fail.
type fakeLog struct {
	events []wiki.Event
	fail   atomic.Int32 // so many calls fail
	asked  atomic.Int32
}

func (l *fakeLog) LastEvent(context.Context) (wiki.EventSeq, error) {
	l.asked.Add(1)
	if l.fail.Add(-1) >= 0 {
		return 0, errors.New("no log today")
	}
	return wiki.EventSeq(len(l.events)), nil
}

func (l *fakeLog) Events(_ context.Context, after wiki.EventSeq, limit int) ([]wiki.Event, error) {
	rest := l.events[min(int(after), len(l.events)):]
	return rest[:min(limit, len(rest))], nil
}

func (l *fakeLog) add(n int, at time.Time) {
	for range n {
		seq := len(l.events) + 1
		l.events = append(l.events, wiki.Event{Seq: wiki.EventSeq(seq), At: at, Kind: wiki.PageSaved, Page: wiki.PageID(seq)})
	}
}

// fakeSource makes a document of every event, and remembers what it was asked.
type fakeSource struct {
	log  *fakeLog
	all  int
	seen []wiki.EventSeq
}

func change(page wiki.PageID) search.Change {
	doc := search.Doc{Ref: search.Ref{Page: page}, Space: 1, Lead: true, Title: fmt.Sprintf("Page %d", page)}
	return search.Change{Group: search.PageGroup(page), Docs: []search.Doc{doc}}
}

func (s *fakeSource) Docs(_ context.Context, events []wiki.Event, emit func([]search.Change) error) error {
	for _, e := range events {
		s.seen = append(s.seen, e.Seq)
		if err := emit([]search.Change{change(e.Page)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *fakeSource) All(_ context.Context, emit func([]search.Change) error) error {
	s.all++
	for _, e := range s.log.events {
		if err := emit([]search.Change{change(e.Page)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *fakeSource) Check(context.Context, wiki.Access, []search.Ref) ([]search.Doc, error) {
	return nil, nil
}

func memory(t *testing.T) *search.Index {
	t.Helper()
	ix, err := search.Open("")
	must(t, err)
	t.Cleanup(func() { closing(t, ix.Close) })
	return ix
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestFeedFollowsTheLogAndNoOther(t *testing.T) {
	log := &fakeLog{}
	source := &fakeSource{log: log}
	ix := memory(t)
	catchUp := func() {
		t.Helper()
		must(t, search.NewFeed(ix, log, source, search.FeedOptions{}).CatchUp(t.Context()))
		mark, err := ix.Mark()
		must(t, err)
		sums, err := ix.Dump(t.Context())
		must(t, err)
		if int(mark.Seq) != len(log.events) || len(sums) != len(log.events) {
			t.Errorf("mark %d, %d documents, want %d", mark.Seq, len(sums), len(log.events))
		}
	}
	catchUp()
	log.add(3, noon)
	catchUp()
	log.add(700, noon)
	catchUp()
	if source.all != 1 {
		t.Errorf("built anew %d times, want once", source.all)
	}
	if diff := cmp.Diff(700, len(source.seen)); diff != "" || !slices.IsSorted(source.seen) {
		t.Errorf("%d events were read, sorted %v", len(source.seen), slices.IsSorted(source.seen))
	}
	log.events = log.events[:5] // a restored backup
	catchUp()
	log.events = nil // another one, which has come as far meanwhile
	log.add(8, noon.Add(time.Hour))
	catchUp()
	if source.all != 3 {
		t.Errorf("built anew %d times, want 3 times", source.all)
	}
}

func TestFeedTriesAgain(t *testing.T) {
	log := &fakeLog{}
	log.add(3, noon)
	log.fail.Store(2)
	ix := memory(t)
	feed := search.NewFeed(ix, log, &fakeSource{log: log}, search.FeedOptions{
		Every: time.Millisecond, Logger: slog.New(slog.DiscardHandler),
	})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); feed.Run(ctx) }()
	wait(t, func() bool { mark, _ := ix.Mark(); return mark.Seq == 3 })
	stop()
	<-done
	if n := log.asked.Load(); n < 3 {
		t.Errorf("the log was asked %d times", n)
	}
}

// wait polls a condition that another goroutine brings about.
func wait(t *testing.T, ok func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-deadline:
			t.Fatal("it did not happen")
		case <-tick.C:
		}
	}
}

func TestSaveIsFoundWithinASecond(t *testing.T) {
	tm := newTeam(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); tm.feed.Run(ctx) }()
	for _, word := range []string{"wombat", "giraffe", "elephant"} {
		tm.page(tm.ben, tm.open, 0, "Animals", word)
		begun := time.Now()
		wait(t, func() bool { return len(tm.titles(tm.ben, word)) == 1 })
		t.Logf("found after %v", time.Since(begun))
		// The first one may be found by the building of a new index, whose mark is from before it.
		wait(t, func() bool {
			applied, last, err := tm.feed.Ready(ctx)
			must(t, err)
			return applied == last
		})
	}
	stop()
	<-done
}

func TestSearchWhileTheIndexIsBuiltAnew(t *testing.T) {
	tm, _ := handbook(t)
	access := tm.access(tm.ben)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := tm.finder.Search(t.Context(), access, search.Query{Text: "holiday"}); err != nil {
				t.Error(err)
			}
			if _, err := tm.finder.Suggest(t.Context(), access, "trvel"); err != nil {
				t.Error(err)
			}
		}
	}()
	for range 5 {
		must(t, tm.feed.Reindex(t.Context()))
	}
	close(stop)
	<-done
	if building, n, total := tm.feed.Progress(); building || n != 4 || total != 4 {
		t.Errorf("building %v, %d of %d pages", building, n, total)
	}
	if got := tm.titles(tm.ben, "holiday"); !has(got, "Leave") {
		t.Errorf("found %v", got)
	}
}
