package exporter

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content/importer"
)

// run is one export.
type run struct {
	root     *os.Root
	c        Content
	names    *names
	manifest *importer.Manifest
	pages    map[int64]*Page
	paths    map[int64]string // page ID -> path of its file, "" for a folder's empty page
	prefix   map[string]string
	done     int
	sources  map[int64]string // page ID -> its source path, where it has one that can be kept
}

// Write exports into a directory that Open gave. Files of an earlier export that are no longer
// part of it are removed, unless somebody changed them. docent.json is written last.
func Write(ctx context.Context, root *os.Root, c Content) error {
	if err := free(root, root.Name()); err != nil {
		return err
	}
	before, err := previous(root)
	if err != nil {
		before = importer.NewManifest()
	}
	r := &run{
		root: root, c: c, names: newNames(), manifest: importer.NewManifest(),
		pages: map[int64]*Page{}, paths: map[int64]string{}, prefix: map[string]string{}, sources: map[int64]string{},
	}
	r.names.reserve(importer.ManifestName)
	r.names.reserve(partial)
	if err := r.writeManifest(before); err != nil {
		return err
	}
	r.spaces()
	for i := range c.Pages {
		r.pages[c.Pages[i].ID] = &c.Pages[i]
	}
	steps := []func(context.Context) error{r.writePages, r.writeAttachments, r.writeQuestions}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return r.finish(before)
}

func (r *run) spaces() {
	spaces := slices.Clone(r.c.Spaces)
	slices.SortFunc(spaces, func(a, b importer.Space) int { return cmp.Compare(a.Slug, b.Slug) })
	for _, s := range spaces {
		if len(spaces) > 1 {
			r.prefix[s.Slug] = s.Slug
		}
		r.manifest.Spaces = append(r.manifest.Spaces, importer.ManifestSpace(s))
	}
}

// progress tells how far the export is.
func (r *run) progress() {
	r.done++
	if r.c.Progress != nil {
		r.c.Progress(r.done, len(r.c.Pages)+len(r.c.Attachments))
	}
}

// ordered gives the pages parents first, by space, then by position and ID.
func (r *run) ordered() []*Page {
	children := map[int64][]*Page{}
	for _, p := range r.pages {
		up := p.Parent
		if parent := r.pages[up]; parent == nil || parent.Space != p.Space {
			up = 0
		}
		children[up] = append(children[up], p)
	}
	out := make([]*Page, 0, len(r.pages))
	var stack []*Page
	push := func(siblings []*Page) {
		slices.SortFunc(siblings, func(a, b *Page) int {
			return cmp.Or(cmp.Compare(b.Space, a.Space), cmp.Compare(b.Position, a.Position), cmp.Compare(b.ID, a.ID))
		})
		stack = append(stack, siblings...)
	}
	push(children[0])
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		out = append(out, p)
		push(children[p.ID])
	}
	return out
}

