package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
)

// wantError checks that err is for a person, of a kind, and says what it must.
func wantError(t *testing.T, err error, kind content.Kind, says string) {
	t.Helper()
	var e *content.Error
	if !errors.As(err, &e) || e.Kind != kind || !strings.Contains(e.Text, says) {
		t.Fatalf("error %v, want %s with %q", err, kind, says)
	}
}

// zipFile writes a zip of the given entries in their order.
func zipFile(t *testing.T, entries ...zip.FileHeader) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.zip")
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := range entries {
		f, err := w.CreateHeader(&entries[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte("# " + entries[i].Comment)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), os.WriteFile(name, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "plain.txt")
	if err := os.WriteFile(plain, []byte("not a zip"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path string
		kind       content.Kind
		says       string
	}{
		{"nothing", filepath.Join(dir, "absent"), content.NotFound, "There is nothing at"},
		{"no zip", plain, content.Invalid, "neither a folder nor a zip"},
		{"device", os.DevNull, content.Invalid, "neither a folder nor a zip"},
		{"dots", zipFile(t, zip.FileHeader{Name: "a/../../evil.md"}), content.Invalid, "leads out"},
		{"backslash dots", zipFile(t, zip.FileHeader{Name: `a\..\..\evil.md`}), content.Invalid, "leads out"},
		{"absolute", zipFile(t, zip.FileHeader{Name: "/etc/passwd.md"}), content.Invalid, "leads out"},
		{"drive", zipFile(t, zip.FileHeader{Name: `C:\evil.md`}), content.Invalid, "leads out"},
		{"network", zipFile(t, zip.FileHeader{Name: `\\host\evil.md`}), content.Invalid, "leads out"},
		{"twice", zipFile(t, zip.FileHeader{Name: "a.md"}, zip.FileHeader{Name: "a.md"}), content.Invalid, "two files named"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := Open(test.path)
			if err == nil {
				_ = s.Close()
			}
			wantError(t, err, test.kind, test.says)
			if !strings.Contains(err.Error(), test.path) {
				t.Errorf("%v does not name %s", err, test.path)
			}
		})
	}
}

// bomb is a zip of one entry that unpacks to n zero bytes.
func bomb(t *testing.T, names []string, n int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bomb.zip")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := zip.NewWriter(out)
	zeros := make([]byte, 1<<20)
	for _, name := range names {
		f, err := w.Create(name)
		for left := n; left > 0 && err == nil; left -= int64(len(zeros)) {
			_, err = f.Write(zeros[:min(left, int64(len(zeros)))])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestZipBombs(t *testing.T) {
	t.Run("one large entry", func(t *testing.T) {
		_, err := Open(bomb(t, []string{"a.png"}, 12<<20))
		wantError(t, err, content.TooLarge, "would unpack to more than 200 times")
	})
	t.Run("many entries", func(t *testing.T) {
		var names []string
		for i := range 20 {
			names = append(names, fmt.Sprintf("%d.png", i))
		}
		_, err := Open(bomb(t, names, 600<<10))
		wantError(t, err, content.TooLarge, "would unpack to more than 200 times")
	})
	t.Run("overlapping entries", func(t *testing.T) {
		_, err := Open(overlapping(t))
		wantError(t, err, content.Invalid, "overlap")
	})
	t.Run("a false size", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "liar.zip")
		if err := os.WriteFile(path, liar(t), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path)
		if err != nil {
			return // refused at once: good too
		}
		defer func() { _ = s.Close() }()
		s.limits.markdown = 1000
		if tally, err := s.Scan(context.Background()); err != nil || tally.Pages != 0 || len(s.Warnings()) != 1 {
			t.Errorf("tally %+v, error %v, warnings %v", tally, err, s.Warnings())
		}
	})
	t.Run("too many entries", func(t *testing.T) {
		lim := standard
		lim.entries = 3
		_, err := openZip(bomb(t, []string{"1.md", "2.md", "3.md", "4.md"}, 1), lim)
		wantError(t, err, content.TooLarge, "holds 4 entries")
	})
	t.Run("password", func(t *testing.T) {
		_, err := Open(zipFile(t, zip.FileHeader{Name: "a.md", Flags: encryptedFlag}))
		wantError(t, err, content.Invalid, "password")
	})
}

// overlapping is a zip whose directory lists the same packed bytes under two names.
func overlapping(t *testing.T) string {
	t.Helper()
	name := zipFile(t, zip.FileHeader{Name: "a.md"}, zip.FileHeader{Name: "b.md"})
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(raw, []byte("PK\x01\x02")) // the second entry of the directory
	copy(raw[at+42:at+46], []byte{0, 0, 0, 0})       // now begins where the first does
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// liar is a zip whose entry says that it is small.
func liar(t *testing.T) []byte {
	t.Helper()
	text := bytes.Repeat([]byte("x"), 100_000)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: "a.md", Method: zip.Store, CRC32: crc32.ChecksumIEEE(text), CompressedSize64: uint64(len(text)), UncompressedSize64: 10,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZipIsReadAsItsFolder(t *testing.T) {
	link := zip.FileHeader{Name: "link.md"}
	link.SetMode(fs.ModeSymlink | 0o777)
	s, err := Open(zipFile(t,
		zip.FileHeader{Name: `sub\win.md`, Comment: "Windows"}, zip.FileHeader{Name: "sub/index.md", Comment: "Sub"},
		zip.FileHeader{Name: "gr\x81n.md", NonUTF8: true, Comment: "Umlaut"}, link, zip.FileHeader{Name: "__MACOSX/._a.md"}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	want := "Sub [sub/index.md]\n  Windows [sub/win.md]\nUmlaut [grün.md]\n"
	if diff := cmp.Diff(want, outline(t, s)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"link.md:0: is a symbolic link and was left out"}, warnings(s)); diff != "" {
		t.Error(diff)
	}
}

func TestFolderIsNotLeft(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{dir + "/a.md": "# A", outside + "/secret.md": "# Secret"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"out": outside, "loop": ".", "secret.md": outside + "/secret.md", "same.md": "a.md"} {
		if err := os.Symlink(to, filepath.Join(dir, from)); err != nil {
			t.Skipf("symbolic links cannot be made here: %v", err)
		}
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if diff := cmp.Diff("A [a.md]\n", outline(t, s)); diff != "" {
		t.Error(diff)
	}
	if w := s.Warnings(); len(w) != 4 || w[0].Text != "is a symbolic link and was left out" {
		t.Errorf("warnings %v", w)
	}
	if f, err := s.fsys.Open("secret.md"); err == nil {
		_ = f.Close()
		t.Error("a link out of the folder could be followed")
	}
}

func TestEncodings(t *testing.T) {
	tests := []struct {
		name, raw, want, says string
	}{
		{"UTF-8", "# Grün", "# Grün", ""},
		{"byte order mark is kept", "\ufeff# A\r\n", "\ufeff# A\r\n", ""},
		{"UTF-16 little", "\xff\xfe#\x00 \x00G\x00\xfc\x00", "# Gü", "converted from UTF-16"},
		{"UTF-16 big", "\xfe\xff\x00#\x00 \x00G\x00\xfc", "# Gü", "converted from UTF-16"},
		{"Latin-1", "# Gr\xfcn", "# Grün", "Windows-1252"},
		{"Windows-1252", "\x93quoted\x94 \x80", "“quoted” €", "Windows-1252"},
		{"NUL", "# A\x00", "", "is not text"},
		{"half of a UTF-16 character", "\xff\xfe\x00\xd8", "", "is not text"},
		{"picture", "\x89PNG\r\n\x1a\n\x01\x02\x03\x04\x05\x06", "", "is not text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := New(files(map[string]string{"a.md": test.raw}))
			got, n := "", 0
			for p, err := range s.Pages(context.Background()) {
				if err != nil {
					t.Fatal(err)
				}
				got, n = p.Source, n+1
			}
			if got != test.want || n == 0 != (test.want == "") {
				t.Errorf("%d pages, source %q, want %q", n, got, test.want)
			}
			if w := strings.Join(warnings(s), "\n"); !strings.Contains(w, test.says) || (test.says == "") != (w == "") {
				t.Errorf("warnings %q, want %q", w, test.says)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	s := New(fstest.MapFS{
		"big.md": {Data: make([]byte, 11<<20)}, "ok.md": {Data: []byte("# Ok\n" + strings.Repeat("word ", 1<<20))},
		"big.png": {Data: make([]byte, 101<<20)}, "ok.png": {Data: make([]byte, 11<<20)},
	})
	tally, err := s.Scan(context.Background())
	if err != nil || tally.Pages != 1 || tally.Files != 1 {
		t.Fatalf("tally %+v, error %v", tally, err)
	}
	want := []string{"big.md:0: is 11 MB large and was left out; the limit is 10 MB", "big.png:0: is 101 MB large and was left out; the limit is 100 MB"}
	if diff := cmp.Diff(want, warnings(s)); diff != "" {
		t.Error(diff)
	}

	s = New(files(map[string]string{"a.md": "12345", "b.md": "12345"}))
	s.limits.total = 9
	_, err = s.Scan(context.Background())
	wantError(t, err, content.TooLarge, "larger than 9 bytes together")

	many := fstest.MapFS{}
	for i := range 40 {
		many[fmt.Sprintf("d%d/%d.md", i%10, i)] = &fstest.MapFile{}
	}
	s = New(many)
	s.limits.entries = 49 // 40 files in 10 folders
	_, err = s.Scan(context.Background())
	wantError(t, err, content.TooLarge, "more than 49 files")
}

func TestHundredThousandEntries(t *testing.T) {
	if testing.Short() {
		t.Skip("long")
	}
	many := fstest.MapFS{}
	for i := range standard.entries - 100 {
		many[fmt.Sprintf("d%d/%d.md", i%100, i)] = &fstest.MapFile{Data: []byte("# T")}
	}
	start, n := time.Now(), 0
	for _, err := range New(many).Pages(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != standard.entries {
		t.Errorf("%d pages", n)
	}
	t.Logf("%d pages in %v", n, time.Since(start))
}

// failing is a file system in which some files cannot be opened or break off while read.
type failing struct {
	fstest.MapFS
	open, read string
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.open {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	file, err := f.MapFS.Open(name)
	if name == f.read {
		return breaking{file}, err
	}
	return file, err
}

type breaking struct{ fs.File }

func (breaking) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func TestUnreadableFilesAreNamed(t *testing.T) {
	fsys := failing{files(map[string]string{"a.md": "# A", "b.md": "# B", "c.md": "# C", "d.png": "d"}), "a.md", "b.md"}
	s := New(fsys)
	if diff := cmp.Diff("C [c.md]\n", outline(t, s)); diff != "" {
		t.Error(diff)
	}
	want := []string{"a.md:0: cannot be read and was left out", "b.md:0: cannot be read and was left out"}
	if diff := cmp.Diff(want, warnings(s)); diff != "" {
		t.Error(diff)
	}
}

func TestFilesAreStreamed(t *testing.T) {
	s := New(files(map[string]string{
		"a.md": "# A", "img/x.PNG": "png", "doc.pdf": "pdf", "data.yml": "x", "s.js": "x", "page.html": "x", "odd.xyz": "x",
		".hidden": "x", ".git/config.txt": "x", "node_modules/m/README.md": "x",
	}))
	got := map[string]string{}
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		got[f.Path] = fmt.Sprintf("%s %d %s", raw, r.Size(), r.SHA256()[:8])
	}
	if diff := cmp.Diff(map[string]string{"doc.pdf": "pdf 3 c35b21d6", "img/x.PNG": "png 3 8f8cbb7d"}, got); diff != "" {
		// The sums are those of `printf pdf | sha256sum` and `printf png | sha256sum`.
		t.Error(diff)
	}
	want := []string{
		":0: 1 HTML and MDX pages were not imported", ":0: 1 data and configuration files were not imported",
		":0: 1 files of a kind that a wiki does not keep were not imported", ":0: 1 scripts, styles and templates were not imported",
	}
	if diff := cmp.Diff(want, warnings(s)); diff != "" {
		t.Error(diff)
	}
}

func TestAttachmentThatGrowsIsCutOff(t *testing.T) {
	s := New(files(map[string]string{"a.png": "12345"}))
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		f.limit = 4
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.ReadAll(r)
		wantError(t, err, content.TooLarge, "a.png is larger than 4 bytes")
		_ = r.Close()
	}
}

// The readers end with the loop, whether it ends early or is cancelled: synctest.Test fails while a
// goroutine is left.
func TestReadersEnd(t *testing.T) {
	m := fstest.MapFS{}
	for i := range 100 {
		m[fmt.Sprintf("%d.md", i)] = &fstest.MapFile{Data: []byte("# T")}
	}
	synctest.Test(t, func(t *testing.T) {
		for range New(m).Pages(t.Context()) {
			break
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last error
		n := 0
		for _, err := range New(m).Pages(ctx) {
			if n++; n == 10 {
				cancel()
			}
			last = err
		}
		if !errors.Is(last, context.Canceled) || n > 10+ahead+3 {
			t.Errorf("%d pages after cancelling, last error %v", n, last)
		}
	})
}
