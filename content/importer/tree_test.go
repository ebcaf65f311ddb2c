package importer

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// files makes a file system of paths and texts.
func files(pairs map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range pairs {
		m[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	return m
}

// outline draws the tree as an indented list of "title [path]".
func outline(t *testing.T, s *Source) string {
	t.Helper()
	var b strings.Builder
	depth := map[string]int{"": -1}
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		above, ok := depth[p.ParentPath]
		if !ok {
			t.Errorf("%s comes before its parent %s", p.Path, p.ParentPath)
		}
		depth[p.Path] = above + 1
		fmt.Fprintf(&b, "%s%s [%s]\n", strings.Repeat("  ", above+1), p.Title, p.Path)
	}
	return b.String()
}

func warnings(s *Source) []string {
	var all []string
	for _, w := range s.Warnings() {
		all = append(all, fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Text))
	}
	return all
}

func TestTree(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"index, README and _index stand for their folders", map[string]string{
			"a/index.md": "# Alpha", "a/x.md": "", "b/README.md": "# Beta", "b/y.md": "", "c/_index.md": "# Gamma", "c/z.markdown": "",
		}, `
Alpha [a/index.md]
  X [a/x.md]
Beta [b/README.md]
  Y [b/y.md]
Gamma [c/_index.md]
  Z [c/z.markdown]`},
		{"a folder without an index gets an empty page", map[string]string{
			"about-us/who.md": "", "zoo/deep/er/x.md": "",
		}, `
About us [about-us/]
  Who [about-us/who.md]
Zoo [zoo/]
  Deep [zoo/deep/]
    Er [zoo/deep/er/]
      X [zoo/deep/er/x.md]`},
		{"a file of the folder's name beside or inside it stands for it", map[string]string{
			"slack.md": "# Slack", "slack/rules.md": "", "tools/Tools.md": "# All tools", "tools/x.md": "",
		}, `
All tools [tools/Tools.md]
  X [tools/x.md]
Slack [slack.md]
  Rules [slack/rules.md]`},
		{"the root's index comes first, beside the others", map[string]string{
			"index.md": "no heading", "a.md": "# A", "b.md": "# B",
		}, `
Home [index.md]
A [a.md]
B [b.md]`},
		{"a folder that only wraps the text is not shown", map[string]string{
			"README.md": "# The project", "LICENSE.md": "# Licence", "docs/one/x.md": "# X", "docs/two.md": "# Two",
		}, `
The project [README.md]
Licence [LICENSE.md]
One [docs/one/]
  X [docs/one/x.md]
Two [docs/two.md]`},
		{"one folder beside other pages is a chapter", map[string]string{
			"intro.md": "# Intro", "guides/x.md": "# X",
		}, `
Guides [guides/]
  X [guides/x.md]
Intro [intro.md]`},
		{"order: front matter, then numbers, then titles as people sort", map[string]string{
			"z.md": "---\nweight: 1\n---\n# Zed", "y.md": "---\nnav_order: 2\n---\n# Why", "02-b.md": "", "10-c.md": "", "01-a.md": "",
			"play-10.md": "# Play 10", "play-9.md": "# play 9", "2020-01-02-post.md": "",
		}, `
Zed [z.md]
Why [y.md]
A [01-a.md]
B [02-b.md]
C [10-c.md]
2020 01 02 post [2020-01-02-post.md]
play 9 [play-9.md]
Play 10 [play-10.md]`},
		{"titles: front matter, heading, name", map[string]string{
			"a.md": "---\ntitle: 'From: front'\n---\n# No", "b.md": "```\n# not this\n```\n# **This** [one](x) `ok` {#id}\n", "c.md": "Setext *title*\n======\n",
			"d-e_f.md": "## only a second level", "5.1/x.md": "# X", "h.md": "text\n<h1 align=\"center\">Raw <b>one</b></h1>",
		}, `
5.1 [5.1/]
  X [5.1/x.md]
D e f [d-e_f.md]
From: front [a.md]
Raw one [h.md]
Setext title [c.md]
This one ok [b.md]`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := outline(t, New(files(test.files)))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n")+"\n", got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestClashesAreKeptAndNamed(t *testing.T) {
	s := New(files(map[string]string{"Guide.md": "# A", "guide.md": "# B", "x/index.md": "# I", "x/README.md": "# R", "p.PNG": "", "P.png": ""}))
	tally, err := s.Scan(context.Background())
	if err != nil || tally.Pages != 4 || tally.Files != 2 {
		t.Fatalf("tally %+v, error %v", tally, err)
	}
	want := []string{
		"guide.md:0: differs from Guide.md only in capitals; both were kept, but a link may lead to either",
		"p.PNG:0: differs from P.png only in capitals; both were kept, but a link may lead to either",
		"x/README.md:0: x/index.md stands for the folder too; that one became its page, and this one a page below it",
	}
	if diff := cmp.Diff(want, warnings(s)); diff != "" {
		t.Error(diff)
	}
}

