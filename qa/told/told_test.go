package told_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qasql"
	"github.com/docent-wiki/docent/qa/routing"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/qa/told"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

type site struct {
	*wikitest.Site
	now      time.Time
	desk     *qa.Desk
	router   *routing.Router
	talk     *talk.Talk
	source   *told.Source
	watches  *watch.Watches
	queue    *notify.Queue
	follower *watch.Follower
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{now: time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return s.now }
	s.Site = wikitest.Open(t, clock)
	s.Serve(httpd.Options{})
	s.Settle()
	store := qasql.New(s.DB)
	index, err := search.Open("")
	s.Must(err)
	t.Cleanup(func() { _ = index.Close() })
	source := search.Pages(s.Wiki.Store())
	finder := search.NewFinder(index, source, s.Wiki.Store(), search.NewFeed(index, s.Wiki.Store(), source, search.FeedOptions{}))
	s.router = routing.New(s.DB, clock)
	s.desk = qa.New(store, finder, qa.NewRecorder(store), qa.Options{Now: clock, Router: s.router})
	s.talk, s.watches, s.queue = talk.New(s.DB, store), watch.New(s.DB, s.Wiki), notify.NewQueue(s.DB)
	s.source = &told.Source{Questions: store, Members: team.New(s.DB).Members, Watches: s.watches, Comment: func(ctx context.Context, q qa.QuestionID, id talk.CommentID) (string, error) {
		c, _, err := s.talk.One(ctx, s.Access("ada"), q, id)
		return c.Markdown, err
	}}
	s.watches.AddTopics(told.Topics()...)
	s.watches.Know(watch.Question, func(ctx context.Context, access wiki.Access, ids []int64) (map[int64]watch.Noun, error) {
		nouns := map[int64]watch.Noun{}
		for _, id := range ids {
			if q, err := store.Question(ctx, qa.Of(access), qa.QuestionID(id)); err == nil {
				nouns[id] = watch.Noun{Title: q.Title, URL: q.URL()}
			}
		}
		return nouns, nil
	})
	s.follower = watch.NewFollower(s.watches, s.queue, watch.FollowerOptions{Sources: []watch.Source{s.source.Notices, s.source.Areas}, Followed: []watch.Followed{told.Followed}})
	return s
}

func (s *site) ask(who, space string, n qa.NewQuestion) qa.Question {
	s.T.Helper()
	n.Space = s.SpaceID(space)
	q, err := s.desk.CreateQuestion(s.T.Context(), s.Access(who), n)
	s.Must(err)
	return q
}

func (s *site) answer(who string, q qa.Question, markdown string) qa.AnswerID {
	s.T.Helper()
	id, err := s.desk.AddAnswer(s.T.Context(), s.Access(who), q.ID, qa.NewAnswer{Markdown: markdown})
	s.Must(err)
	return id
}

// emit writes an event of somebody's, as a piece that is not part of this test would.
func (s *site) emit(who string, kind wiki.EventKind, q qa.Question, data map[string]string) {
	s.T.Helper()
	s.Must(qasql.New(s.DB).Write(s.T.Context(), s.Actor(who), func(tx qa.Tx) error {
		tx.Emit(wiki.Event{Kind: kind, Space: q.Space, Question: int64(q.ID), Data: data})
		return nil
	}))
}

// tells compares what is new in somebody's inbox, the oldest first.
func (s *site) tells(what, who string, want ...string) {
	s.T.Helper()
	ctx := s.T.Context()
	s.Must(s.follower.CatchUp(ctx))
	list, err := s.queue.Inbox(ctx, s.Access(who), 0, 100)
	s.Must(err)
	if list, err = s.watches.Questions(ctx, s.Access(who), list); err != nil {
		s.T.Fatal(err)
	}
	var got []string
	var ids []notify.NoticeID
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Seen.IsZero() {
			got, ids = append(got, list[i].Text), append(ids, list[i].ID)
		}
	}
	s.Must(s.queue.See(ctx, s.Actor(who), ids))
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		s.T.Errorf("%s: %s is told (-want +got):\n%s", what, who, diff)
	}
}

func TestALife(t *testing.T) {
	s := newSite(t)
	s.Must(s.watches.Set(t.Context(), s.Access("cleo"), watch.OnSpace(s.SpaceID("handbook")), watch.Important))
	q := s.ask("bob", "handbook", qa.NewQuestion{Title: "When is lunch?", Body: "Does @rita know?"})
	s.tells("asked", "cleo", "Bob asks this.")
	s.tells("asked", "rita", "Bob mentioned you here.")
	s.tells("asked", "bob")
	s.tells("asked", "ada")
	s.emit("bob", qa.QuestionRouted, q, map[string]string{"person": itoa(s.People["ada"].ID)})
	s.tells("routed", "ada", "Bob asks you to answer this.")
	s.tells("routed", "cleo")

	first := s.answer("ada", q, "At noon.")
	s.tells("answered", "bob", "Ada answered.")
	s.tells("answered", "cleo", "Ada answered.")
	s.tells("answered, who was only mentioned", "rita")
	s.Must(s.desk.Accept(t.Context(), s.Access("bob"), q.ID, first))
	s.tells("accepted", "ada", "Bob accepted your answer.")
	s.tells("accepted", "cleo")

	_, err := s.talk.Comment(t.Context(), s.Access("ed"), q.ID, first, "Half past on Fridays, says @cleo.")
	s.Must(err)
	s.tells("commented", "ada", "Ed commented on your answer.")
	s.tells("commented", "bob", "Ed commented.")
	s.tells("commented", "cleo", "Ed mentioned you here.")
	_, err = s.desk.Close(t.Context(), s.Access("bob"), q.ID)
	s.Must(err)
	s.tells("closed, who commented follows", "ed", "Bob closed this question.")

	s.tells("closed", "ada", "Bob closed this question.")

	// Who wants to hear nothing more of it is not told, not even when asked.
	s.Must(s.watches.Set(t.Context(), s.Access("ada"), watch.OnQuestion(int64(q.ID)), watch.Nothing))
	s.emit("bob", qa.QuestionEscalated, q, map[string]string{"person": itoa(s.People["ada"].ID)})
	s.tells("muted", "ada")
}

