package likeness

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Desk holds the use cases: what people do with reviews. A review is there for those only who may read both of
// its sides.
type Desk struct {
	reviews   Reviews
	wiki      *wiki.Wiki
	questions *qa.Desk
}

// NewDesk makes the use cases.
func NewDesk(reviews Reviews, w *wiki.Wiki, questions *qa.Desk) *Desk {
	return &Desk{reviews: reviews, wiki: w, questions: questions}
}

// Pair is a review with both of its sides as they stand.
type Pair struct {
	Review
	Sides     [2]Side    // of sections
	Questions [2]qa.View // of questions
	MayDecide bool
	// MayChange says of each side whether the reader may link it to the other one, or merge it into that.
	MayChange [2]bool
}

// MaxReviews bounds a list.
const MaxReviews = 200

// List gives the open reviews that the reader may see, the newest first; kind "" is all. mine: those that fall
// to the reader, who owns one of the sides or manages the space of one that nobody owns.
func (d *Desk) List(ctx context.Context, access wiki.Access, mine bool, kind Kind, limit int) ([]Pair, error) {
	if !access.As.SignedIn() {
		return nil, nil
	}
	w, err := d.questions.Worker(ctx, access)
	if err != nil {
		return nil, err
	}
	all, err := d.reviews.Open(ctx, w, mine, kind, min(limit, MaxReviews))
	if err != nil {
		return nil, err
	}
	return d.pairs(ctx, access, all)
}

