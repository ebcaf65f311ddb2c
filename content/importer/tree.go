package importer

import (
	"cmp"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
)

// node is a page in the tree before its text is read.
type node struct {
	path   string // Page.Path
	file   string // where its text is read, "" for a page made for a folder
	space  string
	folder bool
	size   int64
	head   head
	title  string

	parent   *node
	children []*node
	position int
	name     string // what its place is read from: the file's stem, or the folder's name
	first    bool   // the root's own page stands before its siblings
	known    *ManifestPage
	facts    *Facts
}

// folder is a directory that holds a page somewhere below.
type folder struct {
	path  string
	up    *folder
	subs  []*folder
	pages []*node
	index *node // the page that stands for the folder
	open  bool  // not shown: its pages hang where the folder would
}

// plan lays the pages out as the folders are. spaces are the top folders that are whole spaces of
// an export; they get no page.
func plan(pages []*node, spaces map[string]bool) []*node {
	root := &folder{open: true}
	all := map[string]*folder{".": root}
	for _, n := range pages {
		f := ensure(all, path.Dir(n.file))
		f.pages = append(f.pages, n)
	}
	order := make([]*folder, 0, len(all))
	var visit func(f *folder)
	visit = func(f *folder) {
		order = append(order, f)
		slices.SortFunc(f.subs, func(a, b *folder) int { return strings.Compare(a.path, b.path) })
		for _, sub := range f.subs {
			visit(sub)
		}
	}
	visit(root)
	if len(spaces) > 0 {
		for _, sub := range root.subs {
			sub.open = spaces[sub.path]
		}
	} else {
		openWrappers(root)
	}
	nodes := slices.Clone(pages)
	for _, f := range order {
		f.index = f.pickIndex()
		if made := f.hang(); made != nil {
			nodes = append(nodes, made)
		}
	}
	return nodes
}

// ensure gives the folder of a path and makes those above it.
func ensure(all map[string]*folder, dir string) *folder {
	if f, ok := all[dir]; ok {
		return f
	}
	up := ensure(all, path.Dir(dir))
	f := &folder{path: dir, up: up}
	up.subs = append(up.subs, f)
	all[dir] = f
	return f
}

// boilerplate are the files that a repository has beside its text.
var boilerplate = map[string]bool{
	"readme": true, "license": true, "licence": true, "contributing": true, "changelog": true, "security": true,
	"code_of_conduct": true, "notice": true, "authors": true, "support": true, "governance": true, "history": true,
}

// openWrappers passes through folders that only wrap the text (docs/, pages/, src/content/): as
// long as one folder holds every page but a repository's usual files, it is not shown.
func openWrappers(root *folder) {
	for f := root; len(f.subs) == 1; f = f.subs[0] {
		for _, n := range f.pages {
			if !boilerplate[strings.ToLower(stem(n.file))] {
				return
			}
		}
		f.subs[0].open = true
	}
}

// pickIndex finds the page that stands for a folder: index, _index or README, else a page of the
// folder's name inside it, else one beside it.
func (f *folder) pickIndex() *node {
	want := []string{"index", "_index", "readme"}
	name := strings.ToLower(path.Base(f.path))
	if f.up != nil {
		want = append(want, name)
	}
	for _, w := range want {
		for _, n := range f.pages {
			if strings.ToLower(stem(n.file)) == w {
				return n
			}
		}
	}
	if f.up == nil || f.open {
		return nil
	}
	for _, n := range f.up.pages {
		if strings.ToLower(stem(n.file)) == name && n != f.up.index {
			return n
		}
	}
	return nil
}

// container is the page on which a folder's pages hang, nil for the top.
func (f *folder) container() *node {
	if f.open {
		if f.up == nil {
			return nil
		}
		return f.up.container()
	}
	return f.index
}

