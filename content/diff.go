package content

import "strings"

// splitLines cuts a text into lines that keep their line ends; joined they give the text again.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
