package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/docent-wiki/docent/"

// floors are the folders of the house, the lowest first. A folder imports only folders to its left.
var floors = []string{"content", "themes", "wiki", "search", "qa", "cmd"}

func TestHouse(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() && inside != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, filepath.ToSlash(inside), imported, spec.Name != nil && spec.Name.Name != "_")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImport(t *testing.T, file, imported string, aliased bool) {
	t.Helper()
	if strings.HasPrefix(imported, "github.com/blevesearch/bleve") && !talksToBleve(file) {
		t.Errorf("%s imports %s: only the files search/index*.go talk to Bleve", file, imported)
	}
	own, ours := strings.CutPrefix(imported, module)
	if !ours {
		return
	}
	if aliased {
		t.Errorf("%s imports %s under another name", file, own)
	}
	from, to := floorOf(file), floorOf(own)
	switch {
	case from < 0:
		t.Errorf("%s stands on no floor of the house", file)
	case to > from:
		t.Errorf("%s imports %s, which stands above it", file, own)
	}
}

// talksToBleve says whether a file may know the engine. Benchmarks compare with the library itself.
func talksToBleve(file string) bool {
	folder, name := path.Split(file)
	bench := strings.HasPrefix(name, "bench_") && strings.HasSuffix(name, "_test.go")
	return folder == "search/" && strings.HasPrefix(name, "index") || bench
}

func floorOf(path string) int {
	top, _, _ := strings.Cut(path, "/")
	return slices.Index(floors, top)
}
