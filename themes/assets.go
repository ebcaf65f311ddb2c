package themes

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// assets are the files a browser fetches, under names that change with their content.
type assets struct {
	byName map[string]*asset // "docent.css"
	byPath map[string]*asset // "docent.3f2a9c1b7d.css"
}

type asset struct {
	name string
	gz   func() []byte          // compressed, made at most once; nil where that does not pay
	url  string                 // "/assets/docent.3f2a9c1b7d.css"
	open func() ([]byte, error) // the plain body
}

// A style, script or document names another asset as asset:NAME.
var reference = regexp.MustCompile(`asset:([A-Za-z0-9_.-]+)`)

var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".woff2": "font/woff2", ".htm": "text/html; charset=utf-8", ".png": "image/png", ".ico": "image/x-icon",
	".jpg": "image/jpeg", ".webp": "image/webp", ".txt": "text/plain; charset=utf-8",
}

// framePolicy is the policy of the document that draws diagrams. It runs in a sandboxed frame without an origin;
// mermaid writes style elements and attributes, which the pages themselves never allow.
const framePolicy = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; " +
	"font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// newAssets makes the assets of a theme's files: styles/ and scripts/ become one file each.
func newAssets(files map[string][]byte) (*assets, error) {
	bodies := map[string][]byte{
		"docent.css": join(files, "styles/", "", "\n"),
		"docent.js":  join(files, "scripts/", "{\n", "\n}\n"),
	}
	for name, body := range files {
		_, served := types[path.Ext(strings.TrimSuffix(name, ".gz"))]
		if served && !strings.HasPrefix(name, "styles/") && !strings.HasPrefix(name, "scripts/") && !strings.HasPrefix(name, mailFolder) {
			bodies[path.Base(name)] = body
		}
	}
	a := &assets{byName: map[string]*asset{}, byPath: map[string]*asset{}}
	for name := range bodies {
		if _, err := a.add(name, bodies, nil); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// join puts the files beneath a folder into one, in order of their names. Scripts are wrapped in blocks, so that
// their names do not meet.
func join(files map[string][]byte, folder, before, after string) []byte {
	var names []string
	for name := range files {
		if strings.HasPrefix(name, folder) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var b bytes.Buffer
	for _, name := range names {
		b.WriteString(before)
		b.Write(files[name])
		b.WriteString(after)
	}
	return b.Bytes()
}

// add makes one asset and, before it, those it names. trail holds the names on the way, to find circles.
func (a *assets) add(name string, bodies map[string][]byte, trail []string) (*asset, error) {
	plain := strings.TrimSuffix(name, ".gz")
	if done := a.byName[plain]; done != nil {
		return done, nil
	}
	body, ok := bodies[name]
	if !ok {
		if _, zipped := bodies[name+".gz"]; !zipped {
			return nil, fmt.Errorf("asset %q is named by %v and absent", name, trail)
		}
		return a.add(name+".gz", bodies, trail)
	}
	if slices.Contains(trail, name) {
		return nil, fmt.Errorf("assets name each other in a circle: %v", trail)
	}
	trail = append(slices.Clone(trail), name)
	one := &asset{name: plain}
	if plain == name {
		var failed error
		if text(plain) {
			body = reference.ReplaceAllFunc(body, func(m []byte) []byte {
				other, err := a.add(string(m[len("asset:"):]), bodies, trail)
				if err != nil {
					failed = err
					return m
				}
				return []byte(other.url)
			})
			one.gz = sync.OnceValue(func() []byte { return compress(body) })
		}
		if failed != nil {
			return nil, failed
		}
		one.open = func() ([]byte, error) { return body, nil }
	} else {
		one.gz = func() []byte { return body }
		one.open = func() ([]byte, error) { return expand(body) }
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(plain)
	hashed := strings.TrimSuffix(plain, ext) + "." + hex.EncodeToString(sum[:5]) + ext
	one.url = "/assets/" + hashed
	a.byName[plain], a.byPath[hashed] = one, one
	return one, nil
}

func text(name string) bool {
	return slices.Contains([]string{".css", ".js", ".svg", ".htm", ".txt"}, path.Ext(name))
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is a valid constant
	_, _ = w.Write(body)                                  // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

func expand(body []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// URL gives the address of an asset, or "" for one that is absent.
func (a *assets) URL(name string) string {
	if one := a.byName[name]; one != nil {
		return one.url
	}
	return ""
}

func (a *assets) source(name string) []byte {
	if one := a.byName[name]; one != nil {
		body, _ := one.open()
		return body
	}
	return nil
}

// Asset gives the address of an asset by its name, "docent.css" -> "/assets/docent.3f2a9c1b7d.css"; "" when there
// is no such asset.
func (t *Theme) Asset(name string) string { return t.assets.URL(name) }

// AssetHandler answers /assets/… . An asset never changes under its address, so browsers may keep it for ever; an
// address of an older build is not found.
func (t *Theme) AssetHandler() http.Handler { return http.HandlerFunc(t.assets.serve) }

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	one := a.byPath[name]
	if one == nil || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(name)])
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	etag := `"` + strings.TrimSuffix(name, path.Ext(name)) + `"`
	h.Set("ETag", etag)
	if path.Ext(name) == ".htm" {
		h.Set("Content-Security-Policy", framePolicy)
		h.Del("X-Frame-Options")
	}
	if path.Ext(name) == ".js" {
		// The sandboxed frame has no origin of its own.
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if one.gz != nil {
		h.Set("Vary", "Accept-Encoding")
	}
	if match(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, err := one.bodyFor(r, h)
	if err != nil {
		http.Error(w, "this file of the theme cannot be read", http.StatusInternalServerError)
		return
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser went away: nothing is left to do
	}
}

// bodyFor chooses between the compressed and the plain body and says so in the header.
func (one *asset) bodyFor(r *http.Request, h http.Header) ([]byte, error) {
	if one.gz != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		return one.gz(), nil
	}
	return one.open()
}

func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q = strings.TrimSpace(q)
			return q != "q=0" && q != "q=0.0"
		}
	}
	return false
}

func match(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}
