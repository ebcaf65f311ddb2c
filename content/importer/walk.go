package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// entry is one regular file of the source.
type entry struct {
	path  string
	size  int64
	space string     // in an export of several spaces
	keep  string     // the path it is known by, where it is not path
	facts *FileFacts // from docent.json
}

// kind says what becomes of a file.
type kind int

const (
	page kind = iota
	attachment
	config  // data of a site generator
	code    // its scripts, styles and templates
	website // pages in HTML
	other
)

var kindNames = map[kind]string{
	config:  "data and configuration files",
	code:    "scripts, styles and templates",
	website: "HTML and MDX pages",
	other:   "files of a kind that a wiki does not keep",
}

var kinds = func() map[string]kind {
	m := map[string]kind{}
	for k, exts := range map[kind]string{
		page: "md markdown",
		attachment: "png jpg jpeg jfif gif svg webp avif bmp tif tiff ico heic " +
			"pdf doc docx docm dot dotx odt rtf pages xls xlsx xlsm xlsb ods numbers ppt pptx pptm pps ppsx odp key " +
			"vsd vsdx drawio fig sketch ai eps psd epub txt text csv tsv ics vcf eml msg log " +
			"mp3 ogg oga opus wav m4a flac aac mp4 m4v webm mov avi mkv ogv vtt srt " +
			"zip gz tgz bz2 xz tar 7z rar",
		config:  "yml yaml toml json json5 jsonc ini cfg conf lock xml xsd properties env",
		code:    "js mjs cjs ts tsx jsx css scss sass less njk liquid hbs ejs pug vue svelte astro py rb go rs java c h cpp cs php pl sh bash zsh fish ps1 psm1 psd1 bat cmd sql lua r gemspec map wasm woff woff2 ttf otf eot",
		website: "html htm xhtml mdx",
	} {
		for ext := range strings.FieldsSeq(exts) {
			m["."+ext] = k
		}
	}
	return m
}()

func kindOf(name string) kind {
	if k, ok := kinds[strings.ToLower(path.Ext(name))]; ok {
		return k
	}
	return other
}

// passedOver are folders that hold other people's code or an archiver's leftovers.
var passedOver = map[string]bool{"node_modules": true, "bower_components": true, "__MACOSX": true, "__pycache__": true}

// walker collects the files of a source.
type walker struct {
	s       *Source
	ctx     context.Context
	named   map[string]kind // paths that docent.json names: what they are, whatever their name
	seen    int
	total   int64
	md      []entry
	files   []entry
	skipped map[kind]int
	links   []string
	odd     []string
}

// walk finds every Markdown file and attachment, in the order of their paths.
func (s *Source) walk(ctx context.Context, named map[string]kind) (*walker, error) {
	w := &walker{s: s, ctx: ctx, named: named, skipped: map[kind]int{}}
	if err := fs.WalkDir(s.fsys, ".", w.visit); err != nil {
		return nil, err
	}
	if err := w.hidden(); err != nil {
		return nil, err
	}
	w.report()
	return w, nil
}

