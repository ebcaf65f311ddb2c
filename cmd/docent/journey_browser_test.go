package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axeScript is axe-core, which looks for what keeps people with disabilities out.
//
//go:embed testdata/axe/axe.min.js
var axeScript string

// journey is a person with a browser before a running server. Whatever a console says of an error, and whatever the
// browser refuses under the pages' policy, fails the test.
type journey struct {
	t   *testing.T
	ctx context.Context
	s   *server
	dir string // the data directory

	mu       sync.Mutex
	faults   []string
	expected []string // parts of console messages that belong to the story: a conflict is answered with 409

	violations map[string]int // of axe, by screen and colours
}

// browserPath names Chromium; without one the test is skipped, unless everything must be tested.
func browserPath(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes some seconds: not with -short")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DOCENT_TEST_ALL") != "" {
		t.Fatal("no Chromium on this machine, and DOCENT_TEST_ALL is set")
	}
	t.Skip("no Chromium on this machine")
	return ""
}

// newJourney starts a server on a new data directory, and a browser with a profile of its own.
func newJourney(t *testing.T) *journey {
	path := browserPath(t)
	j := &journey{t: t, dir: filepath.Join(t.TempDir(), "data"), violations: map[string]int{}}
	j.s = serve(t, j.dir)
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	j.ctx = ctx
	messages := chromedp.Console(ctx)
	listened := make(chan struct{})
	go func() {
		defer close(listened)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.Type == chromedp.ConsoleError || m.IsException() || m.Source == "security" {
				j.fault(fmt.Sprintf("%s %s (%s)", m.Type, m.Text, m.URL))
			}
		}
	}()
	t.Cleanup(func() { stop(); <-listened })
	// Colours that fade in would be measured half-way.
	j.media("light")
	j.size(1440, 960)
	return j
}

func (j *journey) fault(text string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if !slices.ContainsFunc(j.expected, func(part string) bool { return strings.Contains(text, part) }) {
		j.faults = append(j.faults, text)
	}
}

// expect says that a console message with this part belongs to the story.
func (j *journey) expect(part string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.expected = append(j.expected, part)
}

// end fails the test for what was said on the console or reported against the policy.
func (j *journey) end() {
	j.t.Helper()
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, fault := range j.faults {
		j.t.Errorf("console: %s", fault)
	}
	for line := range strings.Lines(j.s.talk.String()) {
		if strings.Contains(line, `"content policy"`) || strings.Contains(line, "level=ERROR") {
			j.t.Errorf("the server says: %s", line)
		}
	}
}

func (j *journey) do(steps ...chromedp.Action[chromedp.Void]) {
	j.t.Helper()
	if err := chromedp.Do(j.ctx, steps...); err != nil {
		j.t.Fatalf("%v, at %s", err, j.eval("location.href"))
	}
}

// eval gives the value of a JavaScript expression as text; "" where the page was left meanwhile.
func (j *journey) eval(expression string) string {
	value, err := chromedp.Run(j.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		return ""
	}
	return value
}

// wait looks until a JavaScript expression is true.
func (j *journey) wait(expression string) {
	j.t.Helper()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for end := time.Now().Add(patience / 2); ; <-tick.C {
		if j.eval(`document.readyState === "complete" && Boolean(`+expression+`)`) == "true" {
			return
		}
		if time.Now().After(end) {
			j.t.Fatalf("never true: %s\nat %s, which shows\n%s", expression, j.eval("location.href"), j.eval(`document.querySelector("main")?.innerText.slice(0, 1500)`))
		}
	}
}

// see waits until the screen's main part holds the words.
func (j *journey) see(words string) {
	j.t.Helper()
	j.wait(fmt.Sprintf(`document.querySelector("main")?.innerText.replace(/\s+/g, " ").includes(%q)`, words))
}

func (j *journey) open(path string) {
	j.t.Helper()
	j.do(chromedp.Navigate(j.s.url + path))
}

// click presses what matches a selector and holds the words, as a mouse would: in the middle, when it is there.
func (j *journey) click(selector, words string) {
	j.t.Helper()
	mark := fmt.Sprintf(`(() => {
		const found = [...document.querySelectorAll(%q)].filter((e) => e.checkVisibility() && e.textContent.includes(%q));
		document.querySelectorAll("[data-pressed]").forEach((e) => e.removeAttribute("data-pressed"));
		found[0]?.setAttribute("data-pressed", "");
		return found.length > 0;
	})()`, selector, words)
	j.wait(mark)
	j.do(chromedp.Click(chromedp.CSS("[data-pressed]")))
}

// fill types into a field, in place of what it holds.
func (j *journey) fill(selector, text string) {
	j.t.Helper()
	j.wait(fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		if (!field?.checkVisibility()) return false;
		field.focus();
		field.select();
		return document.activeElement === field;
	})()`, selector))
	j.do(chromedp.KeyEvent(text))
}

// key presses a key where the focus is. The protocol's own key events type the letter even when the page has taken
// the key for itself, which no keyboard does.
func (j *journey) key(key string) {
	j.t.Helper()
	j.wait(fmt.Sprintf(`(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: %q, bubbles: true, cancelable: true })), true)`, key))
}

func (j *journey) size(width, height int64) { j.do(chromedp.EmulateViewport(width, height)) }

func (j *journey) media(scheme string) {
	j.t.Helper()
	_, err := chromedp.Call(j.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j *journey) scripts(on bool) {
	j.t.Helper()
	if _, err := chromedp.Call(j.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on}); err != nil {
		j.t.Fatal(err)
	}
}

// check runs axe-core on what is shown, in both colour schemes: all rules in the light one, and in the dark one those
// that look at colours.
func (j *journey) check(screen string) {
	j.t.Helper()
	if j.eval("typeof axe") != "object" {
		j.do(chromedp.Evaluate[chromedp.Void](axeScript + ";void 0"))
	}
	const report = `.violations.map((v) => v.id + ": " + v.help + "\n    " + v.nodes.map((n) => n.html.slice(0, 200) + " — " + (n.any[0]?.message ?? "")).join("\n    "))`
	for scheme, options := range map[string]string{
		"light": `{resultTypes: ["violations"]}`,
		"dark":  `{resultTypes: ["violations"], runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`,
	} {
		j.media(scheme)
		found, err := chromedp.Run(j.ctx, chromedp.Evaluate[[]string](`axe.run(document, `+options+`).then((r) => r`+report+`)`, chromedp.EvalAwaitPromise))
		if err != nil {
			j.t.Fatalf("axe on %s: %v", screen, err)
		}
		j.violations[screen] += len(found)
		for _, one := range found {
			j.t.Errorf("%s, %s: %s", screen, scheme, one)
		}
	}
	j.media("light")
	if j.eval("document.documentElement.scrollWidth > innerWidth") == "true" {
		j.t.Errorf("%s is wider than the window", screen)
	}
}
