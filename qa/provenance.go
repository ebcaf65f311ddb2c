package qa

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// maxEvents bounds how far back a question's story is told.
const maxEvents = 200

// Happening is one step in how an answer came about.
type Happening struct {
	At    time.Time
	Who   string // "" where nobody is named
	What  string // "Asked", "Answered by linking a section", …
	Place string // the section that was linked, as its page calls it now
	URL   string // of that section

	// Of Desk.Chain only.
	Kind     wiki.EventKind
	Through  string  // the channel: "" is a page of Docent's own
	Text     string  // the wording that is meant, or to whom, or until when
	Score    float64 // how sure Docent was, of what it did by itself; 0: a person did it
	Revision int     // of the page, when it was linked or confirmed
	Other    *Ref    // the question that was merged, or that may ask the same
}

var happened = map[wiki.EventKind]string{
	QuestionCreated:   "Asked",
	QuestionChanged:   "Question edited",
	QuestionAnswered:  "Answered",
	QuestionAccepted:  "Answer accepted",
	QuestionMerged:    "Merged into another question",
	QuestionUnmerged:  "Merge taken back",
	QuestionClosed:    "Closed",
	QuestionReopened:  "Opened again",
	QuestionEscalated: "Passed on, for no reply came in time",
	AnswerChanged:     "Answer edited",
	AnswerRetracted:   "Answer retracted",
	AnswerRestored:    "Answer brought back",
	AnswerConfirmed:   "Confirmed: still true",
	AnswerDoubtful:    "What it rests on changed",
	AnswerGone:        "What it rested on is gone",
	AnswerBack:        "What it rested on came back",
	AnswerVerified:    "Verified",
	AnswerOwned:       "Somebody else owns the answer",
	WordingAdded:      "Another wording was learnt",
	WordingRemoved:    "A wording was removed",
	WordingRestored:   "A wording came back",
}

// provenance tells a question's story from its events. What was learnt from asks names nobody,
// because its events do not. answers are as the reader may see them: of one that holds nothing for the
// reader nothing is told.
func provenance(events []wiki.Event, answers []Answer) []Happening {
	by := answersByID(answers)
	var all []Happening
	for _, e := range events {
		what, told := happened[e.Kind]
		if !told || e.Data["quiet"] != "" {
			continue
		}
		about := by[e.Data["answer"]]
		if e.Data["answer"] != "" && about.Empty() {
			continue
		}
		h := Happening{At: e.At, Who: e.Actor.Name, What: what, Kind: e.Kind}
		if e.Kind == QuestionAnswered {
			h.answered(about)
		}
		all = append(all, h)
	}
	return all
}

func answersByID(answers []Answer) map[string]Answer {
	by := make(map[string]Answer, len(answers))
	for _, a := range answers {
		by[strconv.FormatInt(int64(a.ID), 10)] = a
	}
	return by
}

// answered says in which way somebody answered.
func (h *Happening) answered(a Answer) {
	if len(a.Links) == 0 {
		if a.Markdown != "" {
			h.What = "Answered in writing"
		}
		return
	}
	l := a.Links[0]
	h.URL = l.Href()
	if l.Elsewhere() {
		h.What, h.Place = "Answered by linking a place elsewhere", l.Title
		return
	}
	h.What, h.Place = "Answered by linking a section", l.Heading
	if l.Now.Found {
		h.Place = l.Now.Heading
	}
	if h.Place == "" {
		h.Place = l.PageTitle
	}
}

// answerEvent is an event about an answer that says which sections it links at which revisions of their pages.
func answerEvent(kind wiki.EventKind, q Question, id AnswerID, links []AnswerLink) wiki.Event {
	e := event(kind, q, facts{"answer": int64(id)})
	var parts []string
	for _, l := range links {
		if !l.Elsewhere() {
			parts = append(parts, fmt.Sprintf("%d@%d", l.Section, l.Revision))
		}
	}
	if len(parts) > 0 {
		e.Data["links"] = strings.Join(parts, " ")
	}
	return e
}

// revisionThen is the revision at which an event says that a section was linked; 0 where it does not.
func revisionThen(e wiki.Event, section wiki.SectionID) int {
	for part := range strings.FieldsSeq(e.Data["links"]) {
		id, revision, _ := strings.Cut(part, "@")
		if id == strconv.FormatInt(int64(section), 10) {
			n, _ := strconv.Atoi(revision)
			return n
		}
	}
	return 0
}

// withScore adds to an event how sure Docent was.
func withScore(e wiki.Event, chance float64) wiki.Event {
	if e.Data == nil {
		e.Data = map[string]string{}
	}
	if chance > 0 {
		e.Data["score"] = strconv.FormatInt(int64(1000*chance+0.5), 10)
	}
	return e
}

func scoreOf(e wiki.Event) float64 {
	n, _ := strconv.ParseInt(e.Data["score"], 10, 64)
	return float64(n) / 1000
}

// chance is how sure Docent was of what an ask chose or, where it chose nothing, of the best that it was offered.
func (a Ask) chance() float64 {
	switch {
	case a.Chosen >= 0 && a.Chosen < len(a.Offered):
		return a.Offered[a.Chosen].Confidence
	case len(a.Offered) > 0:
		return a.Offered[0].Confidence
	}
	return 0
}
