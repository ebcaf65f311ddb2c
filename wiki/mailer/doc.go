// Package mailer sends mail through whichever SMTP server the team has.
//
// What holds:
//
//   - A message is a pure function of its parcel, its notices and its person: sent again after a crash, it is the
//     same to the byte, under the same Message-ID.
//   - Mails about one thread hang together in every mail program: they refer to one message that is never sent.
//   - What people wrote stands in headers only encoded; addresses are parsed, not pasted.
//   - A server that has said yes has said yes, whatever goes wrong afterwards. A refusal of one message (5xx to its
//     recipient or its text) is final; whatever speaks of the server or of our account there keeps every mail.
//   - The password goes to the server it was given for, over TLS or to this machine, and nowhere else: not to a
//     screen, not to a log.
package mailer
