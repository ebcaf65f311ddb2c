package search_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// TestSpaceLanguages: the languages that a space can be set to are known to search.
func TestSpaceLanguages(t *testing.T) {
	for _, l := range wiki.Languages {
		if code := search.LanguageNamed(l.Name); code != l.Code || search.LanguageName(l.Code) != l.Name {
			t.Errorf("%s is named %q here, and %s is %q", l.Name, code, l.Code, search.LanguageName(l.Code))
		}
	}
}

// TestPagesInTheLanguageOfTheirSpace: a page that is too short to tell is read in its space's language, one that
// says or shows its own is not, and all that follows a change of the setting.
func TestPagesInTheLanguageOfTheirSpace(t *testing.T) {
	tm := newTeam(t)
	tm.page(tm.ben, tm.open, 0, "Häuser", "Drei Häuser.\n")
	tm.page(tm.ben, tm.open, 0, "Maisons", "---\nlang: fr\n---\nTrois maisons.\n")
	tm.page(tm.ben, tm.open, 0, "Houses", "This is a page in which there is so much of the language that it is told by what is written here, and not by what the space is set to.\n")
	tm.page(tm.cleo, tm.private, 0, "Häuser", "Drei Häuser.\n")
	set := func(code string) {
		t.Helper()
		if _, err := tm.ChangeSpace(t.Context(), wiki.Operator(), tm.open.Slug, wiki.SpaceChange{Lang: &code}); err != nil {
			t.Fatal(err)
		}
		tm.catchUp()
		if diff := cmp.Diff(tm.dump(tm.rebuilt()), tm.dump(tm.index)); diff != "" {
			t.Errorf("set to %q (-rebuilt +caught up):\n%s", code, diff)
		}
	}
	in := func(code string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, slices.Sorted(slices.Values(tm.titles(tm.cleo, "lang:"+code)))); diff != "" {
			t.Errorf("lang:%s: %s", code, diff)
		}
	}
	tm.catchUp()
	in("de")
	in("fr", "Maisons")
	set("de")
	in("de", "Häuser")
	in("fr", "Maisons")
	in("en", "Houses", "Häuser") // the private space is as it was
	if found := tm.titles(tm.ben, "haus lang:de"); len(found) != 1 {
		t.Errorf("another form of the word finds %v", found)
	}
	set("")
	in("de")
	in("en", "Houses", "Häuser", "Häuser")

	unknown := "tlh"
	_, err := tm.ChangeSpace(t.Context(), wiki.Operator(), tm.open.Slug, wiki.SpaceChange{Lang: &unknown})
	if told := (*content.Error)(nil); !errors.As(err, &told) || told.Kind != content.Invalid || told.Field != "language" {
		t.Errorf("an unknown language: %v", err)
	}
}
