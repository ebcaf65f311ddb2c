package push

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki/notify"
)

// Sender sends parcels to the browsers of their people. It is a notify.Sender.
type Sender struct {
	browsers *Browsers
	contact  string // how push services reach who runs this server: an https address, or a mail address
	client   *http.Client
}

var _ notify.Sender = (*Sender)(nil)

const (
	sendFor  = 10 * time.Second // one request
	keepFor  = 24 * time.Hour   // how long a push service keeps what it cannot deliver
	maxTitle = 200              // characters
)

// NewSender makes a sender. contact is the address of this server. A client that is nil is one that does not reach into
// our own network.
func NewSender(b *Browsers, contact string, client *http.Client) *Sender {
	if client == nil {
		client = Outside()
	}
	return &Sender{browsers: b, contact: contact, client: client}
}

// Outside makes a client for addresses that others chose: it connects to public hosts only and follows no redirect.
func Outside() *http.Client {
	dialer := &net.Dialer{Timeout: sendFor, Control: func(_, address string, _ syscall.RawConn) error {
		host, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("push: %w", err)
		}
		if !public(host.Addr()) {
			return errors.New("push: the address is not a public one")
		}
		return nil
	}}
	return &http.Client{
		Timeout:       sendFor,
		Transport:     &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: sendFor, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Message is what a browser is sent: a title and where it leads, and nothing else.
type Message struct {
	Title string `json:"title"`
	URL   string `json:"url"`           // a path of this server
	Tag   string `json:"tag,omitempty"` // a later message with the same one replaces an earlier
}

func messageOf(p notify.Parcel, notices []notify.Notice) Message {
	m := Message{Title: content.Excerpt(notices[0].Title, maxTitle), URL: notices[0].URL, Tag: p.Thread}
	if len(notices) > 1 && p.Thread == "" {
		m.Title, m.URL = fmt.Sprintf("%s, and %d more", m.Title, len(notices)-1), "/inbox"
	}
	if m.URL == "" {
		m.URL = "/inbox"
	}
	return m
}

// Send shows a parcel in all browsers of its person. It has arrived when one of them took it.
func (s *Sender) Send(ctx context.Context, p notify.Parcel, notices []notify.Notice) error {
	list, err := s.browsers.List(ctx, p.Person)
	if err != nil {
		return err
	}
	body, err := json.Marshal(messageOf(p, notices))
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	var gone []int64
	var failed error
	arrived := false
	for _, b := range list {
		switch status, err := s.post(ctx, b, body); {
		case err != nil:
			failed = err
		case status == http.StatusNotFound, status == http.StatusGone, status == http.StatusForbidden, status == http.StatusUnauthorized:
			gone = append(gone, b.ID) // it withdrew, or subscribed with other keys of ours
		case status/100 == 2:
			arrived = true
		default:
			failed = fmt.Errorf("the push service answered %d", status)
		}
	}
	if len(gone) > 0 {
		if err := s.browsers.forget(context.WithoutCancel(ctx), gone); err != nil {
			return err
		}
	}
	switch {
	case arrived:
		return nil
	case failed != nil:
		return failed
	}
	return &notify.Fault{Fate: notify.Unreachable, Text: "No browser of theirs shows notices any more."}
}

// post sends a message to one browser and gives the status of the push service's answer.
func (s *Sender) post(ctx context.Context, b Browser, body []byte) (int, error) {
	keys, err := s.browsers.vapid(ctx)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, sendFor)
	defer cancel()
	answer, err := webpush.SendNotificationWithContext(ctx, body,
		&webpush.Subscription{Endpoint: b.Endpoint, Keys: webpush.Keys{Auth: b.Auth, P256dh: b.P256dh}},
		&webpush.Options{
			HTTPClient: s.client, Subscriber: s.subscriber(), TTL: int(keepFor.Seconds()), Urgency: webpush.UrgencyNormal,
			VAPIDPublicKey: keys.public, VAPIDPrivateKey: keys.private,
		})
	if err != nil {
		return 0, fmt.Errorf("push: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	return answer.StatusCode, nil
}

// subscriber is who stands behind the server, as RFC 8292 wants it: an https address or a mail address.
func (s *Sender) subscriber() string {
	if strings.HasPrefix(s.contact, "https:") {
		return s.contact
	}
	return "docent@localhost.localdomain"
}
