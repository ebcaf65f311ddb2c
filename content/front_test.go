package content

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplitFront(t *testing.T) {
	for _, test := range []struct {
		name, source string
		want         Front
		body         string
	}{
		{"none", "# Hello\n", Front{}, "# Hello\n"},
		{"mark only", "\ufeff# Hello\n", Front{}, "# Hello\n"},
		{"empty", "", Front{}, ""},
		{"yaml", "---\ntitle: A & B\nowner: ada\ntags: [x, y]\n---\nText\n", Front{Title: "A & B", Owner: "ada", Tags: []string{"x", "y"}, Format: "yaml"}, "Text\n"},
		{"a title with markup", "---\ntitle: 'Travel <em class=\"x\">before</em> <B>Vec<T></B>,<br/>day 1'\n---\n", Front{Title: "Travel before Vec<T>, day 1", Format: "yaml"}, ""},
		{"a title with entities", "---\ntitle: Pay &amp; leave, R&D, &#39;a&lt;b&gt;&#x27; &copy &unknown;\n---\n", Front{Title: "Pay & leave, R&D, 'a<b>' &copy &unknown;", Format: "yaml"}, ""},
		{"mark and CR LF", "\ufeff---\r\ntitle: A\r\n---\r\nText\r\n", Front{Title: "A", Format: "yaml"}, "Text\r\n"},
		{"tags by commas", "---\ntags: on call, two\n---\n", Front{Tags: []string{"on call", "two"}, Format: "yaml"}, ""},
		{"tags by spaces", "---\ntags: one two one\n---\n", Front{Tags: []string{"one", "two"}, Format: "yaml"}, ""},
		{"a number for a title", "---\ntitle: 2024\nowner: 007\n---\n", Front{Title: "2024", Owner: "007", Format: "yaml"}, ""},
		{"a date for a title", "---\ntitle: 2024-01-02\n---\n", Front{Title: "2024-01-02", Format: "yaml"}, ""},
		{"folded title", "---\ntitle:\n  Corrective Action Plan\n  of October\n---\n", Front{Title: "Corrective Action Plan of October", Format: "yaml"}, ""},
		{"redirects", "---\nredirect_from:\n  - /a/\n  - /b/\naliases: [/c, gcm]\npermalink: /d/\n---\n", Front{Redirects: []string{"/a/", "/b/", "/c"}, Permalink: "/d/", Format: "yaml"}, ""},
		{"one redirect", "---\nredirect_from: /a/\n---\n", Front{Redirects: []string{"/a/"}, Format: "yaml"}, ""},
		{"leads on", "---\nredirect_to: /tock/#time\n---\n", Front{RedirectTo: "/tock/#time", Format: "yaml"}, ""},
		{"leads on, nested", "---\nredirect:\n  to: https://example.org/\n---\n", Front{RedirectTo: "https://example.org/", Format: "yaml"}, ""},
		{"leads on, list", "---\nredirect_to:\n  - /x/\n---\n", Front{RedirectTo: "/x/", Format: "yaml"}, ""},
		{"toml", "+++\ntitle = \"A\"\ntags = [\"x\"]\n+++\nText", Front{Title: "A", Tags: []string{"x"}, Format: "toml"}, "Text"},
		{"empty block", "---\n---\nText", Front{Format: "yaml"}, "Text"},
		{"dots close", "---\ntitle: A\n...\nText", Front{Title: "A", Format: "yaml"}, "Text"},
		{"not closed", "---\ntitle: A\n", Front{}, "---\ntitle: A\n"},
		{"prose between rules", "---\n\nHello there.\n\n---\nMore", Front{}, "---\n\nHello there.\n\n---\nMore"},
		{"not at the start", "\n---\ntitle: A\n---\n", Front{}, "\n---\ntitle: A\n---\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, body, start := SplitFront(test.source)
			if got.Err != nil {
				t.Fatal(got.Err)
			}
			got.Values = nil
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("front (-want +got):\n%s", diff)
			}
			if body != test.body || test.source[start:] != body {
				t.Errorf("body %q at %d", body, start)
			}
		})
	}
}

func TestSplitFrontKeepsWhatDoesNotParse(t *testing.T) {
	source := "---\naliases:\n  - %\ntitle: A\n---\nText\n"
	front, body, _ := SplitFront(source)
	if front.Err == nil || front.Format != "yaml" || front.Title != "A" || body != "Text\n" {
		t.Errorf("got %+v, body %q", front, body)
	}
	got, err := SetFront(source, map[string]any{"title": "C"})
	var e *Error
	if got != source || !errors.As(err, &e) || e.Kind != Invalid {
		t.Errorf("SetFront = %q, %v", got, err)
	}
}

