// Package team holds when the people of an installation work (see worktime), and the groups that they
// form to answer together.
//
// Invariants
//
//   - Every account has a calendar: who has set nothing works the usual hours in the own time zone.
//   - People set their own calendar, administrators anybody's. Groups are the administrators'.
//   - Everybody who is signed in may see calendars and groups: who asks has to know when a reply can come.
//   - A group's turn is the member who was asked last, not a position: it survives that members come, go
//     and change places.
package team
