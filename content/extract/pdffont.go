package extract

import (
	"bytes"
	"encoding/hex"
	"io"
	"iter"
	"strings"
	"unicode/utf16"

	"github.com/ledongthuc/pdf"
)

// font turns the codes of strings into text and widths.
type font struct {
	wide    bool              // codes have two bytes
	unicode map[string]string // what a code means, where the file says so (ISO 32000-1, 9.10.3)
	encoder pdf.TextEncoding  // of simple fonts without
	widths  map[int]float64   // by code, in ems
	usual   float64           // the width of other codes; 0: guess
	guessed bool
}

const fontCodes = 1 << 16

// fontOf reads a font, each one once.
func fontOf(v pdf.Value, known map[string]*font) *font {
	key := v.String()
	if f, found := known[key]; found {
		return f
	}
	f := &font{widths: map[int]float64{}}
	known[key] = f
	f.wide = v.Key("Subtype").Name() == "Type0"
	if to := v.Key("ToUnicode"); to.Kind() == pdf.Stream {
		f.unicode = codesOf(to)
	}
	if len(f.unicode) == 0 && (!f.wide || v.Key("Encoding").Name() == "UniGB-UCS2-H") {
		of := pdf.Font{V: v}
		f.encoder = of.Encoder()
	}
	if f.wide {
		f.wideWidths(v.Key("DescendantFonts").Index(0))
		return f
	}
	first := int(v.Key("FirstChar").Int64())
	list := v.Key("Widths")
	em := 1000.0
	if v.Key("Subtype").Name() == "Type3" {
		if a := v.Key("FontMatrix").Index(0).Float64(); a > 0 {
			em = 1 / a
		}
	}
	for i := range min(list.Len(), 256) {
		f.widths[first+i] = list.Index(i).Float64() / em
	}
	f.guessed = list.Len() == 0
	return f
}

// wideWidths reads W: runs of “first [w w w]” and “first last w”.
func (f *font) wideWidths(v pdf.Value) {
	f.usual = 1
	if dw := v.Key("DW"); dw.Kind() == pdf.Integer || dw.Kind() == pdf.Real {
		f.usual = dw.Float64() / 1000
	}
	w := v.Key("W")
	for i := 0; i+1 < w.Len() && len(f.widths) < fontCodes; {
		first := int(w.Index(i).Int64())
		if list := w.Index(i + 1); list.Kind() == pdf.Array {
			for j := range list.Len() {
				f.widths[first+j] = list.Index(j).Float64() / 1000
			}
			i += 2
			continue
		}
		last, width := int(w.Index(i+1).Int64()), w.Index(i+2).Float64()/1000
		for code := max(first, 0); code <= min(last, fontCodes); code++ {
			f.widths[code] = width
		}
		i += 3
	}
}

// decode gives the text of a string, its width in ems, the number of its codes, and of those that are
// a single space.
func (f *font) decode(raw string) (text string, width float64, codes, blanks int) {
	step := 1
	if f.wide {
		step = 2
	}
	var b strings.Builder
	for i := 0; i+step <= len(raw); i += step {
		code := raw[i : i+step]
		number := int(code[0])
		if f.wide {
			number = number<<8 | int(code[1])
		} else if number == ' ' {
			blanks++
		}
		codes++
		letter, known := f.unicode[code]
		if !known && f.encoder != nil {
			letter = f.encoder.Decode(code)
		}
		b.WriteString(letter)
		if w, known := f.widths[number]; known {
			width += w
		} else if f.usual > 0 {
			width += f.usual
		} else {
			width += guess(letter)
		}
	}
	return ligatures.Replace(b.String()), width, codes, blanks
}

// ligatures are two letters that are drawn as one.
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "\u00ad", "-")

// guess is about how wide a letter is in the fonts that a file need not describe.
func guess(letter string) float64 {
	switch {
	case letter == "":
		return 0.5
	case strings.Contains(" .,:;!|'ijlIft()[]", letter):
		return 0.28
	case strings.Contains("mwMW@%", letter):
		return 0.85
	case letter >= "A" && letter <= "Z":
		return 0.68
	}
	return 0.55
}

// codesOf reads a ToUnicode map (Adobe Technical Note 5411): pairs between beginbfchar and endbfchar,
// “low high to” between beginbfrange and endbfrange, all in hexadecimal strings.
func codesOf(stream pdf.Value) map[string]string {
	codes := map[string]string{}
	raw, err := io.ReadAll(io.LimitReader(stream.Reader(), mapBytes))
	if err != nil && len(raw) == 0 {
		return codes
	}
	var args []any // string, or []string for an array
	for word := range cmapWords(raw) {
		switch word := word.(type) {
		case string, []string:
			args = append(args, word)
		case cmapOperator:
			switch word {
			case "endbfchar":
				for ; len(args) >= 2; args = args[2:] {
					addRange(codes, args[0], args[0], args[1])
				}
			case "endbfrange":
				for ; len(args) >= 3; args = args[3:] {
					addRange(codes, args[0], args[1], args[2])
				}
			}
			args = args[:0]
		}
	}
	return codes
}

const mapBytes = 4 << 20

// cmapOperator is a word of a map that is no operand.
type cmapOperator string

// cmapWords gives strings, arrays of strings, and operators.
func cmapWords(raw []byte) iter.Seq[any] {
	return func(yield func(any) bool) {
		var list []string
		inList := false
		for len(raw) > 0 {
			switch c := raw[0]; {
			case c == '<' && (len(raw) < 2 || raw[1] != '<'):
				inside, rest, _ := bytes.Cut(raw[1:], []byte(">"))
				raw = rest
				s := unhex(inside)
				if inList {
					list = append(list, s)
				} else if !yield(s) {
					return
				}
			case c == '[':
				inList, list, raw = true, nil, raw[1:]
			case c == ']':
				inList, raw = false, raw[1:]
				if !yield(list) {
					return
				}
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
				n := 1
				for n < len(raw) && (raw[n] >= 'a' && raw[n] <= 'z' || raw[n] >= 'A' && raw[n] <= 'Z') {
					n++
				}
				word := cmapOperator(raw[:n])
				if raw = raw[n:]; !yield(word) {
					return
				}
			default:
				raw = raw[1:]
			}
		}
	}
}

// unhex reads hexadecimal digits, whatever stands between them; a last odd one counts as if a 0 followed.
func unhex(digits []byte) string {
	digits = bytes.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789abcdefABCDEF", r) {
			return r
		}
		return -1
	}, digits)
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	b, _ := hex.DecodeString(string(digits)) // nothing else is left
	return string(b)
}

// addRange maps the codes from low to high, which differ in their last byte only: to one letter after
// the other, or to those of an array.
func addRange(codes map[string]string, from, until, to any) {
	low, _ := from.(string)
	high, _ := until.(string)
	if low == "" || len(low) != len(high) || len(codes) >= fontCodes {
		return
	}
	last := len(low) - 1
	for i := 0; i <= int(high[last])-int(low[last]); i++ {
		code := low[:last] + string([]byte{low[last] + byte(i)})
		switch to := to.(type) {
		case []string:
			if i < len(to) {
				codes[code] = utf16Text(to[i])
			}
		case string:
			if base := []byte(to); len(base) > 0 {
				base[len(base)-1] += byte(i)
				codes[code] = utf16Text(string(base))
			}
		}
	}
}

func utf16Text(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	if len(s) == 1 {
		units = append(units, uint16(s[0]))
	}
	return string(utf16.Decode(units))
}
