package content

import (
	"sync"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// flavour is how much a parser understands; each includes the ones before.
type flavour int

const (
	commonMark flavour = iota
	gitHub             // tables, task lists, strikethrough and autolinks
	docent             // footnotes, definition lists, heading attributes, emoji, wiki links, mentions, formulas, callouts
)

// markdown is the one Markdown implementation of the program. It is safe for concurrent use.
var markdown = sync.OnceValue(func() parser.Parser { return newParser(docent) })

func newParser(f flavour) parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	carrier := goldmark.New(goldmark.WithParser(p))
	if f >= gitHub {
		extension.GFM.Extend(carrier)
	}
	if f < docent {
		return p
	}
	extension.Footnote.Extend(carrier)
	extension.DefinitionList.Extend(carrier)
	emoji.Emoji.Extend(carrier)
	p.AddOptions(
		parser.WithHeadingAttribute(),
		parser.WithBlockParsers(
			util.Prioritized(alertParser{}, 690),
			util.Prioritized(formulaParser{}, 710),
		),
		parser.WithInlineParsers(
			util.Prioritized(wikiParser{}, 90), // before links and footnotes, which begin alike
			util.Prioritized(mathParser{}, 550),
			util.Prioritized(mentionParser{}, 560),
		),
	)
	return p
}
