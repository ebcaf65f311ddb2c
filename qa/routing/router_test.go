package routing_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// TestAsked: the asker is told who and why and by when, the question tells its readers, and it can be handed on.
func TestAsked(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	travel := w.page(w.open, 0, "Travel", "")
	w.page(w.open, travel.ID, "Booking", "Ana")
	area := w.area(routing.Area{Kind: routing.Subtree, Page: travel.ID, Owner: w.who("Ben"), Expect: routing.Expect{N: 4, Unit: routing.Hours}, Emergency: "+43 1 2345"})
	reply, err := w.desk.Expected(ctx, w.access("Dora"), "How do I book?", 0, qa.Choice{})
	w.must(err)
	if reply.Who != "Ana" || reply.Why != "who owns “Travel › Booking”, the page that came closest" || reply.Emergency != "+43 1 2345" {
		t.Errorf("reply %+v", reply)
	}
	if want := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC); !reply.By.Equal(want) || !strings.Contains(reply.Text, "today by 14:00") {
		t.Errorf("expected by %v: %s, want %v", reply.By, reply.Text, want)
	}
	q := w.ask("Dora", "How do I book?", qa.Choice{})
	if q.Owner.Name != "Ana" || q.Area != area.ID || !q.Due.Equal(reply.By) || w.happened(q.ID, qa.QuestionRouted) != 1 {
		t.Errorf("question %+v", q)
	}

	w.now = w.now.Add(time.Hour)
	reading := w.access("Cy")
	reading.As.Scope = wiki.ScopeRead
	if _, _, err := w.desk.HandOn(ctx, reading, q.ID, qa.Choice{To: w.who("Cy")}); kindOf(err) != content.Forbidden {
		t.Errorf("a token that may only read took it away: %v", err)
	}
	_, _, err = w.desk.HandOn(ctx, w.access("Ana"), q.ID, qa.Choice{To: w.who("Ben")})
	w.must(err)
	_, _, err = w.desk.HandOn(ctx, w.access("Ben"), q.ID, qa.Choice{Triage: true})
	w.must(err)
	if got := w.question(q.ID); got.Owner.ID != 0 || !got.Next.IsZero() {
		t.Errorf("in triage: %+v", got)
	}
	_, _, err = w.desk.HandOn(ctx, w.access("Cy"), q.ID, qa.Choice{To: w.who("Cy")}) // nobody's: who may answer may take it
	w.must(err)
	told, err := w.router.Tell(ctx, w.access("Dora"), w.question(q.ID), w.steps(q.ID))
	w.must(err)
	var got []string
	for _, s := range told {
		got = append(got, fmt.Sprintf("%s, %s (%s)", s.Who, s.Why, s.By))
	}
	want := []string{"Ana, who owns “Booking”, the page that came closest ()", "Ben, who was chosen by Ana (Ana)", ",  (Ben)", "Cy, who took it (Cy)"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("told (-want +got):\n%s", d)
	}
	if got := routing.Expecting(told, w.now, time.UTC); got != "Expect a reply today by 15:00." {
		t.Errorf("%s", got)
	}
}