func (w *walker) visit(name string, d fs.DirEntry, err error) error {
	if ctxErr := w.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if err != nil {
		if name == "." {
			return content.Errorf(content.Invalid, "The source cannot be read; nothing was imported.").Because(err)
		}
		w.s.warn(name, 0, "cannot be read and was left out")
		if d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if name == "." {
		return nil
	}
	if w.seen++; w.seen > w.s.limits.entries {
		return content.Errorf(content.TooLarge, "There are more than %d files and folders; nothing was imported. Import it in parts.", w.s.limits.entries)
	}
	base := path.Base(name)
	skip := strings.HasPrefix(base, ".") || passedOver[base]
	switch {
	case d.IsDir() && skip:
		return fs.SkipDir
	case d.IsDir():
		return nil
	}
	if _, named := w.named[name]; skip && !named {
		return nil
	}
	return w.file(name, d)
}

func (w *walker) file(name string, d fs.DirEntry) error {
	if d.Type()&fs.ModeSymlink != 0 {
		w.links = append(w.links, name)
		return nil
	}
	if !d.Type().IsRegular() {
		w.odd = append(w.odd, name)
		return nil
	}
	if name == ManifestName {
		return nil
	}
	k, named := w.named[name]
	if !named {
		k = kindOf(name)
	}
	if k != page && k != attachment {
		w.skipped[k]++
		return nil
	}
	info, err := d.Info()
	if err != nil {
		w.s.warn(name, 0, "cannot be read and was left out")
		return nil //nolint:nilerr // reported with its file; the walk goes on
	}
	return w.take(k, entry{path: name, size: info.Size()})
}

// take keeps a file that is within the limits.
func (w *walker) take(k kind, e entry) error {
	most := w.s.limits.attachment
	if k == page {
		most = w.s.limits.markdown
	}
	if e.size > most {
		w.s.warn(e.path, 0, fmt.Sprintf("is %s large and was left out; the limit is %s", size(e.size), size(most)))
		return nil
	}
	if w.total += e.size; w.total > w.s.limits.total {
		return content.Errorf(content.TooLarge, "The files are larger than %s together; nothing was imported. Import them in parts.", size(w.s.limits.total))
	}
	if k == page {
		w.md = append(w.md, e)
	} else {
		w.files = append(w.files, e)
	}
	return nil
}

// hidden takes the files that docent.json names inside folders that are passed over.
func (w *walker) hidden() error {
	have := make(map[string]bool, len(w.md)+len(w.files))
	for _, e := range slices.Concat(w.md, w.files) {
		have[e.path] = true
	}
	missing := false
	for _, name := range sorted(w.named) {
		if have[name] || !inHidden(name) {
			continue
		}
		info, err := fs.Lstat(w.s.fsys, name)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		missing = true
		if err := w.file(name, fs.FileInfoToDirEntry(info)); err != nil {
			return err
		}
	}
	if missing {
		byPath := func(a, b entry) int { return strings.Compare(a.path, b.path) }
		slices.SortFunc(w.md, byPath)
		slices.SortFunc(w.files, byPath)
	}
	return nil
}

func inHidden(name string) bool {
	for part := range strings.SplitSeq(path.Dir(name), "/") {
		if part != "." && (strings.HasPrefix(part, ".") || passedOver[part]) {
			return true
		}
	}
	return false
}

// report says in one line per kind what was left out.
func (w *walker) report() {
	for _, k := range []kind{config, code, website, other} {
		if n := w.skipped[k]; n > 0 {
			w.s.warn("", 0, fmt.Sprintf("%d %s were not imported", n, kindNames[k]))
		}
	}
	for _, name := range w.links {
		w.s.warn(name, 0, "is a symbolic link and was left out")
	}
	for _, name := range w.odd {
		w.s.warn(name, 0, "is not a regular file and was left out")
	}
}

// warnClashes names files that differ only in capitals: a link may mean either.
func (s *Source) warnClashes(entries []entry) {
	first := make(map[string]string, len(entries))
	for _, e := range entries {
		low := strings.ToLower(e.path)
		if other, ok := first[low]; ok {
			s.warn(e.path, 0, fmt.Sprintf("differs from %s only in capitals; both were kept, but a link may lead to either", other))
			continue
		}
		first[low] = e.path
	}
}

// openFile opens one file for reading and makes sure that it is still a regular one.
func (s *Source) openFile(name string) (fs.File, error) {
	f, err := s.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = f.Close()
		return nil, errors.Join(err, fs.ErrInvalid)
	}
	return f, nil
}

// size writes bytes for a person: 10 MB, 1.5 GB.
func size(n int64) string {
	const unit = 1024
	value, names := float64(n), []string{"bytes", "kB", "MB", "GB", "TB"}
	i := 0
	for value >= unit && i < len(names)-1 {
		value /= unit
		i++
	}
	return strings.Replace(fmt.Sprintf("%.1f %s", value, names[i]), ".0 ", " ", 1)
}
