package importer

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
)

// exported is a small export with its manifest.
func exported(t testing.TB, m *Manifest, pairs map[string]string) fstest.MapFS {
	t.Helper()
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	fsys := files(pairs)
	fsys[ManifestName] = &fstest.MapFile{Data: raw}
	return fsys
}

func TestManifestDecides(t *testing.T) {
	m := NewManifest()
	m.Spaces = []ManifestSpace{{Slug: "eng", Name: "Engineering"}}
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	m.Pages = []ManifestPage{
		{ID: 1, Title: "Second", Path: "a.md", Position: 2, Space: "eng", SourcePath: "old/a.md"},
		{ID: 2, Title: "First", Path: "z.md", Position: 1, Space: "eng", Tags: []string{"t"}, Redirects: []string{"/r"}, Owner: "o", Revision: 9, CreatedAt: at, VerifiedUntil: at},
		{ID: 3, Title: "Folder", Space: "eng", SourcePath: "f/", Parent: 2},
		{ID: 4, Title: "Below", Path: "b.md", Parent: 3, Space: "eng"},
	}
	m.Attachments = []ManifestFile{{ID: 5, Name: "notes.md", Path: "files/notes.md", Page: 4, Type: "text/markdown", SHA256: "x", Space: "eng"}}
	m.Questions = []ManifestQuestion{{ID: 7, Path: "questions/q-7.md", Space: "eng"}}
	s := New(exported(t, m, map[string]string{
		"a.md": "# Ignored", "z.md": "---\ntags: [ignored]\n---\n", "b.md": "", "f/new.md": "# New", "files/notes.md": "no page", "questions/q-7.md": readable,
		"questions/other.md": "# A page",
	}))
	want := "First [z.md]\n  Folder [f/]\n    Below [b.md]\n    New [f/new.md]\nSecond [old/a.md]\nQuestions [questions/]\n  A page [questions/other.md]\n"
	got := outline(t, s)
	// New was added to the folder by hand: it hangs on the folder's page of the same path.
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if p.Path == "z.md" {
			want := Page{
				Path: "z.md", Space: "eng", Source: "---\ntags: [ignored]\n---\n", Title: "First", Tags: []string{"t"}, Redirects: []string{"/r"}, Owner: "o",
				Facts: &Facts{ID: 2, Revision: 9, CreatedAt: at, VerifiedUntil: at},
			}
			if diff := cmp.Diff(want, p); diff != "" {
				t.Error(diff)
			}
		}
	}
	for f, err := range s.Files(context.Background()) {
		if err != nil || f.Path != "files/notes.md" || f.Facts == nil || f.Facts.Page != 4 {
			t.Errorf("file %+v, error %v", f, err)
		}
	}
	for q, err := range s.Questions(context.Background()) {
		if err != nil || q.ID != 7 || q.Space != "eng" || q.Path != "questions/q-7.md" || len(q.Answers) != 1 {
			t.Errorf("question %+v, error %v", q, err)
		}
	}
	if w := s.Warnings(); len(w) > 0 {
		t.Errorf("warnings %v", w)
	}
}

func TestManifestOfManySpaces(t *testing.T) {
	m := NewManifest()
	m.Spaces = []ManifestSpace{{Slug: "b", Name: "B"}, {Slug: "a", Name: "A"}}
	m.Pages = []ManifestPage{
		{ID: 1, Title: "One", Path: "a/x.md", Space: "a", SourcePath: "x.md"},
		{ID: 2, Title: "Two", Path: "b/x.md", Space: "b", SourcePath: "x.md", Parent: 1},
	}
	s := New(exported(t, m, map[string]string{"a/x.md": "", "b/x.md": "", "b/sub/new.md": "# New"}))
	var got []string
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Space+":"+p.Path+"<"+p.ParentPath)
	}
	if diff := cmp.Diff([]string{"a:x.md<", "b:x.md<", "b:sub/<", "b:sub/new.md<sub/"}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Space{{Slug: "a", Name: "A"}, {Slug: "b", Name: "B"}}, s.Spaces()); diff != "" {
		t.Error(diff)
	}
	if w := warnings(s); len(w) != 1 || !strings.Contains(w[0], "hangs on page 1") {
		t.Errorf("warnings %v", w)
	}
}

