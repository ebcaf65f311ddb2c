package content

import "fmt"

// Kind says what sort of thing went wrong, so that the outermost layer can choose a status and a
// screen. One table in wiki/httpd maps kinds to HTTP statuses.
type Kind string

// The kinds. Internal is the zero meaning: whatever is not an *Error.
const (
	Invalid   Kind = "invalid"   // the input breaks a rule; the text says which and what was kept
	NotFound  Kind = "not_found" // absent, or not readable by this actor: the two look alike
	Forbidden Kind = "forbidden" // readable, but not to be done by this actor
	Conflict  Kind = "conflict"  // somebody else's change stands in the way; nothing was written
	TooLarge  Kind = "too_large" // over a stated limit
	Sign      Kind = "sign_in"   // nobody is signed in, or the token is wrong
	TooMany   Kind = "too_many"  // a throttle; the text says when to come back
	Busy      Kind = "busy"      // not possible at this moment; trying again may work
)

// Error is the one error type whose text a person may read: it says what happened, what was kept,
// and what to do. Every other error is logged whole and shown as a fault on our side.
type Error struct {
	Kind  Kind
	Text  string            // one or two sentences, for the person
	Field string            // the input field at fault, where there is one
	Data  map[string]string // facts a screen needs beside the text (a line number, the present revision)
	Err   error             // the cause, for the log only
}

// Errorf makes an Error of a kind; the text follows fmt.Sprintf.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: fmt.Sprintf(format, args...)}
}

// On names the input field at fault.
func (e *Error) On(field string) *Error { e.Field = field; return e }

// Because keeps the cause for the log.
func (e *Error) Because(err error) *Error { e.Err = err; return e }

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Text, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Text)
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *Error) Unwrap() error { return e.Err }
