package wiki

import (
	"context"
	"html"
	"net/url"
	"path"
	"strings"

	"github.com/maypok86/otter/v2"

	"github.com/docent-wiki/docent/content"
)

// View is a page as one reader sees it. It is shared between requests: nobody changes it.
type View struct {
	Seq         EventSeq // the state of the log that it shows
	Page        Page
	Space       Space
	Right       Right
	Rights      uint64 // equal for readers with equal rights everywhere: they see the same
	Crumbs      []Node // the pages above, outermost first
	Children    []Node
	HTML        string
	Sections    []Section // without their texts
	Attachments []Attachment
	Backlinks   []Node
	Redirect    string // where a page that only leads on leads, where the reader may go there
	Mermaid     bool
	Math        bool
	Marked      bool // the quote was found and marked
}

const (
	maxBacklinks = 50
	cachedHTML   = 10 << 20 // bytes kept of each kind of drawn page; they take half as much again
)

// viewKey: two readers with the same rights see the same page.
type viewKey struct {
	page   PageID
	rights uint64
}

type viewCache = otter.Cache[viewKey, *View]

func newViewCache() *viewCache {
	return otter.Must(&otter.Options[viewKey, *View]{
		MaximumWeight: cachedHTML,
		Weigher: func(_ viewKey, v *View) uint32 {
			return uint32(min(len(v.HTML), cachedHTML)) + 512*uint32(min(len(v.Sections)+len(v.Children)+len(v.Crumbs), 10_000)) + 1024
		},
	})
}

// View gives a page to read. quote marks a sentence in the section at anchor ("": wherever it
// stands). What was drawn is used again until the next event.
func (w *Wiki) View(ctx context.Context, as Actor, id PageID, quote, anchor string) (*View, error) {
	seq, err := w.latest.of(ctx, w.store, w.now())
	if err != nil {
		return nil, err
	}
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	key := viewKey{id, a.key}
	if quote == "" {
		if v, found := w.views.GetIfPresent(key); found && v.Seq == seq {
			return v, nil
		}
	}
	v, err := w.view(ctx, a, id, quote, anchor)
	if err != nil {
		return nil, err
	}
	if v.Seq = seq; quote == "" {
		w.views.Set(key, v)
	}
	return v, nil
}

