// Package told turns what happens to questions into notices: for who is asked, who asked and answered, who follows a
// question, its area or its space, who is mentioned, and who answered for a question or an area before it was handed on.
//
// What holds: an asker who is not named is not named here either, nor told of what they did themselves. A notice names
// nothing but the question, whose space decides who may know of it; whatever an answer links to stays unnamed.
package told