func (r *run) writePages(ctx context.Context) error {
	pages := r.ordered()
	if len(pages) != len(r.pages) {
		return fmt.Errorf("export: %d of %d pages hang below themselves", len(r.pages)-len(pages), len(r.pages))
	}
	r.keepSources(pages)
	for _, a := range r.c.Attachments {
		if keepable(a.SourcePath) {
			r.names.dirs[fold(path.Dir(path.Join(r.prefix[a.Space], a.SourcePath)))] = true
		}
	}
	for _, p := range pages {
		if err := ctx.Err(); err != nil {
			return err
		}
		source, err := r.c.Source(ctx, p.ID)
		if err != nil {
			return fmt.Errorf("export page %d: %w", p.ID, err)
		}
		file, sum := r.place(p, source), ""
		if file != "" {
			if sum, err = r.writeFile(file, strings.NewReader(source)); err != nil {
				return err
			}
		}
		r.manifest.Pages = append(r.manifest.Pages, r.entry(p, file, sum))
		r.progress()
	}
	slices.SortFunc(r.manifest.Pages, func(a, b importer.ManifestPage) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// keepSources gives the paths that came with an import the first choice. A path that leads out, or
// that two pages of a space claim, is not kept.
func (r *run) keepSources(pages []*Page) {
	taken := map[string]bool{}
	for _, p := range pages {
		key := p.Space + "\x00" + p.SourcePath
		if taken[key] || !keepable(strings.TrimSuffix(p.SourcePath, "/")) {
			continue
		}
		taken[key] = true
		r.sources[p.ID] = p.SourcePath
		if want := path.Join(r.prefix[p.Space], p.SourcePath); markdown(p.SourcePath) && r.names.reserve(want) {
			r.paths[p.ID] = want
		}
	}
}

// markdown reports whether the importer takes a file of this name for a page.
func markdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

// place gives the path of a page's file; "" for the page of a folder that has no text.
func (r *run) place(p *Page, source string) string {
	if file, ok := r.paths[p.ID]; ok {
		return file
	}
	dir, isFolder := strings.CutSuffix(r.sources[p.ID], "/")
	switch {
	case isFolder && source == "":
		r.paths[p.ID] = ""
	case isFolder:
		r.paths[p.ID] = r.names.choose(path.Join(r.prefix[p.Space], dir), "index", ".md", p.ID)
	default:
		r.paths[p.ID] = r.names.choose(r.under(p), slug(p.Title, "page"), ".md", p.ID)
	}
	return r.paths[p.ID]
}

// under is the folder for the pages below p's parent.
func (r *run) under(p *Page) string {
	parent := r.pages[p.Parent]
	if parent == nil || parent.Space != p.Space {
		return r.prefix[p.Space]
	}
	if dir, ok := strings.CutSuffix(r.sources[parent.ID], "/"); ok {
		return path.Join(r.prefix[p.Space], dir)
	}
	file := r.paths[parent.ID]
	stem := strings.TrimSuffix(file, path.Ext(file))
	switch strings.ToLower(path.Base(stem)) {
	case "index", "_index", "readme":
		return strings.TrimPrefix(path.Dir(file), ".")
	}
	return stem
}

func (r *run) entry(p *Page, file, sum string) importer.ManifestPage {
	m := importer.ManifestPage{
		CreatedAt: p.CreatedAt.UTC(), ID: p.ID, Owner: p.Owner, Path: file, Position: p.Position,
		Redirects: p.Redirects, Revision: p.Revision, SHA256: sum, SourcePath: r.sources[p.ID], Space: p.Space,
		Tags: p.Tags, Title: p.Title, UpdatedAt: p.UpdatedAt.UTC(), VerifiedUntil: p.VerifiedUntil.UTC(),
	}
	if parent := r.pages[p.Parent]; parent != nil && parent.Space == p.Space {
		m.Parent = p.Parent
	}
	return m
}

func (r *run) writeAttachments(ctx context.Context) error {
	all := slices.Clone(r.c.Attachments)
	slices.SortFunc(all, func(a, b Attachment) int { return cmp.Compare(a.ID, b.ID) })
	place := make(map[int64]string, len(all))
	taken := map[string]bool{}
	for i := range all {
		a := &all[i]
		key := a.Space + "\x00" + a.SourcePath
		if taken[key] || !keepable(a.SourcePath) {
			a.SourcePath = ""
			continue
		}
		taken[key] = true
		if want := path.Join(r.prefix[a.Space], a.SourcePath); r.names.reserve(want) {
			place[a.ID] = want
		}
	}
	for _, a := range all {
		if err := ctx.Err(); err != nil {
			return err
		}
		if place[a.ID] == "" {
			stem, ext := fileName(a.Name, "file")
			place[a.ID] = r.names.choose(path.Join(r.prefix[a.Space], "files"), stem, ext, a.ID)
		}
		if err := r.writeAttachment(ctx, a, place[a.ID]); err != nil {
			return err
		}
		r.progress()
	}
	return nil
}

func (r *run) writeAttachment(ctx context.Context, a Attachment, file string) error {
	from, err := a.Open(ctx)
	if err != nil {
		return fmt.Errorf("export attachment %d: %w", a.ID, err)
	}
	defer func() { _ = from.Close() }()
	sum, err := r.writeFile(file, from)
	if err != nil {
		return err
	}
	if a.SHA256 != "" && sum != a.SHA256 {
		return fmt.Errorf("export attachment %d: its checksum is %s, not %s", a.ID, sum, a.SHA256)
	}
	r.manifest.Attachments = append(r.manifest.Attachments, importer.ManifestFile{
		ID: a.ID, Name: a.Name, Page: a.Page, Path: file, SHA256: sum, Size: a.Size, SourcePath: a.SourcePath, Space: a.Space, Type: a.Type,
	})
	return nil
}
