package importer

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// claims is the state of laying a manifest over the plan of the folders.
type claims struct {
	s      *Source
	spaces map[string]bool
	byFile map[string]*node
	byID   map[int64]*node
	taken  map[string]bool // space, NUL, path
}

// applyManifest lets docent.json decide titles, tree, tags, owners and source paths. Whatever it
// names wrongly becomes a warning; pages that it does not name keep their place by the folders.
func (s *Source) applyManifest(nodes []*node) []*node {
	c := &claims{
		s: s, spaces: s.spaceFolders(), byFile: map[string]*node{},
		byID: map[int64]*node{}, taken: map[string]bool{},
	}
	for _, n := range nodes {
		c.byFile[n.file] = n
		if n.file == "" {
			c.byFile[n.path] = n
		}
	}
	var claimed []*node
	for i := range s.manifest.Pages {
		if n := c.claim(&s.manifest.Pages[i]); n != nil {
			claimed = append(claimed, n)
		}
	}
	c.attach(claimed)
	kept := c.withFolders(nodes, claimed)
	c.paths(kept)
	s.claimFiles(c.spaces)
	return kept
}

// claim binds one page of the manifest to its node, or makes the node of an empty folder page.
func (c *claims) claim(m *ManifestPage) *node {
	if m.ID <= 0 || c.byID[m.ID] != nil {
		c.s.warn(ManifestName, 0, fmt.Sprintf("names the page %d twice or without a number; the first was kept", m.ID))
		return nil
	}
	var n *node
	switch made := c.byFile[c.folderPath(m)]; {
	case m.Path != "":
		n = c.byFile[m.Path]
	case made != nil && made.file == "" && made.known == nil:
		n = made
	default:
		n = &node{folder: true, name: lastName(m.SourcePath), head: head{order: math.Inf(1)}}
	}
	if n == nil || n.known != nil || m.Path != "" && n.file == "" {
		c.s.warn(m.Path, 0, fmt.Sprintf("is named in %s but not there, or named twice", ManifestName))
		return nil
	}
	n.known = m
	n.folder = strings.HasSuffix(m.SourcePath, "/")
	n.space = m.Space
	n.head.tags, n.head.redirects, n.head.owner = m.Tags, m.Redirects, m.Owner
	n.facts = &Facts{ID: m.ID, Revision: m.Revision, CreatedAt: m.CreatedAt.UTC(), UpdatedAt: m.UpdatedAt.UTC(), VerifiedUntil: m.VerifiedUntil.UTC()}
	c.byID[m.ID] = n
	return n
}

// folderPath is where the folder of a page without a file would stand.
func (c *claims) folderPath(m *ManifestPage) string {
	if c.spaces[m.Space] {
		return m.Space + "/" + m.SourcePath
	}
	return m.SourcePath
}

func lastName(p string) string {
	p = strings.TrimSuffix(p, "/")
	return p[strings.LastIndexByte(p, '/')+1:]
}

// attach hangs the claimed pages where the manifest says; a parent that is absent, of another
// space, or below its own child leaves the page at the top.
func (c *claims) attach(claimed []*node) {
	for _, n := range claimed {
		n.parent, n.first = nil, false
		if n.known.Parent == 0 {
			continue
		}
		parent := c.byID[n.known.Parent]
		if parent == nil || parent.space != n.space {
			c.s.warn(n.label(), 0, fmt.Sprintf("hangs on page %d in %s, which is not there; it was put at the top", n.known.Parent, ManifestName))
			continue
		}
		n.parent = parent
	}
	state := make(map[*node]int, len(claimed)) // 1: on the present path, 2: leads to the top
	for _, n := range claimed {
		var trail []*node
		at := n
		for at != nil && state[at] == 0 {
			state[at] = 1
			trail = append(trail, at)
			at = at.parent
		}
		if at != nil && state[at] == 1 {
			c.s.warn(at.label(), 0, fmt.Sprintf("hangs below itself in %s; it was put at the top", ManifestName))
			at.parent = nil
		}
		for _, t := range trail {
			state[t] = 2
		}
	}
}

func (n *node) label() string { return cmp.Or(n.file, n.path, ManifestName) }

