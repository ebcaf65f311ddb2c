package wiki

import "time"

// EventSeq numbers events from 1 in the order of their commits, without gaps.
type EventSeq int64

// EventKind says what happened. Floors above add kinds of their own; the log does not care.
type EventKind string

// The kinds of this floor.
const (
	SpaceCreated   EventKind = "space.created"
	SpaceChanged   EventKind = "space.changed"
	GrantChanged   EventKind = "space.granted"
	PageCreated    EventKind = "page.created"
	PageSaved      EventKind = "page.saved"
	PageMoved      EventKind = "page.moved" // its place or space; Data["subtree"]="1" where children came along
	PageTrashed    EventKind = "page.trashed"
	PageRestored   EventKind = "page.restored"
	PageVerified   EventKind = "page.verified"
	PageChanged    EventKind = "page.changed" // tags or owner without a new revision
	FileAdded      EventKind = "file.added"
	FilesShown     EventKind = "file.shown" // other pages show them than before; Data["files"]: their numbers, with commas
	PersonAdded    EventKind = "person.added"
	PersonChanged  EventKind = "person.changed"
	PersonSignedIn EventKind = "person.signed_in"
	TokenCreated   EventKind = "token.created"
	TokenDeleted   EventKind = "token.deleted"
	SettingChanged EventKind = "setting.changed"
)

// Event is one line of the log that the audit view, the search feed, activity and freshness read.
// It names things by number; whoever reads it looks up how they stand.
type Event struct {
	Seq      EventSeq
	At       time.Time
	Actor    PersonRef
	Kind     EventKind
	Space    SpaceID
	Page     PageID
	Revision int
	Question int64 // numbered by the floor above
	Data     map[string]string
}
