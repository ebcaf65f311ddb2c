package talk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// The kinds of events of this package. Event.Question is the question; Data names by number what was
// talked about: "comment", "answer" (0 is left out).
const (
	Commented       wiki.EventKind = "question.commented"
	CommentChanged  wiki.EventKind = "comment.changed"
	CommentDeleted  wiki.EventKind = "comment.deleted"
	Reacted         wiki.EventKind = "question.reacted"
	ReactionDropped wiki.EventKind = "question.unreacted"
	Thanked         wiki.EventKind = "answer.thanked"
	ThanksDropped   wiki.EventKind = "answer.unthanked"
)

// CommentID numbers a comment; addresses carry it as #cID.
type CommentID int64

// Comment is a remark on a question or on one of its answers.
type Comment struct {
	ID       CommentID
	Question qa.QuestionID
	Answer   qa.AnswerID    // 0: on the question
	By       wiki.PersonRef // zero: the asker, who is not named
	Asker    bool           // the asker, who is not named
	At       time.Time
	Edited   time.Time // zero: never
	Markdown string
}

// MayChange says whether a reader of a question may edit a comment: its author.
func (c Comment) MayChange(access wiki.Access, q qa.Question) bool {
	return qa.MayReact(access, q) && c.own(q, access.As.Person)
}

// MayDelete says whether a reader may delete a comment: its author, and the editors of the space.
func (c Comment) MayDelete(access wiki.Access, q qa.Question) bool {
	return qa.MayReact(access, q) && (c.own(q, access.As.Person) || access.Right(q.Space) >= wiki.Editor)
}

func (c Comment) own(q qa.Question, person wiki.PersonID) bool {
	if c.Asker {
		return q.Anonymous() && q.AskedBy(person)
	}
	return person != 0 && c.By.ID == person
}

// MayComment says whether a reader may comment: whoever may answer, the asker and the owner.
func MayComment(access wiki.Access, q qa.Question) bool {
	return qa.MayAnswer(access, q) || qa.MayEdit(access, q)
}

// Reads are what this package needs to know of questions.
type Reads interface {
	Question(ctx context.Context, in qa.Scope, id qa.QuestionID) (qa.Question, error)
	Answer(ctx context.Context, in qa.Scope, id qa.AnswerID) (qa.Answer, error)
}

// Talk holds the use cases. It is safe for concurrent use.
type Talk struct {
	db        *sqldb.DB
	questions Reads
}

// New keeps what people say in a database beside the questions.
func New(db *sqldb.DB, questions Reads) *Talk { return &Talk{db: db, questions: questions} }

const (
	maxComment = 20_000 // bytes
	// Shown is how many comments are read with a question, and Most with all of them.
	Shown = 50
	Most  = 1000
)

func check(markdown string) error {
	switch {
	case strings.TrimSpace(markdown) == "":
		return content.Errorf(content.Invalid, "The comment is empty. Nothing was saved.").On("comment")
	case len(markdown) > maxComment:
		return content.Errorf(content.TooLarge, "The comment has %d kB; it may have %d kB. What is so long is an answer, or a page. Nothing was saved.", len(markdown)/1000, maxComment/1000).On("comment")
	case strings.ContainsRune(markdown, 0):
		return content.Errorf(content.Invalid, "There is a NUL character in the text, which cannot be kept. Nothing was saved.").On("comment")
	}
	_, err := content.Parse(markdown)
	return err
}

// about gives the question, and checks that the answer is one of its own of which the reader sees something.
func (t *Talk) about(ctx context.Context, access wiki.Access, id qa.QuestionID, answer qa.AnswerID) (qa.Question, qa.Answer, error) {
	q, err := t.questions.Question(ctx, qa.Of(access), id)
	if err != nil || answer == 0 {
		return q, qa.Answer{}, err
	}
	a, err := t.questions.Answer(ctx, qa.Of(access), answer)
	if err == nil && (a.Question != id || a.Empty() || !a.Retracted.IsZero()) {
		err = content.Errorf(content.NotFound, "There is no such answer, or you may not see it.")
	}
	return q, a, err
}

// needReact checks that somebody may react and thank.
func needReact(access wiki.Access, q qa.Question) error {
	if qa.MayReact(access, q) {
		return nil
	}
	if err := access.Need(q.Space, wiki.Commenter, "question"); err != nil {
		return err
	}
	return content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write” to do that.")
}

func needComment(access wiki.Access, q qa.Question) error {
	if MayComment(access, q) {
		return nil
	}
	return access.Need(q.Space, wiki.Commenter, "question")
}

