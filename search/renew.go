package search

import "context"

// Renew has Run build the index anew at its next round, and returns at once.
func (f *Feed) Renew() { f.wanted.Store(true) }

// Size tells how many documents the index holds, and the bytes of its files.
func (f *Feed) Size() (documents int, bytes int64, err error) { return f.index.Size() }

// renewed builds the index anew where it must be, or where somebody wants it.
func (f *Feed) renewed(ctx context.Context) error {
	stale, err := f.stale(ctx)
	if err != nil || !stale && !f.wanted.Load() {
		return err
	}
	if err := f.rebuild(ctx); err != nil {
		return err
	}
	f.wanted.Store(false)
	return nil
}
