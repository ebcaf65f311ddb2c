package wikisql_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

func files(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			all = append(all, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const helloSum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

func TestBlobs(t *testing.T) {
	dir := t.TempDir()
	blobs, err := wikisql.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		sum, size, err := blobs.Put(t.Context(), strings.NewReader("hello"), 5)
		if err != nil || sum != helloSum || size != 5 {
			t.Fatal(sum, size, err)
		}
	}
	if diff := cmp.Diff([]string{"2c/f2/" + helloSum}, files(t, dir)); diff != "" {
		t.Error(diff)
	}
	r, err := blobs.Open(t.Context(), helloSum)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(1, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "ello" {
		t.Errorf("%q %v", got, err)
	}
}

func TestBlobsKeepNothingOfAFailure(t *testing.T) {
	dir := t.TempDir()
	blobs, err := wikisql.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	broken := errors.New("broken")
	for name, test := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		kind content.Kind
	}{
		"too large": {t.Context(), strings.NewReader("123456"), content.TooLarge},
		"broken":    {t.Context(), io.MultiReader(strings.NewReader("123"), iotest.ErrReader(broken)), ""},
		"ended":     {ended, strings.NewReader("123"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := blobs.Put(test.ctx, test.r, 5)
			var e *content.Error
			if err == nil || errors.As(err, &e) != (test.kind != "") || (e != nil && e.Kind != test.kind) {
				t.Errorf("%v", err)
			}
			if left := files(t, dir); len(left) > 0 {
				t.Errorf("%v is left", left)
			}
		})
	}
}

func TestBlobsOpenOnlySums(t *testing.T) {
	dir := t.TempDir()
	blobs, err := wikisql.OpenBlobs(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{"", "..", "../secret", helloSum, helloSum[:10], strings.Repeat("../", 20) + "etc", strings.Repeat("z", 64)} {
		_, err := blobs.Open(t.Context(), sum)
		var e *content.Error
		if !errors.As(err, &e) || e.Kind != content.NotFound {
			t.Errorf("%q: %v", sum, err)
		}
	}
}

func TestOpenBlobsClearsWhatIsOld(t *testing.T) {
	dir := t.TempDir()
	if _, err := wikisql.OpenBlobs(dir); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{"put-old": 48 * time.Hour, "put-new": time.Minute} {
		path := filepath.Join(dir, "tmp", name)
		if err := os.WriteFile(path, bytes.Repeat([]byte("x"), 10), 0o600); err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := wikisql.OpenBlobs(dir); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"tmp/put-new"}, files(t, dir)); diff != "" {
		t.Error(diff)
	}
}
