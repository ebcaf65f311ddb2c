package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Store is where the Worker finds what waits and notes what became of it. *Queue is one; see there.
type Store interface {
	Fresh(ctx context.Context, after NoticeID) (people []wiki.PersonID, newest NoticeID, err error)
	Waiting(ctx context.Context, now time.Time, people []wiki.PersonID) (Waiting, error)
	Pack(ctx context.Context, plan Plan, now time.Time) ([]Parcel, error)
	Contents(ctx context.Context, id ParcelID) ([]Notice, error)
	Sent(ctx context.Context, id ParcelID, unreadable []NoticeID, empty bool, now time.Time) error
	Retry(ctx context.Context, id ParcelID, at time.Time, fault string) error
	Hold(ctx context.Context, channels []Channel, until time.Time) error
	Refused(ctx context.Context, p Parcel, fault string, instead Channel, now time.Time) error
	Prune(ctx context.Context, before time.Time) error
}

var _ Store = (*Queue)(nil)

// Sender sends on a channel. An error that is not a *Fault is tried again like a Later.
type Sender interface {
	Send(ctx context.Context, p Parcel, notices []Notice) error
}

// Fate is what follows from a failure.
type Fate int

// The fates.
const (
	Later       Fate = iota // this message is tried again
	Down                    // nothing can be sent on this channel for the time being; everything is tried again
	Never                   // this message was refused for good
	Unreachable             // the channel does not lead to this person any more; mail may, else the inbox stays
)

// Fault is why a message was not sent.
type Fault struct {
	Fate Fate
	Text string // what the other side said, for administrators; no secrets
}

func (f *Fault) Error() string { return f.Text }

// Check gives those of a person's notices that the person may read as things stand now.
type Check func(ctx context.Context, person wiki.PersonID, notices []Notice) ([]Notice, error)

// Options of a Worker. Store, People, Check and Senders are needed.
type Options struct {
	Store   Store
	People  func(ctx context.Context, ids []wiki.PersonID) (map[wiki.PersonID]Person, error)
	Check   Check
	Senders map[Channel]Sender // of Mail, Digest and Push, as far as they are there
	Now     func() time.Time   // nil: time.Now
	Log     *slog.Logger       // nil: slog.Default

	// Refresh is how often everybody is decided on anew, for those who changed their hours or channels
	// meanwhile; 0: every five minutes. Whenever a notice is about to go, its person's are read anew.
	Refresh time.Duration
}

// Worker sends what is due.
type Worker struct {
	Options
	newest    NoticeID                    // what was put after it is new
	asks      map[wiki.PersonID]time.Time // when to decide anew
	refreshed time.Time                   // when everybody was decided on; zero: never
	pruned    time.Time
}

// NewWorker makes a worker; one at a time may run on a store.
func NewWorker(o Options) *Worker {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Refresh == 0 {
		o.Refresh = askEvery
	}
	return &Worker{Options: o, asks: map[wiki.PersonID]time.Time{}}
}

const (
	lookEvery  = 5 * time.Second    // for new notices
	askEvery   = 5 * time.Minute    // see Options.Refresh
	pruneEvery = 24 * time.Hour     // what is too old to keep
	stepFor    = time.Minute        // then the decision is made anew
	mostPeople = 256                // of whom some are read; of more, all are
	firstRetry = time.Minute        // and then ever more rarely
	lastRetry  = 4 * time.Hour      // every so often at least
	tryFor     = 5 * 24 * time.Hour // as long as mail servers do (RFC 5321, section 4.5.4.1)
)

// Run sends what is due until ctx ends.
func (w *Worker) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if _, err := w.Step(ctx); err != nil && ctx.Err() == nil {
			w.Log.ErrorContext(ctx, "notices were not sent; this is tried again", "error", err)
		}
	}
}

