package team

import (
	"slices"

	"github.com/docent-wiki/docent/wiki"
)

// GroupID numbers a group; 0 is none.
type GroupID int64

// Group is people who answer together, in turns.
type Group struct {
	ID      GroupID
	Name    string
	Members []Member      // in order
	Turn    wiki.PersonID // who was asked last; 0: nobody yet
}

// Member is somebody in a group.
type Member struct {
	wiki.PersonRef
	Deputy   bool // asked only where none of the others can be
	Disabled bool // the account; never asked
}

// Party is a person or a group, as an owner or deputy: one of the two, or neither for nobody.
type Party struct {
	Person wiki.PersonID
	Group  GroupID
}

// IsZero says whether nobody is named.
func (p Party) IsZero() bool { return p == Party{} }

// Next is whose turn it is: the first member after the one who was asked last, around the circle, whom
// free lets through; where there is none, the first such deputy. ok is false where nobody can be asked.
func (g Group) Next(free func(wiki.PersonID) bool) (next wiki.PersonRef, ok bool) {
	after := slices.IndexFunc(g.Members, func(m Member) bool { return m.ID == g.Turn }) + 1
	for _, deputies := range []bool{false, true} {
		for i := range g.Members {
			m := g.Members[(after+i)%len(g.Members)]
			if m.Deputy == deputies && !m.Disabled && free(m.ID) {
				return m.PersonRef, true
			}
		}
	}
	return wiki.PersonRef{}, false
}

// People are the ids of those who can be asked at all, in order.
func (g Group) People() []wiki.PersonID {
	var ids []wiki.PersonID
	for _, m := range g.Members {
		if !m.Disabled {
			ids = append(ids, m.ID)
		}
	}
	return ids
}