// TestChoosing: the asker may choose a person or a group that may read the space, or nobody.
func TestChoosing(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	g := w.group("Platform", "Ben", "Cy", "Dora")
	var turns []string
	for i := range 4 {
		turns = append(turns, w.ask("Ana", fmt.Sprintf("Question %d?", i), qa.Choice{To: team.Party{Group: g}}).Owner.Name)
	}
	if got := strings.Join(turns, " "); got != "Ben Cy Dora Ben" {
		t.Errorf("turns %s", got)
	}
	// Whoever is away is skipped; the turn of the others goes on where it was.
	_, err := w.teams.PutAway(ctx, w.people["Cy"], w.people["Cy"].Person, worktime.Away{From: worktime.Date{Year: 2026, Month: 3, Day: 2}, To: worktime.Date{Year: 2026, Month: 3, Day: 6}})
	w.must(err)
	if q := w.ask("Ana", "One more?", qa.Choice{To: team.Party{Group: g}}); q.Owner.Name != "Dora" {
		t.Errorf("asked %s while Cy is away", q.Owner.Name)
	}
	if q := w.ask("Ana", "Anybody?", qa.Choice{Triage: true}); q.Owner.ID != 0 || q.Group != 0 {
		t.Errorf("asked %+v", q.Owner)
	}
	_, err = w.desk.CreateQuestion(ctx, w.access("Cy"), qa.NewQuestion{Title: "Who is on leave?", Space: w.private.ID, To: qa.Choice{To: w.who("Ana")}})
	if kindOf(err) != content.Invalid {
		t.Errorf("somebody who may not read the space was asked: %v", err)
	}
	if q, err := w.desk.CreateQuestion(ctx, w.access("Cy"), qa.NewQuestion{Title: "Who is on leave?", Space: w.private.ID, To: qa.Choice{To: w.who("Ada")}}); err != nil || q.Owner.Name != "Ada" {
		t.Errorf("asked %+v, %v", q.Owner, err)
	}
}

// TestChoosingSomebodyAway: who is chosen and away is represented by their deputy, unless the asker insists or the
// deputy is away too; the question says until when, with the note and who stands in.
func TestChoosingSomebodyAway(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	year := worktime.Away{From: worktime.Date{Year: 2026, Month: 3, Day: 1}, To: worktime.Date{Year: 2027, Month: 11, Day: 30}, Note: "I sail around the world."}
	year.Deputy.ID = w.people["Ben"].Person
	_, err := w.teams.PutAway(ctx, w.people["Ana"], w.people["Ana"].Person, year)
	w.must(err)
	cy := w.page(w.open, 0, "Travel", "") // an area of somebody else: its deputy does not stand in for Ana
	w.area(routing.Area{Kind: routing.Subtree, Page: cy.ID, Owner: w.who("Ben"), Deputy: w.who("Cy")})
	for _, c := range []struct {
		name   string
		to     qa.Choice
		as     string
		want   string // who and why
		expect string // beginning of what the question says, the asker is told the same of the absence
	}{
		{"the deputy", qa.Choice{To: w.who("Ana")}, "Dora", "Ben, who stands in for Ana", "Ana is away until 30 November 2027. “I sail around the world.” Expect a reply"},
		{"insisting", qa.Choice{To: w.who("Ana"), Insist: true}, "Dora", "Ana, who was chosen", "Ana is away until 30 November 2027. “I sail around the world.” Ben stands in. Expect a reply on"},
		{"the deputy asks", qa.Choice{To: w.who("Ana")}, "Ben", "Ana, who was chosen", "Ana is away until 30 November 2027."},
		{"taking it", qa.Choice{To: w.who("Ana")}, "Ana", "Ana, who was chosen", "Ana is away until 30 November 2027."},
		{"the deputy is away, too", qa.Choice{To: w.who("Ana")}, "Dora", "Ana, who was chosen", "Ana is away until 30 November 2027."},
	} {
		if c.name == "the deputy is away, too" {
			_, err := w.teams.PutAway(ctx, w.people["Ben"], w.people["Ben"].Person, worktime.Away{From: year.From})
			w.must(err)
			_, err = w.teams.PutAway(ctx, w.people["Ben"], w.people["Ben"].Person, worktime.Away{From: year.From.Days(1), To: year.From.Days(5)})
			w.must(err)
		}
		reply, err := w.desk.Expected(ctx, w.access(c.as), "Who pays?", w.open.ID, c.to)
		w.must(err)
		if !strings.HasPrefix(c.want, reply.Who+", "+reply.Why) || !strings.Contains(reply.Text, "Ana is away until 30 November 2027") || !strings.Contains(reply.Text, "I sail") {
			t.Errorf("%s: the asker is told %s, %s. %s", c.name, reply.Who, reply.Why, reply.Text)
		}
		q := w.ask(c.as, "Who pays?", c.to)
		told, err := w.router.Tell(ctx, w.access(c.as), q, w.steps(q.ID))
		w.must(err)
		last := told[len(told)-1]
		if got := last.Who + ", " + last.Why; got != c.want || q.Owner.Name != last.Who {
			t.Errorf("%s: asked %s, %s, want %s", c.name, q.Owner.Name, got, c.want)
		}
		if got := routing.Expecting(told, w.now, time.UTC); !strings.HasPrefix(got, c.expect) {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.expect)
		}
	}
}

