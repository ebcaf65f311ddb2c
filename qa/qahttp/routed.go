package qahttp

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
)

func (s *screens) registerRouted(server *httpd.Server) {
	if s.Routing == nil {
		return
	}
	server.POST("/q/:id/hand", s.hand)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/questions/{id}/hand", ID: "hand-question", Tag: "Questions", Summary: "Hand a question on",
		Text:   "To a person (`owner`), a group, whose members take turns, or nobody in particular (`triage`). Its asker, its owner and editors may; whoever may answer may take one that is nobody's.",
		Errors: []int{http.StatusConflict},
	}, s.handCall)
}

// WhomInput names who is to be asked.
type WhomInput struct {
	Owner  int64 `json:"owner,omitempty" minimum:"1" doc:"Number of a person who may read the space; without it, a group and triage the question goes to who answers for it"`
	Group  int64 `json:"group,omitempty" minimum:"1" doc:"Number of a group, whose members take turns"`
	Triage bool  `json:"triage,omitempty" doc:"Nobody in particular: whoever manages the space decides"`
	Insist bool  `json:"insist,omitempty" doc:"Ask the owner even while they are away; otherwise their deputy is asked meanwhile, where there is one who is not away"`
}

func (w WhomInput) choice() (qa.Choice, error) {
	named := 0
	for _, is := range []bool{w.Owner != 0, w.Group != 0, w.Triage} {
		if is {
			named++
		}
	}
	if named > 1 {
		return qa.Choice{}, content.Errorf(content.Invalid, "Name an owner, a group or triage, not several of them. Nothing was saved.").On("owner")
	}
	return qa.Choice{To: team.Party{Person: wiki.PersonID(w.Owner), Group: team.GroupID(w.Group)}, Triage: w.Triage, Insist: w.Insist}, nil
}

type handInput struct {
	ID   int64 `path:"id" minimum:"1"`
	Body WhomInput
}

