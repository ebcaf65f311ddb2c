package year

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
)

// The kinds of notices in this world.
const (
	asked       wiki.EventKind = "question.routed"
	overdue     wiki.EventKind = "question.overdue"
	answered    wiki.EventKind = "question.answered"
	commented   wiki.EventKind = "question.commented"
	pageChanged wiki.EventKind = "page.saved"
)

// scale is how much happens.
type scale struct {
	days, questions, crashes, outages int
}

// keptStore is a store that a world can also put notices into, and ask in the end what became of them.
type keptStore interface {
	notify.Store
	put(ctx context.Context, notices []notify.Notice) error
	ended(ctx context.Context) (inbox, dropped, refused map[string]bool, left int, err error)
}

// world is the team, its questions, and the program that tells people.
type world struct {
	t         testing.TB
	rng       *rand.Rand
	now       time.Time
	from, to  time.Time // within which questions are asked
	people    []person  // by id, from 1
	team      routing.Team
	questions []*question
	agenda    agenda
	order     int

	store   keptStore
	crasher *crasher
	wire    *wire
	worker  *notify.Worker
	next    time.Time // when the worker looks again; zero: when something is put
	starts  int
	down    [][2]time.Time // when the program did not run

	log    []notify.Notice      // all that was put, whatever became of it
	secret map[string]time.Time // keys of notices that their people may not read any more, and since when
	steps  int
}

// question is one of the world's.
type question struct {
	qa.Question
	claim    routing.Claim
	steps    []qa.Step
	answered time.Time
	told     []wiki.PersonID // who follows it
}

// entry is something that happens at a time.
type entry struct {
	at    time.Time
	order int
	what  func()
}

type agenda []entry

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	if !a[i].at.Equal(a[j].at) {
		return a[i].at.Before(a[j].at)
	}
	return a[i].order < a[j].order
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(entry)) }
func (a *agenda) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

func (w *world) at(at time.Time, what func()) {
	w.order++
	heap.Push(&w.agenda, entry{at.UTC().Truncate(time.Microsecond), w.order, what})
}

// newWorld makes a world that begins on a Thursday in January; daylight saving begins and ends within its year.
func newWorld(t testing.TB, s scale, seed uint64, open func(now func() time.Time) keptStore) *world {
	t.Helper()
	w := &world{t: t, rng: rand.New(rand.NewPCG(seed, 1)), secret: map[string]time.Time{}}
	w.from = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	w.to = w.from.AddDate(0, 0, s.days)
	w.now = w.from
	w.people, w.team = newTeam(t, w.rng, w.from, w.to)
	w.store = open(func() time.Time { return w.now })
	w.crasher = &crasher{rng: rand.New(rand.NewPCG(seed, 2)), where: map[string]int{}}
	w.wire = &wire{crasher: w.crasher, w: w, unsure: map[string]int{}}
	for range s.outages {
		begins := w.moment()
		w.wire.outages = append(w.wire.outages, [2]time.Time{begins, begins.Add(time.Duration(1+w.rng.IntN(10)) * time.Hour)})
	}
	for range s.crashes {
		w.at(w.moment(), w.crasher.arm)
	}
	for i := range s.questions {
		w.at(w.moment(), func() { w.ask(i + 1) })
		w.at(w.moment(), func() { w.change(i + 1) })
	}
	w.start()
	return w
}

// moment is some time of the year, the working hours of the world's people being more likely.
func (w *world) moment() time.Time {
	for {
		at := w.from.Add(time.Duration(w.rng.Int64N(int64(w.to.Sub(w.from)))))
		c := w.people[1+w.rng.IntN(teamSize)].Calendar
		if c.NextWork(at).Equal(at) || w.rng.IntN(20) == 0 {
			return at.Truncate(time.Second)
		}
	}
}

// start starts the program anew: it knows what the store knows.
func (w *world) start() {
	w.starts++
	w.next = w.now
	senders := map[notify.Channel]notify.Sender{notify.Mail: w.wire, notify.Digest: w.wire, notify.Push: w.wire}
	w.worker = notify.NewWorker(notify.Options{
		Store: fragile{w.store, w.crasher}, People: w.who, Check: w.check, Senders: senders, Now: func() time.Time { return w.now }, Log: quiet,
		Refresh: 6 * time.Hour, // nobody changes their hours here
	})
}

func (w *world) who(_ context.Context, ids []wiki.PersonID) (map[wiki.PersonID]notify.Person, error) {
	people := make(map[wiki.PersonID]notify.Person, len(ids))
	for _, id := range ids {
		p := w.people[id].Person
		p.Gone = w.gone(id)
		people[id] = p
	}
	return people, nil
}

