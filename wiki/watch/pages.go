package watch

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
)

// Kinds that this package adds. PageExpired is an event: a page's verification has run out. PageMentioned is the kind
// of a notice only: the event is the page's.
const (
	PageExpired   wiki.EventKind = "page.expired"
	PageMentioned wiki.EventKind = "page.mentioned"
)

func itoa[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }

// PageThread is the thread of all notices about a page.
func PageThread(id wiki.PageID) string { return "page/" + itoa(id) }

// happening is an event of a page, as people are told of it.
type happening struct {
	event     wiki.Event
	page      wiki.Page
	needs     Level
	text      string // what happened, a sentence
	url       string
	mentioned []wiki.PersonID
}

// Pages turns what happens to pages into notices for those who watch them, their tags or their spaces, who own them,
// and who are mentioned in them. It is a Source.
func (w *Watches) Pages(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	if e.Page == 0 || !slices.Contains(pageKinds, e.Kind) {
		return nil, nil
	}
	page, err := w.wiki.Store().Page(ctx, e.Page)
	if err != nil {
		if kindOf(err) == content.NotFound {
			return nil, nil
		}
		return nil, fmt.Errorf("page of event %d: %w", e.Seq, err)
	}
	h := happening{event: e, page: page, needs: Everything, url: page.URL()}
	if err := w.describe(ctx, &h); err != nil {
		return nil, fmt.Errorf("page of event %d: %w", e.Seq, err)
	}
	told, mentioned, err := w.Audience(ctx, h.about())
	if err != nil {
		return nil, err
	}
	list := make([]notify.Notice, 0, len(told)+len(mentioned))
	for _, id := range mentioned {
		n := h.notice(id)
		n.Kind, n.Text, n.URL = PageMentioned, h.who()+" mentioned you on this page.", page.URL()
		list = append(list, n)
	}
	for _, id := range told {
		list = append(list, h.notice(id))
	}
	return list, nil
}

var pageKinds = []wiki.EventKind{
	wiki.PageCreated, wiki.PageSaved, wiki.PageMoved, wiki.PageTrashed, wiki.PageRestored, wiki.PageVerified, wiki.PageChanged,
	wiki.FileAdded, PageExpired,
}

// about says who is to be told. A command changes many pages at once (an import does): it is told to those who watch
// the very page only.
func (h *happening) about() About {
	a := About{
		Ranks: [][]Thing{{OnPage(h.page.ID)}}, Needs: h.needs, Mentioned: h.mentioned, At: h.event.At,
		Own: []Watch{{Person: h.page.Owner.ID, Level: Important}},
	}
	if h.event.Actor.ID == 0 && h.event.Kind != PageExpired {
		a.Own = nil
		return a
	}
	var tags []Thing
	for _, tag := range h.page.Tags {
		tags = append(tags, OnTag(tag))
	}
	a.Ranks = append(a.Ranks, tags, []Thing{OnSpace(h.page.Space)})
	return a
}

func (h *happening) notice(person wiki.PersonID) notify.Notice {
	return notify.Notice{
		Person: person, Kind: h.event.Kind, Thread: PageThread(h.page.ID), Title: h.page.Title, Text: h.text, URL: h.url,
		Space: h.page.Space, Page: h.page.ID, At: h.event.At,
	}
}

func (h *happening) who() string {
	if h.event.Actor.ID == 0 || h.event.Actor.Name == "" {
		return "An import or a command"
	}
	return h.event.Actor.Name
}

// describe fills in what happened.
func (w *Watches) describe(ctx context.Context, h *happening) error {
	who := h.who()
	switch h.event.Kind {
	case wiki.PageCreated:
		h.needs, h.text = Important, who+" wrote this page."
		return w.describeText(ctx, h)
	case wiki.PageSaved:
		return w.describeText(ctx, h)
	case wiki.PageMoved:
		h.text = who + " moved this page."
		if h.event.Data["from"] != itoa(h.event.Space) {
			h.needs, h.text = Important, who+" moved this page to another space."
		}
	case wiki.PageTrashed:
		h.needs, h.text = Important, who+" moved this page to the trash."
	case wiki.PageRestored:
		h.text = who + " restored this page from the trash."
	case wiki.PageVerified:
		h.text = who + " verified that this page is true."
	case wiki.PageChanged:
		h.text = who + " changed the tags or the owner of this page."
	case wiki.FileAdded:
		h.text = who + " added the file “" + content.Excerpt(h.event.Data["name"], 80) + "”."
	case PageExpired:
		h.needs, h.text = Important, "The verification of this page has run out. Is it still true?"
	}
	return nil
}

