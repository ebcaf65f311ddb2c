package content

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"go.yaml.in/yaml/v3"
)

// Limits on front matter. It is outside text: YAML can nest without end and multiply itself
// through aliases, so what is larger than any honest page's is refused before it is expanded.
const (
	maxFrontBytes  = 64 << 10
	maxFrontValues = 4000 // keys, items and scalars, aliases counted each time they are used
	maxFrontDepth  = 32
)

const byteOrderMark = "\ufeff"

// Front is the front matter of a page: the block between two `---` (YAML) or `+++` (TOML) lines
// at the very start.
type Front struct {
	Title      string
	Permalink  string
	Owner      string
	Tags       []string
	Redirects  []string       // addresses that lead to this page: redirect_from, redirects, aliases
	RedirectTo string         // where this page only leads on: redirect_to, redirect.to
	Language   string         // as it is named there: lang, language
	Format     string         // "yaml", "toml", or "" where there is no front matter
	Values     map[string]any // everything, as decoded; nil when Err is set
	Err        error          // the block cannot be read: it stays as it is and the page works without it
}

// SplitFront reads the front matter of a page and gives the text after it with its byte offset in
// source. A byte order mark is tolerated. A block that is not closed, or that holds prose between
// two rules instead of keys, is no front matter but text.
func SplitFront(source string) (front Front, body string, bodyStart int) {
	block, ok := findFront(source)
	if !ok {
		bodyStart = len(source) - len(strings.TrimPrefix(source, byteOrderMark))
		return Front{}, source[bodyStart:], bodyStart
	}
	text := source[block.start:block.end]
	front = Front{Format: block.format}
	switch {
	case len(text) > maxFrontBytes:
		front.Err = fmt.Errorf("front matter of %d bytes; at most %d are read", len(text), maxFrontBytes)
	case block.format == "toml":
		front.Values, front.Err = readTOML(text)
	default:
		var prose bool
		front.Values, prose, front.Err = readYAML(text)
		if prose {
			bodyStart = len(source) - len(strings.TrimPrefix(source, byteOrderMark))
			return Front{}, source[bodyStart:], bodyStart
		}
	}
	front.fill()
	if front.Err != nil && block.format == "yaml" && len(text) <= maxFrontBytes {
		front.salvage(text)
	}
	return front, source[block.body:], block.body
}

// frontBlock says where front matter stands: source[start:end] is what lies between its two
// fences, body the offset after the closing one.
type frontBlock struct {
	format           string
	start, end, body int
}

func findFront(source string) (frontBlock, bool) {
	at := len(source) - len(strings.TrimPrefix(source, byteOrderMark))
	fence, next := lineAt(source, at)
	b := frontBlock{start: next}
	switch strings.TrimRight(fence, " \t") {
	case "---":
		b.format = "yaml"
	case "+++":
		b.format = "toml"
	default:
		return b, false
	}
	for at = next; at < len(source); at = next {
		var line string
		line, next = lineAt(source, at)
		line = strings.TrimRight(line, " \t")
		if (b.format == "yaml" && (line == "---" || line == "...")) || (b.format == "toml" && line == "+++") {
			b.end, b.body = at, next
			return b, true
		}
	}
	return b, false
}

// lineAt gives the line that starts at a byte offset, without its line end, and the offset of the
// next line.
func lineAt(s string, at int) (line string, next int) {
	rest := s[at:]
	i := strings.IndexByte(rest, '\n')
	if i < 0 {
		return strings.TrimSuffix(rest, "\r"), len(s)
	}
	return strings.TrimSuffix(rest[:i], "\r"), at + i + 1
}

// readYAML decodes a block; prose reports that it holds no keys but running text.
func readYAML(text string) (values map[string]any, prose bool, err error) {
	root, err := parseYAML(text)
	if err != nil {
		return nil, false, err
	}
	if root == nil {
		return map[string]any{}, false, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, true, nil
	}
	if err := root.Decode(&values); err != nil {
		return nil, false, fmt.Errorf("front matter: %w", err)
	}
	for key, v := range values {
		values[key] = plainValue(v)
	}
	keepText(root, values)
	return values, false, nil
}

// parseYAML gives the root node of a block within the limits, nil where it holds nothing.
func parseYAML(text string) (*yaml.Node, error) {
	if strings.Count(text, "[")+strings.Count(text, "{") > maxFrontValues {
		return nil, errFrontLimit
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		return nil, fmt.Errorf("front matter: %w", err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil, nil
	}
	budget := maxFrontValues
	if !withinLimits(doc.Content[0], 0, &budget) {
		return nil, errFrontLimit
	}
	return doc.Content[0], nil
}

var errFrontLimit = errors.New("front matter nests too deeply or multiplies itself; it is kept but not read")

// withinLimits walks what decoding would expand, aliases included.
func withinLimits(n *yaml.Node, depth int, budget *int) bool {
	*budget--
	if depth > maxFrontDepth || *budget < 0 {
		return false
	}
	if n.Kind == yaml.AliasNode {
		return withinLimits(n.Alias, depth+1, budget)
	}
	for _, c := range n.Content {
		if !withinLimits(c, depth+1, budget) {
			return false
		}
	}
	return true
}

// keepText puts back what a person wrote where the decoder made a number or a date of a top-level
// title, owner or permalink: `title: 2024` is called "2024".
func keepText(root *yaml.Node, values map[string]any) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i].Value, root.Content[i+1]
		switch key {
		case "title", "owner", "permalink":
			if value.Kind == yaml.ScalarNode && value.Tag != "!!null" {
				values[key] = value.Value
			}
		}
	}
}

