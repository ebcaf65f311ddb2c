package themes

import (
	"html/template"
	"strconv"
	"strings"
)

// funcs are what templates may call.
var funcs = template.FuncMap{
	"tree":     tree,
	"contents": contents,
	"items":    items,
	"spans":    spans,
	"number":   number,
	"plural":   plural,
	"lines":    lines,
	"indent":   func(depth int) string { return strings.Repeat("\u2003", depth) },
	"inc":      func(n int) int { return n + 1 },
}

// iconNames finds the ids of the symbols in the sheet.
func iconNames(sheet []byte) []string {
	var names []string
	for _, part := range strings.Split(string(sheet), `<symbol id="`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		names = append(names, name)
	}
	return names
}

// number writes 12345 as 12,345.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plural writes "1 page" or "1,204 pages".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// lines counts the lines a text area needs for a text, between low and high.
func lines(text string, low, high int) int {
	return min(max(strings.Count(text, "\n")+len(text)/90+2, low), high)
}

// HTML draws the moment as a <time> element, or nothing for the zero value.
func (t Time) HTML() template.HTML {
	if t.Text == "" {
		return ""
	}
	return template.HTML(`<time datetime="` + template.HTMLEscapeString(t.ISO) + `" title="` +
		template.HTMLEscapeString(t.Exact) + `">` + template.HTMLEscapeString(t.Text) + `</time>`)
}
