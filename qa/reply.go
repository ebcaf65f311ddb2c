package qa

import (
	"cmp"
	"context"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// replyHour is when a working day ends.
const replyHour = 17

// expected is when a person can be expected to have replied: at the end of the next working day in
// their own zone. It does not know holidays or habits, so it promises nothing earlier.
func expected(now time.Time, zone *time.Location) time.Time {
	here := now.In(zone)
	day := time.Date(here.Year(), here.Month(), here.Day()+1, replyHour, 0, 0, 0, zone)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day.UTC()
}

// replyOf says who would be asked, owner being the owner of the best candidate's page, and when that
// person can be expected to reply. Nobody: the zero Reply.
func (d *Desk) replyOf(ctx context.Context, access wiki.Access, owner wiki.PersonRef, space wiki.SpaceID) (Reply, error) {
	if owner.ID == 0 {
		s, _ := access.Space(space)
		owner = s.Owner
	}
	if owner.ID == 0 {
		return Reply{}, nil
	}
	p, err := d.store.Person(ctx, owner.ID)
	if err != nil || p.Disabled {
		return Reply{}, ignoreAbsent(err)
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil || p.Zone == "" {
		zone = time.UTC
	}
	by := expected(d.clock(), zone)
	return Reply{
		Owner: wiki.PersonRef{ID: p.ID, Name: p.Name}, Who: p.Name, By: by,
		Text: p.Name + " can be expected to reply by " + by.In(access.As.In()).Format("Monday, 2 January, 15:04") + ".",
	}, nil
}

// route chooses the space of a question to the team, and who is asked: the owner of the best
// candidate's page, else of the space.
func (d *Desk) route(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID) (wiki.SpaceID, Reply, error) {
	c, err := d.consider(ctx, access, text, space)
	if err != nil {
		return 0, Reply{}, err
	}
	if space = c.home(access, space); space == 0 {
		return 0, Reply{}, content.Errorf(content.Invalid, "There is no space yet that this question could be put to. Nothing was saved.").On("space")
	}
	reply, err := d.replyOf(ctx, access, c.owner, space)
	return space, reply, err
}

// home is the space that a question to the team would be put to: the one that was named, that of the
// best candidate, or the common one; 0 where there is none.
func (c *considered) home(access wiki.Access, named wiki.SpaceID) wiki.SpaceID {
	return cmp.Or(named, c.space, commonSpace(access))
}

// commonSpace is where a question goes that no page comes close to: a space that the whole team
// reads, rather than a private one.
func commonSpace(access wiki.Access) wiki.SpaceID {
	var best wiki.SpaceID
	for _, s := range access.Spaces() {
		if !s.Private() {
			return s.ID
		}
		if best == 0 {
			best = s.ID
		}
	}
	return best
}
