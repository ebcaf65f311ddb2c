package content

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestClassify(t *testing.T) {
	tests := []struct {
		address                string
		kind                   LinkKind
		target, fragment, deny string
	}{
		{"https://example.org/a#b", URL, "https://example.org/a#b", "", ""},
		{"MAILTO:a@b.c", URL, "MAILTO:a@b.c", "", ""},
		{"//example.org/x", URL, "https://example.org/x", "", ""},
		{"../a/b.md#Part%20one", Path, "../a/b.md", "Part one", ""},
		{"/p/12/rotate-keys#how", Page, "12", "how", ""},
		{"/p/12", Page, "12", "", ""},
		{"/p/x/y", Path, "/p/x/y", "", ""},
		{"/a/7/plan.pdf", Attachment, "/a/7/plan.pdf", "", ""},
		{"#part", Fragment, "", "part", ""},
		{"", "", "", "", "refused"},
		{"javascript:alert(1)", "", "", "", "refused"},
		{"JaVaScript:alert(1)", "", "", "", "refused"},
		{"data:text/html,x", "", "", "", "refused"},
		{"xref:System.String", "", "", "", "refused"},
		{"notes: a draft.md", Path, "notes: a draft.md", "", "refused"},
	}
	for _, tt := range tests {
		l, ok := classify(tt.address)
		if ok != (tt.deny == "") {
			t.Errorf("%q: allowed=%t", tt.address, ok)
			continue
		}
		if ok && (l.Kind != tt.kind || l.Target != tt.target || l.Fragment != tt.fragment) {
			t.Errorf("%q: got %s %q %q", tt.address, l.Kind, l.Target, l.Fragment)
		}
	}
}

func TestCandidatesMeetPathKeys(t *testing.T) {
	tests := []struct {
		name, from, link string
		page             string
		front            Front
	}{
		{"relative", "docs/a/b.md", "c.md", "docs/a/c.md", Front{}},
		{"relative, up", "docs/a/b.md", "../x/c.md", "docs/x/c.md", Front{}},
		{"without an ending", "docs/a/b.md", "c", "docs/a/c.markdown", Front{}},
		{"html for md", "docs/a/b.md", "c.html", "docs/a/c.md", Front{}},
		{"upper case and %20", "Docs/a/b.md", "My%20Page.md", "docs/a/my page.md", Front{}},
		{"a folder", "docs/a/b.md", "sub/", "docs/a/sub/index.md", Front{}},
		{"a folder's README", "docs/a/b.md", "/docs/sub/", "docs/sub/README.md", Front{}},
		{"the folder above", "docs/a/index.md", "../", "docs/index.md", Front{}},
		{"a generator's address", "pages/tools/slack.md", "../gmail/", "pages/tools/gmail.md", Front{}},
		{"from the root of the site", "pages/about/x.md", "/travel/overtime/", "pages/travel/overtime.md", Front{}},
		{"from the root of the import", "pages/about/x.md", "/other/y.md", "other/y.md", Front{}},
		{"a wrapping folder", "repo-main/docs/a.md", "/b", "repo-main/docs/b.md", Front{}},
		{"a permalink", "pages/about/x.md", "/code-of-conduct/", "pages/about-us/conduct.md", Front{Permalink: "/code-of-conduct/"}},
		{"a permalink, other form", "a.md", "/x/y.html", "z.md", Front{Permalink: "x/y/index.html"}},
		{"a redirect", "pages/about/x.md", "/old-name", "pages/new.md", Front{Redirects: []string{"/old-name/"}}},
		{"a dated post", "_posts/2020-02-02-b.md", "/_posts/2020-01-01-x", "_posts/2020-01-01-x.md", Front{}},
		{"a dated post by its name", "_posts/2020-02-02-b.md", "x", "_posts/2020-01-01-x.md", Front{}},
		{"an ordered file", "docs/b.md", "intro.md", "docs/01-intro.md", Front{}},
		{"a query", "docs/b.md", "c.md?view=7.5", "docs/c.md", Front{}},
		{"the site's first page", "pages/a/b.md", "/", "pages/index.md", Front{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, _ := classify(tt.link)
			keys := PathKeys(tt.page, tt.front)
			found := slices.ContainsFunc(Candidates(tt.from, l), func(k string) bool { return slices.Contains(keys, k) })
			if !found {
				t.Errorf("%q from %s: none of %q is among %q", tt.link, tt.from, Candidates(tt.from, l), keys)
			}
		})
	}
}

