package qahttp

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// answering is the form that answers a question, or changes an answer.
type answering struct {
	access wiki.Access
	view   qa.View
	answer qa.Answer // that is changed; the zero value for a new one
	form   themes.AnswerForm
}

// answer opens the form. find, page_id, anchor and quote in the address fill it in.
func (s *screens) answer(r *httpd.Request) error {
	a, err := s.answering(r)
	if err != nil {
		return err
	}
	named := readAnswer(r.URL.Query())
	values, kept, err := s.kept(r, a.draft())
	if err != nil {
		return err
	}
	if values == nil {
		a.form = named
		return s.drawAnswer(r, http.StatusOK, a)
	}
	// What was typed comes back; a section that the address names is added to it.
	a.form = readAnswer(values)
	a.form.Kept, a.form.Find = kept, named.Find
	for _, p := range named.Sections {
		add(&a.form, p)
	}
	return s.drawAnswer(r, http.StatusOK, a)
}

// draft names the draft of the answer.
func (a answering) draft() string {
	if a.answer.ID != 0 {
		return fmt.Sprintf("answer-%d-%d", a.view.Question.ID, a.answer.ID)
	}
	return fmt.Sprintf("answer-%d", a.view.Question.ID)
}

// answerFields are the fields of the form that are worth keeping.
var answerFields = []string{"markdown", "page_id", "anchor", "quote", "url", "url_title", "url_quote"}

// answering gives the question to somebody who may answer it.
func (s *screens) answering(r *httpd.Request) (a answering, err error) {
	if a.access, a.view, err = s.viewed(r); err != nil {
		return a, err
	}
	if a.view.MayAnswer {
		return a, nil
	}
	return a, a.access.Need(a.view.Question.Space, wiki.Commenter, "question")
}

func (s *screens) answerNow(r *httpd.Request) error {
	a, err := s.answering(r)
	if err != nil {
		return err
	}
	if again, err := s.filled(r, &a); again || err != nil {
		return s.again(r, a, err)
	}
	q := a.view.Question
	id, err := s.Desk.AddAnswer(r.Context(), a.access, q.ID, newAnswer(a.form))
	if err != nil {
		return s.again(r, a, err)
	}
	if err := s.published(r, a.draft()); err != nil {
		return err
	}
	if a.view.Canonical == nil && a.view.MayEdit {
		r.Say("good", "Your answer is there. Accept it, and whoever asks the same is shown it.", &themes.Button{
			Text: "Accept", Action: at(q.ID, "/answers/%d/accept", id),
		})
	} else {
		r.Say("good", "Your answer is there. It is given to others once it is accepted.", undo(at(q.ID, "/answers/%d/retract", id)))
	}
	return r.See(q.URL())
}

// editing gives an answer that stands to somebody who may change it.
func (s *screens) editing(r *httpd.Request) (a answering, err error) {
	if a.access, a.view, err = s.viewed(r); err != nil {
		return a, err
	}
	id, err := answerOf(r)
	if err != nil {
		return a, err
	}
	all := a.view.Others
	if a.view.Canonical != nil {
		all = append([]qa.Answer{*a.view.Canonical}, all...)
	}
	i := slices.IndexFunc(all, func(one qa.Answer) bool { return one.ID == id })
	switch {
	case i < 0:
		return a, content.Errorf(content.NotFound, "There is no such answer, or you may not see it.")
	case !a.view.MayChange(a.access, all[i]):
		return a, content.Errorf(content.Forbidden, "Only who gave this answer, who asked, the question's owner, or an editor of its space may do that. Nothing was changed.")
	}
	a.answer = all[i]
	return a, nil
}

func (s *screens) editAnswer(r *httpd.Request) error {
	a, err := s.editing(r)
	if err != nil {
		return err
	}
	values, kept, err := s.kept(r, a.draft())
	if err != nil {
		return err
	}
	if a.form = formOf(a.answer); values != nil {
		a.form = readAnswer(values)
		a.form.Kept = kept
	}
	return s.drawAnswer(r, http.StatusOK, a)
}

