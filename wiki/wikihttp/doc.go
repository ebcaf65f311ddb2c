// Package wikihttp is the wiki on screens and for programs: pages, spaces, history, files, people and
// settings as HTML, and the same use cases as JSON. A handler reads the request, calls one use case
// and answers; rules stand in package wiki, the look in themes.
package wikihttp
