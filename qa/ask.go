package qa

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Ask answers a question and keeps what was asked and offered, for its asker alone. It does not wait
// for the writer.
func (d *Desk) Ask(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (AskID, Result, error) {
	if !access.As.SignedIn() {
		return 0, Result{}, content.Errorf(content.Sign, "Sign in to ask. Nothing was kept of your question.")
	}
	result, c, err := d.answer(ctx, access, text, space)
	if err != nil {
		return 0, Result{}, err
	}
	id, err := d.asks.Record(ctx, Ask{
		By: access.As.Person, At: d.clock(), Text: result.Text, Space: space, Outcome: result.Outcome,
		Offered: c.offeredNow(), Would: result.Reply.Owner.ID, Chosen: -1,
	})
	return id, result, err
}

// Preview answers a question and keeps nothing of it.
func (d *Desk) Preview(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (Result, error) {
	result, _, err := d.answer(ctx, access, text, space)
	return result, err
}

// answer is what both do: consider, then show.
func (d *Desk) answer(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (Result, *considered, error) {
	text, err := checkAsk(text)
	if err != nil {
		return Result{}, nil, err
	}
	c, err := d.consider(ctx, access, text, space)
	if err != nil {
		return Result{}, nil, err
	}
	reply, err := d.replyOf(ctx, access, c, space)
	if err != nil {
		return Result{}, nil, err
	}
	from, err := d.from(ctx)
	if err != nil {
		return Result{}, nil, err
	}
	return Result{
		Text: text, Space: space, Outcome: c.outcome(from), Offers: c.offers(), Similar: c.similar, Reply: reply,
	}, c, nil
}

func checkAsk(text string) (string, error) {
	text = oneLine(text)
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", content.Errorf(content.Invalid, "Type a question first.").On("question")
	case n > MaxAskText:
		return "", content.Errorf(content.Invalid, "Your question has %d characters; it may have %d. Ask the core of it, and put the rest into the text when you ask the team.", n, MaxAskText).On("question")
	}
	return text, nil
}

// offers shows the list.
func (c *considered) offers() []Offer {
	all := make([]Offer, len(c.list))
	for i := range c.list {
		if c.list[i].kind == OfSection {
			all[i] = c.sectionOffer(&c.list[i])
		} else {
			all[i] = c.questionOffer(&c.list[i])
		}
		all[i].Index = c.list[i].index
	}
	return all
}

// offeredNow is what an ask keeps of the list.
func (c *considered) offeredNow() []Offered {
	all := make([]Offered, len(c.list))
	for i := range c.list {
		x := &c.list[i]
		key := x.key()
		all[i] = Offered{
			Kind: x.kind, Question: x.question.ID, Answer: x.answer.ID,
			Page: key.page, Section: key.section, Confidence: x.confidence,
			Revision: x.target.Revision, Fingerprint: x.target.Fingerprint,
		}
	}
	return all
}

func (c *considered) sectionOffer(x *candidate) Offer {
	t := x.target
	o := Offer{
		Kind: OfSection, Confidence: x.confidence,
		Page: t.Page, PageTitle: t.PageTitle, SourcePath: t.SourcePath, Space: t.Space,
		Section: t.Section, Heading: t.Heading, Anchor: t.Anchor, Path: t.Path,
		Passage: c.match.pick(t.Text), State: Fresh, VerifiedUntil: t.VerifiedUntil, Updated: t.Updated,
	}
	o.URL = t.URL(o.Passage.Marked())
	return o
}

func (c *considered) questionOffer(x *candidate) Offer {
	q, a := x.question, x.answer
	o := Offer{
		Kind: OfQuestion, Confidence: x.confidence,
		Question: q.ID, Title: q.Title, Answer: a.ID, Times: q.Confirmed, Markdown: a.Markdown,
		Space: q.Space, State: a.Freshness(), Nearby: a.Nearby(), URL: q.URL(), Updated: q.Updated,
	}
	if len(a.Links) == 0 {
		o.Passage, o.VerifiedUntil = c.match.pick(a.Plain), a.VerifiedUntil
		return o
	}
	c.fill(&o, firstLink(a.Links))
	if !a.VerifiedUntil.IsZero() { // of the answer itself; else that of the page on which it stands
		o.VerifiedUntil = a.VerifiedUntil
	}
	return o
}

// firstLink is the first link that leads to something, a section rather than an address elsewhere.
func firstLink(links []AnswerLink) AnswerLink {
	best := links[0]
	for _, l := range links {
		switch {
		case l.Now.Found:
			return l
		case best.State() == Missing && l.State() != Missing:
			best = l
		}
	}
	return best
}

// fill shows where a question's answer stands, with the passage that somebody chose.
func (c *considered) fill(o *Offer, l AnswerLink) {
	o.URL = l.Href()
	if l.Elsewhere() {
		o.Elsewhere, o.Passage = l.Title, c.match.pick(l.Quote)
		if o.Elsewhere == "" {
			o.Elsewhere = l.URL
		}
		return
	}
	o.Page, o.Section, o.PageTitle, o.Heading, o.Anchor = l.Page, l.Section, l.PageTitle, l.Heading, l.Anchor
	if !l.Now.Found {
		o.Passage = whole(l.Quote)
		return
	}
	now := l.Now
	o.PageTitle, o.Heading, o.Anchor, o.Path, o.SourcePath = now.PageTitle, now.Heading, now.Anchor, now.Path, now.SourcePath
	o.VerifiedUntil, o.Updated = now.VerifiedUntil, now.Updated
	if p, found := c.match.quoted(now.Text, l.Quote); found {
		o.Passage = p
		return
	}
	// What somebody chose once says best where to look now: the sentence changed more often than the place.
	o.Passage = newMatcher(l.Quote).pick(now.Text)
	o.URL = sectionURL(o.Page, o.PageTitle, o.Anchor, o.Passage.Marked())
}

// whole is a passage that is its own mark.
func whole(quote string) Passage {
	quote = strings.TrimSpace(quote)
	return Passage{Text: quote, End: len(quote)}
}

// AskByID gives an ask to its asker, as it was answered: nothing is asked again. Texts and states
// are read afresh, and what the asker may no longer read is left out.
func (d *Desk) AskByID(ctx context.Context, access wiki.Access, id AskID) (Ask, Result, error) {
	ask, err := d.ownAsk(ctx, access, id)
	if err != nil {
		return Ask{}, Result{}, err
	}
	c := &considered{text: ask.Text, match: newMatcher(ask.Text).with(d.finder), rare: newRarity()}
	if err := c.recall(ctx, d.store, Of(access), ask.Offered); err != nil {
		return Ask{}, Result{}, err
	}
	c.place()
	reply, err := d.replyOf(ctx, access, c, ask.Space)
	if err != nil {
		return Ask{}, Result{}, err
	}
	return ask, Result{Text: ask.Text, Space: ask.Space, Outcome: ask.Outcome, Offers: c.offers(), Reply: reply}, nil
}

// recall reads what an ask was offered.
func (c *considered) recall(ctx context.Context, r Reads, in Scope, kept []Offered) error {
	var answers []AnswerID
	var questions []QuestionID
	var sections []wiki.SectionID
	for _, o := range kept {
		if o.Kind == OfSection {
			sections = append(sections, o.Section)
		} else {
			answers, questions = append(answers, o.Answer), append(questions, o.Question)
		}
	}
	targets, err := r.Sections(ctx, in, sections)
	if err != nil {
		return err
	}
	given, err := r.Answers(ctx, in, answers)
	if err != nil {
		return err
	}
	asked, err := r.QuestionsByID(ctx, in, questions)
	if err != nil {
		return err
	}
	for i, o := range kept {
		if x, found := o.find(targets, given, asked); found {
			x.index = i
			c.list = append(c.list, x)
		}
	}
	return nil
}

// find makes the candidate again that was offered; false where the asker can no longer see it.
func (o Offered) find(targets []Target, answers []Answer, questions []Question) (candidate, bool) {
	x := candidate{kind: o.Kind, confidence: o.Confidence}
	if o.Kind == OfSection {
		for _, t := range targets {
			if t.Section == o.Section {
				x.target = t
				return x, true
			}
		}
		return x, false
	}
	for _, q := range questions {
		if q.ID == o.Question {
			x.question = q
		}
	}
	for _, a := range answers {
		if a.ID == o.Answer {
			x.answer = a
		}
	}
	return x, x.question.ID != 0 && x.answer.ID != 0 && !x.answer.Empty()
}

// ownAsk gives an ask to its asker, also while it waits to be written.
func (d *Desk) ownAsk(ctx context.Context, access wiki.Access, id AskID) (Ask, error) {
	if ask, waiting := d.asks.Waiting(id); waiting {
		return ask, ownOnly(access, ask)
	}
	return readAsk(ctx, d.store, access, id)
}

func readAsk(ctx context.Context, r Reads, access wiki.Access, id AskID) (Ask, error) {
	ask, err := r.Ask(ctx, id)
	if kindOf(err) == content.NotFound {
		return Ask{}, noAsk()
	}
	if err != nil {
		return Ask{}, err
	}
	if err := ownOnly(access, ask); err != nil {
		return Ask{}, err
	}
	return ask, nil
}

func ownOnly(access wiki.Access, ask Ask) error {
	if access.As.Operator || ask.By != 0 && ask.By == access.As.Person {
		return nil
	}
	return noAsk()
}

// noAsk is the one text for an ask of somebody else and for one that is not there: whoever counts
// through the numbers learns nothing.
func noAsk() error {
	return content.Errorf(content.NotFound, "There is no such ask, or it is not yours.")
}
