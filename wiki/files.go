package wiki

import (
	"bufio"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/docent-wiki/docent/content"
)

// MaxFile is the largest attachment, in bytes.
const MaxFile = 100 << 20

// Attach keeps a file beside a page. The bytes are on disk before the database knows of them.
func (w *Wiki) Attach(ctx context.Context, as Actor, page PageID, name string, r io.Reader) (Attachment, error) {
	p, err := editable(ctx, w.store, as, page)
	if err != nil {
		return Attachment{}, err
	}
	file := Attachment{Space: p.Space, Page: page, Name: fileName(name), CreatedBy: PersonRef{ID: as.Person, Name: as.Name}}
	if err := w.keep(ctx, &file, r); err != nil {
		return Attachment{}, err
	}
	if file.Size == 0 {
		return Attachment{}, content.Errorf(content.Invalid, "The file “%s” is empty. Nothing was added.", file.Name).On("file")
	}
	err = w.store.Write(ctx, as, func(tx Tx) error {
		if p, err = editable(ctx, tx, as, page); err != nil {
			return err
		}
		file.Space, file.Created = p.Space, tx.Now()
		if file.ID, err = tx.InsertAttachment(ctx, file); err != nil {
			return err
		}
		tx.Emit(Event{Kind: FileAdded, Space: p.Space, Page: page, Data: map[string]string{"file": itoa(file.ID), "name": file.Name}})
		return nil
	})
	return file, err
}

// AttachBeside keeps a file that stands on no page: whoever reads the space may read it. Its commenters may
// add one; by is in whose name.
func (w *Wiki) AttachBeside(ctx context.Context, access Access, by Actor, space SpaceID, name string, r io.Reader) (Attachment, error) {
	if err := access.Need(space, Commenter, "space"); err != nil {
		return Attachment{}, err
	}
	file := Attachment{Space: space, Name: fileName(name), CreatedBy: PersonRef{ID: by.Person, Name: by.Name}}
	if err := w.keep(ctx, &file, r); err != nil {
		return Attachment{}, err
	}
	if file.Size == 0 {
		return Attachment{}, content.Errorf(content.Invalid, "The file “%s” is empty. Nothing was added.", file.Name).On("file")
	}
	err := w.store.Write(ctx, by, func(tx Tx) error {
		var err error
		file.Created = tx.Now()
		if file.ID, err = tx.InsertAttachment(ctx, file); err != nil {
			return err
		}
		tx.Emit(Event{Kind: FileAdded, Space: space, Data: map[string]string{"file": itoa(file.ID), "name": file.Name}})
		return nil
	})
	return file, err
}

// keep stores the bytes and notes their size, sum and type.
func (w *Wiki) keep(ctx context.Context, file *Attachment, r io.Reader) error {
	head := bufio.NewReaderSize(r, 4096)
	start, err := head.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	file.Type = sniff(file.Name, start)
	file.SHA256, file.Size, err = w.blobs.Put(ctx, head, MaxFile)
	return err
}

// sniff tells a file's type from its first bytes. The name decides only between types that the
// bytes cannot tell apart (zip containers, plain texts), and never makes a file active: whatever a
// browser might run is served as plain text or as a download.
func sniff(name string, start []byte) string {
	found := http.DetectContentType(start)
	kind, _, _ := mime.ParseMediaType(found)
	switch byName, _, _ := mime.ParseMediaType(mime.TypeByExtension(strings.ToLower(path.Ext(name)))); {
	case kind == "application/zip" && strings.HasPrefix(byName, "application/"):
		return byName
	case kind == "text/xml" || kind == "text/html" || kind == "text/plain":
		if strings.EqualFold(path.Ext(name), ".svg") {
			return "image/svg+xml"
		}
		if byName == "text/csv" || byName == "text/calendar" {
			return byName
		}
		return "text/plain"
	}
	return kind
}

// fileName makes a file's name one that can stand in an address and in a folder.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if isControl(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Trim(name, ". ")
	if r := []rune(name); len(r) > maxName {
		ext := []rune(path.Ext(name))
		if len(ext) > 20 {
			ext = nil
		}
		name = string(r[:maxName-len(ext)]) + string(ext)
	}
	if name == "" || name == "/" {
		return "file"
	}
	return name
}

// File opens an attachment. Whoever may read its page, or any page that shows it, may read it.
func (w *Wiki) File(ctx context.Context, as Actor, id AttachmentID) (Attachment, io.ReadSeekCloser, error) {
	file, err := w.store.Attachment(ctx, id)
	if err != nil {
		return Attachment{}, nil, err
	}
	a, err := w.Access(ctx, as)
	if err != nil {
		return Attachment{}, nil, err
	}
	may, err := mayOpen(ctx, w.store, a, file)
	if err != nil {
		return Attachment{}, nil, err
	}
	if !may {
		return Attachment{}, nil, content.Errorf(content.NotFound, "There is no such file, or you may not see it.")
	}
	r, err := w.blobs.Open(ctx, file.SHA256)
	return file, r, err
}

// mayOpen decides who may read an attachment. Showing it on a page lets that page's readers read it,
// so a link to it is only kept where the one who writes the link may open it already (putLinks).
func mayOpen(ctx context.Context, r Reads, a Access, file Attachment) (bool, error) {
	if file.Page != 0 {
		page, err := r.Page(ctx, file.Page)
		if err != nil {
			return false, err
		}
		if a.needPage(page) == nil {
			return true, nil
		}
	} else if a.Right(file.Space) >= Reader {
		return true, nil
	}
	shown, err := r.ShownIn(ctx, file.ID)
	return len(a.only(shown, Reader)) > 0, err
}
