package notify

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Keeper keeps settings of the installation; administrators may change them. *account.Accounts does.
type Keeper interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, as wiki.Actor, name, value string) error
}

// UnsubscribePath is where the links of UnsubscribeURL lead, with the token as the query's t.
const UnsubscribePath = "/unsubscribe"

// DigestThread is what one unsubscribes from by a digest, and AllMail by a message about several threads.
const (
	DigestThread = "digest"
	AllMail      = ""
)

// Links makes and reads what leads from a message back to the server. A token says for whom it was made and
// what it ends, signed, so that it works for everybody who holds the message, and for nothing else.
type Links struct {
	base string
	key  []byte
}

const (
	linkSetting = "notify_key"
	keyBytes    = 32
	macBytes    = 16
	tokenMade   = 1 // the form of tokens
)

// NewLinks makes links to the server at an address such as https://docs.example.org, signed with a key that
// is made once and kept.
func NewLinks(ctx context.Context, keeper Keeper, base string) (*Links, error) {
	text, err := keeper.Setting(ctx, linkSetting)
	if err != nil {
		return nil, err
	}
	key, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(key) != keyBytes {
		key = make([]byte, keyBytes)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("random bytes: %w", err)
		}
		if err := keeper.SetSetting(ctx, wiki.Operator(), linkSetting, base64.RawStdEncoding.EncodeToString(key)); err != nil {
			return nil, err
		}
	}
	return &Links{base: strings.TrimRight(base, "/"), key: key}, nil
}

// URL makes the address of a path of this server.
func (l *Links) URL(path string) string { return l.base + path }

// UnsubscribeURL is an address where whoever opens it can end a person's notices of a thread: a GET shows a
// page with a button, a POST does it at once (RFC 8058).
func (l *Links) UnsubscribeURL(person wiki.PersonID, thread string) string {
	said := binary.AppendVarint([]byte{tokenMade}, int64(person))
	said = append(said, thread...)
	token := base64.RawURLEncoding.EncodeToString(append(said, l.sign(said)...))
	return l.base + UnsubscribePath + "?t=" + token
}

func (l *Links) sign(said []byte) []byte {
	mac := hmac.New(sha256.New, l.key)
	mac.Write([]byte("unsubscribe\x00"))
	mac.Write(said)
	return mac.Sum(nil)[:macBytes]
}

// CheckUnsubscribe reads a token of UnsubscribeURL; content.NotFound where it is not one of ours.
func (l *Links) CheckUnsubscribe(token string) (person wiki.PersonID, thread string, err error) {
	wrong := content.Errorf(content.NotFound, "This link is not complete or was not made here. Nothing was changed. Choose what you are told under Settings, Notifications.")
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(raw) < 2+macBytes {
		return 0, "", wrong
	}
	said, mac := raw[:len(raw)-macBytes], raw[len(raw)-macBytes:]
	if !hmac.Equal(mac, l.sign(said)) || said[0] != tokenMade {
		return 0, "", wrong
	}
	id, n := binary.Varint(said[1:])
	if n <= 0 || id <= 0 {
		return 0, "", wrong
	}
	return wiki.PersonID(id), string(said[1+n:]), nil
}
