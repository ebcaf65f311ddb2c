package taskshttp

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// act does what a button of a task says, and comes back.
func (s *screens) act(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	defer r.ForgetCounts()
	key, do, next := r.Field("key"), r.Field("do"), backTo(r)
	switch do {
	case "done":
		t, did, err := s.Board.Finish(r.Context(), access, key)
		return s.told(r, t, did, next, err)
	case "new", "waiting", "answered", "looking":
		t, did, where, err := s.Board.Move(r.Context(), access, key, tasks.State(do))
		if err == nil && where != "" {
			return r.See(where)
		}
		if err == nil && do != string(tasks.StateAnswered) {
			return r.See(next)
		}
		return s.told(r, t, did, next, err)
	}
	until, err := s.until(r.Context(), r.As, do, r.Field("until"), r.Now())
	if err != nil {
		return s.refused(r, next, err)
	}
	t, err := s.Board.Snooze(r.Context(), access, key, until)
	if err != nil {
		return s.refused(r, next, err)
	}
	if until.IsZero() {
		r.Say("good", "“"+content.Excerpt(t.Title, 80)+"” is back.", nil)
		return r.See(next)
	}
	at, _ := themes.Due(until, false, r.Now(), r.As.In(), r.As.Language)
	r.Say("good", "“"+content.Excerpt(t.Title, 80)+"” is put off until "+at.Text+".", back(t, next))
	return r.See(next)
}

// back is the button that takes putting off, or doing, back.
func back(t tasks.Task, next string) *themes.Button {
	return &themes.Button{Text: "Undo", Action: "/tasks/act", Fields: []themes.Field{
		{Name: "key", Value: t.Key}, {Name: "do", Value: "back"}, {Name: "next", Value: next},
	}}
}

// told says what doing a task did.
func (s *screens) told(r *httpd.Request, t tasks.Task, did tasks.Outcome, next string, err error) error {
	if err != nil {
		return s.refused(r, next, err)
	}
	undo := back(t, next)
	if did.Undo != nil {
		b := button(*did.Undo)
		undo = &b
	}
	if did.Said == "" {
		did.Said = "Done."
	}
	r.Say("good", did.Said, undo)
	return r.See(next)
}

// refused says on the screen that the form came from why nothing was done.
func (s *screens) refused(r *httpd.Request, next string, err error) error {
	known := mendable(err)
	if known == nil {
		return err
	}
	r.Say("bad", known.Text, nil)
	return r.See(next)
}

// until reads what a button of putting off says: a moment at which work begins; zero for "back".
func (s *screens) until(ctx context.Context, as wiki.Actor, choice, date string, now time.Time) (time.Time, error) {
	calendar := worktime.Default(as.In())
	if s.Calendar != nil {
		var err error
		if calendar, err = s.Calendar(ctx, as.Person); err != nil {
			return time.Time{}, err
		}
	}
	here := now.In(as.In())
	midnight := func(days int) time.Time {
		return time.Date(here.Year(), here.Month(), here.Day()+days, 0, 0, 0, 0, as.In())
	}
	switch choice {
	case "back":
		return time.Time{}, nil
	case "tomorrow":
		return begin(calendar, midnight(1)), nil
	case "working":
		return calendar.NextWork(midnight(1)), nil
	case "week":
		days := (int(time.Monday) - int(here.Weekday()) + 7) % 7
		if days == 0 {
			days = 7
		}
		return calendar.NextWork(midnight(days)), nil
	case "until":
		t, err := day(date, "until", as.In())
		if err == nil && t.IsZero() {
			err = content.Errorf(content.Invalid, "Choose the day until which it is put off. Nothing was changed.").On("until")
		}
		if err != nil {
			return t, err
		}
		return begin(calendar, t), nil
	}
	return time.Time{}, content.Errorf(content.Invalid, "There is nothing called “%s” to do with a task. Nothing was changed.", content.Excerpt(choice, 40)).On("do")
}

