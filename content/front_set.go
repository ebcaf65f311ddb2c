package content

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SetFront changes or adds keys of a page's front matter and leaves every other byte as it is:
// comments, order, quoting, line ends. A value is a string, a list of strings, or nil, which
// removes the key. A page without front matter is returned unchanged. The error says why a block
// cannot be changed safely (it does not parse, it is one `{…}`, a changed value is used elsewhere
// through an anchor); source is then returned unchanged.
func SetFront(source string, set map[string]any) (string, error) {
	before, _, _ := SplitFront(source)
	if before.Format == "" || len(set) == 0 {
		return source, nil
	}
	if before.Err != nil {
		return source, Errorf(Invalid, "The front matter cannot be read, so it was left as it is.").Because(before.Err)
	}
	block, _ := findFront(source)
	text, eol := source[block.start:block.end], frontEOL(source)
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		if showsValue(before, key, set[key]) {
			continue
		}
		edit := setYAML
		if block.format == "toml" {
			edit = setTOML
		}
		var err error
		if text, err = edit(text, key, set[key], eol); err != nil {
			return source, Errorf(Invalid, "The front matter was left as it is: %s could not be changed in it.", key).Because(err)
		}
	}
	changed := source[:block.start] + text + source[block.end:]
	if err := checkFront(before, changed, source[block.body:], set); err != nil {
		return source, Errorf(Invalid, "The front matter was left as it is: it could not be changed without changing more.").Because(err)
	}
	return changed, nil
}

// checkFront makes sure that nothing but the wanted keys changed.
func checkFront(before Front, changed, body string, set map[string]any) error {
	after, rest, _ := SplitFront(changed)
	if after.Err != nil {
		return after.Err
	}
	if rest != body || after.Format != before.Format {
		return fmt.Errorf("the end of the block moved")
	}
	for key, old := range before.Values {
		if _, ours := set[key]; !ours && !sameValue(old, after.Values[key]) {
			return fmt.Errorf("%s changed as well", key)
		}
	}
	for key := range after.Values {
		_, had := before.Values[key]
		if _, ours := set[key]; !ours && !had {
			return fmt.Errorf("%s appeared", key)
		}
	}
	for key, want := range set {
		if !showsValue(after, key, want) {
			return fmt.Errorf("%s does not read back", key)
		}
	}
	return nil
}

// showsValue reports that a key already has a value, in whichever form it is written.
func showsValue(f Front, key string, want any) bool {
	got, has := f.Values[key]
	switch want := want.(type) {
	case nil:
		return !has
	case []string:
		list := textList(got)
		if key == "tags" {
			list = tagList(got)
		}
		return has && slices.Equal(list, want)
	}
	return sameValue(got, want)
}

// sameValue compares decoded values; printing them makes NaN equal to itself.
func sameValue(a, b any) bool {
	return reflect.DeepEqual(a, b) || fmt.Sprintf("%T%v", a, a) == fmt.Sprintf("%T%v", b, b)
}

func frontEOL(source string) string {
	if i := strings.IndexByte(source, '\n'); i > 0 && source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// setYAML changes one top-level key of a YAML block.
func setYAML(text, key string, value any, eol string) (string, error) {
	root, err := parseYAML(text)
	if err != nil {
		return "", err
	}
	if root == nil {
		root = &yaml.Node{Kind: yaml.MappingNode}
	}
	if root.Kind != yaml.MappingNode || root.Style&yaml.FlowStyle != 0 {
		return "", fmt.Errorf("the block is not a list of keys, one a line")
	}
	if strings.ContainsAny(strings.ReplaceAll(text, "\r\n", "\n"), "\r\u0085\u2028\u2029") {
		return "", fmt.Errorf("the block has unusual line breaks")
	}
	lines := splitLines(text)
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == key {
			end := len(lines)
			if i+2 < len(root.Content) {
				end = root.Content[i+2].Line - 1
			}
			return replaceYAML(lines, root.Content[i], root.Content[i+1], end, value, eol)
		}
	}
	if value == nil {
		return text, nil
	}
	indent := ""
	if len(root.Content) > 0 {
		first := lines[root.Content[0].Line-1]
		indent = first[:len(first)-len(strings.TrimLeft(first, " "))]
	}
	written, err := yamlValue(value, &yaml.Node{}, eol)
	if err != nil {
		return "", err
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += eol
	}
	return text + indent + key + ": " + written + eol, nil
}

