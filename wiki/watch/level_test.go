package watch_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki/watch"
)

// TestDecide is the rule as a table: what was chosen (or came by itself) for a page, its tags and its space, and what
// the person wants of everything else.
func TestDecide(t *testing.T) {
	const n, m, i, e = watch.Nothing, watch.Mentions, watch.Important, watch.Everything
	chosen := func(levels ...watch.Level) (list []watch.Watch) {
		for _, l := range levels {
			list = append(list, watch.Watch{Level: l, Chosen: true})
		}
		return list
	}
	own := func(level watch.Level) []watch.Watch { return []watch.Watch{{Level: level}} }
	for _, row := range []struct {
		what              string
		page, tags, space []watch.Watch
		unwatched, want   watch.Level
	}{
		{"nothing was chosen", nil, nil, nil, m, m},
		{"nothing was chosen, and nothing is wanted", nil, nil, nil, n, n},
		{"the page", chosen(e), nil, nil, m, e},
		{"the space", nil, nil, chosen(i), m, i},
		{"a tag", nil, chosen(e), nil, m, e},
		{"the page is nearer than the space", chosen(i), nil, chosen(e), m, i},
		{"the page is muted in a watched space", chosen(n), nil, chosen(e), m, n},
		{"the space is muted, the page is watched", chosen(e), nil, chosen(n), m, e},
		{"a tag is nearer than the space", nil, chosen(n), chosen(e), m, n},
		{"of two tags the higher counts", nil, chosen(n, e), chosen(i), m, e},
		{"only mentions of the page", chosen(m), chosen(e), chosen(e), m, m},
		{"edited", own(i), nil, nil, m, i},
		{"edited, and nothing else is wanted", own(i), nil, nil, n, i},
		{"edited in a space that is watched closely", own(i), nil, chosen(e), m, e},
		{"edited in a space of mentions", own(i), nil, chosen(m), m, i},
		{"edited in a space that is muted", own(i), nil, chosen(n), m, n},
		{"edited, then muted by hand", append(chosen(n), own(i)...), nil, nil, m, n},
		{"owner and editor", append(own(i), own(e)...), nil, nil, m, e},
		{"mentions only outside, everything of the space", nil, nil, chosen(e), n, e},
	} {
		if got := watch.Decide(row.unwatched, row.page, row.tags, row.space); got != row.want {
			t.Errorf("%s: %s, want %s", row.what, got, row.want)
		}
	}
}

// TestDecideIsMonotone: a choice for the nearest thing decides whatever else is there, and following by itself never
// tells less than before.
func TestDecideIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level := rapid.Custom(func(t *rapid.T) watch.Level {
			return watch.Level(rapid.IntRange(int(watch.Nothing), int(watch.Everything)).Draw(t, "level"))
		})
		rank := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) watch.Watch {
			return watch.Watch{Level: level.Draw(t, "l"), Chosen: rapid.Bool().Draw(t, "chosen")}
		}), 0, 3)
		ranks := [][]watch.Watch{rank.Draw(t, "page"), rank.Draw(t, "tags"), rank.Draw(t, "space")}
		unwatched := rapid.SampledFrom([]watch.Level{watch.Nothing, watch.Mentions}).Draw(t, "unwatched")
		before := watch.Decide(unwatched, ranks...)
		if before < watch.Nothing || before > watch.Everything {
			t.Fatalf("level %d", before)
		}
		followed := append([][]watch.Watch{append([]watch.Watch{{Level: level.Draw(t, "own")}}, ranks[0]...)}, ranks[1:]...)
		if after := watch.Decide(unwatched, followed...); after < before {
			t.Fatalf("following by itself lowers %s to %s", before, after)
		}
		muted := append([][]watch.Watch{{{Level: watch.Nothing, Chosen: true}}}, ranks...)
		if got := watch.Decide(unwatched, muted...); got != watch.Nothing {
			t.Fatalf("muted, and told %s", got)
		}
	})
}
