package importer

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
)

// hostileText draws texts out of what could break a frame.
func hostileText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"\n", "\r\n", "---\n", "---", "```\n", answerMark + " 1 -->\n", `\` + answerMark + " 1 -->", "<!-- docent: answ", "\\", "\n\n", "\t", "  ",
			"answers:\n", `"`, "'", ": ", "# ", "- ", "{}", "!!binary x", "&a *a", "%", "\u2028", "\u0085", "\ufeff", "\x7f", "😀", "\U000E0001", "null", "yes", "\r",
		}),
		rapid.StringN(0, 12, -1),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 6), func(p []string) string { return strings.Join(p, "") })
}

func anyTime() *rapid.Generator[time.Time] {
	return rapid.Map(rapid.Int64Range(0, 4e15), func(us int64) time.Time {
		if us == 0 {
			return time.Time{}
		}
		return time.UnixMicro(us).UTC()
	})
}

func anyQuestion() *rapid.Generator[Question] {
	text := hostileText()
	return rapid.Custom(func(t *rapid.T) Question {
		q := Question{
			ID: rapid.Int64().Draw(t, "id"), Title: "t" + text.Draw(t, "title"), Body: text.Draw(t, "body"), State: text.Draw(t, "state"),
			By: text.Draw(t, "by"), Owner: text.Draw(t, "owner"), DuplicateOf: rapid.Int64().Draw(t, "dup"),
			CreatedAt: anyTime().Draw(t, "created"), UpdatedAt: anyTime().Draw(t, "updated"), Due: anyTime().Draw(t, "due"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "wordings") {
			q.Wordings = append(q.Wordings, text.Draw(t, "wording"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "answers") {
			a := Answer{
				ID: rapid.Int64().Draw(t, "answer"), Markdown: text.Draw(t, "markdown"), Canonical: rapid.Bool().Draw(t, "canonical"),
				Retracted: rapid.Bool().Draw(t, "retracted"), By: text.Draw(t, "answerer"), At: anyTime().Draw(t, "at"),
			}
			for range rapid.IntRange(0, 2).Draw(t, "links") {
				a.Links = append(a.Links, AnswerLink{
					Page: text.Draw(t, "page"), PageID: rapid.Int64().Draw(t, "page id"), Space: text.Draw(t, "space"), Anchor: text.Draw(t, "anchor"),
					Heading: text.Draw(t, "heading"), Quote: text.Draw(t, "quote"), Fingerprint: text.Draw(t, "print"), URL: text.Draw(t, "url"), Title: text.Draw(t, "link title"),
				})
			}
			q.Answers = append(q.Answers, a)
		}
		return q
	})
}

func TestQuestionReadsBackTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyQuestion().Draw(t, "question")
		var b bytes.Buffer
		if err := WriteQuestion(&b, want); err != nil {
			t.Fatal(err)
		}
		got, err := ParseQuestion(b.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", diff, b.String())
		}
	})
}

const readable = `---
title: "How do I rotate the \"deploy\" keys?"
state: "answered"
id: 7
wordings:
  - "rotate key"
answers:
  - id: 3
    canonical: true
    by: "ada@example.com"
    at: "2026-03-01T10:00:00Z"
    links:
      - page: "ops/keys.md"
        page_id: 12
        anchor: "rotate"
        quote: "Run the script."
---

The old ones expire.

<!-- docent: answer 1 -->

Use the script.

- twice
`

func TestQuestionFileIsReadable(t *testing.T) {
	q := Question{
		Title: `How do I rotate the "deploy" keys?`, State: "answered", ID: 7, Wordings: []string{"rotate key"}, Body: "The old ones expire.",
		Answers: []Answer{{
			ID: 3, Canonical: true, By: "ada@example.com", At: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC), Markdown: "Use the script.\n\n- twice",
			Links: []AnswerLink{{Page: "ops/keys.md", PageID: 12, Anchor: "rotate", Quote: "Run the script."}},
		}},
	}
	var b bytes.Buffer
	if err := WriteQuestion(&b, q); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(readable, b.String()); diff != "" {
		t.Error(diff)
	}
	got, err := ParseQuestion(strings.ReplaceAll(readable, "\n", "\r\n"))
	if err != nil || got.Title != q.Title || len(got.Answers) != 1 {
		t.Errorf("with the line ends of Windows: %+v, %v", got, err)
	}
}

func TestQuestionRefused(t *testing.T) {
	for name, text := range map[string]string{
		"no front matter": "# Hello", "not closed": "---\ntitle: x\n", "no title": "---\nstate: open\n---\n", "no YAML": "---\n\t: {\n---\n",
		"aliases": "---\ntitle: &a x\nstate: *a\n---\n", "wrong types": "---\ntitle: [x]\n---\n", "too large": "---\ntitle: x\n" + strings.Repeat("# x\n", maxQuestionFacts/4) + "---\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseQuestion(text)
			var e *content.Error
			if !errors.As(err, &e) || e.Kind != content.Invalid {
				t.Errorf("error %v", err)
			}
		})
	}
}

// FuzzParseQuestion: no input panics, and what can be read is written and read to the same.
func FuzzParseQuestion(f *testing.F) {
	f.Add(readable)
	f.Add("---\r\ntitle: x\r\n---\r\nbody\r\n<!-- docent: answer 9 -->\r\n\\<!-- docent: answer")
	f.Add("---\ntitle: !!binary aGVsbG8=\nanswers: [{id: 1, links: [{page: ~}]}]\n---")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQuestion(text)
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteQuestion(&b, q); err != nil {
			t.Fatal(err)
		}
		again, err := ParseQuestion(b.String())
		if err != nil {
			t.Fatalf("written, but not read: %v\n%s", err, b.String())
		}
		// Bytes that are not UTF-8 are mended once, when they are written.
		var second bytes.Buffer
		if err := WriteQuestion(&second, again); err != nil || second.String() != b.String() {
			t.Fatalf("a second writing differs: %v\n%q\n%q", err, b.String(), second.String())
		}
	})
}
