// Package wikisql keeps the wiki in the tables of sqldb: one SQL text for SQLite and PostgreSQL.
//
// No query runs once per row: lists are read with IN lists in chunks, parts of a page are written in
// multi-row statements, and what a save did not change is not written again.
package wikisql
