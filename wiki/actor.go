package wiki

import "time"

// PersonID numbers an account; 0 is nobody (the program itself, or a visitor).
type PersonID int64

// Role is what an account may do to the installation as a whole.
type Role string

// The roles.
const (
	Admin  Role = "admin"
	Member Role = "member"
)

// Scope narrows what a token may do on behalf of its person; a browser session has ScopeAdmin,
// which means "whatever the person may do".
type Scope int

// The scopes, each containing the ones before it. A read token may also ask and give feedback.
const (
	ScopeNone Scope = iota
	ScopeRead
	ScopeWrite
	ScopeAdmin
)

// Actor is on whose behalf a use case runs. The zero Actor is a visitor who is not signed in.
type Actor struct {
	Person   PersonID
	Name     string
	Email    string
	Role     Role
	Scope    Scope
	Operator bool // a command run on the data directory itself: may do everything
	Zone     *time.Location
	Language string // BCP 47, e.g. "en"
	Scheme   string // "light", "dark" or "" (as the system says)
}

// Operator is the actor of commands that run on the data directory.
func Operator() Actor {
	return Actor{Name: "operator", Role: Admin, Scope: ScopeAdmin, Operator: true, Zone: time.UTC, Language: "en"}
}

// SignedIn says whether somebody is behind the actor.
func (a Actor) SignedIn() bool { return a.Person != 0 || a.Operator }

// IsAdmin says whether the actor may run the installation (accounts, settings, every space).
func (a Actor) IsAdmin() bool {
	return a.Operator || (a.Role == Admin && a.Scope >= ScopeAdmin)
}

// In gives the actor's time zone, UTC where none is known.
func (a Actor) In() *time.Location {
	if a.Zone == nil {
		return time.UTC
	}
	return a.Zone
}

// PersonRef names a person where a whole Person is too much: beside a revision or an owner.
type PersonRef struct {
	ID   PersonID
	Name string
}

// Person is an account, without its secrets.
type Person struct {
	ID       PersonID
	Name     string
	Email    string
	Role     Role
	Zone     string // IANA name
	Language string
	Scheme   string
	Disabled bool
	Created  time.Time
	LastSeen time.Time // noted at most hourly; zero: never
}
