package search_test

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// maker makes questions of the texts of one corpus, and leaves out of the index what they were made of.
type maker struct {
	search.Source
	docs   []search.Doc
	text   map[search.Ref]search.Doc // as the index has them
	made   []made
	access wiki.Access
	finder *search.Finder
}

// made is a question with what answers it.
type made struct {
	text   string
	page   wiki.PageID
	right  map[wiki.SectionID]bool
	except wiki.PageID // where the question stands
}

func (m *maker) Check(_ context.Context, _ wiki.Access, found []search.Ref) ([]search.Doc, error) {
	var docs []search.Doc
	for _, ref := range found {
		docs = append(docs, m.text[ref])
	}
	return docs, nil
}

// TestFit learns the weights of sections, and prints what belongs into rank/weights.go.
func TestFit(t *testing.T) {
	if os.Getenv("DOCENT_FIT") != "1" {
		t.Skip("DOCENT_FIT=1 learns the weights anew from the corpora in DOCENT_SHARED")
	}
	var train []rank.Example
	var candidates [][]rank.Candidate
	var access wiki.Access
	add := func(m *maker) {
		for _, q := range m.made {
			right := func(r search.Ref) bool { return r.Page == q.page && (len(q.right) == 0 || q.right[r.Section]) }
			e, seen, err := m.finder.Example(t.Context(), m.access, q.text, 0, right)
			must(t, err)
			e, seen = without(e, seen, q.except)
			train, candidates = append(train, e), append(candidates, seen)
		}
	}
	for _, corpus := range []struct {
		dir  string
		each int
	}{{os.Getenv("DOCENT_HANDBOOK"), 400}, {os.Getenv("DOCENT_MANUAL"), 200}} {
		if corpus.dir == "" {
			t.Log("one of DOCENT_HANDBOOK and DOCENT_MANUAL is not set")
			continue
		}
		for turn := range 2 {
			m := newMaker(t, corpus.dir, turn, corpus.each)
			add(m)
			access = m.access
			t.Logf("%s, turn %d: %d questions", corpus.dir, turn, len(m.made))
		}
	}
	add(newParagraphs(t, access))
	report(t, train, candidates)
	rest := len(train)
	for _, dir := range []string{os.Getenv("DOCENT_HANDBOOK"), os.Getenv("DOCENT_MANUAL")} {
		if dir != "" {
			add(newMaker(t, dir, headings, 400))
		}
	}
	t.Logf("%d headings are questions", len(train)-rest)
	add(newParagraphs(t, access))
	certainty(t, train[rest:], candidates[rest:])
	rival(t, train, candidates)
}

// rival tells what the tenth page looks like: what a small wiki is measured against.
func rival(t *testing.T, train []rank.Example, candidates [][]rank.Candidate) {
	var mean rank.Features
	n := 0.0
	for i, e := range train {
		best := map[int64]int{}
		for j := range e.Features {
			at, seen := best[candidates[i][j].Page]
			if !seen || rank.Sections.Score(&e.Features[j]) > rank.Sections.Score(&e.Features[at]) {
				best[candidates[i][j].Page] = j
			}
		}
		pages := slices.SortedFunc(maps.Values(best), func(a, b int) int {
			return cmp.Compare(rank.Sections.Score(&e.Features[b]), rank.Sections.Score(&e.Features[a]))
		})
		if len(pages) >= 10 {
			n++
			for k, x := range e.Features[pages[9]] {
				mean[k] += x
			}
		}
	}
	for k := range mean {
		t.Logf("tenth page, %s: %.2f", rank.Names[k], mean[k]/n)
	}
}

// without leaves a page out.
func without(e rank.Example, seen []rank.Candidate, page wiki.PageID) (rank.Example, []rank.Candidate) {
	var left rank.Example
	var kept []rank.Candidate
	for i, c := range seen {
		if c.Page != int64(page) || page == 0 {
			left.Features, left.Right, kept = append(left.Features, e.Features[i]), append(left.Right, e.Right[i]), append(kept, c)
		}
	}
	return left, kept
}

