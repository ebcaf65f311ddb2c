// Package reviewhttp puts on the server what keeps canonical knowledge in order: texts that may be one or that
// contradict each other, who stands for an answer, the wordings of a question, and how it all came about.
package reviewhttp

import (
	"context"
	"fmt"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/likeness"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Deps is what the screens work with.
type Deps struct {
	Reviews *likeness.Desk
	Desk    *qa.Desk
	People  func(context.Context) ([]wiki.Person, error)
}

type screens struct{ Deps }

// Register puts the screens and calls on a server.
func Register(server *httpd.Server, d Deps) {
	s := &screens{d}
	server.GET("/reviews", s.list)
	server.GET("/reviews/:id", s.one)
	server.POST("/reviews/:id/both", s.both)
	server.POST("/reviews/:id/reopen", s.reopen)
	server.POST("/reviews/:id/link", s.link)
	server.POST("/reviews/:id/merge", s.merge)
	server.GET("/q/:id/chain", s.chain, httpd.Visitors)
	server.POST("/q/:id/wordings/:wid/change", s.changeWording)
	server.POST("/q/:id/answers/:aid/verify", s.verify)
	server.POST("/q/:id/answers/:aid/own", s.own)
	s.registerCalls(server)
}

// shown is how many reviews a list shows.
const shown = 50

// kinds are the tabs of the list.
var kinds = []struct {
	kind likeness.Kind
	text string
}{{"", "All"}, {likeness.Conflict, "Contradictions"}, {likeness.Copies, "Sections"}, {likeness.Questions, "Questions"}}

func (s *screens) list(r *httpd.Request) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	kind, mine := likeness.Kind(""), r.Query("whose") == "mine"
	for _, k := range kinds {
		if string(k.kind) == r.Query("kind") {
			kind = k.kind
		}
	}
	pairs, err := s.Reviews.List(r.Context(), access, mine, kind, shown+1)
	if err != nil {
		return err
	}
	view := themes.Reviews{More: len(pairs) > shown}
	here := address(kind, mine)
	for _, k := range kinds {
		view.Kinds = append(view.Kinds, themes.Facet{Text: k.text, URL: address(k.kind, mine), Count: -1, On: k.kind == kind})
	}
	view.Whose = []themes.Facet{
		{Text: "Everybody’s", URL: address(kind, false), Count: -1, On: !mine}, {Text: "Mine", URL: address(kind, true), Count: -1, On: mine},
	}
	for _, p := range pairs[:min(len(pairs), shown)] {
		view.Rows = append(view.Rows, row(r, access, p, here))
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Reviews", Nav: themes.NavTasks}); err != nil {
		return err
	}
	return r.Draw(view)
}

func address(kind likeness.Kind, mine bool) string {
	var parts []string
	if kind != "" {
		parts = append(parts, "kind="+string(kind))
	}
	if mine {
		parts = append(parts, "whose=mine")
	}
	if len(parts) == 0 {
		return "/reviews"
	}
	return "/reviews?" + strings.Join(parts, "&")
}

func (s *screens) one(r *httpd.Request) error {
	access, p, err := s.pair(r)
	if err != nil {
		return err
	}
	view := themes.ReviewView{Row: row(r, access, p, "/tasks")}
	if view.Frame, err = r.Frame(httpd.Here{Title: p.Title(), Nav: themes.NavTasks}); err != nil {
		return err
	}
	return r.Draw(view)
}

func (s *screens) pair(r *httpd.Request) (wiki.Access, likeness.Pair, error) {
	access, err := r.Access()
	if err != nil {
		return access, likeness.Pair{}, err
	}
	id, err := r.ID("id")
	if err != nil {
		return access, likeness.Pair{}, err
	}
	p, err := s.Reviews.Pair(r.Context(), access, likeness.ReviewID(id))
	return access, p, err
}

// row writes a pair for a screen.
func row(r *httpd.Request, access wiki.Access, p likeness.Pair, back string) themes.Review {
	view := themes.Review{
		ID: int64(p.ID), Kind: string(p.Kind), State: string(p.State), Why: p.Why(), Heading: p.Title(), URL: p.URL(), Back: back,
		Found: r.When(p.Found), Decided: r.When(p.Decided), By: p.By.Name, MayDecide: p.MayDecide,
	}
	for i := range 2 {
		side := sectionSide(r, access, p, i)
		if p.Kind == likeness.Questions {
			side = questionSide(r, access, p, i)
		}
		side.From, side.MayChange = i, p.MayChange[i]
		view.Sides = append(view.Sides, side)
	}
	view.Sides[0].Other, view.Sides[1].Other = view.Sides[1].Title, view.Sides[0].Title
	return view
}

const (
	textShown    = 1500 // characters of a section
	wordingsSeen = 6
)

