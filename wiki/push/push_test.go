package push_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/push"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// device is a browser with its push service.
type device struct {
	key    *ecdh.PrivateKey
	auth   []byte
	server *httptest.Server
	status int
	got    []string // what it was sent, decrypted
	header http.Header
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{key: key, auth: []byte("sixteen bytes it"), status: http.StatusCreated}
	d.server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		text, err := d.decrypt(body)
		if err != nil {
			t.Errorf("what was sent cannot be decrypted: %v", err)
		}
		d.got, d.header = append(d.got, text), r.Header
		w.WriteHeader(d.status)
	}))
	t.Cleanup(d.server.Close)
	return d
}

func (d *device) browser(session string) push.Browser {
	enc := base64.RawURLEncoding.EncodeToString
	return push.Browser{Endpoint: "https://" + d.host() + "/push/1", P256dh: enc(d.key.PublicKey().Bytes()), Auth: enc(d.auth), Agent: "Test", Session: session}
}

// host is the name that the device's push service goes by; it says which port of this machine it is.
func (d *device) host() string {
	return "port" + d.server.URL[strings.LastIndexByte(d.server.URL, ':')+1:] + ".example.com"
}

// client meets the push services of all devices.
func (d *device) client() *http.Client {
	c := d.server.Client()
	transport := c.Transport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		port, _, _ := strings.Cut(strings.TrimPrefix(address, "port"), ".")
		return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
	}
	c.Transport = transport
	return c
}

// decrypt reads a message as a browser does (RFC 8291, section 3.4; RFC 8188, section 2).
func (d *device) decrypt(body []byte) (string, error) {
	if len(body) < 21+65 {
		return "", errors.New("too short")
	}
	salt, size, sender := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:21+65]
	if body[20] != 65 || size > 4096 {
		return "", errors.New("no header of aes128gcm")
	}
	theirs, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return "", err
	}
	secret, err := d.key.ECDH(theirs)
	if err != nil {
		return "", err
	}
	info := "WebPush: info\x00" + string(d.key.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, secret, d.auth, info, 32)
	if err != nil {
		return "", err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return "", err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return "", err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", err
	}
	plain, err := gcm.Open(nil, nonce, body[86:], nil)
	if err != nil {
		return "", err
	}
	text, found := strings.CutSuffix(strings.TrimRight(string(plain), "\x00"), "\x02")
	if !found {
		return "", errors.New("no delimiter")
	}
	return text, nil
}

type site struct {
	*wikitest.Site
	browsers *push.Browsers
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Site: wikitest.Open(t, nil)}
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts})
	s.Settle()
	s.browsers = push.NewBrowsers(s.DB, s.Accounts)
	return s
}

// session signs somebody in and gives the hash of the session.
func (s *site) session(who string) string {
	s.T.Helper()
	_ = s.SignIn(who)
	hashes, err := sqldb.All(s.T.Context(), s.DB.Reader(), func(rows *sql.Rows) (h string, err error) { return h, rows.Scan(&h) }, `SELECT hash FROM sessions WHERE person = $1`, int64(s.People[who].ID))
	s.Must(err)
	return hashes[len(hashes)-1]
}

