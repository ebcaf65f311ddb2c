package search

import (
	"context"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search/thesaurus"
	"github.com/docent-wiki/docent/wiki"
)

// SynonymID numbers the entries of a team's own thesaurus.
type SynonymID int64

// Synonym is one entry of a team's own thesaurus: a group of words, as thesaurus.ParseGroup reads it.
type Synonym struct {
	ID    SynonymID
	Words string
	Added time.Time
}

// Miss is what somebody looked for and Docent found nothing or little of. It carries no name.
type Miss struct {
	Words string // by thesaurus.Words, with blanks between them
	Times int
	Last  time.Time
	By    []wiki.PersonID // who made it, until it is written: only their number is kept
}

// The kinds of events of a team's own words. Data["words"] is the entry.
const (
	WordsAdded   wiki.EventKind = "words.added"
	WordsRemoved wiki.EventKind = "words.removed"
)

// Limits of what is kept.
const (
	MaxSynonyms  = 1000                // entries of a team
	MaxMisses    = 500                 // different searches; the rarest and oldest go first
	KeepMisses   = 90 * 24 * time.Hour // after which a search that found nothing is forgotten
	maxMissWords = 5                   // longer searches are sentences, which no entry can stand for
)

// WordStore keeps a team's own words.
type WordStore interface {
	// Synonyms gives all entries, the newest first.
	Synonyms(ctx context.Context) ([]Synonym, error)
	// SynonymStamp is the same only while the entries are the same.
	SynonymStamp(ctx context.Context) (string, error)
	// AddSynonym writes an entry and its event, and forgets the miss that it explains. It is
	// content.Conflict where the entry is there already, and where there are MaxSynonyms.
	AddSynonym(ctx context.Context, as wiki.Actor, words, miss string) (Synonym, error)
	// RemoveSynonym deletes an entry and writes its event; content.NotFound where there is none.
	RemoveSynonym(ctx context.Context, as wiki.Actor, id SynonymID) error
	// Misses gives the n most frequent ones, of equals the most recent first.
	Misses(ctx context.Context, n int) ([]Miss, error)
	// PutMisses adds to what is there, and forgets what is over MaxMisses or older than KeepMisses.
	PutMisses(ctx context.Context, misses []Miss) error
}

// Words is a team's own thesaurus: its use cases, all for administrators, and what keeps a Finder up to date
// with it.
type Words struct {
	store  WordStore
	finder *Finder
	misses *misses
	loaded lastLoad
}

// NewWords makes the team's own thesaurus of a finder. The finder uses it from the first Load or Run on.
func NewWords(store WordStore, finder *Finder) *Words {
	w := &Words{store: store, finder: finder, misses: newMisses()}
	finder.lexicon.missed.Store(w.misses)
	return w
}

func mayKeepWords(as wiki.Actor) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators keep the team’s words, with a token of the scope “admin”.")
	}
	return nil
}

// List gives the team's entries, the newest first.
func (w *Words) List(ctx context.Context, as wiki.Actor) ([]Synonym, error) {
	if err := mayKeepWords(as); err != nil {
		return nil, err
	}
	return w.store.Synonyms(ctx)
}

// Add adds an entry, which searches use at once. content.Invalid names what is wrong with it.
func (w *Words) Add(ctx context.Context, as wiki.Actor, line string) (Synonym, error) {
	return w.add(ctx, as, line, "")
}

// Explain adds an entry that says what a search that found nothing meant: one or more words or phrases,
// with commas between them. The search finds what has them; the search's own words are not offered for them.
func (w *Words) Explain(ctx context.Context, as wiki.Actor, miss, meaning string) (Synonym, error) {
	miss = strings.Join(thesaurus.Words(miss), " ")
	if strings.Contains(meaning, "->") {
		return Synonym{}, content.Errorf(content.Invalid, "Write only what “%s” means, without an arrow.", miss).On("meaning")
	}
	if strings.TrimSpace(meaning) == "" {
		return Synonym{}, content.Errorf(content.Invalid, "Write what “%s” means: the words that your pages use.", miss).On("meaning")
	}
	return w.add(ctx, as, miss+" -> "+meaning, miss)
}

func (w *Words) add(ctx context.Context, as wiki.Actor, line, miss string) (Synonym, error) {
	if err := mayKeepWords(as); err != nil {
		return Synonym{}, err
	}
	if strings.ContainsAny(line, "\r\n") {
		return Synonym{}, content.Errorf(content.Invalid, "One entry is one line. Add the others one by one.").On("words")
	}
	group, err := thesaurus.ParseGroup(line)
	if err != nil {
		return Synonym{}, err
	}
	if len(group.Terms) == 0 {
		return Synonym{}, content.Errorf(content.Invalid, "Write at least two words or phrases, with commas between them.").On("words")
	}
	added, err := w.store.AddSynonym(ctx, as, group.String(), miss)
	if err != nil {
		return Synonym{}, err
	}
	return added, w.Load(ctx)
}

// Remove removes an entry, which searches forget at once.
func (w *Words) Remove(ctx context.Context, as wiki.Actor, id SynonymID) error {
	if err := mayKeepWords(as); err != nil {
		return err
	}
	if err := w.store.RemoveSynonym(ctx, as, id); err != nil {
		return err
	}
	return w.Load(ctx)
}

// Misses gives at most n searches that found nothing or little, the most frequent first.
func (w *Words) Misses(ctx context.Context, as wiki.Actor, n int) ([]Miss, error) {
	if err := mayKeepWords(as); err != nil {
		return nil, err
	}
	return w.store.Misses(ctx, n)
}
