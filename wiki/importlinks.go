package wiki

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// settleLinks looks at every link again, now that all pages are there, stores what has changed, and
// reports what leads nowhere.
func (r *run) settleLinks(ctx context.Context) error {
	anchors := map[PageID]anchorSet{}
	for _, t := range r.into {
		for _, j := range t.jobs {
			anchors[j.page] = j.anchors
		}
	}
	for _, t := range r.into {
		for start := 0; start < len(t.jobs); start += importBatch {
			batch := t.jobs[start:min(start+importBatch, len(t.jobs))]
			if err := r.settleBatch(ctx, t, batch, anchors); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) settleBatch(ctx context.Context, t *target, batch []*job, anchors map[PageID]anchorSet) error {
	var changed []Link
	var files []AttachmentID
	for _, j := range batch {
		stored := map[int]Link{}
		if !r.req.DryRun {
			links, err := r.w.store.Links(ctx, j.page)
			if err != nil {
				return err
			}
			for _, l := range links {
				stored[l.Ordinal] = l
			}
		}
		for i := range j.links {
			l := &j.links[i]
			r.settleLink(t, l, j.keys[i])
			if err := r.check(ctx, j, l, anchors); err != nil {
				return err
			}
			old, found := stored[l.Ordinal]
			if found && old.Target == l.Target && (old.To != l.To || old.Attachment != l.Attachment || old.Fragment != l.Fragment || old.Ambiguous != l.Ambiguous) {
				changed = append(changed, *l)
				if old.Attachment != l.Attachment {
					files = append(files, old.Attachment, l.Attachment)
				}
			}
		}
		j.links, j.keys = nil, nil
	}
	if len(changed) == 0 {
		return nil
	}
	return r.w.store.Write(ctx, r.as, func(tx Tx) error {
		for _, l := range changed {
			if err := tx.ResolveLink(ctx, l); err != nil {
				return err
			}
		}
		emitShown(tx, t.space.ID, slices.DeleteFunc(files, func(id AttachmentID) bool { return id == 0 }))
		return nil
	})
}

// settleLink resolves a link; addresses with numbers are those of the export that was imported.
func (r *run) settleLink(t *target, l *Link, keys []string) {
	switch {
	case l.Kind == content.Page && r.req.Source.Exported():
		n, _ := strconv.ParseInt(l.Target, 10, 64)
		l.To = r.oldID[n]
	case l.Kind == content.Attachment && r.req.Source.Exported():
		number, _, _ := strings.Cut(strings.TrimPrefix(l.Target, "/a/"), "/")
		n, _ := strconv.ParseInt(number, 10, 64)
		l.Attachment = r.oldFile[n]
	default:
		t.index.settle(l, keys)
	}
}

// check counts a link and reports it where it leads nowhere. A fragment that differs from the
// anchor only as site generators differ is mended.
func (r *run) check(ctx context.Context, j *job, l *Link, anchors map[PageID]anchorSet) error {
	to, what := l.To, "the page"
	switch l.Kind {
	case content.URL:
		return nil
	case content.Fragment:
		to, what = j.page, "this page"
	case content.Wiki:
		what = fmt.Sprintf("“%s”", l.Target)
	}
	if to == 0 && l.Attachment == 0 && !l.Ambiguous {
		r.report.Links.Unresolved++
		text := fmt.Sprintf("The link to “%s” leads nowhere.", l.Target)
		if l.Embed {
			text = fmt.Sprintf("The picture “%s” is not there.", l.Target)
		}
		r.warn(j.item.Path, l.Line, text)
		return nil
	}
	if to == 0 || l.Fragment == "" {
		r.report.Links.Resolved++
		return nil
	}
	known, found := anchors[to]
	if !found {
		var err error
		if known, err = r.anchorsOf(ctx, to); err != nil {
			return err
		}
		anchors[to] = known
	}
	if i, found := content.MatchAnchor(l.Fragment, known.anchors, known.headings); found {
		l.Fragment = known.anchors[i]
		r.report.Links.Resolved++
		return nil
	}
	r.report.Links.Unresolved++
	r.warn(j.item.Path, l.Line, fmt.Sprintf("The link leads to %s, but there is no section “#%s” on it.", what, l.Fragment))
	return nil
}

func (r *run) anchorsOf(ctx context.Context, page PageID) (anchorSet, error) {
	var known anchorSet
	if page <= 0 {
		return known, nil
	}
	sections, err := r.w.store.Sections(ctx, page)
	for _, s := range sections {
		known.add(s.Anchor, s.Heading)
		for _, alias := range s.Aliases {
			known.add(alias, "")
		}
	}
	return known, err
}

// anchorSet are the anchors of a page and the headings that they were made from, in parallel.
type anchorSet struct{ anchors, headings []string }

func (s *anchorSet) add(anchor, heading string) {
	s.anchors, s.headings = append(s.anchors, anchor), append(s.headings, heading)
}
