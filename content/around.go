package content

// Around shortens what stayed the same in a comparison to what stands around the changes: at most keep
// characters on each side of one. A comparison without a change is shortened to its beginning.
func Around(spans []Span, keep int) []Span {
	out := make([]Span, 0, len(spans))
	for i, span := range spans {
		if span.Op == Equal {
			span.Text = around(span.Text, keep, i == 0 && len(spans) > 1, i == len(spans)-1)
		}
		out = append(out, span)
	}
	return out
}

// around keeps the end of what stands before a change and the beginning of what stands after one.
func around(text string, keep int, first, last bool) string {
	runes := []rune(text)
	if len(runes) <= 2*keep {
		return text
	}
	before, after := string(runes[:keep]), string(runes[len(runes)-keep:])
	switch {
	case first:
		return "…" + after
	case last:
		return before + "…"
	}
	return before + " … " + after
}
