package routing

import (
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// names are what a reason speaks of, as its reader may know them; "" where the reader may not.
type names struct {
	page, area, space, group, stoodInFor, by string
}

// because says why it is this person, to be read after the name and a comma.
func because(s qa.Step, n names) string {
	turn := ""
	if s.Group != 0 && n.group != "" {
		turn = "whose turn it is in " + n.group
	}
	switch s.Why {
	case qa.OwnsPage:
		if n.page == "" {
			return "who owns a page that came close"
		}
		return "who owns “" + n.page + "”, the page that came closest"
	case qa.OwnsArea:
		what := "who answers for “" + n.area + "”"
		if n.area == "" {
			what = "who answers for this area"
		}
		if turn != "" {
			return turn + ", " + strings.Replace(what, "who", "which", 1)
		}
		return what
	case qa.OwnsSpace:
		return "who owns the space “" + n.space + "”"
	case qa.StandsIn:
		return standsIn(turn, n.stoodInFor)
	case qa.WasOverdue:
		if s.Person.ID == 0 {
			return "since no reply had come in time"
		}
		return strings.TrimPrefix(turn+", since no reply had come in time", ", ")
	case qa.Chosen:
		return chosenBy(turn, s.Person.Name, n.by)
	case qa.Nobody:
	}
	return ""
}

func standsIn(turn, name string) string {
	switch {
	case name == "" && turn == "":
		return "who stands in"
	case name == "":
		return turn
	case turn == "":
		return "who stands in for " + name
	}
	return turn + ", standing in for " + name
}

func chosenBy(turn, person, by string) string {
	whom := "who was chosen"
	if by != "" && by == person {
		return "who took it"
	}
	if by != "" {
		whom += " by " + by
	}
	if turn != "" {
		return turn
	}
	return whom
}

// path is a page as an asker knows it.
func (n Near) path() string {
	if n.Parent == "" {
		return n.Title
	}
	return n.Parent + " › " + n.Title
}

// passedOver tells that somebody who would have been asked is away.
func passedOver(d Decision, t Team, today worktime.Date) string {
	if d.Away.Person == 0 {
		return ""
	}
	return awayText(t.People[d.Away.Person].Name, d.Away.Away, today)
}

const maxNote = 300

// awayText tells until when somebody is away, with what that person wants to be read meanwhile.
func awayText(name string, away worktime.Away, today worktime.Date) string {
	return name + " is away until " + away.To.Near(today) + "." + note(away) + " "
}

// note is what somebody who is away wants to be read meanwhile.
func note(away worktime.Away) string {
	if text := content.Excerpt(line(away.Note), maxNote); text != "" {
		return " “" + text + "”"
	}
	return ""
}
