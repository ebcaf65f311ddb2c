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
	maxHighlight    = 32 << 10 // bytes of one block
	highlightTime   = 250 * time.Millisecond
	highlightTokens = 20_000
)

// budget is what is left for highlighting in a page.
type budget struct {
	time   time.Duration
	tokens int
}

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
// not be done.
func (left *budget) highlight(code, lang string) string {
	if lang == "" || len(code) > maxHighlight || left.time <= 0 || left.tokens <= 0 {
		return ""
	}
	lexer, ok := lexerOf()[lang]
	if !ok {
		return ""
	}
	// A lexer compiles its patterns when it is first used. That is no fault of the text, and would leave
	// the first page on a busy machine plain.
	if _, err := lexer.Tokenise(nil, ""); err != nil {
		return ""
	}
	start := time.Now()
	defer func() { left.time -= time.Since(start) }()
	next, err := lexer.Tokenise(nil, code)
	if err != nil {
		return ""
	}
	// Equal neighbours are joined here: chroma.Coalesce would not come back from a text of which
	// every character is an error, however long each took.
	var list []chroma.Token
	for t := next(); t != chroma.EOF; t = next() {
		if last := len(list) - 1; last >= 0 && list[last].Type == t.Type {
			list[last].Value += t.Value
		} else {
			list = append(list, t)
			left.tokens--
		}
		if left.tokens < 0 || time.Since(start) > left.time {
			return ""
		}
	}
	var b bytes.Buffer
	if err := formatter().Format(&b, styles.Fallback, chroma.Literator(list...)); err != nil {
		return ""
	}
	return b.String()
}
