// Package push shows notices in browsers (Web Push: RFC 8030, RFC 8291, RFC 8292).
//
// A browser subscribes at the push service of its maker and gives us the address and its keys. What we send there is
// encrypted for the browser alone, and still says no more than a title and an address. A browser is forgotten when its
// service says that it is gone, and is sent nothing once the session has ended in which it subscribed.
//
// The addresses come from browsers, so they are outside input: only https, never a host of our own network, no
// redirects.
package push