func TestPush(t *testing.T) {
	s := newSite(t)
	bob := s.Actor("bob")
	phone, laptop := newDevice(t), newDevice(t)
	s.Must(s.browsers.Add(t.Context(), bob, phone.browser(s.session("bob"))))
	s.Must(s.browsers.Add(t.Context(), bob, laptop.browser(s.session("bob"))))
	sender := push.NewSender(s.browsers, "https://docs.example.org", phone.client())
	one := []notify.Notice{{Title: "Rental cars", Text: "Ada wrote something secret.", URL: "/p/12/rental-cars"}}
	send := func(p notify.Parcel, notices []notify.Notice) error {
		p.Person = bob.Person
		return sender.Send(t.Context(), p, notices)
	}
	s.Must(send(notify.Parcel{Thread: "page/12"}, one))
	if diff := cmp.Diff([]string{`{"title":"Rental cars","url":"/p/12/rental-cars","tag":"page/12"}`}, phone.got); diff != "" {
		t.Errorf("the phone shows (-want +got):\n%s", diff)
	}
	key, err := s.browsers.Key(t.Context())
	s.Must(err)
	if got := phone.header.Get("Authorization"); !strings.HasPrefix(got, "vapid t=") || !strings.HasSuffix(got, "k="+key) {
		t.Errorf("Authorization: %q", got)
	}
	if phone.header.Get("TTL") != "86400" || phone.header.Get("Content-Encoding") != "aes128gcm" {
		t.Errorf("headers: %v", phone.header)
	}
	s.Must(send(notify.Parcel{}, append(one, notify.Notice{Title: "Receipts", URL: "/p/13"}, notify.Notice{Title: "Hotels", URL: "/p/14"})))
	if got := phone.got[1]; got != `{"title":"Rental cars, and 2 more","url":"/inbox"}` {
		t.Errorf("several: %s", got)
	}

	// The service has a bad day: later. The browser is gone: it is forgotten.
	phone.status = http.StatusTooManyRequests
	laptop.status = http.StatusTooManyRequests
	if err := send(notify.Parcel{}, one); err == nil || errors.As(err, new(*notify.Fault)) {
		t.Errorf("a busy service: %v", err)
	}
	phone.status, laptop.status = http.StatusGone, http.StatusCreated
	s.Must(send(notify.Parcel{}, one))
	laptop.status = http.StatusNotFound
	var fault *notify.Fault
	if err := send(notify.Parcel{}, one); !errors.As(err, &fault) || fault.Fate != notify.Unreachable {
		t.Errorf("both gone: %v", err)
	}
	if list, err := s.browsers.List(t.Context(), bob.Person); err != nil || len(list) != 0 {
		t.Errorf("still there: %v, %v", list, err)
	}
}

// TestSessions: a browser shows nothing once its session has ended, and belongs to who subscribed last.
func TestSessions(t *testing.T) {
	s := newSite(t)
	device := newDevice(t)
	reach := func(want ...string) {
		t.Helper()
		got, err := s.browsers.Reach(t.Context(), []wiki.PersonID{s.People["bob"].ID, s.People["cleo"].ID})
		s.Must(err)
		wanted := map[wiki.PersonID]bool{}
		for _, who := range want {
			wanted[s.People[who].ID] = true
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("reached (-want +got):\n%s", diff)
		}
	}
	reach()
	s.Must(s.browsers.Add(t.Context(), s.Actor("bob"), device.browser(s.session("bob"))))
	reach("bob")
	s.Must(s.browsers.Add(t.Context(), s.Actor("cleo"), device.browser(s.session("cleo"))))
	reach("cleo")
	s.Check(wikitest.Check{Name: "sign out", Request: wikitest.Request{Method: "POST", URL: "/signout", As: "cleo"}, Status: 303})
	reach()
}

func TestWhatNoBrowserSends(t *testing.T) {
	s := newSite(t)
	good := newDevice(t).browser(s.session("bob"))
	for name, spoil := range map[string]func(*push.Browser){
		"not https":       func(b *push.Browser) { b.Endpoint = "http://push.example/1" },
		"no host":         func(b *push.Browser) { b.Endpoint = "https:///1" },
		"a name in it":    func(b *push.Browser) { b.Endpoint = "https://me@push.example/1" },
		"our own network": func(b *push.Browser) { b.Endpoint = "https://[64:ff9b::7f00:1]/1" },
		"no address":      func(b *push.Browser) { b.Endpoint = "" },
		"long":            func(b *push.Browser) { b.Endpoint += strings.Repeat("x", 2000) },
		"no key":          func(b *push.Browser) { b.P256dh = "" },
		"not on a curve":  func(b *push.Browser) { b.P256dh = base64.RawURLEncoding.EncodeToString(make([]byte, 65)) },
		"short secret":    func(b *push.Browser) { b.Auth = "YWJj" },
		"no session":      func(b *push.Browser) { b.Session = "" },
	} {
		bad := good
		spoil(&bad)
		if err := s.browsers.Add(t.Context(), s.Actor("bob"), bad); httpd.Known(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Must(s.browsers.Add(t.Context(), s.Actor("bob"), good))
}

// TestOurOwnNetwork is not reached by addresses that others chose.
func TestOurOwnNetwork(t *testing.T) {
	met := false
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { met = true }))
	defer server.Close()
	for _, address := range []string{server.URL, "http://10.0.0.1/", "http://[::1]:9/", "http://169.254.169.254/", "http://100.64.0.1/", "http://[::ffff:127.0.0.1]:9/", "http://[64:ff9b::7f00:1]:9/", "http://[2002:7f00:1::]:9/"} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := push.Outside().Do(req)
		if err == nil {
			_ = answer.Body.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "not a public one") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if met {
		t.Error("a server of our own network was met")
	}
}
