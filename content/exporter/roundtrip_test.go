package exporter_test

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
)

// world is what stands in a wiki, for exporting it and for comparing what comes back.
type world struct {
	spaces    []importer.Space
	pages     []exporter.Page
	sources   map[int64]string
	files     []exporter.Attachment
	bytes     map[int64]string
	questions []importer.Question
}

func (w *world) content() exporter.Content {
	for i := range w.files {
		text := w.bytes[w.files[i].ID]
		sum := sha256.Sum256([]byte(text))
		w.files[i].SHA256, w.files[i].Size = hex.EncodeToString(sum[:]), int64(len(text))
		w.files[i].Open = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	}
	return exporter.Content{
		Spaces: w.spaces, Pages: w.pages, Attachments: w.files,
		Source: func(_ context.Context, id int64) (string, error) { return w.sources[id], nil },
		Extra: func(_ context.Context, space string) iter.Seq2[importer.Question, error] {
			return func(yield func(importer.Question, error) bool) {
				for _, q := range w.questions {
					if q.Space == space && !yield(q, nil) {
						return
					}
				}
			}
		},
	}
}

// tester is the part of testing.TB that *rapid.T has too.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func write(t tester, dir string, c exporter.Content) {
	t.Helper()
	root, err := exporter.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(exporter.Write(context.Background(), root, c), root.Close()); err != nil {
		t.Fatal(err)
	}
}

// read imports a directory into a world, with the IDs that docent.json gives.
func read(t tester, dir string) *world {
	t.Helper()
	s, err := importer.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	w := &world{sources: map[int64]string{}, bytes: map[int64]string{}}
	ids, next := map[string]int64{}, int64(0)
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		next++
		page := exporter.Page{
			ID: next, Parent: ids[p.Space+"\x00"+p.ParentPath], Space: p.Space, Title: p.Title, SourcePath: p.Path,
			Position: p.Position, Tags: p.Tags, Redirects: p.Redirects, Owner: p.Owner,
		}
		if f := p.Facts; f != nil {
			page.ID, page.Revision, page.CreatedAt, page.UpdatedAt, page.VerifiedUntil = f.ID, f.Revision, f.CreatedAt, f.UpdatedAt, f.VerifiedUntil
		}
		ids[p.Space+"\x00"+p.Path] = page.ID
		w.pages = append(w.pages, page)
		w.sources[page.ID] = p.Source
	}
	w.spaces = s.Spaces()
	readFiles(t, s, w)
	for q, err := range s.Questions(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		w.questions = append(w.questions, q)
	}
	if all := s.Warnings(); len(all) > 0 && s.Exported() {
		t.Fatalf("warnings: %v", all)
	}
	return w
}

func readFiles(t tester, s *importer.Source, w *world) {
	t.Helper()
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		a := exporter.Attachment{ID: int64(len(w.files) + 1), Space: f.Space, SourcePath: f.Path, Name: path.Base(f.Path)}
		if f.Facts != nil {
			a.ID, a.Page, a.Name, a.Type = f.Facts.ID, f.Facts.Page, f.Facts.Name, f.Facts.Type
		}
		w.files = append(w.files, a)
		w.bytes[a.ID] = string(raw)
	}
}

// same compares two worlds. Positions are compared as places among siblings, and a page that had
// no source path has one after an import.
func same(t tester, want, got *world) {
	t.Helper()
	diff := cmp.Diff(normal(want), normal(got), cmpopts.EquateEmpty(), cmp.AllowUnexported(world{}),
		cmpopts.IgnoreFields(exporter.Page{}, "SourcePath"), cmpopts.IgnoreFields(exporter.Attachment{}, "SourcePath", "Open", "SHA256", "Size"),
		cmpopts.IgnoreFields(importer.Question{}, "Path"), cmpopts.IgnoreFields(importer.AnswerLink{}, "Page", "Space"))
	if diff != "" {
		t.Fatalf("not the same:\n%s", diff)
	}
}

