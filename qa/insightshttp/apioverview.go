package insightshttp

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

type (
	overviewInput struct {
		From  string `query:"from" doc:"First day, 2026-03-01; without it 90 days before the last"`
		To    string `query:"to" doc:"Last day; without it today"`
		Space string `query:"space" doc:"Slug; without it all that the token may read"`
		Area  string `query:"area" doc:"Number of an area"`
	}
	overviewOutput struct {
		Body OverviewBody
	}
	// DayCount is how many of something there were on a day.
	DayCount struct {
		Day  string `json:"day" example:"2026-03-01"`
		What string `json:"what" doc:"ask.confirmed, ask.quiet, ask.waiting, ask.offered, ask.again, ask.refused, ask.unsure, ask.team, question.asked, question.answered, search.all, search.none, page.live or page.verified"`
		N    int    `json:"n"`
	}
	// OverviewBody are the figures of a range.
	OverviewBody struct {
		From             string     `json:"from"`
		To               string     `json:"to"`
		Asked            int        `json:"asked"`
		AvoidedConfirmed int        `json:"avoided_confirmed" doc:"The asker said that an answer was right"`
		AvoidedProbably  int        `json:"avoided_probably" doc:"One answer was shown, and its asker did not ask alike within a working day"`
		Questions        int        `json:"questions" doc:"Put to the team"`
		Answered         int        `json:"answered" doc:"By people, for the first time"`
		MedianSeconds    float64    `json:"median_seconds" doc:"Working time until a person answered; half of the answers took less"`
		Open             int        `json:"open" doc:"At present"`
		Overdue          int        `json:"overdue" doc:"Of those, at present"`
		Days             []DayCount `json:"days"`
	}
)

func (s *screens) overviewCall(ctx context.Context, as wiki.Actor, in *overviewInput) (*overviewOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if !as.SignedIn() {
		return nil, content.Errorf(content.Sign, "Sign in to see what your team asks and finds.")
	}
	f, err := choose(access, wiki.Reader, s.now(), chosen{From: in.From, To: in.To, Space: in.Space, Area: in.Area})
	if err != nil {
		return nil, err
	}
	o, err := s.gather(ctx, f, s.now())
	if err != nil {
		return nil, err
	}
	body := OverviewBody{
		From: f.From.Time().Format(time.DateOnly), To: f.To.Time().Format(time.DateOnly), Asked: o.asked(),
		AvoidedConfirmed: o.fate(insights.Confirmed), AvoidedProbably: o.fate(insights.Quiet),
		Questions: o.sums[insights.QuestionsAsked], Answered: o.sums[insights.QuestionsAnswered],
		MedianSeconds: insights.Median(o.replies).Seconds(), Open: o.Open, Overdue: o.Overdue, Days: make([]DayCount, len(o.days)),
	}
	for i, c := range o.days {
		body.Days[i] = DayCount{Day: c.Day.Time().Format(time.DateOnly), What: string(c.Kind), N: c.N}
	}
	return &overviewOutput{body}, nil
}
