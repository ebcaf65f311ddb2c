package qa

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
)

// ImportReport says what an import of questions did, or would do.
type ImportReport struct {
	New      int                `json:"new"`
	Same     int                `json:"same"` // there already; they were left as they are
	Warnings []importer.Warning `json:"warnings,omitempty"`
}

// Import writes questions of an export back, after its pages were imported. slug is the space of
// those that name none. A question that is there already (same space, title and time of asking) is
// left as it is, so running it again changes nothing. dryRun reports and writes nothing.
func (d *Desk) Import(ctx context.Context, access wiki.Access, slug string, questions iter.Seq2[importer.Question, error], dryRun bool) (ImportReport, error) {
	people, err := d.store.People(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	r := &reader{
		desk: d, access: access, slug: slug, dryRun: dryRun, people: people,
		paths: map[wiki.SpaceID]map[string]wiki.PageID{}, known: map[wiki.SpaceID]map[string]QuestionID{}, ids: map[int64]QuestionID{},
	}
	var merged []importer.Question
	for q, err := range questions {
		if err != nil {
			return r.report, err
		}
		if err := r.question(ctx, q); err != nil {
			return r.report, err
		}
		if State(q.State) == Duplicate {
			merged = append(merged, q)
		}
	}
	if dryRun {
		return r.report, nil
	}
	return r.report, r.merge(ctx, merged)
}

// reader is one import under way.
type reader struct {
	desk   *Desk
	access wiki.Access
	slug   string
	dryRun bool
	people []wiki.Person
	paths  map[wiki.SpaceID]map[string]wiki.PageID
	known  map[wiki.SpaceID]map[string]QuestionID
	ids    map[int64]QuestionID // by the number in the export
	report ImportReport
}

func (r *reader) warn(q importer.Question, format string, args ...any) {
	r.report.Warnings = append(r.report.Warnings, importer.Warning{File: q.Path, Text: fmt.Sprintf(format, args...)})
}

// question writes one question with its wordings and answers, in a transaction of its own.
func (r *reader) question(ctx context.Context, q importer.Question) error {
	space, found := r.access.Slug(cmp.Or(q.Space, r.slug))
	if !found && r.dryRun { // the space would be made by the import
		r.report.New++
		return nil
	}
	if !found {
		return content.Errorf(content.NotFound, "There is no space “%s” for the questions, or you may not see it.", cmp.Or(q.Space, r.slug))
	}
	if err := r.access.Need(space.ID, wiki.Editor, "space"); err != nil {
		return err
	}
	title, err := checkTitle(q.Title)
	if err != nil {
		r.warn(q, "The question has no usable title; it was skipped.")
		return nil //nolint:nilerr // reported; the others are read
	}
	if _, err := checkMarkdown(q.Body, "body"); err != nil {
		r.warn(q, "The question's text cannot be read; it was skipped.")
		return nil //nolint:nilerr // reported; the others are read
	}
	if _, err := checkMarkdown(q.Tried, "tried"); err != nil {
		r.warn(q, "What the asker of the question has tried cannot be read; it was left out.")
		q.Tried = ""
	}
	known, err := r.knownIn(ctx, space.ID)
	if err != nil {
		return err
	}
	if id, there := known[identity(title, q.CreatedAt)]; there {
		r.ids[q.ID] = id
		r.report.Same++
		return nil
	}
	r.report.New++
	if r.dryRun {
		return nil
	}
	return r.write(ctx, q, title, space.ID)
}

// identity tells imported questions apart.
func identity(title string, created time.Time) string {
	return fmt.Sprintf("%d %s", created.UnixMicro(), title)
}

// knownIn are the questions that a space has, by identity.
func (r *reader) knownIn(ctx context.Context, space wiki.SpaceID) (map[string]QuestionID, error) {
	if known, done := r.known[space]; done {
		return known, nil
	}
	known := map[string]QuestionID{}
	for after := QuestionID(0); ; {
		all, err := r.desk.store.AllQuestions(ctx, Scope{Spaces: []wiki.SpaceID{space}}, after, questionsAtOnce)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 {
			r.known[space] = known
			return known, nil
		}
		for _, q := range all {
			known[identity(q.Title, q.Created)] = q.ID
			after = q.ID
		}
	}
}

func (r *reader) write(ctx context.Context, f importer.Question, title string, space wiki.SpaceID) error {
	return r.desk.store.Write(ctx, r.access.As, func(tx Tx) error {
		q := Question{
			Space: space, Title: title, Body: f.Body, State: Open, By: r.person(f.By), Owner: r.person(f.Owner), Due: f.Due, Needed: f.Needed, Tried: f.Tried,
			Created: f.CreatedAt.UTC(), Updated: f.UpdatedAt.UTC(),
		}
		if f.CreatedAt.IsZero() {
			q.Created = tx.Now()
		}
		if f.UpdatedAt.IsZero() {
			q.Updated = q.Created
		}
		var err error
		if q.ID, err = tx.InsertQuestion(ctx, q); err != nil {
			return err
		}
		r.ids[f.ID] = q.ID
		tx.Emit(event(QuestionCreated, q, nil))
		if err := writeWordings(ctx, tx, q, f.Wordings); err != nil {
			return err
		}
		for _, a := range f.Answers {
			if err := r.answer(ctx, tx, &q, f, a); err != nil {
				return err
			}
		}
		if q.Canonical != 0 {
			q.State = Answered
		}
		if State(f.State) == Closed {
			q.State = Closed
		}
		return tx.UpdateQuestion(ctx, q)
	})
}

// writeWordings adds the wordings that are usable, each once.
func writeWordings(ctx context.Context, tx Tx, q Question, texts []string) error {
	var wordings []Wording
	for _, text := range texts {
		text, err := checkTitle(clip(text, MaxAskText))
		if err == nil && !slices.ContainsFunc(wordings, func(w Wording) bool { return w.Text == text }) {
			wordings = append(wordings, Wording{Question: q.ID, Text: text, Origin: Written, Added: q.Created})
		}
	}
	if len(wordings) == 0 {
		return nil
	}
	_, err := tx.InsertWordings(ctx, wordings)
	return err
}

// answer writes one answer. Links that lead nowhere any more are reported.
func (r *reader) answer(ctx context.Context, tx Tx, q *Question, file importer.Question, f importer.Answer) error {
	plain, err := checkMarkdown(f.Markdown, "markdown")
	if err != nil {
		r.warn(file, "An answer cannot be read; it was skipped.")
		return nil //nolint:nilerr // reported; the others are read
	}
	a := Answer{Question: q.ID, Markdown: f.Markdown, Plain: plain, By: r.person(f.By), At: f.At.UTC()}
	if f.At.IsZero() {
		a.At = q.Created
	}
	if f.Retracted {
		a.Retracted = a.At
	}
	for _, l := range f.Links {
		link, ok, err := r.link(ctx, tx, *q, l)
		if err != nil {
			return err
		}
		if !ok {
			r.warn(file, "An answer links “%s” #%s, which was not found; the link was left out.", l.Page, l.Anchor)
			continue
		}
		a.Links = append(a.Links, link)
	}
	if a.Empty() {
		r.warn(file, "An answer held nothing but links that were not found; it was skipped.")
		return nil
	}
	if a.ID, err = tx.InsertAnswer(ctx, a); err != nil {
		return err
	}
	if f.Canonical && !f.Retracted {
		q.Canonical = a.ID
	}
	tx.Emit(event(QuestionAnswered, *q, facts{"answer": int64(a.ID)}))
	return nil
}

// link finds the section that a file names. The fingerprint of the file stays: what was out of date
// before is out of date now.
func (r *reader) link(ctx context.Context, tx Tx, q Question, f importer.AnswerLink) (AnswerLink, bool, error) {
	if f.Page == "" {
		l, err := NewLink{URL: f.URL, Title: f.Title, Quote: f.Quote}.elsewhere()
		return l, err == nil, nil
	}
	space := q.Space
	if f.Space != "" {
		s, found := r.access.Slug(f.Space)
		if !found {
			return AnswerLink{}, false, nil
		}
		space = s.ID
	}
	paths, read := r.paths[space]
	if !read {
		var err error
		if paths, err = tx.Paths(ctx, space); err != nil {
			return AnswerLink{}, false, err
		}
		r.paths[space] = paths
	}
	t, err := tx.Target(ctx, Of(r.access), paths[f.Page], f.Anchor)
	if err != nil {
		return AnswerLink{}, false, ignoreAbsent(err)
	}
	if strings.ContainsRune(f.Quote+f.Fingerprint, 0) {
		return AnswerLink{}, false, nil // reported with the answer, as a link that leads nowhere
	}
	l := linkTo(t)
	l.Quote = f.Quote
	if f.Fingerprint != "" && f.Fingerprint != t.Fingerprint {
		l.Fingerprint, l.Text = f.Fingerprint, f.Quote
	}
	return l, true, nil
}

// person finds an account by its e-mail address or name; nobody where there is none.
func (r *reader) person(name string) wiki.PersonRef {
	for _, p := range r.people {
		if name != "" && (strings.EqualFold(p.Email, name) || p.Name == name) {
			return wiki.PersonRef{ID: p.ID, Name: p.Name}
		}
	}
	return wiki.PersonRef{}
}

// merge merges the duplicates again, now that all questions are there.
func (r *reader) merge(ctx context.Context, merged []importer.Question) error {
	above := make(map[int64]int64, len(merged))
	for _, f := range merged {
		above[f.ID] = f.DuplicateOf
	}
	depth := func(f importer.Question) (n int) {
		for id := f.ID; above[id] != 0 && n <= len(merged); id = above[id] {
			n++
		}
		return n
	}
	// Whatever is merged into a duplicate comes before that duplicate is merged itself.
	slices.SortStableFunc(merged, func(a, b importer.Question) int { return depth(b) - depth(a) })
	for _, f := range merged {
		id, of := r.ids[f.ID], r.ids[f.DuplicateOf]
		if id == 0 || of == 0 || id == of {
			r.warn(f, "The question that this one is a duplicate of is not there; it is open again.")
			continue
		}
		q, err := r.desk.store.Question(ctx, Of(r.access), id)
		if err != nil {
			return err
		}
		if q.State == Duplicate {
			continue
		}
		_, err = r.desk.Merge(ctx, r.access, id, of)
		var refused *content.Error
		if errors.As(err, &refused) {
			r.warn(f, "The question is open again: %s", refused.Text)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// kindOf is the kind of an error that a person may read, "" for any other.
func kindOf(err error) content.Kind {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}
