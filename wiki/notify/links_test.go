package notify_test

import (
	"context"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
)

type keeper map[string]string

func (k keeper) Setting(_ context.Context, name string) (string, error) { return k[name], nil }

func (k keeper) SetSetting(_ context.Context, _ wiki.Actor, name, value string) error {
	k[name] = value
	return nil
}

func newLinks(t testing.TB, k keeper) *notify.Links {
	t.Helper()
	links, err := notify.NewLinks(t.Context(), k, "https://docs.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	return links
}

// token is that of person 7.
func token(t testing.TB, links *notify.Links, thread string) string {
	t.Helper()
	u, err := url.Parse(links.UnsubscribeURL(7, thread))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(u.String(), "https://docs.example.org/unsubscribe?t=") {
		t.Errorf("address %s", u)
	}
	return u.Query().Get("t")
}

func TestLinks(t *testing.T) {
	kept := keeper{}
	links := newLinks(t, kept)
	if links.URL("/inbox") != "https://docs.example.org/inbox" {
		t.Error(links.URL("/inbox"))
	}
	for _, thread := range []string{"question/812", notify.DigestThread, notify.AllMail, "a thread & <b>\x00"} {
		who, what, err := newLinks(t, kept).CheckUnsubscribe(token(t, links, thread)) // after a restart, too
		if who != 7 || what != thread || err != nil {
			t.Errorf("%q: %d, %q, %v", thread, who, what, err)
		}
	}
	mine := token(t, links, "question/812")
	for name, wrong := range map[string]string{
		"nothing": "", "cut off": mine[:len(mine)-1], "longer": mine + "A", "not base 64": mine[:5] + "!" + mine[6:],
		"of another installation": token(t, newLinks(t, keeper{}), "question/812"),
	} {
		if _, _, err := links.CheckUnsubscribe(wrong); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	raw, _ := base64.RawURLEncoding.DecodeString(mine)
	for i := range raw { // every bit counts
		for bit := range 8 {
			raw[i] ^= 1 << bit
			if who, what, err := links.CheckUnsubscribe(base64.RawURLEncoding.EncodeToString(raw)); err == nil {
				t.Errorf("bit %d of byte %d: accepted for %d, %q", bit, i, who, what)
			}
			raw[i] ^= 1 << bit
		}
	}
}

func FuzzCheckUnsubscribe(f *testing.F) {
	links := newLinks(f, keeper{})
	mine := token(f, links, "question/812")
	f.Add(mine)
	f.Add("")
	f.Add("AQ4AAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		who, thread, err := links.CheckUnsubscribe(text)
		if err == nil && (who != 7 || thread != "question/812") {
			t.Errorf("%q is taken for %d, %q", text, who, thread)
		}
	})
}

func TestMessageID(t *testing.T) {
	long := strings.Repeat("a", 65)
	seen := map[string]string{}
	for _, key := range []string{"a", "A", "a b", "a=20b", "a.b", "a..b", "a@b", "<a>", "ä", "a\r\nb", "", long, long + "a", strings.Repeat("é", 30)} {
		id := notify.MessageID(key)
		if other, is := seen[id]; is {
			t.Errorf("%q and %q are both %q", key, other, id)
		}
		seen[id] = key
		if len(id) > 64 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`<>()[]:;@\,."`, r) }) {
			t.Errorf("%q gives %q", key, id)
		}
	}
}
