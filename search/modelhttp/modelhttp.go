// Package modelhttp is the administrators' screen, and the calls of the API, for a model of the team's own.
package modelhttp

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search/model"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

const path = "/admin/model"

// testTime bounds a test: two calls to an endpoint that may be slow.
const testTime = 2 * time.Minute

type screens struct{ model *model.Model }

// Register puts the screen and the calls on a server.
func Register(server *httpd.Server, m *model.Model) {
	s := screens{m}
	own := httpd.Scope(wiki.ScopeAdmin)
	server.GET(path, s.screen, own)
	server.POST(path, s.act, own, httpd.Within(testTime))
	const tag = "Administration"
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/settings/model", ID: "get-model", Tag: tag, Summary: "Which model of the team's own Docent uses",
		Text: "For administrators. The key is never given.",
	}, s.get, own)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/settings/model", ID: "set-model", Tag: tag, Summary: "Choose a model of the team's own",
		Text: "For administrators. Without `key` the present one is kept, unless `base_url` changes; `\"\"` forgets it. It is kept in the database and its backups.",
	}, s.put, own)
}

// screen shows the choice and how far the work is.
func (s screens) screen(r *httpd.Request) error {
	chosen, err := s.model.Settings(r.Context(), r.As)
	if err != nil {
		return err
	}
	view, err := s.view(r, chosen)
	if err != nil {
		return err
	}
	return r.Draw(view)
}

func (s screens) view(r *httpd.Request, chosen model.Settings) (view themes.AdminModel, err error) {
	state, err := s.model.State(r.As)
	if err != nil {
		return view, err
	}
	access, err := r.Access()
	if err != nil {
		return view, err
	}
	view = themes.AdminModel{
		Tabs: r.AdminTabs(path), Find: chosen.Find, Compose: chosen.Compose, BaseURL: chosen.BaseURL, HasKey: chosen.HasKey,
		Embedding: chosen.Embedding, Answer: chosen.Answer, SendPrivate: chosen.Private,
		Embedded: state.Embedded, Total: state.Total, Fault: state.Fault.Text, FaultAt: r.When(state.Fault.At),
	}
	for _, space := range access.Spaces() {
		view.Spaces = append(view.Spaces, themes.ModelSpace{
			Slug: space.Slug, Name: space.Name, Private: space.Private(), LeftOut: slices.Contains(chosen.LeftOut, space.ID),
		})
	}
	view.Frame, err = r.Frame(httpd.Here{Title: "Model · Administration", Nav: themes.NavAdmin})
	return view, err
}

// act saves the form, or tests what is saved.
func (s screens) act(r *httpd.Request) error {
	if r.Field("action") == "test" {
		return s.test(r)
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	change := model.Change{Settings: model.Settings{
		Find: r.Field("find") != "", Compose: r.Field("compose") != "", BaseURL: r.Field("base_url"),
		Embedding: r.Field("embedding"), Answer: r.Field("answer"), Private: r.Field("send_private") != "",
	}}
	if change.LeftOut, err = numbers(access, r.Form["leave_out"]); err != nil {
		return err
	}
	if key, none := r.Field("key"), ""; r.Field("forget_key") != "" {
		change.Key = &none
	} else if key != "" {
		change.Key = &key
	}
	err = s.model.Change(r.Context(), r.As, change)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		view, err := s.view(r, change.Settings)
		if err != nil {
			return err
		}
		view.Problem = themes.Problem{Text: known.Text, Field: known.Field}
		return r.Refuse(known, view)
	}
	if err != nil {
		return err
	}
	r.Say("good", saved(change.Settings), nil)
	return r.See(path)
}

func saved(c model.Settings) string {
	switch {
	case c.Find:
		return "Saved. Docent embeds what is missing, a little at a time."
	case c.Compose:
		return "Saved. Answers in sentences are on."
	}
	return "Saved. The model is off; nothing is sent."
}

