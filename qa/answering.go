package qa

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// NewAnswer is an answer as somebody gives it: Markdown, links, or both.
type NewAnswer struct {
	Markdown string
	Links    []NewLink
}

// NewLink names a section, or an address elsewhere. An empty Quote lets Docent choose the sentence;
// for an address elsewhere the quote is all that Docent will ever know of it, so it is needed.
type NewLink struct {
	Page   wiki.PageID
	Anchor string
	Quote  string

	URL   string
	Title string
}

// AddAnswer answers a question. It does not become canonical before somebody accepts it.
func (d *Desk) AddAnswer(ctx context.Context, access wiki.Access, id QuestionID, n NewAnswer) (AnswerID, error) {
	plain, err := n.check()
	if err != nil {
		return 0, err
	}
	var answer AnswerID
	_, err = d.edit(ctx, access, id, needAnswerer, func(tx Tx, q *Question) error {
		if q.State == Duplicate {
			return content.Errorf(content.Conflict, "This question is merged into another one; answer that one. Your answer was not saved.")
		}
		links, err := resolve(ctx, tx, access, *q, n.Links, nil)
		if err != nil {
			return err
		}
		answer, err = tx.InsertAnswer(ctx, Answer{
			Question: q.ID, Markdown: n.Markdown, Plain: plain, By: personRef(q.Voice(access.As)), At: tx.Now(), Links: links,
		})
		tx.Emit(answerEvent(QuestionAnswered, *q, answer, links))
		return err
	})
	return answer, err
}

// AnswerChange is what ChangeAnswer changes; nil leaves a thing as it is.
type AnswerChange struct {
	Markdown *string
	Links    *[]NewLink
}

// ChangeAnswer edits an answer. Sections that are linked anew are linked as they stand now; links
// that the editor may not see stay as they are.
func (d *Desk) ChangeAnswer(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, c AnswerChange) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !MayChange(access, *q, *a) {
			return needEditor(access, *q)
		}
		whole, err := tx.Answer(ctx, All(), answer)
		if err != nil {
			return err
		}
		links := whole.Links
		if c.Links != nil {
			fresh, err := resolve(ctx, tx, access, *q, *c.Links, a.Links)
			if err != nil {
				return err
			}
			links = append(fresh, hidden(whole.Links, a.Links)...)
		}
		if c.Markdown != nil {
			whole.Markdown = *c.Markdown
		}
		whole.Links = links
		n := NewAnswer{Markdown: whole.Markdown}
		if len(links) > 0 {
			n.Links = []NewLink{{}}
		}
		if whole.Plain, err = n.check(); err != nil {
			return err
		}
		whole.Edited = tx.Now()
		tx.Emit(answerEvent(AnswerChanged, *q, answer, links))
		if err := tx.Forgive(ctx, q.ID, ""); err != nil {
			return err
		}
		if err := tx.UpdateAnswer(ctx, whole); err != nil || q.Canonical != answer {
			return err
		}
		return Settle(ctx, tx, q)
	})
}

// hidden are those of all links that are not among the seen ones.
func hidden(all, seen []AnswerLink) []AnswerLink {
	known := map[LinkID]bool{}
	for _, l := range seen {
		known[l.ID] = true
	}
	var rest []AnswerLink
	for _, l := range all {
		if !known[l.ID] {
			rest = append(rest, l)
		}
	}
	return rest
}

// check refuses an answer that holds nothing or too much, and gives its plain text.
func (n NewAnswer) check() (plain string, err error) {
	if strings.TrimSpace(n.Markdown) == "" && len(n.Links) == 0 {
		return "", content.Errorf(content.Invalid, "An answer links a section, or an address elsewhere, or says something. Nothing was saved.").On("markdown")
	}
	if len(n.Links) > maxLinks {
		return "", content.Errorf(content.Invalid, "An answer links at most %d places. Nothing was saved.", maxLinks).On("links")
	}
	return checkMarkdown(n.Markdown, "markdown")
}

// resolve makes links of what somebody named. A section that is no longer there stays linked as it
// was, where it was linked before: editing the text beside it must not lose it.
func resolve(ctx context.Context, tx Tx, access wiki.Access, q Question, named []NewLink, before []AnswerLink) ([]AnswerLink, error) {
	if len(named) > maxLinks {
		return nil, content.Errorf(content.Invalid, "An answer links at most %d places. Nothing was saved.", maxLinks).On("links")
	}
	links := make([]AnswerLink, 0, len(named))
	for _, n := range named {
		l, err := n.resolve(ctx, tx, access, q, before)
		if err != nil {
			return nil, err
		}
		links = append(links, l)
	}
	return links, nil
}

