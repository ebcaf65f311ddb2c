// Package model brings a team's own model to search: an OpenAI-compatible endpoint that an administrator
// names, or nothing, which is how Docent comes.
//
// What leaves the house is decided here and nowhere else. Texts of sections are sent to be embedded, unless
// their space is left out: then nothing of it is ever sent, and what was made of it is forgotten. Whether a
// space is left out is looked up right before each sending. Questions are sent as they are asked. Nobody
// waits for a model that does not answer: an ask goes on without it after Options.Patience, and the asks of
// the next half minute do not try.
//
// Vectors follow from the pages and the event log, as the index does. Run is the owner of all that work.
package model