// TestAwayUntilWhichYear: until when somebody is away says the year where it is another one.
func TestAwayUntilWhichYear(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	travel := w.page(w.open, 0, "Travel", "Ana")
	w.area(routing.Area{Kind: routing.Subtree, Page: travel.ID, Owner: w.who("Ana"), Deputy: w.who("Ben")})
	for _, c := range []struct {
		until worktime.Date
		want  string
	}{
		{worktime.Date{Year: 2027, Month: 11, Day: 30}, "Ana is away until 30 November 2027."},
		{worktime.Date{Year: 2026, Month: 11, Day: 30}, "Ana is away until 30 November."},
		{worktime.Date{Year: 2026, Month: 3, Day: 6}, "Ana is away until Friday."},
	} {
		s, err := w.teams.Calendar(ctx, w.people["Ana"].Person)
		w.must(err)
		s.Away = []worktime.Away{{From: worktime.Date{Year: 2026, Month: 3, Day: 2}, To: c.until}}
		w.must(w.teams.SetCalendar(ctx, w.people["Ana"], w.people["Ana"].Person, s))
		reply, err := w.desk.Expected(ctx, w.access("Dora"), "How do I travel?", 0, qa.Choice{})
		w.must(err)
		if reply.Who != "Ben" || !strings.HasPrefix(reply.Text, c.want) {
			t.Errorf("%s: %s, want %s", reply.Who, reply.Text, c.want)
		}
	}
}

// TestNothingIsTold: an area, a page and a name of a private space do not show to who may not read it.
func TestNothingIsTold(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	tangerine := w.page(w.private, 0, "Tangerine", "Cy")
	w.area(routing.Area{Kind: routing.Subtree, Page: tangerine.ID, Owner: w.who("Cy"), Emergency: "call the tangerine"})
	// Ada asks about a page of the private space; then the question is moved to where everybody reads it.
	q, err := w.desk.CreateQuestion(ctx, w.access("Ada"), qa.NewQuestion{Title: "How do I peel it?"})
	w.must(err)
	if q.Owner.Name != "Cy" || q.Space != w.private.ID {
		t.Fatalf("asked %+v", q)
	}
	q, err = w.desk.ChangeQuestion(ctx, w.access("Ada"), q.ID, qa.Change{Space: &w.open.ID})
	w.must(err)
	for as, secret := range map[string]bool{"Ada": true, "Ana": false} {
		told, err := w.router.Tell(ctx, w.access(as), q, w.steps(q.ID))
		w.must(err)
		areas, err := w.router.Areas(ctx, w.access(as))
		w.must(err)
		if text := fmt.Sprint(told[0].Who, told[0].Why, areas); strings.Contains(text, "Tangerine") != secret {
			t.Errorf("%s is told %s", as, text)
		}
	}
	if _, err := w.router.Area(ctx, w.access("Ana"), 1); kindOf(err) != content.NotFound {
		t.Errorf("Ana finds the area: %v", err)
	}
	reply, err := w.desk.Expected(ctx, w.access("Ana"), "How do I peel it?", w.open.ID, qa.Choice{}) // the index knows no rights here, the database does
	w.must(err)
	if text := fmt.Sprint(reply); strings.Contains(strings.ToLower(text), "tangerine") || reply.Who != "Ada" {
		t.Errorf("Ana is told %s", text)
	}
}

