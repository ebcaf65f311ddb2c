package qa_test

import (
	"testing"

	"github.com/docent-wiki/docent/qa"
)

// TestFewQuestionsAreKnown: who knows one question must not take every ask for it.
func TestFewQuestionsAreKnown(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	page := tm.page(tm.ann, tm.open, "Travel", "# Travel\n\n## Rental insurance\n\nDecline the insurance of the rental desk: the agreement covers you.\n")
	tm.answered(tm.ann, "Do I need the insurance when I rent a car?", page.ID, "rental-insurance")
	tm.catchUp()
	for _, c := range []struct {
		ask  string
		want qa.Outcome
	}{
		{"Should I take the insurance for a rental car?", qa.IsAnswered},
		{"Is insurance required for rented cars?", qa.IsAnswered},
		{"the", qa.IsUnsure},
		{"I", qa.IsUnsure},
		{"Do I need a visa?", qa.IsUnsure},
		{"Do I need a lawyer when I rent a flat?", qa.IsMaybe},
		{"Do I need the insurance when I buy a house?", qa.IsMaybe},
	} {
		r, err := tm.Preview(t.Context(), tm.access(tm.ann), c.ask, 0)
		tm.must(err)
		if r.Outcome != c.want {
			t.Errorf("%s: %s, wanted %s: %+v", c.ask, r.Outcome, c.want, r.Offers)
		}
	}
}

// TestSpacelessQuestions: questions in scripts without spaces find their section, and not all alike.
func TestSpacelessQuestions(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.page(tm.ann, tm.open, "休暇規定", "# 休暇規定\n\n## 有給休暇\n\n有給休暇は年間20日です。\n\n## 経費\n\n経費の締め切りは毎月25日です。\n")
	tm.page(tm.ann, tm.open, "差旅", "# 差旅\n\n## 报销\n\n报销单在出差后五天内提交。\n\n## 酒店\n\n酒店通过内部网站预订。\n")
	tm.catchUp()
	for ask, heading := range map[string]string{
		"有給休暇は何日ありますか？": "有給休暇",
		"経費の締め切りはいつですか": "経費",
		"出差后几天内提交报销单？":  "报销",
		"怎么预订酒店？":       "酒店",
	} {
		r, err := tm.Preview(t.Context(), tm.access(tm.ann), ask, 0)
		tm.must(err)
		if len(r.Offers) == 0 || r.Offers[0].Heading != heading || r.Offers[0].Confidence <= 0.01 {
			t.Errorf("%s: %s, %+v, wanted %s first", ask, r.Outcome, r.Offers, heading)
		}
		for i := 1; i < len(r.Offers); i++ {
			if r.Offers[i].Confidence >= r.Offers[i-1].Confidence {
				t.Errorf("%s: equal confidence at %d: %v", ask, i, r.Offers[i].Confidence)
			}
		}
	}
}

// TestWordingsOfFewerReaders: a wording that came with a question of a private space teaches nothing to those
// who may not read it.
func TestWordingsOfFewerReaders(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	page := tm.page(tm.ann, tm.open, "Zoo", "# Zoo\n\n## Hours\n\nThe zoo opens at nine on Mondays.\n")
	zoo := tm.answered(tm.ann, "When does the zoo open on Mondays?", page.ID, "hours")
	const secret = "How large is the zebrafish salary of the director?"
	q, err := tm.CreateQuestion(t.Context(), tm.access(tm.cleo), qa.NewQuestion{Title: secret, Space: tm.private.ID})
	tm.must(err)
	_, err = tm.Merge(t.Context(), tm.access(tm.cleo), q.ID, zoo.ID)
	tm.must(err)
	tm.catchUp()
	r, err := tm.Preview(t.Context(), tm.access(tm.ben), secret, 0)
	tm.must(err)
	if r.Outcome == qa.IsAnswered {
		t.Errorf("told to somebody who may not read the question that it came from: %+v", r.Offers)
	}
}
