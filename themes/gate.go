package themes

// SignIn asks who somebody is. Form: email, password, next; POST /signin.
type SignIn struct {
	Frame
	Problem
	Email string
	Next  string // the path to go to afterwards
}

// Screen names the template.
func (SignIn) Screen() string { return "signin" }

// SetUp makes the first administrator. Form: token, name, email, password, timezone, team; POST /setup.
type SetUp struct {
	Frame
	Problem
	Token     string
	Name      string
	Email     string
	TeamName  string
	Zones     []Option // IANA time zones; the browser's own is chosen by script where none is selected
	MinLength int      // of a password, in characters
}

// Screen names the template.
func (SetUp) Screen() string { return "setup" }

// Invite accepts an invitation. Form: name, password, timezone; POST to the same address.
type Invite struct {
	Frame
	Problem
	Token     string
	By        string // who invites
	Email     string // the address invited
	Name      string
	Zones     []Option
	MinLength int
}

// Screen names the template.
func (Invite) Screen() string { return "invite" }

// Reset sets a new password. Form: password; POST to the same address.
type Reset struct {
	Frame
	Problem
	Token     string
	Name      string // whose password
	MinLength int
}

// Screen names the template.
func (Reset) Screen() string { return "reset" }
