package content

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSlug(t *testing.T) {
	for heading, want := range map[string]string{
		"Rotate keys":            "rotate-keys",
		"  What's new? (2024) ":  "whats-new-2024",
		"A & B":                  "a--b",
		"snake_case-and--dashes": "snake_case-and--dashes",
		"Größe: über alles":      "größe-über-alles",
		"日本語 ドキュメント":             "日本語-ドキュメント",
		"हिन्दी":                 "हिन्दी",
		"v1.2 → v1.3":            "v12--v13",
		"🎉 Party":                "-party",
		"?!":                     "",
	} {
		if got := Slug(heading); got != want {
			t.Errorf("Slug(%q) = %q, want %q", heading, got, want)
		}
	}
}

func TestSlugs(t *testing.T) {
	for _, test := range []struct {
		name                     string
		headings, explicit, want []string
	}{
		{"duplicates", []string{"A", "A", "a", "b"}, nil, []string{"a", "a-1", "a-2", "b"}},
		{"a duplicate meets a real name", []string{"A", "A-1", "A", "A"}, nil, []string{"a", "a-1", "a-2", "a-3"}},
		{"explicit wins over an earlier slug", []string{"A", "B"}, []string{"", "a"}, []string{"a-1", "a"}},
		{"explicit twice", []string{"A", "B"}, []string{"x", "x"}, []string{"x", "x-1"}},
		{"text before the first heading", []string{"", "A", ""}, nil, []string{"", "a", "section"}},
		{"punctuation", []string{"A", "?", "!"}, nil, []string{"a", "section", "section-1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, Slugs(test.headings, test.explicit)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSlugsAreUnique(t *testing.T) {
	name := rapid.SampledFrom([]string{"a", "a-1", "a-2", "b", "?", "", "a-1-1"})
	rapid.Check(t, func(t *rapid.T) {
		headings := rapid.SliceOf(name).Draw(t, "headings")
		explicit := rapid.SliceOfN(rapid.SampledFrom([]string{"", "", "a", "a-1"}), len(headings), len(headings)).Draw(t, "explicit")
		seen := map[string]bool{}
		for i, anchor := range Slugs(headings, explicit) {
			if seen[anchor] || (anchor == "" && i > 0) {
				t.Fatalf("anchor %q twice or empty", anchor)
			}
			seen[anchor] = true
		}
	})
}
