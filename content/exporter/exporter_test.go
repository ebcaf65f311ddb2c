package exporter_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
)

func TestLayout(t *testing.T) {
	w := &world{
		spaces: []importer.Space{{Slug: "eng", Name: "Engineering"}},
		pages: []exporter.Page{
			{ID: 1, Space: "eng", Title: "Guide", SourcePath: "docs/guide/index.md"},
			{ID: 2, Space: "eng", Title: "Rotate: the keys?", Parent: 1},
			{ID: 3, Space: "eng", Title: "Rotate the keys", Parent: 1},
			{ID: 4, Space: "eng", Title: "Below", Parent: 2},
			{ID: 5, Space: "eng", Title: "Folder", SourcePath: "empty/"},
			{ID: 6, Space: "eng", Title: "In it", Parent: 5},
			{ID: 7, Space: "eng", Title: "Folder with text", SourcePath: "full/"},
			{ID: 8, Space: "eng", Title: "CON"},
			{ID: 9, Space: "eng", Title: "Evil", SourcePath: "../evil.md"},
			{ID: 10, Space: "eng", Title: "日本語"},
			{ID: 11, Space: "eng", Title: "!?"},
			{ID: 12, Space: "eng", Title: strings.Repeat("ab ", 200)},
		},
		sources: map[int64]string{1: "one", 7: "text"},
		files:   []exporter.Attachment{{ID: 1, Space: "eng", Name: `..\x/evil?.PNG`}, {ID: 2, Space: "eng", SourcePath: "img/p.png", Name: "p.png"}},
		bytes:   map[int64]string{1: "a", 2: "b"},
		questions: []importer.Question{{
			ID: 4, Space: "eng", Title: "How?", State: "open",
			Answers: []importer.Answer{{ID: 1, Links: []importer.AnswerLink{{PageID: 4, Anchor: "x"}, {PageID: 99, Anchor: "y", Quote: "q"}}}},
		}},
	}
	dir := filepath.Join(t.TempDir(), "new", "export")
	write(t, dir, w.content())
	all := digest(t, dir)
	want := []string{
		"con-.md", "docent.json", "docs/guide/index.md", "docs/guide/rotate-the-keys-3.md", "docs/guide/rotate-the-keys.md", "docs/guide/rotate-the-keys/below.md",
		"empty/in-it.md", "evil.md", "files/evil_.PNG", "full/index.md", "img/p.png", "page.md", "questions/how-4.md", "日本語.md", strings.Repeat("ab-", 26) + "a.md",
	}
	got := make([]string, 0, len(all))
	for name := range all {
		got = append(got, name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if q := all["questions/how-4.md"]; !strings.Contains(q, `page: "docs/guide/rotate-the-keys/below.md"`) || !strings.Contains(q, `url: "/p/99#y"`) {
		t.Errorf("links of the question:\n%s", q)
	}
	checkSorted(t, all[importer.ManifestName])
}

// checkSorted fails where the keys of an object in a JSON text are not in order.
func checkSorted(t *testing.T, text string) {
	t.Helper()
	var any map[string]any
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.MarshalIndent(any, "", "  ") // a map's keys are sorted
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(sorted)+"\n", text); diff != "" {
		t.Error(diff)
	}
}

func TestForeignDirectoryIsRefused(t *testing.T) {
	for name, text := range map[string]string{"notes.txt": "mine", importer.ManifestName: `{"name":"other"}`} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := exporter.Open(dir)
		var e *content.Error
		if !errors.As(err, &e) || e.Kind != content.Conflict || !strings.Contains(e.Text, dir) {
			t.Errorf("%s: error %v", name, err)
		}
		if diff := cmp.Diff(map[string]string{name: text}, digest(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestSecondExportRemovesWhatIsGone(t *testing.T) {
	dir := t.TempDir()
	w := &world{
		spaces:  []importer.Space{{Slug: "eng"}},
		pages:   []exporter.Page{{ID: 1, Space: "eng", Title: "Stays"}, {ID: 2, Space: "eng", Title: "Goes", SourcePath: "a/b/goes.md"}, {ID: 3, Space: "eng", Title: "Changed"}},
		sources: map[int64]string{1: "1", 2: "2", 3: "3"},
	}
	write(t, dir, w.content())
	for name, text := range map[string]string{"changed.md": "by hand", "own.md": "not ours"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w.pages = w.pages[:1]
	write(t, dir, w.content())
	all := digest(t, dir)
	delete(all, importer.ManifestName)
	if diff := cmp.Diff(map[string]string{"stays.md": "1", "changed.md": "by hand", "own.md": "not ours"}, all); diff != "" {
		t.Error(diff)
	}
	if _, err := os.Stat(filepath.Join(dir, "a")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty folder stayed: %v", err)
	}
}

func TestExportCutShortCanRunAgain(t *testing.T) {
	dir := t.TempDir()
	w := &world{spaces: []importer.Space{{Slug: "eng"}}, pages: []exporter.Page{{ID: 1, Space: "eng", Title: "A"}, {ID: 2, Space: "eng", Title: "B"}}, sources: map[int64]string{1: "one", 2: "two"}}
	c := w.content()
	broken := errors.New("broken")
	c.Source = func(_ context.Context, id int64) (string, error) {
		if id == 2 {
			return "", broken
		}
		return "text", nil
	}
	root, err := exporter.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := exporter.Write(context.Background(), root, c); !errors.Is(err, broken) {
		t.Fatalf("error %v", err)
	}
	if err := root.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, dir, w.content())
	same(t, w, read(t, dir))
}

func TestLinksInTheDirectoryAreNotFollowed(t *testing.T) {
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	w := &world{spaces: []importer.Space{{Slug: "eng"}}, pages: []exporter.Page{{ID: 1, Space: "eng", Title: "A"}}, sources: map[int64]string{1: "x"}}
	write(t, dir, w.content())
	if err := errors.Join(os.WriteFile(outside, []byte("kept"), 0o600), os.Remove(dir+"/a.md"), os.Symlink(outside, dir+"/a.md")); err != nil {
		t.Fatal(err)
	}
	root, err := exporter.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	var e *content.Error
	if err := exporter.Write(context.Background(), root, w.content()); !errors.As(err, &e) || e.Kind != content.Conflict {
		t.Errorf("error %v", err)
	}
	if raw, _ := os.ReadFile(outside); string(raw) != "kept" {
		t.Errorf("the file outside now holds %q", raw)
	}
}

func TestProgressAndCancel(t *testing.T) {
	w := &world{spaces: []importer.Space{{Slug: "eng"}}, sources: map[int64]string{}}
	for id := range int64(10) {
		w.pages = append(w.pages, exporter.Page{ID: id + 1, Space: "eng", Title: "P"})
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := w.content()
	var steps []string
	c.Progress = func(done, total int) {
		steps = append(steps, fmt.Sprintf("%d/%d", done, total))
		if done == 3 {
			cancel()
		}
	}
	root, err := exporter.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	if err := exporter.Write(ctx, root, c); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff([]string{"1/10", "2/10", "3/10"}, steps); diff != "" {
		t.Error(diff)
	}
}
