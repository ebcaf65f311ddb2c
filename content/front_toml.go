package content

import (
	"fmt"
	"strings"
)

// setTOML changes one top-level key of a TOML block, that is, one above its first [table].
func setTOML(text, key string, value any, eol string) (string, error) {
	at, last := 0, 0
	for at < len(text) {
		line, next := lineAt(text, at)
		trimmed := strings.TrimLeft(line, " \t")
		if strings.HasPrefix(trimmed, "[") {
			break
		}
		if trimmed == "" || trimmed[0] == '#' {
			at = next
			continue
		}
		equals := strings.IndexByte(text[at:next], '=')
		if equals < 0 {
			return "", fmt.Errorf("a line without =")
		}
		start := at + equals + 1
		end := tomlValueEnd(text, start)
		name := strings.Trim(strings.TrimSpace(text[at:at+equals]), `"'`)
		_, next = lineAt(text, end)
		if name == key {
			return replaceTOML(text, at, start, end, next, value)
		}
		at, last = next, next
	}
	if value == nil {
		return text, nil
	}
	written, err := tomlValue(value)
	if err != nil {
		return "", err
	}
	head := text[:last]
	if head != "" && !strings.HasSuffix(head, "\n") {
		head += eol
	}
	return head + key + " = " + written + eol + text[last:], nil
}

// replaceTOML puts a new value between start and end; the statement's lines are text[at:next].
func replaceTOML(text string, at, start, end, next int, value any) (string, error) {
	if value == nil {
		return text[:at] + text[next:], nil
	}
	written, err := tomlValue(value)
	if err != nil {
		return "", err
	}
	return text[:start] + " " + written + text[end:], nil
}

// tomlValueEnd finds the end of the value that starts at a byte offset: after its closing quote or
// bracket, or before the comment or line end that follows a bare value.
func tomlValueEnd(text string, at int) int {
	depth, end := 0, at
	for at < len(text) {
		switch c := text[at]; c {
		case '"', '\'':
			at = tomlStringEnd(text, at)
			end = at
			continue
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '#':
			if depth == 0 {
				return end
			}
			_, next := lineAt(text, at)
			at = next
			continue
		case '\n':
			if depth <= 0 {
				return end
			}
		}
		if c := text[at]; c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			end = at + 1
		}
		at++
	}
	return end
}

func tomlStringEnd(text string, at int) int {
	quote := text[at : at+1]
	if triple := strings.Repeat(quote, 3); strings.HasPrefix(text[at:], triple) {
		quote = triple
	}
	for i := at + len(quote); i < len(text); i++ {
		if text[i] == '\\' && quote[0] == '"' {
			i++
			continue
		}
		if strings.HasPrefix(text[i:], quote) {
			i += len(quote)
			for len(quote) == 3 && i < len(text) && text[i] == quote[0] {
				i++ // up to two quotes may stand before the closing three
			}
			return i
		}
	}
	return len(text)
}

func tomlValue(value any) (string, error) {
	switch value := value.(type) {
	case string:
		return tomlString(value), nil
	case []string:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = tomlString(item)
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	}
	return "", fmt.Errorf("a value of type %T cannot be written", value)
}

func tomlString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
