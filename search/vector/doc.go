// Package vector talks to a model behind an OpenAI-compatible endpoint, and compares texts by the vectors
// that such a model makes of them.
//
// A vector is kept as int8 numbers of the direction alone: the cosine of two of them differs from that of
// the originals by less than a hundredth, at a fourth of the memory. Search is exact: every section of the
// spaces that the reader may read is compared, no other one is looked at, and ties are ordered.
package vector
