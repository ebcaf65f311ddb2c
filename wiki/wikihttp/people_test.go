package wikihttp_test

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// counted counts how often calendars are read.
type counted struct {
	*team.Store
	n int
}

func (c *counted) Calendars(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]worktime.Calendar, error) {
	c.n++
	return c.Store.Calendars(ctx, people)
}

// TestWhenPeopleWork: everybody's local time and working hours, in the reader's words, read at once.
func TestWhenPeopleWork(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 3, 6, 13, 20, 0, 0, time.UTC) } // 14:20 in Vienna
	s := wikitest.Open(t, clock)
	calendars := &counted{Store: team.New(s.DB)}
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts, Calendars: calendars, Now: clock})
	s.Settle()
	c, err := calendars.Calendar(t.Context(), s.People["cleo"].ID)
	s.Must(err)
	c.Week = worktime.Week{1: {{From: 8 * 60, To: 12*60 + 30}}, 2: {{From: 8 * 60, To: 12*60 + 30}}}
	s.Must(calendars.SetHours(t.Context(), s.Actor("cleo"), s.People["cleo"].ID, c))
	c.Week = worktime.Week{}
	s.Must(calendars.SetHours(t.Context(), s.Actor("ed"), s.People["ed"].ID, c))
	s.Must(s.Accounts.Disable(t.Context(), s.Actor("ada"), s.People["rita"].ID))
	calendars.n = 0
	rec := s.Check(wikitest.Check{Name: "as the reader writes", Request: wikitest.Request{URL: "/people", As: "bob"}, Status: 200, Has: []string{"14:20 there</span>, works <bdi>Mon–Fri 9–17</bdi>", "Mon, Tue 8–12:30"}})
	if calendars.n != 1 {
		t.Errorf("calendars were read %d times", calendars.n)
	}
	if n := len(regexp.MustCompile(`works <bdi>`).FindAllString(rec.Body.String(), -1)); n != 3 {
		t.Errorf("%d people work; Ada, Bob and Cleo do, Ed has no hours", n)
	}
	rec = s.Check(wikitest.Check{Name: "an administrator sees disabled accounts", Request: wikitest.Request{URL: "/people", As: "ada"}, Status: 200, Has: []string{"rita@example.org"}})
	if n := len(regexp.MustCompile(`works <bdi>`).FindAllString(rec.Body.String(), -1)); n != 3 {
		t.Errorf("%d people work; who is disabled does not", n)
	}
}
