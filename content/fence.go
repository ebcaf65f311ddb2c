package content

import "strings"

// fence is an open fenced code block; size 0 is none.
type fence struct {
	char   byte
	size   int
	quotes int // it stands in so many block quotes
	indent int // it stands on a list marker's line, and needs at least this indentation to go on
}

// inCode follows fences over a line and reports whether the line is code or a fence itself.
func (m *masker) inCode(line string) bool {
	rest, quotes, indent, marker := container(line)
	if m.fence.size > 0 {
		outside := quotes < m.fence.quotes || indent < m.fence.indent && strings.TrimSpace(rest) != ""
		if !outside {
			char, size, info := fenceOf(strings.TrimLeft(line[len(line)-len(rest)-marker:], " \t>"))
			if char == m.fence.char && size >= m.fence.size && info == "" {
				m.fence = fence{}
			}
			return true
		}
		m.fence = fence{}
	}
	char, size, info := fenceOf(rest)
	if size == 0 || char == '`' && strings.Contains(info, "`") {
		return false
	}
	m.fence = fence{char: char, size: size, quotes: quotes}
	if marker > 0 {
		m.fence.indent = indent + marker
	}
	return true
}

// container takes the marks of block quotes and list items off the front of a line. indent counts
// the columns of white space before the first list marker, marker the bytes from there to rest.
func container(line string) (rest string, quotes, indent, marker int) {
	i, first := 0, -1
	for i < len(line) {
		switch c := line[i]; {
		case c == ' ' || c == '\t':
			if first < 0 {
				indent++
			}
			i++
		case c == '>' && first < 0:
			quotes, indent = quotes+1, 0
			i++
		default:
			n := listMarker(line[i:])
			if n == 0 {
				if first >= 0 {
					marker = i - first
				}
				return line[i:], quotes, indent, marker
			}
			if first < 0 {
				first = i
			}
			i += n
		}
	}
	return "", quotes, indent, 0
}

// listMarker is the length of a list marker and the space after it, or 0.
func listMarker(s string) int {
	i := 0
	for i < len(s) && i < 9 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	switch {
	case i > 0 && i < len(s) && (s[i] == '.' || s[i] == ')'):
	case i == 0 && len(s) > 0 && (s[0] == '-' || s[0] == '*' || s[0] == '+'):
	default:
		return 0
	}
	if i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '\t') {
		return i + 2
	}
	return 0
}

// fenceOf reads a code fence at the beginning of s.
func fenceOf(s string) (char byte, size int, info string) {
	if len(s) < 3 || s[0] != '`' && s[0] != '~' {
		return 0, 0, ""
	}
	for size < len(s) && s[size] == s[0] {
		size++
	}
	if size < 3 {
		return 0, 0, ""
	}
	return s[0], size, strings.TrimSpace(s[size:])
}
