package told

import (
	"context"
	"fmt"
	"slices"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
)

// The kinds of the notices to those who answered for something before.
const (
	Handed     wiki.EventKind = "question.handed"
	AreaHanded wiki.EventKind = "area.handed"
)

// former is the notice to who had a question before it was handed on.
func (x *said) former() (wiki.PersonID, notify.Notice) {
	id := wiki.PersonID(number(x.event, "former"))
	if id == 0 {
		return 0, notify.Notice{}
	}
	to := "somebody else"
	asked := wiki.PersonID(number(x.event, "person"))
	text := ""
	switch {
	case x.event.Kind == qa.QuestionChanged && x.q.Owner.ID != 0:
		text = "made " + x.q.Owner.Name + " the owner of this question in your place."
	case x.event.Kind == qa.QuestionChanged:
		text = "took you off as the owner of this question."
	case asked != 0 && asked == x.event.Actor.ID:
		text = "took this question over. It no longer waits for you."
	case asked == 0 && number(x.event, "group") != 0:
		to = "a group"
	case asked == 0:
		to = "whoever looks after this space"
	case asked == x.q.Owner.ID:
		to = x.q.Owner.Name
	}
	if text == "" {
		text = "handed this question on to " + to + ". It no longer waits for you."
	}
	n := x.notice("")
	n.Kind, n.Text = Handed, x.who()+" "+text
	return id, n
}

// Areas tells those who answered for an area that it has another owner. It is a watch.Source.
func (s *Source) Areas(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	person, group := wiki.PersonID(number(e, "former")), team.GroupID(number(e, "former_group"))
	if e.Kind != routing.AreaChanged || person == 0 && group == 0 {
		return nil, nil
	}
	people, place, you := []wiki.PersonID{person}, "your place", "you"
	if person == 0 {
		before, err := s.members(ctx, group)
		if err != nil {
			return nil, err
		}
		after, err := s.members(ctx, team.GroupID(number(e, "owner_group")))
		if err != nil {
			return nil, err
		}
		after = append(after, wiki.PersonID(number(e, "owner")))
		people = slices.DeleteFunc(before, func(id wiki.PersonID) bool { return slices.Contains(after, id) })
		place, you = "the place of your group", "your group"
	}
	who := e.Actor.Name
	if who == "" {
		who = "Somebody"
	}
	text := fmt.Sprintf("%s made %s the owner of this area in %s.", who, e.Data["owner_name"], place)
	if e.Data["owner_name"] == "" {
		text = fmt.Sprintf("%s took %s off as the owner of this area, which has none now.", who, you)
	}
	var list []notify.Notice
	for _, id := range people {
		list = append(list, notify.Notice{
			Person: id, Kind: AreaHanded, Thread: "area/" + e.Data["area"], Title: e.Data["name"], Text: text, URL: "/areas", Space: e.Space, Page: e.Page, At: e.At,
		})
	}
	return list, nil
}

// members are those of a group who take turns; none of group 0.
func (s *Source) members(ctx context.Context, group team.GroupID) ([]wiki.PersonID, error) {
	if group == 0 {
		return nil, nil
	}
	members, err := s.Members(ctx, []team.GroupID{group})
	if err != nil {
		return nil, err
	}
	var people []wiki.PersonID
	for _, m := range members[group] {
		if !m.Disabled && !m.Deputy {
			people = append(people, m.ID)
		}
	}
	return people, nil
}
