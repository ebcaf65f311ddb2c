package qahttp

import (
	"errors"
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

func askURL(id qa.AskID) string { return fmt.Sprintf("/asks/%d", id) }

// ask shows what would be answered and records nothing; without a question it is the form. Visitors
// have nobody to ask, so they are shown what a search finds.
func (s *screens) ask(r *httpd.Request) error {
	q := strings.TrimSpace(r.Query("q"))
	if !r.As.SignedIn() && q != "" {
		return r.See("/search?" + url.Values{"q": {q}}.Encode())
	}
	if !r.As.SignedIn() {
		return content.Errorf(content.Sign, "Sign in to ask: a question that nobody has answered yet goes to the team.")
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	if q == "" {
		return s.drawAskForm(r, http.StatusOK, access, themes.AskForm{})
	}
	space, err := spaceNamed(access, r.Query("space"))
	if err != nil {
		return err
	}
	result, err := s.Desk.Preview(r.Context(), access, q, space)
	if known := mendable(err); known != nil {
		return s.drawAskForm(r, httpd.Status(err), access, themes.AskForm{Q: q, Problem: problem(known)})
	}
	if err != nil {
		return err
	}
	return s.drawAsk(r, http.StatusOK, access, asking{result: result})
}

// askNow records an ask. The buttons beneath what would be answered come here, too, with what they
// say about it.
func (s *screens) askNow(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	space, err := spaceNamed(access, r.Field("space"))
	if err != nil {
		return err
	}
	id, _, err := s.Desk.Ask(r.Context(), access, r.Field("q"), space)
	if known := mendable(err); known != nil {
		return s.drawAskForm(r, httpd.Status(err), access, themes.AskForm{Q: typed(r, "q"), Problem: problem(known)})
	}
	switch {
	case err != nil:
		return err
	case r.Field("team") != "":
		return s.handOver(r, access, id)
	case r.Field("answer") != "":
		return s.say(r, access, id)
	}
	return r.See(askURL(id))
}

// asked shows an ask to its asker. One that was handed to the team goes on at the question.
func (s *screens) asked(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	ask, result, err := s.Desk.AskByID(r.Context(), access, qa.AskID(id))
	if err != nil {
		return err
	}
	if ask.Ending == qa.AskedTeam {
		v, err := s.Desk.Question(r.Context(), access, ask.Question)
		var known *content.Error
		switch {
		case err == nil:
			return r.See(v.Question.URL())
		case !errors.As(err, &known) || known.Kind != content.NotFound:
			return err
		}
	}
	return s.drawAsk(r, http.StatusOK, access, asking{ask: ask, result: result})
}

// onAsk finds the ask that the address names, for what is done to it.
func onAsk(do func(r *httpd.Request, access wiki.Access, id qa.AskID) error) httpd.Handler {
	return func(r *httpd.Request) error {
		id, err := r.ID("id")
		if err != nil {
			return err
		}
		access, err := r.Access()
		if err != nil {
			return err
		}
		return do(r, access, qa.AskID(id))
	}
}

// say tells the desk what the form says about an ask: answer=INDEX, answer=none, or undo.
func (s *screens) say(r *httpd.Request, access wiki.Access, id qa.AskID) error {
	var err error
	index, notNumber := strconv.Atoi(r.Field("answer"))
	switch {
	case r.Field("undo") != "":
		err = s.Desk.Undo(r.Context(), access, id)
	case r.Field("answer") == "none":
		_, err = s.Desk.Feedback(r.Context(), access, id, -1)
	case notNumber != nil || index < 0:
		err = content.Errorf(content.Invalid, "Say which answer it was. Nothing was changed.").On("answer")
	default:
		if err = s.wasShown(r, access, id, index); err == nil {
			_, err = s.Desk.Feedback(r.Context(), access, id, index)
		}
	}
	if known := mendable(err); known != nil {
		return s.redrawAsk(r, httpd.Status(err), access, id, asking{problem: problem(known)})
	}
	if err != nil {
		return err
	}
	return r.See(askURL(id))
}

// wasShown refuses a candidate of an ask that its page does not show, nor showed before anything was said about it: nobody
// can have read that it answers.
func (s *screens) wasShown(r *httpd.Request, access wiki.Access, id qa.AskID, index int) error {
	ask, result, err := s.Desk.AskByID(r.Context(), access, id)
	if err != nil || ask.Ending == qa.AskedTeam {
		return err // the desk says what became of it
	}
	_, now := shown(result, ask)
	_, first := shown(result, qa.Ask{})
	if !slices.ContainsFunc(slices.Concat(now, first), func(o qa.Offer) bool { return o.Index == index }) {
		return content.Errorf(content.Invalid, "This answer was not shown to you. Nothing was changed.").On("answer")
	}
	return nil
}

// handOver hands an ask to the team.
func (s *screens) handOver(r *httpd.Request, access wiki.Access, id qa.AskID) error {
	n, err := s.asksTeam(r, access)
	if err == nil {
		var q qa.Question
		if q, err = s.Desk.AskTeam(r.Context(), access, id, n); err == nil {
			return s.handedOver(r, access, newQuestionDraft, q, n)
		}
	}
	if known := mendable(err); known != nil {
		return s.redrawAsk(r, httpd.Status(err), access, id, asking{
			problem: problem(known), title: r.Field("title"), body: typed(r, "body"), space: r.Field("space"),
			more: questionForm(r.PostForm).More,
		})
	}
	return err
}

// handed says who has the question now.
func handed(c clock, q qa.Question) string {
	switch {
	case q.Owner.ID == c.as.Person && q.Owner.ID != 0:
		return "The question is kept. You answer this area yourself: it is among your tasks."
	case q.Owner.Name == "":
		return "The team has your question. Nobody owns this area yet, so it waits for whoever manages the space."
	case q.Due.IsZero():
		return q.Owner.Name + " has your question."
	}
	return q.Owner.Name + " has your question. Expect a reply by " + c.when(q.Due).Exact + "."
}

func (s *screens) redrawAsk(r *httpd.Request, status int, access wiki.Access, id qa.AskID, a asking) error {
	var err error
	if a.ask, a.result, err = s.Desk.AskByID(r.Context(), access, id); err != nil {
		return err
	}
	return s.drawAsk(r, status, access, a)
}

func (s *screens) drawAskForm(r *httpd.Request, status int, access wiki.Access, form themes.AskForm) (err error) {
	if form.Frame, err = r.Frame(httpd.Here{Title: "Ask"}); err != nil {
		return err
	}
	if len(access.Spaces()) > 1 {
		form.Spaces = spaceOptions(access, "all spaces", r.Field("space"))
	}
	often, err := mostAsked(r.Context(), s.Desk, access)
	if err != nil {
		return err
	}
	for _, q := range often {
		form.Examples = append(form.Examples, q.Title)
	}
	return r.DrawAs(status, form)
}
