package insights

import (
	"context"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// atOnce is how many asks or questions are rolled up together.
const atOnce = 2000

func (j *Job) rollAsks(ctx context.Context) error {
	at, err := j.store.Cursor(ctx, AskCursor)
	if err != nil {
		return err
	}
	for {
		changed, err := j.store.Changed(ctx, at, atOnce)
		if err != nil {
			return err
		}
		if len(changed) > 0 {
			last := changed[len(changed)-1]
			at = Cursor{Name: AskCursor, Value: last.Moved, ID: int64(last.ID)}
			if err := j.settle(ctx, changed, at); err != nil {
				return err
			}
			// Who asked just now may have asked again.
			before, err := j.store.WaitingOf(ctx, askers(changed, func(c Changed) wiki.PersonID { return c.By }))
			if err != nil {
				return err
			}
			if err := j.settle(ctx, before, Cursor{}); err != nil {
				return err
			}
		}
		if len(changed) < atOnce {
			break
		}
	}
	for {
		due, err := j.store.Due(ctx, j.now(), atOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		if err := j.settle(ctx, due, Cursor{}); err != nil {
			return err
		}
	}
}

// settle writes what became of asks.
func (j *Job) settle(ctx context.Context, changed []Changed, to Cursor) error {
	if len(changed) == 0 {
		return nil
	}
	people := askers(changed, func(c Changed) wiki.PersonID { return c.By })
	passed, err := j.o.WorkingDay(ctx, people)
	if err != nil {
		return err
	}
	area, err := j.area(ctx)
	if err != nil {
		return err
	}
	later, err := j.later(ctx, changed, passed)
	if err != nil {
		return err
	}
	now := j.now()
	asks := make([]Ask, len(changed))
	for i, c := range changed {
		until := passed(c.By, c.At)
		a := Ask{
			ID: c.ID, Day: DayOf(c.At), Space: c.Place.Space, Area: area(c.Place, c.Text),
			Fate: FateOf(c.Ask, later[c.By], now, until), Question: c.Ask.Question,
		}
		if a.Fate == Waiting {
			a.Until = until
		}
		asks[i] = a
	}
	return j.store.PutAsks(ctx, asks, to)
}

// later gives the asks of the people whose fates hang on whether they asked again, in one read.
func (j *Job) later(ctx context.Context, changed []Changed, passed Passed) (map[wiki.PersonID][]qa.Ask, error) {
	var open []Changed
	var from, to time.Time
	for _, c := range changed {
		if c.Outcome != qa.IsAnswered || c.Ending != qa.Pending {
			continue
		}
		open = append(open, c)
		if from.IsZero() || c.At.Before(from) {
			from = c.At
		}
		if until := passed(c.By, c.At); until.After(to) {
			to = until
		}
	}
	by := map[wiki.PersonID][]qa.Ask{}
	if len(open) == 0 {
		return by, nil
	}
	all, err := j.store.AskedBetween(ctx, askers(open, func(c Changed) wiki.PersonID { return c.By }), from, to)
	for _, a := range all {
		by[a.By] = append(by[a.By], a)
	}
	return by, err
}

// rollQuestions follows the event log.
func (j *Job) rollQuestions(ctx context.Context) error {
	at, err := j.store.Cursor(ctx, QuestionCursor)
	if err != nil {
		return err
	}
	for after := wiki.EventSeq(at.Value); ; {
		asked, last, err := j.store.QuestionsSince(ctx, after, atOnce)
		if err != nil || last == after {
			return err
		}
		if err := j.store.PutQuestions(ctx, asked, last); err != nil {
			return err
		}
		after = last
	}
}

// AskCursor and QuestionCursor name how far asks and questions have been rolled up.
const (
	AskCursor      = "asks"
	QuestionCursor = "questions"
)

// Median of durations in ascending order; 0 of none.
func Median(ascending []time.Duration) time.Duration {
	n := len(ascending)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return ascending[n/2]
	}
	return (ascending[n/2-1] + ascending[n/2]) / 2
}

// Sum adds counts up by kind.
func Sum(counts []Count) map[Kind]int {
	sums := map[Kind]int{}
	for _, c := range counts {
		sums[c.Kind] += c.N
	}
	return sums
}

// Steps are the days, weeks or months that a chart of a range is drawn in: the first days of each, ascending.
func Steps(from, to Day) []Day {
	step := func(d Day) Day { return d + 1 }
	switch n := to - from; {
	case n > 400:
		step = func(d Day) Day {
			t := d.Time()
			return DayOf(time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC))
		}
	case n > 45:
		step = func(d Day) Day { return d + 7 }
	}
	var all []Day
	for d := from; d <= to; d = step(d) {
		all = append(all, d)
	}
	return all
}

// Bucket is where among steps a day stands; false before the first.
func Bucket(steps []Day, d Day) (int, bool) {
	at, found := slices.BinarySearch(steps, d)
	if !found {
		at--
	}
	return at, at >= 0
}
