package exporter

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/content/importer"
)

func (r *run) writeQuestions(ctx context.Context) error {
	if r.c.Extra == nil {
		return nil
	}
	for _, s := range r.manifest.Spaces {
		if err := r.spaceQuestions(ctx, s.Slug, r.c.Extra(ctx, s.Slug)); err != nil {
			return err
		}
	}
	slices.SortFunc(r.manifest.Questions, func(a, b importer.ManifestQuestion) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

func (r *run) spaceQuestions(ctx context.Context, space string, questions iter.Seq2[importer.Question, error]) error {
	for q, err := range questions {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return fmt.Errorf("export questions of %s: %w", space, err)
		}
		stem := fmt.Sprintf("%s-%d", slug(q.Title, "question"), q.ID)
		file := r.names.choose(path.Join(r.prefix[space], "questions"), stem, ".md", q.ID)
		q.Answers = r.withPaths(q.Answers, space)
		var b bytes.Buffer
		if err := importer.WriteQuestion(&b, q); err != nil {
			return fmt.Errorf("export question %d: %w", q.ID, err)
		}
		sum, err := r.writeFile(file, &b)
		if err != nil {
			return err
		}
		r.manifest.Questions = append(r.manifest.Questions, importer.ManifestQuestion{ID: q.ID, Path: file, SHA256: sum, Space: space})
	}
	return nil
}

// withPaths names linked pages by the paths under which the importer gives them. A page outside
// of the export stays as its address.
func (r *run) withPaths(answers []importer.Answer, space string) []importer.Answer {
	answers = slices.Clone(answers)
	for i := range answers {
		answers[i].Links = slices.Clone(answers[i].Links)
		for j := range answers[i].Links {
			l := &answers[i].Links[j]
			p := r.pages[l.PageID]
			switch {
			case l.PageID == 0:
			case p == nil:
				l.Page, l.URL = "", cmp.Or(l.URL, pageURL(l.PageID, l.Anchor))
			default:
				l.Page, l.Space = r.importPath(p), ""
				if p.Space != space {
					l.Space = p.Space
				}
			}
		}
	}
	return answers
}

func pageURL(id int64, anchor string) string {
	if anchor == "" {
		return fmt.Sprintf("/p/%d", id)
	}
	return fmt.Sprintf("/p/%d#%s", id, anchor)
}

// importPath is the path that the importer will give the page.
func (r *run) importPath(p *Page) string {
	if source := r.sources[p.ID]; source != "" {
		return source
	}
	return strings.TrimPrefix(strings.TrimPrefix(r.paths[p.ID], r.prefix[p.Space]), "/")
}
