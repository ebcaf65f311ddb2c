package likeness

import (
	"context"
	"fmt"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
)

// Tasks gives the reviews that fall to the reader as tasks.
func (d *Desk) Tasks(ctx context.Context, access wiki.Access) ([]tasks.Item, error) {
	all, err := d.List(ctx, access, true, "", tasks.MaxItems)
	if err != nil {
		return nil, err
	}
	items := make([]tasks.Item, len(all))
	for i, p := range all {
		items[i] = tasks.Item{
			Key: fmt.Sprintf("review-%d", p.ID), Kind: tasks.Review, Title: p.Title(), Text: p.Why(),
			URL: p.URL(), Do: "Compare", Space: p.space(), Since: p.Found, State: tasks.StateLooking,
		}
	}
	return items, nil
}

// URL is the review's address.
func (r Review) URL() string { return fmt.Sprintf("/reviews/%d", r.ID) }

func (p Pair) space() wiki.SpaceID {
	if p.Kind == Questions {
		return p.Questions[0].Question.Space
	}
	return p.Sides[0].Space
}

// shown bounds names and sentences in titles, in characters.
const shown = 80

// Title names a review in a line.
func (p Pair) Title() string {
	cut := func(s string) string { return content.Excerpt(s, shown) }
	switch p.Kind {
	case Questions:
		return "“" + cut(p.Questions[0].Question.Title) + "” and “" + cut(p.Questions[1].Question.Title) + "”"
	case Conflict:
		if p.In != Polarity && len(p.MarksA) > 0 && len(p.MarksB) > 0 {
			return "“" + cut(at(p.TextA, p.MarksA[0])) + "” or “" + cut(at(p.TextB, p.MarksB[0])) + "”?"
		}
		return "“" + cut(p.TextA) + "” or not?"
	case Copies:
	}
	return "“" + cut(p.Sides[0].Name()) + "” and “" + cut(p.Sides[1].Name()) + "”"
}

func at(text string, m Mark) string {
	if m.Start < 0 || m.End > len(text) || m.Start > m.End {
		return text
	}
	return text[m.Start:m.End]
}

// Why says why a person should look.
func (p Pair) Why() string {
	switch p.Kind {
	case Questions:
		return fmt.Sprintf("Two questions may ask the same (%.0f %%). Merge them, or say that they do not.", 100*p.Score)
	case Conflict:
		return "“" + content.Excerpt(p.Sides[0].Name(), shown) + "” and “" + content.Excerpt(p.Sides[1].Name(), shown) + "” say different things in the same words."
	case Copies:
	}
	return fmt.Sprintf("Two sections say nearly the same (%.0f %% of their words in a row). Keep one and link to it, or say that both are right.", 100*p.Score)
}

// Expired gives the answers of which nobody vouches any more as tasks of those who keep them.
func Expired(desk *qa.Desk) tasks.Source {
	return func(ctx context.Context, access wiki.Access) ([]tasks.Item, error) {
		questions, answers, err := desk.ToVerify(ctx, access)
		if err != nil {
			return nil, err
		}
		items := make([]tasks.Item, len(questions))
		for i, q := range questions {
			items[i] = tasks.Item{
				Key: fmt.Sprintf("answer-%d", answers[i].ID), Kind: tasks.Verify, Title: q.Title, URL: q.URL(), Do: "Look at it",
				Text:  "The time for which the answer was verified is over. Verify it again, or answer anew.",
				Space: q.Space, Due: answers[i].VerifiedUntil, Since: answers[i].VerifiedUntil, State: tasks.StateLooking,
			}
		}
		return items, nil
	}
}
