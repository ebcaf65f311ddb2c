// Package match compares what somebody asks with the ways in which known questions are asked: words
// and stems, the keys under which a wording is known, the features of a question that may be meant,
// and the weights by which those are ranked and turned into a probability. It is pure: no database, no
// index, no person.
package match
