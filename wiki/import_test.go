package wiki_test

import (
	"archive/zip"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
)

func files(pairs ...string) fstest.MapFS {
	fs := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fs[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fs
}

func (tm *team) load(fs fstest.MapFS, dry bool) wiki.Report {
	tm.t.Helper()
	report, err := tm.Import(tm.t.Context(), wiki.Operator(), wiki.ImportRequest{Source: importer.New(fs), Space: "book", Name: "Book", DryRun: dry})
	if err != nil {
		tm.t.Fatal(err)
	}
	return report
}

// bySource gives the pages of a space by their source path.
func (tm *team) bySource(slug string) map[string]wiki.Page {
	tm.t.Helper()
	space, err := tm.Space(tm.t.Context(), wiki.Operator(), slug)
	if err != nil {
		tm.t.Fatal(err)
	}
	pages, err := tm.Store().SourcePages(tm.t.Context(), space.ID)
	if err != nil {
		tm.t.Fatal(err)
	}
	found := map[string]wiki.Page{}
	for _, p := range pages {
		found[p.SourcePath] = p
	}
	return found
}

func counts(r wiki.Report) [4]int {
	return [4]int{r.Pages.New, r.Pages.Changed, r.Pages.Same, r.Pages.Conflict}
}

var book = []string{
	"index.md", "---\ntitle: The book\n---\n\nStart at [travel](travel/cars.md#fuel) or [the old page](/gone/).\n",
	"travel/index.md", "# Travel\n\nSee {% page \"/travel/cars/#insurance\" %} and [nowhere](missing.md).\n",
	"travel/cars.md", "---\nredirect_from:\n  - /gone/\n---\n# Cars\n\nIntro.\n\n## Insurance\n\nDecline it.\n\n## Fuel\n\nNot prepaid. ![pump](../img/pump.png)\n",
	"img/pump.png", "\x89PNG\r\n\x1a\nrest",
}

func TestImport(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	rehearsal := tm.load(files(book...), true)
	if _, err := tm.Space(t.Context(), wiki.Operator(), "book"); err == nil {
		t.Error("a rehearsal made the space")
	}
	first := tm.load(files(book...), false)
	if diff := cmp.Diff(rehearsal, first); diff != "" {
		t.Errorf("the rehearsal told something else (-rehearsal +import):\n%s", diff)
	}
	if counts(first) != [4]int{3, 0, 0, 0} || first.Attachments != 1 || first.Links.Resolved != 4 || first.Links.Unresolved != 1 {
		t.Errorf("report: %+v", first)
	}
	if w := first.Warnings; len(w) != 1 || w[0].File != "travel/index.md" || w[0].Line != 3 {
		t.Errorf("warnings: %+v", w)
	}
	pages := tm.bySource("book")
	cars := pages["travel/cars.md"]
	if cars.Title != "Cars" || cars.Parent != pages["travel/index.md"].ID || pages["travel/index.md"].Parent != 0 {
		t.Errorf("tree: %+v", pages)
	}
	html := tm.html(tm.ben, pages["index.md"].ID)
	for _, want := range []string{`href="` + cars.URL() + `#fuel"`, `href="` + cars.URL() + `"`} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in\n%s", want, html)
		}
	}
	if html := tm.html(tm.ben, cars.ID); !strings.Contains(html, `src="/a/`) {
		t.Errorf("no picture in\n%s", html)
	}
	if again := tm.load(files(book...), false); counts(again) != [4]int{0, 0, 3, 0} {
		t.Errorf("a second run: %+v", again)
	}
	if after := tm.bySource("book"); after["travel/cars.md"].Revision != 1 {
		t.Error("a second run made a revision")
	}
}

func TestImportMergesWithEditsMadeHere(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.load(files(book...), false)
	cars := tm.bySource("book")["travel/cars.md"]
	edit := func(old, now string) {
		t.Helper()
		p, rev, err := tm.Current(t.Context(), tm.ben, cars.ID)
		if err != nil {
			t.Fatal(err)
		}
		tm.mustSave(p.ID, p.Revision, strings.Replace(rev.Markdown, old, now, 1))
	}
	text := func() string {
		t.Helper()
		_, rev, err := tm.Current(t.Context(), tm.ben, cars.ID)
		if err != nil {
			t.Fatal(err)
		}
		return rev.Markdown
	}
	changed := func(old, now string) fstest.MapFS {
		fs := files(book...)
		fs["travel/cars.md"].Data = []byte(strings.Replace(book[5], old, now, 1))
		return fs
	}
	edit("Intro.", "An intro.")
	if r := tm.load(changed("Decline it.", "Refuse it."), false); counts(r) != [4]int{0, 1, 2, 0} {
		t.Errorf("both changed different lines: %+v", r)
	}
	if got := text(); !strings.Contains(got, "An intro.") || !strings.Contains(got, "Refuse it.") {
		t.Errorf("a change was lost:\n%s", got)
	}
	if r := tm.load(changed("Decline it.", "Refuse it."), false); counts(r) != [4]int{0, 0, 3, 0} {
		t.Errorf("the same file again: %+v", r)
	}
	before := text()
	r := tm.load(changed("Intro.", "Introduction."), false)
	if counts(r) != [4]int{0, 0, 2, 1} || text() != before {
		t.Errorf("both changed the same word: %+v\n%s", r, text())
	}
	if !slices.ContainsFunc(r.Warnings, func(w importer.Warning) bool {
		return w.File == "travel/cars.md" && strings.Contains(w.Text, "left as it stands")
	}) {
		t.Errorf("the conflict is not reported: %+v", r.Warnings)
	}
}