// Each of these would take seconds or gigabytes if it were expanded.
func TestSplitFrontRefusesHostileBlocksQuickly(t *testing.T) {
	bomb := "a: &a [1,1,1,1,1,1,1,1,1]\n"
	for c := 'b'; c < 'p'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c,", c-1), 9), ","))
	}
	var keys strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&keys, "k%d:\n", i)
	}
	const n = 60_000
	for name, block := range map[string]string{
		"alias bomb":      "---\n" + bomb + "---\n",
		"self reference":  "---\na: &a [*a]\n---\n",
		"flow nesting":    "---\na: " + strings.Repeat("[", n) + "\n---\n",
		"map nesting":     "---\na: " + strings.Repeat("{a: ", n/4) + "\n---\n",
		"closed nesting":  "---\na: " + strings.Repeat("[", n/2) + strings.Repeat("]", n/2) + "\n---\n",
		"list nesting":    "---\na:\n " + strings.Repeat("- ", n/2) + "\n---\n",
		"question marks":  "---\n" + strings.Repeat("? ", n/2) + "\n---\n",
		"many keys":       "---\n" + keys.String() + "---\n",
		"huge":            "---\na: " + strings.Repeat("x", 5<<20) + "\n---\n",
		"toml arrays":     "+++\na = " + strings.Repeat("[", n) + "\n+++\n",
		"toml dotted":     "+++\n" + strings.Repeat("a.", n/2) + "b = 1\n+++\n",
		"toml tables":     "+++\n" + strings.Repeat("[", n) + "\n+++\n",
		"toml many lines": "+++\na = [\n" + strings.Repeat("[\n", n/2) + "\n+++\n",
	} {
		t.Run(name, func(t *testing.T) {
			var front Front
			var body string
			took := quickest(t, time.Second, func() time.Duration {
				begin := time.Now()
				front, body, _ = SplitFront(block + "Text")
				return time.Since(begin)
			})
			if took > time.Second {
				t.Errorf("took %v", took)
			}
			if front.Err == nil || body != "Text" {
				t.Errorf("error %v, body of %d bytes", front.Err, len(body))
			}
		})
	}
}