// TestOwners: whom a question goes to hears of it once, whatever they watch.
func TestOwners(t *testing.T) {
	s := newSite(t)
	s.Must(s.watches.Set(t.Context(), s.Access("bob"), watch.OnSpace(s.SpaceID("handbook")), watch.Everything)) // who owns the space
	q := s.ask("cleo", "handbook", qa.NewQuestion{Title: "When is lunch?"})
	if q.Owner.ID != s.People["bob"].ID {
		t.Fatalf("the question went to %v", q.Owner)
	}
	s.tells("asked", "bob", "Cleo asks you to answer this.")
}

func TestDoubt(t *testing.T) {
	s := newSite(t)
	q := s.ask("bob", "handbook", qa.NewQuestion{Title: "When is lunch?"})
	a := s.answer("ada", q, "At noon.")
	s.Must(s.desk.Accept(t.Context(), s.Access("bob"), q.ID, a))
	s.tells("before", "ada", "Bob accepted your answer.")
	s.tells("before", "bob", "Ada answered.")
	s.emit("cleo", qa.AnswerDoubtful, q, map[string]string{"answer": itoa(a)})
	s.tells("in doubt", "ada", "What your answer rests on has changed. Is it still true?")
	s.tells("in doubt", "bob", "What the answer rests on has changed. Its owner was asked to look.")
	s.tells("in doubt", "cleo")
}

// TestMentionsOnce: what is edited mentions only who was not mentioned before.
func TestMentionsOnce(t *testing.T) {
	s := newSite(t)
	q := s.ask("bob", "handbook", qa.NewQuestion{Title: "When is lunch?", Body: "@rita?"})
	s.tells("asked", "rita", "Bob mentioned you here.")
	text := "@rita or @cleo?"
	_, err := s.desk.ChangeQuestion(t.Context(), s.Access("bob"), q.ID, qa.Change{Body: &text})
	s.Must(err)
	s.tells("edited", "rita")
	s.tells("edited", "cleo", "Bob mentioned you here.")
}

// TestPrivateSpaces: nobody hears of a question that they may not read, whatever they watch, and who loses access
// loses what was told.
func TestPrivateSpaces(t *testing.T) {
	s := newSite(t)
	q := s.ask("ed", "secret", qa.NewQuestion{Title: "When is the launch?", Body: "@bob? @rita?"})
	s.emit("ed", qa.QuestionRouted, q, map[string]string{"person": itoa(s.People["bob"].ID)})
	s.tells("a private question", "bob")
	s.tells("a private question", "rita", "Ed mentioned you here.")
	a := s.answer("ed", q, "In May, @rita.")
	s.Must(s.follower.CatchUp(t.Context()))
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, wiki.None))
	s.tells("access lost", "rita")
	_ = a

	// A question that moves out of sight takes its notices along.
	open := s.ask("bob", "handbook", qa.NewQuestion{Title: "When is lunch?"})
	s.answer("ada", open, "At noon.")
	s.Must(s.follower.CatchUp(t.Context()))
	secret := s.SpaceID("secret")
	_, err := s.desk.ChangeQuestion(t.Context(), s.Access("ada"), open.ID, qa.Change{Space: &secret})
	s.Must(err)
	s.tells("moved out of sight", "bob")
	if n, err := s.queue.Unseen(t.Context(), s.Access("bob")); err != nil || n != 0 {
		t.Errorf("Bob has %d unseen, %v", n, err)
	}
}

// TestAnonymous: who asks without a name is named nowhere, and not told of what they did themselves.
func TestAnonymous(t *testing.T) {
	s := newSite(t)
	allowed := true
	_, err := s.Wiki.ChangeSpace(t.Context(), s.Actor("bob"), "handbook", wiki.SpaceChange{Anonymous: &allowed})
	s.Must(err)
	s.Must(s.watches.Set(t.Context(), s.Access("cleo"), watch.OnSpace(s.SpaceID("handbook")), watch.Everything))
	q := s.ask("rita", "handbook", qa.NewQuestion{Title: "May I work from home?", Anonymous: true})
	s.Must(s.watches.Set(t.Context(), s.Access("rita"), watch.OnQuestion(int64(q.ID)), watch.Everything)) // follows it, as a choice
	s.tells("asked", "cleo", "Somebody asks this.")
	s.tells("asked", "rita")
	s.answer("ada", q, "You may.")
	s.tells("answered", "rita", "Ada answered.")
	title := "May I work from home on Fridays?"
	_, err = s.desk.ChangeQuestion(t.Context(), s.Access("rita"), q.ID, qa.Change{Title: &title})
	s.Must(err)
	s.tells("changed by the asker", "rita")
	s.tells("changed by the asker", "cleo", "Ada answered.", "Somebody changed the question.")
}

func itoa[N ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
