package content

import (
	"path"
	"strings"
)

// tagKind says what a generator's tag is to a reader.
type tagKind int

const (
	tagText    tagKind = iota // not understood: its text is kept, and reported
	tagSilent                 // shows nothing: comments, the ends of blocks
	tagLink                   // stands for an address
	tagBase                   // stands for the root of the site: {{ site.baseurl }}
	tagImage                  // stands for an image
	tagAlert                  // opens a callout
	tagCode                   // opens a code block: {% highlight go %}
	tagLiteral                // shown as it is, as code: what {% raw %} encloses
	tagString                 // {{ "words" }}
)

// tag is one {% … %} or {{ … }}.
type tag struct {
	kind   tagKind
	name   string
	source string // as written
	target string // tagLink, tagImage: the address, root-relative where the generator means so
	text   string // what a reader sees: label, alternative text, title of a callout, language
	level  string // tagAlert: note, tip, important, warning or caution

	offset, length int // in the body
	link           int // index in Document.Links plus one, once it was walked
}

// linkTags are tags that stand for an address; true where that is meant from the root of the site.
var linkTags = map[string]bool{
	"page": true, "link": true, "post_url": true, "asset": true, "asset_path": true, "asset_url": true,
	"download": true, "static": true, "url": true, "ref": false, "relref": false,
}

var alertTags = map[string]string{
	"alert": "note", "callout": "note", "note": "note", "hint": "note", "info": "note", "notice": "note",
	"tip": "tip", "important": "important", "warning": "warning", "caution": "caution", "danger": "caution",
	"admonition": "note",
}

var alertLevels = map[string]string{
	"info": "note", "note": "note", "tip": "tip", "success": "tip", "important": "important",
	"warning": "warning", "error": "caution", "danger": "caution", "caution": "caution",
}

// endsAlert reports whether the tag closes a callout.
func (t *tag) endsAlert() bool {
	name, ok := strings.CutPrefix(t.name, "end")
	if !ok {
		name, ok = strings.CutPrefix(t.name, "/")
	}
	return ok && alertTags[name] != ""
}

// tagName is the first word of a tag.
func tagName(source string) string {
	name, _ := cutName(tagInner(source))
	return name
}

// tagInner is what stands between the brackets of a tag, whatever its generator puts there.
func tagInner(source string) string {
	s := strings.TrimPrefix(strings.TrimSuffix(source[2:len(source)-2], "-"), "-")
	for _, pair := range [][2]string{{"<", ">"}, {"%", "%"}} {
		if strings.HasPrefix(source, "{{"+pair[0]) && strings.HasSuffix(s, pair[1]) && len(s) >= 2 {
			s = s[1 : len(s)-1]
		}
	}
	return strings.TrimSpace(s)
}

func cutName(inner string) (name, rest string) {
	i := strings.IndexAny(inner, " \t\r\n\"'(,")
	if i < 0 {
		return inner, ""
	}
	return inner[:i], strings.TrimSpace(inner[i:])
}

// readTag understands one tag as far as it can.
func readTag(source string) tag {
	t := tag{source: source}
	inner := tagInner(source)
	if strings.HasPrefix(source, "{{") && !strings.HasPrefix(source, "{{<") && !strings.HasPrefix(source, "{{%") {
		readVariable(&t, inner)
		return t
	}
	var rest string
	t.name, rest = cutName(inner)
	switch args := tagArgs(rest); {
	case t.name == "raw" || t.name == "verbatim" || t.name == "comment" ||
		strings.HasPrefix(t.name, "end") || strings.HasPrefix(t.name, "/"):
		t.kind = tagSilent
	case t.name == "highlight" && rest != "":
		t.kind = tagCode
		t.text, _ = cutName(rest)
	case alertTags[t.name] != "":
		readAlert(&t, args)
	case (t.name == "image" || t.name == "image_with_class" || t.name == "img" || t.name == "figure") && len(args) > 0:
		readImage(&t, args)
	default:
		readLink(&t, args)
	}
	return t
}

