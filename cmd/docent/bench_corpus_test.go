package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/backup"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

// corpus is a real handbook that the acceptance tests and the benchmarks import.
type corpus struct {
	name    string
	archive string // in the folder corpora of DOCENT_SHARED
	pages   int    // Markdown files
}

var (
	handbook18F = corpus{name: "handbook", archive: "18f-handbook.tar.gz", pages: 247}
	powershell  = corpus{name: "powershell", archive: "powershell-docs.tar.xz", pages: 2996}
	corpora     = []corpus{handbook18F, powershell}
)

// sharedDir is the folder with the corpora and question sets.
func sharedDir(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("DOCENT_SHARED")
	if dir == "" {
		// Not a failure even where everything runs: the project tests itself without the corpora.
		t.Skip("DOCENT_SHARED is not set: it names the folder with the corpora and question sets")
	}
	return dir
}

// missing skips a test that lacks what it needs; where everything has to run it fails.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("DOCENT_TEST_ALL") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// folder unpacks the corpus for one test.
func (c corpus) folder(t testing.TB) string {
	t.Helper()
	archive, dir := filepath.Join(sharedDir(t), "corpora", c.archive), t.TempDir()
	file, err := os.Open(archive)
	must(t, err)
	defer file.Close()
	if strings.HasSuffix(archive, ".xz") {
		must(t, unpackXZ(t, file, dir))
		return dir
	}
	zip, err := gzip.NewReader(file)
	must(t, err)
	must(t, untar(zip, dir))
	return dir
}

// unpackXZ pipes an archive through xz: the standard library cannot read it, and a module for one
// test would be one more to trust.
func unpackXZ(t testing.TB, archive io.Reader, dir string) error {
	t.Helper()
	xz, err := exec.LookPath("xz")
	if err != nil {
		missing(t, "the program xz is not installed: the larger corpus cannot be unpacked")
	}
	cmd := exec.CommandContext(t.Context(), xz, "-dc")
	cmd.Stdin = archive
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	err = untar(out, dir)
	if err == nil {
		_, err = io.Copy(io.Discard, out)
	}
	return errors.Join(err, cmd.Wait())
}

func untar(archive io.Reader, dir string) error {
	for r := tar.NewReader(archive); ; {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if head.Typeflag != tar.TypeReg || !filepath.IsLocal(head.Name) {
			continue
		}
		to := filepath.Join(dir, filepath.FromSlash(head.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			return err
		}
	}
}

// markdownFiles are the paths of all pages below a folder, relative to it.
func markdownFiles(t testing.TB, dir string) (paths []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".md") {
			rel, _ := filepath.Rel(dir, path)
			paths = append(paths, filepath.ToSlash(rel))
		}
		return err
	}))
	return paths
}

// openWhole opens a data directory with its index, as a server does.
func openWhole(t testing.TB, dir string) *app {
	t.Helper()
	sqldbtest.Seed(t, filepath.Join(dir, backup.Database))
	a, err := openApp(t.Context(), &globals{Data: dir, console: console{out: io.Discard, err: io.Discard}}, newOrExisting)
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	must(t, a.openIndex())
	return a
}

// importFolder imports a folder into a space.
func (a *app) importFolder(t testing.TB, dir, space string) wiki.Report {
	t.Helper()
	source, err := importer.Open(dir)
	must(t, err)
	defer source.Close()
	report, err := a.wiki.Import(t.Context(), wiki.Operator(), wiki.ImportRequest{Source: source, Space: space})
	must(t, err)
	return report
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
