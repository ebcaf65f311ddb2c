package talk

import (
	"context"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Reaction is a kind of reaction.
type Reaction struct {
	Kind string // as it is stored and as the API names it
	Sign string // as it is shown
	Text string // what it says, for those who hear the screen
}

// Reactions are the kinds, in the order in which they are offered.
var Reactions = []Reaction{
	{"agree", "👍", "Agree"},
	{"same", "🙋", "Me too"},
	{"looking", "👀", "Looking into it"},
	{"cheer", "🎉", "Hooray"},
}

// Subject is what one reacts to: a question (Answer and Comment 0), one of its answers or its comments.
type Subject struct {
	Question qa.QuestionID
	Answer   qa.AnswerID
	Comment  CommentID
}

// Tally is how often a reaction was given.
type Tally struct {
	Reaction
	Count int
	Mine  bool
}

// React gives a reaction, or takes it back.
func (t *Talk) React(ctx context.Context, access wiki.Access, s Subject, kind string, on bool) error {
	if !slices.ContainsFunc(Reactions, func(r Reaction) bool { return r.Kind == kind }) {
		return content.Errorf(content.Invalid, "There is no reaction “%s”. Nothing was changed.", content.Excerpt(kind, 40)).On("kind")
	}
	answer := s.Answer
	if s.Comment != 0 {
		c, err := one(ctx, t.db.Reader(), s.Question, s.Comment)
		if err != nil {
			return err
		}
		s.Answer, answer = 0, c.Answer
	}
	q, _, err := t.about(ctx, access, s.Question, answer)
	if err != nil {
		return err
	}
	if err := needReact(access, q); err != nil {
		return err
	}
	if access.As.Person == 0 {
		return content.Errorf(content.Forbidden, "Only a person can react.")
	}
	return t.db.Write(ctx, q.Voice(access.As), func(tx *sqldb.Tx) error {
		changed, err := putReaction(ctx, tx, s, kind, access.As.Person, on)
		if err != nil || !changed {
			return err
		}
		what := Reacted
		if !on {
			what = ReactionDropped
		}
		tx.Emit(event(what, q, answer, s.Comment))
		return nil
	})
}

// Thread is all that was said around a question, as one reader may see it.
type Thread struct {
	Comments []Comment // oldest first: the newest ones where there are many
	Earlier  int       // how many came before those
	tallies  map[Subject][]Tally
	thanks   map[qa.AnswerID]thanked
}

type thanked struct {
	count int
	mine  bool
}

// Of gives the reactions to something, those that nobody gave included, in the order of Reactions.
func (t Thread) Of(s Subject) []Tally {
	list := make([]Tally, len(Reactions))
	for i, r := range Reactions {
		list[i] = Tally{Reaction: r}
		for _, given := range t.tallies[s] {
			if given.Kind == r.Kind {
				list[i] = Tally{Reaction: r, Count: given.Count, Mine: given.Mine}
			}
		}
	}
	return list
}

// On gives the comments on the question (0) or on an answer.
func (t Thread) On(answer qa.AnswerID) []Comment {
	var list []Comment
	for _, c := range t.Comments {
		if c.Answer == answer {
			list = append(list, c)
		}
	}
	return list
}

// Thanked says whether the reader has thanked for an answer.
func (t Thread) Thanked(answer qa.AnswerID) bool { return t.thanks[answer].mine }

// Thanks is how many have thanked for an answer: told to the one who gave it, 0 to everybody else.
func (t Thread) Thanks(access wiki.Access, a qa.Answer) int {
	if a.By.ID == 0 || a.By.ID != access.As.Person {
		return 0
	}
	return t.thanks[a.ID].count
}

// Thread gives what was said around the question of a view, about it and about those of its answers that
// the reader sees: the last limit comments, Shown as a rule.
func (t *Talk) Thread(ctx context.Context, access wiki.Access, v qa.View, limit int) (Thread, error) {
	answers := []qa.AnswerID{0}
	for _, a := range v.Others {
		answers = append(answers, a.ID)
	}
	if v.Canonical != nil {
		answers = append(answers, v.Canonical.ID)
	}
	var thread Thread
	var err error
	r := t.db.Reader()
	if thread.Comments, thread.Earlier, err = comments(ctx, r, v.Question.ID, answers, limit); err != nil {
		return Thread{}, err
	}
	if thread.tallies, err = tallies(ctx, r, v.Question.ID, access.As.Person); err != nil {
		return Thread{}, err
	}
	thread.thanks, err = thanksFor(ctx, r, v.Question.ID, access.As.Person)
	return thread, err
}

// ThanksTo is how many thanks somebody's own answers got: for that person alone.
func (t *Talk) ThanksTo(ctx context.Context, access wiki.Access) (thanks, answers int, err error) {
	return thanksTo(ctx, t.db.Reader(), access.As.Person)
}
