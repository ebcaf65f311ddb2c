// Package watch decides who is told what: who watches which page, space, tag, question or area at which level, and
// how what happens becomes notices.
//
// What holds:
//
//   - The nearest choice decides: that for the page or question itself, then for its tags or its area, then for its
//     space, then what the person wants of everything else, then the team's default.
//   - Following by itself (who edits a page follows it) raises what was chosen for something farther away, but never
//     speaks against “nothing”.
//   - Nobody is told of what they did themselves, nor of what they may not read.
//   - The Follower remembers the last event whose notices it has queued in the transaction that queues them: killed
//     at any moment, nothing is lost and nothing comes twice.
//
// Mentions: @name means the one enabled account with that handle. An account has up to four handles, tried in this
// order: what stands before the @ of its email address, its full name with its words joined by dots, its full name in
// one word, its first name. Case, accents and the difference between dots, dashes and underscores do not matter. The
// first kind of handle that any account has under the name decides; where two accounts have it, nobody is meant.
package watch