func normal(w *world) *world {
	n := *w
	n.pages = slices.Clone(w.pages)
	slices.SortFunc(n.pages, func(a, b exporter.Page) int {
		if a.Parent != b.Parent {
			return int(a.Parent - b.Parent)
		}
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return int(a.ID - b.ID)
	})
	place := map[string]int{}
	for i := range n.pages {
		key := fmt.Sprint(n.pages[i].Space, "\x00", n.pages[i].Parent)
		n.pages[i].Position = place[key]
		place[key]++
	}
	slices.SortFunc(n.pages, func(a, b exporter.Page) int { return int(a.ID - b.ID) })
	n.spaces = slices.SortedFunc(slices.Values(w.spaces), func(a, b importer.Space) int { return strings.Compare(a.Slug, b.Slug) })
	n.files = slices.SortedFunc(slices.Values(w.files), func(a, b exporter.Attachment) int { return int(a.ID - b.ID) })
	n.questions = slices.SortedFunc(slices.Values(w.questions), func(a, b importer.Question) int { return int(a.ID - b.ID) })
	return &n
}

// digest reads a whole directory.
func digest(t tester, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all[filepath.ToSlash(rel)] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// anyWorld draws wikis with names and paths made to collide and to escape.
func anyWorld() *rapid.Generator[*world] {
	title := rapid.OneOf(rapid.SampledFrom([]string{"Same", "same", "SAME", "con", "Aux.txt", "index", "docent.json", "../..", "a/b", "???", "  ", "ß", "SS", "é", strings.Repeat("long ", 80), "questions", "files"}), rapid.StringN(1, 20, -1))
	source := rapid.OneOf(rapid.Just(""), rapid.Just(""), rapid.SampledFrom([]string{
		"a.md", "A.md", "a/b.md", "a/", "a/index.md", "../up.md", "/abs.md", "x.txt", "docent.json", "questions/q.md", "a.md/b.md", ".git/x.md", "n/README.md", "a//b.md", `a\b.md`, "same.md", "files/x.md",
	}))
	text := rapid.Map(rapid.StringN(0, 30, -1), func(s string) string { return strings.ReplaceAll(s, "\x00", "") })
	when := rapid.Map(rapid.Int64Range(1, 4e15), func(us int64) time.Time { return time.UnixMicro(us).UTC() })
	return rapid.Custom(func(t *rapid.T) *world {
		w := &world{sources: map[int64]string{}, bytes: map[int64]string{}}
		for i := range rapid.IntRange(1, 3).Draw(t, "spaces") {
			w.spaces = append(w.spaces, importer.Space{Slug: []string{"eng", "ops", "files"}[i], Name: title.Draw(t, "space"), Visibility: "team"})
		}
		space := rapid.Map(rapid.IntRange(0, len(w.spaces)-1), func(i int) string { return w.spaces[i].Slug })
		for id := range rapid.Int64Range(0, 12).Draw(t, "pages") {
			p := exporter.Page{
				ID: id + 1, Space: space.Draw(t, "in"), Title: "T" + title.Draw(t, "title"), Position: rapid.IntRange(0, 3).Draw(t, "position"),
				Tags: rapid.SliceOfN(text, 0, 2).Draw(t, "tags"), Redirects: rapid.SliceOfN(text, 0, 2).Draw(t, "redirects"), Owner: text.Draw(t, "owner"),
				Revision: rapid.Int64Range(0, 9).Draw(t, "revision"), CreatedAt: when.Draw(t, "created"), UpdatedAt: when.Draw(t, "updated"),
			}
			if rapid.Bool().Draw(t, "verified") {
				p.VerifiedUntil = when.Draw(t, "until")
			}
			p.SourcePath = source.Draw(t, "source")
			for _, other := range w.pages {
				if other.Space == p.Space && rapid.Bool().Draw(t, "below") {
					p.Parent = other.ID
				}
			}
			w.pages = append(w.pages, p)
			w.sources[p.ID] = text.Draw(t, "text")
		}
		for id := range rapid.Int64Range(0, 4).Draw(t, "files") {
			a := exporter.Attachment{ID: id + 1, Space: space.Draw(t, "in"), Name: title.Draw(t, "name") + rapid.SampledFrom([]string{".png", ".md", ".sh", ""}).Draw(t, "ext"), SourcePath: source.Draw(t, "source"), Type: "text/plain"}
			w.files = append(w.files, a)
			w.bytes[a.ID] = text.Draw(t, "bytes")
		}
		for id := range rapid.Int64Range(0, 3).Draw(t, "questions") {
			q := importer.Question{ID: id + 1, Space: space.Draw(t, "in"), Title: "Q" + title.Draw(t, "question"), Body: text.Draw(t, "body"), State: "open"}
			if len(w.pages) > 0 {
				p := w.pages[rapid.IntRange(0, len(w.pages)-1).Draw(t, "linked")]
				q.Answers = []importer.Answer{{ID: 1, Markdown: text.Draw(t, "answer"), Links: []importer.AnswerLink{{PageID: p.ID, Anchor: "a", Quote: text.Draw(t, "quote")}}}}
			}
			w.questions = append(w.questions, q)
		}
		return w
	})
}

func TestExportReadsBackTheSame(t *testing.T) {
	base := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		dir := filepath.Join(base, fmt.Sprint(n))
		want := anyWorld().Draw(t, "world")
		write(t, dir, want.content())
		got := read(t, dir)
		same(t, want, got)
		checkFiles(t, got, digest(t, dir))

		first := digest(t, dir)
		write(t, dir, want.content())
		if diff := cmp.Diff(first, digest(t, dir)); diff != "" {
			t.Fatalf("a second export differs:\n%s", diff)
		}
		again := filepath.Join(base, fmt.Sprint(n, "-again"))
		write(t, again, got.content())
		same(t, want, read(t, again))
	})
}

