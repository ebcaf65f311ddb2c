package qa_test

import (
	"context"
	"iter"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// TestExportImport: an export read into an empty wiki gives the same questions, wordings, answers,
// links with their states, and merges; reading it again changes nothing.
func TestExportImport(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	page := tm.page(tm.ann, tm.open, "Travel", travel)
	q := tm.answered(tm.ann, "Am I insured in a rental car", page.ID, "rental-cars")
	stale := tm.answered(tm.ben, "Where do I book hotels", page.ID, "hotels")
	_, err := tm.AddWording(ctx, tm.access(tm.ann), q.ID, "car insurance?")
	tm.must(err)
	_, err = tm.AddAnswer(ctx, tm.access(tm.cleo), q.ID, qa.NewAnswer{Markdown: "See *also*:\n\n---\n", Links: []qa.NewLink{
		{URL: "https://chat.example.org/42", Title: "A message", Quote: "The desk said: \"declined\"."},
	}})
	tm.must(err)
	dup, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "Do we pay for dents", Space: tm.open.ID})
	tm.must(err)
	dup2, err := tm.CreateQuestion(ctx, tm.access(tm.ben), qa.NewQuestion{Title: "Who pays for scratches", Body: "On the **door**.", Tried: "The *desk*:\n\n- twice\n", Needed: tm.now.AddDate(0, 0, 3), Space: tm.open.ID})
	tm.must(err)
	_, err = tm.Merge(ctx, tm.access(tm.ben), dup2.ID, dup.ID)
	tm.must(err)
	_, err = tm.Merge(ctx, tm.access(tm.ben), dup.ID, q.ID)
	tm.must(err)
	tm.save(tm.ann, page.ID, travel+"\nDinner is not.\n") // the hotels have changed

	dir := filepath.Join(t.TempDir(), "export")
	tm.export(dir)
	other := newTeam(t)
	operator := other.access(wiki.Operator())
	read := func(dry bool) qa.ImportReport {
		source, err := importer.Open(dir)
		other.must(err)
		defer func() { other.must(source.Close()) }()
		_, err = other.wiki.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: source, Space: "eng", DryRun: dry})
		other.must(err)
		r, err := other.Import(ctx, operator, "eng", source.Questions(ctx), dry)
		other.must(err)
		return r
	}
	if r := read(true); r.New != 4 || len(collect(t, other.Export(ctx, operator, "eng"))) != 0 {
		t.Errorf("the rehearsal reports %+v, or wrote something", r)
	}
	if r := read(false); r.New != 4 || r.Same != 0 || len(r.Warnings) != 0 {
		t.Errorf("import = %+v", r)
	}
	want := collect(t, tm.Export(ctx, tm.access(wiki.Operator()), "eng"))
	numbers := cmpopts.IgnoreFields(importer.Question{}, "ID", "DuplicateOf", "Path", "UpdatedAt")
	pages := cmpopts.IgnoreFields(importer.AnswerLink{}, "PageID")
	byTitle := cmpopts.SortSlices(func(a, b importer.Question) bool { return a.Title < b.Title }) // files come by name
	answers := cmpopts.IgnoreFields(importer.Answer{}, "ID")
	if diff := cmp.Diff(want, collect(t, other.Export(ctx, operator, "eng")), numbers, pages, answers, byTitle); diff != "" {
		t.Errorf("after the import (-want +got):\n%s", diff)
	}
	if r := read(false); r.New != 0 || r.Same != 4 {
		t.Errorf("the second import = %+v", r)
	}
	if got := len(collect(t, other.Export(ctx, operator, "eng"))); got != len(want) {
		t.Errorf("after the second import there are %d questions", got)
	}
	var wordings [2]int
	for i, side := range []*team{tm, other} {
		list, err := side.List(ctx, side.access(wiki.Operator()), qa.Filter{State: qa.Answered, Limit: 10})
		side.must(err)
		for _, l := range list {
			v, err := side.Question(ctx, side.access(wiki.Operator()), l.ID)
			side.must(err)
			wordings[i] += len(v.Wordings)
			if l.Stale != (l.Title == stale.Title) {
				t.Errorf("%q is stale: %v", l.Title, l.Stale)
			}
		}
	}
	if wordings[0] != 3 || wordings[1] != 3 {
		t.Errorf("wordings before and after: %v, want 3", wordings)
	}
}

// export writes the open space into a folder.
func (tm *team) export(dir string) {
	tm.t.Helper()
	root, err := exporter.Open(dir)
	tm.must(err)
	defer func() { tm.must(root.Close()) }()
	access := tm.access(wiki.Operator())
	extra := func(ctx context.Context, slug string) iter.Seq2[importer.Question, error] {
		return tm.Export(ctx, access, slug)
	}
	out, err := tm.wiki.Export(tm.t.Context(), wiki.Operator(), "eng", extra)
	tm.must(err)
	tm.must(exporter.Write(tm.t.Context(), root, out))
}

func collect(t *testing.T, seq iter.Seq2[importer.Question, error]) []importer.Question {
	t.Helper()
	var all []importer.Question
	for q, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}
