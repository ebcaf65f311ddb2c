package themes

// AdminMail is the server that sends Docent's mail. Its forms post to /admin/mail: action=save with all fields (host,
// port, security, allow_plain, user, password, forget_password, from), or action=test.
type AdminMail struct {
	Frame
	Tabs        []Tab
	Problem     Problem
	On          bool // a server is saved
	Fixed       bool // it was chosen by the flags of the program: nothing can be changed here
	Host        string
	Port        string
	Security    string // "starttls", "tls" or "none"
	AllowPlain  bool
	User        string
	HasPassword bool // the password itself is never shown
	From        string
	Email       string // where the test goes
	Trying      int    // messages that are tried again
	Undelivered []UndeliveredRow
}

// UndeliveredRow is a message that did not go, or not yet.
type UndeliveredRow struct {
	To      string
	Channel string // "mail", "digest" or "push"
	Made    Time
	Tries   int
	Next    Time // the zero value: it was given up
	Said    string
}

// Screen names the template.
func (AdminMail) Screen() string { return "adminmail" }
