package extract

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// readSlides reads a presentation slide by slide, each with the notes of its speaker.
func readSlides(ctx context.Context, file io.ReaderAt, size int64, out *writer) error {
	const main = "ppt/presentation.xml"
	a, err := openOffice(ctx, file, size, main, out)
	if err != nil {
		return err
	}
	parts, err := a.related(main)
	if err != nil {
		return err
	}
	var order []string
	err = a.walk(main, func(n node) error {
		if n.start && n.name == "sldId" {
			order = append(order, parts[relation(n)])
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, slide := range order {
		out.begin(fmt.Sprintf("slide %d", i+1), i+1)
		if err := a.slide(slide, out); err != nil {
			return err
		}
	}
	return nil
}

// relation is the id of the part that an element stands for: its attribute r:id, beside one without
// a prefix.
func relation(n node) string {
	for _, attr := range n.attr {
		if attr.Name.Local == "id" && attr.Name.Space != "" {
			return attr.Value
		}
	}
	return ""
}

func (a *archive) slide(name string, out *writer) error {
	if err := a.drawn(name, out); err != nil {
		return err
	}
	others, err := a.related(name)
	if err != nil {
		return err
	}
	for _, other := range others {
		if strings.HasPrefix(other, "ppt/notesSlides/") {
			return a.drawn(other, out)
		}
	}
	return nil
}

// drawn reads the text of everything that is drawn, in DrawingML.
func (a *archive) drawn(name string, out *writer) error {
	inText, inCell, field := false, 0, ""
	return a.walk(name, func(n node) error {
		switch {
		case n.name == "fld": // numbers and dates that the program fills in
			field = n.get("type")
		case n.name == "t":
			inText = n.start && field != "slidenum"
		case n.name == "tc" && n.start:
			inCell++
		case n.name == "tc" && n.end:
			inCell--
			return out.add("\t")
		case n.name == "br" && n.start, n.name == "tr" && n.end, n.name == "p" && n.end && inCell == 0:
			return out.add("\n")
		case n.name == "p" && n.end:
			return out.add(" ")
		case inText && n.text != nil:
			return out.add(string(n.text))
		}
		return nil
	})
}
