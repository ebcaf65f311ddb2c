package qahttp

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const choices = 8 // questions offered to be merged into

// merge finds the question that this one is a duplicate of; at first those that look alike.
func (s *screens) merge(r *httpd.Request) error {
	access, v, err := s.editable(r)
	if err != nil {
		return err
	}
	return s.drawMerge(r, http.StatusOK, access, v, themes.Problem{})
}

func (s *screens) mergeNow(r *httpd.Request) error {
	access, v, err := s.editable(r)
	if err != nil {
		return err
	}
	of, err := r.Number("of")
	if err == nil && of <= 0 {
		err = content.Errorf(content.Invalid, "Choose the question that this one is a duplicate of. Nothing was changed.").On("of")
	}
	if err == nil {
		_, err = s.Desk.Merge(r.Context(), access, v.Question.ID, qa.QuestionID(of))
	}
	if known := mendable(err); known != nil {
		return s.drawMerge(r, httpd.Status(err), access, v, problem(known))
	}
	if err != nil {
		return err
	}
	r.Say("good", "Merged. “"+content.Excerpt(v.Question.Title, 100)+"” is another way to ask now.", undo(at(v.Question.ID, "/unmerge")))
	return r.See(v.Question.URL())
}

func (s *screens) drawMerge(r *httpd.Request, status int, access wiki.Access, v qa.View, wrong themes.Problem) (err error) {
	q := v.Question
	form := themes.MergeForm{
		ID: int64(q.ID), Question: themes.Link{Text: q.Title, URL: q.URL()}, Problem: wrong, Find: strings.TrimSpace(r.Field("find")),
	}
	form.Searched = form.Find != ""
	if form.Found, err = s.mergeChoices(r, access, q, orElse(form.Find, q.Title)); err != nil {
		return err
	}
	if form.Frame, err = r.Frame(httpd.Here{Title: "Merge a duplicate", Nav: themes.NavQuestions}); err != nil {
		return err
	}
	return r.DrawAs(status, form)
}

func (s *screens) mergeChoices(r *httpd.Request, access wiki.Access, q qa.Question, text string) ([]themes.QuestionChoice, error) {
	found, err := s.Desk.Similar(r.Context(), access, text, choices+1)
	if err != nil {
		return nil, err
	}
	if id, named := numberOf(text); named {
		found = append([]qa.Question{{ID: id}}, found...)
	}
	var list []themes.QuestionChoice
	seen := map[qa.QuestionID]bool{q.ID: true}
	for _, other := range found {
		if seen[other.ID] || len(list) == choices {
			continue
		}
		seen[other.ID] = true
		v, err := s.Desk.Question(r.Context(), access, other.ID)
		if known := httpd.Known(err); known != nil && known.Kind == content.NotFound {
			continue // a number that is no question's, or one that went meanwhile
		}
		if err != nil {
			return nil, err
		}
		list = append(list, choice(clockOf(r), access, v))
	}
	return list, nil
}

// numberOf reads the number of a question from what was typed: 12, #12, or its address.
func numberOf(text string) (qa.QuestionID, bool) {
	if _, path, found := strings.Cut(text, "/q/"); found {
		text, _, _ = strings.Cut(path, "/")
	}
	id, err := strconv.ParseInt(strings.TrimPrefix(text, "#"), 10, 64)
	return qa.QuestionID(id), err == nil && id > 0
}

func choice(c clock, access wiki.Access, v qa.View) themes.QuestionChoice {
	one := themes.QuestionChoice{ID: int64(v.Question.ID), Row: questionRow(c, access, qa.Listed{Question: v.Question})}
	if v.Canonical == nil {
		return one
	}
	one.Excerpt = v.Canonical.Plain
	if len(v.Canonical.Links) > 0 {
		one.Excerpt = orElse(v.Canonical.Links[0].Quote, one.Excerpt)
	}
	one.Excerpt = content.Excerpt(one.Excerpt, 200)
	return one
}
