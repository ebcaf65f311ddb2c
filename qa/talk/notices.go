package talk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/watch"
)

// Mentioned is the kind of notices to people whom a comment names; the event is the comment's.
const Mentioned wiki.EventKind = "question.mentioned"

// Objections gives the reason that an event names.
type Objections interface {
	ObjectionOf(ctx context.Context, question qa.QuestionID, id qa.ObjectionID) (qa.Objection, error)
}

// Notices turns what is said around questions into notices: comments for those who follow the question, who
// answered, and who took part; mentions; the reason why an answer did not help, for those who look after it;
// thanks for who answered; that a question was answered, settled or opened again. Source is a watch.Source.
type Notices struct {
	talk    *Talk
	watches *watch.Watches
	reasons Objections
	access  func(ctx context.Context, person wiki.PersonID) (wiki.Access, error)
}

// NewNotices makes the source; access tells what a person may read.
func NewNotices(t *Talk, w *watch.Watches, reasons Objections, access func(context.Context, wiki.PersonID) (wiki.Access, error)) *Notices {
	return &Notices{t, w, reasons, access}
}

// told is an event around a question, as people are told of it.
type told struct {
	event     wiki.Event
	question  qa.Question
	answer    qa.Answer
	needs     watch.Level
	own       []watch.Watch // what holds for some by their part in it
	only      bool          // only for those in own
	mentioned []wiki.PersonID
	text, url string
}

var kinds = []wiki.EventKind{Commented, Thanked, qa.AnswerRefused, qa.QuestionReopened, qa.QuestionAnswered, qa.QuestionAccepted}

// Source makes the notices of an event.
func (n *Notices) Source(ctx context.Context, e wiki.Event) ([]notify.Notice, error) {
	if e.Question == 0 || !slices.Contains(kinds, e.Kind) {
		return nil, nil
	}
	q, err := n.talk.questions.Question(ctx, qa.All(), qa.QuestionID(e.Question))
	if err != nil {
		return nil, ignoreAbsent(err)
	}
	x := told{event: e, question: q, needs: watch.Everything, url: q.URL()}
	if id := number(e, "answer"); id != 0 {
		if x.answer, err = n.talk.questions.Answer(ctx, qa.All(), qa.AnswerID(id)); err != nil {
			return nil, ignoreAbsent(err)
		}
		x.url += "#a" + strconv.FormatInt(id, 10)
	}
	if err := n.describe(ctx, &x); err != nil || x.text == "" {
		return nil, ignoreAbsent(err)
	}
	list, err := n.deliver(ctx, x)
	if err != nil {
		return nil, err
	}
	return n.readable(ctx, x, list)
}

// readable leaves out who does not see the answer that it is about: it holds nothing but links to pages that
// they may not read. An asker who is not named is not told of what they did themselves.
func (n *Notices) readable(ctx context.Context, x told, all []notify.Notice) ([]notify.Notice, error) {
	hides := x.answer.ID != 0 && x.answer.Markdown == "" && !slices.ContainsFunc(x.answer.Links, qa.AnswerLink.Elsewhere)
	var list []notify.Notice
	for _, one := range all {
		if x.event.Actor.ID == 0 && x.question.Anonymous() && x.question.AskedBy(one.Person) {
			continue
		}
		if hides {
			access, err := n.access(ctx, one.Person)
			if err != nil {
				return nil, err
			}
			a, err := n.talk.questions.Answer(ctx, qa.Of(access), x.answer.ID)
			if err != nil && ignoreAbsent(err) != nil {
				return nil, err
			}
			if err != nil || a.Empty() {
				continue
			}
		}
		list = append(list, one)
	}
	return list, nil
}

func (n *Notices) deliver(ctx context.Context, x told) ([]notify.Notice, error) {
	if x.only {
		var list []notify.Notice
		for _, w := range x.own {
			if w.Person != 0 && w.Person != x.event.Actor.ID && !slices.ContainsFunc(list, func(n notify.Notice) bool { return n.Person == w.Person }) {
				list = append(list, x.notice(w.Person, x.event.Kind))
			}
		}
		return list, nil
	}
	about := watch.About{
		Ranks: [][]watch.Thing{{watch.OnQuestion(int64(x.question.ID))}, {watch.OnSpace(x.question.Space)}},
		Needs: x.needs, Own: x.own, Mentioned: x.mentioned, At: x.event.At,
	}
	people, mentioned, err := n.watches.Audience(ctx, about)
	if err != nil {
		return nil, err
	}
	var list []notify.Notice
	for _, id := range mentioned {
		one := x.notice(id, Mentioned)
		one.Text = x.who() + " mentioned you in a comment."
		list = append(list, one)
	}
	for _, id := range people {
		list = append(list, x.notice(id, x.event.Kind))
	}
	return list, nil
}