// event makes an event about a question.
func event(kind wiki.EventKind, q qa.Question, answer qa.AnswerID, comment CommentID) wiki.Event {
	e := wiki.Event{Kind: kind, Space: q.Space, Question: int64(q.ID), Data: map[string]string{}}
	if answer != 0 {
		e.Data["answer"] = strconv.FormatInt(int64(answer), 10)
	}
	if comment != 0 {
		e.Data["comment"] = strconv.FormatInt(int64(comment), 10)
	}
	return e
}

// Comment says something about a question, or about an answer (0: none).
func (t *Talk) Comment(ctx context.Context, access wiki.Access, id qa.QuestionID, answer qa.AnswerID, markdown string) (Comment, error) {
	q, _, err := t.about(ctx, access, id, answer)
	if err != nil {
		return Comment{}, err
	}
	if err := needComment(access, q); err != nil {
		return Comment{}, err
	}
	if err := check(markdown); err != nil {
		return Comment{}, err
	}
	as := q.Voice(access.As)
	c := Comment{Question: id, Answer: answer, By: wiki.PersonRef{ID: as.Person, Name: as.Name}, Asker: as.Person == 0, Markdown: markdown}
	err = t.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		c.At = tx.Now()
		if err := insert(ctx, tx, &c); err != nil {
			return err
		}
		tx.Emit(event(Commented, q, answer, c.ID))
		return nil
	})
	return c, err
}

// Change edits one's own comment.
func (t *Talk) Change(ctx context.Context, access wiki.Access, id qa.QuestionID, comment CommentID, markdown string) (Comment, error) {
	if err := check(markdown); err != nil {
		return Comment{}, err
	}
	return t.onComment(ctx, access, id, comment, Comment.MayChange, func(tx *sqldb.Tx, q qa.Question, c *Comment) error {
		if c.Markdown == markdown {
			return nil
		}
		c.Markdown, c.Edited = markdown, tx.Now()
		tx.Emit(event(CommentChanged, q, c.Answer, c.ID))
		return update(ctx, tx, *c)
	})
}

// Delete takes a comment away, with the reactions to it.
func (t *Talk) Delete(ctx context.Context, access wiki.Access, id qa.QuestionID, comment CommentID) error {
	_, err := t.onComment(ctx, access, id, comment, Comment.MayDelete, func(tx *sqldb.Tx, q qa.Question, c *Comment) error {
		tx.Emit(event(CommentDeleted, q, c.Answer, c.ID))
		return remove(ctx, tx, *c)
	})
	return err
}

// One gives one comment of a question that the reader sees.
func (t *Talk) One(ctx context.Context, access wiki.Access, id qa.QuestionID, comment CommentID) (Comment, qa.Question, error) {
	c, err := one(ctx, t.db.Reader(), id, comment)
	if err != nil {
		return Comment{}, qa.Question{}, err
	}
	q, _, err := t.about(ctx, access, id, c.Answer)
	return c, q, err
}

func (t *Talk) onComment(ctx context.Context, access wiki.Access, id qa.QuestionID, comment CommentID,
	may func(Comment, wiki.Access, qa.Question) bool, do func(*sqldb.Tx, qa.Question, *Comment) error,
) (Comment, error) {
	_, q, err := t.One(ctx, access, id, comment)
	if err != nil {
		return Comment{}, err
	}
	if err := needReact(access, q); err != nil {
		return Comment{}, err
	}
	var c Comment
	err = t.db.Write(ctx, q.Voice(access.As), func(tx *sqldb.Tx) error {
		if c, err = one(ctx, tx, id, comment); err != nil {
			return err
		}
		if !may(c, access, q) {
			return content.Errorf(content.Forbidden, "This comment is somebody else's. Nothing was changed.")
		}
		return do(tx, q, &c)
	})
	return c, err
}

// Thank thanks for an answer, or takes the thanks back. Nobody thanks for an own answer.
func (t *Talk) Thank(ctx context.Context, access wiki.Access, id qa.QuestionID, answer qa.AnswerID, on bool) error {
	q, a, err := t.about(ctx, access, id, answer)
	if err != nil {
		return err
	}
	if err := needReact(access, q); err != nil {
		return err
	}
	if a.By.ID != 0 && a.By.ID == access.As.Person {
		return content.Errorf(content.Invalid, "That is your own answer. Nothing was changed.")
	}
	if access.As.Person == 0 {
		return content.Errorf(content.Forbidden, "Only a person can thank.")
	}
	return t.db.Write(ctx, q.Voice(access.As), func(tx *sqldb.Tx) error {
		changed, err := putThanks(ctx, tx, a, access.As.Person, on)
		if err != nil || !changed {
			return err
		}
		kind := Thanked
		if !on {
			kind = ThanksDropped
		}
		tx.Emit(event(kind, q, answer, 0))
		return nil
	})
}
