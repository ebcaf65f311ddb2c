package httpd

import (
	"context"

	"github.com/docent-wiki/docent/wiki"
)

// visit is what is known about a request besides the request: who asks, and its number.
type visit struct {
	server *Server
	id     string
	as     wiki.Actor
	route  *Route
	token  string // the session's, "" without one

	access    wiki.Access
	hasAccess bool
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	return v
}

// RequestID gives the number of the request that ctx belongs to, "" outside of one.
func RequestID(ctx context.Context) string {
	if v := visitOf(ctx); v != nil {
		return v.id
	}
	return ""
}

// ActorOf gives who asks; outside of a request a visitor.
func ActorOf(ctx context.Context) wiki.Actor {
	if v := visitOf(ctx); v != nil {
		return v.as
	}
	return wiki.Actor{}
}

// AccessOf gives what the one who asks may do, looked up once a request. Only the goroutine that
// answers the request may call it.
func AccessOf(ctx context.Context) (wiki.Access, error) {
	v := visitOf(ctx)
	if v == nil {
		return wiki.Access{}, nil
	}
	if v.hasAccess {
		return v.access, nil
	}
	access, err := v.server.wiki.Access(ctx, v.as)
	if err != nil {
		return wiki.Access{}, err
	}
	v.access, v.hasAccess = access, true
	return access, nil
}