func (w *Wiki) view(ctx context.Context, a Access, id PageID, quote, anchor string) (*View, error) {
	page, err := w.store.Page(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := a.needPage(page); err != nil {
		return nil, err
	}
	v := &View{Page: page, Right: a.Right(page.Space), Rights: a.key}
	v.Space, _ = a.Space(page.Space)
	if v.Crumbs, err = w.store.Ancestors(ctx, id); err != nil {
		return nil, err
	}
	if v.Children, err = w.store.Children(ctx, page.Space, []PageID{id}); err != nil {
		return nil, err
	}
	if v.Attachments, err = w.store.Attachments(ctx, id); err != nil {
		return nil, err
	}
	if v.Backlinks, err = w.store.Backlinks(ctx, id, a.IDs(), maxBacklinks); err != nil {
		return nil, err
	}
	d, err := w.drawing(ctx, page)
	if err != nil {
		return nil, err
	}
	v.Sections, v.Mermaid, v.Math = d.sections, d.mermaid, d.math
	links, err := w.store.Links(ctx, id)
	if err != nil {
		return nil, err
	}
	rendered := d.rendered
	if quote != "" {
		rendered, v.Marked = mark(rendered, anchor, quote)
	}
	f := filler{access: a, links: links, mentions: d.mentions, space: v.Space, page: page}
	v.HTML = f.fill(rendered)
	v.Redirect = f.redirect()
	return v, nil
}

// mark marks a quote in the section at anchor, or, without one, in the first section that holds it: the fragment
// of an address stays with the browser, so a link may name the sentence alone.
func mark(r content.Rendered, anchor, quote string) (content.Rendered, bool) {
	marked, found := r.Mark(anchor, quote)
	if anchor != "" {
		return marked, found
	}
	for i := 0; i < len(r.Sections) && !found; i++ {
		marked, found = r.Mark(r.Sections[i].Anchor, quote)
	}
	return marked, found
}

// drawing is a revision drawn once for every reader.
type drawing struct {
	rendered content.Rendered
	sections []Section
	mentions []content.Mention
	mermaid  bool
	math     bool
}

type drawnKey struct {
	page     PageID
	revision int
}

type drawnCache = otter.Cache[drawnKey, *drawing]

func newDrawnCache() *drawnCache {
	return otter.Must(&otter.Options[drawnKey, *drawing]{
		MaximumWeight: cachedHTML,
		Weigher: func(_ drawnKey, d *drawing) uint32 {
			n := 512 * len(d.sections)
			for _, part := range d.rendered.Parts {
				n += len(part) + 64
			}
			return uint32(min(n, cachedHTML))
		},
	})
}

// drawing draws the present revision of a page, once: anchors are settled when it is saved, so
// nothing that the drawing depends on can change.
func (w *Wiki) drawing(ctx context.Context, page Page) (*drawing, error) {
	key := drawnKey{page.ID, page.Revision}
	if d, found := w.drawn.GetIfPresent(key); found {
		return d, nil
	}
	rev, err := w.store.Revision(ctx, page.ID, page.Revision)
	if err != nil {
		return nil, err
	}
	sections, err := w.store.Sections(ctx, page.ID)
	if err != nil {
		return nil, err
	}
	d, err := draw(page.Title, rev.Markdown, present(sections))
	if err != nil {
		return nil, err
	}
	w.drawn.Set(key, d)
	return d, nil
}

func present(sections []Section) []Section {
	var here []Section
	for _, s := range sections {
		if s.Position != Gone {
			s.Text = ""
			here = append(here, s)
		}
	}
	return here
}

func draw(title, markdown string, sections []Section) (*drawing, error) {
	doc, err := content.Parse(markdown)
	if err != nil {
		return nil, err
	}
	doc.Title = title
	anchors := make([]string, len(doc.Sections))
	aliases := map[string][]string{}
	for i := range min(len(anchors), len(sections)) {
		anchors[i] = sections[i].Anchor
		aliases[sections[i].Anchor] = sections[i].Aliases
	}
	rendered, err := doc.Render(anchors)
	if err != nil {
		return nil, err
	}
	return &drawing{rendered: rendered.Alias(aliases), sections: sections, mentions: doc.Mentions, mermaid: doc.Mermaid, math: doc.Math}, nil
}

// Preview draws a text that is not saved, as it would look on a page (0: a new one of the space).
func (w *Wiki) Preview(ctx context.Context, as Actor, space SpaceID, page PageID, title, markdown string) (*View, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return nil, err
	}
	p := Page{Space: space}
	if page != 0 {
		if p, _, err = w.readable(ctx, as, page); err != nil {
			return nil, err
		}
	}
	if err := a.Need(p.Space, Reader, "space"); err != nil {
		return nil, err
	}
	return w.sketch(ctx, a, p, title, markdown)
}

// DrawRevision draws an old revision, its links as they would lead today.
func (w *Wiki) DrawRevision(ctx context.Context, as Actor, id PageID, number int) (Revision, *View, error) {
	page, a, err := w.readable(ctx, as, id)
	if err != nil {
		return Revision{}, nil, err
	}
	rev, err := w.store.Revision(ctx, id, number)
	if err != nil {
		return Revision{}, nil, err
	}
	v, err := w.sketch(ctx, a, page, rev.Title, rev.Markdown)
	return rev, v, err
}

// sketch draws a text that is not the present revision of its page.
func (w *Wiki) sketch(ctx context.Context, a Access, page Page, title, markdown string) (*View, error) {
	doc, err := parse(markdown)
	if err != nil {
		return nil, err
	}
	doc.Title = title
	headings, ids := make([]string, len(doc.Sections)), make([]string, len(doc.Sections))
	for i, s := range doc.Sections {
		headings[i], ids[i] = s.Heading, s.ID
	}
	rendered, err := doc.Render(content.Slugs(headings, ids))
	if err != nil {
		return nil, err
	}
	links, err := w.looked(ctx, a.As, page, doc.Links)
	if err != nil {
		return nil, err
	}
	v := &View{Page: page, Mermaid: doc.Mermaid, Math: doc.Math, Right: a.Right(page.Space)}
	v.Space, _ = a.Space(page.Space)
	f := filler{access: a, links: links, mentions: doc.Mentions, space: v.Space, page: page}
	v.HTML = f.fill(rendered)
	return v, nil
}

