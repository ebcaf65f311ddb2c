package filetext_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// team is a wiki with one page and a worker that reads what the test tells it to.
type team struct {
	*wiki.Wiki
	testing.TB
	dir    string
	db     *sqldb.DB
	blobs  *wikisql.Blobs
	store  *wikisql.Store
	texts  *filetext.Store
	worker *filetext.Worker
	page   wiki.Page
	reads  []string // the names of files that were opened
	answer func(name, body string) (extract.Text, error)
}

func newTeam(t testing.TB) *team {
	t.Helper()
	tm := &team{TB: t, dir: t.TempDir(), answer: func(_, body string) (extract.Text, error) {
		return extract.Text{Title: "T", Parts: []extract.Part{{Place: "page 1", Number: 1, Text: body}}}, nil
	}}
	var err error
	tm.db, err = sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, filepath.Join(tm.dir, "docent.db"))})
	tm.must(err)
	t.Cleanup(func() { tm.must(tm.db.Close()) })
	tm.blobs, err = wikisql.OpenBlobs(filepath.Join(tm.dir, "files"))
	tm.must(err)
	tm.store = wikisql.New(tm.db)
	tm.Wiki = wiki.New(tm.store, tm.blobs, wiki.Options{})
	tm.texts = filetext.New(tm.db)
	space, err := tm.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "eng", Name: "Eng"})
	tm.must(err)
	tm.page = tm.newPage(space.ID, "Page", "Text.\n")
	tm.start()
	return tm
}

func (tm *team) must(err error) {
	tm.Helper()
	if err != nil {
		tm.Fatal(err)
	}
}

// start makes a new worker, as a restart does.
func (tm *team) start() {
	tm.worker = filetext.NewWorker(tm.texts, tm.blobs, func(_ context.Context, file wiki.Attachment, in io.ReadSeeker) (extract.Text, error) {
		body, err := io.ReadAll(in)
		tm.must(err)
		tm.reads = append(tm.reads, file.Name)
		return tm.answer(file.Name, string(body))
	}, filetext.Options{Calm: time.Microsecond, Again: []time.Duration{time.Nanosecond, time.Nanosecond}, Logger: slog.New(slog.DiscardHandler)})
}

func (tm *team) newPage(space wiki.SpaceID, title, markdown string) wiki.Page {
	tm.Helper()
	saved, err := tm.Create(tm.Context(), wiki.Operator(), wiki.NewPage{Space: space, Title: title, Markdown: markdown})
	tm.must(err)
	return saved.Page
}

func (tm *team) attach(name, body string) wiki.Attachment {
	tm.Helper()
	a, err := tm.Attach(tm.Context(), wiki.Operator(), tm.page.ID, name, strings.NewReader(body))
	tm.must(err)
	return a
}

// work lets the worker do all there is to do, and gives what it opened.
func (tm *team) work() []string {
	tm.Helper()
	tm.reads = nil
	for {
		did, err := tm.worker.Step(tm.Context())
		tm.must(err)
		if !did {
			return tm.reads
		}
	}
}

func (tm *team) pieces(id wiki.AttachmentID) []filetext.Piece {
	tm.Helper()
	list, err := tm.texts.Pieces(tm.Context(), id)
	tm.must(err)
	return list
}

