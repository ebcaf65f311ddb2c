package content

import (
	"html"
	"strings"
)

// Alias lets earlier anchors of sections work: it puts an empty element with each of them before
// the section. A browser never tells the server the part of an address behind the #, so the page
// itself must answer to it. aliases are by the section's present anchor.
func (r Rendered) Alias(aliases map[string][]string) Rendered {
	out := Rendered{Parts: append([]string(nil), r.Parts...), Holes: r.Holes, Sections: append([]SectionStart(nil), r.Sections...)}
	part, shift := -1, 0
	for i, s := range out.Sections {
		if s.Part != part {
			part, shift = s.Part, 0
		}
		out.Sections[i].Offset += shift
		var b strings.Builder
		for _, alias := range aliases[s.Anchor] {
			b.WriteString(`<span id="` + html.EscapeString(alias) + `"></span>`)
		}
		if b.Len() == 0 {
			continue
		}
		at := out.Sections[i].Offset
		out.Parts[part] = out.Parts[part][:at] + b.String() + out.Parts[part][at:]
		out.Sections[i].Offset += b.Len()
		shift += b.Len()
	}
	return out
}
