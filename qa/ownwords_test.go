package qa

import (
	"testing"

	"github.com/docent-wiki/docent/search/thesaurus"
)

// worded is a finder of a team that has words of its own.
type worded struct {
	Finder
	words *thesaurus.Thesaurus
}

func (w worded) Thesaurus() *thesaurus.Thesaurus { return w.words }

// TestOwnWordsChooseThePassage asks for what only this team calls so.
func TestOwnWordsChooseThePassage(t *testing.T) {
	const text = "Badges open every door. The expense tool is at money.example.org. Lunch is at noon."
	group, err := thesaurus.ParseGroup("wally, expense tool")
	if err != nil {
		t.Fatal(err)
	}
	own := worded{words: thesaurus.Builtin().With([]thesaurus.Group{group})}
	plain, wordy := newMatcher("where is wally").pick(text), newMatcher("where is wally").with(own).pick(text)
	if got, want := wordy.Marked(), "The expense tool is at money.example.org."; got != want {
		t.Errorf("with the team's word %q is marked, want %q", got, want)
	}
	if plain.Marked() == wordy.Marked() {
		t.Errorf("without it %q is marked, too: the test shows nothing", plain.Marked())
	}
}
