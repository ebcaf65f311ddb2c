package content

import (
	"bytes"
	"iter"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

func mapKeys[V any](m map[string]V) iter.Seq[string] {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// averagePage has the size and the mixture of an ordinary handbook page, some 6 KB.
var averagePage = "---\ntitle: Rental cars\ntags: [travel]\n---\n\n" + strings.Repeat(`## Who may rent

Anybody on an approved trip. You need a **valid licence** and the [travel card]({% page "/travel/card/#how" %}).
Decline the insurance that the rental desk offers: see [the agreement](https://example.org/agreement) and _ask_ first.

- Book in the [system](book.md), not at the desk
- Keep the receipt, above $75
  1. scan it
  2. attach it as `+"`voucher.pdf`"+`

| Expense | Paid |
|---------|-----:|
| Fuel    | yes  |
| Tolls   | yes  |

`, 10)

func bare() goldmark.Markdown {
	return goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote, extension.DefinitionList),
		goldmark.WithRendererOptions(html.WithUnsafe()))
}

// BenchmarkParse measures everything that Parse finds beside the parser alone, with the same
// extensions.
func BenchmarkParse(b *testing.B) {
	b.Run("docent", func(b *testing.B) {
		b.SetBytes(int64(len(averagePage)))
		for b.Loop() {
			if _, err := Parse(averagePage); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("goldmark", func(b *testing.B) {
		p, source := bare().Parser(), []byte(averagePage)
		b.SetBytes(int64(len(source)))
		for b.Loop() {
			p.Parse(text.NewReader(source))
		}
	})
}

// BenchmarkRender measures parsing and drawing, sanitised and with holes, beside the library's own.
func BenchmarkRender(b *testing.B) {
	b.Run("docent", func(b *testing.B) {
		b.SetBytes(int64(len(averagePage)))
		for b.Loop() {
			d, err := Parse(averagePage)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := d.Render(make([]string, len(d.Sections))); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("goldmark", func(b *testing.B) {
		m, source := bare(), []byte(averagePage)
		b.SetBytes(int64(len(source)))
		for b.Loop() {
			var out bytes.Buffer
			if err := m.Convert(source, &out); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFill(b *testing.B) {
	d, err := Parse(averagePage)
	if err != nil {
		b.Fatal(err)
	}
	r, err := d.Render(anchorsOf(d))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		var out strings.Builder
		r.Fill(&out, func(Hole) string { return ` href="/p/12/x#y"` })
	}
}
