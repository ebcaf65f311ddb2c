package themes

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// site serves the samples under the policy that the program sends.
type site struct {
	*httptest.Server
	mu      sync.Mutex
	reports []string // what the browser says against the policy
	posts   []string // "path body"
}

const sitePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " +
	"img-src 'self' https:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri /csp-report"

func newSite(t *testing.T) *site {
	theme, s := open(t), &site{}
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", theme.AssetHandler())
	mux.HandleFunc("POST /csp-report", func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.reports = append(s.reports, string(body))
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.posts = append(s.posts, r.URL.Path+" "+string(body))
		_, _ = io.WriteString(w, "<title>posted</title>")
	})
	mux.HandleFunc("GET /api/v1/suggest", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"items":[{"kind":"page","title":"Rental cars","context":"Travel","url":"/sample/page"}]}`)
	})
	mux.HandleFunc("GET /s/{slug}/tree", func(w http.ResponseWriter, _ *http.Request) {
		_ = theme.DrawTree(w, Tree{Space: "handbook", Nodes: []Node{{ID: 90, Title: "Fetched", URL: "/p/90"}}})
	})
	mux.HandleFunc("GET /sample/{name}", func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", sitePolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		i := slices.IndexFunc(samples(), func(one sample) bool { return one.name == r.PathValue("name") })
		var b bytes.Buffer
		if i < 0 || theme.Draw(&b, samples()[i].view) != nil {
			http.NotFound(w, r)
			return
		}
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(b.Bytes())
	})
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func (s *site) lastPost() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.posts) == 0 {
		return ""
	}
	return s.posts[len(s.posts)-1]
}

// browser starts Chromium; without one the test is skipped, unless everything must be tested.
func browser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes some seconds: not with -short")
	}
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		if os.Getenv("DOCENT_TEST_ALL") != "" {
			t.Fatal("no Chromium on this machine, and DOCENT_TEST_ALL is set")
		}
		t.Skip("no Chromium on this machine")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.faults = []; addEventListener("error", (e) => faults.push(e.message)); addEventListener("unhandledrejection", (e) => faults.push(String(e.reason)));`,
	})
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// wait polls until a JavaScript expression is true; a page that is left meanwhile is asked anew.
func wait(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(5*time.Second)))
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: %v", expression, err)
		}
	}
}

// TestScreensInABrowser opens every sample at phone and desktop width: the policy is kept, no script fails, and
// nothing is wider than the window.
func TestScreensInABrowser(t *testing.T) {
	ctx, s := browser(t), newSite(t)
	for _, width := range []int64{360, 1440} {
		do(t, ctx, chromedp.EmulateViewport(width, 900))
		for _, one := range samples() {
			if one.name == "preview" {
				continue
			}
			do(t, ctx, chromedp.Navigate(s.URL+"/sample/"+one.name))
			faults, err := chromedp.Run(ctx, chromedp.Evaluate[string](`[...faults, ...(document.documentElement.scrollWidth > innerWidth ? ["wider than the window: " + document.documentElement.scrollWidth] : [])].join("; ")`))
			if err != nil || faults != "" {
				t.Errorf("%s at %d: %s %v", one.name, width, faults, err)
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.reports) > 0 {
		t.Errorf("%d reports against the policy, the first: %s", len(s.reports), s.reports[0])
	}
}

func TestFormulasAndDiagramsAreDrawn(t *testing.T) {
	ctx, s := browser(t), newSite(t)
	do(t, ctx, chromedp.Navigate(s.URL+"/sample/page"))
	wait(t, ctx, `document.querySelectorAll(".text .katex").length === 2`)
	wait(t, ctx, `document.querySelector("iframe.diagram")?.clientHeight > 60 && document.querySelector("pre.mermaid").hidden`)
	if len(s.reports) > 0 {
		t.Errorf("against the policy: %s", s.reports[0])
	}
}

// press sends a key as the page sees it. The protocol's own key events type the letter even when the page has
// taken the key for itself, which no keyboard does.
func press(t *testing.T, ctx context.Context, key string) {
	t.Helper()
	wait(t, ctx, `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "`+key+`", bubbles: true, cancelable: true })), true)`)
}

func TestTheBox(t *testing.T) {
	ctx, s := browser(t), newSite(t)
	input := `.top .box input[type=search]`
	do(t, ctx, chromedp.Navigate(s.URL+"/sample/tasks"))
	press(t, ctx, "/")
	wait(t, ctx, `document.activeElement === document.querySelector("`+input+`")`)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(input), "rental"))
	wait(t, ctx, `document.querySelectorAll(".top .drop:not([hidden]) [role=option]").length === 2`)
	press(t, ctx, "ArrowDown")
	wait(t, ctx, `document.querySelector(".top [aria-selected=true]")?.id === document.querySelector("`+input+`").getAttribute("aria-activedescendant")`)
	press(t, ctx, "Enter")
	wait(t, ctx, `location.pathname === "/sample/page" && document.readyState === "complete"`)
	do(t, ctx, chromedp.SendKeys(chromedp.CSS(input), "who may rent\r"))
	wait(t, ctx, `document.title === "posted"`)
	if got := s.lastPost(); got != "/ask q=who+may+rent&box=1" {
		t.Errorf("a question posts %q", got)
	}
}

func TestTreeAndEditor(t *testing.T) {
	ctx, s := browser(t), newSite(t)
	do(t, ctx, chromedp.EmulateViewport(1200, 900), chromedp.Navigate(s.URL+"/sample/edit"), chromedp.Click(chromedp.CSS(`.left .tw[aria-expanded=false]`)))
	wait(t, ctx, `document.querySelector(".left .tree").textContent.includes("Fetched")`)
	wait(t, ctx, `(() => { const a = document.querySelector("#markdown"); a.focus(); a.setSelectionRange(1, 4); document.querySelector("[data-do=bold]").click(); return a.value.startsWith("\n**Use** public"); })()`)
	wait(t, ctx, `Object.keys(localStorage).includes("docent:page-12-14")`)
	wait(t, ctx, `(document.querySelector("[data-save]").click(), true)`)
	wait(t, ctx, `document.title === "posted"`)
	if got := s.lastPost(); !strings.HasPrefix(got, "/p/12/edit base_revision=14&") || !strings.Contains(got, "**Use**+public") || !strings.Contains(got, "action=save") {
		t.Errorf("saving posts %q", got)
	}
}
