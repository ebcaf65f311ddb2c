package notifyhttp

import (
	"context"
	"errors"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
)

// unsubscribe asks whoever opened the link of a mail whether to stop such mails. Programs open links, too: nothing
// changes before the button is pressed.
func (s *screens) unsubscribe(r *httpd.Request) error {
	_, thread, err := s.Links.CheckUnsubscribe(r.Query("t"))
	if err != nil {
		return notComplete(err)
	}
	return s.drawUnsubscribe(r, thread, false)
}

// notComplete says of a link that it is wrong, to visitors as to members: what cannot be found has visitors sign in, and that
// would not mend the link.
func notComplete(err error) error {
	var e *content.Error
	if errors.As(err, &e) && e.Kind == content.NotFound {
		return content.Errorf(content.Invalid, "%s", e.Text).Because(err)
	}
	return err
}

// unsubscribeNow stops them. A mail program posts here by itself, without cookie or form (RFC 8058): what decides is the
// signed token in the address.
func (s *screens) unsubscribeNow(r *httpd.Request) error {
	person, thread, err := s.Links.CheckUnsubscribe(r.URL.Query().Get("t"))
	if err != nil {
		return notComplete(err)
	}
	if err := s.leave(r.Context(), person, thread); err != nil {
		return err
	}
	return s.drawUnsubscribe(r, thread, true)
}

// leave ends what a token was made for. A thread of which there is nothing to leave ends all mail: it must stop.
func (s *screens) leave(ctx context.Context, person wiki.PersonID, thread string) error {
	if thread == notify.DigestThread {
		return s.Watches.LeaveDigest(ctx, person)
	}
	if t, ok := watch.ThingOf(thread); ok {
		return s.Watches.Leave(ctx, person, t)
	}
	return s.Watches.LeaveMail(ctx, person)
}

// drawUnsubscribe names no title: whoever holds the link may not be who may read it by now.
func (s *screens) drawUnsubscribe(r *httpd.Request, thread string, done bool) (err error) {
	view := themes.Unsubscribe{Action: r.URL.RequestURI(), What: "mail at all. What you are told stands in your inbox in Docent", Done: done}
	if thread == notify.DigestThread {
		view.What = "digests. What would stand in them stands in your inbox in Docent"
	} else if t, ok := watch.ThingOf(thread); ok {
		view.What = "notices about that " + string(t.Kind) + ", by mail or otherwise"
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Stop mails", Bare: true}); err != nil {
		return err
	}
	return r.Draw(view)
}
