package routing

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Router finds who is asked. It is safe for concurrent use.
type Router struct {
	store store
	team  *team.Store
	now   func() time.Time

	mu   sync.Mutex
	snap *snapshot
}

var _ qa.Router = (*Router)(nil)

// New makes a Router on an open database. now is its clock; nil: time.Now.
func New(db *sqldb.DB, now func() time.Time) *Router {
	if now == nil {
		now = time.Now
	}
	return &Router{store: store{db: db}, team: team.New(db), now: now}
}

func (r *Router) clock() time.Time { return r.now().UTC().Truncate(time.Microsecond) }

// snapshot is what changes seldom and is small: read once per event, whatever is asked meanwhile. It is not
// changed once it is made.
type snapshot struct {
	seq      wiki.EventSeq
	areas    []Area // by ID
	groups   map[team.GroupID]team.Group
	list     []team.Group // by name
	of       map[wiki.PersonID][]team.GroupID
	measured map[place]Measured
}

func (r *Router) snapshot(ctx context.Context) (*snapshot, error) {
	seq, err := r.store.last(ctx)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	snap := r.snap
	r.mu.Unlock()
	if snap != nil && snap.seq == seq {
		return snap, nil
	}
	snap = &snapshot{seq: seq, groups: map[team.GroupID]team.Group{}, of: map[wiki.PersonID][]team.GroupID{}}
	if snap.areas, err = r.store.areas(ctx); err != nil {
		return nil, err
	}
	if snap.list, err = r.team.Groups(ctx); err != nil {
		return nil, err
	}
	if snap.measured, err = r.store.measured(ctx); err != nil {
		return nil, err
	}
	for _, g := range snap.list {
		snap.groups[g.ID] = g
		for _, m := range g.Members {
			snap.of[m.ID] = append(snap.of[m.ID], g.ID)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.snap == nil || r.snap.seq < seq {
		r.snap = snap
	}
	return snap, nil
}

// GroupsOf are the groups that somebody belongs to.
func (r *Router) GroupsOf(ctx context.Context, person wiki.PersonID) ([]team.GroupID, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	return snap.of[person], nil
}

// readable are the areas that somebody may know of: topics, and those in spaces that the reader may read.
func readable(access wiki.Access, areas []Area) []Area {
	return slices.DeleteFunc(slices.Clone(areas), func(a Area) bool { return a.Kind != Topic && access.Right(a.Space) < wiki.Reader })
}

// Route decides who is asked; see qa.Router.
func (r *Router) Route(ctx context.Context, access wiki.Access, a qa.Asking) (qa.Reply, error) {
	snap, err := r.snapshot(ctx)
	if err != nil {
		return qa.Reply{}, err
	}
	space, found := access.Space(a.Space)
	if !found {
		return qa.Reply{Step: qa.Step{Why: qa.Nobody}}, nil
	}
	areas := readable(access, snap.areas)
	c := Case{Text: a.Text, Space: space.ID, SpaceName: space.Name, SpaceOwner: space.Owner.ID}
	if len(a.Closest) > 0 {
		if c.Near, err = r.store.near(ctx, a.Closest); err != nil {
			return qa.Reply{}, err
		}
		for i := range c.Near {
			if s, _ := access.Space(c.Near[i].Space); c.Near[i].Parent == "" {
				c.Near[i].Parent = s.Name
			}
		}
	}
	claims := Claims(c, areas)
	if a.Choice.Made() {
		claims = chosen(a, c, areas)
	}
	t, err := r.teamOf(ctx, snap, space, involved(snap, claims))
	if err != nil {
		return qa.Reply{}, err
	}
	now := r.clock()
	d, err := choose(a, claims, t, access, now)
	if err != nil {
		return qa.Reply{}, err
	}
	reply := r.reply(d, c, t, snap, access.As, now)
	for _, area := range Covering(c, areas) {
		reply.Emergency = cmp.Or(reply.Emergency, area.Emergency)
		reply.Step.Area = cmp.Or(reply.Step.Area, area.ID)
	}
	reply.Step.Area = cmp.Or(reply.Step.Area, a.Area)
	return reply, nil
}

// chosen is the claim of whom the asker chose, by the rules of the area that the question belongs to.
func chosen(a qa.Asking, c Case, areas []Area) []Claim {
	if a.Choice.Triage {
		return nil
	}
	area := find(areas, func(x Area) bool { return a.Area != 0 && x.ID == a.Area })
	if covering := Covering(c, areas); area.ID == 0 && len(covering) > 0 {
		area = covering[0]
	}
	spaceArea := find(areas, func(x Area) bool { return x.Kind == Space && x.Space == c.Space })
	return []Claim{{To: a.Choice.To, Why: qa.Chosen, Area: area, Expect: expected(area, spaceArea)}}
}

// choose decides. Somebody chosen who is away is represented as an owner is (see Decide), by a deputy of their
// own: that of an area counts for its owner only. Where the asker insists, or takes it, that person is asked all
// the same; so is who was chosen where nobody stands in.
func choose(a qa.Asking, claims []Claim, t Team, access wiki.Access, now time.Time) (Decision, error) {
	if !a.Choice.Made() || a.Choice.Triage {
		return Decide(claims, t, access.As.Person, now), nil
	}
	to, asker := a.Choice.To, access.As.Person
	claim := claims[0]
	if claim.Area.Owner != to {
		claim.Area.Deputy, claim.Area.Group = team.Party{}, 0
	}
	d := Decision{Claim: claim, Why: qa.Chosen}
	p, found := t.one(to, t.known)
	if found && !a.Choice.Insist && (to.Person == 0 || to.Person != asker) {
		there := func(p wiki.PersonID) bool { return p != asker && t.there(p, now) }
		if d, represented := claim.decide(t, now, &Passed{}, there); represented {
			return d, nil
		}
	}
	switch {
	case !found && to.Person != 0:
		return d, content.Errorf(content.Invalid, "That person has no account in use, or may not read this space. Choose somebody else. Nothing was sent.").On("owner")
	case !found:
		return d, content.Errorf(content.Invalid, "Nobody in that group may read this space. Choose another group, or a person. Nothing was sent.").On("owner")
	}
	d.To, d.Turn = team.Party{Person: p}, to.Group
	return d, nil
}

// involved are all people whom the claims may come to.
func involved(snap *snapshot, claims []Claim) []wiki.PersonID {
	var ids []wiki.PersonID
	for _, c := range claims {
		for _, p := range []team.Party{c.To, c.Area.Deputy, {Group: c.Area.Group}} {
			ids = append(ids, snap.people(p)...)
		}
	}
	return ids
}

// people are those of a party.
func (s *snapshot) people(p team.Party) []wiki.PersonID {
	if p.Person != 0 {
		return []wiki.PersonID{p.Person}
	}
	return s.groups[p.Group].People()
}

// teamOf reads what is to know of some people, and of those who stand in for them: three or four queries.
func (r *Router) teamOf(ctx context.Context, snap *snapshot, space wiki.Space, ids []wiki.PersonID) (Team, error) {
	t := Team{People: map[wiki.PersonID]Member{}, Groups: snap.groups}
	ids = slices.DeleteFunc(ids, func(p wiki.PersonID) bool { return p == 0 })
	for range 2 { // the people, then their deputies
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) == 0 {
			break
		}
		people, err := r.store.people(ctx, ids, space.ID)
		if err != nil {
			return t, err
		}
		calendars, err := r.team.Calendars(ctx, ids)
		if err != nil {
			return t, err
		}
		ids = nil
		for _, w := range people {
			if !w.reads(space) {
				continue
			}
			t.People[w.person.ID] = Member{Name: w.person.Name, Calendar: calendars[w.person.ID]}
			for _, away := range calendars[w.person.ID].Away {
				if d := away.Deputy.ID; d != 0 && !t.known(d) {
					ids = append(ids, d)
				}
			}
		}
	}
	return t, nil
}

// reply puts a decision into words and times.
func (r *Router) reply(d Decision, c Case, t Team, snap *snapshot, as wiki.Actor, now time.Time) qa.Reply {
	area := d.Claim.Area
	reply := qa.Reply{Step: qa.Step{Why: d.Why, Area: area.ID, Group: d.Turn, For: d.For}}
	if d.To.Person == 0 {
		reply.Why = "Nobody answers for this yet: it waits for whoever manages “" + c.SpaceName + "”."
		return reply
	}
	m := t.People[d.To.Person]
	e := Promise(m.Name, d.Claim.Expect, snap.measured[placeOf(area.ID, c.Space)], m.Calendar).Expect(now, as.In(), m.Calendar)
	reply.Owner = wiki.PersonRef{ID: d.To.Person, Name: m.Name}
	reply.Who, reply.Group, reply.By = m.Name, d.Turn, e.By
	reply.Step.Person, reply.Step.Expect = reply.Owner, e.By
	reply.Step.Due = Due(d.Claim.Expect, m.Calendar, now)
	if d.Why == qa.OwnsPage {
		reply.Step.Page = d.Claim.Page.Page
	}
	reply.Why = because(reply.Step, names{
		page: d.Claim.Page.path(), area: area.Name, space: c.SpaceName, group: snap.groups[d.Turn].Name, stoodInFor: t.People[d.For].Name,
	})
	reply.Text = passedOver(d, t, worktime.DateOf(now, as.In())) + e.Text
	if away, is := t.away(d.To.Person, now); is {
		reply.Text += note(away)
	}
	return reply
}
