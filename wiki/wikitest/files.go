package wikitest

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/filetext"
)

// LockedFile adds a file to a page, as the administrator, whose text turns out to be protected by a password.
func (s *Site) LockedFile(page wiki.PageID, name string) wiki.Attachment {
	s.T.Helper()
	file, err := s.Wiki.Attach(s.T.Context(), s.Actor("ada"), page, name, strings.NewReader("locked"))
	s.Must(err)
	locked := func(context.Context, wiki.Attachment, io.ReadSeeker) (extract.Text, error) {
		return extract.Text{}, content.Errorf(content.Invalid, "The file is protected by a password.")
	}
	worker := filetext.NewWorker(filetext.New(s.DB), s.blobs, locked, filetext.Options{Calm: time.Microsecond, Logger: slog.New(slog.DiscardHandler)})
	for did := true; did; {
		did, err = worker.Step(s.T.Context())
		s.Must(err)
	}
	return file
}
