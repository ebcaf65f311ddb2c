package wikihttp

import (
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// shownInline are the types that a browser may show in place: nothing among them can run a script on
// our behalf. Everything else is a download.
var shownInline = map[string]bool{
	"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true, "image/bmp": true,
	"image/x-icon": true, "image/vnd.microsoft.icon": true,
	"video/mp4": true, "video/webm": true, "video/ogg": true, "video/quicktime": true, "video/avi": true,
	"audio/mpeg": true, "audio/wave": true, "audio/ogg": true, "audio/aiff": true, "application/ogg": true,
	"application/pdf": true,
}

const (
	// filePolicy makes a file that is opened by itself a thing without scripts, forms and origin.
	filePolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox"
	// A browser's own reader of PDFs refuses to work in a sandbox; it runs nothing on our behalf.
	pdfPolicy = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
)

// file serves an attachment to those who may read a page that shows it. Its bytes may be replaced by
// a later import and its readers may change, so a browser asks again, and mostly hears "unchanged".
func (s *screens) file(r *httpd.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	file, body, err := s.Wiki.File(r.Context(), r.As, wiki.AttachmentID(id))
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // it was only read
	h := r.Writer.Header()
	h.Set("Content-Type", servedType(file.Type))
	h.Set("Content-Security-Policy", filePolicy)
	if file.Type == "application/pdf" {
		h.Set("Content-Security-Policy", pdfPolicy)
	}
	how := "attachment"
	if shownInline[file.Type] {
		how = "inline"
	}
	h.Set("Content-Disposition", disposition(how, file.Name))
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Authorization")
	h.Set("ETag", `"`+file.SHA256+`"`)
	// No name is given: the type above is the one that was sniffed when the file arrived.
	http.ServeContent(r.Writer, r.Request, "", file.Created, body)
	return nil
}

// servedType never lets a browser run what somebody uploaded, even where it came in under a type of
// an older version.
func servedType(kind string) string {
	switch {
	case kind == "" || strings.Contains(kind, "html") || strings.Contains(kind, "javascript") ||
		strings.HasSuffix(kind, "/xml") || strings.HasSuffix(kind, "+xml") && kind != "image/svg+xml":
		return "application/octet-stream"
	case strings.HasPrefix(kind, "text/"):
		return kind + "; charset=utf-8"
	}
	return kind
}

func disposition(how, name string) string {
	if text := mime.FormatMediaType(how, map[string]string{"filename": name}); text != "" {
		return text
	}
	return how
}

// uploaded answers an upload: facts for the editor's script, the form again for everybody else.
func (s *screens) uploaded(r *httpd.Request, page wiki.PageID, added []wiki.Attachment) error {
	if httpd.WantsJSON(r.Request) {
		list := make([]fileFacts, len(added))
		for i, a := range added {
			list[i] = factsOf(a)
		}
		return r.JSON(http.StatusCreated, map[string]any{"items": list})
	}
	names := make([]string, len(added))
	for i, a := range added {
		names[i] = "“" + a.Name + "”"
	}
	r.Say("good", "Added "+strings.Join(names, ", ")+".", nil)
	return r.See(fmt.Sprintf("/p/%d/edit", page))
}

// fileFacts is an attachment as programs see it.
type fileFacts struct {
	ID     int64  `json:"id"`
	URL    string `json:"url"`
	Name   string `json:"name"`
	Size   int64  `json:"size" doc:"In bytes"`
	SHA256 string `json:"sha256"`
	Type   string `json:"type" doc:"The media type, told from its first bytes"`
}

func factsOf(a wiki.Attachment) fileFacts {
	return fileFacts{ID: int64(a.ID), URL: a.URL(), Name: a.Name, Size: a.Size, SHA256: a.SHA256, Type: a.Type}
}

// files lists those of a page. Whoever may edit the page, and so put something better in its place, is told
// which of them cannot be searched.
func (s *screens) files(r *httpd.Request, v *wiki.View) ([]themes.File, error) {
	list := make([]themes.File, len(v.Attachments))
	ids := make([]wiki.AttachmentID, len(list))
	for i, a := range v.Attachments {
		list[i] = themes.File{Name: a.Name, URL: a.URL(), Size: sizeText(a.Size), Type: typeText(a)}
		ids[i] = a.ID
	}
	if s.Unread == nil || len(ids) == 0 || v.Right < wiki.Editor {
		return list, nil
	}
	reasons, err := s.Unread(r.Context(), ids)
	for i, id := range ids {
		list[i].Unread = reasons[id]
	}
	return list, err
}

func sizeText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", (n+512)>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

func typeText(a wiki.Attachment) string {
	if ext := strings.TrimPrefix(path.Ext(a.Name), "."); ext != "" && len(ext) <= 5 {
		return strings.ToUpper(ext)
	}
	_, sub, _ := strings.Cut(a.Type, "/")
	return strings.ToUpper(sub)
}
