// Package year is a year in the life of a team, as a test: 300 people in 11 time zones ask 20,000 questions, and
// nobody may be told anything at a time that does not suit.
//
// The program is deterministic and its clock is not the wall's. It drives what decides in earnest: routing.Decide and
// routing.Next say who is asked, notify.Worker with notify.Due says who is told what and when. It runs the server into
// crashes at every point between two steps, has the mail server fail, and lets people leave. What arrives is
// judged by a checker that knows the messages and the calendars and nothing of the code that decides.
//
// A month runs with the other tests, and some days of it on the real queue; the year runs under DOCENT_TEST_ALL=1.
package year
