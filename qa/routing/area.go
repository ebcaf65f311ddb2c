package routing

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// Kind says what an area covers.
type Kind string

// The kinds, the most specific one first.
const (
	Subtree Kind = "subtree" // a page and everything beneath it
	Tag     Kind = "tag"     // the pages of a space that have a tag
	Topic   Kind = "topic"   // questions in certain words, wherever they are asked
	Space   Kind = "space"   // a whole space
)

// Area is something that somebody answers for. Its owner may be nobody: then it says no more than by
// when a reply is expected, and whom to call.
type Area struct {
	ID     qa.AreaID
	Kind   Kind
	Name   string       // as people call it; of a subtree its page's title
	Space  wiki.SpaceID // 0: a topic. Of a subtree the one that its page stands in
	Page   wiki.PageID  // of a subtree
	Tag    string
	Words  []string // of a topic: each one or several words that stand together
	Owner  team.Party
	Deputy team.Party   // is asked while the owner is away, and when the owner is overdue
	Group  team.GroupID // is asked when the deputy is overdue, too

	Expect    Expect
	Emergency string // whom to call, or which channel to write to, when it cannot wait

	Created, Updated time.Time
}

// URL is the area's address.
func (a Area) URL() string { return "/areas/" + itoa(a.ID) }

// Unit is what an expectation counts.
type Unit string

// The units: of working time, as the one who is asked works.
const (
	Hours Unit = "hours"
	Days  Unit = "days"
)

// Expect is within how much working time a reply is expected. The zero value is what is usual.
type Expect struct {
	N    int
	Unit Unit
}

// Usual is expected where nobody has said anything else.
var Usual = Expect{N: 1, Unit: Days}

const maxExpect = 99

// In is the working time for somebody with this calendar: a day is as long as that person's day.
func (e Expect) In(c worktime.Calendar) time.Duration {
	switch {
	case e.N <= 0:
		return Usual.In(c)
	case e.Unit == Hours:
		return time.Duration(e.N) * time.Hour
	}
	return time.Duration(e.N) * c.Day()
}

// String writes “1 working day” or “4 working hours”.
func (e Expect) String() string {
	unit := "working day"
	if e.Unit == Hours {
		unit = "working hour"
	}
	if e.N != 1 {
		unit += "s"
	}
	return itoa(e.N) + " " + unit
}

// Limits of what people type, in characters.
const (
	maxName      = 120
	maxEmergency = 300
	maxWords     = 50 // of a topic
	maxWord      = 80
)

// clean brings what somebody typed into the form in which it is kept, and says what is wrong with it.
func (a *Area) clean() error {
	a.Name, a.Emergency, a.Tag = line(a.Name), line(a.Emergency), line(a.Tag)
	if a.Expect.N == 0 {
		a.Expect.Unit = ""
	} else if a.Expect.Unit == "" {
		a.Expect.Unit = Days
	}
	switch {
	case utf8.RuneCountInString(a.Name) > maxName:
		return content.Errorf(content.Invalid, "The name may have %d characters. Nothing was saved.", maxName).On("name")
	case utf8.RuneCountInString(a.Emergency) > maxEmergency:
		return content.Errorf(content.Invalid, "The emergency contact may have %d characters: a telephone number, or the name of a channel. Nothing was saved.", maxEmergency).On("emergency")
	case a.Expect.N < 0 || a.Expect.N > maxExpect:
		return content.Errorf(content.Invalid, "Expect a reply within 1 to %d working hours or days. Nothing was saved.", maxExpect).On("expect")
	case a.Expect.N > 0 && a.Expect.Unit != Hours && a.Expect.Unit != Days:
		return content.Errorf(content.Invalid, "A reply is expected within working hours or days. Nothing was saved.").On("unit")
	case a.Owner.IsZero() && !a.Deputy.IsZero():
		return content.Errorf(content.Invalid, "A deputy stands in for an owner: name the owner first. Nothing was saved.").On("owner")
	case !a.Owner.IsZero() && a.Owner == a.Deputy:
		return content.Errorf(content.Invalid, "The owner cannot be the deputy, too. Nothing was saved.").On("deputy")
	}
	return a.cleanPlace()
}

// cleanPlace leaves of a place what the kind needs.
func (a *Area) cleanPlace() error {
	if a.Kind != Tag {
		a.Tag = ""
	}
	if a.Kind != Subtree {
		a.Page = 0
	}
	if a.Kind != Topic {
		a.Words = nil
	}
	switch {
	case a.Kind == Topic:
		a.Space = 0
		return a.cleanWords()
	case a.Kind != Space && a.Kind != Tag && a.Kind != Subtree:
		return content.Errorf(content.Invalid, "An area is a space, a page with all beneath it, a tag or a topic. Nothing was saved.").On("kind")
	case a.Kind == Subtree && a.Page == 0:
		return content.Errorf(content.Invalid, "Say which page the area begins with. Nothing was saved.").On("page")
	case a.Kind != Subtree && a.Space == 0:
		return content.Errorf(content.Invalid, "Say which space the area is in. Nothing was saved.").On("space")
	case a.Kind == Tag && a.Tag == "":
		return content.Errorf(content.Invalid, "Say which tag the pages of the area have. Nothing was saved.").On("tag")
	}
	return nil
}

func (a *Area) cleanWords() error {
	var words []string
	for _, w := range a.Words {
		if w = line(w); w != "" && utf8.RuneCountInString(w) <= maxWord && len(words) < maxWords && len(keys(w)) > 0 {
			words = append(words, w)
		}
	}
	if a.Words = words; len(words) == 0 {
		return content.Errorf(content.Invalid, "Say by which words a question of this topic is known, such as “VPN” or “travel card”. Nothing was saved.").On("words")
	}
	if a.Name == "" {
		a.Name = words[0]
	}
	return nil
}

// line gives a name on one line, without what cannot be shown.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	return content.Name(s)
}
