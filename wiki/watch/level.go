package watch

import (
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Level says how much of what happens to a thing somebody is told.
type Level int

// The levels, each telling more than the one before.
const (
	Unset      Level = iota // nothing was chosen
	Nothing                 // not even mentions
	Mentions                // only when the person is mentioned, asked or answered
	Important               // changes that matter: new, deleted, another meaning, no longer verified
	Everything              // every change
)

var levelNames = [...]string{"default", "nothing", "mentions", "important", "everything"}

// String names a level in forms and in the API.
func (l Level) String() string { return levelNames[l] }

// ParseLevel reads the name of a level; false for anything else.
func ParseLevel(name string) (Level, bool) {
	for i, n := range levelNames {
		if n == name {
			return Level(i), true
		}
	}
	return Unset, false
}

// Kind is what sort of thing is watched. Those of floors above are known by number only.
type Kind string

// The kinds.
const (
	Page     Kind = "page"
	Space    Kind = "space"
	Tag      Kind = "tag"
	Question Kind = "question"
	Area     Kind = "area"
)

// Thing is what can be watched.
type Thing struct {
	Kind Kind
	ID   int64  // 0 for a tag
	Tag  string // in lower case
}

// OnPage, OnSpace, OnTag, OnQuestion and OnArea name things.
func OnPage(id wiki.PageID) Thing { return Thing{Kind: Page, ID: int64(id)} }

// OnSpace names a space.
func OnSpace(id wiki.SpaceID) Thing { return Thing{Kind: Space, ID: int64(id)} }

// OnTag names a tag.
func OnTag(tag string) Thing {
	return Thing{Kind: Tag, Tag: strings.ToLower(content.Name(tag))}
}

// OnQuestion names a question.
func OnQuestion(id int64) Thing { return Thing{Kind: Question, ID: id} }

// OnArea names an area of responsibility.
func OnArea(id int64) Thing { return Thing{Kind: Area, ID: id} }

const maxTag = 100 // characters

// check refuses a thing that cannot be.
func (t Thing) check() error {
	switch t.Kind {
	case Page, Space, Question, Area:
		if t.ID > 0 && t.Tag == "" {
			return nil
		}
	case Tag:
		if t.ID == 0 && t.Tag != "" && len([]rune(t.Tag)) <= maxTag && !strings.ContainsRune(t.Tag, 0) {
			return nil
		}
	}
	return content.Errorf(content.Invalid, "A page, space, tag, question or area can be watched. Nothing was changed.").On("kind")
}

// Watch is somebody's level for a thing.
type Watch struct {
	Person wiki.PersonID
	Thing  Thing
	Level  Level
	Chosen bool // by the person; false: it came by itself
}

// Decide gives the level at which somebody is told of what happens, from the person's watches of the things that it
// happens to, in ranks, the nearest first, and the level for what the person never chose anything for. Within a rank
// the highest choice counts.
func Decide(unwatched Level, ranks ...[]Watch) Level {
	level, own := Unset, Unset
	for _, rank := range ranks {
		chosen := Unset
		for _, w := range rank {
			if w.Chosen {
				chosen = max(chosen, w.Level)
			} else {
				own = max(own, w.Level)
			}
		}
		if level == Unset {
			level = chosen
		}
	}
	if level == Unset {
		level = unwatched
		if own > Unset {
			return max(own, level)
		}
	}
	if level == Nothing {
		return Nothing
	}
	return max(level, own)
}
