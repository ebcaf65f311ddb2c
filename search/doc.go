// Package search finds sections, questions and attachments.
//
// # Design
//
// The index is disposable: everything in it can be read again from the database. A Feed reads the
// event log, asks its Sources which documents the events touch, and applies those documents together
// with the number of the last event in one batch; whatever happens between two batches is caught up
// with from that number. An index that is missing, damaged, of another make, or that belongs to another
// log is thrown away and built anew without being asked.
//
// A document carries the rights of everything whose text is in it, as one space: who may read that
// space may find the document. The reader's spaces are part of every query. Since the index may be a
// second behind the database, found documents are checked by their Source before anybody sees them,
// and that check also fetches the text that is shown: the index itself stores no text.
//
// The text of each kind of documents and each language stands in a field of its own, analyzed by the rules
// of the language; a query asks every field that holds anything, each with the rarity of words within it.
// All words go through one tokenizer, which finds the parts of identifiers and the pairs of Chinese,
// Japanese and Korean letters. The words of every space are kept as they are written, to tell what a
// mistyped one may have been meant to be.
//
// Invariants
//
//   - Only the files index*.go know the engine (Bleve).
//   - A Change replaces all documents of one group (a page, a question, an attachment), so a document
//     cannot outlive what it was made from.
//   - Equal scores are ordered by document ID. Scores are rounded first, because the engine adds up the
//     same numbers in another order from build to build.
package search
