package themes

import (
	"html/template"
	"slices"
)

// Talk is what people say around a question (Answer 0) or one of its answers. Forms: markdown, answer to
// /q/{question}/comments; kind, answer, comment to /q/{question}/react.
type Talk struct {
	Question   int64
	Answer     int64
	Comments   []Comment
	Earlier    int // comments that came before those
	All        string
	Reactions  Reactions
	MayComment bool
	MayReact   bool
	Draft      string // a comment that was half typed
}

// Comment is a remark. Forms: markdown to /q/{question}/comments/{id}/edit; nothing to …/{id}/delete.
type Comment struct {
	ID        int64
	Question  int64
	By        string // "" for an asker who is not named
	At        Time
	Edited    Time
	Body      template.HTML
	Reactions Reactions
	MayEdit   bool
	MayDelete bool
}

// Reactions are the counts of all reactions to a question, an answer or a comment.
type Reactions struct {
	Question, Answer, Comment int64
	Buttons                   []ReactionButton
	May                       bool // the reader may react; else they are only shown
}

// Any says whether somebody has reacted.
func (r Reactions) Any() bool {
	return slices.ContainsFunc(r.Buttons, func(b ReactionButton) bool { return b.Count > 0 })
}

// ReactionButton gives or, where it is the reader's own already, takes back one reaction: kind=Kind or kind=-Kind.
type ReactionButton struct {
	Kind, Sign, Text string
	Count            int
	Mine             bool
}

// AnswerOf is an answer with its question's number.
type AnswerOf struct {
	Question int64
	Answer   Answer
}

// About names the question with one of its answers.
func (v QuestionView) About(a Answer) AnswerOf { return AnswerOf{v.ID, a} }

// CommentForm changes a comment. Form: markdown; POST to Action.
type CommentForm struct {
	Frame
	Problem
	Question Link
	Action   string
	Markdown string
}

// Screen names the template.
func (CommentForm) Screen() string { return "commentform" }

// Objection is why an answer did not help somebody.
type Objection struct {
	By   string // "" for an asker who is not named
	At   Time
	Text string
	Mine bool
}

// Follow lets the reader be told of what happens to a question. Form: on=1 or "" to /q/{id}/follow. Shown says whether
// it can be used at all.
type Follow struct {
	Shown, On bool
}

// AskMore are the fields of a question to the team beside its words: tried, needed (a day, 2026-03-09), anonymous=1.
type AskMore struct {
	Tried     string
	Needed    string
	Today     string // the earliest day that can be chosen
	Late      string // said where the answer is needed before one can be expected
	MayHide   bool   // some space takes questions without a name
	HideIn    string // the names of those spaces
	Anonymous bool
	Urgent    string // path of the screen for what cannot wait
}

// Kept says that a form was filled in from a draft, or that it was just kept as one. About names it in the API.
// Buttons: action=keep, action=discard.
type Kept struct {
	About string
	At    Time
	Back  bool // it came back: the reader has typed it before
}

// SimilarQuestion is a question that looks alike.
type SimilarQuestion struct {
	Title, URL string
	State      string // "open" or "answered"
	Excerpt    string // of its answer
}

// Urgent shows whom to call when it cannot wait.
type Urgent struct {
	Frame
	Q     string
	Area  string // what the contact is for; "" where none was found
	Call  string // a telephone number, a channel, as its owner wrote it; "" where nobody has set one
	Who   string // who owns it
	Space string // its name; "" where it is not known
	Slug  string
	Back  string // path of the form that it came from
}

// Screen names the template.
func (Urgent) Screen() string { return "urgent" }

// Errand is why somebody edits or makes a page: Note is said above the form, For and At go back with it.
type Errand struct {
	For  string // "q12", "a7"; "" for none
	At   string // the anchor of the section that it is about
	Note string
	Link Link
}