// withFolders keeps the pages with text, the claimed folder pages, and of the pages made for
// folders those on which an unclaimed page hangs.
func (c *claims) withFolders(nodes, claimed []*node) []*node {
	needed := map[*node]bool{}
	for _, n := range nodes {
		if n.file == "" || n.known != nil {
			continue
		}
		n.space, _ = inSpace(n.file, c.spaces)
		if len(c.spaces) == 0 && len(c.s.manifest.Spaces) == 1 {
			n.space = c.s.manifest.Spaces[0].Slug
		}
		below := n
		for p := n.parent; p != nil && !needed[p]; below, p = p, p.parent {
			if p.known != nil {
				if p.space != n.space {
					below.parent = nil
				}
				break
			}
			if p.file != "" {
				continue
			}
			needed[p], p.space = true, n.space
		}
	}
	kept := slices.Clone(claimed)
	for _, n := range nodes {
		if n.known == nil && (n.file != "" || needed[n]) {
			kept = append(kept, n)
		}
	}
	return kept
}

// paths gives every page its source path, unique within its space.
func (c *claims) paths(nodes []*node) {
	slices.SortStableFunc(nodes, func(a, b *node) int {
		return cmp.Or(strings.Compare(a.file, b.file), strings.Compare(a.path, b.path), cmp.Compare(a.id(), b.id()))
	})
	wanted := func(n *node) string {
		if n.known != nil && n.known.SourcePath != "" {
			return n.known.SourcePath
		}
		_, rest := inSpace(cmp.Or(n.file, n.path), c.spaces)
		return rest
	}
	var later []*node
	for _, n := range nodes {
		key := n.space + "\x00" + wanted(n)
		if c.taken[key] || !safePath(wanted(n)) {
			later = append(later, n)
			continue
		}
		c.taken[key] = true
		n.path = wanted(n)
	}
	for _, n := range later {
		_, base := inSpace(n.file, c.spaces)
		if base == "" {
			base = "page/"
		}
		name := base
		for i := 2; c.taken[n.space+"\x00"+name]; i++ {
			name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(base, "/"), i, strings.Repeat("/", len(base)-len(strings.TrimSuffix(base, "/"))))
		}
		c.taken[n.space+"\x00"+name] = true
		n.path = name
	}
}

func (n *node) id() int64 {
	if n.known == nil {
		return 0
	}
	return n.known.ID
}

// safePath reports whether a source path stays inside its space.
func safePath(p string) bool {
	p = strings.TrimSuffix(p, "/")
	if p == "" || strings.HasPrefix(p, "/") || strings.ContainsAny(p, "\x00\\") || len(p) > 4096 {
		return false
	}
	for part := range strings.SplitSeq(p, "/") {
		if part == "" || part == "." || part == ".." {
			return false
		}
	}
	return true
}

// claimFiles gives the attachments what docent.json knows of them.
func (s *Source) claimFiles(spaces map[string]bool) {
	byPath := make(map[string]*ManifestFile, len(s.manifest.Attachments))
	for i := range s.manifest.Attachments {
		m := &s.manifest.Attachments[i]
		if byPath[m.Path] == nil {
			byPath[m.Path] = m
		}
	}
	taken := map[string]bool{}
	for i := range s.files {
		f := &s.files[i]
		space, rest := inSpace(f.path, spaces)
		if len(s.manifest.Spaces) == 1 {
			space = s.manifest.Spaces[0].Slug
		}
		f.space, f.keep = space, rest
		if m := byPath[f.path]; m != nil {
			delete(byPath, f.path)
			f.space = m.Space
			f.facts = &FileFacts{ID: m.ID, Name: m.Name, Type: m.Type, SHA256: m.SHA256, Page: m.Page}
			if safePath(m.SourcePath) && !taken[m.Space+"\x00"+m.SourcePath] {
				f.keep = m.SourcePath
			}
		}
		taken[f.space+"\x00"+f.keep] = true
	}
	for _, name := range sorted(byPath) {
		s.warn(name, 0, fmt.Sprintf("is named in %s but not there", ManifestName))
	}
}
