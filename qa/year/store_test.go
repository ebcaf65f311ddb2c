package year

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
)

// disk is what survives a crash: a store in memory whose every call happens whole or not at all.
type disk struct {
	last    notify.NoticeID
	keys    map[string]notify.NoticeID
	waiting map[wiki.PersonID][]notify.Notice // in order
	fresh   []notify.Notice
	packed  map[notify.ParcelID][]notify.Notice
	open    map[notify.ParcelID]notify.Parcel
	parcel  notify.ParcelID
	pings   []notify.Ping   // by time
	inbox   map[string]bool // keys that are in the inbox and go nowhere
	dropped map[string]bool
	refused map[string]bool
}

var _ notify.Store = (*disk)(nil)

func newDisk() *disk {
	return &disk{
		keys: map[string]notify.NoticeID{}, waiting: map[wiki.PersonID][]notify.Notice{}, packed: map[notify.ParcelID][]notify.Notice{},
		open: map[notify.ParcelID]notify.Parcel{}, inbox: map[string]bool{}, dropped: map[string]bool{}, refused: map[string]bool{},
	}
}

func (d *disk) put(_ context.Context, notices []notify.Notice) error {
	for _, n := range notices {
		if d.keys[n.Key] != 0 {
			continue
		}
		d.last++
		n.ID = d.last
		if n.NotBefore.Before(n.At) {
			n.NotBefore = n.At
		}
		d.keys[n.Key], d.waiting[n.Person] = n.ID, append(d.waiting[n.Person], n)
		d.fresh = append(d.fresh, n)
	}
	return nil
}

func (d *disk) ended(context.Context) (inbox, dropped, refused map[string]bool, left int, err error) {
	left = len(d.open)
	for _, list := range d.waiting {
		left += len(list)
	}
	return d.inbox, d.dropped, d.refused, left, nil
}

func (d *disk) Fresh(_ context.Context, after notify.NoticeID) (people []wiki.PersonID, newest notify.NoticeID, err error) {
	newest = after
	first, _ := slices.BinarySearchFunc(d.fresh, after+1, func(n notify.Notice, id notify.NoticeID) int { return cmp.Compare(n.ID, id) })
	for _, n := range d.fresh[first:] {
		people, newest = append(people, n.Person), n.ID
	}
	slices.Sort(people)
	return slices.Compact(people), newest, nil
}

func (d *disk) Waiting(_ context.Context, now time.Time, people []wiki.PersonID) (w notify.Waiting, err error) {
	if people == nil {
		people = slices.Sorted(maps.Keys(d.waiting))
		for _, p := range d.open {
			people = append(people, p.Person)
		}
		slices.Sort(people)
		people = slices.Compact(people)
	}
	for _, id := range people {
		w.Notices = append(w.Notices, d.waiting[id]...)
	}
	for _, id := range slices.Sorted(maps.Keys(d.open)) {
		if p := d.open[id]; slices.Contains(people, p.Person) {
			w.Open = append(w.Open, p)
		}
	}
	since, _ := slices.BinarySearchFunc(d.pings, now.Add(-48*time.Hour), func(p notify.Ping, at time.Time) int { return p.At.Compare(at) })
	w.Pings = d.pings[since:]
	return w, nil
}

// take removes what waits no more.
func (d *disk) take(who wiki.PersonID, ids []notify.NoticeID) (taken []notify.Notice) {
	d.waiting[who] = slices.DeleteFunc(d.waiting[who], func(n notify.Notice) bool {
		if !slices.Contains(ids, n.ID) {
			return false
		}
		taken = append(taken, n)
		return true
	})
	return taken
}

// settle notes of notices of several people what became of them.
func (d *disk) settle(ids []notify.NoticeID, as map[string]bool) {
	whose := map[wiki.PersonID][]notify.NoticeID{}
	for _, id := range ids {
		who := d.fresh[id-1].Person // numbers begin at 1, without gaps
		whose[who] = append(whose[who], id)
	}
	for who, ids := range whose {
		for _, n := range d.take(who, ids) {
			as[n.Key] = true
		}
	}
}

func (d *disk) Pack(_ context.Context, plan notify.Plan, _ time.Time) ([]notify.Parcel, error) {
	d.settle(plan.Shown, d.inbox)
	d.settle(plan.Dropped, d.dropped)
	for _, id := range plan.Void {
		d.endAll(id, d.dropped)
	}
	parcels := slices.Clone(plan.Send)
	for i, p := range parcels {
		if p.ID != 0 {
			continue
		}
		d.parcel++
		p.ID = d.parcel
		d.packed[p.ID] = d.take(p.Person, p.Notices)
		parcels[i], d.open[p.ID] = p, p
	}
	return parcels, nil
}

func (d *disk) endAll(id notify.ParcelID, as map[string]bool) {
	for _, n := range d.packed[id] {
		if as != nil {
			as[n.Key] = true
		}
	}
	delete(d.packed, id)
	delete(d.open, id)
}

