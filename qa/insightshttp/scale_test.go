package insightshttp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/insights"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// TestManyAsks opens the screens over many asks and questions, and counts what they show in plain SQL. -short has a
// tenth of them and leaves out how long that takes, which says nothing under the race detector.
func TestManyAsks(t *testing.T) {
	asks, questions := 5_000, 500
	switch {
	case testing.Short():
		asks, questions = 500, 50
	case os.Getenv("DOCENT_SCALE") != "":
		asks, questions = 1_000_000, 20_000
	case os.Getenv("DOCENT_TEST_ALL") == "1":
		asks, questions = 50_000, 5_000
	}
	s := newSite(t)
	s.history(asks, questions)
	job := insights.NewJob(s.rolled, insights.Options{Now: func() time.Time { return s.now }})
	begun := time.Now()
	s.Must(job.Roll(t.Context()))
	rolled := time.Since(begun)
	s.Must(job.Survey(t.Context()))
	t.Logf("%d asks and %d questions rolled up in %.1f s, surveyed in %.1f s", asks, questions, rolled.Seconds(), (time.Since(begun) - rolled).Seconds())
	for _, url := range []string{
		"/insights", "/insights?days=365", "/insights?days=365&space=handbook", "/insights/avoided?days=365", "/insights/avoided?days=365&how=probably",
		"/insights/gaps?days=365", "/insights/freshness?days=365", "/insights/overview.csv?days=365",
	} {
		best := time.Hour
		for range 3 {
			begun := time.Now()
			if rec := s.Do(wikitest.Request{URL: url, As: "ada"}); rec.Code != http.StatusOK {
				t.Fatalf("%s: %d", url, rec.Code)
			}
			best = min(best, time.Since(begun))
		}
		t.Logf("%s: %.0f ms", url, best.Seconds()*1000)
		if best > 300*time.Millisecond && !testing.Short() {
			t.Errorf("%s takes %.0f ms, 300 are allowed", url, best.Seconds()*1000)
		}
	}
	got := s.Call("ed", "GET", "/insights/overview?from=2025-03-07", "", 200)
	for name, where := range map[string]string{
		"asked":             "1 = 1",
		"avoided_confirmed": "ending = 'answered'",
	} {
		if want := s.count(`SELECT COUNT(*) FROM asks WHERE ` + where); got[name] != float64(want) {
			t.Errorf("%s is %v, a plain count gives %d", name, got[name], want)
		}
	}
	if want := s.count(`SELECT COUNT(*) FROM questions WHERE asker > 0`); got["questions"] != float64(want) {
		t.Errorf("questions are %v, a plain count gives %d", got["questions"], want)
	}
	if want := s.count(`SELECT COUNT(*) FROM questions q WHERE asker > 0 AND EXISTS (SELECT 1 FROM answers a WHERE a.question = q.id AND a.author > 0)`); got["answered"] != float64(want) {
		t.Errorf("answered are %v, a plain count gives %d", got["answered"], want)
	}
	if want := s.count(`SELECT COUNT(*) FROM questions WHERE state = 'open'`); got["open"] != float64(want) {
		t.Errorf("open are %v, a plain count gives %d", got["open"], want)
	}
}

func (s *site) count(query string) (n int) {
	s.T.Helper()
	s.Must(s.DB.Reader().QueryRowContext(s.T.Context(), query).Scan(&n))
	return n
}

// history writes a year of asks and questions past the program, which would take an hour for it.
func (s *site) history(asks, questions int) {
	s.T.Helper()
	ctx, dice := s.T.Context(), rand.New(rand.NewPCG(3, 5))
	home := s.SpaceID("handbook")
	var pages []wiki.Page
	for i := range 20 {
		pages = append(pages, s.Page("handbook", fmt.Sprintf("Page %d", i), "Text."))
	}
	names := []string{"ada", "bob", "cleo", "rita", "ed"}
	who := func() int64 { return int64(s.People[names[dice.IntN(len(names))]].ID) }
	year := 364 * 24 * time.Hour
	endings := []qa.Ending{qa.Pending, qa.Pending, qa.ByAnswer, qa.Refused, qa.AskedTeam}
	outcomes := []qa.Outcome{qa.IsAnswered, qa.IsMaybe, qa.IsUnsure}
	at := func(i, of int) int64 {
		return sqldb.Micros(s.now.Add(-year + time.Duration(i)*(year/time.Duration(of))))
	}
	s.Must(s.DB.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error {
		return insert(ctx, tx, `INSERT INTO asks (id, asker, at, space, outcome, would, ending, ended, chosen, question, wording, made, changed, offered, body) VALUES `, 15, asks, func(i int) []any {
			offered, err := json.Marshal([]qa.Offered{{Kind: qa.OfSection, Page: pages[dice.IntN(len(pages))].ID, Confidence: .7}})
			s.Must(err)
			return []any{
				i + 1, who(), at(i, asks), 0, string(outcomes[dice.IntN(3)]), who(), string(endings[dice.IntN(5)]), 0, 0, 0, 0, 0, at(i, asks), string(offered),
				fmt.Sprintf("how do I reach topic %d of %d", dice.IntN(3000), dice.IntN(4)),
			}
		})
	}))
	s.Must(s.DB.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error {
		first, err := tx.NextID(ctx, "questions", questions)
		s.Must(err)
		err = insert(ctx, tx, `INSERT INTO questions (id, space, title, near, state, asker, owner, due, canonical, duplicate_of, created, updated, confirmed, body) VALUES `, 14, questions, func(i int) []any {
			tx.Emit(wiki.Event{Kind: qa.QuestionCreated, Space: home, Question: first + int64(i)})
			state := qa.Open
			if i%3 > 0 {
				state = qa.Answered
			}
			return []any{first + int64(i), int64(home), fmt.Sprintf("Question %d?", i), "", string(state), who(), who(), at(i, questions), 0, 0, at(i, questions), at(i, questions), 0, ""}
		})
		if err != nil {
			return err
		}
		return insert(ctx, tx, `INSERT INTO answers (id, question, author, at, edited, retracted, plain, markdown) VALUES `, 8, questions/3*2, func(i int) []any {
			n := i/2*3 + 1 + i%2 // those that are answered
			return []any{1_000_000 + i, first + int64(n), who(), at(n, questions) + 3_600_000_000, 0, 0, "So.", "So."}
		})
	}))
	s.Must(s.DB.Write(ctx, wiki.Actor{}, func(tx *sqldb.Tx) error {
		return insert(ctx, tx, `INSERT INTO page_days (day, page, n) VALUES `, 3, 365*len(pages), func(i int) []any {
			return []any{int64(insights.DayOf(s.now)) - int64(i/len(pages)), int64(pages[i%len(pages)].ID), 1 + dice.IntN(50)}
		})
	}))
}

// insert writes n rows of some columns.
func insert(ctx context.Context, tx *sqldb.Tx, text string, columns, n int, row func(int) []any) error {
	const some = 100
	for from := 0; from < n; from += some {
		var args []any
		k := min(some, n-from)
		for i := range k {
			args = append(args, row(from+i)...)
		}
		if _, err := tx.ExecContext(ctx, text+sqldb.Values(k, columns), args...); err != nil {
			return err
		}
	}
	return nil
}
