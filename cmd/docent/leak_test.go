package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestNothingRunsAfterwards does not run beside other tests, because it looks at all goroutines.
func TestNothingRunsAfterwards(t *testing.T) {
	before := goroutines()
	dir := filepath.Join(t.TempDir(), "data")
	folder := t.TempDir()
	writeFiles(t, folder, handbook)
	s := serve(t, dir)
	s.token = newAdmin(t, dir)
	mustDocent(t, "import", folder, "--space", "team", "--data", dir)
	s.ready()
	if n := s.findsKayaks(); n != 1 {
		t.Errorf("%d results", n)
	}
	s.call(http.MethodPost, "/api/v1/ask", map[string]string{"question": "Where does the kayak club meet?"}, http.StatusOK, nil)
	s.call(http.MethodGet, "/", nil, http.StatusOK, nil)
	s.call(http.MethodPost, "/api/v1/reindex", nil, http.StatusOK, nil)
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	mustDocent(t, "search", "kayak", "--data", dir)
	mustDocent(t, "backup", filepath.Join(t.TempDir(), "backup"), "--data", dir)
	if code, _, _ := docent(t, "", "serve", "--listen", "nowhere", "--data", dir); code != exitFailed {
		t.Errorf("exit code %d", code)
	}
	http.DefaultClient.CloseIdleConnections()

	left := func() (stacks []string) {
		for id, stack := range goroutines() {
			if before[id] == "" {
				stacks = append(stacks, stack)
			}
		}
		return stacks
	}
	tick := time.NewTicker(lookEvery) // those that were told to end may need a moment
	defer tick.Stop()
	for end := time.Now().Add(aSecond); len(left()) > 0; <-tick.C {
		if time.Now().After(end) {
			t.Fatalf("these goroutines still run:\n\n%s", strings.Join(left(), "\n\n"))
		}
	}
}

var goroutineID = regexp.MustCompile(`^goroutine \d+`)

// goroutines gives the stacks of all goroutines by their number.
func goroutines() map[string]string {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	all := map[string]string{}
	for stack := range strings.SplitSeq(string(buf), "\n\n") {
		all[goroutineID.FindString(stack)] = stack
	}
	return all
}
