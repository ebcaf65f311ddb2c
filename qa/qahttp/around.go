package qahttp

import (
	"context"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Follows is who is told of what happens to a question.
type Follows interface {
	Following(ctx context.Context, access wiki.Access, id qa.QuestionID) (bool, error)
	Follow(ctx context.Context, access wiki.Access, id qa.QuestionID, on bool) error
}

// surroundings are what people say around a question, for one reader.
type surroundings struct {
	access     wiki.Access
	question   qa.Question
	thread     talk.Thread
	objections map[qa.AnswerID][]qa.Objection
	comments   map[qa.AnswerID][]themes.Comment
	mayComment bool
	mayReact   bool
}

func (s *screens) surround(r *httpd.Request, access wiki.Access, v qa.View) (a surroundings, err error) {
	a = surroundings{
		access: access, question: v.Question, comments: map[qa.AnswerID][]themes.Comment{},
		mayComment: talk.MayComment(access, v.Question), mayReact: access.As.Person != 0 && qa.MayReact(access, v.Question),
	}
	limit := talk.Shown
	if r.Query("comments") == "all" {
		limit = talk.Most
	}
	if a.thread, err = s.Talk.Thread(r.Context(), access, v, limit); err != nil {
		return a, err
	}
	c := clockOf(r)
	for _, one := range a.thread.Comments {
		body, err := s.written(r.Context(), r.As, v.Question.Space, one.Markdown)
		if err != nil {
			return a, err
		}
		a.comments[one.Answer] = append(a.comments[one.Answer], themes.Comment{
			ID: int64(one.ID), Question: int64(v.Question.ID), By: one.By.Name, At: c.when(one.At), Edited: c.when(one.Edited), Body: body,
			Reactions: a.reactions(talk.Subject{Question: v.Question.ID, Comment: one.ID}),
			MayEdit:   one.MayChange(access, v.Question), MayDelete: one.MayDelete(access, v.Question),
		})
	}
	a.objections, err = s.Desk.Objections(r.Context(), access, v)
	return a, err
}

func (a surroundings) reactions(s talk.Subject) themes.Reactions {
	list := themes.Reactions{Question: int64(s.Question), Answer: int64(s.Answer), Comment: int64(s.Comment), May: a.mayReact}
	for _, t := range a.thread.Of(s) {
		list.Buttons = append(list.Buttons, themes.ReactionButton{Kind: t.Kind, Sign: t.Sign, Text: t.Text, Count: t.Count, Mine: t.Mine})
	}
	return list
}

// talk is what people say about the question (0) or one of its answers.
func (a surroundings) talk(answer qa.AnswerID) themes.Talk {
	t := themes.Talk{
		Question: int64(a.question.ID), Answer: int64(answer), Comments: a.comments[answer], MayComment: a.mayComment, MayReact: a.mayReact,
		Reactions: a.reactions(talk.Subject{Question: a.question.ID, Answer: answer}),
	}
	if answer == 0 {
		t.Earlier, t.All = a.thread.Earlier, at(a.question.ID, "?comments=all")
	}
	return t
}

// say adds to an answer what people say about it, and what the reader may say.
func (a surroundings) say(c clock, answer qa.Answer, view *themes.Answer) {
	view.Talk = a.talk(answer.ID)
	for _, o := range a.objections[answer.ID] {
		mine := o.By.ID != 0 && o.By.ID == a.access.As.Person || o.By.ID == 0 && a.question.AskedBy(a.access.As.Person)
		view.Objections = append(view.Objections, themes.Objection{By: o.By.Name, At: c.when(o.At), Text: o.Reason, Mine: mine})
		view.Refused = view.Refused || mine
	}
	own := answer.By.ID != 0 && answer.By.ID == a.access.As.Person
	stands := a.question.State == qa.Open || a.question.State == qa.Answered
	view.MayRefuse = a.mayReact && !own && stands
	view.MayThank, view.Thanked, view.Thanks = a.mayReact && !own, a.thread.Thanked(answer.ID), a.thread.Thanks(a.access, answer)
}

// turns says where an answer can be made a page, and where the page that it rests on can be improved.
func (a surroundings) turns(v qa.View, answer qa.Answer, view *themes.Answer) {
	if !v.MayChange(a.access, answer) || v.Question.State == qa.Duplicate {
		return
	}
	editor := func(space wiki.SpaceID) bool { return a.access.Right(space) >= wiki.Editor }
	if answer.Plain != "" && slices.ContainsFunc(a.access.IDs(), editor) {
		view.Turn = fmt.Sprintf("/new?for=a%d", answer.ID)
	}
	for i, l := range answer.Links {
		if i < len(view.Links) && l.Now.Found && editor(l.Now.Space) {
			view.Links[i].Improve = improving(fmt.Sprintf("a%d", answer.ID), l.Page, l.Now.Anchor)
		}
	}
}

// followed says whether the reader follows the question.
func (s *screens) followed(r *httpd.Request, access wiki.Access, q qa.Question) (themes.Follow, error) {
	if s.Follows == nil || access.As.Person == 0 || !qa.MayReact(access, q) {
		return themes.Follow{}, nil
	}
	on, err := s.Follows.Following(r.Context(), access, q.ID)
	return themes.Follow{Shown: true, On: on}, err
}