func (x told) notice(person wiki.PersonID, kind wiki.EventKind) notify.Notice {
	return notify.Notice{
		Person: person, Kind: kind, Thread: "question/" + strconv.FormatInt(int64(x.question.ID), 10), Title: x.question.Title,
		Text: x.text, URL: x.url, Space: x.question.Space, Question: int64(x.question.ID), At: x.event.At,
	}
}

// who is never more than what the log says: an asker who is not named is “the asker” there, too.
func (x told) who() string {
	if x.event.Actor.ID == 0 || x.event.Actor.Name == "" {
		if x.question.Anonymous() {
			return "The asker"
		}
		return "Somebody"
	}
	return x.event.Actor.Name
}

// inComment bounds how much of a comment stands in a notice.
const inComment = 400

func (n *Notices) describe(ctx context.Context, x *told) error {
	switch x.event.Kind {
	case Commented:
		return n.comment(ctx, x)
	case Thanked:
		x.only, x.own, x.text = true, follow(x.answer.By.ID), x.who()+" thanks you for your answer."
	case qa.AnswerRefused:
		o, err := n.reasons.ObjectionOf(ctx, x.question.ID, qa.ObjectionID(number(x.event, "objection")))
		if err != nil {
			return err
		}
		// The reason is for those who look after the answer, not for everybody who follows.
		x.only, x.own = true, follow(x.question.Owner.ID, x.answer.By.ID)
		for _, l := range x.answer.Links {
			x.own = append(x.own, follow(l.Now.PageOwner.ID)...)
		}
		x.text = x.who() + " says that an answer did not help: “" + content.Excerpt(o.Reason, inComment) + "”"
	case qa.QuestionAnswered:
		if x.event.Actor.ID == 0 && !x.question.Anonymous() {
			return nil // learnt from an ask: nobody waits for it
		}
		x.needs, x.own, x.text = watch.Important, follow(x.question.Owner.ID, x.question.By.ID), x.who()+" answered this question."
	case qa.QuestionAccepted:
		x.needs, x.own, x.text = watch.Important, follow(x.answer.By.ID, x.question.By.ID), "An answer is accepted: it is shown to whoever asks the same."
	case qa.QuestionReopened:
		x.needs, x.own, x.text = watch.Important, follow(x.question.Owner.ID, x.question.By.ID), x.who()+" opened the question again."
	}
	return nil
}

func (n *Notices) comment(ctx context.Context, x *told) error {
	c, err := one(ctx, n.talk.db.Reader(), x.question.ID, CommentID(number(x.event, "comment")))
	if err != nil {
		return err
	}
	x.url = x.question.URL() + "#c" + strconv.FormatInt(int64(c.ID), 10)
	x.text = fmt.Sprintf("%s commented: “%s”", x.who(), content.Excerpt(plain(c.Markdown), inComment))
	if x.mentioned, err = n.watches.Mentioned(ctx, c.Markdown, ""); err != nil {
		return err
	}
	part, err := n.talk.TakingPart(ctx, x.question.ID, c.Answer)
	if err != nil {
		return err
	}
	x.own = follow(append(part, x.question.By.ID, x.question.Owner.ID, x.answer.By.ID)...)
	for i := range x.own {
		x.own[i].Level = watch.Everything
	}
	return nil
}

// plain is a comment without its marks.
func plain(markdown string) string {
	doc, err := content.Parse(markdown)
	if err != nil {
		return ""
	}
	text := ""
	for _, s := range doc.Sections {
		text += s.Heading + " " + s.Text + " "
	}
	return text
}

// follow is that some people are told of what matters by their part in it.
func follow(people ...wiki.PersonID) []watch.Watch {
	var own []watch.Watch
	for _, id := range people {
		if id != 0 {
			own = append(own, watch.Watch{Person: id, Level: watch.Important})
		}
	}
	return own
}

func number(e wiki.Event, name string) int64 {
	n, err := strconv.ParseInt(e.Data[name], 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// ignoreAbsent: what was taken back meanwhile is told to nobody.
func ignoreAbsent(err error) error {
	var known *content.Error
	if errors.As(err, &known) && known.Kind == content.NotFound {
		return nil
	}
	return err
}
