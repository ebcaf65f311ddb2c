package wiki

import (
	"regexp"
	"slices"
	"time"
)

// SpaceID numbers a space.
type SpaceID int64

// Right is what somebody may do in a space, each containing the ones before it.
type Right int

// The rights.
const (
	None Right = iota
	Reader
	Commenter
	Editor
	Manager
)

var rightNames = [...]string{"none", "reader", "commenter", "editor", "manager"}

func (r Right) String() string { return rightNames[r] }

// ParseRight reads the name of a right; false for anything else.
func ParseRight(name string) (Right, bool) {
	for i, n := range rightNames {
		if n == name {
			return Right(i), true
		}
	}
	return None, false
}

// Space is a tree of pages with its own readers.
type Space struct {
	ID          SpaceID
	Slug        string
	Name        string
	Description string
	Public      bool   // readable without signing in
	Team        Right  // what every member may do here; None makes the space private to its grants
	Lang        string // of its pages where theirs is not known, one of Languages; "": found out page by page
	Anonymous   bool   // questions may be asked here without a name
	Owner       PersonRef
	Created     time.Time
}

// Languages are those that a space can be set to, by their ISO 639-1 codes, in the order of their English names.
var Languages = []struct{ Code, Name string }{
	{"zh", "Chinese"},
	{"da", "Danish"},
	{"nl", "Dutch"},
	{"en", "English"},
	{"fi", "Finnish"},
	{"fr", "French"},
	{"de", "German"},
	{"it", "Italian"},
	{"ja", "Japanese"},
	{"ko", "Korean"},
	{"no", "Norwegian"},
	{"pt", "Portuguese"},
	{"ru", "Russian"},
	{"es", "Spanish"},
	{"sv", "Swedish"},
}

// setLang sets the language of the pages; false for an unknown code.
func (s *Space) setLang(code string) bool {
	s.Lang = code
	return code == "" || slices.ContainsFunc(Languages, func(l struct{ Code, Name string }) bool { return l.Code == code })
}

// Private says whether only chosen members may read the space.
func (s Space) Private() bool { return s.Team == None && !s.Public }

// Visibility names the three usual settings: "public", "team" or "private".
func (s Space) Visibility() string {
	switch {
	case s.Public:
		return "public"
	case s.Team == None:
		return "private"
	}
	return "team"
}

// SetVisibility is the inverse of Visibility; false for an unknown name.
func (s *Space) SetVisibility(name string) bool {
	switch name {
	case "public":
		s.Public, s.Team = true, max(s.Team, Editor)
	case "team":
		s.Public, s.Team = false, max(s.Team, Editor)
	case "private":
		s.Public, s.Team = false, None
	default:
		return false
	}
	return true
}

// Grant is a right that one person has in one space.
type Grant struct {
	Person PersonRef
	Right  Right
}

var spaceSlug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
