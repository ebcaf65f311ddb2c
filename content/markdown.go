package content

import (
	"sync"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// markdown is the one Markdown implementation of the program. It is safe for concurrent use.
var markdown = sync.OnceValue(func() parser.Parser { return newParser(true) })

// newParser builds a parser of CommonMark and GFM; with beyond also of everything that Docent
// understands besides: footnotes, definition lists, heading attributes, emoji shortcodes, wiki
// links, mentions, formulas and the callouts of site generators.
func newParser(beyond bool) parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	carrier := goldmark.New(goldmark.WithParser(p))
	extension.GFM.Extend(carrier)
	if !beyond {
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