func (n NewLink) resolve(ctx context.Context, tx Tx, access wiki.Access, q Question, before []AnswerLink) (AnswerLink, error) {
	if len(n.Quote) > maxQuote {
		return AnswerLink{}, content.Errorf(content.Invalid, "A quote has at most %d characters: the sentence that answers is enough. Nothing was saved.", maxQuote).On("quote")
	}
	if n.Page == 0 {
		return n.elsewhere()
	}
	if err := noNUL(n.Quote, "quote"); err != nil {
		return AnswerLink{}, err
	}
	anchor := strings.TrimPrefix(n.Anchor, "#")
	target, err := tx.Target(ctx, Of(access), n.Page, anchor)
	if err != nil {
		for _, l := range before {
			if l.Page == n.Page && l.Anchor == anchor && !l.Now.Found {
				return l, nil
			}
		}
		return AnswerLink{}, err
	}
	l := linkTo(target)
	if strings.TrimSpace(n.Quote) == "" {
		l.Quote = Pick(target.Text, q.Title+" "+q.Body).Marked()
		return l, nil
	}
	start, end, found := Locate(target.Text, n.Quote)
	if !found {
		return AnswerLink{}, content.Errorf(content.Invalid, "The quoted words do not stand in the section “%s”. Copy them from the page, or leave the quote empty. Nothing was saved.", target.name()).On("quote")
	}
	l.Quote = target.Text[start:end]
	return l, nil
}

// linkTo records a section as it stands, without a quote.
func linkTo(t Target) AnswerLink {
	return AnswerLink{
		Page: t.Page, Section: t.Section, Revision: t.Revision, Fingerprint: t.Fingerprint, Text: t.Text,
		PageTitle: t.PageTitle, Heading: t.Heading, Anchor: t.Anchor,
	}
}

func (t Target) name() string {
	if t.Heading == "" {
		return t.PageTitle
	}
	return t.Heading
}

// elsewhere checks a link out of the wiki.
func (n NewLink) elsewhere() (AnswerLink, error) {
	u, err := url.Parse(strings.TrimSpace(n.URL))
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || len(n.URL) > 2000 {
		return AnswerLink{}, content.Errorf(content.Invalid, "A link elsewhere needs a whole address that begins with https://. Nothing was saved.").On("url")
	}
	if err := noNUL(n.Title, "title"); err != nil {
		return AnswerLink{}, err
	}
	if err := noNUL(n.Quote, "quote"); err != nil {
		return AnswerLink{}, err
	}
	quote := strings.TrimSpace(strings.ToValidUTF8(n.Quote, "�"))
	if quote == "" {
		return AnswerLink{}, content.Errorf(content.Invalid, "Quote what stands there: Docent keeps the words, so that the answer can be read here. Nothing was saved.").On("quote")
	}
	title := oneLine(n.Title)
	if utf8.RuneCountInString(title) > maxTitle {
		title = clip(title, maxTitle)
	}
	return AnswerLink{URL: u.String(), Title: title, Quote: quote}, nil
}

// onAnswer runs a change to one answer that stands.
func (d *Desk) onAnswer(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, fn func(Tx, *Question, *Answer) error) error {
	return d.onAnyAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !a.Retracted.IsZero() {
			return noAnswer()
		}
		return fn(tx, q, a)
	})
}

// onAnyAnswer is onAnswer for retracted ones too.
func (d *Desk) onAnyAnswer(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, fn func(Tx, *Question, *Answer) error) error {
	anybody := func(access wiki.Access, q Question) error { return needWriter(access) }
	_, err := d.edit(ctx, access, id, anybody, func(tx Tx, q *Question) error {
		a, err := tx.Answer(ctx, Of(access), answer)
		if err == nil && (a.Question != q.ID || a.Empty()) {
			err = noAnswer()
		}
		if err != nil {
			return err
		}
		return fn(tx, q, &a)
	})
	return err
}

func noAnswer() error {
	return content.Errorf(content.NotFound, "There is no such answer, or you may not see it.")
}

