package wiki

import (
	"context"
	"io"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
)

// exportBatch is how many pages are read at once.
const exportBatch = 500

// Export gathers what an export writes: one space, or with slug "" every space that the actor may
// read. extra adds what floors above keep for a space.
func (w *Wiki) Export(ctx context.Context, as Actor, slug string, extra exporter.Extra) (exporter.Content, error) {
	a, err := w.Access(ctx, as)
	if err != nil {
		return exporter.Content{}, err
	}
	spaces := a.Spaces()
	if slug != "" {
		s, err := a.need(slug, Reader)
		if err != nil {
			return exporter.Content{}, err
		}
		spaces = []Space{s}
	}
	out := exporter.Content{Extra: extra, Source: func(ctx context.Context, id int64) (string, error) {
		_, rev, err := w.Current(ctx, as, PageID(id))
		return rev.Markdown, err
	}}
	for _, s := range spaces {
		out.Spaces = append(out.Spaces, importer.Space{Slug: s.Slug, Name: s.Name, Description: s.Description, Visibility: s.Visibility(), Language: s.Lang, Anonymous: s.Anonymous})
		if err := w.exportPages(ctx, &out, s); err != nil {
			return exporter.Content{}, err
		}
		files, err := w.store.SpaceFiles(ctx, s.ID)
		if err != nil {
			return exporter.Content{}, err
		}
		for _, f := range files {
			out.Attachments = append(out.Attachments, exporter.Attachment{
				ID: int64(f.ID), Page: int64(f.Page), Space: s.Slug, Name: f.Name, Type: f.Type,
				Size: f.Size, SHA256: f.SHA256, SourcePath: f.SourcePath,
				Open: func(ctx context.Context) (io.ReadCloser, error) { return w.blobs.Open(ctx, f.SHA256) },
			})
		}
	}
	return out, nil
}

func (w *Wiki) exportPages(ctx context.Context, out *exporter.Content, s Space) error {
	for after := PageID(0); ; {
		pages, err := w.store.SpacePages(ctx, s.ID, after, exportBatch)
		if err != nil || len(pages) == 0 {
			return err
		}
		for _, p := range pages {
			out.Pages = append(out.Pages, exporter.Page{
				ID: int64(p.ID), Parent: int64(p.Parent), Space: s.Slug, Title: p.Title, SourcePath: p.SourcePath,
				Position: p.Position, Tags: p.Tags, Owner: p.Owner.Name, Revision: int64(p.Revision),
				CreatedAt: p.Created, UpdatedAt: p.Updated, VerifiedUntil: p.VerifiedUntil,
			})
		}
		after = pages[len(pages)-1].ID
	}
}

// Diff is the difference between two revisions of a page.
type Diff struct {
	From, To Revision
	Rows     []content.DiffRow // side by side, by lines, with the changed words marked
	Words    []content.Span    // in one text, by words
}

// Diff compares two revisions of a page.
func (w *Wiki) Diff(ctx context.Context, as Actor, id PageID, from, to int) (Diff, error) {
	if _, err := w.Page(ctx, as, id); err != nil {
		return Diff{}, err
	}
	a, err := w.store.Revision(ctx, id, from)
	if err != nil {
		return Diff{}, err
	}
	b, err := w.store.Revision(ctx, id, to)
	if err != nil {
		return Diff{}, err
	}
	return Diff{
		From: a, To: b,
		Rows:  content.DiffLines(a.Markdown, b.Markdown),
		Words: content.DiffWords(a.Markdown, b.Markdown),
	}, nil
}
