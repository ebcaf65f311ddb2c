package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
)

// wordFile is a text document of two pages.
func wordFile(t testing.TB, first, second string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p>
<w:p><w:r><w:lastRenderedPageBreak/><w:t>%s</w:t></w:r></w:p></w:body></w:document>`, first, second)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// foundFile is a result that is a file.
type foundFile struct {
	Kind, Title, Heading, URL string
	Snippet                   string `json:"snippet_html"`
	ShownOn                   []struct {
		ID    int64
		Title string
	} `json:"shown_on"`
}

// filesWith searches files.
func (s *server) filesWith(words string) []foundFile {
	s.t.Helper()
	var found struct{ Results []foundFile }
	s.call(http.MethodGet, "/api/v1/search?kind=attachment&q="+url.QueryEscape(words), nil, http.StatusOK, &found)
	return found.Results
}

// putFile adds a file to a page.
func (s *server) putFile(page int64, name string, body []byte) {
	s.t.Helper()
	up := s.upload(fmt.Sprintf("/api/v1/attachments?page=%d&name=%s", page, url.QueryEscape(name)), len(body))
	up.write(string(body))
	if status, text := up.answer(); status != http.StatusCreated {
		s.t.Fatalf("%s: %d %s", name, status, text)
	}
}

// as is the server as somebody else asks it.
func (s *server) as(token string) *server {
	other := *s
	other.token = token
	return &other
}

// TestFindFiles follows a file from its upload: it is found by its text and its name, at its place, by
// those who may read a page that shows it, and by nobody while that page is in the trash.
func TestFindFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	token := newAdmin(t, dir)
	mustDocent(t, "user", "add", "Bo", "--email", "bo@example.org", "--role", "member", "--data", dir)
	bo := strings.TrimSpace(mustDocent(t, "token", "create", "--user", "bo@example.org", "--label", "test", "--scope", "read", "--data", dir))
	s := serve(t, dir)
	s.token = token
	s.call(http.MethodPost, "/api/v1/spaces", map[string]string{"slug": "secret", "name": "Secret", "visibility": "private"}, http.StatusCreated, nil)
	s.call(http.MethodPost, "/api/v1/spaces", map[string]string{"slug": "team", "name": "Team"}, http.StatusCreated, nil)
	var page struct {
		ID       int64
		Revision int
	}
	s.call(http.MethodPost, "/api/v1/pages", map[string]string{"space": "secret", "title": "Voyage", "markdown": "Our ship.\n"}, http.StatusCreated, &page)
	s.putFile(page.ID, "KayakPlan_2026.docx", wordFile(t, "A preface about paddles.", "The zeppelin leaves at noon."))
	within(t, "the text is found", patience, func() bool { return len(s.filesWith("zeppelin")) == 1 })

	hit := s.filesWith("zeppelin noon")[0]
	if hit.Kind != "attachment" || hit.Title != "KayakPlan_2026.docx" || hit.Heading != "page 2" || !strings.HasPrefix(hit.URL, "/a/") ||
		!strings.Contains(hit.Snippet, "<mark>zeppelin</mark>") || len(hit.ShownOn) != 1 || hit.ShownOn[0].Title != "Voyage" {
		t.Errorf("found: %+v", hit)
	}
	for _, words := range []string{"kayak plan", "KayakPlan_2026.docx", "paddles"} {
		if found := s.filesWith(words); len(found) != 1 {
			t.Errorf("%q finds %+v", words, found)
		}
	}
	if found := s.as(bo).filesWith("zeppelin"); len(found) != 0 {
		t.Errorf("somebody who may not read the page finds %+v", found)
	}

	// A page that everybody reads shows the file, then no longer.
	var open struct {
		ID       int64
		Revision int
	}
	s.call(http.MethodPost, "/api/v1/pages", map[string]string{"space": "team", "title": "For all", "markdown": "[Plan](" + hit.URL + ")\n"}, http.StatusCreated, &open)
	within(t, "readers of the other page find it", patience, func() bool {
		found := s.as(bo).filesWith("zeppelin")
		return len(found) == 1 && len(found[0].ShownOn) == 1 && found[0].ShownOn[0].Title == "For all"
	})
	if found := s.filesWith("zeppelin"); len(found) != 1 || len(found[0].ShownOn) != 2 {
		t.Errorf("who reads both pages finds %+v", found)
	}
	s.call(http.MethodPut, fmt.Sprintf("/api/v1/pages/%d", open.ID), map[string]any{"base_revision": open.Revision, "markdown": "No plan.\n"}, http.StatusOK, nil)
	s.ready()
	if found := s.as(bo).filesWith("zeppelin"); len(found) != 0 {
		t.Errorf("after the link is gone: %+v", found)
	}

	s.call(http.MethodDelete, fmt.Sprintf("/api/v1/pages/%d", page.ID), nil, http.StatusNoContent, nil)
	s.ready()
	if found := s.filesWith("zeppelin"); len(found) != 0 {
		t.Errorf("a file of a page in the trash is found: %+v", found)
	}
	s.call(http.MethodPost, fmt.Sprintf("/api/v1/pages/%d/restore", page.ID), nil, http.StatusOK, nil)
	s.ready()
	if found := s.filesWith("zeppelin"); len(found) != 1 || found[0].Heading != "page 2" {
		t.Errorf("after the page was restored: %+v", found)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, s.talk)
	}
	checkIndex(t, dir)
}

// TestKillWhileReadingFiles kills a server that has files to read: the next one goes on.
func TestKillWhileReadingFiles(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	token := newAdmin(t, dir)
	s := serveProcess(t, dir)
	s.token = token
	var page struct{ ID int64 }
	s.call(http.MethodPost, "/api/v1/pages", map[string]string{"space": "help", "title": "Files", "markdown": "Many.\n"}, http.StatusCreated, &page)
	const files = 12
	for i := range files {
		s.putFile(page.ID, fmt.Sprintf("note-%d.docx", i), wordFile(t, fmt.Sprintf("Preface %d.", i), "The zeppelin leaves."))
	}
	const read = "SELECT COUNT(*) FROM extracts WHERE state = 'read'"
	within(t, "some files are read", patience, func() bool { return count(t, dir, read) > 0 })
	s.kill()
	t.Logf("killed after %d of %d files", count(t, dir, read), files)

	again := serveProcess(t, dir)
	again.token = token
	within(t, "all files are read", patience, func() bool { return count(t, dir, read) == files })
	again.ready()
	if found := again.filesWith("zeppelin"); len(found) != files {
		t.Errorf("%d files are found, wanted %d", len(found), files)
	}
	if code := again.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, again.talk)
	}
	checkIndex(t, dir)
}

// reader is this program, reading files under limits.
func reader(t testing.TB, limit time.Duration, memory int64) filetext.Process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return filetext.Process{Command: []string{program, "extract"}, Time: limit, Memory: memory}
}

// TestReaderIsLimited gives the process that reads files more than it may take.
func TestReaderIsLimited(t *testing.T) {
	t.Parallel()
	large := wordFile(t, strings.Repeat("x ", 100), strings.Repeat("<w:t>word </w:t>", 9<<20/8)) // 18 MB of XML
	for _, test := range []struct {
		name   string
		limit  time.Duration
		memory int64
		file   string
		body   []byte
		reason string // "" where it is read
	}{
		{"enough of both", time.Minute, 512 << 20, "a.docx", wordFile(t, "one", "two"), ""},
		{"too little time", 200 * time.Millisecond, 512 << 20, "a.docx", large, "takes longer than 200ms"},
		{"too little memory", time.Minute, 16 << 20, "a.xlsx", sharedBomb(t), "more than 16 MB of memory"},
		{"damaged", time.Minute, 512 << 20, "a.docx", []byte("PK\x03\x04 no archive"), "damaged"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text, err := reader(t, test.limit, test.memory).Read(t.Context(), wiki.Attachment{Name: test.file, Type: "application/zip"}, bytes.NewReader(test.body))
			var told *content.Error
			switch {
			case test.reason == "":
				if err != nil || len(text.Parts) != 2 || text.Parts[1].Text != "two" {
					t.Errorf("%+v %v", text, err)
				}
			case !errors.As(err, &told) || !strings.Contains(told.Text, test.reason):
				t.Errorf("%v, wanted %q", err, test.reason)
			}
		})
	}
}

// sharedBomb is a workbook whose texts take far more memory than its file.
func sharedBomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/workbook.xml": `<workbook><sheets><sheet name="A"/></sheets></workbook>`, "xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>"+strings.Repeat("a", 1000)+"</t></si>", 100_000) + "</sst>",
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestReaderOfHandbook reads every document of a real handbook as the server does.
func TestReaderOfHandbook(t *testing.T) {
	t.Parallel()
	documents := map[string]bool{".pdf": true, ".docx": true, ".xlsx": true, ".pptx": true, ".odt": true, ".csv": true}
	read, parts := 0, 0
	var taken time.Duration
	err := filepath.WalkDir(handbook18F.folder(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !documents[strings.ToLower(filepath.Ext(path))] {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		begun := time.Now()
		text, err := reader(t, time.Minute, 512<<20).Read(t.Context(), wiki.Attachment{Name: path, Type: http.DetectContentType(body)}, bytes.NewReader(body))
		taken += time.Since(begun)
		if err != nil || len(text.Parts) == 0 {
			t.Errorf("%s: %d parts, %v", path, len(text.Parts), err)
		}
		read++
		parts += len(text.Parts)
		return nil
	})
	if err != nil || read == 0 {
		t.Fatal(read, err)
	}
	t.Logf("%d files, %d parts, %v a file", read, parts, (taken / time.Duration(read)).Round(time.Millisecond))
}
