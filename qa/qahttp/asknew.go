package qahttp

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// questionFields are the fields of the form that makes or changes a question.
var questionFields = []string{"title", "body", "space", "tried", "needed", "anonymous", "ask", "other", "insist"}

// newQuestionDraft names the draft of a new question.
const newQuestionDraft = "question"

// newQuestion opens the form: with what the address says, else as its person left it.
func (s *screens) newQuestion(r *httpd.Request) error {
	if r.Query("title") != "" {
		values := r.URL.Query()
		return s.drawQuestionForm(r, http.StatusOK, questionForm(values), values)
	}
	values, kept, err := s.kept(r, newQuestionDraft)
	if err != nil {
		return err
	}
	if values == nil {
		values = url.Values{"space": {r.Query("space")}}
	}
	form := questionForm(values)
	form.Kept = kept
	return s.drawQuestionForm(r, http.StatusOK, form, values)
}

// questionForm fills the form with what was typed.
func questionForm(v url.Values) themes.QuestionForm {
	return themes.QuestionForm{
		Heading: v.Get("title"), Body: lines(v.Get("body")),
		More: themes.AskMore{Tried: lines(v.Get("tried")), Needed: v.Get("needed"), Anonymous: v.Get("anonymous") != ""},
	}
}

func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

func (s *screens) newQuestionNow(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	form := questionForm(r.PostForm)
	done, err := s.onDraft(r, newQuestionDraft, questionFields, &form.Kept)
	switch {
	case err != nil:
		return err
	case done && r.Field("action") == "discard":
		return r.See("/questions/new")
	case done:
		return s.drawQuestionForm(r, http.StatusOK, form, r.PostForm)
	case r.Field("action") == "look":
		form.Looked = true
		return s.drawQuestionForm(r, http.StatusOK, form, r.PostForm)
	}
	n, err := s.asksTeam(r, access)
	if err == nil {
		var q qa.Question
		if q, err = s.Desk.CreateQuestion(r.Context(), access, n); err == nil {
			return s.handedOver(r, access, newQuestionDraft, q, n)
		}
	}
	known := mendable(err)
	if known == nil {
		return err
	}
	form.Problem = problem(known)
	return s.drawQuestionForm(r, httpd.Status(err), form, r.PostForm)
}

// asksTeam reads a question to the team from its form.
func (s *screens) asksTeam(r *httpd.Request, access wiki.Access) (qa.NewQuestion, error) {
	n := qa.NewQuestion{
		Title: r.Field("title"), Body: typed(r, "body"), Tried: typed(r, "tried"), Anonymous: r.Field("anonymous") != "",
	}
	var err error
	if n.Space, err = spaceNamed(access, r.Field("space")); err != nil {
		return n, err
	}
	if n.To, err = s.choice(r, access, n.Space); err != nil {
		return n, err
	}
	n.Needed, err = neededBy(r.Field("needed"), r.As.In())
	return n, err
}

const day = "2006-01-02"

// neededBy is the end of a day in somebody's zone; zero for none.
func neededBy(text string, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(day, text, zone)
	if err != nil || at.Year() < 2000 || at.Year() > 9999 {
		return time.Time{}, content.Errorf(content.Invalid, "Write the day by which you need it as 2026-03-09, or leave it empty. Nothing was changed.").On("needed")
	}
	return at.AddDate(0, 0, 1).Add(-time.Microsecond).UTC(), nil
}

// handedOver tells who has a new question, and when it may come too late; its draft has become it.
func (s *screens) handedOver(r *httpd.Request, access wiki.Access, draft string, q qa.Question, n qa.NewQuestion) error {
	if err := s.published(r, draft); err != nil {
		return err
	}
	c := clockOf(r)
	said := handed(c, q)
	if late := tooLate(c, n.Needed, q.Due); late != "" {
		said += " " + late
	}
	if n.Anonymous {
		said += " Nobody is told that you asked; you can follow it and accept an answer all the same."
		if err := s.follow(r, access, q, true); err != nil {
			return err
		}
	}
	r.Say("good", said, nil)
	return r.See(q.URL())
}

// tooLate says so where an answer is needed before one can be expected.
func tooLate(c clock, needed, due time.Time) string {
	if needed.IsZero() || due.IsZero() || !needed.Before(due) {
		return ""
	}
	return "You need it by " + c.on(needed) + ", which is before a reply can be expected (" + c.when(due).Exact + "). If it cannot wait, see “It is urgent”."
}