func sectionSide(r *httpd.Request, access wiki.Access, p likeness.Pair, i int) themes.ReviewSide {
	from := p.Sides[i]
	space, _ := access.Space(from.Space)
	side := themes.ReviewSide{
		Title: from.Name(), URL: from.URL(), Where: space.Name, Owner: from.Owner.Name, Updated: r.When(from.Updated),
	}
	if p.MayChange[i] {
		side.Edit = from.EditURL()
	}
	if p.Kind == likeness.Conflict {
		text, marks := p.TextA, p.MarksA
		if i == 1 {
			text, marks = p.TextB, p.MarksB
		}
		side.Parts = parts(text, marks)
		return side
	}
	side.Text = from.Body
	if runes := []rune(side.Text); len(runes) > textShown {
		side.Text = string(runes[:textShown]) + "…"
	}
	return side
}

// parts cuts a sentence at what is marked in it.
func parts(text string, marks []likeness.Mark) []themes.Span {
	var all []themes.Span
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End > len(text) || m.End < m.Start {
			continue
		}
		if m.Start > at {
			all = append(all, themes.Span{Text: text[at:m.Start]})
		}
		all = append(all, themes.Span{Op: "ins", Text: text[m.Start:m.End]})
		at = m.End
	}
	if at < len(text) {
		all = append(all, themes.Span{Text: text[at:]})
	}
	return all
}

func questionSide(r *httpd.Request, access wiki.Access, p likeness.Pair, i int) themes.ReviewSide {
	v := p.Questions[i]
	q := v.Question
	space, _ := access.Space(q.Space)
	side := themes.ReviewSide{
		Title: q.Title, URL: q.URL(), Where: space.Name, Owner: q.Owner.Name, Updated: r.When(q.Updated), State: string(q.State),
	}
	if v.Canonical != nil {
		side.Text = v.Canonical.Plain
		if len(v.Canonical.Links) > 0 && v.Canonical.Links[0].Quote != "" {
			side.Text = v.Canonical.Links[0].Quote
		}
		side.Text = content.Excerpt(side.Text, 400)
	}
	for _, w := range v.Wordings[:min(len(v.Wordings), wordingsSeen)] {
		side.Words = append(side.Words, w.Text)
	}
	return side
}

// backTo is where a button comes back to: a path of this server's lists.
func backTo(r *httpd.Request, otherwise string) string {
	if back := r.Field("back"); back == "/tasks" || back == "/reviews" || strings.HasPrefix(back, "/reviews?") {
		return back
	}
	return otherwise
}

// done says what was done and comes back; what cannot be done is said where the button was.
func done(r *httpd.Request, id int64, err error, said string, undo *themes.Button) error {
	here := fmt.Sprintf("/reviews/%d", id)
	if err != nil {
		known := httpd.Known(err)
		if known == nil || known.Kind != content.Conflict && known.Kind != content.Invalid {
			return err
		}
		r.Say("bad", known.Text, nil)
		return r.See(here)
	}
	r.Say("good", said, undo)
	return r.See(backTo(r, here))
}

func (s *screens) both(r *httpd.Request) error {
	access, p, err := s.pair(r)
	if err != nil {
		return err
	}
	said := "Both are right. You are asked again when one of them changes."
	if p.Kind == likeness.Questions {
		said = "They are not the same. That is remembered."
	}
	err = s.Reviews.BothRight(r.Context(), access, p.ID)
	return done(r, int64(p.ID), err, said, &themes.Button{Text: "Undo", Action: p.URL() + "/reopen"})
}

func (s *screens) reopen(r *httpd.Request) error {
	access, p, err := s.pair(r)
	if err != nil {
		return err
	}
	return done(r, int64(p.ID), s.Reviews.Reopen(r.Context(), access, p.ID), "It is to be looked at again.", nil)
}

// from reads which of the two sides is meant.
func from(r *httpd.Request) (int, error) {
	switch r.Field("from") {
	case "0":
		return 0, nil
	case "1":
		return 1, nil
	}
	return 0, content.Errorf(content.Invalid, "Choose one of the two. Nothing was changed.").On("from")
}

func (s *screens) link(r *httpd.Request) error {
	access, p, err := s.pair(r)
	if err != nil {
		return err
	}
	side, err := from(r)
	if err != nil {
		return err
	}
	saved, err := s.Reviews.Link(r.Context(), access, p.ID, side)
	return done(r, int64(p.ID), err, "“"+content.Excerpt(p.Sides[side].Name(), 80)+"” ends with a link to the other one.", &themes.Button{
		Text: "Undo", Action: fmt.Sprintf("/p/%d/revert", saved.Page.ID), Fields: []themes.Field{{Name: "revision", Value: fmt.Sprint(saved.Revision - 1)}},
	})
}

func (s *screens) merge(r *httpd.Request) error {
	access, p, err := s.pair(r)
	if err != nil {
		return err
	}
	side, err := from(r)
	if err != nil {
		return err
	}
	merged, err := s.Reviews.Merge(r.Context(), access, p.ID, side)
	if err == nil {
		r.Say("good", "Merged. “"+content.Excerpt(merged.Title, 100)+"” is another way to ask now.", &themes.Button{Text: "Undo", Action: fmt.Sprintf("/q/%d/unmerge", merged.ID)})
		return r.See(backTo(r, merged.URL()))
	}
	return done(r, int64(p.ID), err, "", nil)
}
