package qahttp

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const (
	perPage   = 50
	countedTo = 2000 // questions of one list that can be leafed through; older ones are found by searching
)

// tabs are the states that the list shows.
var tabs = []struct {
	state, text string
	filter      qa.Filter
}{
	{"open", "Open", qa.Filter{State: qa.Open}},
	{"answered", "Answered", qa.Filter{State: qa.Answered}},
	{"changed", "Changed since", qa.Filter{Stale: true}},
	{"closed", "Closed", qa.Filter{State: qa.Closed}},
	{"duplicate", "Merged", qa.Filter{State: qa.Duplicate}},
}

// questions lists questions by state, the newest first.
func (s *screens) questions(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	if !r.As.SignedIn() && len(access.Spaces()) == 0 {
		return content.Errorf(content.Sign, "Sign in first: this is for members of the team.")
	}
	state, space := r.Query("state"), r.Query("space")
	filter, err := filterOf(access, state, space)
	if err != nil {
		return err
	}
	if state == "" {
		state = tabs[0].state
	}
	all, err := s.Desk.List(r.Context(), access, filter)
	if err != nil {
		return err
	}
	view := themes.Questions{State: state}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Questions", Nav: themes.NavQuestions, Space: filter.Space}); err != nil {
		return err
	}
	from, to, pager := leaf(r, len(all), "/questions", url.Values{"state": {state}, "space": {space}})
	view.Pager = pager
	for _, q := range all[from:to] {
		view.Rows = append(view.Rows, questionRow(clockOf(r), access, q))
	}
	for _, tab := range tabs {
		f := themes.Facet{Text: tab.text, URL: "/questions?" + filled(url.Values{"state": {tab.state}, "space": {space}}).Encode(), Count: -1}
		if tab.state == state {
			f.On, f.Count = true, len(all)
		}
		view.Tabs = append(view.Tabs, f)
	}
	if len(access.Spaces()) > 1 {
		view.Spaces = spaceOptions(access, "All spaces", space)
	}
	return r.Draw(view)
}

func filterOf(access wiki.Access, state, slug string) (qa.Filter, error) {
	space, err := spaceNamed(access, slug)
	if err != nil {
		return qa.Filter{}, err
	}
	for i, tab := range tabs {
		if tab.state == state || state == "" && i == 0 {
			f := tab.filter
			f.Space, f.Limit = space, countedTo
			return f, nil
		}
	}
	return qa.Filter{}, content.Errorf(content.NotFound, "There is no list of questions called “%s”.", content.Excerpt(state, 40))
}

// filled drops what is empty.
func filled(v url.Values) url.Values {
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	return v
}

// leaf finds the part of a list that the query asks for by page=N, and the ways to the others.
func leaf(r *httpd.Request, total int, path string, query url.Values) (from, to int, p themes.Pager) {
	last := max((total+perPage-1)/perPage, 1)
	n, err := strconv.Atoi(r.Query("page"))
	if err != nil {
		n = 1
	}
	n = min(max(n, 1), last)
	from, to = (n-1)*perPage, min(n*perPage, total)
	p = themes.Pager{First: from + 1, Last: to, Total: total}
	at := func(n int) string {
		query.Set("page", strconv.Itoa(n))
		return path + "?" + filled(query).Encode()
	}
	if n > 1 {
		p.Prev = at(n - 1)
	}
	if n < last {
		p.Next = at(n + 1)
	}
	return from, to, p
}

// viewed gives the question of the address.
func (s *screens) viewed(r *httpd.Request) (wiki.Access, qa.View, error) {
	id, err := r.ID("id")
	if err != nil {
		return wiki.Access{}, qa.View{}, err
	}
	access, err := r.Access()
	if err != nil {
		return wiki.Access{}, qa.View{}, err
	}
	v, err := s.Desk.Question(r.Context(), access, qa.QuestionID(id))
	return access, v, err
}

const alikeShown = 5

// alike are questions that ask about the same, without one of them and those related to it.
func (s *screens) alike(ctx context.Context, access wiki.Access, title string, without qa.QuestionID, related []qa.Ref) ([]themes.Link, error) {
	found, err := s.Desk.Similar(ctx, access, title, alikeShown+1+len(related))
	known := map[qa.QuestionID]bool{without: true}
	for _, ref := range related {
		known[ref.ID] = true
	}
	var links []themes.Link
	for _, q := range found {
		if !known[q.ID] && len(links) < alikeShown {
			links = append(links, themes.Link{Text: q.Title, URL: q.URL()})
		}
	}
	return links, err
}

// at is an address beneath a question.
func at(id qa.QuestionID, format string, args ...any) string {
	return fmt.Sprintf("/q/%d", id) + fmt.Sprintf(format, args...)
}