// looked settles links that are not stored, and joins how their other ends stand.
func (w *Wiki) looked(ctx context.Context, as Actor, page Page, fresh []content.Link) ([]Link, error) {
	keys := make([][]string, len(fresh))
	var all, titles []string
	for i, l := range fresh {
		keys[i] = linkKeys(page.SourcePath, l)
		all = append(all, keys[i]...)
		if l.Kind == content.Wiki {
			titles = append(titles, keys[i]...)
		}
	}
	x, err := readIndex(ctx, w.store, page.Space, unique(all), unique(titles))
	if err != nil {
		return nil, err
	}
	links := make([]Link, len(fresh))
	var pages []PageID
	for i, l := range fresh {
		links[i] = linkOf(page.ID, i, l)
		x.settle(&links[i], keys[i])
		if err := checkFile(ctx, w.store, as, &links[i]); err != nil {
			return nil, err
		}
		pages = append(pages, links[i].To)
	}
	found, err := w.store.Pages(ctx, unique(pages))
	if err != nil {
		return nil, err
	}
	byID := map[PageID]Page{}
	for _, p := range found {
		byID[p.ID] = p
	}
	for i := range links {
		to := byID[links[i].To]
		links[i].ToTitle, links[i].ToSpace, links[i].ToLive = to.Title, to.Space, to.ID != 0 && to.Live()
		if id := links[i].Attachment; id != links[i].File.ID {
			links[i].File, err = w.store.Attachment(ctx, id)
			if e, mendable := personal(err); err != nil && (!mendable || e.Kind != content.NotFound) {
				return nil, err
			}
		}
	}
	return links, nil
}

// filler fills the holes of a drawing for one reader. A link to a page that the reader may not see
// looks like one that nobody has written yet.
type filler struct {
	access   Access
	links    []Link
	mentions []content.Mention
	space    Space
	page     Page
}

func (f *filler) fill(r content.Rendered) string {
	var b strings.Builder
	r.Fill(&b, f.hole)
	return b.String()
}

func (f *filler) hole(h content.Hole) string {
	if h.Kind == content.MentionHole {
		if h.Link < 0 || h.Link >= len(f.mentions) {
			return ""
		}
		return `<span class="mention">@` + html.EscapeString(f.mentions[h.Link].Name) + `</span>`
	}
	if h.Link < 0 || h.Link >= len(f.links) {
		return ""
	}
	address, found := f.address(f.links[h.Link])
	if h.Kind == content.ImageHole {
		if !found {
			return ` src="/a/0/missing" class="missing"`
		}
		return ` src="` + html.EscapeString(address) + `"`
	}
	if !found {
		return ` href="` + html.EscapeString(address) + `" class="wanted"`
	}
	return ` href="` + html.EscapeString(address) + `"`
}

// address is where a link leads for this reader; false where it looks unwritten.
func (f *filler) address(l Link) (string, bool) {
	fragment := ""
	if l.Fragment != "" {
		fragment = "#" + url.PathEscape(l.Fragment)
	}
	switch {
	case l.Kind == content.Fragment:
		return fragment, true
	case l.To != 0 && l.ToLive && f.access.Right(l.ToSpace) >= Reader:
		return PageURL(l.To, l.ToTitle) + fragment, true
	case l.Attachment != 0 && l.File.ID != 0:
		return l.File.URL(), true
	case l.Ambiguous:
		return "/find?" + url.Values{"title": {l.Target}, "space": {f.space.Slug}}.Encode(), true
	}
	return "/find?" + url.Values{"title": {wantedTitle(l)}, "space": {f.space.Slug}}.Encode(), false
}

// wantedTitle is what a page would be called that answers to a link.
func wantedTitle(l Link) string {
	if l.Kind == content.Wiki {
		return l.Target
	}
	name := strings.TrimSuffix(path.Base(strings.TrimRight(l.Target, "/")), path.Ext(l.Target))
	return strings.TrimSpace(strings.NewReplacer("-", " ", "_", " ").Replace(name))
}

// redirect is where a page that only leads on leads.
func (f *filler) redirect() string {
	if f.page.RedirectTo == "" || len(f.links) == 0 {
		return ""
	}
	if address, found := f.address(f.links[0]); found {
		return address
	}
	return ""
}
