package themes

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(h http.Handler, url string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	w.Header().Set("X-Frame-Options", "DENY")
	h.ServeHTTP(w, r)
	return w
}

func TestAssetsAreServed(t *testing.T) {
	theme := open(t)
	h := theme.AssetHandler()
	for name, one := range theme.assets.byName {
		plain := get(h, one.url)
		if plain.Code != 200 || plain.Body.Len() == 0 || plain.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: status %d, %d bytes", name, plain.Code, plain.Body.Len())
		}
		if !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") || plain.Header().Get("Content-Type") == "" {
			t.Errorf("%s: headers %v", name, plain.Header())
		}
		etag := plain.Header().Get("ETag")
		if again := get(h, one.url, "If-None-Match", `"x", W/`+etag); again.Code != 304 || again.Body.Len() > 0 {
			t.Errorf("%s: not kept by its ETag: %d", name, again.Code)
		}
		packed := get(h, one.url, "Accept-Encoding", "br, gzip")
		if one.gz == nil {
			continue
		}
		r, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		body, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
			t.Errorf("%s: the compressed body differs (%v)", name, err)
		}
		if refused := get(h, one.url, "Accept-Encoding", "gzip;q=0"); refused.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed against the browser's wish", name)
		}
	}
}

func TestAssetsThatAreAbsent(t *testing.T) {
	h := open(t).AssetHandler()
	for _, url := range []string{"/assets/docent.css", "/assets/docent.0000000000.css", "/assets/", "/assets/page.html", "/assets/../theme.go"} {
		if w := get(h, url); w.Code != 404 {
			t.Errorf("%s: %d", url, w.Code)
		}
	}
	if got := open(t).Asset("absent.css"); got != "" {
		t.Errorf("an absent asset has the address %q", got)
	}
}

func TestTheDiagramFrameHasItsOwnPolicy(t *testing.T) {
	theme := open(t)
	w := get(theme.AssetHandler(), theme.Asset("mermaid.htm"))
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'self'") || w.Header().Get("X-Frame-Options") != "" {
		t.Errorf("policy %q", policy)
	}
	for _, name := range []string{"mermaid.js", "mermaid-frame.js"} {
		if !strings.Contains(w.Body.String(), `src="`+theme.Asset(name)+`"`) {
			t.Errorf("the frame does not load %s", name)
		}
	}
	if w := get(theme.AssetHandler(), theme.Asset("docent.js")); w.Header().Get("Content-Security-Policy") != "" {
		t.Error("a script carries the frame's policy")
	}
}

func TestNothingIsFetchedFromElsewhere(t *testing.T) {
	theme := open(t)
	for _, name := range []string{"docent.css", "docent.js", "katex.css", "mermaid.htm", "mermaid-frame.js", "icons.svg"} {
		body := string(theme.assets.source(name))
		body = strings.ReplaceAll(body, "http://www.w3.org/2000/svg", "")
		for _, sign := range []string{"http://", "https://", "url(//", "asset:"} {
			if strings.Contains(body, sign) {
				t.Errorf("%s holds %q", name, sign)
			}
		}
	}
}
