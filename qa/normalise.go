package qa

import "github.com/docent-wiki/docent/qa/match"

// Normalise gives the key under which a wording is known; wordings with equal keys are the same question.
func Normalise(text string) string { return match.Normalise(text) }

// Near gives a coarser key: wordings with equal near keys differ in inflection, order and small words
// only.
func Near(text string) string { return match.Near(text) }