func (s *screens) editAnswerNow(r *httpd.Request) error {
	a, err := s.editing(r)
	if err != nil {
		return err
	}
	if again, err := s.filled(r, &a); again || err != nil {
		return s.again(r, a, err)
	}
	n := newAnswer(a.form)
	change := qa.AnswerChange{Markdown: &n.Markdown, Links: &n.Links}
	if err := s.Desk.ChangeAnswer(r.Context(), a.access, a.view.Question.ID, a.answer.ID, change); err != nil {
		return s.again(r, a, err)
	}
	if err := s.published(r, a.draft()); err != nil {
		return err
	}
	r.Say("good", "The answer is changed, and rests on its sections as they stand now.", nil)
	return r.See(a.view.Question.URL())
}

// again draws the form with everything that was typed. A linked page that is no longer there is
// something to mend, too; the question itself was there a moment ago.
func (s *screens) again(r *httpd.Request, a answering, err error) error {
	if err == nil {
		return s.drawAnswer(r, http.StatusOK, a)
	}
	known := httpd.Known(err)
	if known == nil || known.Kind == content.Forbidden || known.Kind == content.Sign {
		return err
	}
	a.form.Problem = problem(known)
	return s.drawAnswer(r, httpd.Status(err), a)
}

// formOf fills the form with an answer as it stands. A quote that its section no longer holds is left
// out: Docent chooses anew unless somebody does.
func formOf(a qa.Answer) themes.AnswerForm {
	form := themes.AnswerForm{Markdown: a.Markdown}
	for _, l := range a.Links {
		if l.Elsewhere() {
			form.Outside = append(form.Outside, themes.OutsideLink{URL: l.URL, Title: l.Title, Quote: l.Quote})
			continue
		}
		section := themes.PickedSection{PageID: int64(l.Page), Anchor: l.Anchor, Quote: l.Quote}
		if l.Now.Found {
			section.Anchor = l.Now.Anchor
			if _, _, found := qa.Locate(l.Now.Text, l.Quote); !found {
				section.Quote = ""
			}
		}
		form.Sections = append(form.Sections, section)
	}
	return form
}

// readAnswer reads the form as it was typed. Fields that repeat belong together by their order.
func readAnswer(v url.Values) themes.AnswerForm {
	text := func(name string, i int) string {
		if i >= len(v[name]) {
			return ""
		}
		return strings.ReplaceAll(v[name][i], "\r\n", "\n")
	}
	form := themes.AnswerForm{Markdown: text("markdown", 0), Find: strings.TrimSpace(v.Get("find"))}
	for i, page := range v["page_id"] {
		if id, err := strconv.ParseInt(page, 10, 64); err == nil && id > 0 {
			form.Sections = append(form.Sections, themes.PickedSection{PageID: id, Anchor: text("anchor", i), Quote: text("quote", i)})
		}
	}
	for i := range v["url"] {
		o := themes.OutsideLink{URL: strings.TrimSpace(text("url", i)), Title: text("url_title", i), Quote: text("url_quote", i)}
		if o != (themes.OutsideLink{}) {
			form.Outside = append(form.Outside, o)
		}
	}
	return form
}

// add links one more section, or quotes another sentence of one that is linked.
func add(form *themes.AnswerForm, one themes.PickedSection) {
	for i, s := range form.Sections {
		if s.PageID == one.PageID && s.Anchor == one.Anchor {
			if one.Quote != "" {
				form.Sections[i].Quote = one.Quote
			}
			return
		}
	}
	form.Sections = append(form.Sections, one)
}

// newAnswer is what the form says.
func newAnswer(form themes.AnswerForm) qa.NewAnswer {
	n := qa.NewAnswer{Markdown: form.Markdown}
	for _, s := range form.Sections {
		n.Links = append(n.Links, qa.NewLink{Page: wiki.PageID(s.PageID), Anchor: s.Anchor, Quote: s.Quote})
	}
	for _, o := range form.Outside {
		n.Links = append(n.Links, qa.NewLink{URL: o.URL, Title: o.Title, Quote: o.Quote})
	}
	return n
}
