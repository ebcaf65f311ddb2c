package qa

import (
	"strconv"
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
}

var happened = map[wiki.EventKind]string{
	QuestionCreated:  "Asked",
	QuestionChanged:  "Question edited",
	QuestionAnswered: "Answered",
	QuestionAccepted: "Answer accepted",
	QuestionMerged:   "Merged into another question",
	QuestionUnmerged: "Merge taken back",
	QuestionClosed:   "Closed",
	QuestionReopened: "Opened again",
	AnswerChanged:    "Answer edited",
	AnswerRetracted:  "Answer retracted",
	AnswerRestored:   "Answer brought back",
	AnswerConfirmed:  "Confirmed: still true",
	AnswerDoubtful:   "What it rests on was changed",
	AnswerGone:       "What it rested on was deleted",
	AnswerBack:       "What it rested on came back",
	WordingAdded:     "Another wording was learnt",
	WordingRemoved:   "A wording was removed",
}

// provenance tells a question's story from its events. What was learnt from asks names nobody,
// because its events do not. answers are as the reader may see them: of one that holds nothing for the
// reader nothing is told.
func provenance(events []wiki.Event, answers []Answer) []Happening {
	by := make(map[string]Answer, len(answers))
	for _, a := range answers {
		by[strconv.FormatInt(int64(a.ID), 10)] = a
	}
	var all []Happening
	for _, e := range events {
		what, told := happened[e.Kind]
		if !told {
			continue
		}
		about := by[e.Data["answer"]]
		if e.Data["answer"] != "" && about.Empty() {
			continue
		}
		h := Happening{At: e.At, Who: e.Actor.Name, What: what}
		if e.Kind == QuestionAnswered {
			h.answered(about)
		}
		all = append(all, h)
	}
	return all
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
