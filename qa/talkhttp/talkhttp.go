// Package talkhttp puts what people say around questions, and drafts, on the server: what the forms of a
// question's screen post to, and the calls of the API. The screen itself is drawn by qahttp.
package talkhttp

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Follows tells somebody what happens to a question, or no longer.
type Follows interface {
	Follow(ctx context.Context, access wiki.Access, id qa.QuestionID, on bool) error
}

// Deps is what this package works with; all are needed but Follows.
type Deps struct {
	Desk    *qa.Desk
	Talk    *talk.Talk
	Drafts  *draft.Drafts
	Wiki    *wiki.Wiki
	Follows Follows // nil: questions cannot be followed
}

type screens struct {
	Deps
}

// Register puts the forms' addresses and the calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{Deps: d}
	server.POST("/q/:id/comments", s.on(s.comment))
	server.GET("/q/:id/comments/:cid/edit", s.editComment)
	server.POST("/q/:id/comments/:cid/edit", s.editCommentNow)
	server.POST("/q/:id/comments/:cid/delete", s.on(s.deleteComment))
	server.POST("/q/:id/react", s.on(s.react))
	server.POST("/q/:id/follow", s.on(s.follow))
	server.POST("/q/:id/answers/:aid/thank", s.on(s.thank))
	server.POST("/q/:id/answers/:aid/refuse", s.on(s.refuse))
	s.registerAPI(server)
}

// act does what a form says, and gives the part of the question's screen to come back to.
type act func(r *httpd.Request, access wiki.Access, q qa.Question) (part string, err error)

// on finds the question that the address names, and comes back to it.
func (s *screens) on(do act) httpd.Handler {
	return func(r *httpd.Request) error {
		access, q, err := s.question(r)
		if err != nil {
			return err
		}
		part, err := do(r, access, q)
		if err != nil {
			return err
		}
		return r.See(q.URL() + part)
	}
}

func (s *screens) question(r *httpd.Request) (wiki.Access, qa.Question, error) {
	id, err := r.ID("id")
	if err != nil {
		return wiki.Access{}, qa.Question{}, err
	}
	access, err := r.Access()
	if err != nil {
		return wiki.Access{}, qa.Question{}, err
	}
	v, err := s.Desk.Question(r.Context(), access, qa.QuestionID(id))
	return access, v.Question, err
}

// text is the Markdown of a form: browsers send CR LF.
func text(r *httpd.Request, name string) string {
	return strings.ReplaceAll(r.Field(name), "\r\n", "\n")
}

func draftOf(id qa.QuestionID, answer qa.AnswerID) string {
	return fmt.Sprintf("comment-%d-%d", id, answer)
}

func (s *screens) comment(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	answer, err := r.Number("answer")
	if err != nil {
		return "", err
	}
	c, err := s.Talk.Comment(r.Context(), access, q.ID, qa.AnswerID(answer), text(r, "markdown"))
	if err != nil {
		return "", err
	}
	return anchor(c.ID), s.Drafts.Discard(r.Context(), r.As, draftOf(q.ID, c.Answer))
}

func anchor(id talk.CommentID) string { return "#c" + strconv.FormatInt(int64(id), 10) }

// commentOf gives the comment of the address to somebody who may change it.
func (s *screens) commentOf(r *httpd.Request) (wiki.Access, qa.Question, talk.Comment, error) {
	access, q, err := s.question(r)
	if err != nil {
		return access, q, talk.Comment{}, err
	}
	id, err := r.ID("cid")
	if err != nil {
		return access, q, talk.Comment{}, err
	}
	c, _, err := s.Talk.One(r.Context(), access, q.ID, talk.CommentID(id))
	return access, q, c, err
}

func (s *screens) editComment(r *httpd.Request) error {
	access, q, c, err := s.commentOf(r)
	if err != nil {
		return err
	}
	if !c.MayChange(access, q) {
		return content.Errorf(content.Forbidden, "This comment is somebody else's. Nothing was changed.")
	}
	return s.drawComment(r, q, c.ID, themes.CommentForm{Markdown: c.Markdown}, nil)
}

