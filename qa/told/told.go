package told

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/watch"
)

// Mentioned is the kind of the notice that somebody was mentioned on a question.
const Mentioned wiki.EventKind = "question.mentioned"

// Source makes notices of the events of questions. Its method Notices is a watch.Source.
type Source struct {
	Questions interface {
		Question(ctx context.Context, in qa.Scope, id qa.QuestionID) (qa.Question, error)
		Answer(ctx context.Context, in qa.Scope, id qa.AnswerID) (qa.Answer, error)
	}
	// Comment gives the text of a comment; content.NotFound where it was deleted.
	Comment func(ctx context.Context, q qa.QuestionID, id talk.CommentID) (string, error)
	Members func(ctx context.Context, ids []team.GroupID) (map[team.GroupID][]team.Member, error)
	Watches interface {
		Audience(ctx context.Context, a watch.About) (told, mentioned []wiki.PersonID, err error)
		Mentioned(ctx context.Context, text, before string) ([]wiki.PersonID, error)
	}
}

// said is an event of a question, as people are told of it.
type said struct {
	event  wiki.Event
	q      qa.Question
	answer qa.Answer // zero where the event is about none
	needs  watch.Level
	text   string          // behind who did it; "" tells nobody who only watches
	direct []wiki.PersonID // are told in any case, with their own words
	to     string          // those words, behind who did it
	whole  bool            // the texts are sentences of their own, without who did it
	urgent bool            // does not wait to be bundled
	body   string          // may mention people
}

// happens is what is said of a kind of events: behind a name, and how much one has to watch to hear of it.
type happens struct {
	needs watch.Level
	text  string
	to    string // to those whom it concerns: who is asked, who gave the answer
	whole bool
}

const (
	important  = watch.Important
	everything = watch.Everything
)

var kinds = map[wiki.EventKind]happens{
	qa.QuestionCreated:   {important, "asks this.", "", false},
	qa.QuestionRouted:    {watch.Unset, "", "asks you to answer this.", false},
	qa.QuestionEscalated: {watch.Unset, "", "Nobody has replied in time. You are asked next.", true},
	qa.QuestionAnswered:  {important, "answered.", "", false},
	qa.QuestionAccepted:  {everything, "accepted an answer.", "accepted your answer.", false},
	qa.QuestionMerged:    {important, "merged this into another question, which answers for both.", "", false},
	qa.QuestionUnmerged:  {everything, "took this out of the question that it was merged into.", "", false},
	qa.QuestionClosed:    {important, "closed this question.", "", false},
	qa.QuestionReopened:  {important, "opened this question again.", "", false},
	qa.QuestionChanged:   {everything, "changed the question.", "", false},
	qa.AnswerChanged:     {everything, "changed an answer.", "changed your answer.", false},
	qa.AnswerRetracted:   {important, "retracted an answer.", "retracted your answer.", false},
	qa.AnswerRestored:    {everything, "brought an answer back.", "brought your answer back.", false},
	qa.AnswerConfirmed:   {everything, "confirmed that the answer is still true.", "confirmed that your answer is still true.", false},
	qa.AnswerDoubtful:    {important, "What the answer rests on has changed. Its owner was asked to look.", "What your answer rests on has changed. Is it still true?", true},
	qa.AnswerGone:        {important, "What the answer rested on is gone; the question is open again.", "What your answer rested on is gone; the question is open again.", true},
	qa.AnswerBack:        {everything, "What the answer rests on is back.", "What your answer rests on is back.", true},
	qa.AnswerVerified:    {everything, "vouched for the answer.", "", false},
	qa.AnswerOwned:       {watch.Unset, "", "asks you to see to it that this answer stays true.", false},
	qa.AnswerRefused:     {everything, "said that an answer did not help.", "said that your answer did not help, and why.", false},
	talk.Commented:       {everything, "commented.", "commented on your answer.", false},
	talk.CommentChanged:  {watch.Unset, "", "", false},
	talk.Thanked:         {watch.Unset, "", "thanked you for your answer.", false},
}

