package main

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// The expectation of where the links of the handbook lead is computed here from its files alone, by
// the rules of the generator that they were written for, and not by the code under test.

// rule is how the target of a link is found in the files.
type rule string

const (
	byFile      rule = "file path"
	byPermalink rule = "permalink or redirect"
	byRelative  rule = "relative"
	byFragment  rule = "fragment"
	byFolder    rule = "the folder's own page"
	inCode      rule = "shown as code"
	byNothing   rule = "nothing"
)

// wantedLink is a link as it stands in a file, and where it should lead.
type wantedLink struct {
	file     string // in which it stands
	line     int    // from 1
	written  string
	target   string // the file that it should lead to; "" where there is none
	fragment string
	heading  string // the letters of the heading that the fragment names
	section  bool   // the target has the section that the fragment names; true without a fragment
	rule     rule
}

func (l wantedLink) String() string {
	return fmt.Sprintf("%s:%d: %s (%s)", l.file, l.line, l.written, l.rule)
}

// sourceFiles are those of the handbook and what they are called.
type sourceFiles struct {
	source    map[string]string            // path -> text
	lower     map[string]string            // path in lower case -> path
	permalink map[string]string            // /a/b/ -> path
	headings  map[string]map[string]string // path -> a heading as generators may write it -> its letters
}

func readFiles(t testing.TB, dir string) *sourceFiles {
	t.Helper()
	f := &sourceFiles{source: map[string]string{}, lower: map[string]string{}, permalink: map[string]string{}, headings: map[string]map[string]string{}}
	paths := markdownFiles(t, dir)
	for _, p := range paths {
		text, err := os.ReadFile(filepath.Join(dir, p))
		must(t, err)
		f.source[p], f.lower[strings.ToLower(p)] = blankComments(string(text)), p
		f.headings[p] = headingsOf(string(text))
	}
	for _, p := range paths {
		for _, address := range addressesOf(t, p, f.source[p]) {
			if key := "/" + strings.Trim(address, "/") + "/"; f.permalink[key] == "" {
				f.permalink[key] = p
			}
		}
	}
	return f
}

var frontMatter = regexp.MustCompile(`(?s)\A---\r?\n(.*?)\r?\n---\r?\n`)

// addressesOf are the permalink and the old addresses in the front matter.
func addressesOf(t testing.TB, file, source string) []string {
	t.Helper()
	found := frontMatter.FindStringSubmatch(source)
	if found == nil {
		return nil
	}
	var front struct {
		Permalink    any `yaml:"permalink"`
		RedirectFrom any `yaml:"redirect_from"`
	}
	if err := yaml.Unmarshal([]byte(found[1]), &front); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var all []string
	for _, value := range []any{front.Permalink, front.RedirectFrom} {
		switch value := value.(type) {
		case string:
			all = append(all, value)
		case []any:
			for _, one := range value {
				all = append(all, fmt.Sprint(one))
			}
		}
	}
	return all
}

