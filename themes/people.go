package themes

// People lists the accounts. An administrator's actions: POST /people/invite (email, role),
// /people/{id}/disable, /enable, /reset, /role (role).
type People struct {
	Frame
	Problem
	Tabs    []Tab // an administrator's way to the other screens of administration
	Rows    []PersonRow
	Invited []InvitedRow
	Email   string // typed into the invitation
	Link    string // absolute address of an invitation or reset just made, shown once
	LinkFor string // whom it is for
	Pager   Pager
}

// Screen names the template.
func (People) Screen() string { return "people" }

// PersonRow is an account.
type PersonRow struct {
	Person
	Email    string
	Role     string
	Disabled bool
	Self     bool
	Zone     string
	Clock    string // the time of day there, as the reader writes it
	Hours    string // "Mon–Fri 9–17"; "" where no day has any, and for disabled accounts
	Seen     Time   // last visit
}

// InvitedRow is an invitation that nobody has accepted yet.
type InvitedRow struct {
	Email, Role, By string
	At, Expires     Time
}

// Account is the reader's own settings. Forms: action=profile with name, timezone, language, scheme, or
// action=password with current, password, or action=scheme with scheme, next, to /settings; label, scope to /settings/tokens;
// /settings/tokens/{id}/delete; /settings/sessions/{id}/end.
type Account struct {
	Frame
	Problem
	Name      string
	Email     string
	Zones     []Option
	Languages []Option
	Chosen    Scheme // the colour scheme set
	MinLength int
	Tokens    []TokenRow
	NewToken  string // shown once
	NewLabel  string
	Scopes    []Option
	Sessions  []SessionRow
}

// Screen names the template.
func (Account) Screen() string { return "account" }

// TokenRow is an API token.
type TokenRow struct {
	ID            int64
	Label, Scope  string
	Created, Used Time
	Start         string // its first letters
}

// SessionRow is a browser that is signed in.
type SessionRow struct {
	ID      string // opaque, safe in a path
	Device  string // "Firefox on Linux"
	Address string
	Seen    Time
	Here    bool
}
