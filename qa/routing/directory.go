package routing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// Directory finds people and groups by what somebody types, and names them so that they are found again.
type Directory struct {
	entries []entry
}

type entry struct {
	name  string
	party team.Party
}

// NewDirectory lists people and groups. Those who share a name are told apart by their number.
func NewDirectory(people []wiki.PersonRef, groups []team.Group) Directory {
	var d Directory
	seen := map[string]int{}
	for _, p := range people {
		seen[fold(p.Name)]++
	}
	for _, p := range people {
		name := p.Name
		if seen[fold(name)] > 1 {
			name = fmt.Sprintf("%s (no. %d)", name, p.ID)
		}
		d.entries = append(d.entries, entry{name, team.Party{Person: p.ID}})
	}
	for _, g := range groups {
		d.entries = append(d.entries, entry{g.Name + " (group)", team.Party{Group: g.ID}})
	}
	return d
}

// Names are all names, people first.
func (d Directory) Names() []string {
	names := make([]string, len(d.entries))
	for i, e := range d.entries {
		names[i] = e.name
	}
	return names
}

// Name is that of a party; "" for nobody, and for somebody who is not in the directory.
func (d Directory) Name(p team.Party) string {
	if i := slices.IndexFunc(d.entries, func(e entry) bool { return e.party == p }); i >= 0 && !p.IsZero() {
		return d.entries[i].name
	}
	return ""
}

// Find gives whom a text names: by the whole name, else by a part of it that only one has. "" is nobody.
// Anything else is content.Invalid and says who may be meant.
func (d Directory) Find(text, field string) (team.Party, error) {
	text = line(text)
	if text == "" {
		return team.Party{}, nil
	}
	var whole, part []entry
	for _, e := range d.entries {
		name := fold(e.name)
		switch {
		case name == fold(text), strings.TrimSuffix(name, " (group)") == fold(text):
			whole = append(whole, e)
		case strings.Contains(name, fold(text)):
			part = append(part, e)
		}
	}
	if len(whole) == 0 {
		whole = part
	}
	switch len(whole) {
	case 1:
		return whole[0].party, nil
	case 0:
		return team.Party{}, content.Errorf(content.Invalid, "Nobody who may be asked is called “%s”. Nothing was saved.", content.Excerpt(text, 60)).On(field)
	}
	var names []string
	for _, e := range whole[:min(len(whole), 5)] {
		names = append(names, e.name)
	}
	return team.Party{}, content.Errorf(content.Invalid, "“%s” may be %s. Write the whole name. Nothing was saved.",
		content.Excerpt(text, 60), strings.Join(names, " or ")).On(field)
}

func fold(name string) string { return strings.ToLower(line(name)) }