func TestImportLeavesTheTrashAlone(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.load(files(book...), false)
	cars := tm.bySource("book")["travel/cars.md"]
	if err := tm.Trash(t.Context(), wiki.Operator(), cars.ID); err != nil {
		t.Fatal(err)
	}
	if r := tm.load(files(book...), false); r.Pages.New != 0 || r.Pages.Same != 3 {
		t.Errorf("%+v", r)
	}
	if p := tm.bySource("book")["travel/cars.md"]; p.Live() || p.ID != cars.ID {
		t.Errorf("the page came back: %+v", p)
	}
}

// tree writes a space as indented titles with their texts.
func (tm *team) tree(slug string) string {
	tm.t.Helper()
	ctx := tm.t.Context()
	space, err := tm.Space(ctx, wiki.Operator(), slug)
	if err != nil {
		tm.t.Fatal(err)
	}
	nodes, err := tm.Wiki.Tree(ctx, wiki.Operator(), space.ID)
	if err != nil {
		tm.t.Fatal(err)
	}
	depth := map[wiki.PageID]int{}
	var b strings.Builder
	for _, n := range nodes {
		depth[n.ID] = depth[n.Parent] + 1
		p, rev, err := tm.Current(ctx, wiki.Operator(), n.ID)
		if err != nil {
			tm.t.Fatal(err)
		}
		b.WriteString(strings.Repeat("  ", depth[n.ID]) + n.Title + " [" + strings.Join(p.Tags, ",") + "] " + rev.Markdown + "\n")
	}
	return b.String()
}

func TestExportReadsBackTheSame(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.load(files(book...), false)
	ctx := t.Context()
	made, err := tm.Create(ctx, tm.ben, wiki.NewPage{
		Space: tm.bySource("book")["index.md"].Space, Parent: tm.bySource("book")["travel/index.md"].ID,
		Title: "Made: here/there?", Markdown: "\ufeffText with CR\r\nand [[Cars]].", Tags: []string{"a", "b c"},
	})
	if err != nil {
		t.Fatal(err)
	}
	file, err := tm.Attach(ctx, tm.ben, made.Page.ID, "plan.png", strings.NewReader("\x89PNG\r\n\x1a\nplan"))
	if err != nil {
		t.Fatal(err)
	}
	tm.mustSave(made.Page.ID, 1, "\ufeffText with CR\r\nand [[Cars]]. ![plan]("+file.URL()+")")
	dir := filepath.Join(t.TempDir(), "out")
	out, err := tm.Export(ctx, wiki.Operator(), "book", nil)
	if err != nil {
		t.Fatal(err)
	}
	root, err := exporter.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := exporter.Write(ctx, root, out); err != nil {
		t.Fatal(err)
	}
	root.Close()
	other := newTeam(t)
	source, err := importer.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	report, err := other.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: source, Space: "book"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(tm.tree("book"), other.tree("book")); diff != "" {
		t.Errorf("%+v\nthe tree changed on its way (-before +after):\n%s", report, diff)
	}
	back := other.pageTitled("book", "Made: here/there?")
	if html := other.html(wiki.Operator(), back.ID); !strings.Contains(html, `src="/a/`) || strings.Contains(html, "missing") {
		t.Errorf("the picture of the page is not found under its new number:\n%s", html)
	}
}

func (tm *team) pageTitled(slug, title string) wiki.Page {
	tm.t.Helper()
	for _, p := range slices.Collect(maps.Values(tm.bySource(slug))) {
		if p.Title == title {
			return p
		}
	}
	tm.t.Fatalf("no page %q", title)
	return wiki.Page{}
}

func TestImportOfAZip(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	path := filepath.Join(t.TempDir(), "book.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	if err := z.AddFS(files(book...)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	source, err := importer.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	r, err := tm.Import(t.Context(), wiki.Operator(), wiki.ImportRequest{Source: source, Space: "zip"})
	if err != nil || counts(r) != [4]int{3, 0, 0, 0} || r.Attachments != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// A fragment that the import has mended stays mended, though the text spells it as its site did.
func TestMendedFragments(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.load(files(
		"a.md", "# A\n\n[hours](b.md#using-the-hours-you-ve-earned), [expenses](#m-and-ie)\n\n## M&IE\n\nMeals.\n",
		"b.md", "# B\n\n## Using the hours you've earned\n\nThree.\n",
	), false)
	a := tm.bySource("book")["a.md"]
	check := func(when string) {
		t.Helper()
		html := tm.html(tm.ben, a.ID)
		for _, want := range []string{`#using-the-hours-youve-earned"`, `href="#mie"`} {
			if !strings.Contains(html, want) {
				t.Errorf("%s: no %s in\n%s", when, want, html)
			}
		}
	}
	check("imported")
	text := "# A\n\nNew: [hours](b.md#using-the-hours-you-ve-earned), [expenses](#m-and-ie)\n\n## M&IE\n\nMeals.\n"
	if _, err := tm.Save(t.Context(), wiki.Operator(), wiki.Draft{Page: a.ID, Base: 1, Markdown: &text}); err != nil {
		t.Fatal(err)
	}
	check("saved")
}