func TestFrontMatterReachesThePage(t *testing.T) {
	s := New(files(map[string]string{
		"a.md": "---\ntitle: A\ntags: [x, y]\nredirect_from: /old/\npermalink: /a/\nowner: ada@example.com\n---\ntext\n",
		"b.md": "---\ntitle: [broken\n---\n# B\n",
	}))
	var got []Page
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	if len(got) != 2 {
		t.Fatalf("%d pages", len(got))
	}
	want := Page{
		Path: "a.md", Title: "A", Tags: []string{"x", "y"}, Redirects: []string{"/old/"}, Permalink: "/a/", Owner: "ada@example.com",
		Source: "---\ntitle: A\ntags: [x, y]\nredirect_from: /old/\npermalink: /a/\nowner: ada@example.com\n---\ntext\n",
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
	if got[1].Title != "B" || got[1].Position != 1 {
		t.Errorf("broken front matter: %+v", got[1])
	}
	if w := s.Warnings(); len(w) != 1 || w[0].File != "b.md" || w[0].Line != 1 {
		t.Errorf("warnings %v", w)
	}
}

// Every generated tree gives each Markdown file exactly once, parents first, positions without
// gaps, and the same on every run.
func TestTreeProperties(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", "B", "index", "README", "x-y", "01-z", "docs", "é", "a b"})
	rapid.Check(t, func(t *rapid.T) {
		m := fstest.MapFS{}
		for _, parts := range rapid.SliceOfN(rapid.SliceOfN(part, 1, 5), 1, 30).Draw(t, "files") {
			name := strings.Join(parts, "/") + rapid.SampledFrom([]string{".md", ".MD", ".markdown"}).Draw(t, "ext")
			m[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(rapid.StringN(0, 40, -1).Draw(t, "text"), "\x00", ""))}
		}
		read := func() []Page {
			var pages []Page
			for p, err := range New(m).Pages(context.Background()) {
				if err != nil {
					t.Fatal(err)
				}
				pages = append(pages, p)
			}
			return pages
		}
		pages := read()
		if diff := cmp.Diff(pages, read()); diff != "" {
			t.Fatalf("a second run differs: %s", diff)
		}
		seen, next := map[string]bool{"": true}, map[string]int{}
		for _, p := range pages {
			if !seen[p.ParentPath] || p.Title == "" || p.Position != next[p.ParentPath] {
				t.Fatalf("parent %v, position %d wanted: %+v", seen[p.ParentPath], next[p.ParentPath], p)
			}
			if seen[p.Path] {
				t.Fatalf("%s comes twice", p.Path)
			}
			next[p.ParentPath]++
			seen[p.Path] = true
			if f := m[p.Path]; p.Folder != (f == nil) || f != nil && p.Source != string(f.Data) {
				t.Fatalf("%s is not its file", p.Path)
			}
		}
		for name := range m {
			if !seen[name] {
				t.Fatalf("%s did not become a page", name)
			}
		}
	})
}

func TestNatural(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"a2", "a10", -1}, {"A", "a", 0}, {"a02", "a2", 0}, {"b", "a10", 1}, {"", "a", -1}, {"7.4", "7.10", -1}} {
		got := naturally(test.a, test.b)
		if min(max(got, -1), 1) != test.want || min(max(naturally(test.b, test.a), -1), 1) != -test.want {
			t.Errorf("naturally(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestTitleOf(t *testing.T) {
	for _, test := range []struct {
		name     string
		numbered bool
		want     string
	}{
		{"about-us", false, "About us"},
		{"01-intro", false, "Intro"},
		{"5-whys", false, "5 whys"},
		{"5-whys", true, "Whys"},
		{"5.1", true, "5.1"},
		{"18f", true, "18f"},
		{"_", false, "_"},
		{"\x01", false, "Untitled"},
		{"ärger", false, "Ärger"},
	} {
		if got := titleOf(test.name, test.numbered); got != test.want {
			t.Errorf("titleOf(%q, %v) = %q, want %q", test.name, test.numbered, got, test.want)
		}
	}
}
