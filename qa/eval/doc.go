// Package eval measures how well a team's Docent finds and answers, on a question set or on the
// team's own solved questions. It changes nothing: known questions that an experiment needs stand in
// memory (see Lab), and nothing is recorded.
//
// Measures: P@1, MRR@10, R@5 and R@10 (Manning, Raghavan & Schütze 2008, chapter 8); at the threshold
// that the program uses the share answered, the precision of what was answered, and the share of
// questions without an answer that were declined; and recurrence: once a question is answered with
// its gold section, the share of its paraphrases that find it first.
package eval
