package qahttp

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

// Errands are the pages that are written to answer questions: “q12” answers question 12 by the section that is
// edited, “a7” makes a page of answer 7, or improves the page that it rests on.
func Errands(desk *qa.Desk) wikihttp.Errands { return errands{desk} }

type errands struct{ desk *qa.Desk }

// improving is the address of the editor of a page, at a section, for an errand.
func improving(errand string, page wiki.PageID, anchor string) string {
	return fmt.Sprintf("/p/%d/edit?%s", page, url.Values{"for": {errand}, "at": {anchor}}.Encode())
}

// errand finds the question, and the answer where one is named, that the reader may answer or change.
func (e errands) find(ctx context.Context, access wiki.Access, errand string) (qa.View, qa.Answer, error) {
	unknown := content.Errorf(content.NotFound, "There is no such question, or you may not see it.")
	if errand == "" {
		return qa.View{}, qa.Answer{}, unknown
	}
	id, err := strconv.ParseInt(errand[1:], 10, 64)
	switch {
	case err != nil || id <= 0:
		return qa.View{}, qa.Answer{}, unknown
	case errand[0] == 'q':
		v, err := e.desk.Question(ctx, access, qa.QuestionID(id))
		if err == nil && !v.MayAnswer {
			err = access.Need(v.Question.Space, wiki.Commenter, "question")
		}
		return v, qa.Answer{}, err
	case errand[0] != 'a':
		return qa.View{}, qa.Answer{}, unknown
	}
	v, a, err := e.desk.AnswerOf(ctx, access, qa.AnswerID(id))
	if err == nil && !v.MayChange(access, a) {
		err = content.Errorf(content.Forbidden, "Only who gave this answer, who asked, the question's owner, or an editor of its space may do that. Nothing was changed.")
	}
	return v, a, err
}

func (e errands) Start(ctx context.Context, access wiki.Access, errand, _ string, page wiki.PageID) (wikihttp.Errand, error) {
	v, a, err := e.find(ctx, access, errand)
	if err != nil {
		return wikihttp.Errand{}, err
	}
	q := v.Question
	out := wikihttp.Errand{Link: themes.Link{Text: q.Title, URL: q.URL()}}
	switch {
	case page != 0:
		out.Note = "You improve this page to answer a question. When you save, the section becomes its answer:"
		if a.ID != 0 {
			out.Note = "You improve the page that an answer rests on. When you save, the answer rests on it as it stands then:"
		}
	case a.ID != 0:
		out.Note = "You turn an answer into a page. When you publish, the answer leads to the page, and stays the answer to the question:"
		out.Heading, out.Space, out.Text = q.Title, slugOf(access, q.Space), a.Markdown
		if strings.HasPrefix(strings.ToLower(q.Title), "how ") {
			out.Template = "how-to"
		}
	default:
		out.Note = "You write a page to answer a question. When you publish, it becomes an answer:"
		out.Heading, out.Space = q.Title, slugOf(access, q.Space)
	}
	return out, nil
}

func (e errands) Done(ctx context.Context, access wiki.Access, errand, anchor string, saved wiki.Saved) (wikihttp.Outcome, error) {
	v, a, err := e.find(ctx, access, errand)
	if err != nil {
		return wikihttp.Outcome{}, err
	}
	q, page := v.Question, saved.Page
	out := wikihttp.Outcome{Next: q.URL(), Said: fmt.Sprintf("Saved as revision %d.", saved.Revision)}
	link := qa.NewLink{Page: page.ID, Anchor: anchor}
	switch {
	case a.ID == 0:
		id, err := e.desk.AddAnswer(ctx, access, q.ID, qa.NewAnswer{Links: []qa.NewLink{link}})
		if err != nil {
			return out, err
		}
		out.Said += " The page answers the question as it stands there."
		if v.Canonical == nil && v.MayEdit {
			out.Said += " Accept the answer, and whoever asks the same is shown it."
			out.Back = &themes.Button{Text: "Accept", Action: at(q.ID, "/answers/%d/accept", id)}
		}
		return out, nil
	case rests(a, page.ID):
		out.Said += " The answer rests on the page as it stands now."
		return out, e.desk.Confirm(ctx, access, q.ID, a.ID)
	}
	out.Said = "The page is published, and the answer leads to it."
	return out, e.desk.MoveToPage(ctx, access, q.ID, a.ID, page)
}

// rests says whether an answer links to a page already.
func rests(a qa.Answer, page wiki.PageID) bool {
	for _, l := range a.Links {
		if l.Page == page {
			return true
		}
	}
	return false
}
