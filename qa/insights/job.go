package insights

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Passed gives when a working day after a moment has passed for a person.
type Passed func(p wiki.PersonID, after time.Time) time.Time

// Options of a Job; all may be left out.
type Options struct {
	Now func() time.Time
	Log *slog.Logger
	// WorkingDay gives what tells when a working day after a moment has passed, for some people; nil: 24 hours.
	WorkingDay func(context.Context, []wiki.PersonID) (Passed, error)
	// Areas gives what tells the area of a text that belongs to a place; nil: there are none.
	Areas func(context.Context) (func(Place, string) qa.AreaID, error)
	// Look says what is written about a text that anybody may read; nil: nothing is diagnosed.
	Look func(ctx context.Context, text string, space wiki.SpaceID) (Looked, error)
}

// Job rolls up. One at a time.
type Job struct {
	store Store
	o     Options
}

// NewJob makes the job.
func NewJob(store Store, o Options) *Job {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.WorkingDay == nil {
		o.WorkingDay = func(context.Context, []wiki.PersonID) (Passed, error) {
			return func(_ wiki.PersonID, after time.Time) time.Time { return after.Add(24 * time.Hour) }, nil
		}
	}
	return &Job{store: store, o: o}
}

// How often asks and questions are rolled up, and pages and gaps, which takes longer.
const (
	often  = 20 * time.Second
	seldom = time.Hour
)

// Run rolls up until ctx ends. What fails is tried again.
func (j *Job) Run(ctx context.Context) error {
	tick := time.NewTicker(often)
	defer tick.Stop()
	var last time.Time
	for {
		err := j.Roll(ctx)
		if now := j.o.Now(); err == nil && now.Sub(last) >= seldom {
			if err = j.Survey(ctx); err == nil {
				last = now
			}
		}
		if err != nil && ctx.Err() == nil {
			j.o.Log.Error("insights are not rolled up; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

func (j *Job) now() time.Time { return j.o.Now().UTC().Truncate(time.Microsecond) }

// Roll takes in what happened to asks and questions since the last time.
func (j *Job) Roll(ctx context.Context) error {
	if err := j.rollAsks(ctx); err != nil {
		return fmt.Errorf("roll up asks: %w", err)
	}
	if err := j.rollQuestions(ctx); err != nil {
		return fmt.Errorf("roll up questions: %w", err)
	}
	return nil
}

// How far lists of the most of something look back, and for how long counts are kept.
const (
	surveyed = 90
	kept     = 5 * 366
)

// Survey counts pages and looks for gaps.
func (j *Job) Survey(ctx context.Context) error {
	now := j.now()
	if err := j.store.Snapshot(ctx, DayOf(now), DayOf(now)-surveyed, now); err != nil {
		return fmt.Errorf("survey of pages: %w", err)
	}
	if err := j.findGaps(ctx, now); err != nil {
		return fmt.Errorf("survey of gaps: %w", err)
	}
	return j.store.Prune(ctx, DayOf(now)-kept)
}

func (j *Job) area(ctx context.Context) (func(Place, string) qa.AreaID, error) {
	if j.o.Areas == nil {
		return func(Place, string) qa.AreaID { return 0 }, nil
	}
	return j.o.Areas(ctx)
}
