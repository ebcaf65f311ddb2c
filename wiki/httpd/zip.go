package httpd

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"fmt"
	"hash/maphash"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

const (
	zipFrom   = 1400    // bytes; less fits into one packet anyway
	zipMemory = 8 << 20 // bytes of compressed screens that are kept
)

var gzips = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid constant
	return w
}}

// zipMemo compresses screens, and remembers the result: most screens are read far more often than
// they change, and compressing costs more than everything else about a page.
type zipMemo struct {
	seeds [2]maphash.Seed
	mu    sync.Mutex
	byKey map[zipKey]*list.Element
	order *list.List // of *zipEntry, the latest used first
	size  int
}

// zipKey is 128 bits under seeds that nobody outside knows: two screens meet by chance alone, once
// in 10^38.
type zipKey [2]uint64

type zipEntry struct {
	key  zipKey
	body []byte
}

func newZipMemo() *zipMemo {
	return &zipMemo{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		byKey: map[zipKey]*list.Element{}, order: list.New(),
	}
}

// of gives body compressed. The caller must not change what it gets.
func (m *zipMemo) of(body []byte) []byte {
	key := zipKey{maphash.Bytes(m.seeds[0], body), maphash.Bytes(m.seeds[1], body)}
	m.mu.Lock()
	if e, found := m.byKey[key]; found {
		m.order.MoveToFront(e)
		m.mu.Unlock()
		return e.Value.(*zipEntry).body
	}
	m.mu.Unlock()

	var b bytes.Buffer
	w := gzips.Get().(*gzip.Writer)
	w.Reset(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	gzips.Put(w)

	m.mu.Lock()
	defer m.mu.Unlock()
	if _, found := m.byKey[key]; !found && b.Len() < zipMemory/8 {
		m.byKey[key] = m.order.PushFront(&zipEntry{key: key, body: b.Bytes()})
		m.size += b.Len()
		for m.size > zipMemory {
			last := m.order.Remove(m.order.Back()).(*zipEntry)
			delete(m.byKey, last.key)
			m.size -= len(last.body)
		}
	}
	return b.Bytes()
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" {
			q = strings.TrimSpace(q)
			return q != "q=0" && q != "q=0.0"
		}
	}
	return false
}

// zipJSON compresses the answers of the API on their way out.
func zipJSON(c *gin.Context) {
	if !strings.HasPrefix(c.Request.URL.Path, "/api/") || !acceptsGzip(c.Request) {
		c.Next()
		return
	}
	w := &zipWriter{ResponseWriter: c.Writer}
	c.Writer = w
	c.Next()
	if w.gz != nil {
		_ = w.gz.Close() // the client went away: nothing is left to do
		w.gz.Reset(nil)
		gzips.Put(w.gz)
	}
}

// zipWriter compresses when the first piece of the body is long enough: huma sends a body in one.
type zipWriter struct {
	gin.ResponseWriter
	gz      *gzip.Writer
	decided bool
}

func (w *zipWriter) Write(b []byte) (int, error) {
	if !w.decided {
		w.decided = true
		h := w.Header()
		if len(b) >= zipFrom && h.Get("Content-Encoding") == "" && strings.Contains(h.Get("Content-Type"), "json") {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			w.gz = gzips.Get().(*gzip.Writer)
			w.gz.Reset(w.ResponseWriter)
		}
	}
	if w.gz != nil {
		return w.gz.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

func (w *zipWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// Unwrap lets http.ResponseController reach the connection.
func (w *zipWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// bytesText writes a size for a person: "1 MiB".
func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