func readLink(t *tag, args []tagArg) {
	root, known := linkTags[t.name]
	if !known || len(args) == 0 || args[0].value == "" {
		t.text = t.name
		var words []string
		for _, a := range args {
			if a.quoted && a.value != "" {
				words = append(words, a.value)
			}
		}
		if len(words) > 0 {
			t.text = strings.Join(words, " ")
		}
		return
	}
	t.kind, t.text = tagLink, args[0].value
	t.target = args[0].value
	if t.name == "post_url" {
		t.target = path.Join("_posts", t.target)
	}
	if root {
		t.target = fromRoot(t.target)
	}
}

func fromRoot(target string) string {
	if strings.HasPrefix(target, "/") || strings.HasPrefix(target, "#") || schemeOf(target) != "" {
		return target
	}
	return "/" + target
}

func readImage(t *tag, args []tagArg) {
	t.kind, t.target = tagImage, args[0].value
	if len(args) > 1 {
		t.text = args[len(args)-1].value
	}
	for _, a := range args {
		switch a.name {
		case "src":
			t.target = a.value
		case "alt":
			t.text = a.value
		}
	}
	if t.name == "image" || t.name == "image_with_class" {
		t.target = fromRoot(t.target)
	}
}

func readAlert(t *tag, args []tagArg) {
	t.kind, t.level = tagAlert, alertTags[t.name]
	for i, a := range args {
		level := alertLevels[a.value]
		switch {
		case level != "" && (i > 0 || a.name != "" || !a.quoted):
			t.level = level
		case a.name == "title" || a.name == "" && i == 0:
			t.text = a.value
		}
	}
}

// readVariable understands {{ … }}: a string, a path with a filter, or a setting.
func readVariable(t *tag, inner string) {
	value, filters, _ := strings.Cut(inner, "|")
	value = strings.TrimSpace(value)
	words := value
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		words = value[1 : n-1]
	}
	low := strings.ToLower(value)
	switch {
	case words != value && (strings.Contains(filters, "url") || strings.Contains(filters, "asset")):
		t.kind, t.target, t.text = tagLink, fromRoot(words), words
	case words != value:
		t.kind, t.text = tagString, words
		if strings.Contains(words, "{%") || strings.Contains(words, "{{") {
			t.kind, t.source = tagLiteral, words
		}
	case strings.Contains(low, "baseurl") || strings.Contains(low, "base_url") || strings.HasSuffix(low, "site.url") ||
		strings.HasSuffix(low, "root_url") || strings.HasSuffix(low, "pathprefix"):
		t.kind = tagBase
	default:
		t.text = strings.Trim(value, "{}%<> ")
	}
}

// tagArg is one argument of a tag: name=value, name: value, "value" or value.
type tagArg struct {
	name, value string
	quoted      bool
}

// tagArgs splits the arguments of a tag. A quote ends only before a space, a comma or the end, since
// people write "don't click "allow"".
func tagArgs(s string) []tagArg {
	var args []tagArg
	var name string
	for {
		s = strings.TrimLeft(s, " \t\r\n,")
		if s == "" {
			return args
		}
		if s[0] == '"' || s[0] == '\'' {
			n := quoteEnd(s)
			args = append(args, tagArg{name, strings.TrimSpace(s[1:n]), true})
			name, s = "", s[min(n+1, len(s)):]
			continue
		}
		n := strings.IndexAny(s, " \t\r\n,=")
		if n < 0 {
			n = len(s)
		}
		if k := strings.IndexAny(s[:n], "\"'"); k > 0 && s[k-1] == ':' {
			n = k
		}
		word := s[:n]
		s = s[n:]
		switch {
		case strings.HasPrefix(s, "="):
			name, s = word, s[1:]
		case strings.HasSuffix(word, ":"):
			name = strings.TrimSuffix(word, ":")
		default:
			args = append(args, tagArg{name, word, false})
			name = ""
		}
	}
}

// quoteEnd is the offset of the closing quote of the string that s begins with, or the length of s.
func quoteEnd(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == s[0] && (i+1 == len(s) || strings.IndexByte(" \t\r\n,:)", s[i+1]) >= 0) {
			return i
		}
	}
	return len(s)
}