func TestSetFront(t *testing.T) {
	for _, test := range []struct {
		name, source string
		set          map[string]any
		want         string
	}{
		{"no front matter", "Text", map[string]any{"title": "B"}, "Text"},
		{"plain title", "---\n# why\ntitle: A # note\nx: 'y'\n---\nT", map[string]any{"title": "B: C"}, "---\n# why\ntitle: 'B: C' # note\nx: 'y'\n---\nT"},
		{"quoted title", "---\r\ntitle: \"A\"\r\nx: 1\r\n---\r\n", map[string]any{"title": "B \"c\""}, "---\r\ntitle: \"B \\\"c\\\"\"\r\nx: 1\r\n---\r\n"},
		{"folded title", "---\ntitle:\n  A\n  b\n\n# next\nx: 1\n---\n", map[string]any{"title": "C"}, "---\ntitle: C\n\n# next\nx: 1\n---\n"},
		{"block title", "---\ntitle: |\n  A\n  # b\nx: 1\n---\n", map[string]any{"title": "C"}, "---\ntitle: C\nx: 1\n---\n"},
		{"block tags", "---\ntags:\n  - a # first\n  - b\nx: 1\n---\n", map[string]any{"tags": []string{"c", "d e"}}, "---\ntags:\n  - c\n  - d e\nx: 1\n---\n"},
		{"unindented tags", "---\ntags:\n- a\nx: 1\n---\n", map[string]any{"tags": []string{"b", "yes"}}, "---\ntags:\n- b\n- \"yes\"\nx: 1\n---\n"},
		{"flow tags", "---\ntags: [a, b] # two\nx: 1\n---\n", map[string]any{"tags": []string{"c"}}, "---\ntags: [c] # two\nx: 1\n---\n"},
		{"comma tags", "---\ntags: a, b\n---\n", map[string]any{"tags": []string{"c", "d"}}, "---\ntags: c, d\n---\n"},
		{"new keys", "---\ntitle: A\n# end\n---\n", map[string]any{"tags": []string{"c", "d"}, "owner": "ada"}, "---\ntitle: A\n# end\nowner: ada\ntags: [c, d]\n---\n"},
		{"empty block", "---\n---\nT", map[string]any{"title": "A"}, "---\ntitle: A\n---\nT"},
		{"removed", "---\ntitle: A\nowner: ada\nx: 1\n---\n", map[string]any{"owner": nil}, "---\ntitle: A\nx: 1\n---\n"},
		{"nothing new", "---\ntitle: >-\n  A\n  b\ntags: x y\n---\n", map[string]any{"title": "A b", "tags": []string{"x", "y"}}, "---\ntitle: >-\n  A\n  b\ntags: x y\n---\n"},
		{"a line break", "---\ntitle: A\n---\n", map[string]any{"title": "A\n---\nB"}, "---\ntitle: \"A\\n---\\nB\"\n---\n"},
		{"toml", "+++\ntitle = 'A' # note\ntags = [\n 'a', # x\n 'b']\n[x]\ntitle = 1\n+++\n", map[string]any{"title": "B", "tags": []string{"c"}, "owner": "ada"}, "+++\ntitle = \"B\" # note\ntags = [\"c\"]\nowner = \"ada\"\n[x]\ntitle = 1\n+++\n"},
		{"toml strings", "+++\ntitle = \"\"\"A\n[x]\n\"\"\"\nx = 1\n+++\n", map[string]any{"title": "B\n+++"}, "+++\ntitle = \"B\\u000A+++\"\nx = 1\n+++\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := SetFront(test.source, test.set)
			if err != nil {
				t.Fatalf("%v", err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetFrontRefusesWhatItCannotChangeAlone(t *testing.T) {
	for name, source := range map[string]string{
		"flow map": "---\n{title: A, x: 1}\n---\n",
		"anchor":   "---\ntitle: &t A\nsubtitle: *t\n---\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := SetFront(source, map[string]any{"title": "B"})
			if err == nil || got != source {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func genFront(t *rapid.T) string {
	eol := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "eol")
	entries := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"title: Plain", "title: \"Quoted # not a comment\" # comment", "title: >-\n  Folded\n  title", "title: 'It''s' ",
		"tags: [a, b]", "tags:\n  - a\n  # between\n  - b", "tags:\n- a", "tags: a b", "tags: a, b",
		"owner: ada", "\"owner\": ada # who", "# a comment\nx: 1", "list:\n  - text: A\n    url: https://a.b/#c\n  - two", "\nblank: yes", "block: |\n  # text\n\n  more",
		"date: 2020-01-01", "nested:\n  title: inner\n  tags: [z]", "empty:",
	}), 0, 8, func(e string) string {
		return strings.Trim(strings.SplitN(strings.TrimPrefix(strings.TrimSpace(e), "# a comment\n"), ":", 2)[0], `"`)
	}).Draw(t, "entries")
	block := strings.Join(append([]string{"---"}, append(entries, "---", "Body", "---", "end")...), "\n")
	return strings.ReplaceAll(block, "\n", eol)
}

func genSet(t *rapid.T) map[string]any {
	word := rapid.OneOf(rapid.StringMatching(`[ -~äß語]{0,12}`), rapid.SampledFrom([]string{"yes", "1", "null", "a: b", "#x", "- y", "---", "…", "[", "a\nb", "\t"}))
	set := map[string]any{}
	for _, key := range rapid.SliceOfDistinct(rapid.SampledFrom([]string{"title", "owner", "tags"}), rapid.ID[string]).Draw(t, "keys") {
		if key == "tags" {
			set[key] = rapid.SliceOfDistinct(rapid.StringMatching(`[a-z:#\-,äß]{1,8}( [a-z]{1,3})?`), rapid.ID[string]).Draw(t, "tags")
			continue
		}
		set[key] = strings.TrimSpace(word.Draw(t, key))
	}
	return set
}

func TestSetFrontShowsNewValuesAndKeepsTheOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source, set := genFront(t), genSet(t)
		before, body, _ := SplitFront(source)
		got, err := SetFront(source, set)
		if err != nil {
			t.Fatalf("%q: %v", source, errors.Unwrap(err))
		}
		after, bodyAfter, _ := SplitFront(got)
		want := map[string]any{}
		for key, v := range before.Values {
			want[key] = v
		}
		for key, v := range set {
			switch v := v.(type) {
			case string:
				want[key] = v
			case []string:
				want[key] = "tags"
				after.Values[key] = "tags"
				if strings.Join(after.Tags, "\x00") != strings.Join(v, "\x00") {
					t.Fatalf("tags %q, want %q in\n%s", after.Tags, v, got)
				}
			}
		}
		if diff := cmp.Diff(want, after.Values); diff != "" || body != bodyAfter {
			t.Fatalf("(-want +got):\n%s\nin\n%s", diff, got)
		}
		for _, line := range strings.Split(source, "\n") {
			if strings.HasPrefix(line, "# a comment") && !strings.Contains(got, line) {
				t.Fatalf("lost %q in\n%s", line, got)
			}
		}
	})
}

func FuzzSetFront(f *testing.F) {
	for _, seed := range []string{"---\ntitle: A\n---\n", "+++\ntitle = 'A'\n[x]\n+++\n", "---\n? a\n: b\n---\n", "---\n - a\n---\n", "---\n\ttitle: a\n---", "---\na: \"\r\n\"\n---\n", "---\n  title: |+\n   a\n\n\n---\n"} {
		f.Add(seed, "New: title", "a b", "c")
	}
	f.Fuzz(func(t *testing.T, source, title, tag1, tag2 string) {
		front, body, start := SplitFront(source)
		if source[start:] != body {
			t.Fatalf("body starts at %d", start)
		}
		got, err := SetFront(source, map[string]any{"title": title, "tags": []string{tag1, tag2}})
		if err != nil && got != source {
			t.Fatalf("changed in spite of %v", err)
		}
		if err == nil && front.Format != "" {
			after, bodyAfter, _ := SplitFront(got)
			if after.Err != nil || bodyAfter != body || after.Values["title"] != title {
				t.Fatalf("%q became %q: %+v", source, got, after)
			}
		}
	})
}