// report fits on all, and tells by two-fold cross-validation what it is worth.
func report(t *testing.T, train []rank.Example, candidates [][]rank.Candidate) {
	const ridge = 1e-2
	first := func(w rank.Weights, which int) float64 {
		n, hit := 0.0, 0.0
		for i, e := range train {
			if i%2 != which || len(candidates[i]) == 0 {
				continue
			}
			n++
			if best, _ := rank.Judge(candidates[i], e.Features, w); answers(e, candidates[i], best) {
				hit++
			}
		}
		return hit / n
	}
	var halves [2][]rank.Example
	for i, e := range train {
		halves[i%2] = append(halves[i%2], e)
	}
	a, b := rank.Fit(halves[0], rank.Weights{}, ridge), rank.Fit(halves[1], rank.Weights{}, ridge)
	var index rank.Weights
	index[0] = 1
	t.Logf("page first: index %.3f, shipped %.3f, learnt on the other half %.3f",
		(first(index, 0)+first(index, 1))/2, (first(rank.Sections, 0)+first(rank.Sections, 1))/2, (first(b, 0)+first(a, 1))/2)
	w := rank.Fit(train, rank.Weights{}, ridge)
	for k, x := range w {
		t.Logf("%s: %.2f", rank.Names[k], x)
	}
}

// certainty fits the chance on questions as people ask them: headings that end in a question mark, left out
// where they stand, and questions about paragraphs; each also as if nobody had written the answer.
func certainty(t *testing.T, questions []rank.Example, candidates [][]rank.Candidate) {
	var seen []rank.Evidence
	var right []bool
	for i, e := range questions {
		for _, none := range []bool{false, true} {
			e, c := e, candidates[i]
			if none {
				for j, r := range e.Right {
					if r {
						e, c = without(e, c, wiki.PageID(c[j].Page))
						break
					}
				}
			}
			if best, evidence := rank.Judge(c, e.Features, rank.Sections); best >= 0 {
				seen, right = append(seen, evidence), append(right, !none && answers(e, c, best))
			}
		}
	}
	platt := rank.FitPlatt(seen, right)
	t.Logf("%+v", platt)
	for _, from := range []float64{.5, .6, .7, .75, .8, .85, .9} {
		n, hit := 0.0, 0.0
		for i, e := range seen {
			if platt.Of(e) >= from {
				n++
				if right[i] {
					hit++
				}
			}
		}
		t.Logf("from %.2f: %.3f answered, precision %.3f", from, n/float64(len(seen)), hit/n)
	}
}

// answers says whether a candidate stands on the page of a right one.
func answers(e rank.Example, seen []rank.Candidate, best int) bool {
	for i, r := range e.Right {
		if r && seen[i].Page == seen[best].Page {
			return true
		}
	}
	return false
}

func newMaker(t *testing.T, dir string, turn, each int) *maker {
	ctx := t.Context()
	home := t.TempDir()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(home, "docent.db")})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	blobs, err := wikisql.OpenBlobs(filepath.Join(home, "attachments"))
	must(t, err)
	w := wiki.New(wikisql.New(db), blobs, wiki.Options{})
	source, err := importer.Open(dir)
	must(t, err)
	t.Cleanup(func() { must(t, source.Close()) })
	_, err = w.Import(ctx, wiki.Operator(), wiki.ImportRequest{Source: source, Space: "corpus"})
	must(t, err)
	m := &maker{Source: search.Sources(), text: map[search.Ref]search.Doc{}}
	m.access, err = w.Access(ctx, wiki.Operator())
	must(t, err)
	m.take(t, w, turn, each)
	m.index(t)
	return m
}

// index makes what was taken findable.
func (m *maker) index(t *testing.T) {
	index, err := search.Open("")
	must(t, err)
	t.Cleanup(func() { must(t, index.Close()) })
	var changes []search.Change
	for at := 0; at < len(m.docs); {
		to := at
		for to < len(m.docs) && m.docs[to].Page == m.docs[at].Page {
			m.text[m.docs[to].Ref] = m.docs[to]
			to++
		}
		changes = append(changes, search.Change{Group: search.PageGroup(m.docs[at].Page), Docs: m.docs[at:to]})
		at = to
	}
	for some := range slices.Chunk(changes, 300) {
		must(t, index.Apply(some, search.Mark{}))
	}
	m.finder = search.NewFinder(index, m, nil, nil)
}

