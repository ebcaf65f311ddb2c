package wiki

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// A link says where it leads in words: a path, or a title. Pages are found by keys, which are their
// paths (with the permalink and the old addresses that front matter names) and their titles. A link
// is settled when it is saved and when a page appears that answers to it; from then on it holds the
// page's number, so that renames and moves do not break it.

// keysOf are the names under which a page is found.
func keysOf(p Page, front content.Front) []PageKey {
	keys := []PageKey{{Key: titleKey(p.Title), Kind: TitleKey, Page: p.ID}}
	if p.SourcePath != "" || front.Permalink != "" || len(front.Redirects) > 0 {
		for _, key := range content.PathKeys(p.SourcePath, front) {
			keys = append(keys, PageKey{Key: key, Kind: PathKey, Page: p.ID})
		}
	}
	return keys
}

// titleKey folds what people do not mean when they type a title.
func titleKey(title string) string { return strings.ToLower(strings.Join(strings.Fields(title), " ")) }

// linkKeys are the keys that a link may be answered by, best first.
func linkKeys(sourcePath string, l content.Link) []string {
	switch l.Kind {
	case content.Path:
		return content.Candidates(sourcePath, l)
	case content.Wiki:
		return []string{titleKey(l.Target)}
	}
	return nil
}

// index answers links from keys that were read before.
type index struct {
	pages  map[string][]PageKey    // of the link's own space
	others map[string][]PageKey    // titles in other spaces
	files  map[string]AttachmentID // by lower-cased source path
	depths func(PageID) []PageID   // the ancestors of a page, for "nearest in the tree"; nil: not known
}

func newIndex() *index {
	return &index{pages: map[string][]PageKey{}, others: map[string][]PageKey{}, files: map[string]AttachmentID{}}
}

func (x *index) add(keys []PageKey) {
	for _, k := range keys {
		x.pages[k.Key] = append(x.pages[k.Key], k)
	}
}

func (x *index) addFiles(files []Attachment) {
	for _, f := range files {
		x.files[strings.ToLower(f.SourcePath)] = f.ID
	}
}

// settle resolves one link of a page; false where nothing answers to it.
func (x *index) settle(l *Link, keys []string) bool {
	l.To, l.Attachment, l.Ambiguous = 0, 0, false
	switch l.Kind {
	case content.Page:
		n, _ := strconv.ParseInt(l.Target, 10, 64)
		l.To = PageID(n)
		return l.To != 0
	case content.Attachment:
		rest := strings.TrimPrefix(l.Target, "/a/")
		number, _, _ := strings.Cut(rest, "/")
		n, _ := strconv.ParseInt(number, 10, 64)
		l.Attachment = AttachmentID(n)
		return l.Attachment != 0
	case content.Path:
		return x.settlePath(l, keys)
	case content.Wiki:
		return x.settleTitle(l, keys[0])
	}
	return true
}

func (x *index) settlePath(l *Link, keys []string) bool {
	for _, key := range keys {
		if to := ofKind(x.pages[key], PathKey); len(to) > 0 {
			l.To = to[0].Page
			return true
		}
		if file, found := x.files[key]; found {
			l.Attachment = file
			return true
		}
	}
	return false
}

func (x *index) settleTitle(l *Link, key string) bool {
	for _, keys := range [][]PageKey{x.pages[key], x.others[key]} {
		for _, kind := range []KeyKind{TitleKey, FormerTitle} {
			if to := ofKind(keys, kind); len(to) > 0 {
				l.To, l.Ambiguous = x.nearest(l.From, to)
				return true
			}
		}
	}
	return false
}

