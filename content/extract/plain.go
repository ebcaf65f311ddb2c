package extract

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// linesAtOnce is how many lines of a plain text make one part.
const linesAtOnce = 50

// readPlain reads plain text, code and tables of values.
func readPlain(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	text, err := decoded(file, size, out)
	if err != nil {
		return err
	}
	number := 0
	for line := range strings.Lines(text) {
		if number%linesAtOnce == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			out.begin(fmt.Sprintf("line %d", number+1), number+1)
		}
		number++
		if err := out.add(line); err != nil {
			return err
		}
	}
	return nil
}

// decoded reads a text in UTF-8, UTF-16 with a byte order mark, or else Windows-1252, as far as the
// limit of text lets it count.
func decoded(file io.ReaderAt, size int64, out *writer) (string, error) {
	most := min(size, 2*int64(out.limits.Text)+4) // two bytes a letter at most, as far as it matters
	raw, err := io.ReadAll(io.NewSectionReader(file, 0, most))
	if err != nil {
		return "", damaged(err)
	}
	text, err := utf8Of(raw, most < size)
	if err != nil {
		return "", damaged(err)
	}
	if nul := strings.Count(text[:min(len(text), 64<<10)], "\x00"); nul > 16 {
		return "", damaged(fmt.Errorf("%d NUL characters", nul))
	}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), nil
}

func utf8Of(raw []byte, cut bool) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw[:len(raw)&^1])
		return string(text), err
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		raw = raw[3:]
	}
	whole := raw
	for range utf8.UTFMax - 1 { // a letter may have been cut through
		if !cut || utf8.Valid(whole) || len(whole) == 0 {
			break
		}
		whole = whole[:len(whole)-1]
	}
	if utf8.Valid(whole) {
		return string(whole), nil
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	return string(text), err
}
