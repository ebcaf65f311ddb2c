// Package themes is the look: a struct of plain data for every screen, the templates that draw them, and the
// styles, scripts, fonts and icons that go with them. It knows no rules and no database.
package themes

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed plain
var embedded embed.FS

// shared are the templates that every screen may use; every other *.html is a screen.
var shared = []string{"frame.html", "parts.html", "areaparts.html", "reviewparts.html", "insightsparts.html"}

// Theme draws views. It is safe for use by many goroutines.
type Theme struct {
	screens map[string]*template.Template
	assets  *assets
	icons   []string // names of the symbols in icons.svg
	mails   mails
	buffers sync.Pool
}

// Open reads the plain theme, and over it a folder of the team's own (nil for none), laid out alike: a template of
// the same name replaces ours, a file in styles/ or scripts/ replaces ours of that name or comes after ours, any
// other file becomes an asset. An error names the file that cannot be used.
func Open(overlay fs.FS) (*Theme, error) {
	plain, err := fs.Sub(embedded, "plain")
	if err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	files, err := gather(plain, overlay)
	if err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	t := &Theme{screens: map[string]*template.Template{}}
	t.buffers.New = func() any { return new(bytes.Buffer) }
	if t.assets, err = newAssets(files); err != nil {
		return nil, fmt.Errorf("themes: %w", err)
	}
	t.icons = iconNames(t.assets.source("icons.svg"))
	if t.mails, err = parseMails(files); err != nil {
		return nil, err
	}
	return t, t.parse(files)
}

// gather reads both folders into one map from path to content; overlay wins.
func gather(folders ...fs.FS) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, folder := range folders {
		if folder == nil {
			continue
		}
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files[name], err = fs.ReadFile(folder, name)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func (t *Theme) parse(files map[string][]byte) error {
	base := template.New("").Funcs(funcs)
	for _, name := range shared {
		source, err := t.fillIn(string(files[name]))
		if err == nil {
			_, err = base.Parse(source)
		}
		if err != nil {
			return fmt.Errorf("themes: %s: %w", name, err)
		}
	}
	for name, source := range files {
		if path.Ext(name) != ".html" || strings.Contains(name, "/") || slices.Contains(shared, name) {
			continue
		}
		screen, err := base.Clone()
		if err == nil {
			var text string
			if text, err = t.fillIn(string(source)); err == nil {
				_, err = screen.Parse(text)
			}
		}
		if err != nil {
			return fmt.Errorf("themes: %s: %w", name, err)
		}
		t.screens[strings.TrimSuffix(name, ".html")] = screen
	}
	return nil
}

// fixed are the two actions that give the same for every reader: {{asset "docent.css"}} and {{icon "search"}}.
var fixed = regexp.MustCompile(`\{\{(asset|icon) "([^"{}]*)"\}\}`)

// fillIn writes asset addresses and icons into a template's source before it is parsed: a page has some forty of
// them, and calling a function for each would take a third of the time that the page takes. A name that is absent
// is an error here and not on the first reader's screen.
func (t *Theme) fillIn(source string) (string, error) {
	var absent []string
	source = fixed.ReplaceAllStringFunc(source, func(action string) string {
		m := fixed.FindStringSubmatch(action)
		if url := t.assets.URL(m[2]); m[1] == "asset" && url != "" {
			return url
		}
		if m[1] == "icon" && slices.Contains(t.icons, m[2]) {
			return `<svg class="icon" aria-hidden="true"><use href="` + t.assets.URL("icons.svg") + `#` + m[2] + `"/></svg>`
		}
		absent = append(absent, m[1]+" "+m[2])
		return ""
	})
	if len(absent) > 0 {
		return "", fmt.Errorf("absent: %s", strings.Join(absent, ", "))
	}
	return source, nil
}

// Draw writes the screen of a view. Nothing is written when it fails.
func (t *Theme) Draw(w io.Writer, view View) error {
	screen := t.screens[view.Screen()]
	if screen == nil {
		return fmt.Errorf("themes: no template for the screen %q", view.Screen())
	}
	root := "frame"
	if _, bare := view.(Preview); bare {
		root = "main"
	}
	if p, ok := view.(PageView); ok && p.Kept != nil {
		if err := t.around(screen, p); err != nil {
			return fmt.Errorf("themes: drawing %s: %w", view.Screen(), err)
		}
		p.Left = p.Kept.left
		view = p
	}
	buf := t.buffers.Get().(*bytes.Buffer)
	defer func() {
		// A page of many megabytes must not stay in the pool for ever.
		if buf.Cap() < 1<<20 {
			buf.Reset()
			t.buffers.Put(buf)
		}
	}()
	if err := screen.ExecuteTemplate(buf, root, view); err != nil {
		return fmt.Errorf("themes: drawing %s: %w", view.Screen(), err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}
