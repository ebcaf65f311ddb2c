package notifyhttp

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
)

const (
	inboxPart  = 200 // notices on a screen
	groupItems = 5   // of a thread, as far as they are not new
	mostItems  = 20  // of a thread in any case
)

// inbox shows what the reader was told.
func (s *screens) inbox(r *httpd.Request) error {
	before, err := r.Number("before")
	if err != nil {
		return err
	}
	access, err := r.Access()
	if err != nil {
		return err
	}
	list, next, err := s.readable(r.Context(), access, notify.NoticeID(before), inboxPart)
	if err != nil {
		return err
	}
	view := themes.Inbox{Groups: s.groups(r, access, list), Later: before != 0}
	for _, g := range view.Groups {
		if g.New {
			view.New++
		}
	}
	for _, n := range list {
		view.UpTo = max(view.UpTo, int64(n.ID))
	}
	if next != 0 {
		view.Older = fmt.Sprintf("%s?before=%d", inboxPath, next)
	}
	if view.Push, err = s.push(r.Context()); err != nil {
		return err
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Inbox", Nav: themes.NavInbox}); err != nil {
		return err
	}
	return r.Draw(view)
}

// groups makes a row of each thread, those with something new first, else the one where something happened last.
func (s *screens) groups(r *httpd.Request, access wiki.Access, list []notify.Notice) []themes.InboxGroup {
	at := map[string]int{}
	var groups []themes.InboxGroup
	for _, n := range list {
		thread := n.Thread
		if thread == "" {
			thread = "notice " + strconv.FormatInt(int64(n.ID), 10)
		}
		i, known := at[thread]
		if !known {
			i = len(groups)
			at[thread] = i
			groups = append(groups, s.group(access, n))
		}
		g := &groups[i]
		item := themes.InboxItem{Text: n.Text, URL: n.URL, At: r.When(n.At), New: n.Seen.IsZero()}
		if item.New {
			g.New, g.Fresh = true, append(g.Fresh, int64(n.ID))
		}
		if len(g.Items) < groupItems || item.New && len(g.Items) < mostItems {
			g.Items = append(g.Items, item)
		} else {
			g.More++
		}
	}
	slices.SortStableFunc(groups, func(a, b themes.InboxGroup) int {
		switch {
		case a.New == b.New:
			return 0
		case a.New:
			return -1
		}
		return 1
	})
	return groups
}

// group is a thread as its newest notice names it.
func (s *screens) group(access wiki.Access, n notify.Notice) themes.InboxGroup {
	g := themes.InboxGroup{Title: n.Title, URL: n.URL}
	switch t, ok := watch.ThingOf(n.Thread); {
	case ok && s.Watches.Knows(t.Kind):
		g.Less = watchPath(t) + "?next=" + inboxPath
	}
	if n.Page != 0 && n.Question == 0 {
		g.URL = wiki.PageURL(n.Page, n.Title)
	}
	if g.URL == "" {
		g.URL = inboxPath
	}
	if space, ok := access.Space(n.Space); ok {
		g.Where = space.Name
	}
	return g
}

// read notes what the reader has seen: some notices, or all up to one.
func (s *screens) read(r *httpd.Request) error {
	upTo, err := r.Number("up_to")
	if err != nil {
		return err
	}
	var ids []notify.NoticeID
	for _, text := range r.PostForm["id"] {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return content.Errorf(content.Invalid, "“%s” is not the number of a notice. Nothing was changed.", content.Excerpt(text, 40)).On("id")
		}
		ids = append(ids, notify.NoticeID(id))
	}
	if err := s.see(r.Context(), r.As, ids, notify.NoticeID(upTo)); err != nil {
		return err
	}
	r.ForgetCounts()
	return r.See(inboxPath)
}

// mostAtOnce bounds how many notices a request may name.
const mostAtOnce = 1000

func (s *screens) see(ctx context.Context, as wiki.Actor, ids []notify.NoticeID, upTo notify.NoticeID) error {
	if len(ids) > mostAtOnce {
		return content.Errorf(content.Invalid, "At most %d notices can be named at once. Nothing was changed.", mostAtOnce).On("id")
	}
	if upTo > 0 {
		if err := s.Queue.SeeAll(ctx, as, upTo); err != nil {
			return err
		}
	}
	return s.Queue.See(ctx, as, ids)
}