func (s screens) test(r *httpd.Request) error {
	t, err := s.model.Test(r.Context(), r.As)
	if known := httpd.Known(err); known != nil && known.Kind == content.Invalid {
		r.Say("bad", known.Text, nil)
		return r.See(path)
	}
	if err != nil {
		return err
	}
	var said []string
	kind := "good"
	if t.Dims > 0 {
		said = append(said, fmt.Sprintf("The model that embeds works: it gives %d numbers.", t.Dims))
	}
	if t.Embedded != "" {
		kind, said = "bad", append(said, "The model that embeds failed: "+t.Embedded)
	}
	switch {
	case t.Replied != "":
		kind, said = "bad", append(said, "The model that writes failed: "+t.Replied)
	case t.Wrote:
		said = append(said, "The model that writes works.")
	}
	r.Say(kind, strings.Join(append(said, fmt.Sprintf("It took %.1f s.", t.Took.Seconds())), " "), nil)
	return r.See(path)
}

// numbers finds spaces by their slugs.
func numbers(access wiki.Access, slugs []string) ([]wiki.SpaceID, error) {
	var ids []wiki.SpaceID
	for _, slug := range slugs {
		space, there := access.Slug(slug)
		if !there {
			return nil, content.Errorf(content.NotFound, "There is no space “%s”. Nothing was changed.", content.Excerpt(slug, 80)).On("left_out")
		}
		ids = append(ids, space.ID)
	}
	return ids, nil
}

// Choice is what an administrator chooses.
type Choice struct {
	Find        bool     `json:"find" doc:"Sections are found by their meaning: their texts and the questions are sent"`
	Compose     bool     `json:"compose" doc:"Answers are written in sentences: questions and the sections that answer are sent"`
	BaseURL     string   `json:"base_url" maxLength:"500" doc:"Of an OpenAI-compatible endpoint, such as http://localhost:11434/v1"`
	Embedding   string   `json:"embedding_model" maxLength:"200"`
	Answer      string   `json:"answer_model" maxLength:"200"`
	SendPrivate bool     `json:"send_private" doc:"Otherwise nothing of private spaces is sent"`
	LeftOut     []string `json:"left_out" maxItems:"10000" doc:"Slugs of spaces of which nothing is sent"`
}

// ChoiceBody is the body of PUT /api/v1/settings/model.
type ChoiceBody struct {
	Choice
	Key *string `json:"key,omitempty" maxLength:"4096"`
}

// ChoiceState is a choice and how far the work is.
type ChoiceState struct {
	Choice
	HasKey   bool       `json:"has_key"`
	Embedded int        `json:"embedded" doc:"Sections that have a vector"`
	Sections int        `json:"sections" doc:"Sections that may be sent; 0 while that is unknown"`
	Fault    string     `json:"fault,omitempty" doc:"The last thing that went wrong"`
	FaultAt  *time.Time `json:"fault_at,omitempty"`
}

type (
	choiceInput struct {
		Body ChoiceBody
	}
	choiceOutput struct {
		Body ChoiceState
	}
)

func (s screens) get(ctx context.Context, as wiki.Actor, _ *struct{}) (*choiceOutput, error) {
	chosen, err := s.model.Settings(ctx, as)
	if err != nil {
		return nil, err
	}
	state, err := s.model.State(as)
	if err != nil {
		return nil, err
	}
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &choiceOutput{ChoiceState{
		Choice: Choice{chosen.Find, chosen.Compose, chosen.BaseURL, chosen.Embedding, chosen.Answer, chosen.Private, []string{}},
		HasKey: chosen.HasKey, Embedded: state.Embedded, Sections: state.Total, Fault: state.Fault.Text, FaultAt: httpd.UTC(state.Fault.At),
	}}
	for _, id := range chosen.LeftOut {
		if space, there := access.Space(id); there {
			out.Body.LeftOut = append(out.Body.LeftOut, space.Slug)
		}
	}
	return out, nil
}

func (s screens) put(ctx context.Context, as wiki.Actor, in *choiceInput) (*choiceOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	change := model.Change{Key: b.Key, Settings: model.Settings{
		Find: b.Find, Compose: b.Compose, BaseURL: b.BaseURL, Embedding: b.Embedding, Answer: b.Answer, Private: b.SendPrivate,
	}}
	if !as.IsAdmin() {
		b.LeftOut = nil // Change refuses, and says nothing about spaces
	}
	if change.LeftOut, err = numbers(access, b.LeftOut); err != nil {
		return nil, err
	}
	if err := s.model.Change(ctx, as, change); err != nil {
		return nil, err
	}
	return s.get(ctx, as, nil)
}
