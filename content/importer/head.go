package importer

import (
	"math"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
)

// head is what the tree needs of a page without its text.
type head struct {
	title     string // of the front matter or the first heading, else ""
	tags      []string
	redirects []string
	permalink string
	owner     string
	order     float64 // math.Inf(1) where the page names none
	problem   string  // the front matter does not parse
}

// orderKeys are the front matter keys of the usual site generators for a page's place.
var orderKeys = []string{"nav_order", "sidebar_position", "weight", "order", "position"}

func readHead(source string) head {
	front, body, _ := content.SplitFront(source)
	h := head{
		title: frontTitle(front.Title), tags: front.Tags, redirects: front.Redirects,
		permalink: front.Permalink, owner: front.Owner, order: math.Inf(1),
	}
	for _, key := range orderKeys {
		if n, ok := number(front.Values[key]); ok {
			h.order = n
			break
		}
	}
	if front.Err != nil {
		h.problem = "The front matter cannot be read; it is kept as it is, and the page's title comes from its text"
	}
	if h.title == "" {
		h.title = firstHeading(body)
	}
	return h
}

// frontTitle keeps the spaces of a title that stands on one line, as the parser of pages does.
func frontTitle(title string) string {
	title = strings.TrimSpace(title)
	if oneLine(title) == strings.Join(strings.Fields(title), " ") && !strings.ContainsAny(title, "\n\r\t\f\v") {
		return title
	}
	return oneLine(title)
}

func number(v any) (float64, bool) {
	var n float64
	switch v := v.(type) {
	case int:
		n = float64(v)
	case int64:
		n = float64(v)
	case uint64:
		n = float64(v)
	case float64:
		n = v
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err != nil {
			return 0, false
		}
		n = f
	default:
		return 0, false
	}
	return n, !math.IsNaN(n)
}

// firstHeading finds the text of the first level-one heading outside fenced code. It only scans
// lines: the wiki parses the page once, when it saves it.
func firstHeading(body string) string {
	fence, previous := "", ""
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimLeft(line, " ")
		indent := len(line) - len(trimmed)
		if indent > 3 {
			previous = ""
			continue
		}
		if mark := fenceMark(trimmed); mark != "" && (fence == "" || strings.HasPrefix(mark, fence) && strings.TrimSpace(trimmed) == mark) {
			if fence == "" {
				fence = mark
			} else {
				fence = ""
			}
			previous = ""
			continue
		}
		if fence != "" {
			continue
		}
		if rest, ok := strings.CutPrefix(trimmed, "#"); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') {
			if title := plain(closing(rest)); title != "" {
				return title
			}
		}
		if underline := strings.TrimRight(trimmed, " \t"); previous != "" && underline != "" && strings.Trim(underline, "=") == "" {
			return plain(previous)
		}
		if title, ok := htmlHeading(trimmed); ok {
			return title
		}
		previous = trimmed
	}
	return ""
}

// fenceMark gives the run of three or more ` or ~ that a line starts with.
func fenceMark(line string) string {
	for _, c := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, c)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}

// closing removes a heading's closing run of #.
func closing(text string) string {
	text = strings.TrimSpace(text)
	cut := strings.TrimRight(text, "#")
	if cut == "" || strings.HasSuffix(cut, " ") || strings.HasSuffix(cut, "\t") {
		return strings.TrimSpace(cut)
	}
	return text
}

// htmlHeading reads <h1 …>text</h1> that stands on one line.
func htmlHeading(line string) (string, bool) {
	if len(line) < 4 || !strings.EqualFold(line[:3], "<h1") || line[3] != '>' && line[3] != ' ' {
		return "", false
	}
	start := strings.IndexByte(line, '>')
	for end := start + 1; start > 0 && end+5 <= len(line); end++ {
		if strings.EqualFold(line[end:end+5], "</h1>") {
			title := plain(line[start+1 : end])
			return title, title != ""
		}
	}
	return "", false
}

// plain removes the marks of a heading: links, images, tags, code and emphasis, {#id}.
func plain(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.LastIndex(text, "{"); i >= 0 && strings.HasSuffix(text, "}") && !strings.HasSuffix(text, "%}") && !strings.HasSuffix(text, "}}") {
		text = text[:i]
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && isPunct(text[i+1]):
			b.WriteByte(text[i+1])
			i += 2
		case c == '<':
			if end := strings.IndexByte(text[i:], '>'); end > 0 {
				i += end + 1
				continue
			}
			b.WriteByte(c)
			i++
		case c == ']' && i+1 < len(text) && text[i+1] == '(':
			if end := strings.IndexByte(text[i:], ')'); end > 0 {
				i += end + 1
				continue
			}
			i++
		case c == '[' || c == ']' || c == '*' || c == '`' || c == '!' && i+1 < len(text) && text[i+1] == '[':
			i++
		default:
			_, n := utf8.DecodeRuneInString(text[i:])
			b.WriteString(text[i : i+n])
			i += n
		}
	}
	return oneLine(b.String())
}

func isPunct(c byte) bool { return strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", c) >= 0 }

// oneLine folds white space and control characters to single spaces, at most 300 characters.
func oneLine(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "�"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
	if utf8.RuneCountInString(text) > 300 {
		text = strings.TrimSpace(string([]rune(text)[:299])) + "…"
	}
	return text
}

// stem is a file's name without its extension.
func stem(file string) string {
	base := path.Base(file)
	return strings.TrimSuffix(base, path.Ext(base))
}

// prefix reads the ordering number of a name such as 01-intro or 3. Setup: at most three digits,
// so that a date is none, then a separator, then no digit, so that a version is none.
func prefix(name string) (number int, rest string, ok bool) {
	digits := len(name) - len(strings.TrimLeft(name, "0123456789"))
	if digits == 0 || digits > 3 || digits == len(name) || strings.IndexByte("-_. ", name[digits]) < 0 {
		return 0, name, false
	}
	rest = strings.TrimLeft(name[digits:], "-_. ")
	if rest == "" || rest[0] >= '0' && rest[0] <= '9' {
		return 0, name, false
	}
	number, _ = strconv.Atoi(name[:digits])
	return number, rest, true
}

// titleOf makes a title from a file's or folder's name: about-us -> About us.
func titleOf(name string, numbered bool) string {
	if _, rest, ok := prefix(name); ok && (numbered || name[0] == '0') {
		name = rest
	}
	words := oneLine(strings.NewReplacer("-", " ", "_", " ").Replace(name))
	if words == "" {
		words = oneLine(name)
	}
	if words == "" {
		return "Untitled"
	}
	r, n := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(r)) + words[n:]
}

// naturally compares as people sort: without case, and numbers by value.
func naturally(a, b string) int {
	a, b = strings.ToLower(a), strings.ToLower(b)
	for a != "" && b != "" {
		da, db := leadingDigits(a), leadingDigits(b)
		if da != "" && db != "" {
			na, nb := strings.TrimLeft(da, "0"), strings.TrimLeft(db, "0")
			if len(na) != len(nb) {
				return len(na) - len(nb)
			}
			if c := strings.Compare(na, nb); c != 0 {
				return c
			}
			a, b = a[len(da):], b[len(db):]
			continue
		}
		ra, wa := utf8.DecodeRuneInString(a)
		rb, wb := utf8.DecodeRuneInString(b)
		if ra != rb {
			return int(ra) - int(rb)
		}
		a, b = a[wa:], b[wb:]
	}
	return len(a) - len(b)
}

func leadingDigits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }
