package qahttp

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// question shows a question. The number in the address decides; other words than its title's are led
// to the right ones.
func (s *screens) question(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	if slug := r.Param("slug"); slug != "" && slug != wiki.URLSlug(v.Question.Title) {
		return r.Moved(v.Question.URL())
	}
	return s.drawQuestion(r, http.StatusOK, access, v, themes.Problem{})
}

// refused shows the question again, with what is wrong with what was done to it.
func (s *screens) refused(r *httpd.Request, access wiki.Access, id qa.QuestionID, err error) error {
	known := mendable(err)
	if known == nil {
		return err
	}
	v, failed := s.Desk.Question(r.Context(), access, id)
	if failed != nil {
		return err
	}
	return s.drawQuestion(r, httpd.Status(err), access, v, problem(known))
}

func (s *screens) drawQuestion(r *httpd.Request, status int, access wiki.Access, v qa.View, wrong themes.Problem) (err error) {
	q, c := v.Question, clockOf(r)
	space, _ := access.Space(q.Space)
	view := themes.QuestionView{
		ID: int64(q.ID), Heading: q.Title, URL: q.URL(), State: string(q.State), Problem: wrong,
		Space: themes.Link{Text: space.Name, URL: "/s/" + space.Slug},
		By:    q.By.Name, At: c.when(q.Created), Owner: q.Owner.Name, Asked: timesAsked(q),
		Anonymous: q.Anonymous(), Mine: q.Anonymous() && q.AskedBy(r.As.Person), Needed: r.On(q.Needed),
		MayAnswer: v.MayAnswer && q.State != qa.Duplicate, MayEdit: v.MayEdit, Merged: refLinks(v.Merged), Chain: chain(c, v),
	}
	if q.State == qa.Open {
		view.Due, view.Late = c.when(q.Due), late(c, q)
	}
	if view.Body, err = s.written(r.Context(), r.As, q.Space, q.Body); err != nil {
		return err
	}
	if view.Tried, err = s.written(r.Context(), r.As, q.Space, q.Tried); err != nil {
		return err
	}
	if err = s.addAnswers(r, access, v, &view); err != nil {
		return err
	}
	if view.Follow, err = s.followed(r, access, q); err != nil {
		return err
	}
	for _, w := range v.Wordings {
		view.Wordings = append(view.Wordings, themes.Wording{ID: int64(w.ID), Text: w.Text, MayDelete: v.MayEdit})
	}
	related := v.Merged
	if v.DuplicateOf != nil {
		view.Duplicate = &themes.Link{Text: v.DuplicateOf.Title, URL: v.DuplicateOf.URL()}
		related = append(related, *v.DuplicateOf)
	}
	if view.Related, err = s.alike(r.Context(), access, q.Title, q.ID, related); err != nil {
		return err
	}
	if view.WhoAsked, err = s.whoAsked(r, access, v); err != nil {
		return err
	}
	if view.Suggested, err = s.suggested(r, access, v); err != nil {
		return err
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: q.Title, Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

func refLinks(refs []qa.Ref) []themes.Link {
	links := make([]themes.Link, len(refs))
	for i, ref := range refs {
		links[i] = themes.Link{Text: ref.Title, URL: ref.URL()}
	}
	return links
}

// chain tells how the answer came about.
func chain(c clock, v qa.View) []themes.Happening {
	list := make([]themes.Happening, 0, len(v.Chain)+1)
	for _, h := range v.Chain {
		step := themes.Happening{Strong: h.What, At: c.when(h.At), URL: h.URL}
		switch {
		case h.Place != "" && h.Who != "":
			step.Text = "“" + h.Place + "”, by " + h.Who
		case h.Place != "":
			step.Text = "“" + h.Place + "”"
		case h.Who != "":
			step.Text = "by " + h.Who
		}
		list = append(list, step)
	}
	if n := len(v.Merged); n > 0 {
		text := "1 duplicate merged"
		if n > 1 {
			text = fmt.Sprintf("%d duplicates merged", n)
		}
		list = append(list, themes.Happening{Strong: text, Text: "each wording kept"})
	}
	return list
}

// addAnswers adds the canonical answer and the others.
func (s *screens) addAnswers(r *httpd.Request, access wiki.Access, v qa.View, view *themes.QuestionView) error {
	said, err := s.surround(r, access, v)
	if err != nil {
		return err
	}
	view.Talk = said.talk(0)
	if v.Canonical != nil {
		answer, err := s.answerView(r, access, v, *v.Canonical)
		if err != nil {
			return err
		}
		answer.Canonical = true
		said.say(clockOf(r), *v.Canonical, &answer)
		said.turns(v, *v.Canonical, &answer)
		view.Canonical = &answer
		view.Reopened = v.Question.Reopened()
		if v.Question.State == qa.Answered {
			view.State = stateOf(*v.Canonical)
		}
	}
	for _, a := range v.Others {
		answer, err := s.answerView(r, access, v, a)
		if err != nil {
			return err
		}
		answer.MayAccept = v.MayEdit && v.Question.State != qa.Duplicate
		said.say(clockOf(r), a, &answer)
		said.turns(v, a, &answer)
		view.Others = append(view.Others, answer)
	}
	return nil
}

// stateOf is the word on the chip of a question that an answer answers.
func stateOf(a qa.Answer) string {
	switch {
	case a.Freshness() == qa.Fresh:
		return string(qa.Answered)
	case a.Nearby():
		return "nearby"
	}
	return "changed"
}

func (s *screens) answerView(r *httpd.Request, access wiki.Access, v qa.View, a qa.Answer) (themes.Answer, error) {
	c := clockOf(r)
	answer := themes.Answer{
		ID: int64(a.ID), By: a.By.Name, At: c.when(a.At), Edited: c.when(a.Edited), MayEdit: v.MayChange(access, a),
		Standing: standing(c, access, v, a),
	}
	var err error
	if answer.Body, err = s.written(r.Context(), r.As, v.Question.Space, a.Markdown); err != nil {
		return answer, err
	}
	for _, l := range a.Links {
		if l.State() == qa.Changed {
			answer.MayConfirm = v.MayAnswer || v.MayEdit
		}
		answer.Doubtful = answer.Doubtful || l.State() != qa.Fresh
		link, err := s.linkView(r, access, v.Question, l)
		if err != nil {
			return answer, err
		}
		answer.Links = append(answer.Links, link)
	}
	return answer, nil
}

// linkView shows where an answer stands, and what has changed there since.
func (s *screens) linkView(r *httpd.Request, access wiki.Access, q qa.Question, l qa.AnswerLink) (themes.AnswerLink, error) {
	c := clockOf(r)
	link := themes.AnswerLink{
		State: string(l.State()), Nearby: l.Nearby(), Passage: themes.Passage{URL: l.Href(), Outside: l.Elsewhere()},
		Verified: c.verified(l.Now.VerifiedUntil), Updated: c.when(l.Now.Updated), Revision: int64(l.Revision), Now: int64(l.Now.PageRevision),
	}
	if l.Elsewhere() {
		link.Passage.HTML = marked(keptQuote(l.Quote, q.Title))
		link.Passage.From = []themes.Link{{Text: orElse(l.Title, l.URL), URL: l.URL}}
		return link, nil
	}
	link.Passage.HTML = marked(l.Passage(q.Title))
	title, heading := l.PageTitle, l.Heading
	if l.Now.Found {
		title, heading = l.Now.PageTitle, l.Now.Heading
	}
	var err error
	if link.Passage.From, err = s.trail(r.Context(), r.As, access, l.Page, title, heading); err != nil {
		return link, err
	}
	if link.Passage.From == nil {
		link.Passage.From = []themes.Link{{Text: title}, {Text: orElse(heading, title)}}
	}
	if l.State() == qa.Changed {
		link.Since = spans(l.Since())
		link.Diff = fmt.Sprintf("/p/%d/diff?from=%d&to=%d", l.Page, l.Revision, l.Now.PageRevision)
		link.Changed = c.when(s.changedAt(r, l))
	}
	return link, nil
}

func marked(p qa.Passage) template.HTML {
	return template.HTML(p.HTML()) //nolint:gosec // <mark> is its only markup
}

func orElse(text, other string) string {
	if text != "" {
		return text
	}
	return other
}

// keptQuote shows all of what stands elsewhere, since it may vanish there, with its best sentence
// marked.
func keptQuote(quote, question string) qa.Passage {
	p := qa.Passage{Text: quote}
	if start, end, found := qa.Locate(quote, qa.Pick(quote, question).Marked()); found {
		p.Start, p.End = start, end
	}
	return p
}

// lookedBack is how many revisions are read to find out when a section changed.
const lookedBack = 10

// changedAt finds when a section got its present text: at the first of the latest revisions that all
// hold it. The zero time where that lies too far back.
func (s *screens) changedAt(r *httpd.Request, l qa.AnswerLink) (since time.Time) {
	for n := l.Now.PageRevision; n > l.Revision; n-- {
		if l.Now.PageRevision-n >= lookedBack {
			return time.Time{}
		}
		rev, err := s.Wiki.Revision(r.Context(), r.As, l.Page, n)
		if err != nil {
			return since
		}
		doc, err := content.Parse(rev.Markdown)
		if err != nil || !slices.ContainsFunc(doc.Sections, func(sec content.Section) bool { return sec.Text == l.Now.Text }) {
			return since
		}
		since = rev.At
	}
	return since
}

// spans shortens what stayed the same to what stands around the changes.
func spans(all []content.Span) []themes.Span {
	ops := map[content.Op]string{content.Insert: "ins", content.Delete: "del"}
	list := make([]themes.Span, 0, len(all))
	for _, span := range content.Around(all, shortBefore) {
		list = append(list, themes.Span{Op: ops[span.Op], Text: span.Text})
	}
	return list
}
