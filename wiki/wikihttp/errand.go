package wikihttp

import (
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// errand reads what the address or the form says that a page is written for, and notes it on the form. Without
// one it is the zero Errand.
func (s *screens) errand(r *httpd.Request, page wiki.PageID, form *themes.PageForm) (Errand, error) {
	name := r.Field("for")
	if name == "" || s.Errands == nil {
		return Errand{}, nil
	}
	access, err := r.Access()
	if err != nil {
		return Errand{}, err
	}
	e, err := s.Errands.Start(r.Context(), access, name, r.Field("at"), page)
	form.Errand = themes.Errand{For: name, At: r.Field("at"), Note: e.Note, Link: e.Link}
	return e, err
}

// begun is the text that a page for an errand begins with: its own, and beneath it what a template holds.
func (e Errand) begun(template string) string {
	if e.Text == "" {
		return template
	}
	return strings.TrimSpace(strings.TrimRight(e.Text, "\n")+"\n\n"+template) + "\n"
}

// done tells the errand that the page was saved, and goes on where that leads. The page is saved whatever comes
// of it, so that what goes wrong is only told.
func (s *screens) done(r *httpd.Request, saved wiki.Saved) (went bool, err error) {
	name := r.Field("for")
	if name == "" || s.Errands == nil {
		return false, nil
	}
	access, err := r.Access()
	if err != nil {
		return false, err
	}
	o, err := s.Errands.Done(r.Context(), access, name, r.Field("at"), saved)
	if known := httpd.Known(err); known != nil && known.Kind != content.Sign {
		r.Say("bad", "The page is saved, but what it was written for failed: "+known.Text, nil)
		return true, r.See(saved.Page.URL())
	}
	if err != nil {
		return false, err
	}
	r.Say("good", o.Said, o.Back)
	return true, r.See(o.Next)
}
