// Package sqldb opens the database, migrates it, and hands out the two ways to reach it: a pool of
// readers, and one writer.
//
// Purpose: every table of every floor lives in one SQLite file, so that a change and its event are
// one transaction. The SQL of the floors is one text for SQLite and PostgreSQL: $1 placeholders,
// ids from counter rows, BIGINT microseconds, RETURNING, ON CONFLICT, CTEs.
//
// Invariants
//
//   - One writer connection per process, taken in turn; between processes BEGIN IMMEDIATE and a busy
//     time-out of ten seconds. A transaction never starts as a reader and turns into a writer later,
//     which could fail in the middle.
//   - Readers never wait: the journal is a write-ahead log, each query sees the last commit.
//   - A commit that was acknowledged is on the disk (synchronous = FULL).
//   - Events get their numbers as the last statements before the commit, so numbers have no gaps and
//     their order is the order of the commits, whichever process wrote them.
//   - A statement of a write transaction is never interrupted half-way: a cancelled context takes
//     effect between two statements, and the transaction is rolled back whole. (SQLite rolls the whole
//     transaction back when a write is interrupted; what followed would commit by itself.)
//   - After any error but a broken constraint the transaction is lost and refuses further statements.
package sqldb
