package qa

import (
	"cmp"
	"context"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// nobody is the Router of a Desk that has none: who is chosen is asked, and every other question goes to the
// triage queue.
type nobody struct{}

func (nobody) Route(_ context.Context, _ wiki.Access, a Asking) (Reply, error) {
	if a.Choice.To.IsZero() {
		return Reply{Step: Step{Why: Nobody}}, nil
	}
	chosen := wiki.PersonRef{ID: a.Choice.To.Person}
	return Reply{Owner: chosen, Group: a.Choice.To.Group, Step: Step{Person: chosen, Group: a.Choice.To.Group, Why: Chosen}}, nil
}

func (nobody) GroupsOf(context.Context, wiki.PersonID) ([]team.GroupID, error) { return nil, nil }

// replyOf says who would be asked, and when a reply can be expected. Nobody: a Reply without Who.
func (d *Desk) replyOf(ctx context.Context, access wiki.Access, c *considered, named wiki.SpaceID) (Reply, error) {
	if len(access.Spaces()) == 0 {
		return Reply{}, nil
	}
	return d.router.Route(ctx, access, Asking{Text: c.text, Space: c.home(access, named), Closest: c.closest()})
}

// Expected says who would be asked a question in a space (0: where it fits best), or who is asked where the
// asker has chosen, and when a reply can be expected: before it is sent.
func (d *Desk) Expected(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, to Choice) (Reply, error) {
	_, reply, err := d.route(ctx, access, text, space, to)
	return reply, err
}

// route chooses the space of a question to the team, and who is asked.
func (d *Desk) route(ctx context.Context, access wiki.Access, text string, space wiki.SpaceID, to Choice) (wiki.SpaceID, Reply, error) {
	c, err := d.consider(ctx, access, text, space)
	if err != nil {
		return 0, Reply{}, err
	}
	if space = c.home(access, space); space == 0 {
		return 0, Reply{}, content.Errorf(content.Invalid, "There is no space yet that this question could be put to. Nothing was saved.").On("space")
	}
	reply, err := d.router.Route(ctx, access, Asking{Text: text, Space: space, Closest: c.closest(), Choice: to})
	return space, reply, err
}

// home is the space that a question to the team would be put to: the one that was named, that of the
// best candidate, or the common one; 0 where there is none.
func (c *considered) home(access wiki.Access, named wiki.SpaceID) wiki.SpaceID {
	return cmp.Or(named, c.space, commonSpace(access))
}

// A page counts among the closest where it is half as likely to answer as the closest one.
const (
	closestPages = 3
	closestShare = 0.5
)

// closest are the pages that come closest, each once, best first.
func (c *considered) closest() []Closest {
	var all []Closest
	seen := map[wiki.PageID]bool{}
	for i := range c.list {
		page, found := c.list[i].place()
		if !found || seen[page.Page] {
			continue
		}
		if len(all) == closestPages || len(all) > 0 && page.Confidence < closestShare*all[0].Confidence {
			break
		}
		seen[page.Page] = true
		all = append(all, page)
	}
	return all
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
