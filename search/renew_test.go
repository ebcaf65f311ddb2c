package search_test

import (
	"testing"

	"github.com/docent-wiki/docent/search"
)

func TestRenewBuildsAnewAtTheNextRound(t *testing.T) {
	log, ix := &fakeLog{}, memory(t)
	source := &fakeSource{log: log}
	feed := search.NewFeed(ix, log, source, search.FeedOptions{})
	log.add(3, noon)
	must(t, feed.CatchUp(t.Context()))
	all := source.all
	must(t, feed.CatchUp(t.Context()))
	if source.all != all {
		t.Fatal("built anew without being asked")
	}
	feed.Renew()
	if building, _, _ := feed.Progress(); !building {
		t.Error("what was asked for is not told")
	}
	must(t, feed.CatchUp(t.Context()))
	if building, _, _ := feed.Progress(); building || source.all != all+1 {
		t.Errorf("built %d times more, still building: %t", source.all-all, building)
	}
	documents, bytes, err := feed.Size()
	if err != nil || documents == 0 || bytes != 0 {
		t.Errorf("size %d, %d bytes in memory, %v", documents, bytes, err)
	}
}
