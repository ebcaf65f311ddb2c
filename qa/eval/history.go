package eval

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Kind says of what an evaluation was made.
type Kind string

// The kinds.
const (
	Whole Kind = "whole" // everything; for administrators
	Team  Kind = "team"  // what everybody who signed in may read; for everybody who signed in
)

// Kept is how long evaluations are kept.
const Kept = 400 * 24 * time.Hour

// Evaluation is a report with when it was made. In a list it comes without Report.Lost.
type Evaluation struct {
	At     time.Time
	Kind   Kind
	Report Report
}

// History keeps evaluations.
type History interface {
	// PutEvaluations writes some together and drops those that are older than Kept. It is no event.
	PutEvaluations(ctx context.Context, all []Evaluation) error
	// Evaluations gives those of a kind since a time, the oldest first.
	Evaluations(ctx context.Context, kind Kind, since time.Time) ([]Evaluation, error)
	// LastEvaluation gives the newest of a kind with what was lost; false where there is none.
	LastEvaluation(ctx context.Context, kind Kind) (Evaluation, bool, error)
}

// KindFor is what a reader may see: figures tell something of every question that they are made of.
func KindFor(as wiki.Actor) Kind {
	if as.IsAdmin() {
		return Whole
	}
	return Team
}

// Anybody signed in, and was given no right in any space: no account has this number.
var Anybody = wiki.Actor{Person: -1, Role: wiki.Member, Scope: wiki.ScopeRead}