// Notices tells of an event.
func (s *Source) Notices(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	h, known := kinds[e.Kind]
	if !known || e.Question == 0 || e.Data["quiet"] != "" {
		return nil, nil
	}
	q, err := s.Questions.Question(ctx, qa.All(), qa.QuestionID(e.Question))
	if err != nil {
		return nil, ignoreAbsent(err)
	}
	x := &said{event: e, q: q, needs: h.needs, text: h.text, to: h.to, whole: h.whole, body: body(e, q)}
	if err := s.fill(ctx, x); err != nil {
		return nil, fmt.Errorf("notices of question %d: %w", q.ID, err)
	}
	mentions, err := s.Watches.Mentioned(ctx, x.body, "")
	if err != nil {
		return nil, err
	}
	told, mentioned, err := s.Watches.Audience(ctx, x.about(mentions))
	if err != nil {
		return nil, err
	}
	return x.notices(told, mentioned), nil
}

// body is what of an event's own words may mention people.
func body(e wiki.Event, q qa.Question) string {
	if e.Kind == qa.QuestionCreated || e.Kind == qa.QuestionChanged {
		return q.Title + "\n\n" + q.Body + "\n\n" + q.Tried
	}
	return ""
}

// fill reads what an event is about besides its question.
func (s *Source) fill(ctx context.Context, x *said) error {
	e := x.event
	var err error
	if id := number(e, "answer"); id != 0 {
		if x.answer, err = s.Questions.Answer(ctx, qa.All(), qa.AnswerID(id)); ignoreAbsent(err) != nil {
			return err
		}
	}
	switch e.Kind {
	case qa.QuestionAnswered, qa.AnswerChanged:
		x.body = x.answer.Markdown
	case talk.Commented, talk.CommentChanged:
		if x.body, err = s.Comment(ctx, x.q.ID, talk.CommentID(number(e, "comment"))); ignoreAbsent(err) != nil {
			return err
		}
	}
	switch e.Kind {
	case qa.QuestionRouted, qa.QuestionEscalated:
		x.urgent = e.Kind == qa.QuestionEscalated
		x.direct, err = s.asked(ctx, e)
		if e.Data["step"] == string(qa.Overdue) && x.q.Owner.ID != 0 {
			x.direct, x.to = []wiki.PersonID{x.q.Owner.ID}, "A reply is overdue, and there is nobody else to ask."
		}
	case qa.AnswerOwned:
		x.direct = []wiki.PersonID{wiki.PersonID(number(e, "to"))}
	case qa.AnswerDoubtful, qa.AnswerGone, qa.AnswerBack, qa.AnswerRefused:
		x.direct = []wiki.PersonID{x.answer.Keeper().ID}
	default:
		if x.to != "" && x.answer.ID != 0 {
			x.direct = []wiki.PersonID{x.answer.By.ID}
		}
	}
	return err
}

// asked are the people whom a step asks: one, or all of a group but its deputies.
func (s *Source) asked(ctx context.Context, e wiki.Event) ([]wiki.PersonID, error) {
	if person := number(e, "person"); person != 0 {
		return []wiki.PersonID{wiki.PersonID(person)}, nil
	}
	return s.members(ctx, team.GroupID(number(e, "group")))
}

// about says who is to be told besides those whom it concerns directly.
func (x *said) about(mentions []wiki.PersonID) watch.About {
	a := watch.About{
		Ranks: [][]watch.Thing{{watch.OnQuestion(int64(x.q.ID))}}, Needs: x.needs, Mentioned: mentions, At: x.event.At,
	}
	if x.text == "" {
		a.Needs = watch.Everything + 1 // mentions only
	}
	if x.q.Area != 0 {
		a.Ranks = append(a.Ranks, []watch.Thing{watch.OnArea(int64(x.q.Area))})
	}
	a.Ranks = append(a.Ranks, []watch.Thing{watch.OnSpace(x.q.Space)})
	if x.q.Owner.ID != 0 && x.event.Kind != qa.QuestionCreated {
		a.Own = append(a.Own, watch.Watch{Person: x.q.Owner.ID, Level: watch.Important})
	}
	if x.q.By.ID != 0 {
		a.Own = append(a.Own, watch.Watch{Person: x.q.By.ID, Level: watch.Important})
	}
	return a
}