func (s *screens) drawComment(r *httpd.Request, q qa.Question, id talk.CommentID, form themes.CommentForm, wrong *content.Error) (err error) {
	form.Question = themes.Link{Text: q.Title, URL: q.URL()}
	form.Action = fmt.Sprintf("/q/%d/comments/%d/edit", q.ID, id)
	if form.Frame, err = r.Frame(httpd.Here{Title: "Edit the comment", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	if wrong != nil {
		form.Problem = themes.Problem{Text: wrong.Text, Field: wrong.Field}
		return r.Refuse(wrong, form)
	}
	return r.Draw(form)
}

func (s *screens) editCommentNow(r *httpd.Request) error {
	access, q, c, err := s.commentOf(r)
	if err != nil {
		return err
	}
	_, err = s.Talk.Change(r.Context(), access, q.ID, c.ID, text(r, "markdown"))
	if known := httpd.Known(err); known != nil && (known.Kind == content.Invalid || known.Kind == content.TooLarge) {
		return s.drawComment(r, q, c.ID, themes.CommentForm{Markdown: text(r, "markdown")}, known)
	}
	if err != nil {
		return err
	}
	return r.See(q.URL() + anchor(c.ID))
}

func (s *screens) deleteComment(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	id, err := r.ID("cid")
	if err != nil {
		return "", err
	}
	c, _, err := s.Talk.One(r.Context(), access, q.ID, talk.CommentID(id))
	if err != nil {
		return "", err
	}
	if err := s.Talk.Delete(r.Context(), access, q.ID, c.ID); err != nil {
		return "", err
	}
	var back *themes.Button
	if c.MayChange(access, q) {
		back = &themes.Button{Text: "Undo", Action: fmt.Sprintf("/q/%d/comments", q.ID), Fields: []themes.Field{{Name: "markdown", Value: c.Markdown}}}
		if c.Answer != 0 {
			back.Fields = append(back.Fields, themes.Field{Name: "answer", Value: fmt.Sprint(c.Answer)})
		}
	}
	r.Say("good", "The comment is deleted.", back)
	return "", nil
}

// react gives a reaction (kind=agree), or takes it back (kind=-agree).
func (s *screens) react(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	answer, err := r.Number("answer")
	if err != nil {
		return "", err
	}
	comment, err := r.Number("comment")
	if err != nil {
		return "", err
	}
	kind, off := strings.CutPrefix(r.Field("kind"), "-")
	subject := talk.Subject{Question: q.ID, Answer: qa.AnswerID(answer), Comment: talk.CommentID(comment)}
	if err := s.Talk.React(r.Context(), access, subject, kind, !off); err != nil {
		return "", err
	}
	switch {
	case comment != 0:
		return anchor(subject.Comment), nil
	case answer != 0:
		return fmt.Sprintf("#a%d", answer), nil
	}
	return "", nil
}

func (s *screens) follow(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	if s.Follows == nil {
		return "", content.Errorf(content.NotFound, "Questions cannot be followed here.")
	}
	on := r.Field("on") != ""
	said := "You are told what happens to this question."
	if !on {
		said = "You are told no more of this question, unless somebody mentions you."
	}
	if err := s.Follows.Follow(r.Context(), access, q.ID, on); err != nil {
		return "", err
	}
	r.Say("good", said, nil)
	return "", nil
}

func (s *screens) thank(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	id, err := r.ID("aid")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("#a%d", id), s.Talk.Thank(r.Context(), access, q.ID, qa.AnswerID(id), r.Field("on") != "")
}

// refuse says that an answer did not help (reason), or takes that back (undo).
func (s *screens) refuse(r *httpd.Request, access wiki.Access, q qa.Question) (string, error) {
	id, err := r.ID("aid")
	if err != nil {
		return "", err
	}
	answer := qa.AnswerID(id)
	if r.Field("undo") != "" {
		if err := s.Desk.TakeBackNotHelpful(r.Context(), access, q.ID, answer); err != nil {
			return "", err
		}
		r.Say("good", "It is taken back.", nil)
		return "", nil
	}
	if _, err := s.Desk.NotHelpful(r.Context(), access, q.ID, answer, text(r, "reason")); err != nil {
		return "", err
	}
	said := "Thank you: whoever owns the answer reads why."
	if q.Canonical == answer && q.State == qa.Answered {
		said = "The question is open again, and whoever owns it reads why."
	}
	r.Say("good", said, &themes.Button{
		Text: "Undo", Action: fmt.Sprintf("/q/%d/answers/%d/refuse", q.ID, id), Fields: []themes.Field{{Name: "undo", Value: "1"}},
	})
	return "", nil
}
