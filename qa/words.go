package qa

import "github.com/docent-wiki/docent/qa/match"

func words(text string) []string { return match.Words(text) }

func stem(word string) string { return match.Stem(word) }

func terms(text string) []string { return match.Terms(text) }

// set makes a look-up of terms.
func set(all []string) map[string]bool { return match.Set(all) }