// begin is when a day begins for somebody: with work, where it is a working day, else at nine.
func begin(c worktime.Calendar, midnight time.Time) time.Time {
	if at := c.NextWork(midnight); at.Before(midnight.AddDate(0, 0, 1)) {
		return at
	}
	return time.Date(midnight.Year(), midnight.Month(), midnight.Day(), 9, 0, 0, 0, midnight.Location())
}

// pass asks to whom a task is passed on.
func (s *screens) pass(r *httpd.Request) error {
	return s.drawPass(r, http.StatusOK, r.Query("key"), themes.Problem{})
}

func (s *screens) drawPass(r *httpd.Request, status int, key string, p themes.Problem) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	t, err := s.Board.Find(r.Context(), access, key)
	if err != nil {
		return err
	}
	if t.Assign == nil {
		return content.Errorf(content.Conflict, "This cannot be passed on: it is yours alone.")
	}
	readers, err := s.Readers(r.Context(), access, t.Space)
	if err != nil {
		return err
	}
	view := themes.TaskPass{Problem: p, Task: clockOf(r).row(access, t, "/tasks"), Loses: passing[t.Kind]}
	view.People = []themes.Option{{Text: "Choose somebody"}}
	for _, one := range readers {
		if one.ID != r.As.Person {
			view.People = append(view.People, themes.Option{Value: id(one.ID), Text: one.Name})
		}
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Pass on", Nav: themes.NavTasks, Space: t.Space}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

// passing says what passing on changes.
var passing = map[tasks.Kind]string{
	tasks.Answer:    "The question is theirs from then on: they are asked, and told when a reply is expected.",
	tasks.Check:     "The question with its answer is theirs from then on.",
	tasks.Verify:    "The page is theirs from then on: they own it.",
	tasks.Request:   "They are to write the page from then on.",
	tasks.Checklist: "Their name is written into the page in place of yours.",
}

func (s *screens) passNow(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	to, err := r.Number("to")
	var t tasks.Task
	if err == nil {
		t, err = s.Board.Assign(r.Context(), access, r.Field("key"), wiki.PersonID(to))
	}
	if known := mendable(err); known != nil && t.Assign != nil {
		return s.drawPass(r, httpd.Status(err), r.Field("key"), problem(known))
	}
	if err != nil {
		return err
	}
	r.Say("good", "“"+content.Excerpt(t.Title, 80)+"” is passed on.", nil)
	return r.See("/tasks")
}

// feed tells how tasks come into a calendar.
func (s *screens) feed(r *httpd.Request) error { return s.drawFeed(r, http.StatusOK, "") }

// feedNow makes the address of the reader's calendar, or withdraws it.
func (s *screens) feedNow(r *httpd.Request) error {
	if r.Field("do") == "drop" {
		if err := s.Board.DropFeed(r.Context(), r.As); err != nil {
			return err
		}
		r.Say("good", "The address is withdrawn. Calendars that subscribed to it get nothing any more.", nil)
		return r.See("/tasks/feed")
	}
	secret, err := s.Board.MakeFeed(r.Context(), r.As)
	if err != nil {
		return err
	}
	r.Writer.Header().Set("Cache-Control", "no-store")
	return s.drawFeed(r, http.StatusCreated, r.Absolute("/calendar/"+secret+".ics"))
}

func (s *screens) drawFeed(r *httpd.Request, status int, address string) error {
	since, err := s.Board.FeedSince(r.Context(), r.As)
	if err != nil {
		return err
	}
	view := themes.TaskFeed{Address: address, Since: clockOf(r).when(since)}
	if view.Frame, err = r.Frame(httpd.Here{Title: "My tasks in my calendar", Nav: themes.NavTasks}); err != nil {
		return err
	}
	return r.DrawAs(status, view)
}

// calendar answers a calendar program that knows a secret address.
func (s *screens) calendar(r *httpd.Request) error {
	secret, _ := strings.CutSuffix(r.Param("token"), ".ics")
	body, err := s.Board.Feed(r.Context(), secret, r.Absolute(""))
	if err != nil {
		return err
	}
	h := r.Writer.Header()
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="tasks.ics"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", tag(body))
	http.ServeContent(r.Writer, r.Request, "", time.Time{}, strings.NewReader(string(body)))
	return nil
}
