// Package starter holds what a new team finds: short help pages, which are imported as the first
// space, and templates for new pages. Both are plain Markdown, embedded in the program.
package starter

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/docent-wiki/docent/content"
)

//go:embed pages/*.md
var pages embed.FS

//go:embed templates/*.md
var templates embed.FS

// FS holds the help pages at its root. index.md is the welcome page; the numbers in the names of
// the others are their order. They link to each other by relative paths.
var FS = func() fs.FS {
	sub, err := fs.Sub(pages, "pages")
	if err != nil {
		panic(err) // the path is a constant
	}
	return sub
}()

// Template is the Markdown that a new page begins with.
type Template struct {
	Slug        string // names the template in addresses: how-to
	Title       string // of the template, for the list of choices
	Description string // one sentence: when to use it
	Source      string // Markdown without front matter
}

// Templates are all templates in the order in which they are offered. The caller may change the
// slice.
func Templates() []Template { return slices.Clone(load()) }

// Find gives the template of a slug.
func Find(slug string) (Template, bool) {
	for _, t := range load() {
		if t.Slug == slug {
			return t, true
		}
	}
	return Template{}, false
}

// load reads the embedded templates once. A damaged one is a fault of the build, which a test
// finds, so it panics.
var load = sync.OnceValue(func() []Template {
	entries, err := fs.ReadDir(templates, "templates")
	if err != nil {
		panic(err)
	}
	all := make([]Template, 0, len(entries))
	for _, entry := range entries {
		raw, err := fs.ReadFile(templates, path.Join("templates", entry.Name()))
		if err != nil {
			panic(err)
		}
		t, err := parse(entry.Name(), string(raw))
		if err != nil {
			panic(err)
		}
		all = append(all, t)
	}
	return all
})

// parse reads a template: its name is NN-slug.md, its front matter holds title and description.
func parse(name, raw string) (Template, error) {
	front, body, _ := content.SplitFront(raw)
	description, _ := front.Values["description"].(string)
	_, slug, ok := strings.Cut(strings.TrimSuffix(name, ".md"), "-")
	if front.Err != nil || front.Title == "" || description == "" || !ok {
		return Template{}, fmt.Errorf("template %s: it needs a title, a description and a name such as 01-slug.md: %w", name, front.Err)
	}
	return Template{Slug: slug, Title: front.Title, Description: description, Source: strings.TrimLeft(body, "\n")}, nil
}
