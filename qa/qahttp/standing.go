package qahttp

import (
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// standing says who keeps an answer and until when somebody vouches for it.
func standing(c clock, access wiki.Access, v qa.View, a qa.Answer) themes.Standing {
	return themes.Standing{
		Question: int64(v.Question.ID), Answer: int64(a.ID), Keeper: a.Keeper().Name, Verified: c.verified(a.VerifiedUntil),
		MayVerify: qa.MayVerify(access, v.Question, a),
	}
}

// suggested are the questions that may ask the same, for who may say so.
func (s *screens) suggested(r *httpd.Request, access wiki.Access, v qa.View) ([]themes.Link, error) {
	if s.Reviews == nil || !v.MayEdit {
		return nil, nil
	}
	all, err := s.Reviews.Suggested(r.Context(), access, v.Question.ID)
	var links []themes.Link
	for _, one := range all {
		links = append(links, themes.Link{Text: one.Title, URL: one.URL})
	}
	return links, err
}
