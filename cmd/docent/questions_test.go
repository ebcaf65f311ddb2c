package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestQuestionsTravel answers a question on a server, exports it, and reads the export into another
// directory, which then answers the same.
func TestQuestionsTravel(t *testing.T) {
	t.Parallel()
	dir, folder := filepath.Join(t.TempDir(), "data"), t.TempDir()
	writeFiles(t, folder, handbook)
	token := newAdmin(t, dir)
	mustDocent(t, "import", folder, "--space", "team", "--data", dir)
	s := serve(t, dir)
	s.token = token
	s.ready()
	const title = "What do I do when a release is broken?"
	var question, answer, list struct {
		ID    int64
		Items []struct {
			ID         int64
			SourcePath string `json:"source_path"`
		}
	}
	s.call(http.MethodGet, "/api/v1/pages?space=team", nil, http.StatusOK, &list)
	deploy := int64(0)
	for _, p := range list.Items {
		if p.SourcePath == "deploy.md" {
			deploy = p.ID
		}
	}
	s.call(http.MethodPost, "/api/v1/questions", map[string]string{"title": title, "space": "team"}, http.StatusCreated, &question)
	at := fmt.Sprintf("/api/v1/questions/%d", question.ID)
	s.call(http.MethodPost, at+"/answers", map[string]any{
		"markdown": "Roll it back.", "links": []map[string]any{{"page_id": deploy, "anchor": "rolling-back"}},
	}, http.StatusCreated, &answer)
	s.call(http.MethodPost, at+"/accept", map[string]any{"answer_id": answer.ID}, http.StatusOK, nil)
	s.ready()
	if out := mustDocent(t, "ask", title, "--url", s.url, "--token", token); !strings.Contains(out, "#rolling-back") {
		t.Errorf("a solved question is answered with %s", out)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d\n%s", code, s.talk)
	}
	const asks = "SELECT COUNT(*) FROM asks"
	asked := count(t, dir, asks)
	if asked != 1 {
		t.Errorf("%d asks were recorded, wanted 1", asked)
	}

	out := filepath.Join(t.TempDir(), "out")
	mustDocent(t, "export", out, "--space", "team", "--data", dir)
	if report := mustDocent(t, "eval", "--data", dir, "--json"); !strings.Contains(report, `"questions": 1`) {
		t.Errorf("the team's own questions: %s", report)
	}
	after := filepath.Join(t.TempDir(), "after")
	mustDocent(t, "export", after, "--space", "team", "--data", dir)
	if diff := cmp.Diff(files(t, out), files(t, after)); diff != "" {
		t.Errorf("evaluating changed something:\n%s", diff)
	}
	if n := count(t, dir, asks); n != asked {
		t.Errorf("evaluating recorded %d asks", n-asked)
	}

	other := filepath.Join(t.TempDir(), "other")
	newAdmin(t, other) // accounts do not travel; whoever has one under the same address is the author again
	mustDocent(t, "import", out, "--space", "team", "--data", other)
	again := filepath.Join(t.TempDir(), "again")
	mustDocent(t, "export", again, "--space", "team", "--data", other)
	want, have := files(t, out), files(t, again)
	delete(want, "docent.json") // it says when the pages were made, which is later there
	delete(have, "docent.json")
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("an export and its import are not the same:\n%s", diff)
	}
	if out := mustDocent(t, "ask", title, "--data", other); !strings.Contains(out, "#rolling-back") {
		t.Errorf("the imported question is answered with %s", out)
	}
	mustDocent(t, "import", out, "--space", "team", "--data", other)
	if n := count(t, other, "SELECT COUNT(*) FROM questions"); n != 1 {
		t.Errorf("%d questions after the second import", n)
	}
}

// files reads a folder.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	root := os.DirFS(dir)
	err := fs.WalkDir(root, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, path)
		all[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
