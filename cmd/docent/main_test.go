package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki/backup"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
)

// asMain makes the test binary behave as the program, for tests that need a process to kill.
const asMain = "DOCENT_TEST_AS_MAIN"

// beforeMain prepares the process for what is tested.
var beforeMain = func() {}

func TestMain(m *testing.M) {
	// A server that a test runs in this process starts it again to read files.
	if os.Getenv(asMain) != "" || len(os.Args) > 1 && os.Args[1] == "extract" {
		beforeMain()
		main()
	}
	// The environment of whoever runs the tests must not decide about them.
	for _, name := range []string{"DOCENT_DATA", "DOCENT_URL", "DOCENT_TOKEN"} {
		_ = os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// patience is how long a test waits for what should take a moment, on a machine that is busy.
const patience = time.Minute

// lookEvery is how often a test looks whether what it waits for has happened in another process.
const lookEvery = 20 * time.Millisecond

// within looks until ok says yes.
func within(t testing.TB, what string, d time.Duration, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for end := time.Now().Add(d); ; <-tick.C {
		if ok() {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: not within %v", what, d)
		}
	}
}

// docent runs one command in this process.
func docent(t testing.TB, in string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, talk bytes.Buffer
	code = run(t.Context(), args, console{in: strings.NewReader(in), out: &out, err: &talk})
	return code, out.String(), talk.String()
}

// mustDocent runs one command that has to succeed, and gives what it printed.
func mustDocent(t testing.TB, args ...string) string {
	t.Helper()
	code, out, talk := docent(t, "", args...)
	if code != exitDone {
		t.Fatalf("docent %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, talk)
	}
	return out
}

// newAdmin makes an administrator in a data directory and gives an API token of theirs.
func newAdmin(t testing.TB, dir string) (token string) {
	t.Helper()
	sqldbtest.Seed(t, filepath.Join(dir, backup.Database))
	mustDocent(t, "user", "add", "Ada", "--email", "ada@example.org", "--role", "admin", "--data", dir)
	return strings.TrimSpace(mustDocent(t, "token", "create", "--user", "ada@example.org", "--label", "test", "--scope", "admin", "--data", dir))
}

// watched is what a server prints; it may be read while the server writes.
type watched struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *watched) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// server is a running “docent serve”.
type server struct {
	t     testing.TB
	url   string
	token string
	out   *watched
	talk  *watched
	ended chan struct{} // closed when the server has ended
	code  int           // its exit code, once it has ended
	end   func()        // asks it to stop
	kill  func()        // ends it at once; only of a process
}

var (
	listening = regexp.MustCompile(`listening addr=(\S+)`)
	setUpLine = regexp.MustCompile(`http://\S+(/setup\?token=\S+)`)
)

// serve starts a server in this process.
func serve(t testing.TB, dir string, args ...string) *server {
	t.Helper()
	s := &server{t: t, out: &watched{}, talk: &watched{}, ended: make(chan struct{})}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	s.end = cancel
	go func() {
		defer close(s.ended)
		s.code = run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, args...), console{in: strings.NewReader(""), out: s.out, err: s.talk})
	}()
	t.Cleanup(func() { s.stop() })
	s.awaitAddress()
	return s
}

// process runs the program in a process of its own.
func process(t testing.TB, args ...string) *server {
	t.Helper()
	return start(t, command(t, args...))
}

// command is the program as a process that has not begun.
func command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), exe, args...)
	cmd.Env = append(os.Environ(), asMain+"=1")
	return cmd
}

func start(t testing.TB, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{t: t, out: &watched{}, talk: &watched{}, ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = s.out, s.talk
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(s.ended)
		_ = cmd.Wait() // the exit code tells
		s.code = cmd.ProcessState.ExitCode()
	}()
	s.end = func() { _ = cmd.Process.Signal(syscall.SIGTERM) }
	s.kill = func() {
		_ = cmd.Process.Kill() // SIGKILL: nothing of the program runs any more
		<-s.ended
	}
	t.Cleanup(s.kill)
	return s
}

// serveProcess starts a server in a process of its own, to be killed.
func serveProcess(t testing.TB, dir string) *server {
	t.Helper()
	s := process(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)
	s.awaitAddress()
	return s
}

func (s *server) awaitAddress() {
	s.t.Helper()
	within(s.t, "the server listens", patience, func() bool {
		select {
		case <-s.ended:
			s.t.Fatalf("the server ended with code %d:\n%s", s.code, s.talk)
		default:
		}
		found := listening.FindStringSubmatch(s.talk.String())
		if found != nil {
			s.url = "http://" + found[1]
		}
		return found != nil
	})
}

// stop ends the server as a signal would, and gives its exit code.
func (s *server) stop() int {
	s.t.Helper()
	s.end()
	select {
	case <-s.ended:
	case <-time.After(patience):
		s.t.Fatalf("the server did not stop:\n%s", s.talk)
	}
	return s.code
}

// request sends one request with the token of the server, if it has one.
func (s *server) request(method, path string, body any) (status int, reply []byte, err error) {
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, s.url+path, in)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	reply, err = io.ReadAll(res.Body)
	return res.StatusCode, reply, err
}

// call sends one request that must be answered with the status, and reads the answer where into is not nil.
func (s *server) call(method, path string, body any, status int, into any) {
	s.t.Helper()
	got, reply, err := s.request(method, path, body)
	if err != nil || got != status {
		s.t.Fatalf("%s %s: %d (wanted %d), %v\n%s", method, path, got, status, err, reply)
	}
	if into != nil {
		if err := json.Unmarshal(reply, into); err != nil {
			s.t.Fatalf("%s %s: %v\n%s", method, path, err, reply)
		}
	}
}

// ready waits until the index has everything that is in the database.
func (s *server) ready() {
	s.t.Helper()
	within(s.t, "/readyz", patience, func() bool {
		status, _, err := s.request(http.MethodGet, "/readyz", nil)
		return err == nil && status == http.StatusOK
	})
}

// writeFiles makes a folder of files.
func writeFiles(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