func (w *world) gone(id wiki.PersonID) bool {
	leaves := w.people[id].leaves
	return !leaves.IsZero() && !w.now.Before(leaves)
}

// check is the rights of this world: some things become private after they were told of.
func (w *world) check(_ context.Context, _ wiki.PersonID, notices []notify.Notice) ([]notify.Notice, error) {
	var may []notify.Notice
	for _, n := range notices {
		if since, is := w.secret[n.Key]; !is || w.now.Before(since) {
			may = append(may, n)
		}
	}
	return may, nil
}

// tell puts notices, as the follower of the event log does; the program looks for them within a minute.
func (w *world) tell(notices ...notify.Notice) {
	for i := range notices {
		n := &notices[i]
		n.At = w.now
		if w.rng.IntN(100) == 0 {
			w.secret[n.Key] = w.now.Add(time.Duration(w.rng.IntN(600)) * time.Minute)
		}
	}
	w.log = append(w.log, notices...)
	again := notices
	if w.rng.IntN(50) == 0 { // a follower that crashed before it noted what it had read puts it again
		again = append(append([]notify.Notice{}, notices...), notices...)
	}
	if err := w.store.put(w.t.Context(), again); err != nil {
		w.t.Fatal(err)
	}
	w.look(w.now.Truncate(time.Minute).Add(time.Minute))
}

func (w *world) look(at time.Time) {
	if w.next.IsZero() || at.Before(w.next) {
		w.next = at
	}
}

