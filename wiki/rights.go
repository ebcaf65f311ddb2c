package wiki

import (
	"slices"

	"github.com/docent-wiki/docent/content"
)

// Decide is the one place where permission is decided: what may this actor do in this space, given
// the right that was granted to the actor personally (None where there is no grant).
//
// Administrators manage every space, private ones too: they hold the database anyway, and a space
// whose last member left must not be lost. A token never gives more than its scope.
func Decide(as Actor, s Space, granted Right) Right {
	if as.Operator {
		return Manager
	}
	right := None
	if s.Public {
		right = Reader
	}
	if as.Person != 0 {
		right = max(right, s.Team, granted)
		if s.Owner.ID == as.Person {
			right = Manager
		}
		if as.Role == Admin {
			right = Manager
		}
	}
	switch {
	case as.Person != 0 && as.Scope <= ScopeNone:
		return None
	case as.Person != 0 && as.Scope == ScopeRead:
		return min(right, Reader)
	case as.Person != 0 && as.Scope == ScopeWrite:
		return min(right, Editor)
	}
	return right
}

// Access is what one actor may do, space by space. It is made once a request and handed to every
// query, so that permission is part of the query and never a filter after it.
type Access struct {
	As     Actor
	spaces []Space // every readable space, by ID
	rights []Right // as spaces
	key    uint64  // equal for actors with equal rights
}

// Right gives the actor's right in a space; None for a space that does not exist for the actor.
func (a Access) Right(id SpaceID) Right {
	i, found := slices.BinarySearchFunc(a.spaces, id, func(s Space, id SpaceID) int { return int(s.ID - id) })
	if !found {
		return None
	}
	return a.rights[i]
}

// Space gives a readable space by its ID; false where there is none for this actor.
func (a Access) Space(id SpaceID) (Space, bool) {
	i, found := slices.BinarySearchFunc(a.spaces, id, func(s Space, id SpaceID) int { return int(s.ID - id) })
	if !found {
		return Space{}, false
	}
	return a.spaces[i], true
}

// Slug gives a readable space by its slug.
func (a Access) Slug(slug string) (Space, bool) {
	for _, s := range a.spaces {
		if s.Slug == slug {
			return s, true
		}
	}
	return Space{}, false
}

// Spaces are the readable spaces by ID. The caller must not change the slice.
func (a Access) Spaces() []Space { return a.spaces }

// IDs are the readable spaces for a query.
func (a Access) IDs() []SpaceID {
	ids := make([]SpaceID, len(a.spaces))
	for i, s := range a.spaces {
		ids[i] = s.ID
	}
	return ids
}

// Need checks that the actor has at least a right in a space: NotFound where it may not even read,
// Sign where a visitor would have to sign in to write, else Forbidden with the reason.
func (a Access) Need(id SpaceID, right Right, what string) error {
	have := a.Right(id)
	switch {
	case have >= right:
		return nil
	case have < Reader:
		return content.Errorf(content.NotFound, "There is no such %s, or you may not see it.", what)
	case !a.As.SignedIn():
		return content.Errorf(content.Sign, "Sign in to change this %s.", what)
	case a.As.Scope < ScopeAdmin && right > Reader && a.As.Scope == ScopeRead:
		return content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write” to change a %s.", what)
	}
	return content.Errorf(content.Forbidden, "You may read this %s, but only a %s of its space may do that. Ask the space's owner.", what, right)
}
