package wikihttp

import (
	"slices"
	"strings"

	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// zones lists the time zones with one of them selected, which is added where the list lacks it. With
// none selected the browser's own is chosen by script.
func zones(selected string) []themes.Option {
	names := worktime.Zones
	if selected != "" && !slices.Contains(names, selected) {
		names = append([]string{selected}, names...)
	}
	list := make([]themes.Option, len(names))
	for i, name := range names {
		list[i] = themes.Option{Value: name, Text: strings.ReplaceAll(name, "_", " "), Selected: name == selected}
	}
	return list
}
