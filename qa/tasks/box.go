package tasks

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Handles tells whom an @name means.
type Handles interface {
	Person(name string) (wiki.PersonID, bool)
}

// Box is a box to tick in a page that names somebody: "- [ ] @ben order the badges by 2026-05-12". One
// box that names two people is two.
type Box struct {
	ID      int64
	Page    wiki.PageID
	Person  wiki.PersonID // 0: the name means nobody
	Name    string        // as it was written, without the @
	Ordinal int           // among the page's tasks, ticked ones too
	Anchor  string        // of the section it stands in
	Heading string
	Due     time.Time // the first date in its text, as midnight UTC; zero: none
	Since   time.Time
	Text    string
}

// boxesIn finds the boxes of a text that are not ticked and name somebody. Anchor and Person are left out.
func boxesIn(doc *content.Document) (boxes []Box, section []int) {
	for i, task := range doc.Tasks {
		if task.Done {
			continue
		}
		named := map[string]bool{}
		for _, m := range doc.Mentions {
			if m.Line != task.Line || named[m.Name] || !strings.Contains(task.Text, "@"+m.Name) {
				continue
			}
			named[m.Name] = true
			box := Box{Name: m.Name, Ordinal: i, Text: content.Excerpt(task.Text, maxTitle), Due: firstDate(task.Text)}
			if task.Section >= 0 && task.Section < len(doc.Sections) {
				box.Heading = doc.Sections[task.Section].Heading
			}
			boxes, section = append(boxes, box), append(section, task.Section)
		}
	}
	return boxes, section
}

