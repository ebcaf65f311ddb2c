package content

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// wikiNode is [[target#section|label]], or ![[target]] for an image.
type wikiNode struct {
	ast.BaseInline
	target, fragment, label, raw string
	embed                        bool
}

var kindWiki = ast.NewNodeKind("WikiLink")

func (n *wikiNode) Kind() ast.NodeKind { return kindWiki }

// Dump writes the node for a person who debugs a parser.
func (n *wikiNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Target": n.target, "Label": n.label}, nil)
}

type wikiParser struct{}

// Trigger belongs to parser.InlineParser.
func (wikiParser) Trigger() []byte { return []byte{'[', '!'} }

// Parse belongs to parser.InlineParser.
func (wikiParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	n := &wikiNode{embed: line[0] == '!'}
	skip := 2
	if n.embed {
		skip++
	}
	if len(line) < skip+3 || line[skip-1] != '[' || line[skip-2] != '[' {
		return nil
	}
	end := bytes.Index(line[:min(len(line), maxWiki+skip)], []byte("]]"))
	if end <= skip {
		return nil
	}
	inner := line[skip:end]
	if bytes.ContainsAny(inner, "[]`\n") {
		return nil
	}
	if _, known := pc.Reference(util.ToLinkReference(inner)); known {
		return nil
	}
	n.raw = strings.ReplaceAll(string(inner), string(rune(wikiPipe)), "|")
	target, label, labelled := strings.Cut(n.raw, "|")
	target = strings.TrimSuffix(target, `\`)
	target, n.fragment, _ = strings.Cut(target, "#")
	n.target, n.fragment = strings.TrimSpace(target), strings.TrimSpace(n.fragment)
	n.label = strings.TrimSpace(label)
	if !labelled || n.label == "" {
		n.label = n.target
		switch {
		case n.target == "":
			n.label = n.fragment
		case n.fragment != "":
			n.label = n.target + " › " + n.fragment
		}
	}
	if n.target == "" && n.fragment == "" {
		return nil
	}
	block.Advance(end + 2)
	return n
}

// mentionNode is @name.
type mentionNode struct {
	ast.BaseInline
	name string
}

var kindMention = ast.NewNodeKind("Mention")

func (n *mentionNode) Kind() ast.NodeKind { return kindMention }

// Dump writes the node for a person who debugs a parser.
func (n *mentionNode) Dump(source []byte, level int) {
	ast.DumpHelper(n, source, level, map[string]string{"Name": n.name}, nil)
}

type mentionParser struct{}

// Trigger belongs to parser.InlineParser.
func (mentionParser) Trigger() []byte { return []byte{'@'} }

// Parse belongs to parser.InlineParser. A name has letters, digits and inner . _ -; the sign must
// not follow a word, or every mail address would be a mention.
func (mentionParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	if unicode.IsLetter(before) || unicode.IsDigit(before) || strings.ContainsRune("@/._-+`", before) {
		return nil
	}
	line, _ := block.PeekLine()
	end, i := 0, 1
	for i < len(line) && i < 80 {
		r, size := utf8.DecodeRune(line[i:])
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if !word && (i == 1 || !strings.ContainsRune("._-", r)) {
			break
		}
		i += size
		if word {
			end = i
		}
	}
	if end == 0 || end < len(line) && (line[end] == '@' || line[end] == '/') {
		return nil
	}
	n := &mentionNode{name: string(line[1:end])}
	block.Advance(end)
	return n
}

// mathNode is a formula in running text.
type mathNode struct {
	ast.BaseInline
	display bool
	lines   []text.Segment
}

var kindMath = ast.NewNodeKind("Math")

func (n *mathNode) Kind() ast.NodeKind { return kindMath }

// Dump writes the node for a person who debugs a parser.
func (n *mathNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// maxFormula bounds the search for the end of a formula, in bytes.
const maxFormula = 1000

type mathParser struct{}

// Trigger belongs to parser.InlineParser.
func (mathParser) Trigger() []byte { return []byte{'$'} }

// Parse belongs to parser.InlineParser. The rule is pandoc's: the opening $ has no space on its
// right, the closing one none on its left and no digit on its right; $$ … $$ may hold anything.
func (mathParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	n := &mathNode{display: len(line) > 1 && line[1] == '$'}
	size := 1
	if n.display {
		size = 2
	}
	if len(line) <= size || !n.display && util.IsSpace(line[1]) || line[size] == '$' {
		return nil
	}
	block.Advance(size)
	for budget := maxFormula; budget > 0; {
		line, segment := block.PeekLine()
		if line == nil {
			return nil
		}
		if end := mathEnd(line[:min(len(line), budget)], n.display, len(n.lines) > 0); end >= 0 {
			n.lines = append(n.lines, segment.WithStop(segment.Start+end-segment.Padding))
			block.Advance(end + size)
			return n
		}
		n.lines = append(n.lines, segment)
		budget -= len(line)
		block.AdvanceLine()
	}
	return nil
}

// mathEnd is the offset of the closing sign in a line, or -1.
func mathEnd(line []byte, display, later bool) int {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] != '$':
		case display:
			if i+1 < len(line) && line[i+1] == '$' {
				return i
			}
		case i > 0 && !util.IsSpace(line[i-1]) || i == 0 && later:
			if i+1 == len(line) || line[i+1] < '0' || line[i+1] > '9' {
				return i
			}
			return -1
		}
	}
	return -1
}