func (d *disk) Contents(_ context.Context, id notify.ParcelID) ([]notify.Notice, error) {
	list := slices.Clone(d.packed[id])
	slices.SortFunc(list, func(a, b notify.Notice) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.ID, b.ID)
	})
	return list, nil
}

func (d *disk) Sent(_ context.Context, id notify.ParcelID, unreadable []notify.NoticeID, empty bool, now time.Time) error {
	p := d.open[id]
	for _, n := range d.packed[id] {
		if slices.Contains(unreadable, n.ID) {
			d.dropped[n.Key] = true
		}
	}
	if !empty && p.Channel.Pings() {
		d.pings = append(d.pings, notify.Ping{Person: p.Person, At: now})
	}
	d.endAll(id, nil)
	return nil
}

func (d *disk) Retry(_ context.Context, id notify.ParcelID, at time.Time, _ string) error {
	p := d.open[id]
	p.Tries, p.NextTry = p.Tries+1, at
	d.open[id] = p
	return nil
}

func (d *disk) Hold(_ context.Context, channels []notify.Channel, until time.Time) error {
	for id, p := range d.open {
		if slices.Contains(channels, p.Channel) && p.NextTry.Before(until) {
			p.NextTry = until
			d.open[id] = p
		}
	}
	return nil
}

func (d *disk) Refused(_ context.Context, p notify.Parcel, _ string, instead notify.Channel, _ time.Time) error {
	if instead == "" {
		d.endAll(p.ID, d.refused)
		return nil
	}
	for _, n := range d.packed[p.ID] {
		n.Via = instead
		d.waiting[n.Person] = append(d.waiting[n.Person], n)
	}
	delete(d.packed, p.ID)
	delete(d.open, p.ID)
	return nil
}

func (d *disk) Prune(context.Context, time.Time) error { return nil }

// crashed is what a crash panics with.
type crashed struct{ where string }

// crasher ends the program after some more steps, once it is armed.
type crasher struct {
	rng   *rand.Rand
	steps int            // until the crash; 0: not armed
	where map[string]int // how often it struck where
}

func (c *crasher) arm() { c.steps = 1 + c.rng.IntN(40) }

// at is a point between two steps.
func (c *crasher) at(where string) {
	if c.steps == 0 {
		return
	}
	if c.steps--; c.steps == 0 {
		c.where[where]++
		panic(crashed{where})
	}
}

// fragile is a store whose program may crash before and after every commit.
type fragile struct {
	notify.Store
	*crasher
}

func (f fragile) Pack(ctx context.Context, plan notify.Plan, now time.Time) ([]notify.Parcel, error) {
	f.at("before packing")
	defer f.at("after packing")
	return f.Store.Pack(ctx, plan, now)
}

func (f fragile) Sent(ctx context.Context, id notify.ParcelID, unreadable []notify.NoticeID, empty bool, now time.Time) error {
	f.at("after the server’s yes")
	defer f.at("after noting what was sent")
	return f.Store.Sent(ctx, id, unreadable, empty, now)
}

func (f fragile) Retry(ctx context.Context, id notify.ParcelID, at time.Time, fault string) error {
	f.at("before noting a failure")
	defer f.at("after noting a failure")
	return f.Store.Retry(ctx, id, at, fault)
}

func (f fragile) Refused(ctx context.Context, p notify.Parcel, fault string, instead notify.Channel, now time.Time) error {
	f.at("before noting a refusal")
	defer f.at("after noting a refusal")
	return f.Store.Refused(ctx, p, fault, instead, now)
}

// message is one that arrived.
type message struct {
	at      time.Time
	to      wiki.PersonID
	channel notify.Channel
	id      string
	thread  string
	keys    []string
}

// wire carries messages, or fails to.
type wire struct {
	*crasher
	w        *world
	messages []message
	unsure   map[string]int // ids of messages that arrived, which a crash kept from being noted; how often
	inFlight string
	outages  [][2]time.Time
	failed   int
}

func (w *wire) Send(_ context.Context, p notify.Parcel, notices []notify.Notice) error {
	w.at("before sending")
	now := w.w.now
	if p.Channel != notify.Push {
		for _, o := range w.outages {
			if !now.Before(o[0]) && now.Before(o[1]) {
				w.failed++
				return &notify.Fault{Fate: notify.Down, Text: "nobody there"}
			}
		}
		if w.w.people[p.Person].bounces {
			return &notify.Fault{Fate: notify.Never, Text: "550 no such mailbox"}
		}
	}
	switch chance := w.w.rng.IntN(200); {
	case chance == 0:
		w.failed++
		return &notify.Fault{Fate: notify.Later, Text: "450 come again"}
	case chance == 1 && p.Channel == notify.Push:
		return &notify.Fault{Fate: notify.Unreachable, Text: "410 gone"}
	}
	m := message{at: now, to: p.Person, channel: p.Channel, id: p.Message, thread: p.Thread}
	for _, n := range notices {
		if n.Person != p.Person {
			return fmt.Errorf("notice %q is in the post of %d", n.Key, p.Person)
		}
		m.keys = append(m.keys, n.Key)
	}
	w.messages = append(w.messages, m)
	w.inFlight = p.Message
	return nil
}