// run lets the world go on until nothing is left to happen, or for so long that whatever is left is lost.
func (w *world) run() {
	end := w.to.AddDate(0, 3, 0)
	for w.now.Before(end) && (len(w.agenda) > 0 || !w.next.IsZero()) {
		if len(w.agenda) > 0 && (w.next.IsZero() || !w.next.Before(w.agenda[0].at)) {
			e := heap.Pop(&w.agenda).(entry)
			w.now = later(w.now, e.at)
			e.what()
			continue
		}
		w.now = later(w.now, w.next)
		w.next = time.Time{}
		w.step()
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// step is one of the worker's; where it crashes, the program starts again some time later.
func (w *world) step() {
	defer func() {
		fell := recover()
		if fell == nil {
			return
		}
		c, is := fell.(crashed)
		if !is {
			panic(fell)
		}
		if c.where == "after the server’s yes" {
			w.wire.unsure[w.wire.inFlight]++
		}
		fellAt := w.now
		w.now = w.now.Add(time.Duration(w.rng.IntN(120)) * time.Minute)
		w.down = append(w.down, [2]time.Time{fellAt, w.now})
		w.start()
	}()
	w.steps++
	next, err := w.worker.Step(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if !next.IsZero() {
		w.look(later(next, w.now.Add(5*time.Second)))
	}
}

// ask asks a question of a group's area, or of the person who owns a page.
func (w *world) ask(number int) {
	by := w.somebody()
	q := &question{Question: qa.Question{ID: qa.QuestionID(number), By: wiki.PersonRef{ID: by}, State: qa.Open, Created: w.now}}
	w.questions = append(w.questions, q)
	owner, g := w.somebody(), team.GroupID(1+w.rng.IntN(20))
	area := routing.Area{ID: 1, Kind: routing.Space, Space: 1, Owner: team.Party{Person: owner}, Group: g}
	if w.rng.IntN(3) > 0 {
		area.Deputy = team.Party{Person: w.somebody()}
	}
	switch w.rng.IntN(8) {
	case 0, 1:
		area.Owner = team.Party{Group: g}
	case 2:
		area.Deputy, area.Group = team.Party{}, 0
	}
	area.Expect = []routing.Expect{{}, {N: 4, Unit: routing.Hours}, {N: 1, Unit: routing.Days}, {N: 2, Unit: routing.Days}}[w.rng.IntN(4)]
	q.claim = routing.Claim{To: area.Owner, Why: qa.OwnsArea, Area: area, Expect: area.Expect}
	d := routing.Decide([]routing.Claim{q.claim}, w.present(), by, w.now)
	q.Owner.ID = d.To.Person
	if d.Turn != 0 {
		group := w.team.Groups[d.Turn]
		group.Turn = d.To.Person
		w.team.Groups[d.Turn] = group
	}
	due := routing.Due(q.claim.Expect, w.people[q.Owner.ID].Calendar, w.now)
	q.Due, q.Next = due, due
	q.steps = []qa.Step{{Question: q.ID, Kind: qa.AskedFirst, Person: q.Owner, Group: d.Turn, At: w.now, Due: due}}
	q.told = []wiki.PersonID{by}
	for range w.rng.IntN(3) {
		q.told = append(q.told, w.somebody())
	}
	w.tell(w.notice(q.Owner.ID, q, asked, "first"))
	w.answerBy(q, q.Owner.ID)
	w.due(q)
	for i := range w.rng.IntN(4) {
		w.at(w.now.Add(time.Duration(w.rng.IntN(72*60))*time.Minute), func() { w.comment(q, i) })
	}
}

// somebody is one of those who have not left.
func (w *world) somebody() wiki.PersonID {
	for {
		if id := wiki.PersonID(1 + w.rng.IntN(teamSize)); !w.gone(id) {
			return id
		}
	}
}

// present is the team without those who left.
func (w *world) present() routing.Team {
	t := w.team
	for id := range t.People {
		if w.gone(id) {
			delete(t.People, id)
		}
	}
	return t
}

func (w *world) notice(to wiki.PersonID, q *question, kind wiki.EventKind, what string) notify.Notice {
	return notify.Notice{
		Person: to, Kind: kind, Key: fmt.Sprintf("%s/%d/%s/%d", kind, q.ID, what, to), Thread: fmt.Sprintf("question/%d", q.ID),
		Title: "A question", Text: "Something happened.", Question: int64(q.ID), Urgent: w.rng.IntN(50) == 0,
	}
}

// answerBy lets somebody answer after some of their working time, or never.
func (w *world) answerBy(q *question, who wiki.PersonID) {
	p := w.people[who]
	if w.rng.Float64() > p.diligent {
		return
	}
	takes := time.Duration(float64(p.speed) * math.Exp(w.rng.NormFloat64()))
	at := p.Calendar.Add(w.now, takes)
	if at.IsZero() {
		return
	}
	w.at(at, func() {
		if q.State != qa.Open || w.gone(who) {
			return
		}
		q.State, q.answered = qa.Answered, w.now
		var notices []notify.Notice
		for _, to := range unique(q.told) {
			if to != who {
				notices = append(notices, w.notice(to, q, answered, "answer"))
			}
		}
		w.tell(notices...)
	})
}

func unique(ids []wiki.PersonID) []wiki.PersonID {
	var list []wiki.PersonID
	seen := map[wiki.PersonID]bool{}
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	return list
}

// due has the keeper of questions look at one when it is due. While the program is down nobody looks.
func (w *world) due(q *question) {
	if !q.Next.IsZero() {
		w.at(q.Next, func() { w.escalate(q) })
	}
}

// escalate does what routing.Keeper does with a question: the step and its notices are one transaction.
func (w *world) escalate(q *question) {
	step, is := routing.Next(q.Question, q.steps, q.claim, w.present(), w.now)
	if !is {
		return
	}
	q.steps = append(q.steps, step)
	var to []wiki.PersonID
	kind := asked
	switch step.Kind {
	case qa.AskedGroup:
		q.Owner, q.Group, q.Next = wiki.PersonRef{}, step.Group, time.Time{}
		to = w.team.Groups[step.Group].People()
	case qa.Overdue:
		to, kind, q.Next = []wiki.PersonID{q.Owner.ID}, overdue, time.Time{}
	default:
		q.Owner, q.Due, q.Next = step.Person, step.Due, step.Due
		to = []wiki.PersonID{step.Person.ID}
	}
	var notices []notify.Notice
	for _, id := range to {
		notices = append(notices, w.notice(id, q, kind, string(step.Kind)))
		w.answerBy(q, id)
	}
	w.tell(notices...)
	w.due(q)
}

func (w *world) comment(q *question, number int) {
	var notices []notify.Notice
	for _, to := range unique(append(q.told, q.Owner.ID)) {
		if to != 0 {
			notices = append(notices, w.notice(to, q, commented, fmt.Sprint("comment", number)))
		}
	}
	w.tell(notices...)
}

// change changes a page that two people watch.
func (w *world) change(number int) {
	var notices []notify.Notice
	for _, to := range unique([]wiki.PersonID{w.somebody(), w.somebody()}) {
		notices = append(notices, notify.Notice{
			Person: to, Kind: pageChanged, Key: fmt.Sprintf("page/%d/%d", number, to), Thread: fmt.Sprintf("page/%d", number), Title: "A page", Text: "It changed.",
		})
	}
	w.tell(notices...)
}
