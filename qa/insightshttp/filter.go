package insightshttp

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// shown is what a reader chose to see of what that reader may see.
type shown struct {
	insights.Filter
	access wiki.Access
	space  string // slug; "": all
	days   int    // of a usual range; 0: dates were given
}

// usualDays are the ranges that one click gives.
var usualDays = []int{30, 90, 365}

// choose reads the filter of a request: days, or from and to (dates), space, area. Right is what the reader needs in a
// space whose figures are shown.
func (s *screens) choose(r *httpd.Request, right wiki.Right) (shown, error) {
	access, err := r.Access()
	if err != nil {
		return shown{}, err
	}
	if !access.As.SignedIn() {
		return shown{}, content.Errorf(content.Sign, "Sign in to see what your team asks and finds.")
	}
	return choose(access, right, r.Now(), chosen{
		Days: r.Query("days"), From: r.Query("from"), To: r.Query("to"), Space: r.Query("space"), Area: r.Query("area"),
	})
}

// chosen is a filter as it comes from outside.
type chosen struct{ Days, From, To, Space, Area string }

func choose(access wiki.Access, right wiki.Right, now time.Time, c chosen) (shown, error) {
	f := shown{access: access, space: c.Space, days: 90}
	f.To = insights.DayOf(now)
	if n, err := strconv.Atoi(c.Days); err == nil && slices.Contains(usualDays, n) {
		f.days = n
	}
	f.From = f.To - insights.Day(f.days) + 1
	if c.Area != "" {
		n, err := strconv.ParseInt(c.Area, 10, 64)
		if err != nil || n < 0 {
			return f, content.Errorf(content.Invalid, "There is no such area.").On("area")
		}
		f.Area = qa.AreaID(n)
	}
	for _, date := range []struct {
		name, text string
		to         *insights.Day
	}{{"from", c.From, &f.From}, {"to", c.To, &f.To}} {
		if date.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, date.text)
		if err != nil {
			return f, content.Errorf(content.Invalid, "“%s” is no date; write it as 2026-03-31.", content.Excerpt(date.text, 40)).On(date.name)
		}
		*date.to, f.days = insights.DayOf(t), 0
	}
	if f.From > f.To {
		return f, content.Errorf(content.Invalid, "The range ends before it begins.").On("to")
	}
	if c.Space != "" {
		space, found := access.Slug(c.Space)
		if !found || access.Right(space.ID) < right {
			return f, content.Errorf(content.NotFound, "There is no such space, or you may not see its figures.").On("space")
		}
		f.Spaces = []wiki.SpaceID{space.ID}
		return f, nil
	}
	for _, space := range access.Spaces() {
		if access.Right(space.ID) >= right {
			f.Spaces = append(f.Spaces, space.ID)
		}
	}
	if right <= wiki.Reader || access.As.IsAdmin() {
		f.Spaces = append(f.Spaces, 0) // what came near no space tells nothing of one
	}
	return f, nil
}

// query is the filter as the query of an address.
func (f shown) query() string {
	q := url.Values{}
	if f.days == 0 {
		q.Set("from", f.From.Time().Format(time.DateOnly))
		q.Set("to", f.To.Time().Format(time.DateOnly))
	} else if f.days != 90 {
		q.Set("days", strconv.Itoa(f.days))
	}
	if f.space != "" {
		q.Set("space", f.space)
	}
	if f.Area != 0 {
		q.Set("area", strconv.FormatInt(int64(f.Area), 10))
	}
	return q.Encode()
}

// with gives an address with the filter.
func (f shown) with(path string) string {
	if q := f.query(); q != "" {
		return path + "?" + q
	}
	return path
}

// view is the filter's form on the screen at a path.
func (s *screens) filterView(r *httpd.Request, f shown, path string, right wiki.Right) (themes.InsightsFilter, error) {
	v := themes.InsightsFilter{
		Action: path, From: f.From.Time().Format(time.DateOnly), To: f.To.Time().Format(time.DateOnly),
		Spaces: []themes.Option{{Text: "All spaces", Selected: f.space == ""}},
	}
	for _, n := range usualDays {
		with := f
		with.days = n
		v.Ranges = append(v.Ranges, themes.Tab{Text: fmt.Sprintf("%d days", n), URL: with.with(path), Here: f.days == n})
	}
	for _, space := range f.access.Spaces() {
		if f.access.Right(space.ID) >= right {
			v.Spaces = append(v.Spaces, themes.Option{Value: space.Slug, Text: space.Name, Selected: space.Slug == f.space})
		}
	}
	if s.Areas == nil {
		return v, nil
	}
	areas, err := s.Areas(r.Context(), f.access)
	if err != nil || len(areas) == 0 {
		return v, err
	}
	v.Areas = []themes.Option{{Value: "0", Text: "All areas", Selected: f.Area == 0}}
	for _, a := range areas {
		v.Areas = append(v.Areas, themes.Option{Value: strconv.FormatInt(int64(a.ID), 10), Text: a.Name, Selected: a.ID == f.Area})
	}
	return v, nil
}

// filtered is a screen beneath a filter. What was chosen and cannot be stands in the form again, with what is wrong.
func (s *screens) filtered(path, title string, right wiki.Right, screen func(*httpd.Request, shown) error) func(*httpd.Request) error {
	return func(r *httpd.Request) error {
		f, err := s.choose(r, right)
		if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
			return s.refuseFilter(r, f, path, title, right, known)
		}
		if err != nil {
			return err
		}
		return screen(r, f)
	}
}

func (s *screens) refuseFilter(r *httpd.Request, f shown, path, title string, right wiki.Right, why *content.Error) (err error) {
	view := themes.InsightsForm{Heading: title, Tabs: tabs(shown{days: f.days}, path)}
	if view.Frame, err = r.Frame(httpd.Here{Title: title, Nav: themes.NavInsights}); err != nil {
		return err
	}
	if view.Filter, err = s.filterView(r, f, path, right); err != nil {
		return err
	}
	view.Filter.Problem = themes.Problem{Text: why.Text, Field: why.Field}
	view.Filter.From, view.Filter.FromFree = typedDate(r.Query("from"), view.Filter.From)
	view.Filter.To, view.Filter.ToFree = typedDate(r.Query("to"), view.Filter.To)
	return r.Refuse(why, view)
}

// typedDate is what was typed for a date, or what holds where nothing was; free says that it is no date, which a field
// for dates would not show.
func typedDate(typed, usual string) (text string, free bool) {
	if typed == "" {
		return usual, false
	}
	_, err := time.Parse(time.DateOnly, typed)
	return content.Excerpt(typed, 80), err != nil
}

// tabs leads between the screens of insights, keeping the filter.
func tabs(f shown, here string) []themes.Tab {
	var all []themes.Tab
	for _, t := range []struct{ path, text string }{
		{"/insights", "Overview"},
		{"/insights/avoided", "Interruptions avoided"},
		{"/insights/gaps", "Gaps"},
		{"/insights/freshness", "Pages"},
		{"/insights/quality", "Search quality"},
	} {
		address := f.with(t.path)
		if t.path == "/insights/quality" {
			address = t.path
		}
		all = append(all, themes.Tab{Text: t.text, URL: address, Here: t.path == here})
	}
	return all
}
