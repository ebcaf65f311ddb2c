package importer

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// errText is why a Markdown file cannot become a page; its text goes into a warning.
type errText string

func (e errText) Error() string { return string(e) }

const (
	errBinary  errText = "is not text and was left out"
	errUTF16   errText = "is not text, or UTF-16 without a byte order mark, and was left out; save it as UTF-8"
	errTooLong errText = "is larger than it claims to be and was left out"
)

// readText reads a Markdown file of at most limit bytes as UTF-8. note is a warning about a
// conversion, "" where the text is the file's bytes as they are.
func (s *Source) readText(name string) (text, note string, err error) {
	f, err := s.openFile(name)
	if err != nil {
		return "", "", err
	}
	defer func() { _ = f.Close() }()
	var buf bytes.Buffer
	if info, err := f.Stat(); err == nil && info.Size() <= s.limits.markdown {
		buf.Grow(int(info.Size()) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(f, s.limits.markdown+1))
	if err != nil {
		return "", "", fmt.Errorf("read %s: %w", name, err)
	}
	if n > s.limits.markdown {
		return "", "", errTooLong
	}
	return decode(buf.Bytes())
}

// decode keeps UTF-8 as it is (its byte order mark too) and converts UTF-16 with a mark and
// Windows-1252, of which Latin-1 text is a part.
func decode(raw []byte) (text, note string, err error) {
	if bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF}) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil || bytes.IndexByte(out, 0) >= 0 || bytes.Contains(out, []byte("\uFFFD")) {
			return "", "", errBinary
		}
		return string(out), "was converted from UTF-16 to UTF-8", nil
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", "", errUTF16
	}
	if utf8.Valid(raw) {
		return string(raw), "", nil
	}
	if junk(raw) {
		return "", "", errBinary
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", "", errors.Join(errBinary, err)
	}
	return string(out), "is not UTF-8; it was read as Windows-1252 (Latin-1) and converted", nil
}

// junk reports whether more than one byte in fifty is a control character that no text has.
func junk(raw []byte) bool {
	n := 0
	for _, c := range raw {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B || c == 0x7F {
			n++
		}
	}
	return n > 0 && n*50 > len(raw)
}
