package starter_test

import (
	"context"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/content/starter"
)

func TestPagesImportInOrder(t *testing.T) {
	s := importer.New(starter.FS)
	var titles []string
	for p, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if p.ParentPath != "" || p.Folder {
			t.Errorf("%s is not at the top", p.Path)
		}
		titles = append(titles, p.Title)
	}
	want := []string{
		"Welcome to Docent", "Writing pages", "Searching", "Asking questions", "Keeping answers true",
		"Keyboard and Markdown", "Administering", "Importing and exporting", "The API and tokens",
	}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Error(diff)
	}
	if w := s.Warnings(); len(w) > 0 {
		t.Errorf("warnings %v", w)
	}
}

var (
	fences  = regexp.MustCompile("(?ms)^(````?)[a-z]*\n.*?^````?$")
	spans   = regexp.MustCompile("``[^\n]*?``|`[^`\n]*`")
	links   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	unnamed = regexp.MustCompile(`(?m)^\|(?:.*\|)? +\|.*\n\|[-:| ]+$`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
)

// prose removes code, in which nothing is a link.
func prose(source string) string {
	return spans.ReplaceAllString(fences.ReplaceAllString(source, ""), "")
}

// Every link leads to a page, and to a heading of it; every page can be reached from the first.
func TestLinksLeadSomewhere(t *testing.T) {
	text := map[string]string{}
	names, err := fs.Glob(starter.FS, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(starter.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		text[name] = prose(string(raw))
		if strings.ContainsAny(string(raw), "\r\t") || !strings.HasSuffix(string(raw), "\n") {
			t.Errorf("%s: tabs, carriage returns or no last line end", name)
		}
		if strings.Contains(text[name], "[[") || strings.Contains(text[name], "{{") || strings.Contains(text[name], "{%") {
			t.Errorf("%s: an example outside of code would be taken for a link or tag", name)
		}
	}
	checkParsed(t)
	reached := map[string]bool{}
	for name, source := range text {
		for _, m := range links.FindAllStringSubmatch(source, -1) {
			file, anchor, _ := strings.Cut(m[1], "#")
			target, ok := text[path.Clean(file)]
			if !ok {
				t.Errorf("%s: %s leads nowhere", name, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(target), anchor) {
				t.Errorf("%s: %s has no such heading", name, m[1])
			}
			reached[file] = reached[file] || name == "index.md"
		}
	}
	for name := range text {
		if name != "index.md" && !reached[name] {
			t.Errorf("%s is not linked from the welcome page", name)
		}
	}
}

// checkParsed fails where the parser warns, or sees a link that is none.
func checkParsed(t *testing.T) {
	t.Helper()
	texts := map[string]string{}
	for p, err := range importer.New(starter.FS).Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		texts[p.Path] = p.Source
	}
	for _, tmpl := range starter.Templates() {
		texts["template "+tmpl.Slug] = tmpl.Source
	}
	for name, source := range texts {
		d, err := content.Parse(source)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, w := range d.Warnings {
			t.Errorf("%s:%d: %s", name, w.Line, w.Text)
		}
		for _, l := range d.Links {
			if l.Kind != content.Path {
				t.Errorf("%s:%d: %q is no relative link", name, l.Line, l.Raw)
			}
		}
	}
}

func anchors(source string) []string {
	var all []string
	for _, m := range heading.FindAllStringSubmatch(source, -1) {
		all = append(all, content.Slug(m[1]))
	}
	return all
}

func TestTemplates(t *testing.T) {
	var slugs []string
	for _, tmpl := range starter.Templates() {
		slugs = append(slugs, tmpl.Slug)
		if tmpl.Title == "" || !strings.HasSuffix(tmpl.Description, ".") || len(tmpl.Description) > 100 {
			t.Errorf("%s: title %q, description %q", tmpl.Slug, tmpl.Title, tmpl.Description)
		}
		if strings.HasPrefix(tmpl.Source, "---") || strings.HasPrefix(tmpl.Source, "# ") || !strings.Contains(tmpl.Source, "\n## ") {
			t.Errorf("%s begins with front matter or a title, or has no sections:\n%.80s", tmpl.Slug, tmpl.Source)
		}
		found, ok := starter.Find(tmpl.Slug)
		if !ok || found != tmpl {
			t.Errorf("%s is not found", tmpl.Slug)
		}
		if unnamed.MatchString(tmpl.Source) {
			t.Errorf("%s: a table has a column without a name, which a screen reader cannot announce", tmpl.Slug)
		}
		if strings.Contains(prose(tmpl.Source), "](") {
			t.Errorf("%s: a link in a template would lead nowhere from most pages", tmpl.Slug)
		}
	}
	want := []string{"how-to", "runbook", "decision-record", "meeting-pre-read", "onboarding-path", "team-page", "faq"}
	if diff := cmp.Diff(want, slugs); diff != "" {
		t.Error(diff)
	}
	if _, ok := starter.Find("../index"); ok {
		t.Error("a template was found that is none")
	}
	starter.Templates()[0].Title = "changed"
	if starter.Templates()[0].Title == "changed" {
		t.Error("a caller changed the templates of all")
	}
}