var datePattern = regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`)

// firstDate gives the first day that a text names as 2026-05-12; zero where there is none.
func firstDate(text string) time.Time {
	for _, found := range datePattern.FindAllString(text, 5) {
		if day, err := time.Parse(time.DateOnly, found); err == nil && day.Year() >= 2000 {
			return day
		}
	}
	return time.Time{}
}

// title is what is to be done, without the names before it: "@ben and @ada: order badges" is "order badges".
func (b Box) title() string {
	words := strings.Fields(b.Text)
	for len(words) > 1 {
		switch {
		case strings.HasPrefix(words[0], "@"):
			words = words[1:]
		case len(words) < len(strings.Fields(b.Text)) && len(words) > 2 && len(words[0]) <= 3 && strings.HasPrefix(words[1], "@"):
			words = words[1:] // the word between two names
		default:
			return strings.TrimLeft(strings.Join(words, " "), ",:–—- ")
		}
	}
	return b.Text
}

// adopt gives new boxes of a page the numbers of its old ones: those with the same words, then those with
// most words in common. What is left of the old ones is gone.
func adopt(old, fresh []Box) (gone []Box) {
	taken := make([]bool, len(old))
	match := func(same func(a, b Box) bool) {
		for i := range fresh {
			for k := range old {
				if fresh[i].ID == 0 && !taken[k] && old[k].Name == fresh[i].Name && same(old[k], fresh[i]) {
					taken[k] = true
					fresh[i].ID, fresh[i].Since = old[k].ID, old[k].Since
				}
			}
		}
	}
	match(func(a, b Box) bool { return a.Text == b.Text })
	match(alike)
	for k := range old {
		if !taken[k] {
			gone = append(gone, old[k])
		}
	}
	return gone
}

// alike says whether two boxes share at least half of their words, the name aside.
func alike(a, b Box) bool {
	count, shared := map[string]int{}, 0
	x, y := strings.Fields(a.title()), strings.Fields(b.title())
	for _, word := range x {
		count[word]++
	}
	for _, word := range y {
		if count[word] > 0 && !strings.HasPrefix(word, "@") {
			count[word]--
			shared++
		}
	}
	named := func(words []string) (n int) {
		for _, word := range words {
			if strings.HasPrefix(word, "@") {
				n++
			}
		}
		return n
	}
	return 2*shared >= max(len(x)-named(x), len(y)-named(y)) && shared > 0
}

// Boxes is the source of boxes to tick that name the reader, in pages that the reader may read. Where the
// reader may edit the page, done ticks the box, and passing on writes another name.
func Boxes(db *sqldb.DB, pages *wiki.Wiki, handles func(context.Context) (Handles, error)) Source {
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		list, err := boxesOf(ctx, db.Reader(), access)
		if err != nil {
			return nil, err
		}
		items := make([]Item, 0, len(list))
		for _, b := range list {
			url := wiki.PageURL(b.Page, b.page)
			if b.Anchor != "" {
				url += "#" + b.Anchor
			}
			item := Item{
				Key: fmt.Sprintf("box-%d", b.ID), Kind: Checklist, Title: b.title(), URL: url, Text: "A box to tick in “" + b.page + "”.",
				Space: b.space, Due: b.Due, Day: true, Since: b.Since, ByHand: true,
			}
			if access.Right(b.space) >= wiki.Editor {
				item.Finish = tick(pages, b.Box)
				item.Assign = rename(pages, db, handles, b.Box)
			}
			items = append(items, item)
		}
		return items, nil
	}
}

// tick ticks a box in its page.
func tick(pages *wiki.Wiki, b Box) func(context.Context, wiki.Access) (Outcome, error) {
	return func(ctx context.Context, access wiki.Access) (Outcome, error) {
		was, saved, err := editBox(ctx, access, pages, b, "Done: "+b.title(), func(line string) string {
			return strings.Replace(line, "[ ]", "[x]", 1)
		})
		if err != nil || saved == was {
			return Outcome{}, err
		}
		return Outcome{Said: "The box in the page is ticked.", Undo: &Action{
			Text: "Undo", URL: fmt.Sprintf("/p/%d/revert", b.Page), Fields: map[string]string{"revision": fmt.Sprint(was)},
		}}, nil
	}
}

// rename writes another name into a box.
func rename(pages *wiki.Wiki, db *sqldb.DB, handles func(context.Context) (Handles, error), b Box) func(context.Context, wiki.Access, wiki.PersonID) error {
	return func(ctx context.Context, access wiki.Access, to wiki.PersonID) error {
		name, err := nameOf(ctx, db, to)
		if err != nil {
			return err
		}
		known, err := handles(ctx)
		if err != nil {
			return err
		}
		handle := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !isName(r) }), ".")
		if who, found := known.Person(handle); !found || who != to {
			return content.Errorf(content.Conflict, "There is no @name that means only %s. Edit the page instead; nothing was changed.", name)
		}
		_, _, err = editBox(ctx, access, pages, b, "For "+name+": "+b.title(), func(line string) string {
			return strings.Replace(line, "@"+b.Name, "@"+handle, 1)
		})
		return err
	}
}

// editBox changes the line of a box in its page. A box that is no longer there changes nothing.
func editBox(ctx context.Context, access wiki.Access, pages *wiki.Wiki, b Box, note string, edit func(line string) string) (was, saved int, err error) {
	page, text, err := pages.Current(ctx, access.As, b.Page)
	if err != nil {
		return 0, 0, err
	}
	doc, err := content.Parse(text.Markdown)
	if err != nil {
		return 0, 0, err
	}
	line := 0
	for i, task := range doc.Tasks {
		if !task.Done && content.Excerpt(task.Text, maxTitle) == b.Text && (line == 0 || i == b.Ordinal) {
			line = task.Line
		}
	}
	lines := strings.SplitAfter(text.Markdown, "\n")
	if line == 0 || line > len(lines) {
		return page.Revision, page.Revision, nil
	}
	lines[line-1] = edit(lines[line-1])
	markdown := strings.Join(lines, "")
	done, err := pages.Save(ctx, access.As, wiki.Draft{Page: b.Page, Base: text.Number, Markdown: &markdown, Note: note})
	return text.Number, done.Revision, err
}
