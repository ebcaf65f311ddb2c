package told_test

import (
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/watch"
)

func (s *site) person(name string) team.Party { return team.Party{Person: s.People[name].ID} }

// TestHandedOn: who had a question is told once that it is somebody else's.
func TestHandedOn(t *testing.T) {
	s := newSite(t)
	hand := func(as string, q qa.Question, to qa.Choice) {
		t.Helper()
		_, _, err := s.desk.HandOn(t.Context(), s.Access(as), q.ID, to)
		s.Must(err)
	}
	q := s.ask("cleo", "handbook", qa.NewQuestion{Title: "When is lunch?"})
	s.Must(s.watches.Set(t.Context(), s.Access("bob"), watch.OnQuestion(int64(q.ID)), watch.Everything)) // whose it is at first
	s.tells("asked", "bob", "Cleo asks you to answer this.")
	hand("ada", q, qa.Choice{To: s.person("ed")})
	s.tells("handed on", "bob", "Ada handed this question on to Ed. It no longer waits for you.")
	s.tells("handed on", "ed", "Ada asks you to answer this.")
	hand("ed", q, qa.Choice{To: s.person("rita")})
	s.tells("who does it", "ed")
	hand("bob", q, qa.Choice{To: s.person("bob")})
	s.tells("taken over", "rita", "Ed asks you to answer this.", "Bob took this question over. It no longer waits for you.")
	hand("ada", q, qa.Choice{Triage: true})
	s.tells("nobody's", "bob", "Ada handed this question on to whoever looks after this space. It no longer waits for you.")
	hand("ada", q, qa.Choice{To: s.person("rita")})
	s.tells("nobody had it", "bob")
	s.tells("asked again", "rita", "Ada asks you to answer this.")
	ed := s.People["ed"].ID
	_, err := s.desk.ChangeQuestion(t.Context(), s.Access("ada"), q.ID, qa.Change{Owner: &ed})
	s.Must(err)
	s.tells("another owner", "rita", "Ada made Ed the owner of this question in your place.")
	title := "When is lunch on Fridays?"
	_, err = s.desk.ChangeQuestion(t.Context(), s.Access("ada"), q.ID, qa.Change{Title: &title})
	s.Must(err)
	s.tells("only the title", "rita")

	secret := s.ask("ada", "secret", qa.NewQuestion{Title: "When is the launch?"})
	hand("ada", secret, qa.Choice{To: s.person("ed")})
	hand("ada", secret, qa.Choice{To: s.person("rita")})
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", ed, wiki.None))
	s.tells("who may no longer read it", "ed")
}

// TestAreasChangeHands: who answered for an area is told once that somebody else does, or nobody.
func TestAreasChangeHands(t *testing.T) {
	s := newSite(t)
	put := func(a routing.Area) routing.Area {
		t.Helper()
		a, err := s.router.Put(t.Context(), s.Access("ada"), a)
		s.Must(err)
		return a
	}
	page := s.Page("secret", "Launch pad", "In May.\n")
	a := put(routing.Area{Kind: routing.Tag, Space: s.SpaceID("handbook"), Tag: "lunch", Owner: s.person("ed")})
	s.tells("made", "ed")
	a.Emergency = "call the kitchen"
	a = put(a)
	s.tells("the same owner", "ed")
	a.Owner, a.Deputy = s.person("rita"), s.person("ed")
	a = put(a)
	s.tells("another owner", "ed", "Ada made Rita the owner of this area in your place.")
	s.tells("the new one", "rita")
	group := s.group("cooks", "bob", "cleo", "ed")
	a.Owner = team.Party{Group: group}
	a = put(a)
	s.tells("a group", "rita", "Ada made cooks the owner of this area in your place.")
	a.Owner = s.person("cleo")
	a = put(a)
	s.tells("a member of the group", "bob", "Ada made Cleo the owner of this area in the place of your group.")
	s.tells("who is the owner now", "cleo")
	a.Owner, a.Deputy = team.Party{}, team.Party{}
	a = put(a)
	s.tells("nobody", "cleo", "Ada took you off as the owner of this area, which has none now.")
	_, err := s.router.Delete(t.Context(), s.Access("ada"), a.ID)
	s.Must(err)

	secret := put(routing.Area{Kind: routing.Subtree, Page: page.ID, Owner: s.person("rita")})
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	secret.Owner = s.person("ada")
	put(secret)
	s.tells("who may not know of it any more", "rita")
}

// group makes a group of people who take turns.
func (s *site) group(name string, people ...string) team.GroupID {
	s.T.Helper()
	g := team.Group{Name: name}
	for _, p := range people {
		g.Members = append(g.Members, team.Member{PersonRef: wiki.PersonRef{ID: s.People[p].ID}})
	}
	g, err := team.New(s.DB).PutGroup(s.T.Context(), s.Actor("ada"), g)
	s.Must(err)
	return g.ID
}
