package thesaurus

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
)

// Term is one or more words that stand for a thing.
type Term struct {
	Words  []string // as by Words, one to five
	Weight float64  // 0..1
}

// String gives the words with blanks between them.
func (t Term) String() string { return strings.Join(t.Words, " ") }

// Group is one line of a thesaurus: terms that find one another or, where To is not empty, terms that
// find those in To.
type Group struct {
	Name  string // of the file
	Line  int    // from 1
	Terms []Term
	To    []Term
}

// String gives the group as a line that Parse reads as the same group.
func (g Group) String() string {
	line := list(g.Terms)
	if len(g.To) > 0 {
		line += " -> " + list(g.To)
	}
	return line
}

func list(terms []Term) string {
	var all []string
	for _, t := range terms {
		text := t.String()
		if t.Weight != UsualWeight {
			text += "~" + strconv.FormatFloat(t.Weight, 'g', -1, 64)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// Limits of a thesaurus that people write.
const (
	UsualWeight = 0.8  // of a term that names none
	MaxWords    = 5    // of a term
	MaxTerms    = 40   // of a group
	MaxLine     = 2000 // bytes
)

// Parse reads groups in the format that the package's documentation describes. name stands in errors,
// which are content.Invalid and say the line and what is wrong there.
func Parse(r io.Reader, name string) ([]Group, error) {
	var groups []Group
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, MaxLine+1), MaxLine+1)
	line := 0
	for lines.Scan() {
		line++
		g, err := ParseGroup(lines.Text())
		if e := (*content.Error)(nil); errors.As(err, &e) {
			return nil, content.Errorf(content.Invalid, "%s, line %d: %s", name, line, e.Text)
		}
		if len(g.Terms) > 0 {
			g.Name, g.Line = name, line
			groups = append(groups, g)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, content.Errorf(content.Invalid, "%s, line %d: it cannot be read, or is longer than %d characters.", name, line+1, MaxLine)
	}
	return groups, nil
}

// ParseGroup reads one line; a group without terms is an empty line or a comment. The error is
// content.Invalid and quotes the faulty term.
func ParseGroup(line string) (Group, error) {
	if len(line) > MaxLine || !utf8.ValidString(line) {
		return Group{}, content.Errorf(content.Invalid, "The line is longer than %d characters, or is not text.", MaxLine)
	}
	line, _, _ = strings.Cut(line, "#")
	if strings.TrimSpace(line) == "" {
		return Group{}, nil
	}
	left, right, directed := strings.Cut(line, "->")
	if strings.Contains(right, "->") {
		return Group{}, content.Errorf(content.Invalid, "There are two arrows in “%s”; a line has at most one.", strings.TrimSpace(line))
	}
	var g Group
	var err error
	seen := map[string]string{}
	if g.Terms, err = terms(left, seen); err != nil {
		return Group{}, err
	}
	if directed {
		if g.To, err = terms(right, seen); err != nil {
			return Group{}, err
		}
	}
	if !directed && len(g.Terms) == 1 {
		return Group{}, content.Errorf(content.Invalid, "“%s” stands alone: write at least two words or phrases, with commas between them.", g.Terms[0])
	}
	return g, nil
}

// terms reads the terms of one side of a group; seen holds those of the whole group by their key.
func terms(list string, seen map[string]string) ([]Term, error) {
	var all []Term
	for text := range strings.SplitSeq(list, ",") {
		t, err := term(text)
		if err != nil {
			return nil, err
		}
		k := key(t.Words)
		if before, twice := seen[k]; twice {
			return nil, content.Errorf(content.Invalid, "“%s” and “%s” are forms of the same words; one of them is enough.", before, t)
		}
		seen[k] = t.String()
		all = append(all, t)
	}
	if len(seen) > MaxTerms {
		return nil, content.Errorf(content.Invalid, "There are more than %d words and phrases in one group.", MaxTerms)
	}
	return all, nil
}

func term(text string) (Term, error) {
	text = strings.TrimSpace(text)
	name, weight, weighted := strings.Cut(text, "~")
	t := Term{Words: Words(name), Weight: UsualWeight}
	switch {
	case text == "":
		return t, content.Errorf(content.Invalid, "There is nothing between two commas, or at one end.")
	case len(t.Words) == 0:
		return t, content.Errorf(content.Invalid, "“%s” has no letters or digits.", text)
	case len(t.Words) > MaxWords:
		return t, content.Errorf(content.Invalid, "“%s” has more than %d words.", text, MaxWords)
	case weighted:
		w, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
		if err != nil || !(w >= 0 && w <= 1) {
			return t, content.Errorf(content.Invalid, "“%s”: after ~ stands a number from 0 to 1, such as 0.5.", text)
		}
		t.Weight = w
	}
	return t, nil
}