// Step sends what is due now and says when to ask again; zero: when something is put. Where nothing was put
// and nobody's time has come, it is one small query.
func (w *Worker) Step(ctx context.Context) (next time.Time, err error) {
	now := w.now()
	fresh, newest, err := w.Store.Fresh(ctx, w.newest)
	if err != nil {
		return now, err
	}
	people, all := w.whom(fresh, now)
	if len(people) > 0 || all {
		if err := w.decide(ctx, people, now); err != nil {
			w.refreshed = time.Time{} // what was to be asked is not known any more
			return now, err
		}
	}
	if all {
		w.refreshed = now
	}
	w.newest = newest
	if now.Sub(w.pruned) >= pruneEvery {
		if err := w.Store.Prune(ctx, now.Add(-Keep)); err != nil {
			return now, err
		}
		w.pruned = now
	}
	for _, at := range w.asks {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, nil
}

func (w *Worker) now() time.Time { return w.Now().UTC().Truncate(time.Microsecond) }

// whom says on whom to decide: on those for whom something new was put, and on those whose time has come; on
// everybody, nil, now and then.
func (w *Worker) whom(fresh []wiki.PersonID, now time.Time) (people []wiki.PersonID, all bool) {
	if w.refreshed.IsZero() || now.Sub(w.refreshed) >= w.Refresh {
		return nil, true
	}
	people = fresh
	for id, at := range w.asks {
		if !at.After(now) {
			people = append(people, id)
		}
	}
	slices.Sort(people)
	people = slices.Compact(people)
	if len(people) > mostPeople {
		return nil, true
	}
	return people, false
}

// decide decides on some people, or on everybody where there are none, and sends.
func (w *Worker) decide(ctx context.Context, people []wiki.PersonID, now time.Time) error {
	waiting, err := w.Store.Waiting(ctx, now, people)
	if err != nil {
		return err
	}
	if people == nil {
		clear(w.asks)
	}
	for _, id := range people {
		delete(w.asks, id)
	}
	if len(waiting.Notices)+len(waiting.Open) == 0 {
		return nil
	}
	if waiting.People, err = w.People(ctx, involved(waiting)); err != nil {
		return fmt.Errorf("read people: %w", err)
	}
	plan := Due(waiting, now)
	parcels, err := w.Store.Pack(ctx, plan, now)
	if err != nil {
		return err
	}
	maps.Copy(w.asks, plan.Asks)
	for _, p := range parcels { // what waits behind it, or is tried again
		w.asks[p.Person] = now.Add(firstRetry)
	}
	return w.sendAll(ctx, parcels, waiting.People, now)
}

// sendAll sends what was packed, as long as the decision is fresh. What it leaves is decided on again.
func (w *Worker) sendAll(ctx context.Context, parcels []Parcel, people map[wiki.PersonID]Person, decided time.Time) error {
	held := map[Channel]bool{}
	for _, p := range parcels {
		at := w.now()
		if err := ctx.Err(); err != nil || at.Sub(decided) > stepFor {
			return err
		}
		if ok, _ := people[p.Person].Calendar.MayPing(at); !ok || held[server(p.Channel)] {
			continue
		}
		until, err := w.send(ctx, p, at)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			held[server(p.Channel)] = true
		}
	}
	return nil
}

// server is the channel whose server carries another: digests are mails.
func server(c Channel) Channel {
	if c == Digest {
		return Mail
	}
	return c
}

func involved(w Waiting) []wiki.PersonID {
	ids := map[wiki.PersonID]bool{}
	for _, n := range w.Notices {
		ids[n.Person] = true
	}
	for _, p := range w.Open {
		ids[p.Person] = true
	}
	return slices.Sorted(maps.Keys(ids))
}

// send sends one parcel and notes what came of it. until is set where the channel's server is down.
func (w *Worker) send(ctx context.Context, p Parcel, now time.Time) (until time.Time, err error) {
	notices, err := w.Store.Contents(ctx, p.ID)
	if err != nil {
		return until, err
	}
	readable, err := w.Check(ctx, p.Person, notices)
	if err != nil {
		return until, fmt.Errorf("check notices: %w", err)
	}
	unreadable := missing(notices, readable)
	if len(readable) == 0 {
		return until, w.Store.Sent(ctx, p.ID, unreadable, true, now)
	}
	sender := w.Senders[p.Channel]
	if sender == nil { // its channel was switched off since it was packed
		return until, w.Store.Refused(ctx, p, "This way of sending was switched off.", App, now)
	}
	err = sender.Send(ctx, p, readable)
	// The other side has said yes or no: that is noted even where the program is about to stop.
	ctx = context.WithoutCancel(ctx)
	if err == nil {
		return until, w.Store.Sent(ctx, p.ID, unreadable, false, now)
	}
	var fault *Fault
	if !errors.As(err, &fault) {
		fault = &Fault{Later, "It could not be sent; the server's log says why."}
	}
	w.Log.WarnContext(ctx, "a message was not sent", "parcel", p.ID, "person", p.Person, "channel", p.Channel, "error", err)
	return w.failed(ctx, p, fault, now)
}

// failed notes a failure and what is to follow from it.
func (w *Worker) failed(ctx context.Context, p Parcel, fault *Fault, now time.Time) (until time.Time, err error) {
	again := now.Add(pause(p.Tries))
	switch {
	case fault.Fate == Never, fault.Fate == Later && now.Sub(p.Made) > tryFor:
		return until, w.Store.Refused(ctx, p, fault.Text, "", now)
	case fault.Fate == Unreachable:
		return until, w.Store.Refused(ctx, p, fault.Text, Mail, now)
	case fault.Fate == Down:
		if err := w.Store.Retry(ctx, p.ID, again, fault.Text); err != nil {
			return until, err
		}
		channels := []Channel{p.Channel}
		if server(p.Channel) == Mail {
			channels = []Channel{Mail, Digest}
		}
		return again, w.Store.Hold(ctx, channels, again)
	}
	return until, w.Store.Retry(ctx, p.ID, again, fault.Text)
}

// pause is how long to wait after so many tries before the present one: 1, 4, 16, 64 minutes, then 4 hours.
func pause(tries int) time.Duration {
	d := firstRetry
	for range min(tries, 10) {
		d = min(4*d, lastRetry)
	}
	return d
}

// missing are the notices that are not among others.
func missing(all, others []Notice) []NoticeID {
	there := make(map[NoticeID]bool, len(others))
	for _, n := range others {
		there[n.ID] = true
	}
	var ids []NoticeID
	for _, n := range all {
		if !there[n.ID] {
			ids = append(ids, n.ID)
		}
	}
	return ids
}