func (tm *team) told() (kinds []wiki.EventKind) {
	tm.Helper()
	events, err := tm.Store().Events(tm.Context(), 0, 1000)
	tm.must(err)
	for _, e := range events {
		if e.Kind == filetext.Read {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func TestWorkerReadsWhatIsNew(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	old := tm.attach("old.txt", "was here before")
	picture := tm.attach("a.png", "\x89PNG\r\n\x1a\n")
	if diff := cmp.Diff([]string{"old.txt"}, tm.work()); diff != "" {
		t.Error(diff)
	}
	want := []filetext.Piece{{File: old.ID, Part: 1, Number: 1, Place: "page 1", Text: "was here before"}}
	if diff := cmp.Diff(want, tm.pieces(old.ID)); diff != "" {
		t.Error(diff)
	}
	tm.attach("b.txt", "first")
	tm.attach("c.txt", "second")
	if diff := cmp.Diff([]string{"c.txt", "b.txt"}, tm.work()); diff != "" {
		t.Errorf("the newest first: %s", diff)
	}
	tm.start()
	if again := tm.work(); again != nil {
		t.Errorf("after a restart %v are read again", again)
	}
	if n := len(tm.told()); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
	files, err := tm.texts.Files(t.Context(), []wiki.AttachmentID{old.ID, picture.ID, 99})
	tm.must(err)
	if len(files) != 2 || files[0].Title != "T" || files[1].Title != "" || !cmp.Equal(files[1].Spaces, []wiki.SpaceID{tm.page.Space}) {
		t.Errorf("%+v", files)
	}
}

func TestWorkerTriesAgain(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	slow := content.Errorf(content.TooLarge, "It takes too long.").Because(filetext.ErrAgain)
	tm.answer = func(name, _ string) (extract.Text, error) {
		switch name {
		case "locked.txt":
			return extract.Text{}, content.Errorf(content.Invalid, "It is locked.")
		case "slow.txt":
			return extract.Text{}, slow
		}
		return extract.Text{}, errors.New("no words for people")
	}
	locked, slowFile, odd := tm.attach("locked.txt", "1"), tm.attach("slow.txt", "2"), tm.attach("odd.txt", "3")
	tries := map[string]int{}
	for range 10 {
		for _, name := range tm.work() {
			tries[name]++
		}
	}
	if diff := cmp.Diff(map[string]int{"locked.txt": 1, "slow.txt": 3, "odd.txt": 3}, tries); diff != "" {
		t.Error(diff)
	}
	tm.start()
	if again := tm.work(); again != nil {
		t.Errorf("what failed for good is read again: %v", again)
	}
	reasons, err := tm.texts.Reasons(t.Context(), []wiki.AttachmentID{locked.ID, slowFile.ID, odd.ID, 99})
	tm.must(err)
	want := map[wiki.AttachmentID]string{locked.ID: "It is locked.", slowFile.ID: "It takes too long.", odd.ID: "The file could not be read."}
	if diff := cmp.Diff(want, reasons); diff != "" {
		t.Error(diff)
	}
	if n := len(tm.told()); n != 3 {
		t.Errorf("%d events, want one for each file that is given up", n)
	}
	for limit, names := range map[int][]string{1: {"odd.txt"}, 10: {"odd.txt", "slow.txt", "locked.txt"}} {
		list, total, err := tm.texts.Failures(t.Context(), []wiki.SpaceID{tm.page.Space}, limit)
		tm.must(err)
		var got []string
		for _, f := range list {
			got = append(got, f.File.Name)
			if f.Reason != reasons[f.File.ID] || len(f.Pages) != 1 || f.Pages[0].ID != tm.page.ID {
				t.Errorf("%+v", f)
			}
		}
		if diff := cmp.Diff(names, got); diff != "" || total != 3 {
			t.Errorf("%d in all: %s", total, diff)
		}
	}
	for _, spaces := range [][]wiki.SpaceID{nil, {tm.page.Space + 1}} {
		if list, total, err := tm.texts.Failures(t.Context(), spaces, 10); err != nil || list != nil || total != 0 {
			t.Errorf("in spaces %v: %v %d %v", spaces, list, total, err)
		}
	}
}

// TestWorkerGoesOnAfterAFailure counts tries over restarts.
func TestWorkerGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	fail := true
	whole := tm.answer
	tm.answer = func(name, body string) (extract.Text, error) {
		if fail {
			return extract.Text{}, errors.New("busy")
		}
		return whole(name, body)
	}
	file := tm.attach("a.txt", "words")
	if _, err := tm.worker.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
	fail = false
	tm.start()
	if diff := cmp.Diff([]string{"a.txt"}, tm.work()); diff != "" {
		t.Error(diff)
	}
	if len(tm.pieces(file.ID)) != 1 {
		t.Error("the text is not there")
	}
}

// TestOtherBytes replaces the bytes of a file, before and while it is read.
func TestOtherBytes(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	file := tm.attach("a.txt", "one")
	tm.work()
	replace := func(body string) {
		sum, size, err := tm.blobs.Put(t.Context(), strings.NewReader(body), 100)
		tm.must(err)
		file.SHA256, file.Size = sum, size
		tm.must(tm.store.Write(t.Context(), wiki.Operator(), func(tx wiki.Tx) error {
			tx.Emit(wiki.Event{Kind: wiki.FileAdded, Space: file.Space, Data: map[string]string{"file": fmt.Sprint(file.ID)}})
			return tx.UpdateAttachment(t.Context(), file)
		}))
	}
	replace("two")
	if left := tm.pieces(file.ID); left != nil {
		t.Errorf("of other bytes: %v", left)
	}
	whole, once := tm.answer, false
	tm.answer = func(name, body string) (extract.Text, error) {
		if !once {
			once = true
			replace("three")
		}
		return whole(name, body)
	}
	if diff := cmp.Diff([]string{"a.txt", "a.txt"}, tm.work()); diff != "" {
		t.Error(diff)
	}
	if got := tm.pieces(file.ID); len(got) != 1 || got[0].Text != "three" {
		t.Errorf("%+v", got)
	}
}

// TestWorkerStops ends a worker while it waits, and while it reads: nothing is stored then.
func TestWorkerStops(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	ctx, cancel := context.WithCancel(t.Context())
	file := tm.attach("a.txt", "one")
	tm.answer = func(string, string) (extract.Text, error) {
		cancel()
		return extract.Text{}, ctx.Err()
	}
	tm.worker.Run(ctx)
	if tm.pieces(file.ID) != nil || len(tm.told()) != 0 {
		t.Error("something was stored")
	}
	tm.start()
	tm.answer = func(string, string) (extract.Text, error) { return extract.Text{}, nil }
	if diff := cmp.Diff([]string{"a.txt"}, tm.work()); diff != "" {
		t.Error(diff)
	}
}

func TestFilesOnPages(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	file := tm.attach("a.txt", "one")
	other, err := tm.CreateSpace(t.Context(), wiki.Operator(), wiki.NewSpace{Slug: "ops", Name: "Ops"})
	tm.must(err)
	shows := tm.newPage(other.ID, "Shows", fmt.Sprintf("[a](/a/%d/a.txt)\n", file.ID))
	spaces := func() []wiki.SpaceID {
		files, err := tm.texts.Files(t.Context(), []wiki.AttachmentID{file.ID})
		tm.must(err)
		return files[0].Spaces
	}
	if diff := cmp.Diff([]wiki.SpaceID{tm.page.Space, other.ID}, spaces()); diff != "" {
		t.Error(diff)
	}
	tm.must(tm.Trash(t.Context(), wiki.Operator(), tm.page.ID))
	if diff := cmp.Diff([]wiki.SpaceID{other.ID}, spaces()); diff != "" {
		t.Error(diff)
	}
	on, err := tm.texts.OnPages(t.Context(), []wiki.PageID{tm.page.ID, shows.ID})
	tm.must(err)
	if diff := cmp.Diff([]wiki.AttachmentID{file.ID}, on); diff != "" {
		t.Error(diff)
	}
	pages, err := tm.texts.Pages(t.Context(), on, []wiki.SpaceID{tm.page.Space, other.ID})
	tm.must(err)
	if diff := cmp.Diff([]filetext.Page{{File: file.ID, ID: shows.ID, Space: other.ID, Title: "Shows"}}, pages); diff != "" {
		t.Error(diff)
	}
	if pages, err = tm.texts.Pages(t.Context(), on, []wiki.SpaceID{tm.page.Space}); err != nil || pages != nil {
		t.Errorf("in the other space: %v %v", pages, err)
	}
	_, err = tm.Save(t.Context(), wiki.Operator(), wiki.Draft{Page: shows.ID, Base: 1, Markdown: new("Nothing.\n")})
	tm.must(err)
	if left := spaces(); left != nil {
		t.Errorf("shown by no page: %v", left)
	}
}

// TestPieces cuts any text: nothing is lost but white space, and no piece is too long.
func TestPieces(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab. \n\nü漢")), 0, 9000, -1).Draw(r, "text")
		tm.answer = func(string, string) (extract.Text, error) {
			return extract.Text{Parts: []extract.Part{{Place: "p", Text: text}, {Place: "q", Text: "end"}}}, nil
		}
		n++
		file := tm.attach("a.txt", fmt.Sprint(n))
		tm.work()
		got := ""
		list := tm.pieces(file.ID)
		for i, p := range list {
			if len(p.Text) > 2000 || p.Text == "" || p.Part != i+1 {
				r.Fatalf("piece %d is part %d of %d bytes", i, p.Part, len(p.Text))
			}
			got += p.Text
		}
		bare := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if bare(got) != bare(text)+"end" || list[len(list)-1].Place != "q" {
			r.Fatalf("%q became %q", text, got)
		}
	})
}
