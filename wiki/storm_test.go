package wiki_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// TestStorm saves from many clients at once to few pages: every acknowledged save is in the history
// once, with its line in the text, and none is lost.
func TestStorm(t *testing.T) {
	t.Parallel()
	saves := 200
	if os.Getenv("DOCENT_TEST_ALL") != "" {
		saves = 1000
	}
	const clients, pages = 16, 10
	tm := newTeam(t)
	ids := make([]wiki.PageID, pages)
	for i := range ids {
		var text strings.Builder
		for line := range 200 {
			fmt.Fprintf(&text, "Line %d of page %d.\n\n", line, i)
		}
		ids[i] = tm.page(0, fmt.Sprintf("Page %d", i), text.String()).ID
	}
	type done struct {
		page     wiki.PageID
		revision int
		note     string
	}
	var mu sync.Mutex
	var acknowledged []done
	refused := 0
	var wg sync.WaitGroup
	for client := range clients {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(client)))
			for n := range saves / clients {
				id := ids[random.IntN(pages)]
				page, rev, err := tm.Current(t.Context(), tm.ben, id)
				if err != nil {
					t.Error(err)
					return
				}
				note := fmt.Sprintf("client %d save %d", client, n)
				line := fmt.Sprintf("Line %d of", random.IntN(200))
				text := strings.Replace(rev.Markdown, line, note+". "+line, 1)
				saved, err := tm.Save(t.Context(), tm.ben, wiki.Draft{Page: id, Base: page.Revision, Markdown: &text, Note: note})
				mu.Lock()
				switch {
				case err == nil:
					acknowledged = append(acknowledged, done{id, saved.Revision, note})
				case kind(err) == content.Conflict:
					refused++
				default:
					t.Error(err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d saves acknowledged, %d refused as conflicts", len(acknowledged), refused)
	if len(acknowledged) < saves/2 {
		t.Errorf("only %d of %d saves went through", len(acknowledged), saves)
	}
	history := map[wiki.PageID]int{}
	for _, d := range acknowledged {
		rev, err := tm.Store().Revision(t.Context(), d.page, d.revision)
		if err != nil || rev.Note != d.note || !strings.Contains(rev.Markdown, d.note+".") {
			t.Errorf("revision %d of page %d is not %q: %+v", d.revision, d.page, d.note, errors.Join(err))
		}
		history[d.page]++
	}
	for _, id := range ids {
		page, rev, err := tm.Current(t.Context(), tm.ben, id)
		if err != nil {
			t.Fatal(err)
		}
		if page.Revision != history[id]+1 {
			t.Errorf("page %d has %d revisions, %d saves were acknowledged", id, page.Revision, history[id])
		}
		for _, d := range acknowledged {
			if n := strings.Count(rev.Markdown, d.note+"."); d.page == id && n != 1 {
				t.Errorf("%q stands %d times in page %d", d.note, n, id)
			}
		}
	}
}
