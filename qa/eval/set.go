package eval

import (
	"bufio"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Set is questions with their right answers.
type Set struct {
	Name   string
	Cases  []Case
	Corpus []Entry // what to look in; empty: the wiki itself
}

// Case is one question.
type Case struct {
	ID          string
	Question    string
	Paraphrases []string
	None        bool        // nothing answers it: to be declined
	Page        string      // source path of the page that answers
	PageID      wiki.PageID // that page, where it has no source path
	Heading     string
	Also        []string // source paths of other pages that answer it, too
	Groups      []string // in a Corpus: the groups that answer
}

// Entry is one line of a corpus: a known question, another wording of one, or a page.
type Entry struct {
	ID       string `json:"id"`
	Group    string `json:"group"`
	Kind     string `json:"kind"` // canonical or linked
	Title    string `json:"title"`
	Headings string `json:"headings"`
	Text     string `json:"text"`
}

// Limits of what is read: sets are written by strangers.
const (
	maxLine  = 4 << 20
	maxLines = 200_000
	maxField = 10_000 // characters of a question; the rest is cut
)

// Read reads a set: a file of one JSON object a line, or a folder with corpus.jsonl, queries.tsv and
// qrels.tsv. Faults that a person can mend are *content.Error, with the line.
func Read(name string) (*Set, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, content.Errorf(content.NotFound, "There is no question set at %s.", name).Because(err)
	}
	if info.IsDir() {
		return ReadFolder(os.DirFS(name), filepath.Base(name))
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, content.Errorf(content.Forbidden, "%s cannot be read.", name).Because(err)
	}
	defer func() { _ = file.Close() }() // read only
	cases, err := ReadCases(file, filepath.Base(name))
	if err != nil {
		return nil, err
	}
	return &Set{Name: filepath.Base(name), Cases: cases}, nil
}

// ReadCases reads one JSON object a line; empty lines are skipped.
func ReadCases(r io.Reader, name string) ([]Case, error) {
	var cases []Case
	err := eachLine(r, name, func(n int, line string) error {
		var l struct {
			ID          string   `json:"id"`
			Question    string   `json:"question"`
			Paraphrases []string `json:"paraphrases"`
			Page        string   `json:"page"`
			Heading     string   `json:"heading"`
			Also        []string `json:"also"`
			Kind        string   `json:"kind"`
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			return faulty(name, n, "is not a JSON object with a question").Because(err)
		}
		c := Case{
			ID: l.ID, Question: cut(l.Question), Page: path.Clean("/" + l.Page)[1:], Heading: l.Heading,
			Also: l.Also, None: l.Kind == "none",
		}
		for _, p := range l.Paraphrases {
			if p = cut(p); p != "" {
				c.Paraphrases = append(c.Paraphrases, p)
			}
		}
		switch {
		case c.Question == "":
			return faulty(name, n, "has no “question”")
		case !c.None && c.Page == "":
			return faulty(name, n, "has no “page”; say kind: none where nothing answers")
		}
		cases = append(cases, c)
		return nil
	})
	if err == nil && len(cases) == 0 {
		err = content.Errorf(content.Invalid, "%s holds no question.", name)
	}
	return cases, err
}

// ReadFolder reads a corpus with its queries and judgements.
func ReadFolder(fsys fs.FS, name string) (*Set, error) {
	set := &Set{Name: name}
	err := eachFileLine(fsys, "corpus.jsonl", func(n int, line string) error {
		var e Entry
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.ID == "" || e.Group == "" {
			return faulty("corpus.jsonl", n, "is not an object with id and group").Because(err)
		}
		set.Corpus = append(set.Corpus, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	right := map[string][]string{}
	err = eachFileLine(fsys, "qrels.tsv", func(n int, line string) error {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return faulty("qrels.tsv", n, "is not id, group and grade between tabs")
		}
		if f[2] != "0" {
			right[f[0]] = append(right[f[0]], f[1])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachFileLine(fsys, "queries.tsv", func(n int, line string) error {
		f := strings.SplitN(line, "\t", 3)
		if len(f) != 3 || cut(f[2]) == "" {
			return faulty("queries.tsv", n, "is not id, split and text between tabs")
		}
		set.Cases = append(set.Cases, Case{ID: f[0], Question: cut(f[2]), Groups: right[f[0]], None: len(right[f[0]]) == 0})
		return nil
	})
	if err == nil && (len(set.Cases) == 0 || len(set.Corpus) == 0) {
		err = content.Errorf(content.Invalid, "The folder %s holds no questions or nothing to look in.", name)
	}
	return set, err
}

func eachFileLine(fsys fs.FS, name string, do func(n int, line string) error) error {
	file, err := fsys.Open(name)
	if err != nil {
		return content.Errorf(content.NotFound, "The folder of a question set holds corpus.jsonl, queries.tsv and qrels.tsv; %s cannot be read.", name).Because(err)
	}
	defer func() { _ = file.Close() }() // read only
	return eachLine(file, name, do)
}

// eachLine hands on the lines that are not empty, counted from 1.
func eachLine(r io.Reader, name string, do func(n int, line string) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	n := 0
	for lines.Scan() {
		n++
		if n > maxLines {
			return content.Errorf(content.TooLarge, "%s has more than %d lines.", name, maxLines)
		}
		line := strings.TrimPrefix(lines.Text(), "\ufeff")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if !utf8.ValidString(line) {
			return faulty(name, n, "is not UTF-8 text")
		}
		if err := do(n, line); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return faulty(name, n+1, "cannot be read").Because(err)
	}
	return nil
}

func faulty(name string, line int, what string) *content.Error {
	return content.Errorf(content.Invalid, "Line %d of %s %s.", line, name, what)
}

// cut folds a question into one line that Ask accepts.
func cut(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxField {
		text = string(runes[:maxField])
	}
	return text
}
