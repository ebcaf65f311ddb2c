package routinghttp

import (
	"context"
	"net/http"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
)

// Party names a person or a group.
type Party struct {
	Person int64  `json:"person,omitempty" minimum:"1"`
	Group  int64  `json:"group,omitempty" minimum:"1" doc:"Its members take turns"`
	Name   string `json:"name,omitempty" doc:"Answered, not read"`
}

// AreaFacts is what somebody answers for.
type AreaFacts struct {
	Kind      string   `json:"kind" enum:"subtree,tag,topic,space" doc:"A page with all beneath it, the pages of a space that have a tag, questions in certain words, a space"`
	Space     string   `json:"space,omitempty" doc:"Slug; absent for a topic. Of a subtree the page decides"`
	Page      int64    `json:"page_id,omitempty" minimum:"1" doc:"Of a subtree"`
	Tag       string   `json:"tag,omitempty" maxLength:"120"`
	Words     []string `json:"words,omitempty" doc:"Of a topic: one word or expression each"`
	Name      string   `json:"name,omitempty" maxLength:"120" doc:"Of a tag or a topic; spaces and pages have theirs"`
	Owner     *Party   `json:"owner,omitempty"`
	Deputy    *Party   `json:"deputy,omitempty"`
	Group     int64    `json:"group,omitempty" minimum:"1" doc:"Is asked as a whole when the deputy is overdue, too"`
	Expect    int      `json:"expect,omitempty" minimum:"0" maximum:"99" doc:"Within how many units a reply is expected; absent: as the space says, else one working day"`
	Unit      string   `json:"unit,omitempty" enum:"hours,days" doc:"Of the working time of who is asked"`
	Emergency string   `json:"emergency,omitempty" maxLength:"300" doc:"A telephone number or a channel for what cannot wait"`
}

// Area is an area in an answer.
type Area struct {
	ID int64 `json:"id"`
	AreaFacts
	Usual int64 `json:"usual_minutes,omitempty" doc:"The measured median of working time until an answer; absent where that is not known yet"`
}

type (
	areasInput struct {
		Space string `query:"space" doc:"Slug of the one space to look in"`
		Page  int64  `query:"page" minimum:"1" doc:"Those that cover this page, the most specific one first"`
	}
	areasOutput struct {
		Body struct {
			Items []Area `json:"items"`
		}
	}
	areaInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	newAreaInput struct {
		Body AreaFacts
	}
	putAreaInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body AreaFacts
	}
	areaOutput struct {
		Body Area
	}
)

func (s *screens) registerAPI(server *httpd.Server) {
	conflict := []int{http.StatusConflict}
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/areas", ID: "list-areas", Tag: "Areas", Summary: "Who answers for what", Text: "Those in spaces that you may read, and topics; all of them at once, since they are few.",
	}, s.listCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/areas", ID: "create-area", Tag: "Areas", Summary: "Make an area",
		Text: "For managers of its space; topics for administrators.", Status: http.StatusCreated, Errors: conflict,
	}, s.createCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/areas/{id}", ID: "get-area", Tag: "Areas", Summary: "An area",
	}, s.areaCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/areas/{id}", ID: "change-area", Tag: "Areas", Summary: "Change an area",
		Text: "The whole of it: what is left out is empty then.", Errors: conflict,
	}, s.putCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/areas/{id}", ID: "delete-area", Tag: "Areas", Summary: "Delete an area",
		Text: "Questions that came by it stay with whom they are.",
	}, s.deleteCall)
}

func (s *screens) listCall(ctx context.Context, _ wiki.Actor, in *areasInput) (*areasOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	space, found := access.Slug(in.Space)
	if in.Space != "" && !found {
		return nil, content.Errorf(content.NotFound, "There is no such space, or you may not see it.").On("space")
	}
	all, err := s.Router.Areas(ctx, access)
	if err != nil {
		return nil, err
	}
	if in.Page != 0 {
		if all, err = s.Router.Covers(ctx, access, wiki.PageID(in.Page), all); err != nil {
			return nil, err
		}
	}
	out := &areasOutput{}
	out.Body.Items = []Area{}
	names, err := s.directory(ctx, access)
	if err != nil {
		return nil, err
	}
	for _, a := range all {
		if in.Space != "" && a.Space != space.ID {
			continue
		}
		facts, err := s.facts(ctx, access, a, names)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, facts)
	}
	return out, nil
}