// TestEscalation: whatever restarts, each overdue question goes to the deputy once and to the group once.
func TestEscalation(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	g := w.group("Platform", "Cy", "Dora")
	w.area(routing.Area{
		Kind: routing.Space, Space: w.open.ID, Owner: w.who("Ana"), Deputy: w.who("Ben"), Group: g, Expect: routing.Expect{N: 2, Unit: routing.Hours},
	})
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same each time
	var all []qa.QuestionID
	answered := map[qa.QuestionID]bool{}
	for hour := range 24 * 9 {
		for range 3 {
			if rng.IntN(4) == 0 {
				w.restart()
			}
			if rng.IntN(3) == 0 {
				w.step()
			}
		}
		w.step()
		if hour < 24*4 && hour%7 == 0 {
			all = append(all, w.ask("Ada", fmt.Sprintf("Question %d?", hour), qa.Choice{}).ID)
		}
		if hour == 50 {
			id := all[2]
			_, err := w.desk.Close(ctx, w.access("Ada"), id)
			w.must(err)
			answered[id] = true
		}
		w.now = w.now.Add(time.Hour)
	}
	for _, id := range all {
		kinds, people := map[qa.StepKind]int{}, []string{}
		for _, s := range w.steps(id) {
			kinds[s.Kind]++
			people = append(people, s.Person.Name)
		}
		want := map[qa.StepKind]int{qa.AskedFirst: 1, qa.AskedDeputy: 1, qa.AskedGroup: 1}
		if !answered[id] {
			if d := cmp.Diff(want, kinds); d != "" {
				t.Errorf("question %d (-want +got):\n%s", id, d)
			}
			if got := w.happened(id, qa.QuestionEscalated); got != 2 {
				t.Errorf("question %d: %d events", id, got)
			}
		}
		if kinds[qa.AskedDeputy] > 1 || kinds[qa.AskedGroup] > 1 {
			t.Errorf("question %d: %v", id, people)
		}
		if q := w.question(id); !answered[id] && (q.Owner.ID != 0 || q.Group != g || !q.Next.IsZero()) {
			t.Errorf("question %d ends with %+v", id, q)
		}
	}
	// The first one was asked on Monday at 10:00; two working hours each.
	first := w.steps(all[0])
	var at []string
	for _, s := range first {
		at = append(at, s.At.Format("Mon 15:04"))
	}
	if d := cmp.Diff([]string{"Mon 10:00", "Mon 12:00", "Mon 14:00"}, at); d != "" {
		t.Errorf("steps (-want +got):\n%s", d)
	}
	// Whoever is in the group has it among the tasks, and may take it.
	waiting, err := w.desk.ToAnswer(ctx, w.access("Dora"))
	w.must(err)
	if len(waiting) != len(all)-1 {
		t.Errorf("Dora has %d of %d", len(waiting), len(all)-1)
	}
	_, _, err = w.desk.HandOn(ctx, w.access("Dora"), all[0], qa.Choice{To: w.who("Dora")})
	w.must(err)
	if got := w.question(all[0]); got.Owner.Name != "Dora" || got.Group != 0 || got.Next.IsZero() {
		t.Errorf("taken: %+v", got)
	}
}