// replaceYAML writes a new value for the key whose value node is old; end is the number of the
// line at which the next key starts, counted from 0.
func replaceYAML(lines []string, key, old *yaml.Node, end int, value any, eol string) (string, error) {
	first := key.Line - 1
	for end > first+1 && notValue(lines[end-1], old) {
		end--
	}
	head, tail := strings.Join(lines[:first], ""), strings.Join(lines[end:], "")
	if value == nil {
		return head + tail, nil
	}
	line := strings.TrimRight(lines[first], "\r\n")
	colon := keyEnd(line, key)
	if colon < 0 {
		return "", fmt.Errorf("the key is written in an unusual form")
	}
	comment := ""
	if end == first+1 {
		if c := old.LineComment + key.LineComment; c != "" {
			if at := strings.LastIndex(line, c); at > colon {
				comment = line[len(strings.TrimRight(line[:at], " \t")):]
			}
		}
	}
	written, err := yamlValue(value, old, eol)
	if err != nil {
		return "", err
	}
	sep := " "
	if strings.HasPrefix(written, eol) {
		sep = ""
		if comment != "" {
			written, comment = comment+written, ""
		}
	}
	return head + line[:colon] + sep + written + comment + eol + tail, nil
}

// notValue reports that a line below a key holds none of its value: it is blank or a comment. In a
// block scalar an indented # is text.
func notValue(line string, old *yaml.Node) bool {
	trimmed := strings.TrimSpace(line)
	if old.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return trimmed == "" || strings.HasPrefix(line, "#")
	}
	return trimmed == "" || strings.HasPrefix(trimmed, "#")
}

// keyEnd is the offset after the colon of a key in its line, -1 where there is no plain `key:`.
func keyEnd(line string, key *yaml.Node) int {
	at := strings.Index(line, key.Value)
	if at < 0 || key.Kind != yaml.ScalarNode {
		return -1
	}
	at += len(key.Value)
	if key.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		at++
	}
	rest := strings.TrimLeft(line[min(at, len(line)):], " \t")
	if !strings.HasPrefix(rest, ":") {
		return -1
	}
	return len(line) - len(rest) + 1
}

// yamlValue writes a value in the style of the one that it replaces.
func yamlValue(value any, old *yaml.Node, eol string) (string, error) {
	switch value := value.(type) {
	case string:
		return yamlScalar(value, old.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle))
	case []string:
		return yamlList(value, old, eol)
	}
	return "", fmt.Errorf("a value of type %T cannot be written", value)
}

// yamlScalar writes a string on one line: in the given quotes, or plain where every YAML reader,
// 1.1 (yes, on, 012) or 1.2, takes that for the same string.
func yamlScalar(s string, style yaml.Style) (string, error) {
	if strings.ContainsAny(s, "\n\r\t\u0085\u2028\u2029") {
		style = yaml.DoubleQuotedStyle
	}
	var node any = s
	if style != 0 {
		node = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Style: style}
	}
	out, err := yaml.Marshal(node)
	if err != nil {
		return "", fmt.Errorf("writing YAML: %w", err)
	}
	written := strings.TrimSuffix(string(out), "\n")
	if strings.Contains(written, "\n") {
		return "", fmt.Errorf("the value does not fit on one line")
	}
	return written, nil
}

func yamlList(list []string, old *yaml.Node, eol string) (string, error) {
	if old.Kind == yaml.ScalarNode && strings.Contains(old.Value, ",") && len(list) > 1 && !strings.Contains(strings.Join(list, ""), ",") {
		return yamlScalar(strings.Join(list, ", "), old.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle))
	}
	items := make([]string, len(list))
	for i, item := range list {
		style := yaml.Style(0)
		if strings.ContainsAny(item, ",[]{}:#?") {
			style = yaml.DoubleQuotedStyle
		}
		var err error
		if items[i], err = yamlScalar(item, style); err != nil {
			return "", err
		}
	}
	if old.Kind == yaml.SequenceNode && old.Style&yaml.FlowStyle == 0 && len(items) > 0 {
		bullet := eol + strings.Repeat(" ", old.Column-1) + "- "
		return bullet + strings.Join(items, bullet), nil
	}
	return "[" + strings.Join(items, ", ") + "]", nil
}