// Accept makes an answer the canonical one.
func (d *Desk) Accept(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if err := needEditor(access, *q); err != nil {
			return err
		}
		if q.State == Duplicate {
			return content.Errorf(content.Conflict, "This question is merged into another one. Unmerge it first. Nothing was changed.")
		}
		if q.Canonical == a.ID && q.State == Answered {
			return nil
		}
		if err := notGone(*a); err != nil {
			return err
		}
		return accept(ctx, tx, q, a.ID)
	})
}

func accept(ctx context.Context, tx Tx, q *Question, a AnswerID) error {
	q.State, q.Canonical, q.Updated = Answered, a, tx.Now()
	tx.Emit(event(QuestionAccepted, *q, facts{"answer": int64(a)}))
	if err := tx.Forgive(ctx, q.ID, ""); err != nil { // what was refused was another answer
		return err
	}
	return tx.UpdateQuestion(ctx, *q)
}

// Retract takes an answer back. It is kept, but shown to nobody as an answer; where it was the
// canonical one the question is open again.
func (d *Desk) Retract(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !MayChange(access, *q, *a) {
			return needEditor(access, *q)
		}
		whole, err := tx.Answer(ctx, All(), answer)
		if err != nil {
			return err
		}
		whole.Retracted = tx.Now()
		tx.Emit(event(AnswerRetracted, *q, facts{"answer": int64(answer)}))
		if err := tx.UpdateAnswer(ctx, whole); err != nil || q.Canonical != a.ID {
			return err
		}
		q.Canonical, q.Updated = 0, tx.Now()
		if q.State == Answered {
			q.State = Open
		}
		return tx.UpdateQuestion(ctx, *q)
	})
}

// Restore brings a retracted answer back, to be the canonical one where accepted says so. One that stands is left
// as it is.
func (d *Desk) Restore(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID, accepted bool) error {
	return d.onAnyAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if accepted || !MayChange(access, *q, *a) {
			if err := needEditor(access, *q); err != nil {
				return err
			}
		}
		if a.Retracted.IsZero() {
			return nil
		}
		whole, err := tx.Answer(ctx, All(), answer)
		if err != nil {
			return err
		}
		whole.Retracted = time.Time{}
		tx.Emit(event(AnswerRestored, *q, facts{"answer": int64(answer)}))
		if err := tx.UpdateAnswer(ctx, whole); err != nil || !accepted || q.State != Open {
			return err
		}
		if err := accept(ctx, tx, q, answer); err != nil {
			return err
		}
		return Settle(ctx, tx, q)
	})
}

// Confirm says that an answer is still true: its links record their sections as they stand now. A
// quote that is no longer there is chosen anew. A section that is gone cannot be confirmed.
func (d *Desk) Confirm(ctx context.Context, access wiki.Access, id QuestionID, answer AnswerID) error {
	return d.onAnswer(ctx, access, id, answer, func(tx Tx, q *Question, a *Answer) error {
		if !MayAnswer(access, *q) && !MayEdit(access, *q) {
			return needAnswerer(access, *q)
		}
		gone := 0
		for i := range a.Links {
			if a.Links[i].State() == Missing {
				gone++
				continue
			}
			a.Links[i].renew(*q)
		}
		if gone > 0 && gone == len(a.Links) {
			return content.Errorf(content.Conflict, "What this answer linked is gone, so it cannot be confirmed. Link another section, or retract the answer. Nothing was changed.")
		}
		whole, err := tx.Answer(ctx, All(), answer)
		if err != nil {
			return err
		}
		whole.Links = append(a.Links, hidden(whole.Links, a.Links)...)
		tx.Emit(answerEvent(AnswerConfirmed, *q, answer, whole.Links))
		return tx.UpdateAnswer(ctx, whole)
	})
}

// renew records how the section stands now.
func (l *AnswerLink) renew(q Question) {
	if l.Elsewhere() {
		return
	}
	now := l.Now
	l.Revision, l.Fingerprint, l.Text = now.PageRevision, now.Fingerprint, now.Text
	l.Judged, l.Verdict = "", Unjudged
	l.PageTitle, l.Heading, l.Anchor = now.PageTitle, now.Heading, now.Anchor
	if _, _, found := Locate(now.Text, l.Quote); !found {
		l.Quote = Pick(now.Text, q.Title+" "+q.Body).Marked()
	}
}