// take reads the sections and makes the questions: of every other section one of its sentences, and of
// the links their texts. Headings are not asked for: a section that lost its heading teaches that
// sections with a heading are wrong.
func (m *maker) take(t *testing.T, w *wiki.Wiki, turn, each int) {
	ctx := t.Context()
	random := rand.New(rand.NewSource(int64(turn)))
	var after wiki.PageID
	var sentences, links []made
	for {
		pages, err := w.Store().SpacePages(ctx, m.access.Spaces()[0].ID, after, 100)
		must(t, err)
		if len(pages) == 0 {
			break
		}
		for _, page := range pages {
			after = page.ID
			sections, err := w.Store().SectionsOf(ctx, []wiki.PageID{page.ID})
			must(t, err)
			docs := search.PageDocs(page, sections)
			for i := range docs {
				d := &docs[i]
				if turn == headings {
					if asks(*d) {
						sentences = append(sentences, made{text: d.Heading, page: d.Page, right: map[wiki.SectionID]bool{d.Section: true}})
						leaveOut(docs, d.Heading)
					}
					continue
				}
				if (int(d.Section)+turn)%2 != 0 {
					continue
				}
				if s := sentence(d.Body, random); s != "" {
					sentences = append(sentences, made{text: s, page: d.Page, right: map[wiki.SectionID]bool{d.Section: true}})
					d.Body = strings.Replace(d.Body, s, " ", 1)
				}
			}
			m.docs = append(m.docs, docs...)
			out, err := w.Store().Links(ctx, page.ID)
			must(t, err)
			for _, l := range out {
				if l.To != 0 && l.To != page.ID && !l.Embed && len(rank.Stems(l.Label)) >= 2 && !strings.EqualFold(l.Label, l.ToTitle) {
					links = append(links, made{text: l.Label, page: l.To, except: page.ID})
				}
			}
		}
	}
	if turn == headings {
		links = nil
	}
	for _, list := range [][]made{sentences, links} {
		random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		m.made = append(m.made, list[:min(len(list), each)]...)
	}
}

// newParagraphs takes the questions about single paragraphs.
func newParagraphs(t *testing.T, access wiki.Access) *maker {
	m := &maker{Source: search.Sources(), text: map[search.Ref]search.Doc{}, access: access}
	dir := filepath.Join(os.Getenv("DOCENT_SHARED"), "eval", "xquad")
	numbers := map[string]wiki.PageID{}
	for line := range lines(t, filepath.Join(dir, "corpus.jsonl")) {
		var p struct{ Group, Title, Text string }
		must(t, json.Unmarshal([]byte(line), &p))
		id := wiki.PageID(len(m.docs) + 1)
		numbers[p.Group] = id
		m.docs = append(m.docs, search.Doc{Ref: search.Ref{Page: id, Section: wiki.SectionID(id)}, Space: access.IDs()[0], Lead: true, Title: p.Title, Body: p.Text})
	}
	answer := map[string]wiki.PageID{}
	for line := range lines(t, filepath.Join(dir, "qrels.tsv")) {
		cells := strings.Split(line, "\t")
		answer[cells[0]] = numbers[cells[1]]
	}
	for line := range lines(t, filepath.Join(dir, "queries.tsv")) {
		cells := strings.SplitN(line, "\t", 3)
		m.made = append(m.made, made{text: cells[2], page: answer[cells[0]]})
	}
	m.index(t)
	return m
}

func lines(t *testing.T, file string) iter.Seq[string] {
	raw, err := os.ReadFile(file)
	must(t, err)
	return strings.SplitSeq(strings.TrimSpace(string(raw)), "\n")
}

// headings is the turn in which headings are asked for, not sentences.
const headings = -1

// asks says whether a section's heading is a question that its text alone answers.
func asks(d search.Doc) bool {
	return strings.HasSuffix(d.Heading, "?") && len(rank.Stems(d.Heading)) >= 2 && !strings.EqualFold(d.Heading, d.Title) && len(d.Body) > 80
}

// leaveOut takes a heading out of a page, also where it stands above others.
func leaveOut(docs []search.Doc, heading string) {
	for i := range docs {
		if docs[i].Heading == heading {
			docs[i].Heading = ""
		}
		docs[i].Path = slices.DeleteFunc(slices.Clone(docs[i].Path), func(p string) bool { return p == heading })
	}
}

// sentence picks a sentence of usual length from a text of several; "" where there is none.
func sentence(body string, random *rand.Rand) string {
	if len(rank.Stems(body)) < 20 {
		return ""
	}
	var all []string
	for line := range strings.SplitSeq(body, "\n") {
		for s := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(".!;", r) }) {
			if n := len(rank.Stems(s)); n >= 4 && n <= 9 && len(strings.Fields(s)) >= 7 {
				all = append(all, s)
			}
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[random.Intn(len(all))]
}
