package likeness

import (
	"cmp"
	"context"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// Asked is what is read of questions.
type Asked interface {
	QuestionsByID(ctx context.Context, in qa.Scope, ids []qa.QuestionID) ([]qa.Question, error)
	AllQuestions(ctx context.Context, in qa.Scope, after qa.QuestionID, limit int) ([]qa.Question, error)
	Wordings(ctx context.Context, questions []qa.QuestionID) ([]qa.Wording, error)
	Answers(ctx context.Context, in qa.Scope, ids []qa.AnswerID) ([]qa.Answer, error)
}

func (f *Follower) walkQuestions(ctx context.Context, at Trail) (bool, error) {
	all, err := f.opts.Questions.AllQuestions(ctx, qa.All(), qa.QuestionID(at.Cursor), questionsAtOnce)
	if err != nil {
		return false, err
	}
	at.Cursor = Walked
	ids := make([]qa.QuestionID, len(all))
	for i, q := range all {
		ids[i], at.Cursor = q.ID, int64(q.ID)
	}
	return true, f.questions(ctx, at, ids)
}

// asking are the events with which a question may become like another one, or stop to be.
var asking = map[wiki.EventKind]bool{
	qa.QuestionCreated: true, qa.QuestionChanged: true, qa.QuestionAccepted: true, qa.QuestionReopened: true, qa.QuestionUnmerged: true,
	qa.WordingAdded: true, qa.WordingRemoved: true,
}

func (f *Follower) followQuestions(ctx context.Context, at Trail, events []wiki.Event) error {
	touched := map[qa.QuestionID]bool{}
	for _, e := range events {
		if e.Question != 0 && asking[e.Kind] {
			touched[qa.QuestionID(e.Question)] = true
		}
	}
	return f.questions(ctx, at, sorted(touched))
}

const (
	mostSimilar   = 12  // questions that one is compared with
	mostSuggested = 3   // of which so many are suggested
	suggestFrom   = 0.5 // the probability from which on they are
)

// questions compares questions with those that the index finds for them.
func (f *Follower) questions(ctx context.Context, at Trail, ids []qa.QuestionID) error {
	round := Round{Trail: QuestionTrail, At: at}
	all, err := f.opts.Questions.QuestionsByID(ctx, qa.All(), ids)
	if err != nil {
		return err
	}
	for _, q := range all {
		if q.State != qa.Open && q.State != qa.Answered {
			continue
		}
		similar, err := f.opts.Similar(ctx, q.Title, mostSimilar)
		if err != nil {
			return err
		}
		reviews, err := f.suggest(ctx, q, similar)
		if err != nil {
			return err
		}
		round.Found = append(round.Found, reviews...)
	}
	for _, id := range ids {
		round.Looked = append(round.Looked, int64(id))
	}
	return f.opts.Store.Keep(ctx, round)
}

// suggest gives the questions that ask the same as one, at most mostSuggested.
func (f *Follower) suggest(ctx context.Context, q qa.Question, similar []qa.Question) ([]Review, error) {
	all := append([]qa.Question{q}, similar...)
	known, err := f.read(ctx, all)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(similar), func(o qa.Question) bool {
		return o.ID == q.ID || o.State != qa.Open && o.State != qa.Answered
	})
	candidates := make([]asked, len(others))
	for i, o := range others {
		candidates[i] = known[o.ID]
	}
	var reviews []Review
	for i, s := range compare(known[q.ID], candidates) {
		if p := s.probability(); p >= suggestFrom {
			reviews = append(reviews, suggestion(q, others[i], p))
		}
	}
	slices.SortStableFunc(reviews, func(a, b Review) int { return cmp.Compare(b.Score, a.Score) })
	return reviews[:min(len(reviews), mostSuggested)], nil
}

func suggestion(a, b qa.Question, p float64) Review {
	if a.ID > b.ID {
		a, b = b, a
	}
	return Review{Kind: Questions, A: int64(a.ID), B: int64(b.ID), Mark: pairMark(a.Title, b.Title), Score: p}
}

// read gathers the words and linked sections of questions.
func (f *Follower) read(ctx context.Context, all []qa.Question) (map[qa.QuestionID]asked, error) {
	known := map[qa.QuestionID]asked{}
	var ids []qa.QuestionID
	var canonical []qa.AnswerID
	for _, q := range all {
		known[q.ID] = asked{texts: []string{q.Title}, sections: map[wiki.SectionID]bool{}}
		ids, canonical = append(ids, q.ID), append(canonical, q.Canonical)
	}
	wordings, err := f.opts.Questions.Wordings(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, w := range wordings {
		k := known[w.Question]
		k.texts = append(k.texts, w.Text)
		known[w.Question] = k
	}
	answers, err := f.opts.Questions.Answers(ctx, qa.All(), canonical)
	if err != nil {
		return nil, err
	}
	for _, a := range answers {
		for _, l := range a.Links {
			if l.Section != 0 {
				known[a.Question].sections[l.Section] = true
			}
		}
	}
	return known, nil
}
