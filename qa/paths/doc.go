// Package paths holds onboarding paths: what somebody in a role reads, watches and does first, in which
// order and by when.
//
// Invariants
//
//   - A path belongs to a space: who reads the space reads the path, editors change it, managers give it to
//     people and see how far they are. Nobody else sees that, but of themselves.
//   - A step whose page its reader may not read does not exist for that reader.
//   - Reading a page is acknowledged for a revision. It is asked for again only when a section says something
//     else (content.Substance) than when it was acknowledged, or a new one says something; which is derived when it is looked at.
//   - What newcomers asked in their first weeks is shown without their names, and only what its reader may read.
package paths
