package match

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Normalise gives the key under which a wording is known: lower case, without accents, punctuation,
// greetings and the words that merely ask ("could somebody please tell me how do I"). Wordings with
// equal keys are the same question. It is idempotent, and empty only for texts without a word.
func Normalise(text string) string {
	all := Words(text)
	rest := strip(all)
	if len(rest) == 0 {
		rest = all
	}
	return join(rest)
}

// join puts words together again, characters of scripts without spaces as they were written: whoever looks
// them up finds them by their neighbours.
func join(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && !(alone(w) && alone(words[i-1])) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// alone says whether a word is a character of such a script.
func alone(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return size == len(word) && spaceless(r)
}

// Near gives a coarser key: the stems of the words that matter, sorted. Two wordings with equal near
// keys differ in inflection, order and small words only ("who may", "when", "not" still count).
func Near(text string) string {
	all := Words(Normalise(text))
	var kept []string
	for _, w := range all {
		if asking[w] || !Small(w) {
			kept = append(kept, Stem(w))
		}
	}
	if len(kept) == 0 {
		kept = all
	}
	slices.Sort(kept)
	return strings.Join(slices.Compact(kept), " ")
}

// asking are the stop words that make two questions different ones.
var asking = wordSet("who whose when where why cannot cant dont isnt doesnt before after until under over out off without more most")

// leads are phrases that introduce a question without being part of it, longest first within equal
// beginnings. They are stripped again and again from the front.
var leads = phrases(`hi all|hi everyone|hi everybody|hi team|hi there|hi folks|hi|hello all|hello everyone|hello team|hello there|hello|hey all|hey team|hey there|hey folks|hey|good morning|good afternoon|good evening|dear all|dear team|dear|sorry|quick question|question|please|pls|so|ok|and|
can somebody tell me|can someone tell me|can anybody tell me|can anyone tell me|can you tell me|could somebody tell me|could someone tell me|could anyone tell me|could you tell me|could you please tell me|can you please tell me|can you explain|could you explain|
do you know|does anybody know|does anyone know|does somebody know|does someone know|anybody know|anyone know|do we know|i would like to know|i want to know|id like to know|i was wondering|im wondering|wondering|tell me|
how do i|how do we|how do you|how does one|how can i|how can we|how can you|how can one|how could i|how should i|how should we|how would i|how would one|how to|
what is the best way to|whats the best way to|what is the way to|what do i do to|what do i need to do to|what do i have to do to|what are the steps to|
can i|can we|can one|may i|may we|am i allowed to|are we allowed to|is it ok to|is it okay to|is it possible to|is it allowed to|is there a way to|is there any way to|
i need to|i want to|i would like to|id like to|i have to|what is|what are|whats`)

// tails are what people hang on to the end.
var tails = phrases(`thank you very much|thank you|thanks a lot|thanks in advance|many thanks|thanks|thx|please|pls|cheers`)

func phrases(list string) [][]string {
	var all [][]string
	for phrase := range strings.SplitSeq(list, "|") {
		all = append(all, strings.Fields(phrase))
	}
	slices.SortStableFunc(all, func(a, b []string) int { return len(b) - len(a) })
	return all
}

// strip takes leads and tails off for as long as there are any and something is left.
func strip(all []string) []string {
	for again := true; again; {
		again = false
		for _, p := range leads {
			if len(all) > len(p) && slices.Equal(all[:len(p)], p) {
				all, again = all[len(p):], true
				break
			}
		}
		for _, p := range tails {
			if len(all) > len(p) && slices.Equal(all[len(all)-len(p):], p) {
				all, again = all[:len(all)-len(p)], true
				break
			}
		}
	}
	return all
}
