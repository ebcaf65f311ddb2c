// Package wiki is the pages: spaces, page trees, revisions, sections that keep their identity, links
// that survive moves, attachments, and the log of everything that happened.
//
// The package holds nouns, rules and use cases; SQL stands in wikisql, HTTP in wikihttp. Every use
// case takes the Actor on whose behalf it runs and is one transaction with one clock. What an actor
// may not read does not exist for that actor: it is content.NotFound, never content.Forbidden.
//
// Invariants
//
//   - What a person typed is kept byte for byte. Sections, links and HTML are derived from it.
//   - A write and its event commit together; events are numbered in the order of their commits.
//   - A save names the revision it was based on. It is merged or refused, it never overwrites.
//   - Section identity and anchors are settled when a revision is saved, never while it is read.
package wiki
