package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// NoticeID numbers notices in the order in which they were put.
type NoticeID int64

// Notice is something that one person is to be told.
type Notice struct {
	ID        NoticeID // given by Put
	Person    wiki.PersonID
	Key       string         // unique, at most 200 bytes: what happened and to whom, "question.answered/812/7"
	Kind      wiki.EventKind // what people choose channels by
	Thread    string         // what belongs together, "question/812"; "" stands alone
	Title     string         // what it is about, alike in the whole thread: the title of the question or page
	Text      string         // what happened, in a sentence or a few: "Ada answered your question."
	URL       string         // path on this server, "/q/812/…"
	Space     wiki.SpaceID   // whose readers may know of it; 0: it is about nothing in a space
	Page      wiki.PageID    // 0: not about a page
	Question  int64          // numbered by the floor above; 0: not about a question
	Urgent    bool           // does not wait for others to be bundled with it; quiet hours hold all the same
	At        time.Time      // when it happened
	NotBefore time.Time      // when it may go at the earliest; zero: at once

	Via  Channel   // the channel it has to take, or took; "": as its person wishes
	Seen time.Time // when its person saw it in the app; zero: not yet
}

// Channel is a way by which a notice reaches its person.
type Channel string

// The channels. Mail and Push are pings: they may interrupt, so quiet hours and limits hold for them. A
// digest comes at the start of a working day and is expected; it is no ping.
const (
	App    Channel = "app" // the inbox alone
	Mail   Channel = "mail"
	Push   Channel = "push"
	Digest Channel = "digest"
)

// Pings says whether messages on the channel may interrupt somebody.
func (c Channel) Pings() bool { return c == Mail || c == Push }

const (
	maxKey   = 200
	maxTitle = 300
	maxText  = 2000
)

// clean makes a notice fit to be kept. What is too long is cut; what names nobody is a mistake of its maker.
func (n *Notice) clean(now time.Time) error {
	switch {
	case n.Person == 0:
		return fmt.Errorf("notice %q is for nobody", n.Key)
	case n.Key == "" || len(n.Key) > maxKey:
		return fmt.Errorf("the key of a notice has 1 to %d bytes, not %d", maxKey, len(n.Key))
	case n.URL != "" && (!strings.HasPrefix(n.URL, "/") || strings.HasPrefix(n.URL, "//")):
		return fmt.Errorf("the address of notice %q is not a path of this server", n.Key)
	}
	n.Title = content.Excerpt(n.Title, maxTitle)
	n.Text = strings.ToValidUTF8(n.Text, "\uFFFD")
	if len(n.Text) > maxText {
		n.Text = content.Excerpt(n.Text, maxText)
	}
	if n.At.IsZero() {
		n.At = now
	}
	if n.NotBefore.Before(n.At) {
		n.NotBefore = n.At
	}
	return nil
}

// MessageID writes a key as the local part of a Message-ID (RFC 5322, dot-atom): letters, digits and signs.
// Different keys give different ids.
func MessageID(key string) string {
	var b strings.Builder
	for _, c := range []byte(key) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '/':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	if b.Len() > 64 { // many servers take no more
		sum := sha256.Sum256([]byte(key))
		return "sha256=" + hex.EncodeToString(sum[:20])
	}
	return b.String()
}
