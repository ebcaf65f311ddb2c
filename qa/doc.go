// Package qa is the questions and answers: what people ask, which section of which page answers it,
// and whether that is still true.
//
// The package holds nouns, rules and use cases; SQL stands in qasql, HTTP in qahttp. Every use case
// takes the wiki.Access of the person on whose behalf it runs and is one transaction with one clock.
//
// Invariants
//
//   - An answer is a link to a section, with the sentence marked; text beside it is welcome.
//   - Freshness is derived: what a link recorded is compared with what its section says whenever
//     somebody looks (content.Substance, where the fingerprints differ). What qa/freshness keeps of that
//     beside a link, so that lists agree, names both texts and can be made again from them.
//   - A question is answered exactly when it has a canonical answer that its reader may see, and of
//     which something is left; where nothing is, it is open until that comes back (see Settle). An
//     answer shows only the links that its reader may read; with none left, and no text of its own,
//     the question is open for that reader, everywhere.
//   - A wording that was learnt carries no name, and can be taken away again: by whoever taught it,
//     by an editor, and by unmerging the question that it came from.
//   - An ask is no event. It belongs to its asker until that person confirms an answer or asks the
//     team, and answering it never waits for the writer (see Recorder).
//   - What was learnt counts at the very next ask: known wordings are looked up in the database,
//     the index may be a second behind.
//
// # How an ask is answered
//
// Normalise, fetch candidates from the index and from what was learnt of all wordings (see Learner),
// read them with one query that also verifies the reader's rights, look the ask's own words up, compare
// and rank (known.go, answertext.go, qa/match), give each a calibrated confidence, make one list, pick the
// passages. One file a step: normalise.go, candidates.go, known.go, confidence.go, passage.go; ask.go puts
// them together.
package qa