func (c clock) on(t time.Time) string { return t.In(c.as.In()).Format("Monday, 2 January") }

// edit opens the form with a question as it stands.
func (s *screens) edit(r *httpd.Request) error {
	access, v, err := s.editable(r)
	if err != nil {
		return err
	}
	q := v.Question
	values := url.Values{"title": {q.Title}, "body": {q.Body}, "space": {slugOf(access, q.Space)}, "tried": {q.Tried}}
	if !q.Needed.IsZero() {
		values.Set("needed", q.Needed.In(r.As.In()).Format(day))
	}
	form := questionForm(values)
	form.ID = int64(q.ID)
	return s.drawQuestionForm(r, http.StatusOK, form, values)
}

func (s *screens) editNow(r *httpd.Request) error {
	access, v, err := s.editable(r)
	if err != nil {
		return err
	}
	form := questionForm(r.PostForm)
	form.ID = int64(v.Question.ID)
	n, err := s.asksTeam(r, access)
	if err == nil {
		change := qa.Change{Title: &form.Heading, Body: &form.Body}
		if r.PostForm.Has("tried") {
			change.Tried = &n.Tried
		}
		if r.PostForm.Has("needed") && r.Field("needed") != neededText(v.Question, r) {
			change.Needed = &n.Needed
		}
		if n.Space != 0 {
			change.Space = &n.Space
		}
		_, err = s.Desk.ChangeQuestion(r.Context(), access, v.Question.ID, change)
	}
	if known := mendable(err); known != nil {
		form.Problem = problem(known)
		return s.drawQuestionForm(r, httpd.Status(err), form, r.PostForm)
	}
	if err != nil {
		return err
	}
	r.Say("good", "The question is changed.", nil)
	return r.See(qa.QuestionURL(v.Question.ID, n.Title))
}

// neededText is the day by which an answer is needed, as the form has it.
func neededText(q qa.Question, r *httpd.Request) string {
	if q.Needed.IsZero() {
		return ""
	}
	return q.Needed.In(r.As.In()).Format(day)
}

// editable gives a question to somebody who may change it.
func (s *screens) editable(r *httpd.Request) (wiki.Access, qa.View, error) {
	access, v, err := s.viewed(r)
	if err == nil && !v.MayEdit {
		err = content.Errorf(content.Forbidden, "Only who asked this question, its owner, or an editor of its space may do that. Nothing was changed.")
	}
	return access, v, err
}

func (s *screens) drawQuestionForm(r *httpd.Request, status int, form themes.QuestionForm, values url.Values) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	title, space := "New question", values.Get("space")
	if form.ID != 0 {
		title = "Edit the question"
	}
	if form.Frame, err = r.Frame(httpd.Here{Title: title, Nav: themes.NavQuestions}); err != nil {
		return err
	}
	if form.Spaces = spaceOptions(access, "Where it fits best", space); form.ID != 0 {
		form.Spaces = form.Spaces[1:] // it stands in one already
	}
	form.More = askMore(clockOf(r), access, form.More, form.Heading, space)
	if form.ID != 0 {
		form.More.MayHide = false
		return r.DrawAs(status, form)
	}
	form.Kept.About = newQuestionDraft
	if strings.TrimSpace(form.Heading) != "" {
		if form.Whom, err = s.whomFor(r, access, form.Heading, space); err != nil {
			return err
		}
		form.Looked = true
		if form.Similar, err = s.similar(r.Context(), access, form.Heading); err != nil {
			return err
		}
	}
	return r.DrawAs(status, form)
}

// askMore adds to the fields of a question what can be chosen.
func askMore(c clock, access wiki.Access, m themes.AskMore, title, space string) themes.AskMore {
	m.Today = c.now.In(c.as.In()).Format(day)
	var names []string
	for _, s := range access.Spaces() {
		if s.Anonymous {
			names = append(names, s.Name)
		}
	}
	m.MayHide, m.HideIn = len(names) > 0, strings.Join(names, ", ")
	m.Urgent = "/urgent?" + filled(url.Values{"q": {content.Excerpt(title, 300)}, "space": {space}}).Encode()
	return m
}