// checkFiles looks at the exported tree itself: no two names that a file system could take for one,
// and links of answers that lead to the pages that were meant.
func checkFiles(t *rapid.T, got *world, all map[string]string) {
	folded := map[string]bool{}
	for name := range all {
		if low := strings.ToLower(name); folded[low] {
			t.Fatalf("%s differs from another file only in capitals", name)
		}
		folded[strings.ToLower(name)] = true
	}
	paths := map[int64]string{}
	for _, p := range got.pages {
		paths[p.ID] = p.Space + ":" + p.SourcePath
	}
	for _, q := range got.questions {
		for _, a := range q.Answers {
			for _, l := range a.Links {
				space := l.Space
				if space == "" {
					space = q.Space
				}
				if paths[l.PageID] != space+":"+l.Page {
					t.Fatalf("question %d links %s:%s, the page is %s", q.ID, space, l.Page, paths[l.PageID])
				}
			}
		}
	}
}

// handbook unpacks the shared corpus.
func handbook(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("DOCENT_SHARED")
	if shared == "" {
		t.Skip("DOCENT_SHARED is not set: no handbook to import")
	}
	dir := t.TempDir()
	f, err := os.Open(filepath.Join(shared, "corpora", "18f-handbook.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	gz, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		raw, err := io.ReadAll(r)
		name := filepath.Join(dir, filepath.FromSlash(path.Clean("/"+h.Name)))
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(name), 0o750), os.WriteFile(name, raw, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestHandbookGoesRound(t *testing.T) {
	from := handbook(t)
	first := read(t, from)
	first.spaces = []importer.Space{{Slug: "handbook", Name: "Handbook"}}
	for i := range first.pages {
		first.pages[i].Space = "handbook"
	}
	for i := range first.files {
		first.files[i].Space = "handbook"
	}
	out := filepath.Join(t.TempDir(), "out")
	write(t, out, first.content())
	second := read(t, out)
	same(t, first, second)
	original := digest(t, from)
	written := digest(t, out)
	pages := 0
	for name, text := range written {
		if name != importer.ManifestName && original[name] != text {
			t.Errorf("%s is not the file that was imported", name)
		}
		if strings.HasSuffix(name, ".md") {
			pages++
		}
	}
	if pages != 247 {
		t.Errorf("%d Markdown files came back, want the handbook's 246 and its licence", pages)
	}
	t.Logf("%d pages, %d attachments", len(first.pages), len(first.files))
}

// The importer finds titles by scanning lines; they are those that the parser finds.
func TestHandbookTitlesAreTheParsers(t *testing.T) {
	s, err := importer.Open(handbook(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		d, err := content.Parse(p.Source)
		if err != nil {
			t.Fatal(err)
		}
		if d.Title != "" && d.Title != p.Title {
			t.Errorf("%s: the importer says %q, the parser %q", p.Path, p.Title, d.Title)
		}
	}
}
