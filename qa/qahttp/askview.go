package qahttp

import (
	"context"
	"fmt"
	"html/template"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// asking is an ask to be drawn, with what was typed into its forms where they were refused. The zero
// ask is one that is not recorded.
type asking struct {
	ask     qa.Ask
	result  qa.Result
	problem themes.Problem

	title, body, space string
	more               themes.AskMore
}

// A person is shown one answer and two other candidates, three candidates, or none.
const shownAtMost = 3

// shown decides what a person sees of a result, at this moment and after what was said about it: what
// was refused is not shown as the answer again, nor what has gone since.
func shown(result qa.Result, ask qa.Ask) (qa.Outcome, []qa.Offer) {
	outcome, offers := result.Outcome, result.Offers
	if outcome == qa.IsAnswered && ask.Ending == qa.Refused && len(offers) > 0 && offers[0].Index == 0 {
		outcome, offers = qa.IsMaybe, offers[1:]
	}
	if outcome == qa.IsAnswered && (len(offers) == 0 || offers[0].Index != 0 || offers[0].State == qa.Missing) {
		outcome = qa.IsMaybe
	}
	var list []qa.Offer
	for _, o := range offers {
		chosen := ask.Ending == qa.ByAnswer && o.Index == ask.Chosen
		if chosen || outcome != qa.IsUnsure && len(list) < shownAtMost {
			list = append(list, o)
		}
	}
	switch {
	case len(list) == 0:
		outcome = qa.IsUnsure
	case outcome == qa.IsUnsure:
		outcome = qa.IsMaybe
	}
	return outcome, list
}

func (s *screens) drawAsk(r *httpd.Request, status int, access wiki.Access, a asking) (err error) {
	outcome, offers := shown(a.result, a.ask)
	view := themes.Ask{
		Problem: a.problem, ID: int64(a.ask.ID), Q: a.result.Text, Space: slugOf(access, a.result.Space),
		Outcome: string(outcome), Refused: a.ask.Ending == qa.Refused, Learnt: learnt(a.ask),
		Rebuilding: s.rebuilding(r.Context(), access), Team: teamForm(clockOf(r), access, a), Composed: s.composedURL("", a.ask.ID),
	}
	if a.ask.Ending == qa.ByAnswer {
		view.Chosen = a.ask.Chosen + 1
	}
	if outcome == qa.IsAnswered {
		view.Times = offers[0].Times
	} else if view.Similar, err = s.waiting(r.Context(), access, a.result); err != nil {
		return err
	}
	for _, o := range offers {
		answer, err := s.askAnswer(r, access, o)
		if err != nil {
			return err
		}
		view.Answers = append(view.Answers, answer)
	}
	if view.Team.Shown {
		if view.Team.Whom, err = s.whoAnswers(r, access, a.result.Reply, a.result.Space); err != nil {
			return err
		}
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: content.Excerpt(a.result.Text, 80), Query: a.result.Text}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

// learnt says what an ask has taught.
func learnt(ask qa.Ask) string {
	switch {
	case ask.Ending != qa.ByAnswer:
		return ""
	case ask.Made:
		return "Thank you: from now on this question is known, and that section answers it."
	case ask.Wording != 0:
		return "Thank you: Docent will know this wording from now on."
	}
	return "Thank you: it is counted."
}

// rebuilding says how far the index is, while it is being built: better answers may follow. A query
// without words looks nothing up.
func (s *screens) rebuilding(ctx context.Context, access wiki.Access) string {
	state, err := s.Finder.Search(ctx, access, search.Query{})
	switch {
	case err != nil || !state.Rebuilding:
		return ""
	case state.All == 0:
		return "it has just begun"
	}
	return fmt.Sprintf("%d of %d pages are in", state.Done, state.All)
}

// waiting are open questions that look alike.
func (s *screens) waiting(ctx context.Context, access wiki.Access, result qa.Result) ([]themes.Link, error) {
	var links []themes.Link
	if len(result.Similar) > 0 {
		for _, q := range result.Similar[:min(len(result.Similar), shownAtMost)] {
			links = append(links, themes.Link{Text: q.Title, URL: q.URL()})
		}
		return links, nil
	}
	alike, err := s.Desk.Similar(ctx, access, result.Text, 2*shownAtMost)
	for _, q := range alike {
		if q.State == qa.Open && len(links) < shownAtMost {
			links = append(links, themes.Link{Text: q.Title, URL: q.URL()})
		}
	}
	return links, err
}

// teamForm is the form that hands an ask to a person, where the reader may.
func teamForm(c clock, access wiki.Access, a asking) themes.AskTeam {
	t := themes.AskTeam{
		Shown: c.as.Scope >= wiki.ScopeWrite && len(access.Spaces()) > 0 && a.ask.Ending != qa.AskedTeam,
		Who:   a.result.Reply.Who, Title: a.title, Body: a.body,
	}
	if t.Title == "" {
		t.Title = content.Excerpt(a.result.Text, 300)
	}
	t.More = askMore(c, access, a.more, t.Title, slugOf(access, a.result.Space))
	if by := a.result.Reply.By; !by.IsZero() {
		t.Expect = "Expect a reply by " + c.when(by).Exact + "."
	}
	chosen := a.space
	if chosen == "" {
		chosen = slugOf(access, a.result.Space)
	}
	if len(access.Spaces()) > 1 {
		t.Spaces = spaceOptions(access, "where it fits best", chosen)
	}
	return t
}

func (s *screens) askAnswer(r *httpd.Request, access wiki.Access, o qa.Offer) (themes.AskAnswer, error) {
	c := clockOf(r)
	answer := themes.AskAnswer{
		Index: o.Index, State: string(o.State), Nearby: o.Nearby, Verified: c.verified(o.VerifiedUntil), Updated: c.when(o.Updated),
		Passage: themes.Passage{
			HTML: template.HTML(o.Passage.HTML()), //nolint:gosec // <mark> is its only markup
			URL:  o.URL, Outside: o.Elsewhere != "",
		},
	}
	if o.Question != 0 {
		answer.Question = &themes.Link{Text: o.Title, URL: qa.QuestionURL(o.Question, o.Title)}
	}
	switch {
	case o.Elsewhere != "":
		answer.Passage.From = []themes.Link{{Text: o.Elsewhere, URL: o.URL}}
	case o.Page != 0:
		trail, err := s.trail(r.Context(), r.As, access, o.Page, o.PageTitle, o.Heading)
		if err != nil {
			return answer, err
		}
		if answer.Passage.From = trail; trail == nil {
			answer.Passage.URL = "" // it leads nowhere any more
		}
	default:
		answer.Passage.URL = ""
	}
	if o.Markdown == "" {
		return answer, nil
	}
	written, err := s.written(r.Context(), r.As, o.Space, o.Markdown)
	answer.Written = written
	if o.Page == 0 && o.Elsewhere == "" {
		answer.Passage = themes.Passage{} // it would say the same again
	}
	return answer, err
}

// trail names the way to a section: what its page stands under, the page, the heading. nil where the
// page is no longer there for the reader.
func (s *screens) trail(ctx context.Context, as wiki.Actor, access wiki.Access, id wiki.PageID, title, heading string) ([]themes.Link, error) {
	page, err := s.Wiki.Page(ctx, as, id)
	if known := httpd.Known(err); known != nil && known.Kind == content.NotFound || err == nil && !page.Live() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	above, err := s.Wiki.Store().Ancestors(ctx, id) // in the same space, so as readable as the page
	if err != nil {
		return nil, err
	}
	space, _ := access.Space(page.Space)
	trail := []themes.Link{{Text: space.Name, URL: "/s/" + space.Slug}}
	if n := len(above); n > 0 {
		trail[0] = themes.Link{Text: above[n-1].Title, URL: wiki.PageURL(above[n-1].ID, above[n-1].Title)}
	}
	trail = append(trail, themes.Link{Text: title, URL: page.URL()})
	if heading != "" && heading != title {
		trail = append(trail, themes.Link{Text: heading})
	}
	return trail, nil
}

// written draws Markdown that stands beside links, as a page of its space would.
func (s *screens) written(ctx context.Context, as wiki.Actor, space wiki.SpaceID, markdown string) (template.HTML, error) {
	if markdown == "" {
		return "", nil
	}
	v, err := s.Wiki.Preview(ctx, as, space, 0, "", markdown)
	if err != nil {
		return "", err
	}
	return template.HTML(v.HTML), nil //nolint:gosec // sanitised by content
}