func TestHostileManifest(t *testing.T) {
	m := NewManifest()
	m.Pages = []ManifestPage{
		{ID: 1, Title: "A", Path: "a.md", Parent: 2, SourcePath: "../../etc/passwd"},
		{ID: 2, Title: "B", Path: "b.md", Parent: 3, SourcePath: "same.md"},
		{ID: 3, Title: "C", Path: "c.md", Parent: 1, SourcePath: "same.md"},
		{ID: 3, Title: "again", Path: "d.md"},
		{ID: -1, Title: "negative", Path: "d.md"},
		{ID: 5, Title: "absent", Path: "absent.md"},
		{ID: 6, Title: "outside", Path: "../outside.md"},
		{ID: 7, Title: "twice", Path: "a.md"},
		{ID: 8, Title: "itself", Path: "e.md", Parent: 8},
		{ID: 9, Title: "orphan", Path: "f.md", Parent: 99},
		{ID: 10, Title: "", SourcePath: "/"},
	}
	m.Attachments = []ManifestFile{{ID: 1, Path: "/etc/passwd"}, {ID: 2, Path: "x.png", SourcePath: "../y.png"}}
	s := New(exported(t, m, map[string]string{"a.md": "", "b.md": "", "c.md": "", "d.md": "", "e.md": "", "f.md": "", "x.png": ""}))
	seen := map[string]bool{}
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[p.Path] || strings.Contains(p.Path, "..") || strings.HasPrefix(p.Path, "/") || p.Title == "" {
			t.Errorf("page %+v", p)
		}
		seen[p.Path] = true
	}
	if len(seen) != 7 {
		t.Errorf("pages %v", seen)
	}
	for f := range s.Files(context.Background()) {
		if f.Path != "x.png" {
			t.Errorf("file %s", f.Path)
		}
	}
	if n := len(s.Warnings()); n != 9 {
		t.Errorf("%d warnings: %s", n, strings.Join(warnings(s), "\n"))
	}
}

func TestManifestRefused(t *testing.T) {
	for name, test := range map[string]struct{ raw, says string }{
		"damaged": {"{\n\"format\": \"docent-export\",\n}", "damaged at line 3"},
		"newer":   {`{"format":"docent-export","version":2}`, "newer Docent"},
		"types":   {`{"format":"docent-export","version":1,"pages":[{"id":"x"}]}`, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(files(map[string]string{ManifestName: test.raw, "a.md": ""})).Scan(context.Background())
			wantError(t, err, content.Invalid, test.says)
		})
	}
	_, err := New(failing{files(map[string]string{ManifestName: "{}", "a.md": ""}), ManifestName, ""}).Scan(context.Background())
	wantError(t, err, content.Invalid, "cannot be read")
	s := New(files(map[string]string{ManifestName: `{"name":"other"}`, "a.md": "# A"}))
	if got := outline(t, s); got != "A [a.md]\n" || len(s.Warnings()) != 1 || s.Exported() {
		t.Errorf("a foreign docent.json: %q, %v", got, s.Warnings())
	}
}

func TestExportInsideOneFolder(t *testing.T) {
	m := NewManifest()
	m.Pages = []ManifestPage{{ID: 1, Title: "T", Path: "a.md"}}
	fsys := fstest.MapFS{}
	for name, f := range exported(t, m, map[string]string{"a.md": ""}) {
		fsys["my-export/"+name] = f
	}
	if got := outline(t, New(fsys)); got != "T [a.md]\n" {
		t.Error(got)
	}
}

// FuzzManifest: no docent.json makes the importer panic, loop, leave the source or lose a file.
func FuzzManifest(f *testing.F) {
	f.Add(`{"format":"docent-export","version":1,"pages":[{"id":1,"path":"a.md","parent":2,"title":"x"},{"id":2,"path":"b/c.md","parent":1}]}`)
	f.Add(`{"format":"docent-export","version":1,"spaces":[{"slug":"b"},{"slug":"c"}],"pages":[{"id":1,"source_path":"b/"}],"attachments":[{"path":"a.md"}]}`)
	f.Add(`{"format":"docent-export","version":1,"questions":[{"path":"a.md","id":1}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		fsys := files(map[string]string{ManifestName: raw, "a.md": readable, "b/c.md": "# C", "b/d/e.md": "", "p.png": ""})
		s := New(fsys)
		found, seen := 0, map[string]bool{}
		for p, err := range s.Pages(context.Background()) {
			var e *content.Error
			if err != nil && !errors.As(err, &e) {
				t.Fatal(err)
			}
			if err != nil {
				return
			}
			if key := p.Space + "\x00" + p.Path; seen[key] || !safePath(p.Path) || p.ParentPath != "" && !seen[p.Space+"\x00"+p.ParentPath] {
				t.Fatalf("page %+v", p)
			}
			seen[p.Space+"\x00"+p.Path] = true
		}
		for _, n := range s.nodes {
			if n.file != "" {
				found++
			}
		}
		for range s.Files(context.Background()) {
			found++
		}
		if found += len(s.questions); found != 4 {
			t.Fatalf("%d of 4 files", found)
		}
		for range s.Questions(context.Background()) {
			found++
		}
	})
}
