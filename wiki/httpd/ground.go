package httpd

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// ground registers what belongs to no feature.
func (s *Server) ground() {
	s.GET("/healthz", healthz, Visitors)
	s.GET("/readyz", s.readyz, Visitors)
	s.GET("/api", s.apiPage, Visitors)
	s.POST("/csp-report", s.report, Visitors, Scope(0), MaxBody(16<<10), In(Reports))
	assets := s.theme.AssetHandler()
	s.GET("/assets/*file", func(r *Request) error {
		assets.ServeHTTP(r.Writer, r.Request)
		return nil
	}, Visitors)
}

func healthz(r *Request) error { return r.JSON(http.StatusOK, map[string]string{"status": "alive"}) }

// readyz says whether everything in the database can be found.
func (s *Server) readyz(r *Request) error {
	if s.ready == nil {
		return r.JSON(http.StatusOK, map[string]any{"ready": true})
	}
	applied, last, ready, err := s.ready(r.Context())
	if err != nil {
		return err
	}
	status := http.StatusOK
	if !ready || applied < last {
		status = http.StatusServiceUnavailable
	}
	return r.JSON(status, map[string]any{"ready": status == http.StatusOK, "applied": applied, "last": last})
}

// JSON answers with a value for a script of our own screens.
func (r *Request) JSON(status int, v any) error {
	h := r.Writer.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	r.Writer.WriteHeader(status)
	_ = json.NewEncoder(r.Writer).Encode(v) // the client went away: nothing is left to do
	return nil
}

// report logs what a browser refused under our policy: a fault of ours, or an attempt on a page.
func (s *Server) report(r *Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	var sent struct {
		Report struct {
			Document  string `json:"document-uri"`
			Blocked   string `json:"blocked-uri"`
			Directive string `json:"violated-directive"`
			Source    string `json:"source-file"`
			Line      int    `json:"line-number"`
		} `json:"csp-report"`
	}
	if json.Unmarshal(body, &sent) == nil {
		s.log.WarnContext(r.Context(), "content policy", "document", bare(sent.Report.Document),
			"blocked", bare(sent.Report.Blocked), "directive", sent.Report.Directive,
			"source", bare(sent.Report.Source), "line", sent.Report.Line)
	}
	r.Writer.WriteHeader(http.StatusNoContent)
	return nil
}

// bare drops the query of an address: it may hold a secret.
func bare(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return address[:min(len(address), 300)]
}
