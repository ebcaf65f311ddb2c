package notifyhttp

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
)

type noticeFacts struct {
	ID     int64      `json:"id"`
	Kind   string     `json:"kind" doc:"What happened, such as \"page.saved\" or \"question.answered\""`
	Thread string     `json:"thread,omitempty" doc:"What belongs together, such as \"page/12\""`
	Title  string     `json:"title" doc:"What it is about"`
	Text   string     `json:"text" doc:"What happened"`
	URL    string     `json:"url"`
	At     time.Time  `json:"at"`
	SeenAt *time.Time `json:"seen_at,omitempty" doc:"Absent: not yet"`
}

type inboxOutput struct {
	Body struct {
		Items      []noticeFacts `json:"items" doc:"The newest first"`
		Unseen     int           `json:"unseen" doc:"How many there are that you have not seen"`
		NextCursor string        `json:"next_cursor,omitempty"`
	}
}

type readInput struct {
	Body struct {
		IDs  []int64 `json:"ids,omitempty" maxItems:"1000" doc:"Some notices"`
		UpTo int64   `json:"up_to,omitempty" minimum:"0" doc:"All notices up to this one"`
	}
}

type watchFacts struct {
	Kind   string `json:"kind" enum:"page,space,tag,question,area"`
	ID     int64  `json:"id,omitempty" doc:"Absent for a tag"`
	Tag    string `json:"tag,omitempty"`
	Level  string `json:"level" enum:"default,everything,important,mentions,nothing"`
	Chosen bool   `json:"chosen" doc:"By you; false: it came by itself, since you wrote there"`
	Title  string `json:"title,omitempty"`
	URL    string `json:"url,omitempty"`
}

type watchesOutput struct {
	Body struct {
		Items      []watchFacts `json:"items"`
		NextCursor string       `json:"next_cursor,omitempty"`
	}
}

type putWatchInput struct {
	Body struct {
		Kind  string `json:"kind" enum:"page,space,tag,question,area"`
		ID    int64  `json:"id,omitempty" minimum:"0"`
		Tag   string `json:"tag,omitempty"`
		Level string `json:"level" enum:"default,everything,important,mentions,nothing" doc:"default: what holds where nothing is chosen"`
	}
}

type watchOutput struct{ Body watchFacts }

func (s *screens) registerAPI(server *httpd.Server) {
	const tag = "Notifications"
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/me/inbox", ID: "list-inbox", Tag: tag, Summary: "What you were told",
	}, s.listInbox)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/me/inbox/read", ID: "read-inbox", Tag: tag, Summary: "Note that you have seen notices",
		Text: "Those named by `ids`, and all up to `up_to`. They are sent nowhere any more.",
	}, s.readInbox)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/watches", ID: "list-watches", Tag: tag, Summary: "What you watch or have muted",
	}, s.listWatches)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/watches", ID: "put-watch", Tag: tag, Summary: "Watch something, or no longer",
		Text: "A page, space, question or area by its `id`, a tag by its name.",
	}, s.putWatch)
}

func (s *screens) listInbox(ctx context.Context, _ wiki.Actor, in *httpd.ListInput) (*inboxOutput, error) {
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	list, next, err := s.readable(ctx, access, notify.NoticeID(before), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &inboxOutput{}
	if out.Body.Unseen, err = s.Queue.Unseen(ctx, access); err != nil {
		return nil, err
	}
	out.Body.Items = make([]noticeFacts, 0, len(list))
	for _, n := range list {
		out.Body.Items = append(out.Body.Items, noticeFacts{
			ID: int64(n.ID), Kind: string(n.Kind), Thread: n.Thread, Title: n.Title, Text: n.Text, URL: n.URL, At: n.At.UTC(), SeenAt: httpd.UTC(n.Seen),
		})
	}
	if next != 0 {
		out.Body.NextCursor = strconv.FormatInt(int64(next), 10)
	}
	return out, nil
}

func (s *screens) readInbox(ctx context.Context, as wiki.Actor, in *readInput) (*struct{}, error) {
	ids := make([]notify.NoticeID, len(in.Body.IDs))
	for i, id := range in.Body.IDs {
		ids[i] = notify.NoticeID(id)
	}
	return nil, s.see(ctx, as, ids, notify.NoticeID(in.Body.UpTo))
}

func (s *screens) listWatches(ctx context.Context, _ wiki.Actor, in *httpd.ListInput) (*watchesOutput, error) {
	offset, err := in.Number()
	if err != nil {
		return nil, err
	}
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	list, more, err := s.Watches.List(ctx, access, int(offset), in.Limit)
	if err != nil {
		return nil, err
	}
	out := &watchesOutput{}
	out.Body.Items = make([]watchFacts, 0, len(list))
	for _, w := range list {
		out.Body.Items = append(out.Body.Items, factsOf(w.Watch, w.Noun))
	}
	if more {
		out.Body.NextCursor = strconv.FormatInt(offset+int64(in.Limit), 10)
	}
	return out, nil
}

func factsOf(w watch.Watch, noun watch.Noun) watchFacts {
	return watchFacts{
		Kind: string(w.Thing.Kind), ID: w.Thing.ID, Tag: w.Thing.Tag, Level: w.Level.String(), Chosen: w.Chosen, Title: noun.Title, URL: noun.URL,
	}
}

func (s *screens) putWatch(ctx context.Context, as wiki.Actor, in *putWatchInput) (*watchOutput, error) {
	t := watch.Thing{Kind: watch.Kind(in.Body.Kind), ID: in.Body.ID}
	if t.Kind == watch.Tag {
		t = watch.OnTag(in.Body.Tag)
	}
	level, known := watch.ParseLevel(in.Body.Level)
	if !known {
		return nil, content.Errorf(content.Invalid, "There is no such level. Nothing was changed.").On("level")
	}
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.Watches.Set(ctx, access, t, level); err != nil {
		return nil, err
	}
	now := watch.Watch{Person: as.Person, Thing: t, Level: level, Chosen: level != watch.Unset}
	noun, err := s.Watches.Noun(ctx, access, t)
	if known := httpd.Known(err); known != nil && known.Kind == content.NotFound {
		err = nil // left, and not to be seen any more
	}
	if err != nil {
		return nil, err
	}
	return &watchOutput{factsOf(now, noun)}, nil
}
