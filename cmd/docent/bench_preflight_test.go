package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/preflight"
	"github.com/docent-wiki/docent/wiki"
)

// preflightQuestions is how many questions rest on the page that is edited: as many as are looked at.
const preflightQuestions = 50

// BenchmarkPreflight asks what an edit of every section of a page would spoil, on which fifty answered
// questions rest, among 3,000 pages. It may take 300 ms, after which a save goes on without it.
func BenchmarkPreflight(b *testing.B) {
	a := openWhole(b, b.TempDir())
	a.importFolder(b, powershell.folder(b), "ps")
	must(b, a.feed.CatchUp(b.Context()))
	access, err := a.wiki.Access(b.Context(), wiki.Operator())
	must(b, err)
	page, markdown := a.manySections(b)
	a.rest(b, access, page)
	must(b, a.feed.CatchUp(b.Context()))
	// A sentence more in every section: each question has to be asked, and nothing is lost.
	markdown = strings.ReplaceAll(markdown, "\n## ", "\nThis has changed.\n\n## ")
	markdown = strings.ReplaceAll(markdown, "\n### ", "\nThis has changed.\n\n### ") + "\nThis has changed.\n"
	draft := wiki.Draft{Page: page.ID, Base: page.Revision, Markdown: &markdown}
	check := preflight.New(a.questions, a.finder)
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		_, err := a.wiki.Preflight(b.Context(), wiki.Operator(), draft, check)
		must(b, err)
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	ms := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(ms(.5), "p50-ms")
	b.ReportMetric(ms(.95), "p95-ms")
}

// manySections is the page with the most sections, and its text.
func (a *app) manySections(t testing.TB) (wiki.Page, string) {
	t.Helper()
	var best wiki.Page
	most := 0
	pages, err := a.wiki.Store().SpacePages(t.Context(), 1, 0, 10_000)
	must(t, err)
	for some := range slices.Chunk(pages, 100) {
		for _, page := range some {
			sections, err := a.wiki.Store().Sections(t.Context(), page.ID)
			must(t, err)
			if n := len(sections); n > most && n <= 2*preflightQuestions {
				best, most = page, n
			}
		}
	}
	rev, err := a.wiki.Store().Revision(t.Context(), best.ID, best.Revision)
	must(t, err)
	return best, rev.Markdown
}

// rest lets fifty questions rest on the sections of a page.
func (a *app) rest(t testing.TB, access wiki.Access, page wiki.Page) {
	t.Helper()
	sections, err := a.wiki.Store().Sections(t.Context(), page.ID)
	must(t, err)
	for i := range preflightQuestions {
		s := sections[i%len(sections)]
		q, err := a.desk.CreateQuestion(t.Context(), access, qa.NewQuestion{Title: fmt.Sprintf("How do I use %s %s?", page.Title, s.Heading), Space: page.Space})
		must(t, err)
		id, err := a.desk.AddAnswer(t.Context(), access, q.ID, qa.NewAnswer{Links: []qa.NewLink{{Page: page.ID, Anchor: s.Anchor}}})
		must(t, err)
		must(t, a.desk.Accept(t.Context(), access, q.ID, id))
	}
}
