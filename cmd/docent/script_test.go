package main

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	_ "modernc.org/sqlite"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki/backup"
)

// TestScript runs testdata/script/*.txtar: each command as a person uses it, in this process.
//
//	docent [<FILE] ARGS…   must end with 0; with ! in front, with 1 and one line that says why
//	misuse ARGS…           must end with 2
//	keep NAME              puts what was printed into $NAME
//	serve                  starts a server on $DOCENT_DATA; $URL is its address
//	stop                   stops it
//	zipped ZIP DIR         packs a folder
//	flip FILE, cut FILE    damages a file in its middle, halves it
//	newer DIR              gives a data directory a schema from the future
//	solved DIR N           writes an export of N questions, asked twice, that sections answer which name
//	                       what is asked about in their text, while the titles of other pages do
//	taken NAME             listens on a port and puts its address into $NAME
//
// Paths on a command line start with $WORK, because the process has one working directory.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("DOCENT_DATA", env.WorkDir+"/data")
			env.Values[testOf{}], env.Values[serverOf{}] = env.T(), &serverOf{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"docent": scriptDocent, "misuse": scriptMisuse, "keep": scriptKeep, "serve": scriptServe, "stop": scriptStop,
			"zipped": scriptZipped, "flip": scriptFlip, "cut": scriptCut, "newer": scriptNewer, "taken": scriptTaken,
			"solved": scriptSolved,
		},
	})
}

// scriptRun runs the program with the script's environment: where the data lies, and which server.
func scriptRun(ts *testscript.TestScript, args []string) (code int, talk string) {
	in := ""
	if len(args) > 0 && strings.HasPrefix(args[0], "<") {
		in, args = ts.ReadFile(args[0][1:]), args[1:]
	}
	if !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--data") }) {
		args = append(slices.Clip(args), "--data", ts.Getenv("DOCENT_DATA"))
	}
	var out, err bytes.Buffer
	code = run(context.Background(), args, console{in: strings.NewReader(in), out: &out, err: &err})
	_, _ = ts.Stdout().Write(out.Bytes())
	_, _ = ts.Stderr().Write(err.Bytes())
	return code, err.String()
}

func scriptDocent(ts *testscript.TestScript, neg bool, args []string) {
	code, talk := scriptRun(ts, args)
	want := exitDone
	if neg {
		want = exitFailed
	}
	if code != want {
		ts.Fatalf("exit code %d, wanted %d: %s", code, want, talk)
	}
	if text, ok := strings.CutSuffix(talk, "\n"); neg && (!ok || strings.Contains(text, "\n") || !strings.HasPrefix(text, "docent: ")) {
		ts.Fatalf("a failure is told in one line, not with %q", talk)
	}
}

func scriptMisuse(ts *testscript.TestScript, _ bool, args []string) {
	if code, talk := scriptRun(ts, args); code != exitUsage || !strings.HasPrefix(talk, "docent: ") {
		ts.Fatalf("exit code %d, wanted %d: %s", code, exitUsage, talk)
	}
}

func scriptKeep(ts *testscript.TestScript, _ bool, args []string) {
	text, ok := strings.CutSuffix(ts.ReadFile("stdout"), "\n")
	if !ok || text == "" || strings.ContainsAny(text, "\n ") {
		ts.Fatalf("wanted one word alone on a line, got %q", ts.ReadFile("stdout"))
	}
	ts.Setenv(args[0], text)
}

// testOf is the key of the test that a script runs in; serverOf of the server that it started.
type (
	testOf   struct{}
	serverOf struct{ server *server }
)

func scriptServe(ts *testscript.TestScript, _ bool, args []string) {
	s := serve(ts.Value(testOf{}).(testing.TB), ts.Getenv("DOCENT_DATA"), args...)
	ts.Value(serverOf{}).(*serverOf).server = s
	ts.Setenv("URL", s.url)
	ts.Setenv("LISTEN", strings.TrimPrefix(s.url, "http://"))
	s.ready()
}

func scriptStop(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value(serverOf{}).(*serverOf).server
	if code := s.stop(); code != exitDone {
		ts.Fatalf("the server ended with code %d:\n%s", code, s.talk)
	}
}

func scriptZipped(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	w := zip.NewWriter(file)
	ts.Check(w.AddFS(os.DirFS(ts.MkAbs(args[1]))))
	ts.Check(w.Close())
}

func scriptFlip(ts *testscript.TestScript, _ bool, args []string) {
	damage(ts, args[0], func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
}

func scriptCut(ts *testscript.TestScript, _ bool, args []string) {
	damage(ts, args[0], func(b []byte) []byte { return b[:len(b)/2] })
}

func damage(ts *testscript.TestScript, file string, how func([]byte) []byte) {
	path := ts.MkAbs(file)
	text, err := os.ReadFile(path)
	ts.Check(err)
	ts.Check(os.WriteFile(path, how(text), 0o600))
}

func scriptNewer(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0])+"/"+backup.Database)
	ts.Check(err)
	defer db.Close()
	_, err = db.ExecContext(context.Background(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
	ts.Check(err)
}

func scriptTaken(ts *testscript.TestScript, _ bool, args []string) {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

func scriptSolved(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	dir, m := ts.MkAbs(args[0]), importer.NewManifest()
	m.Spaces = []importer.ManifestSpace{{Slug: "team", Name: "Team"}}
	write := func(path, text string) {
		path = filepath.Join(dir, path)
		ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
		ts.Check(os.WriteFile(path, []byte(text), 0o600))
	}
	for i := range n {
		thing := fmt.Sprintf("z%crb%cx k%cl%cm", "aeiou"[i%5], "aeiou"[i/5%5], "aeiou"[i/25%5], "aeiou"[i%5])
		page := fmt.Sprintf("store-%d.md", i)
		write(page, fmt.Sprintf("# Store %d\n\nEverything has its place.\n\n## Shelf\n\nOn the left lies the %s, beside the door.\n", i, thing))
		write(fmt.Sprintf("news-%d.md", i), fmt.Sprintf("# %s\n\nThere is nothing to say of this yet.\n", thing))
		var text strings.Builder
		ts.Check(importer.WriteQuestion(&text, importer.Question{
			ID: int64(i + 1), Title: "Where is the " + thing + "?", State: "answered", Wordings: []string{"place of our " + thing},
			Answers: []importer.Answer{{ID: int64(i + 1), Canonical: true, Links: []importer.AnswerLink{{Page: page, Anchor: "shelf"}}}},
		}))
		file := importer.ManifestQuestion{ID: int64(i + 1), Path: fmt.Sprintf("questions/%d.md", i+1), Space: "team"}
		write(file.Path, text.String())
		m.Questions = append(m.Questions, file)
	}
	text, err := json.Marshal(m)
	ts.Check(err)
	write(importer.ManifestName, string(text))
}
