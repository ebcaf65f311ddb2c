package account

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Limits in characters. The longest password is bounded because hashing reads all of it.
const (
	MinPassword = 10
	maxPassword = 1000
	maxName     = 100
	maxEmail    = 254 // RFC 5321
	maxLabel    = 100
)

func checkName(name string) (string, error) {
	name = content.Name(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", content.Errorf(content.Invalid, "An account needs a name. Nothing was saved.").On("name")
	case n > maxName:
		return "", content.Errorf(content.Invalid, "A name has at most %d characters; this has %d. Nothing was saved.", maxName, n).On("name")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", content.Errorf(content.Invalid, "There are characters in the name that cannot be shown. Nothing was saved.").On("name")
	}
	return name, nil
}

// checkEmail gives the address as it is kept and as it is compared.
func checkEmail(email string) (kept, key string, err error) {
	kept = strings.TrimSpace(email)
	address, err := mail.ParseAddress(kept)
	if err != nil || address.Address != kept || len(kept) > maxEmail || strings.ContainsFunc(kept, unicode.IsSpace) {
		return "", "", content.Errorf(content.Invalid, "“%s” is not an email address. Nothing was saved.", content.Excerpt(kept, 80)).On("email")
	}
	return kept, emailKey(kept), nil
}

func emailKey(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

func checkRole(role wiki.Role) error {
	if role != wiki.Admin && role != wiki.Member {
		return content.Errorf(content.Invalid, "A role is “admin” or “member”, not “%s”. Nothing was saved.", role).On("role")
	}
	return nil
}

func checkPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n == 0:
		return content.Errorf(content.Invalid, "Choose a password of at least %d characters. Four words in a row are easy to remember.", MinPassword).On("password")
	case n < MinPassword:
		return content.Errorf(content.Invalid, "A password needs at least %d characters; this has %d. Four words in a row are easy to remember.", MinPassword, n).On("password")
	case n > maxPassword:
		return content.Errorf(content.Invalid, "A password has at most %d characters.", maxPassword).On("password")
	case strings.Count(password, password[:1]) == len(password):
		return content.Errorf(content.Invalid, "A password of one repeated character is found at the first try. Four words in a row are easy to remember.").On("password")
	}
	return nil
}

// checkOwnPassword refuses, beside what is always refused, the first guess at an account's password.
func checkOwnPassword(password, email string) error {
	if strings.EqualFold(strings.TrimSpace(password), strings.TrimSpace(email)) {
		return content.Errorf(content.Invalid, "Your email address as a password is the first guess. Four words in a row are easy to remember.").On("password")
	}
	return checkPassword(password)
}

// firstZone takes the zone of a new account as CheckZone does; "" is UTC.
func firstZone(zone string) (string, error) {
	if zone == "" {
		return "UTC", nil
	}
	return zone, CheckZone(zone)
}

// CheckZone takes IANA names. "Local" would mean the server's, which nobody chose; names that begin with a small
// letter (posix/, right/, localtime) are files of some machines only, which other ones take for UTC.
func CheckZone(zone string) error {
	if zone == "" {
		return content.Errorf(content.Invalid, "Choose a time zone, one like “Europe/Berlin” or “UTC”.").On("timezone")
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" || zone[0] >= 'a' && zone[0] <= 'z' {
		return content.Errorf(content.Invalid, "“%s” is not a time zone. Choose one like “Europe/Berlin”.", content.Excerpt(zone, 80)).On("timezone")
	}
	return nil
}

// checkLanguage takes BCP 47 tags; "" is English.
func checkLanguage(tag string) (string, error) {
	if tag == "" {
		return "en", nil
	}
	parsed, err := language.Parse(tag)
	if err != nil {
		return "", content.Errorf(content.Invalid, "“%s” is not a language. Choose one like “en” or “pt-BR”.", content.Excerpt(tag, 80)).On("language")
	}
	return parsed.String(), nil
}

func checkScheme(scheme string) error {
	if scheme != "" && scheme != "light" && scheme != "dark" {
		return content.Errorf(content.Invalid, "A colour scheme is “light”, “dark” or left to the system.").On("scheme")
	}
	return nil
}
