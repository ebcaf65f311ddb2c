package paths

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// PathID numbers a path for ever: addresses carry it.
type PathID int64

// StepID numbers a step, through changes of its path.
type StepID int64

// Kind is what a step asks for.
type Kind string

// The kinds.
const (
	ReadPage  Kind = "page"
	Recording Kind = "recording" // something to watch or to look at, by its address
	Tick      Kind = "check"     // a sentence to tick
)

// Path is an ordered list of steps for a role.
type Path struct {
	ID      PathID
	Space   wiki.SpaceID
	Title   string
	Role    string // whom it is for: "new engineers"; "" for everybody
	Text    string // a few sentences
	Updated time.Time
	Steps   []Step
	Count   int // of steps, where Steps are not read
}

// Step is one thing to do.
type Step struct {
	ID     StepID
	Kind   Kind
	Page   wiki.PageID // of a ReadPage
	Target string      // of a Recording: a path of this server, or an address elsewhere
	Title  string      // of a ReadPage "" is the page's title
	Days   int         // to be done within so many working days from the start; 0: any time
}

// URL is the path's address.
func (p Path) URL() string { return fmt.Sprintf("/paths/%d", p.ID) }

// URL is the step's address in its path.
func (s Step) URL(p PathID) string { return fmt.Sprintf("/paths/%d#step-%d", p, s.ID) }

// Limits.
const (
	MaxTitle = 200 // characters
	MaxText  = 2000
	MaxSteps = 100
	MaxDays  = 260 // working days: a year
	maxPaths = 500 // of all spaces
	// MaxPeople is how many may be on a path.
	MaxPeople = 500
)

// firstWeeks is how long somebody is new.
const firstWeeks = 28 * 24 * time.Hour

var pageAddress = regexp.MustCompile(`^/p/([1-9][0-9]{0,17})(?:/[^/]*)?$`)

// Target says what an address that somebody typed for a step leads to: nothing typed is a sentence to tick, a
// page's address or number a page, any other address a recording. host is this server's: addresses on it lose it.
func Target(text, host string) (kind Kind, page wiki.PageID, target string, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Tick, 0, "", nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		return ReadPage, wiki.PageID(n), "", nil
	}
	u, err := url.Parse(text)
	local := err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(text, "/")
	outside := err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
	if !local && !outside || utf8.RuneCountInString(text) > MaxText || strings.ContainsFunc(text, unsafe) {
		return "", 0, "", content.Errorf(content.Invalid, "“%s” is not an address. Give that of a page, a file or a recording, or nothing for a sentence to tick.", content.Excerpt(text, 80)).On("target")
	}
	if outside && host != "" && strings.EqualFold(u.Host, host) {
		u.Scheme, u.Host = "", ""
		text = u.String()
		local = strings.HasPrefix(text, "/")
	}
	if m := pageAddress.FindStringSubmatch(u.Path); local && m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		return ReadPage, wiki.PageID(n), "", err
	}
	if local && (strings.HasPrefix(text, "//") || strings.Contains(text, "\\")) || !local && !outside {
		return "", 0, "", content.Errorf(content.Invalid, "“%s” is not an address.", content.Excerpt(text, 80)).On("target")
	}
	return Recording, 0, text, nil
}

func unsafe(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == '\\' }

// check refuses what a path cannot be, and tidies it.
func (p Path) check() (Path, error) {
	p.Title, p.Role, p.Text = content.Name(p.Title), content.Name(p.Role), strings.TrimSpace(p.Text)
	switch {
	case p.Title == "":
		return p, content.Errorf(content.Invalid, "A path needs a title. Nothing was saved.").On("title")
	case utf8.RuneCountInString(p.Title) > MaxTitle || utf8.RuneCountInString(p.Role) > MaxTitle:
		return p, content.Errorf(content.Invalid, "Titles have at most %d characters. Nothing was saved.", MaxTitle).On("title")
	case utf8.RuneCountInString(p.Text) > MaxText || !utf8.ValidString(p.Text+p.Title+p.Role):
		return p, content.Errorf(content.Invalid, "The text has at most %d characters. Nothing was saved.", MaxText).On("text")
	case len(p.Steps) > MaxSteps:
		return p, content.Errorf(content.Invalid, "A path has at most %d steps. Make two of it; nothing was saved.", MaxSteps).On("steps")
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		s.Title = content.Name(s.Title)
		switch {
		case s.Title == "" && s.Kind != ReadPage:
			return p, content.Errorf(content.Invalid, "Step %d needs a title. Nothing was saved.", i+1).On("steps")
		case utf8.RuneCountInString(s.Title) > MaxTitle || !utf8.ValidString(s.Title):
			return p, content.Errorf(content.Invalid, "The title of step %d is longer than %d characters. Nothing was saved.", i+1, MaxTitle).On("steps")
		case s.Days < 0 || s.Days > MaxDays:
			return p, content.Errorf(content.Invalid, "Step %d: give a number of working days up to %d, or 0. Nothing was saved.", i+1, MaxDays).On("steps")
		}
	}
	return p, nil
}

// Standing is how far one person is with one step.
type Standing struct {
	Step
	Heading  string        // Title, or the page's
	URL      string        // where it is done; "" for a sentence to tick
	Page     wiki.Page     // of a ReadPage
	Due      worktime.Date // zero: any time
	Done     time.Time     // zero: not yet
	Revision int           // of the page, that was acknowledged
	Changed  []Changed     // sections that say something else since
}

// Changed is a section that says something else than when it was acknowledged.
type Changed struct {
	ID      wiki.SectionID
	Heading string
	Anchor  string
	New     bool
}

// Finished says whether nothing is left to do.
func (s Standing) Finished() bool { return !s.Done.IsZero() && len(s.Changed) == 0 }

// Late says whether it should have been done before a day.
func (s Standing) Late(today worktime.Date) bool {
	return !s.Finished() && !s.Due.IsZero() && s.Due.Compare(today) < 0
}

// Walk is one person on one path.
type Walk struct {
	Person wiki.PersonRef
	Start  worktime.Date // zero: not on it
	Today  worktime.Date // where the person lives
	Steps  []Standing
}

// On says whether the person is on the path.
func (w Walk) On() bool { return !w.Start.IsZero() }

// Finished counts the steps that are finished.
func (w Walk) Finished() (n int) {
	for _, s := range w.Steps {
		if s.Finished() {
			n++
		}
	}
	return n
}

// Late counts the steps that should be.
func (w Walk) Late() (n int) {
	for _, s := range w.Steps {
		if s.Late(w.Today) {
			n++
		}
	}
	return n
}
