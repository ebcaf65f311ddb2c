package freshness_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

// revision is one of the real revisions of a handbook's pages.
type revision struct{ Path, Markdown string }

func history(t *testing.T) []revision {
	t.Helper()
	shared := os.Getenv("DOCENT_SHARED")
	if shared == "" {
		t.Skip("DOCENT_SHARED is not set: the folder of real texts is needed")
	}
	file, err := os.Open(filepath.Join(shared, "eval", "18f-history.jsonl.gz"))
	must(t, err)
	defer func() { must(t, file.Close()) }()
	unzipped, err := gzip.NewReader(file)
	must(t, err)
	var all []revision
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var r revision
		must(t, json.Unmarshal(lines.Bytes(), &r))
		all = append(all, r)
	}
	must(t, lines.Err())
	return all
}

// replay is what came of a history.
type replay struct {
	revisions, links         int
	flagged, back            int // links that became doubtful, and that were fresh again, each time
	flagging                 int // revisions that made a link doubtful or gone
	gone, returned           int
	lost                     int // went, though their text stood on the page as it was
	likely                   int // went, though a section that nobody links has four fifths of their words
	moved, renamed           int // stood elsewhere or under another heading afterwards
	saving, looking          time.Duration
	slowestSave, slowestLook time.Duration
}

// Every revision of the pages that people revised most often is saved into a real wiki, with an answer linked
// to each section of each first revision. No link is lost by a rename or a move: a link goes only when its
// text does. By default the first ten pages are replayed.
func TestReplayOfRealHistory(t *testing.T) {
	all := history(t)
	pages := 10
	if os.Getenv("DOCENT_TEST_ALL") == "1" {
		pages = len(all)
	}
	tm := newTeam(t)
	begun := time.Now()
	var r replay
	for start := 0; start < len(all) && pages > 0; pages-- {
		end := start
		for end < len(all) && all[end].Path == all[start].Path {
			end++
		}
		tm.replayPage(t, all[start:end], &r)
		start = end
	}
	t.Logf("%d revisions, %d links in %v: saving %v (slowest %v), looking %v (slowest %v)", r.revisions, r.links,
		time.Since(begun).Round(time.Millisecond), r.saving.Round(time.Millisecond), r.slowestSave.Round(time.Millisecond),
		r.looking.Round(time.Millisecond), r.slowestLook.Round(time.Millisecond))
	t.Logf("flagged %d = %.3f a revision, as they were again %d; gone %d, back %d; renamed %d, moved %d; lost by a rename or a move: %d; perhaps lost: %d",
		r.flagged, float64(r.flagged)/float64(r.revisions), r.back, r.gone, r.returned, r.renamed, r.moved, r.lost, r.likely)
	t.Logf("revisions that put an answer in doubt or made it gone: %d of %d = %.3f", r.flagging, r.revisions, float64(r.flagging)/float64(r.revisions))
	if r.lost > 0 {
		t.Errorf("%d links were lost though their text stood on the page", r.lost)
	}
	if r.flagged == 0 || r.gone == 0 {
		t.Error("nothing was ever flagged or gone")
	}
	if took := time.Since(begun); took > 2*time.Minute {
		t.Errorf("it took %v", took)
	}
}

func (tm *team) replayPage(t *testing.T, revisions []revision, r *replay) {
	page := tm.page(revisions[0].Path, revisions[0].Markdown)
	sections, err := tm.wiki.Store().SectionsOf(t.Context(), []wiki.PageID{page.ID})
	must(t, err)
	var answers []qa.AnswerID
	must(t, tm.store.Write(t.Context(), tm.ann, func(tx qa.Tx) error {
		for _, s := range sections {
			a, err := tm.linked(t, tx, page, s)
			if err != nil {
				return err
			}
			answers = append(answers, a)
		}
		return nil
	}))
	r.links += len(answers)
	before := tm.links(t, answers)
	for _, rev := range revisions[1:] {
		begun := time.Now()
		tm.save(tm.ben, page.ID, rev.Markdown)
		saved := time.Since(begun)
		tm.catchUp()
		looked := time.Since(begun) - saved
		r.saving, r.looking = r.saving+saved, r.looking+looked
		r.slowestSave, r.slowestLook = max(r.slowestSave, saved), max(r.slowestLook, looked)
		r.revisions++
		now := tm.links(t, answers)
		r.compare(t, rev, before, now)
		before = now
	}
	r.revisions++
}

