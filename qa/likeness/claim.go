package likeness

import (
	"strconv"

	"github.com/docent-wiki/docent/qa/match"
)

// claim is what a sentence says, in a form that can be compared.
type claim struct {
	text   string
	terms  []term  // the words that carry meaning, in order; values stand among them
	values []value // in order
	no     []Mark  // what turns it into its opposite
	words  int     // terms that are no values
	deixis bool    // it points to its surroundings
	under  bool    // it holds under a condition, or speaks about something only
}

// term is a stem, or the place of a value.
type term struct {
	stem  string // "" for a value
	value int    // index in values
	at    Mark
}

// Bounds of a sentence that is worth comparing, in terms that are no values.
const (
	fewestWords = 4
	mostWords   = 60
)

var (
	negators = set(`not never no none cannot cant dont doesnt didnt isnt arent wasnt wont wouldnt shouldnt mustnt neednt havent hasnt neither nor without
		nicht kein keine keinen keiner keinem nie niemals ohne`)
	// opposites turn a sentence round, and stand for the word that says the contrary.
	opposites = map[string]string{
		"forbidden": "allowed", "prohibited": "allowed", "disallowed": "allowed", "unacceptable": "acceptable", "optional": "required",
		"voluntary": "required", "unnecessary": "required", "unpaid": "paid", "excluded": "included",
		"exclude": "include", "excludes": "includes", "ineligible": "eligible", "unable": "able", "false": "true", "verboten": "allowed",
		"impossible": "possible", "unsupported": "supported", "invalid": "valid", "unlimited": "limited", "nonexempt": "exempt",
	}
	// same stand for one another.
	same = map[string]string{
		"permitted": "allowed", "allow": "allowed", "allows": "allowed", "mandatory": "required", "necessary": "required", "require": "required", "requires": "required",
		"needed": "required", "need": "required", "needs": "required", "erlaubt": "allowed",
	}
	modals   = set("may might can could must should shall will need needs required allowed permitted always only mandatory optional eligible darf kann muss soll")
	pointers = set("this these that those it its they them their he she his her here there above below following previous such same former latter former dies diese dieser dieses es sie")
	doubts   = set("if unless when whenever whether until while where which who whom that because although though except wenn falls ob bis der die das")
	examples = set("example examples eg e.g sample beispiel beispielsweise figure")
	// kept are small words with which a sentence says something else.
	kept      = set("before after under over until off out up down more most less least during within between from above below")
	notDenied = map[string]bool{
		"no later": true, "no more": true, "no less": true, "no fewer": true, "no longer than": true, "not only": true, "not limited": true,
		"or not": true, "not exceed": true, "not more": true, "not later": true, "not less": true, "no earlier": true, "not sure": true, "why not": true, "if not": true,
		"without having": true, "not just": true, "not necessarily": true,
	}
)

// read makes a claim of a sentence; false where there is nothing to compare: no value, nothing that says yes
// or no, too few words, an example.
func read(text string) (claim, bool) {
	c := claim{text: text}
	all := wordsOf(text)
	says := false
	for i := 0; i < len(all); i++ {
		w := all[i]
		v, used, is := numberOf(all, i)
		if !is {
			v, used, is = momentOf(all, i)
		}
		if is {
			c.terms = append(c.terms, term{value: len(c.values), at: Mark{v.start, v.end}})
			c.values = append(c.values, v)
			i += used
			continue
		}
		if examples[w.text] {
			return c, false
		}
		says = says || modals[w.text]
		bound := (w.text == "above" || w.text == "below") && i+1 < len(all) && all[i+1].number
		c.deixis = c.deixis || pointers[w.text] && !bound
		c.under = c.under || doubts[w.text]
		if negators[w.text] && !(i+1 < len(all) && notDenied[w.text+" "+all[i+1].text]) && !(i > 0 && notDenied[all[i-1].text+" "+w.text]) {
			c.no = append(c.no, Mark{w.start, w.end})
			continue
		}
		c.add(w)
	}
	return c, c.words >= fewestWords && c.words <= mostWords && (says || len(c.no) > 0 || len(c.values) > 0)
}

func (c *claim) add(w word) {
	text := w.text
	if contrary := opposites[text]; contrary != "" {
		c.no = append(c.no, Mark{w.start, w.end})
		text = contrary
	}
	if one := same[text]; one != "" {
		text = one
	}
	if text == "always" || match.Small(text) && !kept[text] {
		return
	}
	stem := text
	if !w.acronym {
		stem = match.Stem(text)
	}
	c.terms = append(c.terms, term{stem: stem, at: Mark{w.start, w.end}})
	c.words++
}

// stated is what a claim states, as opposed to others in the same words.
func (c *claim) stated() string {
	s := strconv.Itoa(len(c.no))
	for _, v := range c.values {
		s += "|" + v.text
	}
	return s
}
