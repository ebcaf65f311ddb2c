package qahttp

import (
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// inMemory is how much of a form with files is held in memory; what is larger waits on disk.
const inMemory = 4 << 20

// filled reads the form of an answer as it was sent, with the files that came with it, and does what its
// buttons say but for the one that saves. again: it is drawn again, and nothing is saved yet.
func (s *screens) filled(r *httpd.Request, a *answering) (again bool, err error) {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		if err := r.ParseMultipartForm(inMemory); err != nil {
			return true, broken(err)
		}
		defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files
	}
	a.form = readAnswer(r.PostForm)
	added, err := s.attached(r, a)
	if err != nil {
		return true, err
	}
	done, err := s.onDraft(r, a.draft(), answerFields, &a.form.Kept)
	switch {
	case done && err == nil && r.Field("action") == "discard":
		a.form = themes.AnswerForm{}
		if a.answer.ID != 0 {
			a.form = formOf(a.answer)
		}
		return true, nil
	case done || err != nil:
		return true, err
	}
	again, err = s.picked(r, a)
	return again || added && r.Field("action") == "attach" || r.Field("action") == "attach", err
}

// broken says that a form did not arrive whole.
func broken(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return content.Errorf(content.Invalid, "The form did not arrive as it was sent. Go back, your text is still there, and send it again.").Because(err)
}

// attached keeps the files of a form beside the question, and links them at the end of the text.
func (s *screens) attached(r *httpd.Request, a *answering) (bool, error) {
	if r.MultipartForm == nil {
		return false, nil
	}
	var links []string
	for _, header := range r.MultipartForm.File["file"] {
		if header.Filename == "" {
			continue
		}
		file, err := s.attach(r, a, header)
		if err != nil {
			return false, err
		}
		links = append(links, linkTo(file))
	}
	if len(links) == 0 {
		return false, nil
	}
	a.form.Markdown = strings.TrimLeft(strings.TrimRight(a.form.Markdown, "\n")+"\n\n"+strings.Join(links, "\n\n"), "\n") + "\n"
	r.PostForm.Set("markdown", a.form.Markdown)
	return true, nil
}

func (s *screens) attach(r *httpd.Request, a *answering, header *multipart.FileHeader) (wiki.Attachment, error) {
	body, err := header.Open()
	if err != nil {
		return wiki.Attachment{}, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = body.Close() }() // it was only read
	q := a.view.Question
	file, err := s.Wiki.AttachBeside(r.Context(), a.access, q.Voice(r.As), q.Space, header.Filename, body)
	if err != nil {
		return wiki.Attachment{}, err
	}
	return file, s.Desk.KeepFile(r.Context(), a.access, q.ID, file.ID)
}

// linkTo is the Markdown that shows a file: an image in place, anything else as a link.
func linkTo(file wiki.Attachment) string {
	name := strings.NewReplacer("[", "", "]", "", "\\", "").Replace(file.Name)
	link := "[" + name + "](" + file.URL() + ")"
	if strings.HasPrefix(file.Type, "image/") && file.Type != "image/svg+xml" {
		return "!" + link
	}
	return link
}

// upload takes files from the editor, beside the question.
func (s *screens) upload(r *httpd.Request) error {
	a, err := s.answering(r)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(inMemory); err != nil {
		return broken(err)
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }() // temporary files
	headers := r.MultipartForm.File["file"]
	if len(headers) == 0 {
		return content.Errorf(content.Invalid, "No file arrived. Nothing was added.").On("file")
	}
	for _, header := range headers {
		file, err := s.attach(r, &a, header)
		if err != nil {
			return err
		}
		if httpd.WantsJSON(r.Request) && len(headers) == 1 {
			return r.JSON(http.StatusCreated, map[string]any{"id": int64(file.ID), "url": file.URL(), "name": file.Name, "size": file.Size, "type": file.Type})
		}
	}
	return r.See(at(a.view.Question.ID, "/answer"))
}

// picked does what the buttons of the section picker say. again: nothing is to be saved yet. Enter in
// the field that finds presses the button that saves, so a form with nothing else in it finds.
func (s *screens) picked(r *httpd.Request, a *answering) (again bool, err error) {
	form := &a.form
	empty := strings.TrimSpace(form.Markdown) == "" && len(form.Sections)+len(form.Outside) == 0
	switch {
	case r.Field("add") != "":
		page, anchor, _ := strings.Cut(r.Field("add"), "#")
		id, err := strconv.ParseInt(page, 10, 64)
		if err != nil || id <= 0 {
			return true, content.Errorf(content.Invalid, "That is no section. Nothing was added, and nothing you typed is lost.").On("find")
		}
		add(form, themes.PickedSection{PageID: id, Anchor: anchor})
		return true, nil
	case r.PostForm.Has("remove"):
		if i, err := strconv.Atoi(r.Field("remove")); err == nil && i >= 0 && i < len(form.Sections) {
			form.Sections = append(form.Sections[:i:i], form.Sections[i+1:]...)
		}
		return true, nil
	case r.PostForm.Has("mark"):
		return true, s.markSentence(r, form)
	}
	return r.Field("action") == "find" || empty && form.Find != "", nil
}

// markSentence quotes a sentence of a linked section: mark=INDEX#N.
func (s *screens) markSentence(r *httpd.Request, form *themes.AnswerForm) error {
	var i, n int
	if read, _ := fmt.Sscanf(r.Field("mark"), "%d#%d", &i, &n); read != 2 || i < 0 || n < 0 || i >= len(form.Sections) {
		return nil // the form comes again as it is
	}
	p := &form.Sections[i]
	_, section, found, err := s.section(r, wiki.PageID(p.PageID), p.Anchor)
	if err != nil || !found {
		return err
	}
	if all := sentences(section.Text); n < len(all) {
		p.Quote = all[n]
	}
	return nil
}

// maxSentences bounds how many sentences of a section are offered.
const maxSentences = 60

// sentences are those of a section that can be quoted.
func sentences(text string) []string {
	var all []string
	for _, s := range content.Sentences(text) {
		if one := text[s.Start:s.End]; len(all) < maxSentences && len(one) <= 2000 && strings.ContainsFunc(one, letterOrDigit) {
			all = append(all, one)
		}
	}
	return all
}

// answerAt is the address of a page at a section, where a sentence can be selected for an answer.
func answerAt(q qa.QuestionID, page wiki.Page, anchor string) string {
	address := page.URL() + "?answer=" + strconv.FormatInt(int64(q), 10)
	if anchor != "" {
		address += "#" + url.PathEscape(anchor)
	}
	return address
}
