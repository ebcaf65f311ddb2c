package themes

import "html/template"

// View is what a screen shows: one struct a screen, plain data and no rules. Every view embeds Frame.
type View interface {
	// Screen names the template that draws the view, without its ending ("page", "search").
	Screen() string
}

// Frame is what surrounds every screen. The ground of all screens fills it once a request; a handler copies it
// into its view and adds Title, Nav, Query and Rail facts that only it knows.
type Frame struct {
	Team    string   // the team's name; "Docent" where none is set
	Title   string   // of the browser window, without the team's name
	Lang    string   // BCP 47 language of the screen; "" is "en"
	Scheme  Scheme   // forced colour scheme; "" follows the system
	Reader  Reader   // who looks; the zero value is nobody
	Nav     Nav      // the entry of the left column that is lit
	Spaces  []Branch // the spaces the reader may read, each with its tree as far as it is revealed
	Counts  Counts   // numbers in the left column
	Flash   *Flash   // said once, after an action; nil for none
	Address string   // path and query of this request, for coming back after signing in
	Query   string   // the text in the box
	Space   string   // slug of the space one is in, "" outside; New page starts there
	Page    int64    // number of the page one is on, 0 elsewhere; New page starts beneath it
	Bare    bool     // draw neither box nor left column: signing in, setting up
	Admin   string   // path of the first screen of administration; "" hides the entry
	Inbox   bool     // there is an inbox: the bell is drawn
	Folded  bool     // the left column is folded away; the browser keeps it in the cookie left=folded

	Left template.HTML // the left column as it was drawn before; "" draws it
}

// Scheme is a colour scheme: SchemeSystem, SchemeLight or SchemeDark.
type Scheme string

// The colour schemes.
const (
	SchemeSystem Scheme = ""
	SchemeLight  Scheme = "light"
	SchemeDark   Scheme = "dark"
)

// Nav names an entry of the left column.
type Nav string

// The entries.
const (
	NavNone      Nav = ""
	NavHome      Nav = "home"
	NavQuestions Nav = "questions"
	NavTasks     Nav = "tasks"
	NavInsights  Nav = "insights"
	NavPeople    Nav = "people"
	NavTrash     Nav = "trash"
	NavAPI       Nav = "api"
	NavSettings  Nav = "settings"
	NavAdmin     Nav = "admin"
	NavInbox     Nav = "inbox"
	NavPaths     Nav = "paths"
)

// Reader is who looks.
type Reader struct {
	SignedIn bool
	Name     string
	Initials string // at most two letters, for the round badge
	Role     string // "admin" or "member"
	Admin    bool   // sees People's actions
	Writes   bool   // may make a page somewhere; New page is shown
}

// Counts are the numbers in the left column and at the bell; a zero is not drawn.
type Counts struct {
	Questions int // open questions the reader may see
	Tasks     int // the reader's own
	Inbox     int // what the reader was told and has not seen
}

// Branch is a space in the left column.
type Branch struct {
	Slug, Name string
	Private    bool
	Here       bool   // the space's own page is the one shown
	Nodes      []Node // its top pages, nested as far as they are open
}

// Node is a page in a tree. Children are those that are drawn; More says that there are some, drawn or not.
type Node struct {
	ID       int64
	Title    string
	URL      string // path of the page, "/p/12/title"
	Here     bool   // the page shown
	Open     bool   // Children are visible
	More     bool   // the page has children that the reader may read
	Children []Node
}

// Tree is a bare fragment: the children of one page (or of a space), fetched when a branch is opened.
// Write it with DrawTree, not with Draw.
type Tree struct {
	Space string
	Nodes []Node
}

// Flash is a sentence said once after an action.
type Flash struct {
	Kind string // "good", "warn", "bad" or "" (plain)
	Text string
	Undo *Button // nil where there is nothing to undo
}

// Button is a form of one button: it posts Fields to Action.
type Button struct {
	Text   string
	Action string
	Fields []Field
}

// Field is a hidden field of a form.
type Field struct{ Name, Value string }

// Link is a text that leads to a path of this server.
type Link struct{ Text, URL string }

// Option is a choice in a list.
type Option struct {
	Value, Text string
	Depth       int // levels of indentation in a tree of choices
	Selected    bool
	Disabled    bool
}

// Problem says what is wrong with a form that was sent; the zero value says nothing. Everything typed is in the
// form again.
type Problem struct {
	Text  string // one or two sentences: what happened, what was kept, what to do
	Field string // name of the field at fault, where there is one
}

// Pager leads through a long list. The zero value draws nothing.
type Pager struct {
	First, Last, Total int    // "21–40 of 532"; numbers start at 1
	Prev, Next         string // paths; "" at the ends
}

// Person is somebody named on a screen.
type Person struct {
	ID       int64
	Name     string
	Initials string
}

// Verified says whether somebody vouches for a page.
type Verified struct {
	State string // "" nobody ever did, "good" verified until Until, "expired" since Until
	Until Time
	By    string
}

// Passage is a quoted part of a section or of a message, with the decisive sentence in <mark>.
type Passage struct {
	HTML    template.HTML // sanitised blocks or inline text
	From    []Link        // space or parents, page, section: outermost first; the last is drawn strong
	URL     string        // the section with the sentence marked, "/p/12/x?quote=…#y"
	Outside bool          // URL leads elsewhere: a message or document
}
