package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki/backup"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// aSecond is a second on a machine that has nothing else to do.
const aSecond = 10 * time.Second

// handbook is a small folder of Markdown.
var handbook = map[string]string{
	"deploy.md":      "# Deploying\n\nAsk first.\n\n## Rolling back\n\nRun the rollback script with the number of the release.\n",
	"people/club.md": "# Kayak club\n\nWe meet on Thursdays at the boathouse.\n",
}

func TestSetUpAddressWorksOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serve(t, dir)
	path := s.setUpPath()
	s.call(http.MethodGet, path, nil, http.StatusOK, nil)
	s.call(http.MethodGet, "/setup?token=wrong", nil, http.StatusNotFound, nil)

	form := setUpForm(path)
	browser := newBrowser(t)
	if status, text := post(t, browser, s.url+"/setup", form); status != http.StatusSeeOther {
		t.Fatalf("set up: %d\n%s", status, text)
	}
	var me struct{ Name, Role string }
	if status := get(t, browser, s.url+"/api/v1/me", &me); status != http.StatusOK || me.Name != "Ada" || me.Role != "admin" {
		t.Errorf("whoever sets up is an administrator: %d %+v", status, me)
	}

	stranger := newBrowser(t)
	if status := get(t, stranger, s.url+path, nil); status != http.StatusSeeOther {
		t.Errorf("the set-up address answers with %d after it was used", status)
	}
	form.Set("email", "eve@example.org")
	post(t, stranger, s.url+"/setup", form)
	if people := mustDocent(t, "user", "list", "--data", dir); strings.Contains(people, "eve@") || strings.Count(people, "\n") != 1 {
		t.Errorf("the set-up address worked twice:\n%s", people)
	}
	if code := s.stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	again := serve(t, dir)
	again.call(http.MethodGet, "/healthz", nil, http.StatusOK, nil) // it serves, so it has said all
	if strings.Contains(again.out.String(), "/setup") {
		t.Errorf("a set-up address is printed although there is an administrator: %s", again.out)
	}
}

// setUpPath waits for the set-up address, which is printed after the log line with the port.
func (s *server) setUpPath() (path string) {
	s.t.Helper()
	within(s.t, "a set-up address", patience, func() bool {
		found := setUpLine.FindStringSubmatch(s.out.String())
		if found != nil {
			path = found[1]
		}
		return found != nil
	})
	return path
}

// setUpByHand makes the first administrator and a token of theirs, in a browser.
func (s *server) setUpByHand(t *testing.T) (token string) {
	t.Helper()
	browser := newBrowser(t)
	if status, text := post(t, browser, s.url+"/setup", setUpForm(s.setUpPath())); status != http.StatusSeeOther {
		t.Fatalf("set up: %d\n%s", status, text)
	}
	status, text := post(t, browser, s.url+"/settings/tokens", url.Values{"label": {"test"}, "scope": {"admin"}})
	if token = regexp.MustCompile(`dct_\w+`).FindString(text); token == "" {
		t.Fatalf("no token: %d\n%s", status, text)
	}
	return token
}

// setUpForm fills in the form at the set-up address.
func setUpForm(path string) url.Values {
	_, token, _ := strings.Cut(path, "token=")
	return url.Values{
		"token": {token}, "name": {"Ada"}, "email": {"ada@example.org"}, "password": {"correct horse battery"},
		"timezone": {"Europe/Vienna"}, "team": {"Boats"},
	}
}

// newBrowser keeps cookies and shows where it is sent instead of going there.
func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(browser.CloseIdleConnections)
	return browser
}

func post(t *testing.T, c *http.Client, to string, form url.Values) (status int, text string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, to, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, c, req)
}

func get(t *testing.T, c *http.Client, from string, into any) (status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, text := do(t, c, req)
	if into != nil {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatalf("%s: %v\n%s", from, err, text)
		}
	}
	return status
}

