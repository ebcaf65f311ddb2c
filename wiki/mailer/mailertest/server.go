// Package mailertest is a mail server for tests: a real one, in the process of the test.
package mailertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// User and Password are what a server with Auth wants.
const (
	User     = "docent"
	Password = "correct-horse-9"
)

// Options of a Server. Its refusals may be changed while it runs, with Refuse.
type Options struct {
	TLS      bool // from the first byte
	StartTLS bool
	Auth     bool
}

// Mail is one that arrived.
type Mail struct {
	From string
	To   []string
	Data string
}

// Stage is where a server refuses.
type Stage string

// The stages.
const (
	AtFrom Stage = "MAIL"
	AtTo   Stage = "RCPT"
	AtData Stage = "DATA"
	Hangs  Stage = "QUIT" // it takes the mail, says yes, and breaks the connection off
)

// Server is a mail server on a port of this machine.
type Server struct {
	Port  int
	Trust *tls.Config // trusts the server's certificate

	mu      sync.Mutex
	mails   []Mail
	refused map[Stage]*smtp.SMTPError
}

// New starts a server that ends with the test.
func New(t testing.TB, o Options) *Server {
	t.Helper()
	s := &Server{refused: map[Stage]*smtp.SMTPError{}}
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{s: s, o: o, conn: c.Conn()}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.test", true, quiet{}
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	config := s.certify(t)
	var listen net.ListenConfig
	listener, err := listen.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = listener.Addr().(*net.TCPAddr).Port
	if o.StartTLS {
		server.TLSConfig = config
	}
	if o.TLS {
		listener = tls.NewListener(listener, config)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Error(err)
		}
	})
	return s
}

// Address is HOST:PORT.
func (s *Server) Address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)) }

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// certify makes a certificate for this machine and a configuration that trusts it.
func (s *Server) certify(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	s.Trust = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}
}

// Refuse has the server answer so at a stage; code 0 ends that.
func (s *Server) Refuse(at Stage, code int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[at] = nil
	if code != 0 {
		s.refused[at] = &smtp.SMTPError{Code: code, EnhancedCode: smtp.NoEnhancedCode, Message: text}
	}
}

func (s *Server) refuses(at Stage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e := s.refused[at]; e != nil {
		return e
	}
	return nil
}

// Mails are those that arrived since the last call.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	mails := s.mails
	s.mails = nil
	return mails
}

type session struct {
	s      *Server
	o      Options
	conn   net.Conn
	signed bool
	mail   Mail
}

var (
	_ smtp.Session     = (*session)(nil)
	_ smtp.AuthSession = (*session)(nil)
)

// AuthMechanisms is go-smtp's.
func (c *session) AuthMechanisms() []string {
	if !c.o.Auth {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth is go-smtp's.
func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Who are you?"}
		}
		c.signed = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.o.Auth && !c.signed {
		return smtp.ErrAuthRequired
	}
	c.mail = Mail{From: from}
	return c.s.refuses(AtFrom)
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mail.To = append(c.mail.To, to)
	return c.s.refuses(AtTo)
}

func (c *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := c.s.refuses(AtData); err != nil {
		return err
	}
	c.mail.Data = string(data)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.mails = append(c.s.mails, c.mail)
	return nil
}

func (c *session) Reset() {
	// The connection breaks between our yes and the client's goodbye.
	if c.mail.Data != "" && c.s.refuses(Hangs) != nil {
		_ = c.conn.Close()
	}
	c.mail = Mail{}
}

func (c *session) Logout() error { return nil }
