package wikihttp

import (
	"context"
	"time"

	"github.com/docent-wiki/docent/content/starter"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Panels gives what floors above show beside a page, or on the home screen (page 0), to one reader.
type Panels func(ctx context.Context, access wiki.Access, page wiki.PageID) (Beside, error)

// Beside is what Panels gives. A page has Questions; the home screen has the rest.
type Beside struct {
	Questions []themes.Link // that the page answers
	Note      string        // under the box
	Tasks     []themes.Task
	Waiting   []themes.QuestionRow
	Often     []themes.QuestionRow
}

// Errands are what pages are made and edited for on the floors above: to answer a question. The field "for"
// of a form names one, "at" the section that it is about.
type Errands interface {
	// Start tells what an errand is; page 0 for a new one. NotFound where there is none for this reader.
	Start(ctx context.Context, access wiki.Access, errand, at string, page wiki.PageID) (Errand, error)
	// Done is told that the page was saved for it. It says what came of that, and where to go on.
	Done(ctx context.Context, access wiki.Access, errand, at string, saved wiki.Saved) (Outcome, error)
}

// Errand is what is shown above the form, and what a new page begins with.
type Errand struct {
	Note           string
	Link           themes.Link
	Heading, Space string
	Text           string // Markdown
	Template       string // that it is put into
}

// Outcome is what came of an errand.
type Outcome struct {
	Said string
	Back *themes.Button
	Next string // a path
}

// Unread tells why the text of some files cannot be searched; those that it can be are left out.
type Unread func(ctx context.Context, ids []wiki.AttachmentID) (map[wiki.AttachmentID]string, error)

// Deps is what the screens work with. Wiki and Accounts are needed.
type Deps struct {
	Wiki      *wiki.Wiki
	Accounts  *account.Accounts
	Panels    Panels             // nil: nothing
	Preflight wiki.Preflight     // nil: no edit is warned about
	Unread    Unread             // nil: nothing is said of the text of files
	Errands   Errands            // nil: pages are written for their own sake
	Templates []starter.Template // for new pages
	Now       func() time.Time   // nil: time.Now
	Viewed    func(wiki.PageID)  // counts views, of nobody in particular; nil: nobody counts
	Calendars Calendars          // nil: nobody's working hours are shown
}

// Calendars gives when people work; *team.Store does.
type Calendars interface {
	Calendars(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]worktime.Calendar, error)
}

type screens struct {
	Deps
	server *httpd.Server
}

const (
	uploadTime = 15 * time.Minute // 100 MB at 1 Mbit/s
	// A form escapes most bytes that are not letters as three, JSON many as two.
	pageBody = 3*wiki.MaxPage + 1<<20
	fileBody = wiki.MaxFile + 1<<20
)

// Register puts the wiki's screens and API on a server.
func Register(server *httpd.Server, d Deps) {
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Panels == nil {
		d.Panels = func(context.Context, wiki.Access, wiki.PageID) (Beside, error) { return Beside{}, nil }
	}
	s := &screens{Deps: d, server: server}
	s.registerGate()
	s.registerSpaces()
	s.registerPages()
	s.registerPeople()
	api := &api{wiki: d.Wiki, check: d.Preflight}
	server.Enrich(conflictFacts)
	api.registerSpaces(server)
	api.registerPages(server)
	api.registerPreflight(server)
	api.registerHistory(server)
	api.registerFiles(server)
}

func (s *screens) registerGate() {
	anybody := httpd.Scope(wiki.ScopeNone) // what decides here is a password or a one-time address
	s.server.GET("/setup", s.setUp, httpd.Visitors)
	s.server.POST("/setup", s.setUpNow, httpd.Visitors, anybody)
	s.server.GET("/signin", s.signIn, httpd.Visitors)
	s.server.POST("/signin", s.signInNow, httpd.Visitors, anybody)
	s.server.POST("/signout", s.signOut, httpd.Visitors, anybody)
	s.server.GET("/invite/:token", s.invite, httpd.Visitors)
	s.server.POST("/invite/:token", s.inviteNow, httpd.Visitors, anybody)
	s.server.GET("/reset/:token", s.reset, httpd.Visitors)
	s.server.POST("/reset/:token", s.resetNow, httpd.Visitors, anybody)
}

func (s *screens) registerSpaces() {
	s.server.GET("/", s.home, httpd.Visitors)
	s.server.GET("/spaces/new", s.newSpace)
	s.server.POST("/spaces/new", s.newSpaceNow)
	s.server.GET("/s/:slug", s.space, httpd.Visitors)
	s.server.GET("/s/:slug/tree", s.tree, httpd.Visitors)
	s.server.GET("/s/:slug/wanted", s.wanted)
	s.server.GET("/s/:slug/at/*path", s.oldPath, httpd.Visitors)
	s.server.GET("/s/:slug/settings", s.spaceSettings)
	s.server.POST("/s/:slug/settings", s.spaceSettingsNow)
	s.server.GET("/trash", s.trash)
	s.server.GET("/find", s.find, httpd.Visitors)
}

func (s *screens) registerPages() {
	large := httpd.MaxBody(pageBody)
	s.server.GET("/p/:id", s.page, httpd.Visitors)
	s.server.GET("/p/:id/:slug", s.page, httpd.Visitors)
	s.server.GET("/p/:id/edit", s.edit)
	s.server.POST("/p/:id/edit", s.editNow, large)
	s.server.POST("/preview", s.preview, large, httpd.Scope(wiki.ScopeRead))
	s.server.GET("/new", s.newPage)
	s.server.POST("/new", s.newPageNow, large)
	s.server.GET("/p/:id/history", s.history, httpd.Visitors)
	s.server.GET("/p/:id/r/:n", s.revision, httpd.Visitors)
	s.server.GET("/p/:id/diff", s.diff, httpd.Visitors)
	s.server.GET("/p/:id/move", s.move)
	s.server.POST("/p/:id/move", s.moveNow)
	s.server.POST("/p/:id/revert", s.revert)
	s.server.POST("/p/:id/trash", s.trashNow)
	s.server.POST("/p/:id/restore", s.restore)
	s.server.POST("/p/:id/verify", s.verify)
	s.server.POST("/p/:id/files", s.upload, httpd.MaxBody(fileBody), httpd.Within(uploadTime))
	s.server.GET("/a/:id/:name", s.file, httpd.Visitors, httpd.Within(uploadTime))
}

func (s *screens) registerPeople() {
	own := httpd.Scope(wiki.ScopeAdmin) // a narrow token must not make itself a wider one
	s.server.GET("/people", s.people)
	s.server.POST("/people/invite", s.invitePerson, own)
	s.server.POST("/people/:id/disable", s.disable, own)
	s.server.POST("/people/:id/enable", s.enable, own)
	s.server.POST("/people/:id/reset", s.resetPerson, own)
	s.server.POST("/people/:id/role", s.setRole, own)
	s.server.GET("/settings", s.settings, own)
	s.server.POST("/settings", s.settingsNow, own)
	s.server.GET("/settings/tokens", s.settings, own)
	s.server.POST("/settings/tokens", s.newToken, own)
	s.server.POST("/settings/tokens/:id/delete", s.deleteToken, own)
	s.server.POST("/settings/sessions/:id/end", s.endSession, own)
}
