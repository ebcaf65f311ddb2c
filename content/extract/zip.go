package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// archive is a zip file that may unpack to so much only, over all that is read of it.
type archive struct {
	ctx   context.Context
	files map[string]*zip.File
	left  int64
	depth int
}

// compound is how files of Office before 2007 begin, and newer ones that a password protects.
var compound = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")

// openArchive opens a file of an office program, in which the main part has to be.
func openArchive(ctx context.Context, file io.ReaderAt, size int64, main string, limits Limits) (*archive, error) {
	head := make([]byte, len(compound))
	if n, _ := file.ReadAt(head, 0); n == len(head) && bytes.Equal(head, compound) {
		return nil, locked()
	}
	z, err := zip.NewReader(file, size)
	if err != nil {
		return nil, damaged(err)
	}
	a := &archive{ctx: ctx, files: make(map[string]*zip.File, len(z.File)), left: limits.Unpacked, depth: limits.Depth}
	for _, f := range z.File {
		if f.Flags&1 != 0 { // encrypted
			return nil, locked()
		}
		a.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	if !a.has(main) {
		return nil, damaged(errors.New("no " + main))
	}
	return a, nil
}

// openOffice opens one that names its parts as Office does, and reads its title.
func openOffice(ctx context.Context, file io.ReaderAt, size int64, main string, out *writer) (*archive, error) {
	a, err := openArchive(ctx, file, size, main, out.limits)
	if err == nil {
		err = a.coreTitle(out)
	}
	return a, err
}

// rationed gives up with bomb where more is unpacked than is left.
type rationed struct {
	r io.Reader
	a *archive
}

func (r rationed) Read(p []byte) (int, error) {
	if err := r.a.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	if r.a.left -= int64(n); r.a.left < 0 {
		return 0, bomb()
	}
	return n, err
}

// has says whether the archive has a file.
func (a *archive) has(name string) bool { return a.files[name] != nil }

// walk reads an XML file of the archive; one that is missing is empty.
func (a *archive) walk(name string, do func(node) error) error {
	f := a.files[name]
	if f == nil {
		return nil
	}
	in, err := f.Open()
	if err != nil {
		return damaged(err)
	}
	defer func() { _ = in.Close() }() // it was only read
	return walk(rationed{in, a}, a.depth, do)
}

// node is a step through an XML file: the start of an element, its end, or text.
type node struct {
	start bool
	end   bool
	name  string // local
	attr  []xml.Attr
	text  []byte
}

// get gives an attribute by its local name.
func (n node) get(name string) string {
	for _, a := range n.attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// errNested is XML that is nested more deeply than any document is.
var errNested = errors.New("elements are nested too deeply")

// walk reads XML as a stream. Entities of a document type are not expanded: an unknown one is damage.
func walk(in io.Reader, most int, do func(node) error) error {
	d := xml.NewDecoder(in)
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("XML that is not in UTF-8") }
	depth := 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return damaged(io.ErrUnexpectedEOF)
			}
			return nil
		}
		if err != nil {
			return told(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > most {
				return damaged(errNested)
			}
			err = do(node{start: true, name: t.Name.Local, attr: t.Attr})
		case xml.EndElement:
			depth--
			err = do(node{end: true, name: t.Name.Local})
		case xml.CharData:
			err = do(node{text: t})
		}
		if err != nil {
			return err
		}
	}
}

// told keeps an error that has words for people, or that ends everything; all others are damage.
func told(err error) error {
	if isTold(err) {
		return err
	}
	return damaged(err)
}

// related reads the relations of a part (its .rels file): the paths of other parts by their id.
func (a *archive) related(part string) (map[string]string, error) {
	dir, file := path.Split(part)
	to := map[string]string{}
	err := a.walk(dir+"_rels/"+file+".rels", func(n node) error {
		if n.start && n.name == "Relationship" && n.get("TargetMode") != "External" {
			target := n.get("Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(dir, target)
			}
			to[n.get("Id")] = strings.TrimPrefix(path.Clean(target), "/")
		}
		return nil
	})
	return to, err
}

// coreTitle notes the title that an Office file gives itself.
func (a *archive) coreTitle(out *writer) error {
	return a.element("docProps/core.xml", "title", out.title)
}

// element gives the text of the first element of a name.
func (a *archive) element(file, name string, do func(string)) error {
	var text strings.Builder
	in, done := false, false
	return a.walk(file, func(n node) error {
		switch {
		case done || n.name != name && !in:
		case n.start:
			in = true
		case n.end && n.name == name:
			do(text.String())
			in, done = false, true
		case in && text.Len() < 1000:
			text.Write(n.text)
		}
		return nil
	})
}
