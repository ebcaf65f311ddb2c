package wikihttp

import (
	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
)

// rowKinds are the names that screens know rows by.
var rowKinds = map[content.RowKind]string{
	content.RowEqual: "same", content.RowChanged: "changed", content.RowInserted: "added",
	content.RowDeleted: "removed", content.RowFold: "fold",
}

var spanOps = map[content.Op]string{content.Equal: "", content.Insert: "ins", content.Delete: "del"}

// diffRows makes the rows of a comparison, long equal stretches folded. A changed title comes first.
func diffRows(d wiki.Diff) []themes.DiffRow {
	var rows []themes.DiffRow
	if d.From.Title != d.To.Title {
		row := themes.DiffRow{Kind: "changed", Left: []themes.Span{{Text: "Title: "}}, Right: []themes.Span{{Text: "Title: "}}}
		for _, span := range content.DiffWords(d.From.Title, d.To.Title) {
			one := themes.Span{Op: spanOps[span.Op], Text: span.Text}
			if span.Op != content.Insert {
				row.Left = append(row.Left, one)
			}
			if span.Op != content.Delete {
				row.Right = append(row.Right, one)
			}
		}
		rows = append(rows, row)
	}
	for _, r := range content.FoldRows(d.Rows, diffContext) {
		rows = append(rows, themes.DiffRow{
			Kind: rowKinds[r.Kind], Left: spansOf(r.Left), Right: spansOf(r.Right),
			LeftLine: r.LeftLine, RightLine: r.RightLine, Fold: r.Count,
		})
	}
	return rows
}

func spansOf(spans []content.Span) []themes.Span {
	out := make([]themes.Span, len(spans))
	for i, s := range spans {
		out[i] = themes.Span{Op: spanOps[s.Op], Text: s.Text}
	}
	return out
}
