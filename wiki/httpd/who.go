package httpd

import (
	"errors"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// whoAsks finds the actor: of the token in the header, else of the session in the cookie, else a
// visitor. A wrong token is refused wherever it is sent; an old cookie is a visitor's.
func (s *Server) whoAsks(c *gin.Context) {
	ctx := c.Request.Context()
	v := visitOf(ctx)
	if header := c.Request.Header.Get("Authorization"); header != "" {
		as, err := s.bearer(c, header)
		if err != nil {
			if Known(err) != nil {
				writeProblem(c, s.problemOf(ctx, err))
			} else {
				s.answerError(c, err)
			}
			c.Abort()
			return
		}
		v.as = as
		return
	}
	cookie, err := c.Request.Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return
	}
	person, err := s.personOf(ctx, cookie.Value)
	if err != nil {
		s.answerError(c, err)
		c.Abort()
		return
	}
	if person == 0 {
		return
	}
	as, err := s.accounts.ActorOf(ctx, person)
	if err != nil {
		if known := Known(err); known != nil {
			return // disabled or gone: a visitor
		}
		s.answerError(c, err)
		c.Abort()
		return
	}
	v.as, v.token = as, cookie.Value
}

func (s *Server) bearer(c *gin.Context, header string) (wiki.Actor, error) {
	scheme, secret, _ := strings.Cut(header, " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return wiki.Actor{}, content.Errorf(content.Sign, "Send the token as “Authorization: Bearer TOKEN”.")
	}
	as, err := s.accounts.ByToken(c.Request.Context(), secret)
	var known *content.Error
	if errors.As(err, &known) && known.Kind != content.Busy && known.Kind != content.TooMany {
		return wiki.Actor{}, content.Errorf(content.Sign, "This token is wrong, was deleted, or belongs to a disabled account.").Because(err)
	}
	return as, err
}

// admit checks what the route needs before its handler runs: somebody signed in, a token's scope,
// and the throttle.
func (s *Server) admit(c *gin.Context) {
	v := visitOf(c.Request.Context())
	err := s.mayEnter(v)
	if err == nil {
		return
	}
	s.answerError(c, err)
	c.Abort()
}

func (s *Server) mayEnter(v *visit) error {
	if !v.as.SignedIn() {
		if v.route.Visitors && v.route.Bucket == Reports {
			return s.throttle.take(v.as, Reports) // all visitors together; signing in has limits of its own
		}
		if v.route.Visitors {
			return nil
		}
		return content.Errorf(content.Sign, "Sign in first: this is for members of the team.")
	}
	if v.as.Scope < v.route.Scope {
		need := map[wiki.Scope]string{wiki.ScopeRead: "read", wiki.ScopeWrite: "write", wiki.ScopeAdmin: "admin"}[v.route.Scope]
		return content.Errorf(content.Forbidden, "This token may not do that. Make one with the scope “%s”; nothing was changed.", need)
	}
	return s.throttle.take(v.as, v.route.Bucket)
}
