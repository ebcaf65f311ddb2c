// Package routing finds who should answer a question to the team, tells the asker when to expect a
// reply, and asks somebody else when none comes.
//
// Purpose: a question reaches the one person who answers for what it is about, at once and for a reason
// that the asker can read, and is never forgotten.
//
// Whoever answers for something is written down as an Area: a page with all beneath it, a tag, a topic or a
// space. Claims orders what speaks for whom, Decide picks the first who is there, Promise says by when, Next
// says who is asked when that is over. These four are pure functions of what is handed in. Router asks the
// database for that (areas once per event, then only what a question needs) and Keeper applies Next and
// measures how long answers take, following the event log.
//
// Invariants
//
//   - Nobody is asked who may not read the question's space, and nobody is named to an asker because of a
//     page or an area that the asker may not read.
//   - Each step (asked, deputy, group) is kept with its time, in the transaction that changes the question and
//     together with its event. A question goes to the deputy once and to the group once, whatever restarts.
//   - A promise is derived from an expectation or from a measured median, both in working time of the one who
//     is asked. The median is rolled up when an answer is given, never counted in a request.
package routing
