package qahttp

import (
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Asked is the body of POST /api/v1/ask.
type Asked struct {
	ID       int64       `json:"ask_id" doc:"For feedback"`
	Outcome  string      `json:"outcome" enum:"answered,maybe,unsure"`
	Answers  []Candidate `json:"answers" doc:"The ten best candidates, best first"`
	Reply    *Reply      `json:"expected_reply,omitempty" doc:"Who would be asked, and when a reply can be expected; absent where nobody is known"`
	Composed string      `json:"composed,omitempty" doc:"Where the answer in sentences can be had, which takes its time; absent where none is written"`
}

// Candidate is one thing that may answer an ask.
type Candidate struct {
	Kind          string       `json:"kind" enum:"question,section" doc:"The canonical answer of a known question, or a section that nobody has linked yet"`
	Confidence    float64      `json:"confidence" doc:"The probability that it answers, from 0 to 1"`
	Question      *QuestionRef `json:"question,omitempty"`
	Page          *PageRef     `json:"page,omitempty" doc:"Of the first link; absent where a canonical answer links to none"`
	Section       *SectionRef  `json:"section,omitempty" doc:"Of the first link, as page"`
	URL           string       `json:"url" doc:"Where it stands, the passage marked: a path from the server's root, or an address elsewhere"`
	Passage       string       `json:"passage"`
	PassageHTML   string       `json:"passage_html" doc:"<mark> is its only markup"`
	State         string       `json:"state" enum:"fresh,changed,gone" doc:"Whether the section still says what it said when it was linked"`
	Nearby        bool         `json:"nearby,omitempty" doc:"The section changed, but the quoted words still stand in it"`
	Caution       string       `json:"caution,omitempty" doc:"Why the answer should be read with care, a sentence in English; absent where it is fresh"`
	VerifiedUntil *time.Time   `json:"verified_until,omitempty"`
}

// QuestionRef names a question.
type QuestionRef struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
}

// PageRef names a page.
type PageRef struct {
	ID         int64  `json:"id"`
	Title      string `json:"title"`
	SourcePath string `json:"source_path"`
}

// SectionRef names a section.
type SectionRef struct {
	ID      int64  `json:"id"`
	Heading string `json:"heading"`
	Anchor  string `json:"anchor"`
}

// Reply is what may be expected of the team.
type Reply struct {
	Who  string     `json:"who"`
	By   *time.Time `json:"by,omitempty" doc:"Absent where nobody can say: without working hours, for example"`
	Text string     `json:"text" doc:"A sentence in English, in your time zone"`
}

// AskedOf writes the answer to an ask as the API gives it.
func AskedOf(id qa.AskID, result qa.Result) Asked {
	out := Asked{ID: int64(id), Outcome: string(result.Outcome), Answers: make([]Candidate, len(result.Offers))}
	for i, o := range result.Offers {
		out.Answers[i] = candidateOf(o)
	}
	if r := result.Reply; r.Who != "" {
		out.Reply = &Reply{Who: r.Who, By: httpd.UTC(r.By), Text: r.Text}
	}
	return out
}

func candidateOf(o qa.Offer) Candidate {
	c := Candidate{
		Kind: string(o.Kind), Confidence: o.Confidence, URL: o.URL, Passage: o.Passage.Text, PassageHTML: o.Passage.HTML(),
		State: string(o.State), Nearby: o.Nearby, Caution: o.Caution(), VerifiedUntil: httpd.UTC(o.VerifiedUntil),
	}
	if o.Question != 0 {
		c.Question = &QuestionRef{ID: int64(o.Question), Title: o.Title}
	}
	if o.Page != 0 {
		c.Page = &PageRef{ID: int64(o.Page), Title: o.PageTitle, SourcePath: o.SourcePath}
	}
	if o.Section != 0 {
		c.Section = &SectionRef{ID: int64(o.Section), Heading: o.Heading, Anchor: o.Anchor}
	}
	return c
}
