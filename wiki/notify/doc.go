// Package notify tells people what happened, when it suits them.
//
// Purpose: whoever has something to say puts a Notice into the Queue and is done. Notices wait in a table
// of their own. One pure function, Due, says which of them go now, on which channel, bundled how, and when
// it has to be asked again; the Worker only calls it, sends, and notes what came of it.
//
// Invariants
//
//   - A notice's key is unique as long as it is kept (see Keep): putting it twice is putting it once.
//   - A notice goes out at most once, in one parcel, on one channel. Its inbox shows it in any case.
//   - A parcel is fixed in the database before it is sent for the first time, and named after its first
//     notice. A crash between the server's yes and our commit repeats that one message, unchanged and under
//     the same Message-ID. Nothing else is ever sent twice.
//   - While a parcel waits to be tried again, later notices of its person wait behind it: order is kept, and
//     a server that is down makes no pile of parcels.
//   - No mail and no push in quiet hours, on days away, or over the day's limit, whoever sent the notice.
//     Emergencies take another path (the telephone number of the area), not this one.
//   - Rights are checked again when a notice is sent or shown: what its person may no longer read is dropped.
package notify