func TestCandidatesNeverLeaveTheRoot(t *testing.T) {
	for _, target := range []string{"../../../etc/passwd", "../../..", "a/../../../../x", `..\..\..\x`, "%2e%2e/%2e%2e/%2e%2e/x"} {
		if got := Candidates("a/b.md", Link{Kind: Path, Target: target}); slices.ContainsFunc(got, func(k string) bool {
			return !strings.HasPrefix(k, "a/")
		}) {
			t.Errorf("%q: %q", target, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"..", ".", "a", "B.md", "index", "", "%2e%2e", "c d"})
		path := func(name string) string {
			s := strings.Join(rapid.SliceOfN(piece, 0, 6).Draw(t, name), "/")
			return rapid.SampledFrom([]string{"", "/"}).Draw(t, "slash") + s
		}
		keys := append(Candidates(path("source"), Link{Kind: Path, Target: path("target")}), PathKeys(path("page"), Front{Permalink: path("permalink")})...)
		for _, k := range keys {
			if strings.HasPrefix(k, "..") || strings.Contains(k, "/../") || strings.HasSuffix(k, "/..") || strings.Contains(k, "//") || strings.ToLower(k) != k {
				t.Fatalf("key %q", k)
			}
		}
	})
}

func TestMatchAnchor(t *testing.T) {
	headings := []string{"", "Using the hours you've earned", "M&IE and use of the card", "cloud.gov", "Setup", "Set up"}
	anchors := []string{"", "using-the-hours-youve-earned", "mie-and-use-of-the-card", "cloudgov", "setup", "set-up"}
	for fragment, want := range map[string]int{
		"using-the-hours-you-ve-earned": 1, "m-and-ie-and-use-of-the-card": 2, "cloud-gov": 3, "setup": 4, "set-up": 5, "SET-UP": 5,
		"": -1, "nothing": -1, "--": -1,
	} {
		got, ok := MatchAnchor(fragment, anchors, headings)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d, want %d", fragment, got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	tests := []struct {
		text  string
		limit int
		want  string
	}{
		{"  Some\n words  ", 20, "Some words"},
		{"exactly ten", 11, "exactly ten"},
		{"one two, three", 9, "one two…"},
		{"unbreakable", 5, "unbr…"},
		{"ääääää öö", 7, "ääääää…"},
		{"", 5, ""},
		{"a b", 0, "…"},
	}
	for _, tt := range tests {
		if got := Excerpt(tt.text, tt.limit); got != tt.want {
			t.Errorf("Excerpt(%q, %d) = %q, want %q", tt.text, tt.limit, got, tt.want)
		}
	}
}

func TestRenderWantsAnAnchorForEverySection(t *testing.T) {
	d, err := Parse("lead\n\n# T\n\n## U\n\nz")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Render(nil); err == nil {
		t.Error("no anchors for three sections")
	}
}

// An address that ends in a slash is the generator's, where a page is a folder: “../” on the page
// tools/slack/records leads to tools/slack, and only without such a page to the folder above.
func TestCandidatesOfAddresses(t *testing.T) {
	up, _ := classify("../")
	keys := Candidates("tools/slack/records.md", up)
	page, folder := slices.Index(keys, "tools/slack"), slices.Index(keys, "tools")
	if page < 0 || folder < 0 || page > folder {
		t.Errorf("%q", keys)
	}
}
