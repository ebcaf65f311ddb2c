package content

import (
	"slices"
	"strings"
)

// Change tells what an edit did to what a text says.
type Change struct {
	Changed  bool   // somebody who relies on the text would want to read it again
	Was, Now string // the first stretch that says something else; one of them is "" where words only went or came
}

// Substance decides whether an edit changed what a text says, or only how it is written. White space,
// typography, punctuation, letter case, spelling, inflection, words that are written together or apart,
// small words, an abbreviation spelled out, and the order of small words are how it is written. Everything
// else counts: a number, a sign, a name, a word of substance that came, went or became another, a negation,
// a condition. Where it cannot tell, it says that the text changed: whoever checks an answer in vain loses
// a minute, whoever trusts a wrong one more. The plain text of sections is compared, so markup, the style
// of lists, where links lead and headings do not matter. It takes time linear in the length where little
// changed, and bounded time otherwise.
func Substance(old, now string) Change {
	if old == now {
		return Change{}
	}
	as, bs := termsOf(old), termsOf(now)
	hardA, hardB := withoutSoft(as), withoutSoft(bs)
	for _, e := range termEdits(hardA, hardB) {
		gone, came := hardA[e.as:e.ae], hardB[e.bs:e.be]
		if !sameMeaning(gone, came) && !repeats(hardA, e.as, e.ae, came) && !repeats(hardB, e.bs, e.be, gone) && !spelledOut(hardA, hardB, e) {
			return Change{Changed: true, Was: stretch(old, gone), Now: stretch(now, came)}
		}
	}
	for _, e := range termEdits(as, bs) {
		gone, came := as[e.as:e.ae], bs[e.bs:e.be]
		if onlySoft(gone) && onlySoft(came) && !slices.EqualFunc(gone, came, sameWord) {
			return Change{Changed: true, Was: stretch(old, gone), Now: stretch(now, came)}
		}
	}
	return Change{}
}

func termEdits(as, bs []term) []edit {
	return editsOf(matchTokens(foldedTerms(as), foldedTerms(bs)), len(bs))
}

// Says reports that a text holds a quote word for word; white space, typography, letter case and
// punctuation do not matter. An empty quote is held by no text.
func Says(text, quote string) bool {
	all, wanted := allTerms(text), allTerms(quote)
	if len(wanted) == 0 {
		return false
	}
	for i := 0; i+len(wanted) <= len(all); i++ {
		j := 0
		for j < len(wanted) && all[i+j].folded == wanted[j].folded {
			j++
		}
		if j == len(wanted) {
			return true
		}
	}
	return false
}

// stretch is the part of a text from the first to the last of some terms.
func stretch(text string, terms []term) string {
	if len(terms) == 0 {
		return ""
	}
	return text[terms[0].start:terms[len(terms)-1].end]
}

func foldedTerms(terms []term) []string {
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.folded
	}
	return out
}

// sameMeaning reports that what went and what came at one place are the same words.
func sameMeaning(gone, came []term) bool {
	if slices.EqualFunc(gone, came, sameWord) {
		return true
	}
	return !slices.ContainsFunc(gone, term.hasNumber) && !slices.ContainsFunc(came, term.hasNumber) && joined(gone) == joined(came)
}

func withoutSoft(terms []term) []term {
	hard := make([]term, 0, len(terms))
	for _, t := range terms {
		if !softWords[t.folded] {
			hard = append(hard, t)
		}
	}
	return hard
}

func onlySoft(terms []term) bool {
	return len(terms) > 0 && !slices.ContainsFunc(terms, func(t term) bool { return !softWords[t.folded] })
}

func joined(terms []term) string {
	var b strings.Builder
	for _, t := range terms {
		b.WriteString(t.folded)
	}
	return b.String()
}

// repeats reports that terms[from:to] only repeat the word before them or behind them, and that nothing
// stands there on the other side.
func repeats(terms []term, from, to int, other []term) bool {
	if len(other) > 0 || to != from+1 || terms[from].hasNumber() {
		return false
	}
	word := terms[from].folded
	return from > 0 && terms[from-1].folded == word || to < len(terms) && terms[to].folded == word
}

// spelledOut reports that one side spells out the abbreviation that stands beside the edit on both.
func spelledOut(as, bs []term, e edit) bool {
	all, from, to := bs, e.bs, e.be
	switch {
	case e.as == e.ae:
	case e.bs == e.be:
		all, from, to = as, e.as, e.ae
	default:
		return false
	}
	long := all[from:to]
	if len(long) < 2 || len(long) > longestName || slices.ContainsFunc(long, term.hasNumber) {
		return false
	}
	var initials strings.Builder
	for _, t := range long {
		initials.WriteString(firstLetter(t.folded))
	}
	return to < len(all) && all[to].abbreviates(initials.String()) || from > 0 && all[from-1].abbreviates(initials.String())
}

// longestName is how many words an abbreviation stands for at most.
const longestName = 12
