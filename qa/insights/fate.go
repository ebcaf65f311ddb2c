package insights

import (
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// FateOf says what became of an ask. until is when a working day of its asker had passed, later are the same person's
// asks from then on; an ask whose fate is Waiting is to be looked at again at until.
func FateOf(a qa.Ask, later []qa.Ask, now, until time.Time) Fate {
	switch {
	case a.Ending == qa.ByAnswer:
		return Confirmed
	case a.Ending == qa.Refused:
		return Refused
	case a.Ending == qa.AskedTeam:
		return ToTeam
	case a.Outcome == qa.IsUnsure:
		return Unsure
	case a.Outcome != qa.IsAnswered:
		return Offered
	case again(a, later, until):
		return Again
	case now.Before(until):
		return Waiting
	}
	return Quiet
}

// again says whether somebody asked alike before a time, or put a like question to the team.
func again(a qa.Ask, later []qa.Ask, until time.Time) bool {
	return slices.ContainsFunc(later, func(b qa.Ask) bool {
		return b.ID != a.ID && b.At.After(a.At) && b.At.Before(until) && alike(a.Text, b.Text)
	})
}

// alikeFrom is the share of the stems of the shorter text that two texts have in common to be about the same.
const alikeFrom = 0.5

// alike says whether two texts ask about the same, as far as their words tell.
func alike(a, b string) bool {
	if qa.Near(a) == qa.Near(b) {
		return true
	}
	x, y := rank.Stems(a), rank.Stems(b)
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	both := 0
	for _, s := range x {
		if slices.Contains(y, s) {
			both++
		}
	}
	return float64(both) >= alikeFrom*float64(min(len(x), len(y))) && both >= min(2, len(x), len(y))
}

// askers are the different people who asked.
func askers[A any](all []A, of func(A) wiki.PersonID) []wiki.PersonID {
	ids := make([]wiki.PersonID, 0, len(all))
	for _, a := range all {
		if id := of(a); id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
