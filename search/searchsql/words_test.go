package searchsql_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/search/searchsql"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

func kind(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

func TestSynonyms(t *testing.T) {
	s := wikitest.Open(t, nil)
	words := searchsql.NewWords(s.DB)
	last := ""
	stamp := func() {
		t.Helper()
		now, err := words.SynonymStamp(t.Context())
		s.Must(err)
		if now == last {
			t.Errorf("the stamp %q says that nothing has changed", now)
		}
		last = now
	}
	stamp()
	first, err := words.AddSynonym(t.Context(), wiki.Operator(), "pto, leave", "")
	s.Must(err)
	stamp()
	second, err := words.AddSynonym(t.Context(), wiki.Operator(), "wally -> expense tool", "")
	s.Must(err)
	stamp()
	if _, err := words.AddSynonym(t.Context(), wiki.Operator(), "pto, leave", ""); kind(err) != content.Conflict {
		t.Errorf("the same entry again: %v, want Conflict", err)
	}
	got, err := words.Synonyms(t.Context())
	s.Must(err)
	if diff := cmp.Diff([]search.Synonym{second, first}, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	s.Must(words.RemoveSynonym(t.Context(), wiki.Operator(), second.ID))
	stamp()
	if err := words.RemoveSynonym(t.Context(), wiki.Operator(), second.ID); kind(err) != content.NotFound {
		t.Errorf("removed twice: %v, want NotFound", err)
	}
	_, err = words.AddSynonym(t.Context(), wiki.Operator(), "wally -> expense tool", "")
	s.Must(err)
	stamp()
}

func TestSynonymsAreLimited(t *testing.T) {
	s := wikitest.Open(t, nil)
	words := searchsql.NewWords(s.DB)
	for i := range search.MaxSynonyms {
		_, err := words.AddSynonym(t.Context(), wiki.Operator(), fmt.Sprintf("a%d, b%d", i, i), "")
		s.Must(err)
	}
	if _, err := words.AddSynonym(t.Context(), wiki.Operator(), "one, more", ""); kind(err) != content.Conflict {
		t.Errorf("one more than there may be: %v, want Conflict", err)
	}
}

func TestMisses(t *testing.T) {
	s := wikitest.Open(t, nil)
	words := searchsql.NewWords(s.DB)
	now := s.DB.Now()
	put := func(list ...search.Miss) {
		t.Helper()
		s.Must(words.PutMisses(t.Context(), list))
	}
	wants := func(want ...search.Miss) {
		t.Helper()
		got, err := words.Misses(t.Context(), 3)
		s.Must(err)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("misses (-want +got):\n%s", diff)
		}
	}
	earlier := now.Add(-time.Hour)
	put(search.Miss{Words: "vacay", Times: 2, Last: earlier}, search.Miss{Words: "wally", Times: 1, Last: earlier})
	put(search.Miss{Words: "wally", Times: 3, Last: now}, search.Miss{Words: "kita", Times: 2, Last: now})
	wants(search.Miss{Words: "wally", Times: 4, Last: now}, search.Miss{Words: "kita", Times: 2, Last: now}, search.Miss{Words: "vacay", Times: 2, Last: earlier})
	_, err := words.AddSynonym(t.Context(), wiki.Operator(), "wally -> expense tool", "wally")
	s.Must(err)
	wants(search.Miss{Words: "kita", Times: 2, Last: now}, search.Miss{Words: "vacay", Times: 2, Last: earlier})

	put(search.Miss{Words: "long ago", Times: 99, Last: now.Add(-search.KeepMisses - time.Hour)})
	var flood []search.Miss
	for i := range search.MaxMisses + 10 {
		flood = append(flood, search.Miss{Words: fmt.Sprintf("junk %d", i), Times: 1, Last: now})
	}
	put(flood...)
	wants(search.Miss{Words: "kita", Times: 2, Last: now}, search.Miss{Words: "vacay", Times: 2, Last: earlier}, search.Miss{Words: "junk 0", Times: 1, Last: now})
	all, err := words.Misses(t.Context(), 10*search.MaxMisses)
	s.Must(err)
	if len(all) != search.MaxMisses {
		t.Errorf("%d searches are kept, want %d", len(all), search.MaxMisses)
	}
}
