// Package classify tells from somebody's words which of the known questions is meant: a linear softmax
// classifier over the ways in which each has been asked, whose features are word stems, pairs of
// neighbouring stems and runs of four letters.
//
// A model is made anew from all wordings whenever one is learnt or unlearnt, and never changes: readers
// hold on to the one that they have. Making it is deterministic, and bounded by an amount of work rather
// than by a clock: where there are few wordings every class weighs every feature (multinomial logistic
// regression, fitted with AdaGrad; Duchi, Hazan & Singer 2011); where there are many, a class weighs only
// the features of its own wordings and of those that are easily mistaken for them, beginning with its
// centroid (Rocchio; Manning, Raghavan & Schütze 2008, chapter 14).
package classify