// ofKind picks the keys of a kind, each page once, by number.
func ofKind(keys []PageKey, kind KeyKind) []PageKey {
	var found []PageKey
	for _, k := range keys {
		if k.Kind == kind {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(a, b PageKey) int { return cmp.Compare(a.Page, b.Page) })
	return slices.CompactFunc(found, func(a, b PageKey) bool { return a.Page == b.Page })
}

// nearest picks the page with the fewest steps through the tree; where two are equally near, the
// reader chooses.
func (x *index) nearest(from PageID, to []PageKey) (PageID, bool) {
	if len(to) == 1 {
		return to[0].Page, false
	}
	if x.depths == nil {
		return 0, true
	}
	up := append(x.depths(from), from)
	best, second, page := 1<<30, 1<<30, PageID(0)
	for _, k := range to {
		other := append(x.depths(k.Page), k.Page)
		common := 0
		for common < min(len(up), len(other)) && up[common] == other[common] {
			common++
		}
		switch steps := len(up) + len(other) - 2*common; {
		case steps < best:
			best, second, page = steps, best, k.Page
		case steps < second:
			second = steps
		}
	}
	if best == second {
		return 0, true
	}
	return page, false
}

// readIndex reads what is needed to answer some keys, seen from one space.
func readIndex(ctx context.Context, r Reads, space SpaceID, keys []string, titles []string) (*index, error) {
	x := newIndex()
	if len(keys) == 0 {
		return x, nil
	}
	found, err := r.Keys(ctx, space, keys)
	if err != nil {
		return nil, err
	}
	x.add(found)
	files, err := r.FilesByPath(ctx, space, keys)
	if err != nil {
		return nil, err
	}
	x.addFiles(files)
	var elsewhere []string
	for _, t := range titles {
		if len(x.pages[t]) == 0 {
			elsewhere = append(elsewhere, t)
		}
	}
	if len(elsewhere) > 0 {
		if found, err = r.TitleKeys(ctx, elsewhere); err != nil {
			return nil, err
		}
		for _, k := range found {
			x.others[k.Key] = append(x.others[k.Key], k)
		}
	}
	x.depths = func(id PageID) []PageID {
		up, err := r.Ancestors(ctx, id)
		if err != nil {
			return nil
		}
		ids := make([]PageID, len(up))
		for i, n := range up {
			ids[i] = n.ID
		}
		return ids
	}
	return x, nil
}

// putLinks settles and stores the links of a page's new revision. A link that the page had before
// keeps leading where it led. x answers the links where it is given, else the database does.
func putLinks(ctx context.Context, tx Tx, as Actor, page Page, fresh []content.Link, x *index) error {
	var before []Link
	if page.Revision > 1 {
		var err error
		if before, err = tx.Links(ctx, page.ID); err != nil {
			return err
		}
	}
	if len(fresh) == 0 && len(before) == 0 {
		return nil
	}
	keys := make([][]string, len(fresh))
	var all, titles []string
	for i, l := range fresh {
		keys[i] = linkKeys(page.SourcePath, l)
		all = append(all, keys[i]...)
		if l.Kind == content.Wiki {
			titles = append(titles, keys[i]...)
		}
	}
	if x == nil {
		var err error
		if x, err = readIndex(ctx, tx, page.Space, unique(all), unique(titles)); err != nil {
			return err
		}
	}
	kept := keptTargets(before)
	links := make([]Link, len(fresh))
	for i, l := range fresh {
		links[i] = linkOf(page.ID, i, l)
		if old, found := kept[l.Target]; found && old.Kind == l.Kind {
			links[i].To, links[i].Attachment = old.To, old.Attachment
			links[i].Fragment = mended(before, links[i])
			continue
		}
		x.settle(&links[i], keys[i])
		if err := checkFile(ctx, tx, as, &links[i]); err != nil {
			return err
		}
	}
	tellShown(tx, page.Space, before, links)
	return tx.PutLinks(ctx, page.ID, links)
}

// tellShown says which files a page shows or no longer shows, where that has changed: who may find a
// file depends on it.
func tellShown(tx Tx, space SpaceID, before, now []Link) {
	changed := map[AttachmentID]int{}
	for _, l := range before {
		changed[l.Attachment] |= 1
	}
	for _, l := range now {
		changed[l.Attachment] |= 2
	}
	var files []AttachmentID
	for id, in := range changed {
		if id != 0 && in != 3 {
			files = append(files, id)
		}
	}
	emitShown(tx, space, files)
}

func emitShown(tx Tx, space SpaceID, files []AttachmentID) {
	if len(files) == 0 {
		return
	}
	slices.Sort(files)
	var list []string
	for _, id := range slices.Compact(files) {
		list = append(list, itoa(id))
	}
	tx.Emit(Event{Kind: FilesShown, Space: space, Data: map[string]string{"files": strings.Join(list, ",")}})
}

// checkFile lets a link to an attachment by its number lead nowhere where the actor may not open the
// file: to show it would be to publish it.
func checkFile(ctx context.Context, r Reads, as Actor, l *Link) error {
	if l.Kind != content.Attachment || l.Attachment == 0 {
		return nil
	}
	may, err := false, error(nil)
	file, err := r.Attachment(ctx, l.Attachment)
	if err == nil {
		var a Access
		if a, err = accessIn(ctx, r, as); err == nil {
			may, err = mayOpen(ctx, r, a, file)
		}
	}
	if e, mendable := personal(err); mendable && e.Kind == content.NotFound {
		err = nil
	}
	if may {
		l.File = file
	} else {
		l.Attachment = 0
	}
	return err
}

func linkOf(from PageID, ordinal int, l content.Link) Link {
	return Link{
		From: from, Ordinal: ordinal, Kind: l.Kind, Target: l.Target, Fragment: l.Fragment,
		Label: content.Excerpt(l.Label, maxName), Embed: l.Embed, Section: l.Section, Line: l.Line,
	}
}

// keptTargets are the links that lead somewhere that still stands.
func keptTargets(before []Link) map[string]Link {
	kept := map[string]Link{}
	for _, l := range before {
		if (l.To != 0 && l.ToLive) || l.Attachment != 0 || l.Kind == content.Fragment {
			kept[l.Target] = l
		}
	}
	return kept
}

// mended is the fragment of a link as the import has mended it, where the page had the same link
// before: a site's own spelling of an anchor stands in the text for good.
func mended(before []Link, l Link) string {
	for _, old := range before {
		if old.Target == l.Target && old.Fragment != "" && content.SameFragment(old.Fragment, l.Fragment) {
			return old.Fragment
		}
	}
	return l.Fragment
}

func unique[T cmp.Ordered](keys []T) []T {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// settleWanted looks whether links of a space that led nowhere lead somewhere now: a page was made,
// renamed, moved here or restored.
func settleWanted(ctx context.Context, tx Tx, space SpaceID) error {
	wanted, err := tx.Unresolved(ctx, space)
	if err != nil || len(wanted) == 0 {
		return err
	}
	var from []PageID
	for _, l := range wanted {
		if len(from) == 0 || from[len(from)-1] != l.From {
			from = append(from, l.From)
		}
	}
	pages, err := tx.Pages(ctx, from)
	if err != nil {
		return err
	}
	paths := map[PageID]string{}
	for _, p := range pages {
		paths[p.ID] = p.SourcePath
	}
	keys := make([][]string, len(wanted))
	var all []string
	for i, l := range wanted {
		keys[i] = linkKeys(paths[l.From], content.Link{Kind: l.Kind, Target: l.Target})
		all = append(all, keys[i]...)
	}
	x, err := readIndex(ctx, tx, space, unique(all), nil)
	if err != nil {
		return err
	}
	var files []AttachmentID
	for i := range wanted {
		if len(keys[i]) > 0 && x.settle(&wanted[i], keys[i]) {
			if err := tx.ResolveLink(ctx, wanted[i]); err != nil {
				return err
			}
			if id := wanted[i].Attachment; id != 0 {
				files = append(files, id)
			}
		}
	}
	emitShown(tx, space, files)
	return nil
}
