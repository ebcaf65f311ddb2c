// Package talk is what people say around a question and its answers: comments, reactions, thanks.
//
// What holds:
//
//   - Whoever reads a question reads its comments; what is said about an answer is read by who may read
//     something of that answer.
//   - An asker who is not named comments without a name, as “the asker”; the event names nobody either.
//   - Reactions are counted and never named. Thanks are for the one who answered: nobody else learns how
//     many there are, and nothing ranks by them.
package talk