var (
	headingLine = regexp.MustCompile(`(?m)^ {0,3}#{1,6}[ \t]+(.*)$`)
	underlined  = regexp.MustCompile(`(?m)^(\S.*)\n(?:=+|-+)[ \t]*$`)
	htmlID      = regexp.MustCompile(`\bid="([^"]+)"`)
	headingID   = regexp.MustCompile(`\{:?\s*#([^\s}]+)[^}]*\}\s*$`)
	linkText    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// headingsOf are the anchors of a file by their letters and digits: generators differ in what they
// make of everything else.
func headingsOf(source string) map[string]string {
	has := map[string]string{}
	for _, found := range append(headingLine.FindAllStringSubmatch(source, -1), underlined.FindAllStringSubmatch(source, -1)...) {
		text := strings.TrimSpace(strings.TrimRight(strings.TrimSpace(found[1]), "#"))
		if id := headingID.FindStringSubmatch(text); id != nil {
			has[letters(id[1])] = letters(id[1])
			text = headingID.ReplaceAllString(text, "")
		}
		text = linkText.ReplaceAllString(text, "$1")
		has[letters(text)] = letters(text)
		has[letters(strings.ReplaceAll(text, "&", "and"))] = letters(text)
	}
	for _, found := range htmlID.FindAllStringSubmatch(source, -1) {
		has[letters(found[1])] = letters(found[1])
	}
	return has
}

var (
	comment = regexp.MustCompile(`(?s)\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}`)
	code    = regexp.MustCompile("(?ms)^```.*?^```")
)

// blankComments takes out what no reader sees, and leaves the lines.
func blankComments(source string) string {
	return comment.ReplaceAllStringFunc(source, func(c string) string { return strings.Repeat("\n", strings.Count(c, "\n")) })
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

var (
	pageTag     = regexp.MustCompile(`(?s)\{%-?\s*page\s+["']?([^"'%]*)["']?\s*-?%\}`)
	inlineLink  = regexp.MustCompile(`\]\(\s*((?:\\[()]|[^)\s])+)\s*\)`)
	otherScheme = regexp.MustCompile(`\A(?:[a-zA-Z][a-zA-Z0-9+.-]*:|\{|<|//)`)
)

// pageTags are the {% page … %} of all files.
func (f *sourceFiles) pageTags() (links []wantedLink) {
	f.each(pageTag, func(l wantedLink, address string) {
		address = strings.Join(strings.Fields(address), "")
		target, fragment, _ := strings.Cut(address, "#")
		if l.rule == "" {
			l.target, l.rule = f.lookUp(target)
		}
		links = append(links, f.withSection(l, fragment))
	})
	return links
}

// plainLinks are the relative and the #fragment links of all files.
func (f *sourceFiles) plainLinks() (links []wantedLink) {
	f.each(inlineLink, func(l wantedLink, address string) {
		switch {
		case l.rule == inCode:
		case strings.HasPrefix(address, "#"):
			l.target, l.rule = l.file, byFragment
			links = append(links, f.withSection(l, address[1:]))
		case !otherScheme.MatchString(address):
			base := url.URL{Path: addressOfFile(l.file)}
			to, err := base.Parse(address)
			if err != nil {
				return
			}
			l.target, _ = f.lookUp(to.Path)
			l.rule = byRelative
			links = append(links, f.withSection(l, to.Fragment))
		}
	})
	return links
}

// each calls do for everything that a pattern finds, with the line at which it stands.
func (f *sourceFiles) each(pattern *regexp.Regexp, do func(l wantedLink, address string)) {
	for file, source := range f.source {
		blocks := code.FindAllStringIndex(source, -1)
		for _, at := range pattern.FindAllStringSubmatchIndex(source, -1) {
			l := wantedLink{file: file, line: 1 + strings.Count(source[:at[0]], "\n"), written: source[at[0]:at[1]]}
			for _, b := range blocks {
				if b[0] < at[0] && at[1] < b[1] {
					l.rule = inCode
				}
			}
			do(l, source[at[2]:at[3]])
		}
	}
}

// addressOfFile is where the generator puts a page: /a/b/ for pages/a/b.md.
func addressOfFile(file string) string {
	bare := strings.TrimSuffix(strings.TrimPrefix(file, "pages/"), ".md")
	bare = strings.TrimSuffix(strings.TrimSuffix(bare, "index"), "/")
	return "/" + bare + "/"
}

// lookUp finds the file of an address: the file that lies there, else the one whose front matter
// claims it.
func (f *sourceFiles) lookUp(address string) (file string, by rule) {
	bare := strings.Trim(strings.ToLower(address), "/")
	for _, candidate := range []string{path.Join("pages", bare) + ".md", path.Join("pages", bare, "index.md")} {
		if file := f.lower[candidate]; file != "" {
			return file, byFile
		}
	}
	if file := f.permalink["/"+bare+"/"]; file != "" {
		return file, byPermalink
	}
	if file := f.lower[path.Join("pages", bare, path.Base(bare))+".md"]; file != "" {
		return file, byFolder
	}
	return "", byNothing
}

func (f *sourceFiles) withSection(l wantedLink, fragment string) wantedLink {
	if plain, err := url.PathUnescape(strings.ReplaceAll(fragment, `\`, "")); err == nil {
		fragment = plain
	}
	l.fragment = fragment
	l.heading = f.headings[l.target][letters(fragment)]
	l.section = l.target != "" && (fragment == "" || l.heading != "")
	return l
}
