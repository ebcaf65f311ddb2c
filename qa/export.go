package qa

import (
	"context"
	"iter"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
)

// Export gives the questions of a space (by slug) as files hold them, by ID, with what the reader may
// see of their answers. It fits exporter.Extra once access is bound. Wordings that came with a
// duplicate are left to the duplicate: reading it back merges it again.
func (d *Desk) Export(ctx context.Context, access wiki.Access, slug string) iter.Seq2[importer.Question, error] {
	return func(yield func(importer.Question, error) bool) {
		space, found := access.Slug(slug)
		if !found {
			yield(importer.Question{}, content.Errorf(content.NotFound, "There is no such space, or you may not see it."))
			return
		}
		people, err := d.store.People(ctx)
		if err != nil {
			yield(importer.Question{}, err)
			return
		}
		named := make(map[wiki.PersonID]string, len(people))
		for _, p := range people {
			named[p.ID] = p.Email
		}
		in := Scope{Spaces: []wiki.SpaceID{space.ID}}
		for after := QuestionID(0); ; {
			all, err := d.store.AllQuestions(ctx, in, after, questionsAtOnce)
			if err == nil && len(all) == 0 {
				return
			}
			files, err := d.files(ctx, access, all, err, named, slug)
			if err != nil {
				yield(importer.Question{}, err)
				return
			}
			for _, f := range files {
				if !yield(f, nil) {
					return
				}
			}
			after = all[len(all)-1].ID
		}
	}
}

// files makes the files of some questions; err is that of reading them.
func (d *Desk) files(ctx context.Context, access wiki.Access, all []Question, err error, named map[wiki.PersonID]string, slug string) ([]importer.Question, error) {
	if err != nil {
		return nil, err
	}
	ids := make([]QuestionID, len(all))
	for i, q := range all {
		ids[i] = q.ID
	}
	wordings, err := d.store.Wordings(ctx, ids)
	if err != nil {
		return nil, err
	}
	answers, err := d.store.AnswersTo(ctx, Of(access), ids)
	if err != nil {
		return nil, err
	}
	files := make([]importer.Question, len(all))
	at := make(map[QuestionID]int, len(all))
	for i, q := range all {
		at[q.ID] = i
		files[i] = importer.Question{
			ID: int64(q.ID), Space: slug, Title: q.Title, Body: q.Body, State: string(q.State),
			By: named[q.By.ID], Owner: named[q.Owner.ID], DuplicateOf: int64(q.DuplicateOf),
			CreatedAt: q.Created, UpdatedAt: q.Updated, Due: q.Due, Needed: q.Needed, Tried: q.Tried,
		}
	}
	for _, w := range wordings {
		if w.From == 0 {
			f := &files[at[w.Question]]
			f.Wordings = append(f.Wordings, w.Text)
		}
	}
	for _, a := range answers {
		if a.Empty() {
			continue
		}
		i := at[a.Question]
		files[i].Answers = append(files[i].Answers, a.file(all[i], named))
	}
	return files, nil
}

func (a Answer) file(q Question, named map[wiki.PersonID]string) importer.Answer {
	f := importer.Answer{
		ID: int64(a.ID), Markdown: a.Markdown, Canonical: a.ID == q.Canonical, Retracted: !a.Retracted.IsZero(),
		By: named[a.By.ID], At: a.At,
	}
	for _, l := range a.Links {
		anchor, heading := l.Anchor, l.Heading
		if l.Now.Found {
			anchor, heading = l.Now.Anchor, l.Now.Heading
		}
		f.Links = append(f.Links, importer.AnswerLink{
			PageID: int64(l.Page), Anchor: anchor, Heading: heading, Quote: l.Quote, Fingerprint: l.Fingerprint, URL: l.URL, Title: l.Title,
		})
	}
	return f
}