func (s *screens) handCall(ctx context.Context, as wiki.Actor, in *handInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	to, err := in.Body.choice()
	if err != nil {
		return nil, err
	}
	if _, _, err := s.Desk.HandOn(ctx, access, qa.QuestionID(in.ID), to); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

// AskedStep is one time that somebody was asked to answer a question.
type AskedStep struct {
	Who string     `json:"who,omitempty" doc:"The person, or the group where all of it were asked; absent for the triage queue"`
	Why string     `json:"why,omitempty" doc:"To be read after the name and a comma"`
	At  time.Time  `json:"at"`
	By  *time.Time `json:"by,omitempty" doc:"When a reply could be expected"`

	Away string `json:"away,omitempty" doc:"Of the last one: that the person, or for whom the person stands in, is away, until when, and their note"`
}

// askedSteps tell who was asked, oldest first.
func (s *screens) askedSteps(ctx context.Context, access wiki.Access, q qa.Question) ([]AskedStep, error) {
	told, err := s.told(ctx, access, q)
	all := make([]AskedStep, len(told))
	for i, t := range told {
		all[i] = AskedStep{Who: t.Who, Why: t.Why, At: t.At.UTC(), By: httpd.UTC(t.Expect), Away: strings.TrimSpace(t.Away)}
	}
	return all, err
}

func (s *screens) told(ctx context.Context, access wiki.Access, q qa.Question) ([]routing.Told, error) {
	if s.Routing == nil {
		return nil, nil
	}
	steps, err := s.Desk.Steps(ctx, access, q.ID)
	if err != nil {
		return nil, err
	}
	return s.Routing.Tell(ctx, access, q, steps)
}

// whoAsked tells beside an open question who was asked, and lets it be handed on.
func (s *screens) whoAsked(r *httpd.Request, access wiki.Access, v qa.View) (themes.WhoAsked, error) {
	q := v.Question
	if s.Routing == nil || q.State != qa.Open || !r.As.SignedIn() {
		return themes.WhoAsked{}, nil
	}
	told, err := s.told(r.Context(), access, q)
	if err != nil {
		return themes.WhoAsked{}, err
	}
	c, me := clockOf(r), r.As.Person
	w := themes.WhoAsked{
		Shown: true, ID: int64(q.ID), Who: q.Owner.Name, MayHand: v.MayEdit, Other: r.Field("other"),
		MayTake: me != 0 && q.Owner.ID != me && v.MayAnswer && (q.Owner.ID == 0 || v.MayEdit),
	}
	if n := len(told); n > 0 && told[n-1].Person.ID == q.Owner.ID { // else somebody edited the owner
		w.Who, w.Why = told[n-1].Who, told[n-1].Why
		if told[n-1].Kind == qa.Overdue {
			w.Why = ""
		}
		w.Expect = routing.Expecting(told, c.now, c.as.In())
		for _, t := range told[:n-1] {
			w.Lines = append(w.Lines, themes.AskedLine{Who: t.Who, Why: t.Why, By: t.By, At: c.when(t.At)})
		}
	}
	w.Late = late(c, q)
	if w.MayHand {
		w.Names, err = s.fewNames(r.Context(), access, q.Space)
	}
	return w, err
}

// A few names are offered with every form; many would make the page heavy, and a part of a name is enough.
const fewNames = 60

func (s *screens) fewNames(ctx context.Context, access wiki.Access, space wiki.SpaceID) ([]string, error) {
	d, err := s.directory(ctx, access, space)
	if names := d.Names(); len(names) <= fewNames {
		return names, err
	}
	return nil, err
}

func (s *screens) directory(ctx context.Context, access wiki.Access, space wiki.SpaceID) (routing.Directory, error) {
	people, groups, err := s.Routing.Choices(ctx, access, space)
	return routing.NewDirectory(people, groups), err
}

// whoAnswers is the part of a form that says who will be asked, as far as it was filled in.
func (s *screens) whoAnswers(r *httpd.Request, access wiki.Access, reply qa.Reply, space wiki.SpaceID) (w themes.WhoAnswers, err error) {
	if s.Routing == nil {
		return w, nil
	}
	w = themes.WhoAnswers{
		Shown: true, Who: reply.Who, Why: reply.Why, Expect: reply.Text, Ask: r.Field("ask"), Other: r.Field("other"), Insist: r.Field("insist") != "",
	}
	if reply.Owner.ID == r.As.Person && reply.Who != "" {
		w.Who = reply.Who + " (you)"
	}
	w.Names, err = s.fewNames(r.Context(), access, space)
	return w, err
}

// whomFor is whoAnswers for a form that has a title and a space, before anything was considered.
func (s *screens) whomFor(r *httpd.Request, access wiki.Access, title, space string) (themes.WhoAnswers, error) {
	id, err := spaceNamed(access, space)
	if err != nil || s.Routing == nil || strings.TrimSpace(title) == "" {
		return themes.WhoAnswers{}, err
	}
	reply, err := s.Desk.Expected(r.Context(), access, title, id, qa.Choice{})
	switch {
	case err == nil:
		return s.whoAnswers(r, access, reply, id)
	case mendable(err) != nil: // the form says it when it is sent
		err = nil
	}
	return themes.WhoAnswers{}, err
}

// choice reads from a form whom its asker wants to be asked. space 0 is where it fits best.
func (s *screens) choice(r *httpd.Request, access wiki.Access, space wiki.SpaceID) (qa.Choice, error) {
	switch r.Field("ask") {
	case "triage":
		return qa.Choice{Triage: true}, nil
	case "other":
		return s.named(r, access, space)
	}
	return qa.Choice{}, nil
}

// named is the person or group whose name was typed.
func (s *screens) named(r *httpd.Request, access wiki.Access, space wiki.SpaceID) (qa.Choice, error) {
	if s.Routing == nil {
		return qa.Choice{}, nil
	}
	d, err := s.directory(r.Context(), access, space)
	if err != nil {
		return qa.Choice{}, err
	}
	to, err := d.Find(r.Field("other"), "other")
	if err == nil && to.IsZero() {
		err = content.Errorf(content.Invalid, "Write the name of the person or group that is to be asked. Nothing was sent.").On("other")
	}
	return qa.Choice{To: to, Insist: r.Field("insist") != ""}, err
}

// hand hands a question on: to=me, to=other with other=NAME and insist=1 where an absence does not matter, to=triage, or to=back with person or group.
func (s *screens) hand(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	to, err := s.handTo(r, access, v)
	var reply qa.Reply
	if err == nil {
		_, reply, err = s.Desk.HandOn(r.Context(), access, v.Question.ID, to)
	}
	if err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	r.Say("good", handedOn(clockOf(r), reply), handBack(v.Question))
	if r.Field("back") == "triage" {
		return r.See("/triage")
	}
	return r.See(v.Question.URL())
}

func (s *screens) handTo(r *httpd.Request, access wiki.Access, v qa.View) (qa.Choice, error) {
	switch r.Field("to") {
	case "me":
		return qa.Choice{To: team.Party{Person: r.As.Person}}, nil
	case "triage":
		return qa.Choice{Triage: true}, nil
	case "back":
		person, err := r.Number("person")
		if err != nil {
			return qa.Choice{}, err
		}
		return qa.Choice{To: team.Party{Person: wiki.PersonID(person)}, Triage: person == 0, Insist: true}, nil
	}
	return s.named(r, access, v.Question.Space)
}

// handedOn says who has the question now.
func handedOn(c clock, reply qa.Reply) string {
	switch {
	case reply.Owner.ID == 0:
		return "The question is in the triage queue: whoever manages the space finds it there."
	case reply.Owner.ID == c.as.Person:
		return "The question is yours: it is among your tasks."
	case reply.By.IsZero():
		return reply.Who + " has the question."
	}
	return reply.Who + " has the question. " + reply.Text
}

// handBack is the button that gives a question back to who had it.
func handBack(q qa.Question) *themes.Button {
	if q.Group != 0 && q.Owner.ID == 0 {
		return nil // a whole group cannot be chosen, only its next member
	}
	return undo(at(q.ID, "/hand"), themes.Field{Name: "to", Value: "back"}, themes.Field{Name: "person", Value: fmt.Sprint(q.Owner.ID)})
}
