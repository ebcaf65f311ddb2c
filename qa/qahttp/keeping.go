package qahttp

import (
	"net/url"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/draft"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// kept gives the fields of a form as its person left them; nil where nothing was kept.
func (s *screens) kept(r *httpd.Request, about string) (url.Values, themes.Kept, error) {
	k := themes.Kept{About: about}
	d, found, err := s.Drafts.Get(r.Context(), r.As, about)
	if err != nil || !found {
		return nil, k, err
	}
	k.At, k.Back = r.When(d.At), true
	return url.Values(d.Fields), k, nil
}

// onDraft does what the buttons of a draft say: action=keep keeps the form's fields, action=discard forgets
// them. done: nothing else is to be done.
func (s *screens) onDraft(r *httpd.Request, about string, fields []string, k *themes.Kept) (done bool, err error) {
	k.About = about
	switch r.Field("action") {
	case "keep":
		at, err := s.Drafts.Put(r.Context(), r.As, about, draft.Fields(r.PostForm, fields...))
		k.At = r.When(at)
		return true, err
	case "discard":
		return true, s.Drafts.Discard(r.Context(), r.As, about)
	}
	return false, nil
}

// published forgets the draft of what is published. A token that may not keep drafts has none.
func (s *screens) published(r *httpd.Request, about string) error {
	err := s.Drafts.Discard(r.Context(), r.As, about)
	if known := httpd.Known(err); known != nil && (known.Kind == content.Forbidden || known.Kind == content.Sign) {
		return nil
	}
	return err
}

// follow follows a question for the reader, or no longer.
func (s *screens) follow(r *httpd.Request, access wiki.Access, q qa.Question, on bool) error {
	if s.Follows == nil {
		return nil
	}
	return s.Follows.Follow(r.Context(), access, q.ID, on)
}