func (x *said) notices(told, mentioned []wiki.PersonID) []notify.Notice {
	var list []notify.Notice
	add := func(id wiki.PersonID, n notify.Notice) {
		own := x.event.Actor.ID == 0 && x.q.Anonymous() && x.q.AskedBy(id)
		if id != 0 && !own {
			n.Person = id
			list = append(list, n)
		}
	}
	for _, id := range x.direct {
		n := x.notice(x.to)
		n.Urgent = x.urgent
		add(id, n)
	}
	add(x.former())
	// What was changed may have mentioned the same people before: the key tells once.
	again := x.event.Kind == qa.QuestionChanged || x.event.Kind == qa.AnswerChanged || x.event.Kind == talk.CommentChanged
	mention := func() {
		for _, id := range mentioned {
			n := x.notice("mentioned you here.")
			n.Kind, n.Text = Mentioned, x.who()+" mentioned you here."
			n.Key = fmt.Sprintf("mentioned/%d/%d/%d/%d", x.q.ID, number(x.event, "answer"), number(x.event, "comment"), id)
			add(id, n)
		}
	}
	if !again {
		mention()
	}
	for _, id := range told {
		// Whom a question goes to is told so by the event that follows.
		routed := x.event.Kind == qa.QuestionCreated && id == x.q.Owner.ID
		if !routed && !slices.Contains(x.direct, id) {
			add(id, x.notice(x.text))
		}
	}
	if again {
		mention()
	}
	return list
}

func (x *said) notice(text string) notify.Notice {
	if !x.whole {
		text = x.who() + " " + text
	}
	return notify.Notice{
		Kind: x.event.Kind, Thread: Thread(x.q.ID), Title: x.q.Title, Text: text, URL: x.url(), Space: x.q.Space, Question: int64(x.q.ID), At: x.event.At,
	}
}

// Thread is the thread of all notices about a question.
func Thread(id qa.QuestionID) string { return fmt.Sprintf("question/%d", id) }

// url leads to the answer or comment that a notice is about.
func (x *said) url() string {
	url := x.q.URL()
	if comment := number(x.event, "comment"); comment != 0 {
		return fmt.Sprintf("%s#c%d", url, comment)
	}
	if x.answer.ID != 0 {
		return fmt.Sprintf("%s#a%d", url, x.answer.ID)
	}
	return url
}

func (x *said) who() string {
	if x.event.Actor.ID == 0 || x.event.Actor.Name == "" {
		return "Somebody"
	}
	return x.event.Actor.Name
}

// number reads a fact of an event; 0 where it is absent.
func number(e wiki.Event, name string) int64 {
	n, _ := strconv.ParseInt(e.Data[name], 10, 64)
	return n
}

// ignoreAbsent drops the error that says that something is not there any more.
func ignoreAbsent(err error) error {
	var told *content.Error
	if errors.As(err, &told) && told.Kind == content.NotFound {
		return nil
	}
	return err
}

// Topics are the sorts of notices about questions that people choose a channel for.
func Topics() []watch.Topic {
	return []watch.Topic{
		{Key: watch.MentionsTopic, Kinds: []wiki.EventKind{Mentioned}},
		{Key: "asked", Title: "When I am asked", Text: "A question comes to me or goes to somebody else, an area of mine gets another owner, or an answer of mine has to be looked at.", Kinds: []wiki.EventKind{
			qa.QuestionRouted, qa.QuestionEscalated, Handed, AreaHanded, qa.AnswerOwned, qa.AnswerDoubtful, qa.AnswerGone, qa.AnswerRefused,
		}},
		{Key: "questions", Title: "Questions that I asked or follow", Text: "Answers, comments, and what becomes of them.", Kinds: []wiki.EventKind{
			qa.QuestionCreated, qa.QuestionAnswered, qa.QuestionAccepted, qa.QuestionMerged, qa.QuestionUnmerged, qa.QuestionClosed, qa.QuestionReopened,
			qa.QuestionChanged, qa.AnswerChanged, qa.AnswerRetracted, qa.AnswerRestored, qa.AnswerConfirmed, qa.AnswerBack, qa.AnswerVerified,
			talk.Commented, talk.Thanked,
		}},
	}
}

// Followed: who asks, answers or comments on a question follows it from then on. It is a watch.Followed.
func Followed(e wiki.Event, wishes watch.Settings) (watch.Thing, watch.Level, bool) {
	if e.Kind != qa.QuestionCreated && e.Kind != qa.QuestionAnswered && e.Kind != talk.Commented {
		return watch.Thing{}, watch.Unset, false
	}
	return watch.OnQuestion(e.Question), wishes.Asks, true
}