// hang gives the folder's pages their parent, and makes the folder's own page where it has none.
func (f *folder) hang() (made *node) {
	if !f.open && f.index == nil {
		made = &node{path: f.path + "/", folder: true, head: head{order: math.Inf(1)}}
		f.index = made
	}
	container := f.container()
	for _, n := range f.pages {
		n.name = stem(n.file)
		if n != f.index {
			n.parent = container
		}
	}
	if f.index == nil {
		return nil
	}
	switch {
	case f.open:
		f.index.parent, f.index.first = container, true
	case f.index == made || path.Dir(f.index.file) == f.path:
		f.index.parent = f.up.container()
		f.index.name = path.Base(f.path)
	}
	return made
}

// arrange orders siblings, names what has no title, and gives the pages in stream order: parents
// first. Positions are places among siblings.
func arrange(nodes []*node) []*node {
	var top []*node
	for _, n := range nodes {
		n.children = nil
	}
	for _, n := range nodes {
		if n.parent == nil {
			top = append(top, n)
		} else {
			n.parent.children = append(n.parent.children, n)
		}
	}
	out := make([]*node, 0, len(nodes))
	stack := slices.Clone(order(top))
	slices.Reverse(stack)
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		out = append(out, n)
		below := order(n.children)
		for _, child := range slices.Backward(below) {
			stack = append(stack, child)
		}
	}
	return out
}

// order sorts siblings in place and numbers them: as docent.json says; then the root's own page; then by the number
// in the front matter; then by the number in the name; then by title as people sort.
func order(siblings []*node) []*node {
	numbered := 0
	for _, n := range siblings {
		if _, _, ok := prefix(n.name); ok {
			numbered++
		}
	}
	for _, n := range siblings {
		n.setTitle(numbered > 1)
	}
	slices.SortFunc(siblings, func(a, b *node) int {
		if c := cmp.Or(cmp.Compare(a.space, b.space), byManifest(a, b), -compareBool(a.first, b.first), cmp.Compare(a.head.order, b.head.order)); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.number(), b.number()), naturally(a.title, b.title), naturally(a.path, b.path), strings.Compare(a.path, b.path))
	})
	for i, n := range siblings {
		if i > 0 && siblings[i-1].space == n.space {
			n.position = siblings[i-1].position + 1
		}
	}
	return siblings
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func byManifest(a, b *node) int {
	if a.known == nil || b.known == nil {
		return -compareBool(a.known != nil, b.known != nil)
	}
	return cmp.Or(cmp.Compare(a.known.Position, b.known.Position), cmp.Compare(a.known.ID, b.known.ID))
}

func (n *node) number() int {
	if num, _, ok := prefix(n.name); ok {
		return num
	}
	return math.MaxInt
}

func (n *node) setTitle(numbered bool) {
	switch {
	case n.known != nil && n.known.Title != "":
		n.title = n.known.Title
	case n.head.title != "":
		n.title = n.head.title
	case n.first && strings.HasSuffix(strings.ToLower(n.name), "index"):
		n.title = "Home"
	default:
		name := n.name
		if n.folder && name == "" {
			name = path.Base(n.path)
		}
		n.title = titleOf(name, numbered)
	}
}

// warnIndexes names folders with more than one page that could stand for them.
func (s *Source) warnIndexes(nodes []*node) {
	chosen := map[string]*node{}
	for _, n := range nodes {
		if n.file == "" {
			continue
		}
		switch strings.ToLower(stem(n.file)) {
		case "index", "_index", "readme":
		default:
			continue
		}
		dir := path.Dir(n.file)
		other, ok := chosen[dir]
		if !ok {
			chosen[dir] = n
			continue
		}
		if indexRank(n.file) < indexRank(other.file) {
			chosen[dir], n, other = n, other, n
		}
		s.warn(n.file, 0, fmt.Sprintf("%s stands for the folder too; that one became its page, and this one a page below it", other.file))
	}
}

func indexRank(file string) int {
	return slices.Index([]string{"index", "_index", "readme"}, strings.ToLower(stem(file)))
}