func readTOML(text string) (map[string]any, error) {
	depth, values := 0, 0
	for _, c := range text {
		switch c {
		case '[', '{', '.':
			depth++
		case '\n':
			depth = 0
		}
		if c == ',' || c == '=' {
			values++
		}
		if depth > maxFrontDepth*8 || values > maxFrontValues {
			return nil, errFrontLimit
		}
	}
	out := map[string]any{}
	if _, err := toml.Decode(text, &out); err != nil {
		return nil, fmt.Errorf("front matter: %w", err)
	}
	return out, nil
}

// plainValue turns maps with keys that are no strings into maps with string keys, so that Values
// can always be written as JSON.
func plainValue(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := make(map[string]any, len(v))
		for key, value := range v {
			out[fmt.Sprint(key)] = plainValue(value)
		}
		return out
	case map[string]any:
		for key, value := range v {
			v[key] = plainValue(value)
		}
	case []any:
		for i, value := range v {
			v[i] = plainValue(value)
		}
	}
	return v
}

// fill reads the keys that mean something to Docent out of Values.
func (f *Front) fill() {
	v := f.Values
	f.Title = plainTitle(scalarText(v["title"]))
	f.Permalink = strings.TrimSpace(scalarText(v["permalink"]))
	f.Owner = strings.TrimSpace(scalarText(v["owner"]))
	f.Tags = tagList(v["tags"])
	if f.Language = plainLanguage(v["lang"]); f.Language == "" {
		f.Language = plainLanguage(v["language"])
	}
	f.Redirects = append(textList(v["redirect_from"]), textList(v["redirects"])...)
	for _, alias := range textList(v["aliases"]) {
		if strings.Contains(alias, "/") { // elsewhere aliases are other names of the thing, not addresses
			f.Redirects = append(f.Redirects, alias)
		}
	}
	to := v["redirect_to"]
	if to == nil {
		to = v["redirect"]
		if m, ok := to.(map[string]any); ok {
			to = m["to"]
		}
	}
	if list := textList(to); len(list) > 0 {
		f.RedirectTo = list[0]
	}
}

// plainLanguage gives the name or code of a language; "" for what is too long to be one.
func plainLanguage(value any) string {
	if name := strings.TrimSpace(scalarText(value)); len(name) <= maxLanguage {
		return name
	}
	return ""
}

const maxLanguage = 40 // bytes

// titleTags are the tags that site generators let through in a title. Others stay: "Vec<T>" is a name.
var titleTags = regexp.MustCompile(`(?i)<(/?(?:a|abbr|b|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|u)|br|wbr)(?:\s[^<>]*)?/?>`)

// titleEntities are the character references that they let through with them: those that end as they should.
var titleEntities = regexp.MustCompile(`&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});`)

// plainTitle takes the markup of a title away: a title is drawn as plain text. Character references
// become what they stand for, after the tags: "&lt;b&gt;" is text.
func plainTitle(title string) string {
	if strings.Contains(title, "<") {
		title = titleTags.ReplaceAllStringFunc(title, func(tag string) string {
			if strings.HasPrefix(strings.ToLower(tag), "<br") {
				return " "
			}
			return ""
		})
	}
	if strings.Contains(title, "&") {
		title = titleEntities.ReplaceAllStringFunc(title, html.UnescapeString)
	}
	return strings.TrimSpace(title)
}

// salvage reads the title, permalink and owner of a block that does not parse as a whole from
// their own lines, so that one bad character elsewhere does not cost the page its name.
func (f *Front) salvage(text string) {
	for _, line := range splitLines(text) {
		key, _, ok := strings.Cut(line, ":")
		if !ok || (key != "title" && key != "permalink" && key != "owner") {
			continue
		}
		var one map[string]yaml.Node
		if yaml.Unmarshal([]byte(line), &one) != nil {
			continue
		}
		node := one[key]
		value := strings.TrimSpace(node.Value)
		switch key {
		case "title":
			f.Title = plainTitle(value)
		case "permalink":
			f.Permalink = value
		case "owner":
			f.Owner = value
		}
	}
}

func scalarText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int, int64, uint64, float64, bool:
		return fmt.Sprint(v)
	case time.Time:
		if v.Equal(v.Truncate(24 * time.Hour)) {
			return v.Format(time.DateOnly)
		}
		return v.Format(time.RFC3339)
	}
	return ""
}

// textList reads a list, or a single value as a list of one; what is empty or no scalar is left out.
func textList(v any) []string {
	items, ok := v.([]any)
	if !ok {
		items = []any{v}
	}
	var out []string
	for _, item := range items {
		if s := strings.TrimSpace(scalarText(item)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// tagList reads a list of tags, or a string of them, parted by commas or else by white space. A
// tag appears once.
func tagList(v any) []string {
	list := textList(v)
	if s, ok := v.(string); ok {
		if strings.Contains(s, ",") {
			list = strings.Split(s, ",")
		} else {
			list = strings.Fields(s)
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, tag := range list {
		tag = strings.TrimSpace(tag)
		if tag != "" && !seen[tag] {
			seen[tag] = true
			out = append(out, tag)
		}
	}
	return out
}