func (s *screens) directory(ctx context.Context, access wiki.Access) (routing.Directory, error) {
	people, groups, err := s.Router.Choices(ctx, access, 0)
	return routing.NewDirectory(people, groups), err
}

func (s *screens) facts(ctx context.Context, access wiki.Access, a routing.Area, names routing.Directory) (Area, error) {
	space, _ := access.Space(a.Space)
	usual, err := s.Router.Usual(ctx, a.ID, 0)
	out := Area{ID: int64(a.ID), AreaFacts: AreaFacts{
		Kind: string(a.Kind), Space: space.Slug, Page: int64(a.Page), Tag: a.Tag, Words: a.Words, Name: a.Name,
		Owner: party(a.Owner, names), Deputy: party(a.Deputy, names), Group: int64(a.Group), Expect: a.Expect.N, Unit: string(a.Expect.Unit), Emergency: a.Emergency,
	}}
	if usual.Number >= routing.Enough {
		out.Usual = int64(usual.Median.Minutes())
	}
	return out, err
}

func party(p team.Party, names routing.Directory) *Party {
	if p.IsZero() {
		return nil
	}
	return &Party{Person: int64(p.Person), Group: int64(p.Group), Name: names.Name(p)}
}

func (p *Party) named() team.Party {
	if p == nil {
		return team.Party{}
	}
	if p.Person != 0 {
		return team.Party{Person: wiki.PersonID(p.Person)}
	}
	return team.Party{Group: team.GroupID(p.Group)}
}

func (s *screens) createCall(ctx context.Context, _ wiki.Actor, in *newAreaInput) (*areaOutput, error) {
	return s.save(ctx, 0, in.Body)
}

func (s *screens) putCall(ctx context.Context, _ wiki.Actor, in *putAreaInput) (*areaOutput, error) {
	return s.save(ctx, qa.AreaID(in.ID), in.Body)
}

func (s *screens) save(ctx context.Context, id qa.AreaID, f AreaFacts) (*areaOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	a := routing.Area{
		ID: id, Kind: routing.Kind(f.Kind), Page: wiki.PageID(f.Page), Tag: f.Tag, Words: f.Words, Name: f.Name, Owner: f.Owner.named(),
		Deputy: f.Deputy.named(), Group: team.GroupID(f.Group), Expect: routing.Expect{N: f.Expect, Unit: routing.Unit(f.Unit)}, Emergency: f.Emergency,
	}
	if f.Space != "" {
		space, found := access.Slug(f.Space)
		if !found {
			return nil, content.Errorf(content.NotFound, "There is no such space, or you may not see it. Nothing was saved.").On("space")
		}
		a.Space = space.ID
	}
	if a, err = s.Router.Put(ctx, access, a); err != nil {
		return nil, err
	}
	return s.answer(ctx, access, a.ID)
}

func (s *screens) areaCall(ctx context.Context, _ wiki.Actor, in *areaInput) (*areaOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return s.answer(ctx, access, qa.AreaID(in.ID))
}

func (s *screens) answer(ctx context.Context, access wiki.Access, id qa.AreaID) (*areaOutput, error) {
	a, err := s.Router.Area(ctx, access, id)
	if err != nil {
		return nil, err
	}
	names, err := s.directory(ctx, access)
	if err != nil {
		return nil, err
	}
	facts, err := s.facts(ctx, access, a, names)
	return &areaOutput{Body: facts}, err
}

func (s *screens) deleteCall(ctx context.Context, _ wiki.Actor, in *areaInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	_, err = s.Router.Delete(ctx, access, qa.AreaID(in.ID))
	return nil, err
}
