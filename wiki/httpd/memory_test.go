package httpd

import (
	"compress/gzip"
	"context"
	"io"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

func TestThrottle(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	th := newThrottle(func() time.Time { return now })
	bob, eve := wiki.Actor{Person: 2, Role: wiki.Member}, wiki.Actor{Person: 3, Role: wiki.Member}
	for i := range int(rates[Asks].burst) {
		if err := th.take(bob, Asks); err != nil {
			t.Fatalf("ask %d: %v", i, err)
		}
	}
	err := th.take(bob, Asks)
	if known := Known(err); known == nil || known.Kind != content.TooMany || retryAfter(known) != 1 {
		t.Fatalf("beyond the limit: %v", err)
	}
	for name, err := range map[string]error{
		"another kind":          th.take(bob, Writes),
		"somebody else":         th.take(eve, Asks),
		"an administrator":      th.take(wiki.Actor{Person: 2, Role: wiki.Admin}, Asks),
		"what is not throttled": th.take(bob, Unthrottled),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	now = now.Add(time.Second)
	for i := range int(rates[Asks].perSecond) {
		if err := th.take(bob, Asks); err != nil {
			t.Errorf("a second later, ask %d: %v", i, err)
		}
	}
	if th.take(bob, Asks) == nil {
		t.Error("more came back than the rate allows")
	}
	now = now.Add(time.Hour)
	th.dropFull(now)
	if len(th.left) != 0 {
		t.Errorf("%d people are remembered for nothing", len(th.left))
	}
}

func TestAThrottledProgramHearsWhenToComeBack(t *testing.T) {
	s := newFakes().server()
	screen(s)
	header := map[string]string{"Authorization": "Bearer bob-writes", "Accept": "application/json"}
	for range int(rates[Writes].burst) {
		httpCase{method: "POST", url: "/say", header: header, status: 303}.run(t, s.Handler())
	}
	httpCase{method: "POST", url: "/say", header: header, status: 429, has: []string{"try again in 1 s"}, headers: map[string]string{"Retry-After": "1"}}.run(t, s.Handler())
	httpCase{name: "an administrator", method: "POST", url: "/say", header: bearer("ada"), status: 303}.run(t, s.Handler())
}

func TestCompression(t *testing.T) {
	s := newFakes().server()
	screen(s)
	plain := httpCase{url: "/large", status: 200, headers: map[string]string{"Content-Encoding": ""}}.run(t, s.Handler())
	for range 2 { // compressed, then remembered
		rec := httpCase{url: "/large", header: map[string]string{"Accept-Encoding": "br, gzip"}, status: 200, headers: map[string]string{"Content-Encoding": "gzip"}}.run(t, s.Handler())
		r, err := gzip.NewReader(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || string(body) != plain.Body.String() {
			t.Errorf("%v, %d bytes instead of %d", err, len(body), plain.Body.Len())
		}
	}
	httpCase{name: "refused", url: "/large", header: map[string]string{"Accept-Encoding": "gzip;q=0"}, status: 200, headers: map[string]string{"Content-Encoding": ""}}.run(t, s.Handler())
	httpCase{name: "API", url: "/api/v1/openapi.json", header: map[string]string{"Accept-Encoding": "gzip"}, status: 200}.run(t, s.Handler())
}

func TestTheMemoryForCompressedScreensIsBounded(t *testing.T) {
	m := newZipMemo()
	for i := range 200 {
		body := make([]byte, 100<<10)
		for j := range body {
			body[j] = byte((j*2654435761 + i*40503 + j*j) >> 7) // hardly compresses
		}
		m.of(body)
	}
	if m.size > zipMemory || len(m.byKey) != m.order.Len() || m.order.Len() == 0 {
		t.Errorf("%d bytes, %d entries, %d in order", m.size, len(m.byKey), m.order.Len())
	}
}

func TestFreshnessSeesOtherProcesses(t *testing.T) {
	now, seq := time.Unix(100, 0), wiki.EventSeq(1)
	asked := 0
	never := make(chan struct{})
	f := &freshness{
		last:      func(context.Context) (wiki.EventSeq, error) { asked++; return seq, nil },
		committed: func() <-chan struct{} { return never }, now: func() time.Time { return now },
	}
	at := func(want wiki.EventSeq, wantAsked int) {
		t.Helper()
		if got, ok := f.at(t.Context()); got != want || !ok || asked != wantAsked {
			t.Errorf("event %d (%v) after %d questions, want %d after %d", got, ok, asked, want, wantAsked)
		}
	}
	at(1, 1)
	at(1, 1)
	seq = 2 // by another process: nobody tells us
	at(1, 1)
	now = now.Add(freshFor)
	at(2, 2)
	if _, ok := (&freshness{}).at(t.Context()); ok {
		t.Error("without a log to ask something may be kept")
	}
}

func TestASessionThatEndsWhileItIsReadIsNotKept(t *testing.T) {
	now := time.Unix(100, 0)
	c := newSessionCache()
	_, era, _ := c.get("secret", now)
	c.forget()
	c.put("secret", knownSession{7, now.Add(time.Hour)}, era, now)
	if person, _, found := c.get("secret", now); found {
		t.Errorf("the session of %d is kept", person)
	}
	_, era, _ = c.get("secret", now)
	c.put("secret", knownSession{7, now.Add(time.Hour)}, era, now)
	if person, _, found := c.get("secret", now); !found || person != 7 {
		t.Error("a session that was read in time is not kept")
	}
	if _, _, found := c.get("secret", now.Add(sessionFor)); found {
		t.Error("a session is kept too long")
	}
}
