// Package thesaurus knows which words colleagues exchange for one another when they ask: "vacation" for
// "annual leave", "log in" for "sign in", "boss" for "manager".
//
// # The files
//
// A thesaurus is plain text, one group a line, one file an area (*.txt beside this file):
//
//	# time away from work
//	vacation, annual leave, paid time off, holiday~0.6
//	laptop, notebook -> computer, device~0.3
//
// The terms of a group are separated by commas; a term is one to five words, lower case. Each term of a
// group finds every other one. An arrow gives a direction: what stands on its left finds what stands on
// its right, and neither does the right find the left, nor the left itself. "#" begins a comment, which
// goes to the end of the line.
//
// A tilde gives a term a weight from 0 to 1: how much of the word itself it is worth where it is found in
// its place; 0.8 where nothing is said. A pair is worth the smaller weight of its two terms. Weight 0
// says that two terms are not to be exchanged: a team's own thesaurus can so take back a pair that is
// built in.
//
// # Invariants
//
//   - Matching is by English stem (Porter 1980) after irregular forms were led back to their base, so
//     "hiring" meets "hire" and "bought" meets "buy"; accents, apostrophes and case do not count.
//   - It is not transitive: an expansion is not expanded again.
//   - What a team writes wins over what is built in, pair by pair.
//   - The words come from general knowledge of how people speak at work. None were taken from a set of
//     questions that finding is measured with.
package thesaurus
