// Package filetext keeps the text of attachments: what was read out of which bytes, in pieces with
// their places, and why nothing was where a file could not be read.
//
// A Worker follows the event log and reads one file at a time, each in a process of its own that is
// killed when it takes too long or too much memory: libraries that read PDFs cannot be interrupted.
// What was read is stored together with an event, which the search feed follows. Nothing waits for a
// Worker: saves and uploads go on, and a file whose text was not read yet is found by its name.
package filetext
