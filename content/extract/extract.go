package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// Version is raised whenever more text, or better text, is read out of the same bytes: files that were
// read by an earlier version are read again.
const Version = 1

// Text is what a file says.
type Text struct {
	Title string `json:"title,omitempty"` // that the file gives itself; "" where it gives none
	Parts []Part `json:"parts"`
	Cut   bool   `json:"cut,omitempty"` // there is more than Limits allow
}

// Part is a piece of a file that stands in one place.
type Part struct {
	Place  string `json:"place,omitempty"`  // "page 3", "sheet Budget", "slide 4", "line 120"; "" for the whole file
	Number int    `json:"number,omitempty"` // of the page, sheet, slide or line, from 1; 0 for the whole file
	Text   string `json:"text"`
}

// Limits bound what is read. Zero values are the usual limits.
type Limits struct {
	Size     int64 // of the file, bytes; 100 MB
	Text     int   // bytes of text; what is beyond is left out and Text.Cut is set; 4 MB
	Unpacked int64 // bytes that a compressed file may become; 256 MB
	Depth    int   // of nested elements; 500
}

func (l Limits) orUsual() Limits {
	if l.Size <= 0 {
		l.Size = 100 << 20
	}
	if l.Text <= 0 {
		l.Text = 4 << 20
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 256 << 20
	}
	if l.Depth <= 0 {
		l.Depth = 500
	}
	return l
}

// reader reads one format into out.
type reader func(ctx context.Context, file io.ReaderAt, size int64, out *writer) error

// byName are the formats that only the name tells: their bytes all look like an archive or a text.
var byName = map[string]reader{
	".docx": readWord, ".docm": readWord, ".dotx": readWord, ".dotm": readWord,
	".pptx": readSlides, ".pptm": readSlides, ".ppsx": readSlides, ".potx": readSlides,
	".xlsx": readSheets, ".xlsm": readSheets, ".xltx": readSheets,
	".odt": readOpenDocument, ".ott": readOpenDocument, ".ods": readOpenDocument, ".odp": readOpenDocument,
	".fodt": readFlat, ".fods": readFlat, ".fodp": readFlat,
	".html": readHTML, ".htm": readHTML, ".xhtml": readHTML,
}

// old are the formats of Office before 2007, which are not read.
var old = map[string]bool{".doc": true, ".xls": true, ".ppt": true}

func readerOf(name, mediaType string) reader {
	ext := strings.ToLower(path.Ext(name))
	mediaType, _, _ = strings.Cut(mediaType, ";")
	switch {
	case mediaType == "application/pdf":
		return readPDF
	case strings.HasPrefix(mediaType, "image/"), strings.HasPrefix(mediaType, "audio/"),
		strings.HasPrefix(mediaType, "video/"), strings.HasPrefix(mediaType, "font/"):
		return nil
	case byName[ext] != nil:
		return byName[ext]
	case strings.HasPrefix(mediaType, "text/"):
		return readPlain
	case ext == ".pdf":
		return readPDF
	}
	return nil
}

// Supported says whether a file of this name and type may hold text that Extract reads.
func Supported(name, mediaType string) bool { return readerOf(name, mediaType) != nil }

// Extract reads the text of a file; mediaType as sniffed from its bytes. A file that cannot be read is
// a *content.Error that says why, for people: Invalid for one that is damaged or locked, TooLarge.
// Where there is no text the Text is empty.
func Extract(ctx context.Context, file io.ReaderAt, size int64, name, mediaType string, limits Limits) (text Text, err error) {
	limits = limits.orUsual()
	read := readerOf(name, mediaType)
	switch {
	case read == nil && old[strings.ToLower(path.Ext(name))]:
		return Text{}, content.Errorf(content.Invalid, "The file is of an Office from before 2007. Save it in a newer format.")
	case read == nil:
		return Text{}, nil
	case size > limits.Size:
		return Text{}, content.Errorf(content.TooLarge, "The file is larger than %d MB.", limits.Size>>20)
	}
	out := &writer{limits: limits}
	defer func() {
		if p := recover(); p != nil {
			text, err = Text{}, damaged(fmt.Errorf("panic: %v", p))
		}
	}()
	err = read(ctx, file, size, out)
	if errors.Is(err, errEnough) {
		out.text.Cut, err = true, nil
	}
	if err != nil {
		return Text{}, err
	}
	out.end()
	return out.text, nil
}

// errEnough ends a reader when the limit of text is reached.
var errEnough = errors.New("enough text")

func damaged(why error) error {
	return content.Errorf(content.Invalid, "The file is damaged, or is not what its name says.").Because(why)
}

func locked() error {
	return content.Errorf(content.Invalid, "The file is protected by a password.")
}

func bomb() error {
	return content.Errorf(content.TooLarge, "The file becomes far larger when it is unpacked than a document should.")
}

// writer gathers the parts of a text and keeps to the limit.
type writer struct {
	limits Limits
	text   Text
	part   Part
	body   strings.Builder
	size   int
}

// begin ends the part that is open and opens another.
func (w *writer) begin(place string, number int) {
	w.end()
	w.part = Part{Place: place, Number: number}
}

// end closes the part that is open; one without words is left out.
func (w *writer) end() {
	if w.part.Text = tidy(w.body.String()); w.part.Text != "" {
		w.text.Parts = append(w.text.Parts, w.part)
	}
	w.body.Reset()
}

// add writes text into the open part; errEnough once there is too much.
func (w *writer) add(s string) error {
	if room := w.limits.Text - w.size; len(s) > room {
		w.body.WriteString(strings.ToValidUTF8(s[:room], ""))
		w.size = w.limits.Text
		w.end()
		return errEnough
	}
	w.size += len(s)
	w.body.WriteString(s)
	return nil
}

// title notes what the file calls itself, at most 200 bytes of it.
func (w *writer) title(s string) {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "")
	}
	w.text.Title = s
}

// clean leaves out what is no text: NUL and other control characters, and broken UTF-8.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == '\ufeff' || r == '\ufffd' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// tidy trims the ends of lines and leaves at most one empty line between others.
func tidy(s string) string {
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(clean(s), "\n") {
		line = strings.TrimRight(line, " \t\u00a0")
		if strings.TrimSpace(line) == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n"[:min(empty, 1)+1])
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

// isTold says whether an error has words for people already, or is not about the file at all.
func isTold(err error) bool {
	var e *content.Error
	return errors.As(err, &e) || errors.Is(err, errEnough) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
