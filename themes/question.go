package themes

import "html/template"

// Questions lists questions by state.
type Questions struct {
	Frame
	Tabs   []Facet // open, answered, changed, closed
	Spaces []Option
	State  string
	Rows   []QuestionRow
	Pager  Pager
}

// Screen names the template.
func (Questions) Screen() string { return "questions" }

// QuestionRow is a question in a list.
type QuestionRow struct {
	Title, URL string
	State      string // "open", "answered", "changed", "duplicate" or "closed"
	Space      string // its name
	By         string
	At         Time
	Asked      int // how often, all wordings
	Owner      string
	Due        Time
	Late       bool
}

// QuestionView is a question with its answers. Actions post to the addresses beneath /q/{id}.
type QuestionView struct {
	Frame
	ID        int64
	Heading   string
	URL       string
	Body      template.HTML
	State     string // as in QuestionRow
	Space     Link
	By        string // "" where the asker is not named
	At        Time
	Owner     string
	Due       Time
	Late      bool
	Asked     int
	Canonical *Answer // drawn first
	Reopened  bool    // open again, since what Canonical rested on is gone
	Others    []Answer
	Wordings  []Wording
	Duplicate *Link  // it was merged into this one
	Merged    []Link // questions merged into this one; each leads to itself, where Unmerge is
	Chain     []Happening
	Related   []Link
	Suggested []Link // questions that may ask the same; each leads to where both stand side by side
	Problem
	WhoAsked  WhoAsked
	MayAnswer bool
	MayEdit   bool // title, body, close, merge, wordings
	Anonymous bool // its asker is not named
	Mine      bool // the reader asked it
	Tried     template.HTML
	Needed    Time // the day by which the answer is needed
	Talk      Talk // about the question itself
	Follow    Follow
}

// Screen names the template.
func (QuestionView) Screen() string { return "question" }

// Answer is an answer to a question.
type Answer struct {
	ID         int64
	By         string
	At         Time
	Edited     Time
	Body       template.HTML // what was written, sanitised; "" for bare links
	Links      []AnswerLink
	Canonical  bool
	Standing   Standing
	Retracted  bool
	MayAccept  bool
	MayEdit    bool // also Retract
	MayConfirm bool // Still true
	Doubtful   bool // what it rests on changed or is gone: the buttons offer to mend it
	Talk       Talk
	Objections []Objection // what was said against it, as far as the reader is told
	MayRefuse  bool        // Not helpful: reason to /q/{id}/answers/{aid}/refuse
	Refused    bool        // the reader has done so: undo=1 takes it back
	MayThank   bool        // on=1 or "" to /q/{id}/answers/{aid}/thank
	Thanked    bool
	Thanks     int    // how many have thanked: told to the one who gave the answer
	Turn       string // path of the form that makes a page of it; "" where the reader may not
}

// AnswerLink is a section, or something elsewhere, that answers.
type AnswerLink struct {
	Passage  Passage
	State    string // "fresh", "changed" or "gone"
	Nearby   bool   // changed, but the quoted words still stand
	Changed  Time
	Since    []Span // for "changed": what is different in the section
	Revision int64  // linked at
	Now      int64  // the page's present one
	Diff     string // path of the comparison of both revisions
	Verified Verified
	Updated  Time
	Improve  string // path of the editor, which comes back here; "" where the reader may not
}

// Wording is another way the question was asked. Delete: POST /q/{id}/wordings/{wid}/delete; other words: text to
// /q/{id}/wordings/{wid}/change.
type Wording struct {
	ID        int64
	Text      string
	MayDelete bool
}

// Happening is a step in how an answer came about.
type Happening struct {
	Strong, Text string // "Answered by linking a section" "40 minutes later, revision 12"
	At           Time
	URL          string // "" for none
}

// QuestionForm makes a question (ID 0) or changes one. Form: title, body, space and those of AskMore; POST
// /questions/new or /q/{id}/edit. Buttons of a new one: action=look shows what looks alike, and those of Kept.
type QuestionForm struct {
	Frame
	Problem
	ID      int64
	Heading string
	Body    string
	Spaces  []Option
	More    AskMore
	Whom    WhoAnswers
	Kept    Kept
	Similar []SimilarQuestion
	Looked  bool // it was looked for what looks alike
}

// Screen names the template.
func (QuestionForm) Screen() string { return "questionform" }

// AnswerForm writes an answer (Answer 0) or changes one. Form: markdown; for each linked section page_id, anchor,
// quote (repeated, in order); for each link elsewhere url, url_quote, url_title (repeated; an empty row is nothing).
// Buttons: action=save; action=find with find (searches, records nothing); add="PAGEID#ANCHOR"; remove=INDEX of
// the section; mark="INDEX#N" quotes the Nth sentence of a section; and those of Kept. Files: file (multipart), kept
// beside the question and linked in the text; action=attach does no more than that.
type AnswerForm struct {
	Frame
	Problem
	Question Link
	ID       int64 // of the question
	Answer   int64 // of the answer that is changed
	Action   string
	Asked    template.HTML // the question's body
	Markdown string
	Sections []PickedSection
	Outside  []OutsideLink
	Find     string
	Searched bool
	Found    []FoundSection
	Kept     Kept
	Upload   string // path that takes files from the editor
}

// Screen names the template.
func (AnswerForm) Screen() string { return "answerform" }

// PickedSection is a section that the answer links to.
type PickedSection struct {
	PageID  int64
	Anchor  string
	From    []Link
	URL     string
	Quote   string   // the sentence to mark; "" lets Docent choose
	Text    string   // the section's text, an excerpt
	Whole   []string // its sentences, to choose one from
	Page    string   // the section's address, where a sentence can be selected for this answer
	Improve string   // as in AnswerLink
}

// OutsideLink is a message or document elsewhere, with what it says.
type OutsideLink struct{ URL, Title, Quote string }

// FoundSection is a result of the section picker.
type FoundSection struct {
	PageID  int64
	Anchor  string
	Path    string // "Handbook › Travel › Rental cars"
	Title   string
	URL     string
	Snippet template.HTML // <mark> only
	Picked  bool
	Improve string // as in AnswerLink
}

// MergeForm says of which question this one is a duplicate. Form: find (GET, searches), of (POST); both to
// /q/{id}/merge.
type MergeForm struct {
	Frame
	Problem
	ID       int64
	Question Link
	Find     string
	Searched bool
	Found    []QuestionChoice
}

// Screen names the template.
func (MergeForm) Screen() string { return "mergeform" }

// QuestionChoice is a question that this one may be merged into.
type QuestionChoice struct {
	ID      int64
	Row     QuestionRow
	Excerpt string // of its answer
}
