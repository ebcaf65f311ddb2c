// Package likeness finds what is written twice: questions that ask the same, sections that say nearly the
// same, and sentences that are alike but for a number, a date or a “not”.
//
// Nothing here compares all with all. Each section leaves a sketch in the store: hashes (MinHash, Broder
// 1997, in bands) that texts which are alike share with high probability. A section that has changed is
// compared with those that share a hash with it; a question that has changed with those that the index finds
// for it. Finder.Run follows the event log, outside of any request.
//
// A wrong contradiction costs a person's time, a missed one costs nothing that is not lost already: where in
// doubt nothing is reported. Two sentences contradict each other here only if they have the same words but
// for what differs, in the same order, if nothing in them points to their surroundings unless those are the
// same, and if there are not several such sentences: then they are a pattern, not a contradiction.
//
// What a person decided about a pair is remembered until one of its two texts changes.
package likeness