// pairs adds the sides; a review of which a side went meanwhile is left out.
func (d *Desk) pairs(ctx context.Context, access wiki.Access, all []Review) ([]Pair, error) {
	var sections []wiki.SectionID
	for _, r := range all {
		if r.Kind != Questions {
			sections = append(sections, wiki.SectionID(r.A), wiki.SectionID(r.B))
		}
	}
	sides, err := d.reviews.Sides(ctx, qa.Of(access), sections)
	if err != nil {
		return nil, err
	}
	by := make(map[int64]Side, len(sides))
	for _, s := range sides {
		by[int64(s.ID)] = s
	}
	var pairs []Pair
	for _, r := range all {
		p := Pair{Review: r}
		var there bool
		if r.Kind == Questions {
			there, err = d.ask(ctx, access, &p)
		} else {
			p.Sides[0], p.Sides[1] = by[r.A], by[r.B]
			there = p.Sides[0].ID != 0 && p.Sides[1].ID != 0
			for i, s := range p.Sides {
				p.MayChange[i] = access.Right(s.Space) >= wiki.Editor
				p.MayDecide = p.MayDecide || p.MayChange[i] || owns(access, s.Owner)
			}
		}
		if err != nil {
			return nil, err
		}
		if there {
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

func owns(access wiki.Access, owner wiki.PersonRef) bool {
	return owner.ID != 0 && owner.ID == access.As.Person && access.As.Scope >= wiki.ScopeWrite
}

// ask reads the two questions.
func (d *Desk) ask(ctx context.Context, access wiki.Access, p *Pair) (there bool, err error) {
	for i, id := range []int64{p.A, p.B} {
		if p.Questions[i], err = d.questions.Question(ctx, access, qa.QuestionID(id)); absent(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	a, b := p.Questions[0], p.Questions[1]
	p.MayDecide = a.MayEdit || b.MayEdit
	p.MayChange = [2]bool{
		a.MayEdit && qa.SameReaders(access, a.Question.Space, b.Question.Space),
		b.MayEdit && qa.SameReaders(access, b.Question.Space, a.Question.Space),
	}
	return true, nil
}

// Pair gives one review, settled or not.
func (d *Desk) Pair(ctx context.Context, access wiki.Access, id ReviewID) (Pair, error) {
	r, err := d.reviews.Review(ctx, qa.Of(access), id)
	if err != nil {
		return Pair{}, err
	}
	pairs, err := d.pairs(ctx, access, []Review{r})
	if err != nil || len(pairs) == 0 {
		if err == nil {
			err = content.Errorf(content.NotFound, "There is no such review, or you may not see both sides of it.")
		}
		return Pair{}, err
	}
	return pairs[0], nil
}

// decidable is Pair for somebody who may decide.
func (d *Desk) decidable(ctx context.Context, access wiki.Access, id ReviewID) (Pair, error) {
	p, err := d.Pair(ctx, access, id)
	switch {
	case err != nil:
		return Pair{}, err
	case !access.As.SignedIn():
		return Pair{}, content.Errorf(content.Sign, "Sign in to do that. Nothing was changed.")
	case !p.MayDecide:
		return Pair{}, content.Errorf(content.Forbidden, "Only who may edit one of the two, or owns it, may decide. Nothing was changed.")
	}
	return p, nil
}

// BothRight says that there is nothing to do about a pair: both sections are right, or the questions are not the
// same. That holds until one of the two texts changes.
func (d *Desk) BothRight(ctx context.Context, access wiki.Access, id ReviewID) error {
	return d.settle(ctx, access, id, Both)
}

// Reopen takes a decision back. What was linked stays linked.
func (d *Desk) Reopen(ctx context.Context, access wiki.Access, id ReviewID) error {
	return d.settle(ctx, access, id, Open)
}

func (d *Desk) settle(ctx context.Context, access wiki.Access, id ReviewID, to State) error {
	p, err := d.decidable(ctx, access, id)
	if err != nil || p.State == to {
		return err
	}
	p.Review.State = to
	return d.reviews.Decide(ctx, access.As, p.Review)
}

// Merge merges one question of a pair into the other one; from is 0 for the first, 1 for the second.
func (d *Desk) Merge(ctx context.Context, access wiki.Access, id ReviewID, from int) (qa.Question, error) {
	p, err := d.decidable(ctx, access, id)
	if err != nil {
		return qa.Question{}, err
	}
	if p.Kind != Questions {
		return qa.Question{}, content.Errorf(content.Invalid, "Only questions can be merged. Nothing was changed.")
	}
	return d.questions.Merge(ctx, access, p.Questions[from].Question.ID, p.Questions[1-from].Question.ID)
}

// Link ends one section of a pair with a link to the other one, as an edit of its page; from is 0 for the first,
// 1 for the second.
func (d *Desk) Link(ctx context.Context, access wiki.Access, id ReviewID, from int) (wiki.Saved, error) {
	p, err := d.decidable(ctx, access, id)
	if err != nil {
		return wiki.Saved{}, err
	}
	if p.Kind == Questions {
		return wiki.Saved{}, content.Errorf(content.Invalid, "Only sections can be linked; merge the questions instead. Nothing was changed.")
	}
	here, there := p.Sides[from], p.Sides[1-from]
	page, rev, err := d.wiki.Current(ctx, access.As, here.Page)
	if err != nil {
		return wiki.Saved{}, err
	}
	text, body, err := withLink(rev.Markdown, here, there)
	if err != nil {
		return wiki.Saved{}, err
	}
	saved, err := d.wiki.Save(ctx, access.As, wiki.Draft{
		Page: page.ID, Base: page.Revision, Markdown: &text, Note: "Linked to “" + there.Name() + "”, which says the same",
	})
	if err != nil {
		return wiki.Saved{}, err
	}
	p.Review.State = Linked
	if p.Kind == Copies {
		p.Sides[from].Fingerprint = content.Fingerprint(body)
		p.Review.Mark = copyMark(p.Sides[0].Text, p.Sides[1].Text)
	}
	return saved, d.reviews.Decide(ctx, access.As, p.Review)
}

// withLink ends a section with a link; body is the section's plain text from then on.
func withLink(source string, here, there Side) (text, body string, err error) {
	changed := content.Errorf(content.Conflict, "The page has changed since the two were compared. Nothing was saved; look at it again in a minute.")
	doc, err := content.Parse(source)
	if err != nil {
		return "", "", err
	}
	if here.Position >= len(doc.Sections) || content.Fingerprint(doc.Sections[here.Position].Text) != here.Fingerprint {
		return "", "", changed
	}
	at := doc.Sections[here.Position].End
	line := "\n"
	if strings.Contains(source, "\r\n") {
		line = "\r\n"
	}
	head, tail := strings.TrimRight(source[:at], " \t\r\n"), source[at:]
	text = head + line + line + fmt.Sprintf("See also: [%s](%s)", escape(there.Name()), there.URL()) + line
	if tail != "" {
		text += line + tail
	}
	after, err := content.Parse(text)
	if err != nil {
		return "", "", err
	}
	if here.Position >= len(after.Sections) {
		return "", "", changed
	}
	return text, after.Sections[here.Position].Text, nil
}

// escape writes a heading so that it can stand in a link.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, "`", "\\`", `*`, `\*`, `_`, `\_`, `<`, `\<`).Replace(text)
}

// Name is what the section is called.
func (s Side) Name() string {
	if s.Heading == "" {
		return s.Title
	}
	return s.Title + " › " + s.Heading
}

// URL is the address of the section.
func (s Side) URL() string {
	return wiki.Section{Anchor: s.Anchor}.URL(wiki.Page{ID: s.Page, Title: s.Title})
}

// EditURL is where the section's page is edited, at the section.
func (s Side) EditURL() string {
	address := fmt.Sprintf("/p/%d/edit", s.Page)
	if s.Anchor != "" {
		address += "?at=" + url.QueryEscape(s.Anchor)
	}
	return address
}

// Suggestion is a question that may ask the same as another one.
type Suggestion struct {
	Title string
	URL   string // of the review, where both stand side by side
	Score float64
}

// Suggested gives the questions that may ask the same as one, best first.
func (d *Desk) Suggested(ctx context.Context, access wiki.Access, id qa.QuestionID) ([]Suggestion, error) {
	all, err := d.reviews.OfQuestion(ctx, qa.Of(access), id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	pairs, err := d.pairs(ctx, access, all)
	var list []Suggestion
	for _, p := range pairs {
		other := p.Questions[0]
		if p.A == int64(id) {
			other = p.Questions[1]
		}
		if p.MayDecide {
			list = append(list, Suggestion{Title: other.Question.Title, URL: p.URL(), Score: p.Score})
		}
	}
	return list, err
}