// describeText compares a revision with the one before it: what changed, and who is mentioned for the first time.
func (w *Watches) describeText(ctx context.Context, h *happening) error {
	now, err := w.wiki.Store().Revision(ctx, h.page.ID, h.event.Revision)
	if err != nil {
		return ignoreAbsent(err)
	}
	before := wiki.Revision{Title: now.Title}
	if now.Number > 1 {
		if before, err = w.wiki.Store().Revision(ctx, h.page.ID, now.Number-1); err != nil {
			return ignoreAbsent(err)
		}
	}
	if h.mentioned, err = w.Mentioned(ctx, now.Markdown, before.Markdown); err != nil || h.event.Kind == wiki.PageCreated {
		return err
	}
	a := h.about()
	watches, err := w.on(ctx, slices.Concat(a.Ranks...), a.At)
	if err != nil || len(watches) == 0 && h.page.Owner.ID == 0 {
		return err // nobody asks what changed, and comparing takes the most time
	}
	h.url = "/p/" + itoa(h.page.ID) + "/diff?from=" + itoa(now.Number-1) + "&to=" + itoa(now.Number)
	c := compare(before, now)
	if c.matters() {
		h.needs = Important
	}
	h.text = h.who() + " " + c.String()
	if note := content.Excerpt(now.Note, 200); note != "" {
		h.text += " “" + note + "”"
	}
	return nil
}

func ignoreAbsent(err error) error {
	if kindOf(err) == content.NotFound {
		return nil
	}
	return err
}

// change is what one revision says otherwise than the one before, by headings.
type change struct {
	renamed                 string // the page's former title
	changed, added, removed []string
	unknown                 bool // a text that cannot be parsed: anything may have changed
}

func (c change) matters() bool {
	return c.unknown || c.renamed != "" || len(c.changed)+len(c.added)+len(c.removed) > 0
}

// String says what happened, as a sentence behind a name.
func (c change) String() string {
	var parts []string
	if c.renamed != "" {
		parts = append(parts, "renamed this page, which was called “"+content.Excerpt(c.renamed, 80)+"”")
	}
	say := func(verb string, names []string) {
		names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
		if len(names) > 0 {
			parts = append(parts, verb+" "+quoted(names))
		}
	}
	say("changed", c.changed)
	say("added", c.added)
	say("removed", c.removed)
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ") + "."
	case c.matters():
		return "changed the text."
	}
	return "touched up this page: only typography."
}

// compare compares two revisions section by section, without regard to white space, typography and order.
func compare(before, now wiki.Revision) (c change) {
	if before.Title != now.Title {
		c.renamed = before.Title
	}
	old, err := content.Parse(before.Markdown)
	if err != nil {
		return change{unknown: true, renamed: c.renamed}
	}
	doc, err := content.Parse(now.Markdown)
	if err != nil {
		return change{unknown: true, renamed: c.renamed}
	}
	type print struct{ heading, text string }
	same, headings, kept := map[print]int{}, map[string]bool{}, map[string]bool{}
	for _, s := range old.Sections {
		same[print{s.Heading, content.Fingerprint(s.Text)}]++
		headings[s.Heading] = true
	}
	for _, s := range doc.Sections {
		key := print{s.Heading, content.Fingerprint(s.Text)}
		kept[s.Heading] = true
		switch {
		case same[key] > 0:
			same[key]--
		case headings[s.Heading]:
			c.changed = append(c.changed, named(s.Heading, now.Title))
		default:
			c.added = append(c.added, named(s.Heading, now.Title))
		}
	}
	for _, s := range old.Sections {
		if !kept[s.Heading] {
			c.removed = append(c.removed, named(s.Heading, before.Title))
			kept[s.Heading] = true
		}
	}
	return c
}

// named leaves out a heading that says no more than the page's title does.
func named(heading, title string) string {
	if heading == title {
		return ""
	}
	return heading
}
