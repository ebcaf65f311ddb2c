package main

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/qa/insightshttp"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// rollUp makes the job that rolls up what insights shows.
func (a *app) rollUp() *insights.Job {
	return insights.NewJob(a.rolled, insights.Options{
		Log: a.log, WorkingDay: a.workingDay, Areas: a.areaOf, Look: a.look,
	})
}

// workingDay gives when a working day has passed for some people, by their calendars.
func (a *app) workingDay(ctx context.Context, people []wiki.PersonID) (insights.Passed, error) {
	calendars, err := team.New(a.db).Calendars(ctx, people)
	if err != nil {
		return nil, err
	}
	return func(p wiki.PersonID, after time.Time) time.Time {
		c, known := calendars[p]
		passed := c.Add(after, c.Day())
		if !known || passed.IsZero() { // who works at no hours asks again within a day, or not at all
			return after.Add(24 * time.Hour)
		}
		return passed
	}, nil
}

// areaOf tells the most specific area that covers a text.
func (a *app) areaOf(ctx context.Context) (func(insights.Place, string) qa.AreaID, error) {
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil {
		return nil, err
	}
	areas, err := a.router.Areas(ctx, access)
	if err != nil {
		return nil, err
	}
	return func(p insights.Place, text string) qa.AreaID {
		c := routing.Case{Text: text, Space: p.Space}
		if p.Page != 0 {
			c.Near = []routing.Near{{Page: p.Page, Space: p.Space, Above: p.Above, Tags: p.Tags, Confidence: 1}}
		}
		if covering := routing.Covering(c, areas); len(covering) > 0 {
			return covering[0].ID
		}
		return 0
	}, nil
}

// namedAreas are the areas that a reader may choose.
func (a *app) namedAreas(ctx context.Context, access wiki.Access) ([]insightshttp.Area, error) {
	areas, err := a.router.Areas(ctx, access)
	named := make([]insightshttp.Area, len(areas))
	for i, area := range areas {
		named[i] = insightshttp.Area{ID: area.ID, Name: area.Name}
	}
	return named, err
}

// look asks what is written about a text: in a space, for those who manage it, or in what everybody who signed in may
// read.
func (a *app) look(ctx context.Context, text string, space wiki.SpaceID) (insights.Looked, error) {
	as := eval.Anybody
	if space != 0 {
		as = wiki.Operator()
	}
	access, err := a.wiki.Access(ctx, as)
	if err != nil {
		return insights.Looked{}, err
	}
	found, err := a.desk.Preview(ctx, access, content.Excerpt(text, qa.MaxAskText/2), space)
	if err != nil || len(found.Offers) == 0 {
		return insights.Looked{}, err
	}
	o := found.Offers[0]
	title := o.Title
	if o.Kind == qa.OfSection {
		title = o.PageTitle
	}
	over := !o.VerifiedUntil.IsZero() && o.VerifiedUntil.Before(time.Now())
	return insights.Looked{
		Outcome: found.Outcome, Stale: o.State != qa.Fresh || over, Page: o.Page, Question: o.Question, Title: title, URL: o.URL,
	}, nil
}
