package themes

// Inbox is what the reader was told, a thread a row, those with something new first. Form: POST /inbox/read with id
// (repeated), or up_to for all.
type Inbox struct {
	Frame
	Groups []InboxGroup
	New    int    // groups with something new, on this screen
	UpTo   int64  // the newest notice there is: all of them are meant
	Older  string // path of what is older; "" at the end
	Later  bool   // this is not the newest part
	Push   Push
}

// Screen names the template.
func (Inbox) Screen() string { return "inbox" }

// InboxGroup is a thread.
type InboxGroup struct {
	Title, URL string
	Where      string // a space's name, or ""
	New        bool
	Fresh      []int64 // what is new in it
	Items      []InboxItem
	More       int    // items that are not shown
	Less       string // path of the screen where one chooses to hear less of it; "" where one cannot
}

// InboxItem is one thing that happened.
type InboxItem struct {
	Text, URL string
	At        Time
	New       bool
}

// Push is what a browser needs to show notices; the button stays hidden until a script finds that it can. Form:
// POST /settings/notifications/browsers with endpoint, p256dh and auth, or remove (a number).
type Push struct {
	Key    string // "" hides all of it
	Worker string // path of the script that shows them
}

// Notifications is what somebody is told, and how; for a Team, what holds where nobody chose. Its form posts to Action:
// unwatched, edits, asks, digest, mail (1 for none), and channel_KEY for each topic. A watch changes by POST
// /watch/KIND/THING with level.
type Notifications struct {
	Frame
	Problem
	Tabs      []Tab
	Team      bool
	Action    string
	Topics    []TopicChoice
	Digest    []Option
	Unwatched []Option
	Edits     []Option
	Asks      []Option
	NoMail    bool
	Push      Push
	Browsers  []PushBrowser
	Watches   []WatchRow
	Pager     Pager
}

// Screen names the template.
func (Notifications) Screen() string { return "notifications" }

// TopicChoice is a sort of notices with the ways in which they can come.
type TopicChoice struct {
	Key, Title, Text string
	Channels         []Option
}

// PushBrowser is a browser that shows the reader's notices.
type PushBrowser struct {
	ID    int64
	Name  string
	Added Time
	Here  bool
}

// WatchRow is something that the reader watches or has muted.
type WatchRow struct {
	Kind       string // "page", "space", "tag", "question" or "area": the word on its chip
	Title, URL string
	Action     string
	Own        bool // it came by itself
	Levels     []Option
}

// WatchForm chooses how much of what happens to something its reader is told. Form: POST Action with level and next.
type WatchForm struct {
	Frame
	Problem
	Kind       string
	Title, URL string
	Action     string
	Next       string
	Levels     []LevelChoice
}

// Screen names the template.
func (WatchForm) Screen() string { return "watch" }

// LevelChoice is a level with what it means.
type LevelChoice struct {
	Value, Text, Help string
	Selected          bool
}

// Unsubscribe ends mails by a link in one of them, for whoever holds it. Form: POST /unsubscribe?t=TOKEN.
type Unsubscribe struct {
	Frame
	Action string
	What   string // what is ended: "mail about the page “Rental cars”"
	Done   bool
}

// Screen names the template.
func (Unsubscribe) Screen() string { return "unsubscribe" }
