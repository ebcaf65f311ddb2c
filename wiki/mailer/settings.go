package mailer

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/mail"
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Security is how the way to the server is protected.
type Security string

// The kinds of protection.
const (
	StartTLS Security = "starttls" // TLS after a word in plain, which the server must understand
	TLS      Security = "tls"      // from the first byte
	Plain    Security = "none"
)

// ports are the usual ones (RFC 8314; RFC 5321 for a server on the same machine).
var ports = map[Security]int{StartTLS: 587, TLS: 465, Plain: 25}

// Settings says which server sends. The zero value is none.
type Settings struct {
	Host        string   `json:"host"` // "": no mail is sent
	Port        int      `json:"port"` // 0 becomes the usual one
	Security    Security `json:"security"`
	AllowPlain  bool     `json:"allow_plain"` // Plain also to another machine: the network between is trusted
	User        string   `json:"user"`        // "": the server wants none
	From        string   `json:"from"`        // the sender's address, with or without a name
	HasPassword bool     `json:"-"`
}

// stored is what is kept.
type stored struct {
	Settings
	Password string `json:"password"`
}

// Change is a choice with what is to become of the password: nil keeps it, "" forgets it.
type Change struct {
	Settings
	Password *string
}

// setting is where the choice is kept, as JSON.
const setting = "mail"

const maxField = 300 // bytes

func needAdmin(as wiki.Actor) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators may see or change which server sends Docent's mail.")
	}
	return nil
}

// clean checks a choice before it is kept.
func (s *Settings) clean() error {
	s.Host, s.User, s.From = strings.TrimSpace(s.Host), strings.TrimSpace(s.User), strings.TrimSpace(s.From)
	if s.Host == "" {
		*s = Settings{}
		return nil
	}
	if s.Security == "" {
		s.Security = StartTLS
	}
	usual, known := ports[s.Security]
	if s.Port == 0 {
		s.Port = usual
	}
	switch {
	case !known:
		return content.Errorf(content.Invalid, "Choose how the connection is protected. Nothing was changed.").On("security")
	case !isHost(s.Host):
		return content.Errorf(content.Invalid, "Write the server's name or address alone, such as mail.example.org. Nothing was changed.").On("host")
	case s.Port < 1 || s.Port > 65535:
		return content.Errorf(content.Invalid, "A port is a number from 1 to 65535. Nothing was changed.").On("port")
	case len(s.User) > maxField || !printable(s.User):
		return content.Errorf(content.Invalid, "A user name is short and has no control characters. Nothing was changed.").On("user")
	case s.Security == Plain && !isLocal(s.Host) && !s.AllowPlain:
		return content.Errorf(content.Invalid, "Without protection, everybody between here and %s can read the mails and change them. Choose STARTTLS or TLS, or say that the network between is trusted. Nothing was changed.", s.Host).On("security")
	case s.Security == Plain && s.User != "" && !isLocal(s.Host):
		return content.Errorf(content.Invalid, "A password is not sent without protection to another machine. Choose STARTTLS or TLS, or leave the user empty. Nothing was changed.").On("user")
	}
	from, err := mail.ParseAddress(s.From)
	if err != nil || len(s.From) > maxField || !isASCII(from.Address) {
		return content.Errorf(content.Invalid, "Write the sender as an address, such as docent@example.org. Nothing was changed.").On("from")
	}
	return nil
}

func isHost(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	return len(host) <= 253 && !strings.ContainsFunc(host, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_')
	})
}

// isLocal says whether a host is this machine.
func isLocal(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// Settings gives the choice without its password, and whether it was made by flags of the server, which nobody changes
// here; administrators may see it.
func (m *Mailer) Settings(as wiki.Actor) (chosen Settings, fixed bool, err error) {
	if err := needAdmin(as); err != nil {
		return Settings{}, false, err
	}
	return m.current.Load().Settings, m.opts.Fixed.Host != "", nil
}

// Change makes another choice, for the next mail on. A password goes with its server: where server, protection or user
// change, it is forgotten unless it is given again, so that nobody can send it elsewhere.
func (m *Mailer) Change(ctx context.Context, as wiki.Actor, c Change) error {
	if err := needAdmin(as); err != nil {
		return err
	}
	if m.opts.Fixed.Host != "" {
		return content.Errorf(content.Conflict, "The mail server was chosen when Docent was started, by its flags or environment. Change it there. Nothing was changed.")
	}
	if err := c.clean(); err != nil {
		return err
	}
	m.changing.Lock()
	defer m.changing.Unlock()
	old := m.current.Load()
	next := stored{Settings: c.Settings}
	switch {
	case c.User == "":
	case c.Password != nil:
		next.Password = *c.Password
	case c.Host == old.Host && c.Port == old.Port && c.Security == old.Security && c.User == old.User:
		next.Password = old.Password
	}
	if len(next.Password) > maxField || !printable(next.Password) {
		return content.Errorf(content.Invalid, "A password has at most %d characters and none that cannot be seen. Nothing was changed.", maxField).On("password")
	}
	text, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("keep the mail server: %w", err)
	}
	if err := m.opts.Keeper.SetSetting(ctx, as, setting, string(text)); err != nil {
		return err
	}
	m.use(next)
	return nil
}

// Load takes the choice that is kept into use, or that of the server's flags.
func (m *Mailer) Load(ctx context.Context) error {
	if m.opts.Fixed.Host != "" {
		fixed := stored{Settings: m.opts.Fixed.Settings, Password: m.opts.Fixed.Password}
		if err := fixed.clean(); err != nil {
			return err
		}
		m.use(fixed)
		return nil
	}
	text, err := m.opts.Keeper.Setting(ctx, setting)
	if err != nil || text == "" {
		return err
	}
	var s stored
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return fmt.Errorf("read the mail server: %w", err)
	}
	m.use(s)
	return nil
}

func (m *Mailer) use(s stored) {
	s.HasPassword = s.Password != ""
	m.current.Store(&s)
}

// Ready says whether there is a server to send through.
func (m *Mailer) Ready() bool { return m.current.Load().Host != "" }

// Fixed is a choice made when the program starts. The zero value leaves it to administrators.
type Fixed struct {
	Settings
	Password string
}
