// Package tasks joins what waits for one person: questions to answer, answers to check, pages to
// verify, mentions, page requests, boxes to tick, and whatever else a feature gives as a Source.
//
// An item has no row of its own: it is derived, whenever somebody looks, from the thing that has to be
// done, with that reader's rights, so that it is never out of date and never shows what its person may
// no longer read. Only what a person did to an item is kept, by person and key (a Mark): put off until
// a time, moved to a column of the board, done.
package tasks
