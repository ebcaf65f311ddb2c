package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// endless is a file system with one attachment of a given size that stands nowhere in memory.
type endless struct {
	fstest.MapFS
	size int64
}

type endlessFile struct {
	fs.File
	left, size int64
}

type endlessInfo struct {
	fs.FileInfo
	size int64
}

func (i endlessInfo) Size() int64 { return i.size }

func (f *endlessFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return endlessInfo{info, f.size}, err
}

func (f *endlessFile) Read(p []byte) (int, error) {
	if f.left == 0 {
		return 0, io.EOF
	}
	n := int(min(int64(len(p)), f.left))
	f.left -= int64(n)
	return n, nil
}

func (e endless) Open(name string) (fs.File, error) {
	f, err := e.MapFS.Open(name)
	if err == nil && strings.HasSuffix(name, ".mp4") {
		f = &endlessFile{f, e.size, e.size}
	}
	return f, err
}

func TestAttachmentsDoNotStandInMemory(t *testing.T) {
	s := New(endless{files(map[string]string{"a.md": "# A", "film.mp4": ""}), standard.attachment})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var read int64
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		read += n
	}
	runtime.ReadMemStats(&after)
	if read != standard.attachment {
		t.Errorf("%d bytes read", read)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 2<<20 {
		t.Errorf("%s allocated while streaming", size(int64(grown)))
	}
}

// A large import holds a few pages at a time, not all of them.
func TestPagesDoNotStandInMemory(t *testing.T) {
	dir := t.TempDir()
	text := bytes.Repeat([]byte("word "), 200_000)
	for i := range 60 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i, ".md")), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	var most uint64
	n := 0
	for _, err := range s.Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n%10 == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	}
	if n != 60 || most > 30<<20 {
		t.Errorf("%d pages, at most %s of %s in memory", n, size(int64(most)), size(int64(n*len(text))))
	}
}

func TestFileThatVanishesEndsTheStream(t *testing.T) {
	fsys := files(map[string]string{"a.md": "# A", "b.md": "# B"})
	s := New(fsys)
	if _, err := s.Scan(context.Background()); err != nil {
		t.Fatal(err)
	}
	delete(fsys, "b.md")
	var last error
	n := 0
	for _, err := range s.Pages(context.Background()) {
		if last = err; err == nil {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d pages", n)
	}
	wantError(t, last, "busy", "b.md could not be read again")
}

// FuzzHead: no text makes the scan for titles panic or give more than a line.
func FuzzHead(f *testing.F) {
	f.Add("---\ntitle: x\n---\n# A [b](c) `d`\n")
	f.Add("```\n# no\n~~~\n```\nyes\n===\n<h1 x>y</h1>")
	f.Add("<h1>İİİİİİİİİİ</h1>") // grows when it is put in small letters
	f.Add("<h1 \x9a\x9a\x9a\x9a\x9a\x9a\x9a\x9a>x</h1>")
	f.Add("# \\\n#\t#\n<H1>é</h1>\n{#")
	f.Fuzz(func(t *testing.T, text string) {
		h := readHead(text)
		if strings.ContainsAny(h.title, "\n\r\x00") || strings.TrimSpace(h.title) != h.title {
			t.Errorf("title %q", h.title)
		}
	})
}

// FuzzZip: no file makes opening and reading a zip panic, hang, or give a path that leads out.
func FuzzZip(f *testing.F) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"a.md", "d/", "d/index.md", "p.png"} {
		e, err := w.Create(name)
		if err == nil && !strings.HasSuffix(name, "/") {
			_, err = e.Write([]byte("# T"))
		}
		if err != nil {
			f.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, raw []byte) {
		name := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(name)
		if err != nil {
			return
		}
		defer func() { _ = s.Close() }()
		start := time.Now()
		for p, err := range s.Pages(context.Background()) {
			if err == nil && !safePath(p.Path) {
				t.Errorf("page %q", p.Path)
			}
		}
		for f := range s.Files(context.Background()) {
			if r, err := f.Open(); err == nil {
				_, _ = io.Copy(io.Discard, r)
				_ = r.Close()
			}
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
