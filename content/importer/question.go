package importer

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/docent-wiki/docent/content"
)

// Question is a question of an export with its wordings and answers.
//
// In its file the facts stand in the front matter, so that no title or quotation can break the
// text; the body follows, then each answer's Markdown behind a comment line. A line of a text that
// looks like such a comment is written with one more backslash before it, and read with one less.
type Question struct {
	Path  string // of its file
	ID    int64  // in the wiki that it was exported from
	Space string

	Title       string
	Body        string // Markdown
	State       string // open, answered, duplicate, closed
	By          string // who asked: an e-mail address or a name, "" where it is not known
	Owner       string
	DuplicateOf int64 // the ID of another question of the export, 0 for none
	CreatedAt   time.Time
	UpdatedAt   time.Time
	Due         time.Time
	Needed      time.Time // the end of the day by which the asker needs an answer
	Tried       string    // Markdown: what the asker has tried
	Wordings    []string  // other ways in which it was asked
	Answers     []Answer
}

// Answer is one answer to a question.
type Answer struct {
	ID        int64
	Markdown  string
	Canonical bool
	Retracted bool
	By        string
	At        time.Time
	Links     []AnswerLink
}

// AnswerLink is what an answer rests on: a section of a page, or an address elsewhere.
type AnswerLink struct {
	Page        string // the page's path as in Page.Path, "" for an address elsewhere
	PageID      int64  // in the wiki that it was exported from; 0 where it is not known
	Space       string // of the page, "" for the question's own
	Anchor      string
	Heading     string // of the section, for people who read the file
	Quote       string
	Fingerprint string // of the section's text when it was linked
	URL         string
	Title       string
}

// answerMark begins the line before an answer's Markdown.
const answerMark = "<!-- docent: answer"

// maxQuestionFacts bounds the front matter of a question, in bytes.
const maxQuestionFacts = 4 << 20

