package content

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/alecthomas/chroma/v2"
	chromahtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
)

// language is the first word of a fenced block's info string, in lower case, without the braces
// and the dot that some tools write.
func language(n *ast.FencedCodeBlock, source []byte) string {
	if n.Info == nil {
		return ""
	}
	info := strings.TrimLeft(string(unescape(n.Info.Segment.Value(source))), "{.")
	if i := strings.IndexAny(info, " \t,{}:;"); i >= 0 {
		info = info[:i]
	}
	return strings.ToLower(info)
}

// code is the content of a code block as it stands in the source, since the working copy holds
// tokens. What {% raw %} protects from a generator stands there without it.
func (d *Document) code(n ast.Node) string {
	var b strings.Builder
	lines := n.Lines()
	for i := range lines.Len() {
		s := lines.At(i)
		for range s.Padding {
			b.WriteByte(' ')
		}
		b.WriteString(d.body[s.Start:s.Stop])
		if s.ForceNewline && s.Stop > s.Start && d.body[s.Stop-1] != '\n' {
			b.WriteByte('\n')
		}
	}
	return withoutRaw(strings.ReplaceAll(b.String(), "\r\n", "\n"))
}

// codeSpan is the content of inline code as it stands in the source.
func (d *Document) codeSpan(n *ast.CodeSpan) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.WriteString(d.body[t.Segment.Start:t.Segment.Stop])
		}
	}
	s := strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", " "), "\n", " ")
	return withoutRaw(s)
}

// formula is the content of a formula in running text.
func (d *Document) formula(n *mathNode) string {
	var b strings.Builder
	for _, s := range n.lines {
		b.WriteString(d.body[s.Start:s.Stop])
	}
	return strings.TrimSpace(b.String())
}

var rawTag = regexp.MustCompile(`\{%-? *(?:end)?raw *-?%\}`)

func withoutRaw(code string) string {
	if !strings.Contains(code, "endraw") {
		return code
	}
	return rawTag.ReplaceAllString(code, "")
}

// Highlighting runs regular expressions over outside text: what is larger, or takes longer in one
// page, is shown plainly.
const (
	maxHighlight     = 64 << 10 // bytes of one block
	highlightTime    = 300 * time.Millisecond
	highlightMaxRows = 3000
)

var formatter = sync.OnceValue(func() *chromahtml.Formatter {
	return chromahtml.New(chromahtml.WithClasses(true), chromahtml.PreventSurroundingPre(true))
})

// lexerOf finds a lexer by name, alias or file ending. The library's own look-up tries every file
// pattern of every language where a name is unknown, some 10 ms a time.
var lexerOf = sync.OnceValue(func() map[string]chroma.Lexer {
	found := map[string]chroma.Lexer{}
	for _, l := range lexers.GlobalLexerRegistry.Lexers {
		c := l.Config()
		for _, name := range slices.Concat([]string{c.Name}, c.Aliases, c.Filenames) {
			name = strings.ToLower(strings.TrimPrefix(name, "*."))
			if _, taken := found[name]; !taken {
				found[name] = l
			}
		}
	}
	return found
})

// highlight is the HTML of code with a class for each kind of token, "" where it cannot or should
// not be done. budget is the time that is left in this page.
func highlight(code, lang string, budget *time.Duration) string {
	if lang == "" || len(code) > maxHighlight || *budget <= 0 || strings.Count(code, "\n") > highlightMaxRows {
		return ""
	}
	lexer, ok := lexerOf()[lang]
	if !ok {
		return ""
	}
	start := time.Now()
	defer func() { *budget -= time.Since(start) }()
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return ""
	}
	var list []chroma.Token
	for t := tokens(); t != chroma.EOF; t = tokens() {
		if list = append(list, t); time.Since(start) > *budget {
			return ""
		}
	}
	var b bytes.Buffer
	if err := formatter().Format(&b, styles.Fallback, chroma.Literator(list...)); err != nil {
		return ""
	}
	return b.String()
}
