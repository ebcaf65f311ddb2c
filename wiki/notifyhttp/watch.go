package notifyhttp

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/watch"
)

// levels are the levels as people choose them, the one that tells most first.
var levels = []struct {
	level      watch.Level
	text, help string
}{
	{watch.Everything, "Everything", "Every change, small ones too."},
	{watch.Important, "Changes that matter", "What is new, deleted or says something else, and what has to be looked at; not typography, tags or files."},
	{watch.Mentions, "Only when I am mentioned", "When somebody writes @ and your name."},
	{watch.Nothing, "Nothing", "Not even then."},
}

func watchPath(t watch.Thing) string {
	thing := strconv.FormatInt(t.ID, 10)
	if t.Kind == watch.Tag {
		thing = url.PathEscape(t.Tag)
	}
	return "/watch/" + string(t.Kind) + "/" + thing
}

// thing reads what is watched from the path.
func thing(r *httpd.Request) (watch.Thing, error) {
	kind, name := watch.Kind(r.Param("kind")), strings.TrimPrefix(r.Param("thing"), "/") // a tag may have slashes
	if kind == watch.Tag {
		return watch.OnTag(name), nil
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil || id <= 0 {
		return watch.Thing{}, content.Errorf(content.NotFound, "There is no such address.")
	}
	return watch.Thing{Kind: kind, ID: id}, nil
}

// watch lets its reader choose how much of what happens to something to hear.
func (s *screens) watch(r *httpd.Request) error {
	t, err := thing(r)
	if err != nil {
		return err
	}
	return s.drawWatch(r, t, nil)
}

func (s *screens) drawWatch(r *httpd.Request, t watch.Thing, wrong *content.Error) error {
	access, err := r.Access()
	if err != nil {
		return err
	}
	noun, err := s.Watches.Noun(r.Context(), access, t)
	if err != nil {
		return err
	}
	now, err := s.Watches.Of(r.Context(), r.As.Person, t)
	if err != nil {
		return err
	}
	view := themes.WatchForm{Kind: string(t.Kind), Title: noun.Title, URL: noun.URL, Action: watchPath(t), Next: noun.URL}
	if next := r.Field("next"); next != "" {
		view.Next = httpd.Local(next)
	}
	usual := themes.LevelChoice{Value: watch.Unset.String(), Text: "As usual", Help: s.usual(t), Selected: now.Level == watch.Unset}
	view.Levels = append(view.Levels, usual)
	for _, l := range levels {
		view.Levels = append(view.Levels, themes.LevelChoice{Value: l.level.String(), Text: l.text, Help: l.help, Selected: now.Level == l.level})
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Watch " + noun.Title}); err != nil {
		return err
	}
	if wrong != nil {
		view.Problem = problem(wrong)
		return r.Refuse(wrong, view)
	}
	return r.Draw(view)
}

// usual says what holds where nothing is chosen.
func (s *screens) usual(t watch.Thing) string {
	switch t.Kind {
	case watch.Page:
		return "What you chose for its tags or its space; else what you chose under Notifications."
	case watch.Question:
		return "What you chose for its area or its space; else what you chose under Notifications."
	case watch.Space, watch.Tag, watch.Area:
	}
	return "What you chose for single pages and questions; else what you chose under Notifications."
}

// said says what a choice means from then on.
var said = map[watch.Level]string{
	watch.Unset:      "You hear of it as usual.",
	watch.Nothing:    "You hear nothing of it any more.",
	watch.Mentions:   "You hear of it when you are mentioned.",
	watch.Important:  "You hear of changes that matter.",
	watch.Everything: "You hear of everything that happens to it.",
}

// watchNow chooses.
func (s *screens) watchNow(r *httpd.Request) error {
	t, err := thing(r)
	if err != nil {
		return err
	}
	level, known := watch.ParseLevel(r.Field("level"))
	if !known {
		return s.drawWatch(r, t, content.Errorf(content.Invalid, "Choose one of the levels. Nothing was changed.").On("level"))
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	if err := s.Watches.Set(r.Context(), access, t, level); err != nil {
		if wrong := mendable(err); wrong != nil {
			return s.drawWatch(r, t, wrong)
		}
		return err
	}
	if done, err := answersJSON(r); done {
		return err
	}
	r.Say("good", said[level], nil)
	next := r.Field("next")
	if next == "" {
		noun, err := s.Watches.Noun(r.Context(), access, t)
		if next = noun.URL; err != nil {
			next = settingsPath // what one no longer sees can be left all the same
		}
	}
	return r.See(next)
}
