package content

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// handbook gives the files of a real handbook: Markdown by path, and the names of all the others.
func handbook(t testing.TB) (pages map[string]string, files map[string]bool) {
	t.Helper()
	shared := os.Getenv("DOCENT_SHARED")
	if shared == "" {
		t.Skip("DOCENT_SHARED is not set: it names the folder that holds corpora/18f-handbook.tar.gz")
	}
	f, err := os.Open(filepath.Join(shared, "corpora", "18f-handbook.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	pages, files = map[string]string{}, map[string]bool{}
	for in := tar.NewReader(unzipped); ; {
		h, err := in.Next()
		if err == io.EOF {
			return pages, files
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(h.Name, "./")
		switch {
		case h.Typeflag != tar.TypeReg:
		case strings.HasPrefix(name, "pages/") && strings.HasSuffix(name, ".md"):
			b, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			pages[name] = string(b)
		default:
			files[strings.ToLower(name)] = true
		}
	}
}

var inCode = regexp.MustCompile(`(?s)<(?:pre|code)[ >].*?</(?:pre|code)>`)

// TestHandbook parses a real handbook of some 250 pages that was written for a site generator, and
// counts which of its links find their page and section. With -short every fourth page is drawn.
func TestHandbook(t *testing.T) {
	pages, files := handbook(t)
	documents, keys := map[string]*Document{}, map[string]string{}
	for n, name := range slices.Sorted(mapKeys(pages)) {
		d, err := Parse(pages[name])
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		documents[name] = d
		for i, k := range PathKeys(name, d.Front) {
			if _, taken := keys[k]; !taken || i < 2 {
				keys[k] = name
			}
		}
		if testing.Short() && n%4 != 0 {
			continue
		}
		_, html := drawPage(t, d)
		if what := unsafe(strings.ReplaceAll(html, `"/path:`, `"/path/`)); what != "" {
			t.Errorf("%s: %s", name, what)
		}
		bare := inCode.ReplaceAllString(html, "")
		if strings.Contains(bare, "{%") || strings.Contains(bare, "{{") {
			t.Errorf("%s: a tag is visible outside code", name)
		}
		checkDocument(t, d)
	}
	c := count(t, documents, keys, files)
	t.Logf("%+v", c)
	if c.Tags < 625 || c.TagsFound < 600 || c.FragmentsMissing > 15 || c.Relative-c.RelativeFound > 1 || c.OwnMissing > 3 {
		t.Errorf("%+v", c)
	}
}

type linkCount struct {
	Tags, TagsFound, Relative, RelativeFound int
	Fragments, FragmentsMissing              int // on other pages
	Own, OwnMissing                          int // #fragments of the same page
}

func count(t *testing.T, documents map[string]*Document, keys map[string]string, files map[string]bool) (c linkCount) {
	t.Helper()
	has := func(d *Document, fragment string) bool {
		var headings []string
		for _, s := range d.Sections {
			headings = append(headings, s.Heading)
		}
		_, ok := MatchAnchor(fragment, anchorsOf(d), headings)
		return ok || slices.Contains(d.IDs, fragment)
	}
	for _, name := range slices.Sorted(mapKeys(documents)) {
		for _, l := range documents[name].Links {
			tag := strings.Contains(l.Raw, "page ")
			switch l.Kind {
			case Fragment:
				c.Own++
				if !has(documents[name], l.Fragment) {
					c.OwnMissing++
					t.Logf("%s:%d: no section %s", name, l.Line, l.Raw)
				}
				continue
			case Path:
			default:
				continue
			}
			page, found := "", false
			for _, k := range Candidates(name, l) {
				if page, found = keys[k]; found || files[k] {
					found = true
					break
				}
			}
			switch {
			case tag:
				c.Tags++
				c.TagsFound += one(found)
			case !strings.Contains(l.Raw, "{"):
				c.Relative++
				c.RelativeFound += one(found)
			}
			if !found {
				t.Logf("%s:%d: nothing at %s", name, l.Line, l.Raw)
			}
			if page != "" && l.Fragment != "" {
				c.Fragments++
				c.FragmentsMissing += one(!has(documents[page], l.Fragment))
			}
		}
	}
	return c
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
