package qahttp

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

const (
	atHome   = 5   // rows of each list on the home screen
	lookedAt = 200 // answered questions among which the ones asked most are looked for

	shortBefore = 60 // characters of unchanged text kept around a change
)

// Panels gives the questions that a page answers, and the lists of the home screen.
func Panels(desk *qa.Desk) wikihttp.Panels {
	return func(ctx context.Context, access wiki.Access, page wiki.PageID) (wikihttp.Beside, error) {
		if page != 0 {
			return besidePage(ctx, desk, access, page)
		}
		return home(ctx, desk, access, clock{as: access.As, now: time.Now()})
	}
}

// besidePage names each question once, though several sections of the page may answer it.
func besidePage(ctx context.Context, desk *qa.Desk, access wiki.Access, page wiki.PageID) (b wikihttp.Beside, err error) {
	list, err := desk.PageQuestions(ctx, access, page)
	seen := map[qa.QuestionID]bool{}
	for _, q := range list {
		if !seen[q.ID] {
			seen[q.ID] = true
			b.Questions = append(b.Questions, themes.Link{Text: q.Title + doubted(q), URL: q.URL()})
		}
	}
	return b, err
}

// doubted says behind a title that the answer is in doubt.
func doubted(q qa.PageQuestion) string {
	switch {
	case q.Nearby:
		return " (text nearby has changed since)"
	case q.State != qa.Fresh:
		return " (changed since)"
	}
	return ""
}

func home(ctx context.Context, desk *qa.Desk, access wiki.Access, c clock) (b wikihttp.Beside, err error) {
	waiting, err := desk.List(ctx, access, qa.Filter{State: qa.Open, Limit: atHome})
	if err != nil {
		return b, err
	}
	for _, q := range waiting {
		b.Waiting = append(b.Waiting, questionRow(c, access, q))
	}
	often, err := mostAsked(ctx, desk, access)
	for _, q := range often {
		b.Often = append(b.Often, questionRow(c, access, q))
	}
	return b, err
}

// mostAsked are the answered questions that have answered the most asks.
func mostAsked(ctx context.Context, desk *qa.Desk, access wiki.Access) ([]qa.Listed, error) {
	list, err := desk.List(ctx, access, qa.Filter{State: qa.Answered, Limit: lookedAt})
	slices.SortStableFunc(list, func(a, b qa.Listed) int { return cmp.Compare(b.Confirmed, a.Confirmed) })
	return list[:min(len(list), atHome)], err
}

// timesAsked counts the first time, where a person asked the team, and the asks that were answered.
func timesAsked(q qa.Question) int {
	if q.By.ID != 0 || q.Anonymous() {
		return q.Confirmed + 1
	}
	return q.Confirmed
}

func questionRow(c clock, access wiki.Access, q qa.Listed) themes.QuestionRow {
	space, _ := access.Space(q.Space)
	row := themes.QuestionRow{
		Title: q.Title, URL: q.URL(), State: string(q.State), Space: space.Name, By: q.By.Name, At: c.when(q.Created),
		Asked: timesAsked(q.Question),
	}
	if q.Stale {
		row.State = "changed"
	}
	if q.State == qa.Open {
		row.Owner, row.Due, row.Late = q.Owner.Name, c.when(q.Due), late(c, q.Question)
	}
	return row
}

func late(c clock, q qa.Question) bool {
	return q.State == qa.Open && !q.Due.IsZero() && q.Due.Before(c.now)
}
