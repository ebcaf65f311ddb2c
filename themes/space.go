package themes

// Space is a space: what it is for, its pages, and what changed.
type Space struct {
	Frame
	ID                      int64
	Slug, Name, Description string
	Visibility              string // "team", "private" or "public"
	Owner                   string // a person's name, "" for nobody
	Pages                   int    // how many the reader may read
	Nodes                   []Node // the whole tree, or its top levels where it is large
	Recent                  []PageRow
	MayEdit                 bool // New page, import hints
	MayManage               bool // Settings
}

// Screen names the template.
func (Space) Screen() string { return "space" }

// SpaceForm makes a space (New) or changes one. Form: name, slug (New only), description, visibility, language, owner (an
// id or ""); POST /spaces/new or /s/{slug}/settings. Members: add (an id) with role, remove (an id), in forms of
// their own to the same address, told apart by action=save|add|remove|role.
type SpaceForm struct {
	Frame
	Problem
	New                     bool
	Slug, Name, Description string
	Visibility              string
	Language                string // a code; "" is found out page by page
	Anonymous               bool   // questions may be asked without a name: anonymous=1, with had_anonymous=1 beside it
	Owners                  []Option
	Languages               []Option
	Members                 []Member
	Candidates              []Option // people who can be added
	Wanted                  int      // links that lead nowhere; the count beside the link to them
}

// Screen names the template.
func (SpaceForm) Screen() string { return "spaceform" }

// Member is somebody with rights of their own in a private space.
type Member struct {
	Person
	Role string // "reader", "editor" or "manager"
	Self bool   // the reader: cannot be removed here
}

// Wanted lists the links of a space that lead nowhere.
type Wanted struct {
	Frame
	Slug, Name string
	Pages      []WantedPage
	Broken     []BrokenLink
	Pager      Pager
}

// Screen names the template.
func (Wanted) Screen() string { return "wanted" }

// WantedPage is a page that others link to and nobody has written.
type WantedPage struct {
	Title string
	New   string // path of the form that makes it
	From  []Link // pages that link to it, at most some
	Count int    // how many links
}

// BrokenLink is a link whose page exists but not its section, or whose path was not found.
type BrokenLink struct {
	Page   Link
	Line   int
	Target string // as it stands in the source
	Reason string
}
