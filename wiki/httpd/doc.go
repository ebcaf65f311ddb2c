// Package httpd is the ground of all screens: the server, who asks, limits, errors, and the frame
// around every page. It knows no feature; wikihttp and the adapters of higher floors register their
// screens on it with GET and POST, and their JSON operations with Register.
//
// A handler reads the request, calls one use case and answers; what goes wrong it returns. One
// adapter answers the error: an HTML screen, or an RFC 9457 problem for programs. One table
// (errors.go) maps the kinds of content.Error to statuses.
//
// Invariants
//
//   - Reading a screen writes nothing: sessions are written when somebody signs in or out, and what
//     is said once after an action travels in a signed cookie.
//   - The text of an error reaches a reader only when it is a content.Error. Everything else is
//     logged whole and shown with the number of the request.
//   - The log never holds a token, a cookie, a query or a form.
//   - A token never does more than its scope, whatever the route.
package httpd
