package insightsql_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/qa/insightsql"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// bench is a database with two spaces, pages and questions, and a clock.
type bench struct {
	*testing.T
	*wikitest.Site
	now   time.Time
	asks  *qasql.Store
	store *insightsql.Store
	job   *insights.Job
	pages []wiki.PageID
	homes []wiki.SpaceID // of pages
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	b.Site = wikitest.Open(t, func() time.Time { return b.now })
	b.Settle()
	b.asks, b.store = qasql.New(b.DB), insightsql.New(b.DB)
	b.job = insights.NewJob(b.store, insights.Options{Now: func() time.Time { return b.now }})
	for _, space := range []string{"handbook", "secret"} {
		for i := range 3 {
			p := b.Page(space, fmt.Sprintf("Page %d of %s", i, space), "Text.")
			b.pages, b.homes = append(b.pages, p.ID), append(b.homes, b.SpaceID(space))
		}
	}
	return b
}

// TestRolled asks, ends asks and takes that back at random, rolls up now and then, and counts all of it again in
// another way.
func TestRolled(t *testing.T) {
	b := newBench(t)
	dice := rand.New(rand.NewPCG(7, 11))
	words := []string{"how do I book a flight", "book flights how", "where is the vpn key", "who approves leave", "parental leave length", "printer broken"}
	outcomes := []qa.Outcome{qa.IsAnswered, qa.IsAnswered, qa.IsMaybe, qa.IsUnsure}
	var all []qa.Ask
	for id := qa.AskID(1); id <= 600; id++ {
		b.now = b.now.Add(time.Duration(dice.IntN(7200)) * time.Second)
		page := dice.IntN(len(b.pages))
		a := qa.Ask{
			ID: id, By: wiki.PersonID(1 + dice.IntN(5)), At: b.now, Text: words[dice.IntN(len(words))],
			Outcome: outcomes[dice.IntN(len(outcomes))], Chosen: -1, Would: 1,
		}
		if a.Outcome != qa.IsUnsure {
			a.Offered = []qa.Offered{{Kind: qa.OfSection, Page: b.pages[page], Confidence: .5}}
		}
		b.Must(b.asks.PutAsks(t.Context(), []qa.Ask{a}))
		all = append(all, a)
		if old := dice.IntN(len(all)); dice.IntN(2) == 0 { // some end, some of those are taken back
			x := &all[old]
			x.Ending, x.Ended = []qa.Ending{qa.ByAnswer, qa.Refused, qa.AskedTeam, qa.Pending}[dice.IntN(4)], b.now
			b.Must(b.asks.Write(t.Context(), wiki.Actor{}, func(tx qa.Tx) error { return tx.UpdateAsk(t.Context(), *x) }))
		}
		if dice.IntN(20) == 0 {
			b.Must(b.job.Roll(t.Context()))
		}
	}
	b.now = b.now.Add(3 * time.Hour)
	b.Must(b.job.Roll(t.Context()))
	everything := insights.Filter{From: 0, To: 1 << 30, Spaces: []wiki.SpaceID{0, b.SpaceID("handbook"), b.SpaceID("secret")}}
	got, err := b.store.Days(t.Context(), everything)
	b.Must(err)
	if diff := cmp.Diff(b.recount(all), asTable(got)); diff != "" {
		t.Errorf("counts by day (-plain count +rolled up):\n%s", diff)
	}
	vault := everything
	vault.Spaces = []wiki.SpaceID{b.SpaceID("secret")}
	some, err := b.store.Days(t.Context(), vault)
	b.Must(err)
	if len(some) == 0 || len(asTable(some)) >= len(asTable(got)) {
		t.Errorf("one space has %d of %d counts", len(some), len(got))
	}
	again, err := b.store.Days(t.Context(), everything)
	b.Must(err)
	b.Must(b.job.Roll(t.Context()))
	if diff := cmp.Diff(got, again); diff != "" {
		t.Errorf("rolling up again changed counts:\n%s", diff)
	}
}

type cell struct {
	Day  insights.Day
	Kind insights.Kind
}

func asTable(counts []insights.Count) map[cell]int {
	table := map[cell]int{}
	for _, c := range counts {
		table[cell{c.Day, c.Kind}] += c.N
	}
	return table
}

// recount decides about every ask by looking at all others.
func (b *bench) recount(all []qa.Ask) map[cell]int {
	table := map[cell]int{}
	for _, a := range all {
		day := insights.Day(a.At.Unix() / 86_400)
		until := a.At.Add(24 * time.Hour)
		fate := insights.Quiet
		for _, other := range all {
			if other.By == a.By && other.At.After(a.At) && other.At.Before(until) && topic(other.Text) == topic(a.Text) {
				fate = insights.Again
			}
		}
		if fate == insights.Quiet && b.now.Before(until) {
			fate = insights.Waiting
		}
		switch {
		case a.Ending == qa.ByAnswer:
			fate = insights.Confirmed
		case a.Ending == qa.Refused:
			fate = insights.Refused
		case a.Ending == qa.AskedTeam:
			fate = insights.ToTeam
		case a.Outcome == qa.IsUnsure:
			fate = insights.Unsure
		case a.Outcome == qa.IsMaybe:
			fate = insights.Offered
		}
		table[cell{day, insights.Kind(fate)}]++
	}
	return table
}

// topic is which of the test's texts ask the same.
func topic(text string) string {
	if text == "book flights how" {
		return "how do I book a flight"
	}
	return text
}
