package filetext

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
)

// Reader reads the text of a file. An error with words for people is final; one that is ErrAgain, or
// has no words, is tried again.
type Reader func(ctx context.Context, file wiki.Attachment, bytes io.ReadSeeker) (extract.Text, error)

// ErrAgain is a failure that may pass: the machine was busy.
var ErrAgain = errors.New("another try may succeed")

// Options are what a Worker may be given; the zero value works.
type Options struct {
	Wake     func() <-chan struct{} // gives a channel that is closed at the next commit of this process
	Every    time.Duration          // how often to look for what other processes wrote; 0: 1 s
	Calm     time.Duration          // how long nobody must have written before a file is read; 0: 500 ms
	Patience time.Duration          // after which one file is read nevertheless; 0: 20 s
	Again    []time.Duration        // the pauses before further tries; nil: 1 min, 10 min
	Logger   *slog.Logger
}

// Worker reads files whose text is not known yet. Run is its owner goroutine.
type Worker struct {
	store *Store
	blobs wiki.Blobs
	read  Reader
	opts  Options

	seen    wiki.EventSeq // what happened before was looked at
	fresh   []wiki.AttachmentID
	backlog wiki.AttachmentID // files up to this one were looked at since the start
	through bool              // the backlog is done
	again   []retry
}

// retry is a file that is tried again at a time.
type retry struct {
	file wiki.AttachmentID
	at   time.Time
}

// NewWorker makes a Worker.
func NewWorker(store *Store, blobs wiki.Blobs, read Reader, opts Options) *Worker {
	if opts.Every <= 0 {
		opts.Every = time.Second
	}
	if opts.Calm <= 0 {
		opts.Calm = 500 * time.Millisecond
	}
	if opts.Patience <= 0 {
		opts.Patience = 20 * time.Second
	}
	if opts.Again == nil {
		opts.Again = []time.Duration{time.Minute, 10 * time.Minute}
	}
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	return &Worker{store: store, blobs: blobs, read: read, opts: opts}
}

// Run reads what was not read before, then follows the log until ctx ends. It reads one file at a
// time, the newest uploads first, and leaves the machine to those who write: while an import runs,
// a file is read now and then only.
func (w *Worker) Run(ctx context.Context) {
	pause := w.opts.Every
	for ctx.Err() == nil {
		var woken <-chan struct{}
		if w.opts.Wake != nil {
			woken = w.opts.Wake() // before looking, so that no commit is missed
		}
		did, err := w.Step(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			w.opts.Logger.Error("text of files", "error", err, "again_in", pause)
			wait(ctx, nil, pause)
			pause = min(2*pause, time.Minute)
		case !did:
			wait(ctx, woken, w.opts.Every)
			pause = w.opts.Every
		}
	}
}

func wait(ctx context.Context, woken <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-timer.C:
	}
}

// Step reads the next file; false where there is none to read at this moment.
func (w *Worker) Step(ctx context.Context) (did bool, err error) {
	if w.seen == 0 && !w.through && w.backlog == 0 {
		if w.seen, err = w.store.lastEvent(ctx); err != nil {
			return false, err
		}
	}
	if _, err := w.look(ctx); err != nil {
		return false, err
	}
	next, found, err := w.next(ctx)
	if err != nil || !found {
		return false, err
	}
	if err := w.calm(ctx); err != nil {
		return false, err
	}
	if err := w.one(ctx, next); err != nil {
		w.again = append(w.again, retry{next.ID, time.Now().Add(time.Minute)})
		return true, err
	}
	return true, nil
}

// look takes note of new files; busy says whether somebody is writing.
func (w *Worker) look(ctx context.Context) (busy bool, err error) {
	for {
		n, err := w.store.newsAfter(ctx, w.seen)
		if err != nil || n.last == w.seen {
			return busy, err
		}
		w.seen, busy = n.last, busy || n.busy
		w.fresh = append(w.fresh, n.files...)
	}
}

// calm waits until nobody has written for a while, or patience ends.
func (w *Worker) calm(ctx context.Context) error {
	for end := time.Now().Add(w.opts.Patience); time.Now().Before(end); {
		wait(ctx, nil, w.opts.Calm)
		if busy, err := w.look(ctx); err != nil || !busy {
			return errors.Join(err, ctx.Err())
		}
	}
	return ctx.Err()
}

const backlogAtOnce = 100

// next chooses a file: new ones, what failed a while ago, and what was there before the start.
func (w *Worker) next(ctx context.Context) (work, bool, error) {
	now := time.Now()
	w.again = slices.DeleteFunc(w.again, func(r retry) bool {
		if r.at.After(now) {
			return false
		}
		w.fresh = append(w.fresh, r.file)
		return true
	})
	for len(w.fresh) > 0 {
		last := w.fresh[len(w.fresh)-1]
		list, err := w.store.unreadOf(ctx, []wiki.AttachmentID{last})
		if err != nil {
			return work{}, false, err
		}
		w.fresh = slices.DeleteFunc(w.fresh, func(id wiki.AttachmentID) bool { return id == last })
		if len(list) > 0 && extract.Supported(list[0].Name, list[0].Type) {
			return list[0], true, nil
		}
	}
	for !w.through {
		list, err := w.store.unreadAfter(ctx, w.backlog, backlogAtOnce)
		if err != nil {
			return work{}, false, err
		}
		w.through = len(list) == 0
		for _, file := range list {
			w.backlog = file.ID
			if extract.Supported(file.Name, file.Type) {
				return file, true, nil
			}
		}
	}
	return work{}, false, nil
}

// one reads a file and stores what became of it.
func (w *Worker) one(ctx context.Context, file work) error {
	text, err := w.open(ctx, file.Attachment)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	x := Extract{File: file.ID, SHA256: file.SHA256, State: Done, Tries: file.tries + 1, Cut: text.Cut, Title: text.Title, Pieces: pieces(file.ID, text)}
	var told *content.Error
	if errors.As(err, &told) {
		x.State, x.Reason = Failed, told.Text
	}
	if err != nil && (told == nil || errors.Is(err, ErrAgain)) {
		if told == nil {
			x.Reason = "The file could not be read."
		}
		w.opts.Logger.Warn("text of a file", "file", file.ID, "try", x.Tries, "error", err)
		x.State = Failed
		if file.tries < len(w.opts.Again) {
			x.State = Waiting
			w.again = append(w.again, retry{file.ID, time.Now().Add(w.opts.Again[file.tries])})
		}
	}
	return w.store.put(ctx, file.Space, x)
}

func (w *Worker) open(ctx context.Context, file wiki.Attachment) (extract.Text, error) {
	bytes, err := w.blobs.Open(ctx, file.SHA256)
	if err != nil {
		return extract.Text{}, err
	}
	defer func() { _ = bytes.Close() }() // it was only read
	return w.read(ctx, file, bytes)
}
