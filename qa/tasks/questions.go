package tasks

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
)

// Questions is the source of open questions: the reader's own, and nobody's in spaces that the reader
// manages. One that has an answer which is not accepted yet stands under StateAnswered.
func Questions(desk *qa.Desk, db *sqldb.DB) Source {
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		list, err := desk.ToAnswer(ctx, access)
		if err != nil {
			return nil, err
		}
		proposed, err := proposed(ctx, db, access, list)
		if err != nil {
			return nil, err
		}
		items := make([]Item, 0, len(list))
		for _, q := range list {
			item := Item{
				Key: fmt.Sprintf("question-%d", q.ID), Kind: Answer, Title: q.Title, URL: q.URL(),
				Do: "Answer", DoURL: fmt.Sprintf("/q/%d/answer", q.ID), Text: "Nobody has answered yet.",
				Space: q.Space, Due: q.Due, Since: q.Created, Assign: handOn(desk, q.ID),
			}
			if q.By.Name != "" {
				item.Text = "Asked by " + q.By.Name + "."
			}
			switch {
			case q.Owner.ID == 0 && q.Group != 0:
				item.Text += " Nobody has replied in time: your whole group is asked."
			case q.Owner.ID == 0:
				item.Text += " It is nobody's yet: it waits for whoever looks after the space."
			}
			if proposed[q.ID] {
				item.State, item.Do, item.DoURL = StateAnswered, "Accept or answer", q.URL()
				item.Text += " An answer is there; accept it, or write a better one."
			}
			items = append(items, item)
		}
		return items, nil
	}
}

// handOn puts an open question to somebody else, who has the time of a new one.
func handOn(desk *qa.Desk, id qa.QuestionID) func(context.Context, wiki.Access, wiki.PersonID) error {
	return func(ctx context.Context, access wiki.Access, to wiki.PersonID) error {
		_, _, err := desk.HandOn(ctx, access, id, qa.Choice{To: team.Party{Person: to}})
		return err
	}
}

// handOver makes somebody else the owner of a question.
func handOver(desk *qa.Desk, id qa.QuestionID) func(context.Context, wiki.Access, wiki.PersonID) error {
	return func(ctx context.Context, access wiki.Access, to wiki.PersonID) error {
		_, err := desk.ChangeQuestion(ctx, access, id, qa.Change{Owner: &to})
		return err
	}
}

// proposed tells which questions have an answer that stands and of which the reader may read something.
func proposed(ctx context.Context, db *sqldb.DB, access wiki.Access, list []qa.Question) (map[qa.QuestionID]bool, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]qa.QuestionID, len(list))
	for i, q := range list {
		ids[i] = q.ID
	}
	args := sqldb.Padded(ids)
	in, n := sqldb.In(len(args), 1), len(args)
	spaces := sqldb.Padded(access.IDs())
	args = append(args, spaces...)
	found, err := sqldb.All(ctx, db.Reader(), func(rows *sql.Rows) (id qa.QuestionID, err error) { return id, rows.Scan(&id) },
		`SELECT DISTINCT a.question FROM answers a LEFT JOIN answer_links l ON l.answer = a.id LEFT JOIN pages p ON p.id = l.page
		WHERE a.question IN (`+in+`) AND a.retracted = 0
			AND (a.markdown <> '' OR l.page = 0 OR p.space IN (`+sqldb.In(len(spaces), n+1)+`))`, args...)
	if err != nil {
		return nil, fmt.Errorf("which questions have an answer: %w", err)
	}
	has := make(map[qa.QuestionID]bool, len(found))
	for _, id := range found {
		has[id] = true
	}
	return has, nil
}

// Checks is the source of answers whose text has changed.
func Checks(desk *qa.Desk) Source {
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		list, err := desk.ToCheck(ctx, access)
		if err != nil {
			return nil, err
		}
		items := make([]Item, 0, len(list))
		for _, c := range list {
			item := Item{
				Key: fmt.Sprintf("check-%d", c.Question.ID), Kind: Check, State: StateLooking, Title: c.Question.Title,
				URL: c.Question.URL(), Do: "Check", Space: c.Question.Space,
				Why: c.Why, Change: func() Change { return changeOf(access, c) }, Assign: handOver(desk, c.Question.ID),
			}
			if qa.MayChange(access, c.Question, c.Answer) {
				item.Do, item.DoURL = "Fix", fmt.Sprintf("/q/%d/answers/%d/edit", c.Question.ID, c.Answer.ID)
			}
			for _, l := range c.Answer.Links {
				if l.State() != qa.Fresh && l.Now.Updated.After(item.Since) {
					item.Since = l.Now.Updated
				}
			}
			items = append(items, item)
		}
		return items, nil
	}
}
