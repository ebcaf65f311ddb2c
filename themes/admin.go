package themes

import "slices"

// Tab leads to one of the screens of administration.
type Tab struct {
	Text, URL string
	Here      bool
}

// administration lists the screens of administration in the order of their tabs. A new one gets a line here; its
// view has a field Tabs []Tab, its template begins with {{template "admintabs" .Tabs}}.
var administration = []Tab{
	{Text: "Search", URL: "/admin/search"},
	{Text: "Words", URL: "/admin/words"},
	{Text: "Answers", URL: "/admin/answers"},
	{Text: "Model", URL: "/admin/model"},
	{Text: "Mail", URL: "/admin/mail"},
	{Text: "Groups", URL: "/admin/groups"},
	{Text: "Notifications", URL: "/admin/notifications"},
	{Text: "People", URL: "/people"},
}

// AdminTabs gives the tabs whose screens are there, the one at the path here being lit. A tab alone leads nowhere:
// then there are none.
func AdminTabs(here string, there func(path string) bool) []Tab {
	tabs := slices.DeleteFunc(slices.Clone(administration), func(t Tab) bool { return !there(t.URL) })
	if len(tabs) < 2 {
		return nil
	}
	for i := range tabs {
		tabs[i].Here = tabs[i].URL == here
	}
	return tabs
}

// AdminSearch tells how the index is, and has it built anew: POST /admin/search/rebuild.
type AdminSearch struct {
	Frame
	Tabs      []Tab
	Documents int    // in the index
	Size      string // of the index on disk, "3.1 MB"
	Applied   int    // the last event that the index holds
	Last      int    // the last event there is
	Building  bool   // it is being built; searches go on with what is there
	Done      int    // pages indexed by the present build
	Total     int    // pages to index; 0 while that is unknown
	Unread    []UnreadFile
	UnreadAll int // how many there are; the list may hold the first of them only
}

// UnreadFile is an attachment whose text cannot be searched.
type UnreadFile struct {
	Link
	Reason string // a sentence or two
	Pages  []Link // some that show it
}

// Screen names the template.
func (AdminSearch) Screen() string { return "adminsearch" }
