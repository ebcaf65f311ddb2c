package main

import (
	"context"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/qa/told"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/notifyhttp"
	"github.com/docent-wiki/docent/wiki/push"
	"github.com/docent-wiki/docent/wiki/watch"
)

// notices are what tells people what happened: who watches what, the follower of the log that makes notices of it, and
// the queue where they wait.
type notices struct {
	watches  *watch.Watches
	queue    *notify.Queue
	follower *watch.Follower
	browsers *push.Browsers
}

func (a *app) openNotices() *notices {
	n := &notices{watches: watch.New(a.db, a.wiki), queue: notify.NewQueue(a.db), browsers: push.NewBrowsers(a.db, a.accounts)}
	n.watches.Know(watch.Question, a.questionNouns)
	n.watches.Know(watch.Area, a.areaNouns)
	n.watches.AddTopics(append(told.Topics(), tasks.Topic, paths.Topic)...)
	questions := &told.Source{Questions: a.questions, Comment: a.comment, Members: a.team.Members, Watches: n.watches}
	n.follower = watch.NewFollower(n.watches, n.queue, watch.FollowerOptions{
		Sources:  []watch.Source{questions.Notices, questions.Areas, n.watches.Pages, a.tasks.requests.Notices, a.paths.Notices},
		Followed: []watch.Followed{told.Followed}, Following: a.following(),
	})
	return n
}

// narrow leaves out of inboxes and messages what their people may no longer read.
func (n *notices) narrow(a *app) []notify.Narrow {
	return []notify.Narrow{notify.Readable(a.wiki), n.watches.Questions}
}

// wishes gives how people want to be told, and whom pushes reach.
func (n *notices) wishes(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]notify.Wishes, error) {
	wishes, err := n.watches.Wishes(ctx, people)
	if err != nil {
		return nil, err
	}
	reached, err := n.browsers.Reach(ctx, people)
	if err != nil {
		return nil, err
	}
	for id, w := range wishes {
		w.ByPush = reached[id]
		wishes[id] = w
	}
	return wishes, nil
}

// register puts the inbox and what belongs to it on a server.
func (n *notices) register(ctx context.Context, server *httpd.Server, a *app, base string) error {
	links, err := notify.NewLinks(ctx, a.accounts, strings.TrimRight(base, "/"))
	if err != nil {
		return err
	}
	notifyhttp.Register(server, notifyhttp.Deps{Watches: n.watches, Queue: n.queue, Links: links, Narrow: n.narrow(a), Browsers: n.browsers})
	return nil
}

// questionNouns names questions for the lists of what people watch.
func (a *app) questionNouns(ctx context.Context, access wiki.Access, ids []int64) (map[int64]watch.Noun, error) {
	numbers := make([]qa.QuestionID, len(ids))
	for i, id := range ids {
		numbers[i] = qa.QuestionID(id)
	}
	list, err := a.questions.QuestionsByID(ctx, qa.Of(access), numbers)
	if err != nil {
		return nil, err
	}
	nouns := make(map[int64]watch.Noun, len(list))
	for _, q := range list {
		nouns[int64(q.ID)] = watch.Noun{Title: q.Title, URL: q.URL()}
	}
	return nouns, nil
}

// areaNouns names areas of responsibility for the lists of what people watch.
func (a *app) areaNouns(ctx context.Context, access wiki.Access, ids []int64) (map[int64]watch.Noun, error) {
	areas, err := a.router.Areas(ctx, access)
	if err != nil {
		return nil, err
	}
	nouns := map[int64]watch.Noun{}
	for _, area := range areas {
		if slices.Contains(ids, int64(area.ID)) {
			nouns[int64(area.ID)] = watch.Noun{Title: area.Name, URL: "/areas"}
		}
	}
	return nouns, nil
}

// comment gives the text of a comment, for who it mentions.
func (a *app) comment(ctx context.Context, q qa.QuestionID, id talk.CommentID) (string, error) {
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil {
		return "", err
	}
	c, _, err := a.talk.One(ctx, access, q, id)
	return c.Markdown, err
}

// follows is what the screen of a question asks: whether its reader follows it, and to change that.
type follows struct{ *watch.Watches }

func (f follows) Following(ctx context.Context, access wiki.Access, id qa.QuestionID) (bool, error) {
	w, err := f.Of(ctx, access.As.Person, watch.OnQuestion(int64(id)))
	return w.Level >= watch.Important, err
}

func (f follows) Follow(ctx context.Context, access wiki.Access, id qa.QuestionID, on bool) error {
	level := watch.Nothing
	if on {
		level = watch.Everything
	}
	return f.Set(ctx, access, watch.OnQuestion(int64(id)), level)
}
