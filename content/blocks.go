package content

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// alertNode is what {% alert %} … {% endalert %} encloses.
type alertNode struct {
	ast.BaseBlock
	tag    *tag
	closed bool
}

var kindAlert = ast.NewNodeKind("Alert")

func (n *alertNode) Kind() ast.NodeKind { return kindAlert }

// Dump writes the node for a person who debugs a parser.
func (n *alertNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// alertParser opens a container at the token of an alert at the beginning of a line. The tags of a
// page travel in the parser's context, since the parser itself is shared.
type alertParser struct{}

var tagsKey = parser.NewContextKey()

// tokens answers which tags stand in a line.
type tokens func(line []byte) (at, length int, t *tag)

// Trigger belongs to parser.BlockParser.
func (alertParser) Trigger() []byte { return []byte{'{'} }

// Open belongs to parser.BlockParser.
func (alertParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	next, ok := pc.Get(tagsKey).(tokens)
	if !ok {
		return nil, parser.NoChildren
	}
	for p := parent; p != nil; p = p.Parent() {
		if p.Kind() == kindAlert {
			return nil, parser.NoChildren // its end could not be told from that of the outer one
		}
	}
	line, segment := reader.PeekLine()
	start := pc.BlockOffset()
	if start < 0 {
		return nil, parser.NoChildren
	}
	at, length, t := next(line[start:])
	if at != 0 || t.kind != tagAlert {
		return nil, parser.NoChildren
	}
	n := &alertNode{tag: t}
	n.SetPos(segment.Start + start)
	n.closed = closesAlert(line[start+length:], next)
	reader.Advance(start + length)
	return n, parser.HasChildren
}

// Continue belongs to parser.BlockParser.
func (alertParser) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	n := node.(*alertNode)
	if n.closed {
		return parser.Close
	}
	next, _ := pc.Get(tagsKey).(tokens)
	line, _ := reader.PeekLine()
	if closesAlert(line, next) {
		n.closed = true
		if at, length, _ := next(line); util.IsBlank(line[:at]) && util.IsBlank(line[at+length:]) {
			reader.Advance(len(line) - 1)
			return parser.Continue | parser.NoChildren
		}
	}
	return parser.Continue | parser.HasChildren
}

func closesAlert(line []byte, next tokens) bool {
	for {
		at, length, t := next(line)
		if t == nil {
			return false
		}
		if t.endsAlert() {
			return true
		}
		line = line[at+length:]
	}
}

// Close belongs to parser.BlockParser.
func (alertParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph belongs to parser.BlockParser.
func (alertParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine belongs to parser.BlockParser.
func (alertParser) CanAcceptIndentedLine() bool { return false }

// formulaNode is a formula between lines that begin and end with $$.
type formulaNode struct {
	ast.BaseBlock
	closed bool
}

var kindFormula = ast.NewNodeKind("Formula")

func (n *formulaNode) Kind() ast.NodeKind { return kindFormula }

// IsRaw belongs to ast.Node: a formula holds no Markdown.
func (n *formulaNode) IsRaw() bool { return true }

// Dump writes the node for a person who debugs a parser.
func (n *formulaNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type formulaParser struct{}

// Trigger belongs to parser.BlockParser.
func (formulaParser) Trigger() []byte { return []byte{'$'} }

// Open belongs to parser.BlockParser. A formula must be closed before the next blank line, on a
// line that ends in $$, or it is text.
func (formulaParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	start := pc.BlockOffset()
	if start < 0 || !bytes.HasPrefix(line[start:], []byte("$$")) {
		return nil, parser.NoChildren
	}
	first := bytes.TrimRight(line[start+2:], " \t\r\n")
	n := &formulaNode{}
	n.SetPos(segment.Start + start)
	open := segment.Start + start + 2 - segment.Padding
	switch i := bytes.Index(first, []byte("$$")); {
	case i == 0 || i > 0 && i+2 < len(first):
		return nil, parser.NoChildren
	case i > 0:
		n.closed = true
		n.Lines().Append(text.NewSegment(open, open+i))
	case !formulaCloses(reader.Source()[segment.Stop:]):
		return nil, parser.NoChildren
	case len(first) > 0:
		n.Lines().Append(text.NewSegment(open, segment.Stop))
	}
	reader.Advance(len(line) - 1)
	return n, parser.NoChildren
}

// formulaCloses looks for the line that closes a formula, within maxFormula bytes.
func formulaCloses(rest []byte) bool {
	rest = rest[:min(len(rest), maxFormula)]
	i := bytes.Index(rest, []byte("$$"))
	if i < 0 {
		return false
	}
	for _, line := range bytes.Split(rest[:i], []byte("\n"))[:bytes.Count(rest[:i], []byte("\n"))] {
		if util.IsBlank(line) {
			return false
		}
	}
	end := bytes.IndexByte(rest[i:], '\n')
	if end < 0 {
		end = len(rest) - i
	}
	return util.IsBlank(rest[i+2 : i+end])
}

// Continue belongs to parser.BlockParser.
func (formulaParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*formulaNode)
	line, segment := reader.PeekLine()
	if n.closed || util.IsBlank(line) {
		return parser.Close
	}
	if i := bytes.Index(line, []byte("$$")); i >= 0 {
		n.closed = true
		segment = segment.WithStop(segment.Start + i - segment.Padding)
	}
	if segment.Stop > segment.Start {
		n.Lines().Append(segment)
	}
	reader.Advance(len(line) - 1)
	return parser.Continue | parser.NoChildren
}

// Close belongs to parser.BlockParser.
func (formulaParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph belongs to parser.BlockParser.
func (formulaParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine belongs to parser.BlockParser.
func (formulaParser) CanAcceptIndentedLine() bool { return false }