// TestMeasured: what answers took is rolled up once for each question, and told when there is enough of it.
func TestMeasured(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	a := w.area(routing.Area{Kind: routing.Topic, Words: []string{"vpn"}, Owner: w.who("Ana")})
	answer := func(as string, id qa.QuestionID) {
		_, err := w.desk.AddAnswer(ctx, w.access(as), id, qa.NewAnswer{Markdown: "Yes."})
		w.must(err)
	}
	for i, hours := range []int{1, 2, 3, 4, 5} {
		q := w.ask("Dora", fmt.Sprintf("Is the VPN %d up?", i), qa.Choice{})
		w.now = w.now.Add(time.Duration(hours) * time.Hour)
		answer("Ana", q.ID)
		w.now = w.now.Add(time.Hour)
		answer("Ben", q.ID) // a second one counts for nothing
		w.now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC).AddDate(0, 0, []int{1, 2, 3, 4, 7}[i])
	}
	own := w.ask("Dora", "Is my VPN up?", qa.Choice{})
	answer("Dora", own.ID) // nor does what the asker finds out
	for range 3 {
		w.step()
		w.restart()
	}
	m, err := w.router.Usual(ctx, a.ID, 0)
	w.must(err)
	if want := (routing.Measured{Number: 5, Median: 3 * time.Hour}); m != want {
		t.Errorf("measured %+v, want %+v", m, want)
	}
	reply, err := w.desk.Expected(ctx, w.access("Dora"), "Is the VPN down?", w.open.ID, qa.Choice{})
	w.must(err)
	if !strings.Contains(reply.Text, "usually answers this area in 3 working hours") {
		t.Errorf("told: %s", reply.Text)
	}
}

// TestOpenAgain: a question that is opened again has the time of a new one, and is not overdue at once.
func TestOpenAgain(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	q := w.ask("Dora", "Is it up?", qa.Choice{To: w.who("Ana")})
	_, err := w.desk.Close(ctx, w.access("Dora"), q.ID)
	w.must(err)
	w.now = w.now.AddDate(0, 0, 14)
	w.step()
	_, err = w.desk.Reopen(ctx, w.access("Dora"), q.ID)
	w.must(err)
	for range 3 {
		w.step()
		w.restart()
	}
	if got := w.question(q.ID); !got.Due.Equal(w.now.AddDate(0, 0, 1)) || !got.Next.Equal(got.Due) || w.happened(q.ID, qa.QuestionEscalated) != 0 {
		t.Errorf("opened again: due %v, next %v", got.Due, got.Next)
	}
	if n := len(w.steps(q.ID)); n != 2 {
		t.Errorf("%d steps, want asked and asked again", n)
	}
}

// TestMovedOutOfSight: a question that is moved to where its owner may not read it waits for somebody else.
func TestMovedOutOfSight(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	q := w.ask("Cy", "Who earns what?", qa.Choice{To: w.who("Ana")})
	kept := w.ask("Cy", "Who eats what?", qa.Choice{To: w.who("Ada")})
	for _, id := range []qa.QuestionID{q.ID, kept.ID} {
		_, err := w.desk.ChangeQuestion(ctx, w.access("Cy"), id, qa.Change{Space: &w.private.ID})
		w.must(err)
	}
	for range 2 {
		w.step()
		w.restart()
	}
	if got := w.question(q.ID); got.Owner.ID != 0 || !got.Next.IsZero() || len(w.steps(q.ID)) != 2 {
		t.Errorf("moved: %+v, %d steps", got, len(w.steps(q.ID)))
	}
	if got := w.question(kept.ID); got.Owner.Name != "Ada" {
		t.Errorf("moved with an owner who may read it: %+v", got)
	}
}

// TestAreasAreReadOncePerEvent: asking much while nothing happens reads no area.
func TestAreasAreReadOncePerEvent(t *testing.T) {
	w, ctx := newTown(t), t.Context()
	w.area(routing.Area{Kind: routing.Topic, Words: []string{"vpn"}, Owner: w.who("Ana")})
	expected := func() string {
		r, err := w.desk.Expected(ctx, w.access("Dora"), "Is the VPN up?", w.open.ID, qa.Choice{})
		w.must(err)
		return r.Who
	}
	if got := expected(); got != "Ana" {
		t.Fatalf("asked %s", got)
	}
	// Changed behind the back of the log: what is read once per event does not see it, until something happens.
	w.must(w.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE areas SET owner = $1`, int64(w.people["Ben"].Person))
		return err
	}))
	if got := expected(); got != "Ana" {
		t.Errorf("areas were read again without an event: %s", got)
	}
	w.group("Anything", "Ana")
	if got := expected(); got != "Ben" {
		t.Errorf("areas were not read after an event: %s", got)
	}
}
