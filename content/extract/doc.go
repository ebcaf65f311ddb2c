// Package extract reads the text out of files that people attach: PDF, Office and OpenDocument files,
// HTML, plain text, code and tables of values.
//
// It is pure: it reads bytes and gives text, with the place in the file where each piece stands.
// Files are hostile. What can be limited from the inside is (text, unpacked bytes, nesting); a panic
// of a reader is an error. What cannot be (a library that loops, or asks for all memory at once) needs
// a process around it that can be killed: see package filetext.
package extract
