// Package freshness notices when what an answer rests on changes.
//
// A link's state is derived whenever somebody looks (qa.AnswerLink.Judge): equal fingerprints are fresh,
// otherwise the two texts are compared. The Follower reads the event log, compares the texts of the links
// that an event touches once, and keeps the verdict beside the link, so that lists and counts, which are
// answered in SQL, say the same as the pages. It opens questions again whose answer is gone, and answers
// them again when what was linked is back. All that it keeps can be made anew: a Follower that starts looks
// at every link that has no verdict yet, and needs no memory of where it stopped.
package freshness
