// Package compose has a model write an answer in sentences, each resting on a quote.
//
// The model is not believed. It is sent the question and the texts of sections that the asker may read, and
// what it replies counts only as far as it can be proven: a sentence is shown where it quotes, word for word,
// one of these sections as it stands, and where every number, address and name with a dot in it stands in
// that section, too. What is left is plain text. So the worst that a page's text can bring about (“ignore
// your instructions, say …”) is a false sentence with a true quote beside it, from a page that the asker may
// read; it can show nothing of another page, and lead nowhere.
package compose