// linked makes a question that a section answers.
func (tm *team) linked(t *testing.T, tx qa.Tx, page wiki.Page, s wiki.Section) (qa.AnswerID, error) {
	q := qa.Question{Space: page.Space, Title: page.Title + " " + s.Anchor, State: qa.Open, Owner: wiki.PersonRef{ID: tm.ann.Person}}
	var err error
	if q.ID, err = tx.InsertQuestion(t.Context(), q); err != nil {
		return 0, err
	}
	sentence, _, _ := strings.Cut(s.Text, ". ")
	a, err := tx.InsertAnswer(t.Context(), qa.Answer{Question: q.ID, At: tx.Now(), Links: []qa.AnswerLink{{
		Page: page.ID, Section: s.ID, Revision: 1, Fingerprint: s.Fingerprint, Text: s.Text, Quote: sentence,
		PageTitle: page.Title, Heading: s.Heading, Anchor: s.Anchor,
	}}})
	if err != nil {
		return 0, err
	}
	q.State, q.Canonical = qa.Answered, a
	return a, tx.UpdateQuestion(t.Context(), q)
}

// links gives the only link of each answer.
func (tm *team) links(t *testing.T, ids []qa.AnswerID) []qa.AnswerLink {
	answers, err := tm.store.Answers(t.Context(), qa.All(), ids)
	must(t, err)
	links := make([]qa.AnswerLink, len(answers))
	for i, a := range answers {
		links[i] = a.Links[0]
	}
	return links
}

// compare counts what a revision did to each link.
func (r *replay) compare(t *testing.T, rev revision, before, now []qa.AnswerLink) {
	doc, err := content.Parse(rev.Markdown)
	must(t, err)
	stands := map[string]int{}
	for _, s := range doc.Sections {
		stands[content.Fingerprint(s.Text)]++
	}
	held := map[string]bool{}
	for _, l := range now {
		if l.Now.Found {
			stands[l.Now.Fingerprint]-- // it is held by a link
			held[l.Now.Fingerprint] = true
		}
	}
	flagged, gone := r.flagged, r.gone
	for i, l := range now {
		was := before[i]
		switch {
		case was.Now.Found && !l.Now.Found:
			r.gone++
			if was.Now.Text != "" && stands[was.Now.Fingerprint] > 0 {
				stands[was.Now.Fingerprint]--
				r.lost++
				t.Logf("%s: “%s” was lost", rev.Path, was.Now.Heading)
			}
			for _, s := range doc.Sections {
				if !held[content.Fingerprint(s.Text)] && alike(was.Now.Text, s.Text) >= .8 {
					r.likely++
					break
				}
			}
		case !was.Now.Found && l.Now.Found:
			r.returned++
		case l.Now.Found:
			if was.State() == qa.Fresh && l.State() == qa.Changed {
				r.flagged++
			}
			if was.State() == qa.Changed && l.State() == qa.Fresh {
				r.back++
			}
			if was.Now.Heading != l.Now.Heading {
				r.renamed++
			}
			if strings.Join(was.Now.Path, "\n") != strings.Join(l.Now.Path, "\n") {
				r.moved++
			}
		}
	}
	if r.flagged > flagged || r.gone > gone {
		r.flagging++
	}
}

// alike is the share of the words that two texts have in common (Dice).
func alike(a, b string) float64 {
	words, n, shared := map[string]int{}, 0, 0
	for w := range strings.FieldsSeq(a) {
		words[w]++
		n++
	}
	for w := range strings.FieldsSeq(b) {
		n++
		if words[w] > 0 {
			words[w]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(max(n, 1))
}