// WriteQuestion writes a question so that ParseQuestion gives the same again: all but Path, which
// is the file's name, and Space, which docent.json says. Times are kept to the microsecond in UTC.
func WriteQuestion(w io.Writer, q Question) error {
	var b strings.Builder
	b.WriteString("---\n")
	f := fields{b: &b}
	f.text("title", q.Title)
	f.text("state", q.State)
	f.number("id", q.ID)
	f.text("by", q.By)
	f.text("owner", q.Owner)
	f.number("duplicate_of", q.DuplicateOf)
	f.time("created", q.CreatedAt)
	f.time("updated", q.UpdatedAt)
	f.time("due", q.Due)
	f.time("needed", q.Needed)
	f.text("tried", q.Tried)
	if len(q.Wordings) > 0 {
		b.WriteString("wordings:\n")
	}
	for _, wording := range q.Wordings {
		b.WriteString("  - " + quoteYAML(wording) + "\n")
	}
	if len(q.Answers) > 0 {
		b.WriteString("answers:\n")
	}
	for _, a := range q.Answers {
		writeAnswerFacts(&b, a)
	}
	b.WriteString("---\n\n" + escapeMarks(q.Body) + "\n")
	for i, a := range q.Answers {
		fmt.Fprintf(&b, "\n%s %d -->\n\n%s\n", answerMark, i+1, escapeMarks(a.Markdown))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func writeAnswerFacts(b *strings.Builder, a Answer) {
	f := fields{b: b, indent: "    "}
	fmt.Fprintf(b, "  - id: %d\n", a.ID)
	f.flag("canonical", a.Canonical)
	f.flag("retracted", a.Retracted)
	f.text("by", a.By)
	f.time("at", a.At)
	if len(a.Links) > 0 {
		b.WriteString("    links:\n")
	}
	for _, l := range a.Links {
		b.WriteString("      - page: " + quoteYAML(l.Page) + "\n")
		f := fields{b: b, indent: "        "}
		f.number("page_id", l.PageID)
		f.text("space", l.Space)
		f.text("anchor", l.Anchor)
		f.text("heading", l.Heading)
		f.text("quote", l.Quote)
		f.text("fingerprint", l.Fingerprint)
		f.text("url", l.URL)
		f.text("title", l.Title)
	}
}

// fields writes YAML keys, leaving out what is empty.
type fields struct {
	b      *strings.Builder
	indent string
}

func (f fields) text(key, value string) {
	if value != "" {
		f.b.WriteString(f.indent + key + ": " + quoteYAML(value) + "\n")
	}
}

func (f fields) number(key string, value int64) {
	if value != 0 {
		f.b.WriteString(f.indent + key + ": " + strconv.FormatInt(value, 10) + "\n")
	}
}

func (f fields) flag(key string, value bool) {
	if value {
		f.b.WriteString(f.indent + key + ": true\n")
	}
}

func (f fields) time(key string, value time.Time) {
	if !value.IsZero() {
		f.text(key, value.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
	}
}

// quoteYAML writes any text as a double-quoted YAML scalar on one line. Bytes that are not UTF-8
// become U+FFFD.
func quoteYAML(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xFFFF && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08X`, r)
		case r != ' ' && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// questionFacts is the front matter of a question's file.
type questionFacts struct {
	Title       string   `yaml:"title"`
	State       string   `yaml:"state"`
	ID          int64    `yaml:"id"`
	By          string   `yaml:"by"`
	Owner       string   `yaml:"owner"`
	DuplicateOf int64    `yaml:"duplicate_of"`
	Created     string   `yaml:"created"`
	Updated     string   `yaml:"updated"`
	Due         string   `yaml:"due"`
	Needed      string   `yaml:"needed"`
	Tried       string   `yaml:"tried"`
	Wordings    []string `yaml:"wordings"`
	Answers     []struct {
		ID        int64  `yaml:"id"`
		Canonical bool   `yaml:"canonical"`
		Retracted bool   `yaml:"retracted"`
		By        string `yaml:"by"`
		At        string `yaml:"at"`
		Links     []struct {
			Page        string `yaml:"page"`
			PageID      int64  `yaml:"page_id"`
			Space       string `yaml:"space"`
			Anchor      string `yaml:"anchor"`
			Heading     string `yaml:"heading"`
			Quote       string `yaml:"quote"`
			Fingerprint string `yaml:"fingerprint"`
			URL         string `yaml:"url"`
			Title       string `yaml:"title"`
		} `yaml:"links"`
	} `yaml:"answers"`
}

// ParseQuestion reads what WriteQuestion wrote, also after a person edited it. What cannot be read
// is a *content.Error.
func ParseQuestion(text string) (Question, error) {
	head, rest, ok := cutFacts(strings.TrimPrefix(text, "\ufeff"))
	if !ok {
		return Question{}, content.Errorf(content.Invalid, "is not a question: it does not begin with front matter between two lines of ---")
	}
	var facts questionFacts
	if err := decodeFacts(head, &facts); err != nil {
		return Question{}, content.Errorf(content.Invalid, "is a question whose front matter cannot be read; it was left out").Because(err)
	}
	q := Question{
		ID: facts.ID, Title: oneSpace(facts.Title), State: facts.State, By: facts.By, Owner: facts.Owner,
		DuplicateOf: facts.DuplicateOf, Wordings: facts.Wordings,
		CreatedAt: readTime(facts.Created), UpdatedAt: readTime(facts.Updated), Due: readTime(facts.Due),
		Needed: readTime(facts.Needed), Tried: facts.Tried,
	}
	if q.Title == "" {
		return Question{}, content.Errorf(content.Invalid, "is a question without a title; it was left out")
	}
	for _, f := range facts.Answers {
		a := Answer{ID: f.ID, Canonical: f.Canonical, Retracted: f.Retracted, By: f.By, At: readTime(f.At)}
		for _, l := range f.Links {
			a.Links = append(a.Links, AnswerLink(l))
		}
		q.Answers = append(q.Answers, a)
	}
	bodies := splitAnswers(rest)
	q.Body = bodies[0]
	for i, body := range bodies[1:] {
		if i == len(q.Answers) {
			q.Answers = append(q.Answers, Answer{})
		}
		q.Answers[i].Markdown = body
	}
	return q, nil
}

// oneSpace keeps a title as it is, unless it is nothing but white space.
func oneSpace(title string) string {
	if strings.TrimSpace(title) == "" {
		return ""
	}
	return title
}

func readTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Microsecond)
}

// cutFacts splits the file at its two lines of ---.
func cutFacts(text string) (head, rest string, ok bool) {
	first, after, ok := strings.Cut(text, "\n")
	if !ok || strings.TrimRight(first, " \t\r") != "---" {
		return "", "", false
	}
	at := 0
	for line := range strings.Lines(after) {
		if strings.TrimRight(line, " \t\r\n") == "---" {
			return after[:at], after[at+len(line):], at <= maxQuestionFacts
		}
		at += len(line)
	}
	return "", "", false
}

// decodeFacts reads the front matter. Nothing that we write has anchors or aliases, which could
// multiply a small file into a large one, so they are refused.
func decodeFacts(head string, facts *questionFacts) (err error) {
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(head), &node); err != nil {
		return fmt.Errorf("front matter: %w", err)
	}
	if hasAlias(&node, 0) {
		return errors.New("front matter: aliases or deep nesting")
	}
	if err := node.Decode(facts); err != nil {
		return fmt.Errorf("front matter: %w", err)
	}
	return nil
}

func hasAlias(n *yaml.Node, depth int) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || depth > 16 {
		return true
	}
	for _, child := range n.Content {
		if hasAlias(child, depth+1) {
			return true
		}
	}
	return false
}

// splitAnswers gives the question's body and each answer's text without the frame around them.
func splitAnswers(text string) []string {
	var parts []string
	var b strings.Builder
	flush := func(last bool) {
		part := strings.TrimPrefix(b.String(), "\n")
		part = strings.TrimSuffix(part, "\n")
		if !last {
			part = strings.TrimSuffix(part, "\n")
		}
		parts = append(parts, part)
		b.Reset()
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, answerMark) {
			flush(false)
			continue
		}
		b.WriteString(unescapeMark(line))
	}
	flush(true)
	return parts
}

// escapeMarks adds a backslash to every line that could be taken for an answer's mark.
func escapeMarks(text string) string {
	if !strings.Contains(text, answerMark) {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimLeft(line, `\`), answerMark) {
			b.WriteByte('\\')
		}
		b.WriteString(line)
	}
	return b.String()
}

func unescapeMark(line string) string {
	if rest, ok := strings.CutPrefix(line, `\`); ok && strings.HasPrefix(strings.TrimLeft(rest, `\`), answerMark) {
		return rest
	}
	return line
}