func do(t *testing.T, c *http.Client, req *http.Request) (status int, text string) {
	t.Helper()
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// TestStops ends a server while a file is on its way to it and an ask has just been answered.
func TestStops(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB, string) *server{
		"context": func(t testing.TB, dir string) *server { return serve(t, dir) },
		"SIGTERM": serveProcess,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			token := newAdmin(t, dir)
			folder := t.TempDir()
			writeFiles(t, folder, handbook)
			mustDocent(t, "import", folder, "--space", "team", "--data", dir)
			s := start(t, dir)
			s.token = token
			s.ready()
			up := s.upload("/api/v1/attachments?page=1&name=slow.txt", len("first half, second half"))
			up.write("first half, ")
			var asked struct {
				ID int64 `json:"ask_id"`
			}
			s.call(http.MethodPost, "/api/v1/ask", map[string]string{"question": "How do I run the rollback script?"}, http.StatusOK, &asked)

			s.end()
			within(t, "nobody is let in any more", patience, func() bool {
				var dialer net.Dialer
				c, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
				if err == nil {
					err = c.Close()
					return err != nil
				}
				return true
			})
			select {
			case <-s.ended:
				t.Fatal("the server ended before the request that it was answering")
			default:
			}
			up.write("second half")
			if status, text := up.answer(); status != http.StatusCreated {
				t.Errorf("the request that was in flight: %d %s", status, text)
			}
			if code := s.stop(); code != exitDone {
				t.Errorf("exit code %d\n%s", code, s.talk)
			}
			if n := count(t, dir, fmt.Sprintf("SELECT COUNT(*) FROM asks WHERE id = %d", asked.ID)); n != 1 {
				t.Errorf("ask %d is %d times in the database", asked.ID, n)
			}
			if n := count(t, dir, "SELECT COUNT(*) FROM attachments WHERE name = 'slow.txt'"); n != 1 {
				t.Errorf("the file is %d times in the database", n)
			}
		})
	}
}

// TestStoppedWhileStarting stops a server before it has begun to serve: that is no failure.
func TestStoppedWhileStarting(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	talk := &watched{}
	code := run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data")}, console{out: &watched{}, err: talk})
	if code != exitDone {
		t.Errorf("exit code %d\n%s", code, talk)
	}
}

// upload is a request whose body is sent bit by bit.
type upload struct {
	t    testing.TB
	conn net.Conn
	in   *bufio.Reader
}

// upload begins to send a file, and waits until the server has begun to read it.
func (s *server) upload(path string, size int) *upload {
	s.t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(s.t.Context(), "tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	up := &upload{s.t, conn, bufio.NewReader(conn)}
	up.write(fmt.Sprintf("PUT %s HTTP/1.1\r\nHost: docent\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", path, s.token, size))
	if line, err := up.in.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		s.t.Fatalf("the server does not want the file: %q, %v", line, err)
	}
	if _, err := up.in.ReadString('\n'); err != nil {
		s.t.Fatal(err)
	}
	return up
}

func (up *upload) write(text string) {
	up.t.Helper()
	if _, err := io.WriteString(up.conn, text); err != nil {
		up.t.Fatal(err)
	}
}

func (up *upload) answer() (status int, text string) {
	up.t.Helper()
	res, err := http.ReadResponse(up.in, nil)
	if err != nil {
		up.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		up.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// count asks the database of a data directory that nobody serves for a number.
func count(t testing.TB, dir, query string) (n int) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: filepath.Join(dir, backup.Database)})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(db.Reader().QueryRowContext(t.Context(), query).Scan(&n), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestBeside runs commands beside a server on the same directory.
func TestBeside(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := serve(t, dir)
	s.token = newAdmin(t, dir)
	within(t, "the new token works", aSecond, func() bool {
		status, _, err := s.request(http.MethodGet, "/api/v1/me", nil)
		return err == nil && status == http.StatusOK
	})

	folder := t.TempDir()
	writeFiles(t, folder, handbook)
	mustDocent(t, "import", folder, "--space", "team", "--data", dir)
	begun := time.Now()
	within(t, "imported pages are found", aSecond, func() bool { return s.findsKayaks() == 1 })
	t.Logf("indexed %v after the import had ended", time.Since(begun).Round(time.Millisecond))

	mustDocent(t, "user", "disable", "ada@example.org", "--data", addAnother(t, dir))
	within(t, "a disabled account is out", aSecond, func() bool {
		status, _, err := s.request(http.MethodGet, "/api/v1/me", nil)
		return err == nil && status == http.StatusUnauthorized
	})
}

// addAnother makes a second administrator, so that the first can be disabled.
func addAnother(t *testing.T, dir string) string {
	t.Helper()
	mustDocent(t, "user", "add", "Bob", "--email", "bob@example.org", "--role", "admin", "--data", dir)
	return dir
}

// findsKayaks tells how many results a search for the word has that imported pages hold; -1 where it fails.
func (s *server) findsKayaks() int {
	var found struct{ Total int }
	status, text, err := s.request(http.MethodGet, "/api/v1/search?q=kayak", nil)
	if err != nil || status != http.StatusOK || json.Unmarshal(text, &found) != nil {
		return -1
	}
	return found.Total
}
