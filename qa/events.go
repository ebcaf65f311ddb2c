package qa

import (
	"strconv"

	"github.com/docent-wiki/docent/wiki"
)

// The kinds of events of this floor. Event.Question is the question, Event.Space its space. Data
// names things by number: "answer", "wording", "of" (the question merged into), "from" (the space it
// left), "former" (the person who had it, where it was handed on). Of what Docent did by itself "score" says how sure
// it was, in thousandths.
const (
	QuestionCreated   wiki.EventKind = "question.created"
	QuestionChanged   wiki.EventKind = "question.changed" // title, body, space or owner
	QuestionAnswered  wiki.EventKind = "question.answered"
	QuestionAccepted  wiki.EventKind = "question.accepted"
	QuestionMerged    wiki.EventKind = "question.merged"
	QuestionUnmerged  wiki.EventKind = "question.unmerged"
	QuestionGained    wiki.EventKind = "question.gained" // "near": what was merged into it
	QuestionLost      wiki.EventKind = "question.lost"   // "near": what was unmerged from it
	QuestionClosed    wiki.EventKind = "question.closed"
	QuestionReopened  wiki.EventKind = "question.reopened"
	QuestionTaken     wiki.EventKind = "question.taken_back" // learnt from an ask that took it back
	QuestionRouted    wiki.EventKind = "question.routed"     // somebody was asked: "person", "group", "area", "step", "due"
	QuestionEscalated wiki.EventKind = "question.escalated"  // no reply came in time, the same
	AnswerChanged     wiki.EventKind = "answer.changed"
	AnswerRetracted   wiki.EventKind = "answer.retracted"
	AnswerRestored    wiki.EventKind = "answer.restored"
	AnswerConfirmed   wiki.EventKind = "answer.confirmed"
	AnswerDoubtful    wiki.EventKind = "answer.doubtful" // what it rests on changed, or part of it is gone; the actor changed that
	AnswerGone        wiki.EventKind = "answer.gone"     // all that it rested on is gone: the question is open again
	AnswerBack        wiki.EventKind = "answer.back"     // and came back
	WordingAdded      wiki.EventKind = "wording.added"
	WordingRemoved    wiki.EventKind = "wording.removed"
	WordingRestored   wiki.EventKind = "wording.restored"
	AnswerVerified    wiki.EventKind = "answer.verified"  // "until": the day in Unix seconds, 0 where it was taken back
	AnswerOwned       wiki.EventKind = "answer.owned"     // "to": the person
	QuestionLikened   wiki.EventKind = "question.likened" // "near": a question that may ask the same, found by comparing
)

// facts name things by number.
type facts map[string]int64

// event makes an event about a question.
func event(kind wiki.EventKind, q Question, data facts) wiki.Event {
	e := wiki.Event{Kind: kind, Space: q.Space, Question: int64(q.ID)}
	if len(data) > 0 {
		e.Data = make(map[string]string, len(data))
	}
	for name, n := range data {
		e.Data[name] = strconv.FormatInt(n, 10)
	}
	return e
}
