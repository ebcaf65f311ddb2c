package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"iter"
	"sync"

	"github.com/docent-wiki/docent/content"
)

// ahead is how many pages are read before they are asked for.
const ahead = 8

// reading is one page on its way from the file system.
type reading struct {
	node *node
	done chan struct{}
	text string
	err  error
}

// Pages gives every page, parents before children, siblings in their order. A few pages are read
// ahead; the readers have ended when the loop over the sequence has. An error ends the sequence.
func (s *Source) Pages(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		if _, err := s.Scan(ctx); err != nil {
			yield(Page{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		work := make(chan *reading)
		queue := make(chan *reading, ahead)
		wg.Go(func() { s.enqueue(ctx, queue, work) })
		for range readers {
			wg.Go(func() {
				for r := range work {
					r.text, _, r.err = s.readText(r.node.file)
					close(r.done)
				}
			})
		}
		s.drain(ctx, queue, yield)
	}
}

// enqueue hands the pages to the readers, and to the consumer in the same order.
func (s *Source) enqueue(ctx context.Context, queue, work chan<- *reading) {
	defer close(queue)
	defer close(work)
	for _, n := range s.nodes {
		r := &reading{node: n, done: make(chan struct{})}
		if n.file == "" {
			close(r.done)
		} else {
			select {
			case work <- r:
			case <-ctx.Done():
				return
			}
		}
		select {
		case queue <- r:
		case <-ctx.Done():
			return
		}
	}
}

func (s *Source) drain(ctx context.Context, queue <-chan *reading, yield func(Page, error) bool) {
	for r := range queue {
		select {
		case <-r.done:
		case <-ctx.Done():
			yield(Page{}, ctx.Err())
			return
		}
		if r.err != nil {
			yield(Page{}, content.Errorf(content.Busy, "The file %s could not be read again; the pages before it were kept. Run the import once more.", r.node.file).Because(r.err))
			return
		}
		if !yield(r.node.page(r.text), nil) {
			return
		}
	}
	if err := ctx.Err(); err != nil {
		yield(Page{}, err)
	}
}

func (n *node) page(text string) Page {
	p := Page{
		Path: n.path, Space: n.space, Source: text, Title: n.title, Position: n.position,
		Tags: n.head.tags, Redirects: n.head.redirects, Permalink: n.head.permalink, Owner: n.head.owner,
		Folder: n.folder, Facts: n.facts,
	}
	if n.parent != nil {
		p.ParentPath = n.parent.path
	}
	return p
}

// Files gives every attachment in the order of their paths, unread.
func (s *Source) Files(ctx context.Context) iter.Seq2[File, error] {
	return func(yield func(File, error) bool) {
		if _, err := s.Scan(ctx); err != nil {
			yield(File{}, err)
			return
		}
		for _, e := range s.files {
			if err := ctx.Err(); err != nil {
				yield(File{}, err)
				return
			}
			f := File{
				Path: cmp.Or(e.keep, e.path), Space: e.space, Size: e.size, Facts: e.facts, limit: s.limits.attachment,
				open: func() (io.ReadCloser, error) { return s.openFile(e.path) },
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// Open starts reading the attachment; the caller closes it.
func (f File) Open() (*Reader, error) {
	rc, err := f.open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", f.Path, err)
	}
	return &Reader{name: f.Path, rc: rc, sum: sha256.New(), left: f.limit, most: f.limit}, nil
}

// Reader streams an attachment and computes its checksum on the way.
type Reader struct {
	name string
	rc   io.ReadCloser
	sum  hash.Hash
	n    int64
	left int64
	most int64
}

// Read reads on. A file that turns out larger than the limit fails with a *content.Error of the
// kind TooLarge.
func (r *Reader) Read(p []byte) (int, error) {
	if int64(len(p)) > r.left+1 {
		p = p[:r.left+1]
	}
	n, err := r.rc.Read(p)
	r.left -= int64(n)
	r.n += int64(n)
	r.sum.Write(p[:n])
	if r.left < 0 {
		return n, content.Errorf(content.TooLarge, "%s is larger than %s and was left out.", r.name, size(r.most))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, fmt.Errorf("read %s: %w", r.name, err)
	}
	return n, err
}

// Close ends the reading.
func (r *Reader) Close() error { return r.rc.Close() }

// SHA256 is the checksum, in hex, of what has been read so far: of the file, once Read gave io.EOF.
func (r *Reader) SHA256() string { return hex.EncodeToString(r.sum.Sum(nil)) }

// Size is the number of bytes that have been read so far.
func (r *Reader) Size() int64 { return r.n }

// Questions gives the questions of an export of Docent's own, in the order of their files. One
// that cannot be read becomes a warning.
func (s *Source) Questions(ctx context.Context) iter.Seq2[Question, error] {
	return func(yield func(Question, error) bool) {
		if _, err := s.Scan(ctx); err != nil {
			yield(Question{}, err)
			return
		}
		for _, m := range s.questions {
			if err := ctx.Err(); err != nil {
				yield(Question{}, err)
				return
			}
			text, _, err := s.readText(m.Path)
			if err != nil {
				s.warn(m.Path, 0, "cannot be read and was left out")
				continue
			}
			q, err := ParseQuestion(text)
			if err != nil {
				s.warnQuestion(m.Path, err)
				continue
			}
			q.Path, q.Space, q.ID = m.Path, m.Space, m.ID
			if !yield(q, nil) {
				return
			}
		}
	}
}

func (s *Source) warnQuestion(path string, err error) {
	var e *content.Error
	if errors.As(err, &e) {
		s.warn(path, 1, e.Text)
		return
	}
	s.warn(path, 0, "cannot be read and was left out")
}
