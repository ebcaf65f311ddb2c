package filetext

import (
	"strings"
	"time"
	"unicode"

	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
)

// Read is the kind of event that says that the text of a file was read, or will not be; Data["file"] is its
// number.
const Read wiki.EventKind = "file.read"

// State is how far the reading of a file has come.
type State string

// The states. A file that nobody has looked at yet, or that can hold no text, has none.
const (
	Done    State = "read"    // there may still be no text in it
	Waiting State = "waiting" // it failed for a reason that may pass, and is tried again
	Failed  State = "failed"
)

// Extract says what became of a file.
type Extract struct {
	File   wiki.AttachmentID
	SHA256 string // of the bytes that were read
	State  State
	Tries  int
	At     time.Time
	Cut    bool   // the file holds more text than is kept
	Reason string // why it failed, for people; "" where it did not
	Title  string // that the file gives itself
	Pieces []Piece
}

// Piece is a part of a file's text that is found by itself.
type Piece struct {
	File   wiki.AttachmentID
	Part   int    // from 1
	Number int    // of the page, sheet, slide or line; 0 for the whole file
	Place  string // "page 3"; "" for the whole file
	Text   string
}

// pieceLength is about how long a piece is, bytes. Longer ones would make snippets and ranking vague.
const pieceLength = 2000

// pieces cuts a text so that each piece stands in one place.
func pieces(file wiki.AttachmentID, text extract.Text) []Piece {
	var list []Piece
	for _, part := range text.Parts {
		for rest := part.Text; rest != ""; {
			var piece string
			piece, rest = cutPiece(rest)
			if piece != "" {
				list = append(list, Piece{File: file, Part: len(list) + 1, Number: part.Number, Place: part.Place, Text: piece})
			}
		}
	}
	return list
}

// cutPiece takes a piece off the front of a text: at the end of a paragraph where one is near, else of a
// line, a sentence or a word.
func cutPiece(text string) (piece, rest string) {
	if len(text) <= pieceLength {
		return strings.TrimSpace(text), ""
	}
	at := len(strings.ToValidUTF8(text[:pieceLength], ""))
	for _, end := range []string{"\n\n", "\n", ". ", " "} {
		if i := strings.LastIndex(text[:at], end); i > pieceLength/2 {
			at = i + len(end)
			break
		}
	}
	return strings.TrimSpace(text[:at]), strings.TrimLeftFunc(text[at:], unicode.IsSpace)
}
