package wiki

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/importer"
)

// ImportRequest is one import into one space (an export of several spaces goes to their own).
type ImportRequest struct {
	Source   *importer.Source
	Space    string // slug; the space is made where it is missing
	Name     string // of a space that is made; "": from the slug
	DryRun   bool   // a rehearsal: the same report, nothing is written
	Progress func(done, total int)
}

// Report says what an import did, or would do.
type Report struct {
	Space string `json:"space"`
	Pages struct {
		New      int `json:"new"`
		Changed  int `json:"changed"`
		Same     int `json:"same"`
		Conflict int `json:"conflict"`
	} `json:"pages"`
	Folders     int `json:"folders"` // pages made for folders that have no index
	Attachments int `json:"attachments"`
	Links       struct {
		Resolved   int `json:"resolved"`
		Unresolved int `json:"unresolved"`
	} `json:"links"`
	Warnings []importer.Warning `json:"warnings"`
}

// importBatch is how many pages one transaction holds: enough to spread its cost, few enough that
// somebody who saves meanwhile does not wait.
const importBatch = 50

// run is one import under way.
type run struct {
	w       *Wiki
	as      Actor
	req     ImportRequest
	report  Report
	warned  []importer.Warning
	into    map[string]*target // by the slug in the export, "" for the request's own space
	done    int
	total   int
	people  people
	oldID   map[int64]PageID // the pages' numbers in the export they come from
	oldFile map[int64]AttachmentID
}

// target is a space that is imported into.
type target struct {
	space  Space
	pages  map[string]Page   // what stands there, by source path, the trashed ones too
	hashes map[PageID]string // of the files that it was imported from
	files  map[string]Attachment
	parent map[string]PageID // every page of this import, by source path
	index  *index
	jobs   []*job
	next   PageID // the next made-up number of a rehearsal, counting down
}

// Import reads a source into a space. Running it again changes only what changed in the source; a
// page that was edited on both sides is merged, or reported as a conflict and left as it stands.
// An error stops it between two pages: what was imported before stays, and a second run goes on.
func (w *Wiki) Import(ctx context.Context, as Actor, req ImportRequest) (Report, error) {
	r := &run{w: w, as: as, req: req, into: map[string]*target{}, oldID: map[int64]PageID{}, oldFile: map[int64]AttachmentID{}}
	r.report.Space = req.Space
	tally, err := req.Source.Scan(ctx)
	if err != nil {
		return r.report, err
	}
	r.total = tally.Pages + tally.Folders + tally.Files
	if r.people, err = w.store.People(ctx); err != nil {
		return r.report, err
	}
	into := []string{""}
	if spaces := req.Source.Spaces(); len(spaces) > 1 {
		into = nil
		for _, s := range spaces {
			into = append(into, s.Slug)
		}
	}
	for _, slug := range into { // spaces are made even where the source has nothing for them
		if _, err := r.target(ctx, slug); err != nil {
			return r.report, err
		}
	}
	for _, step := range []func(context.Context) error{r.readFiles, r.readPages, r.settleLinks, r.placeFiles} {
		if err := step(ctx); err != nil {
			return r.finish(), err
		}
	}
	return r.finish(), nil
}

func (r *run) finish() Report {
	r.report.Warnings = append(r.req.Source.Warnings(), r.warned...)
	slices.SortStableFunc(r.report.Warnings, func(a, b importer.Warning) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	if r.report.Warnings == nil {
		r.report.Warnings = []importer.Warning{}
	}
	return r.report
}

func (r *run) warn(file string, line int, text string) {
	r.warned = append(r.warned, importer.Warning{File: file, Line: line, Text: text})
}

func (r *run) step() {
	r.done++
	if r.req.Progress != nil {
		r.req.Progress(r.done, r.total)
	}
}

// key names the target of what a source puts into a space: what comes from one space goes into the space that was
// named, whatever it is called in the source.
func (r *run) key(slug string) string {
	if len(r.req.Source.Spaces()) == 1 && r.req.Space != "" {
		return ""
	}
	return slug
}

// target opens the space that an item belongs to.
func (r *run) target(ctx context.Context, slug string) (*target, error) {
	spaces := r.req.Source.Spaces()
	slug = r.key(slug)
	if t, open := r.into[slug]; open {
		return t, nil
	}
	want := NewSpace{Slug: r.req.Space, Name: r.req.Name}
	for _, s := range spaces {
		if s.Slug == slug || (slug == "" && len(spaces) == 1) {
			want = NewSpace{Slug: s.Slug, Name: s.Name, Description: s.Description, Visibility: s.Visibility, Lang: s.Language, Anonymous: s.Anonymous}
			if slug == "" && r.req.Space != "" {
				want.Slug, want.Name = r.req.Space, cmp.Or(r.req.Name, s.Name)
			}
		}
	}
	if want.Name == "" {
		want.Name = strings.ToUpper(want.Slug[:min(1, len(want.Slug))]) + strings.ReplaceAll(want.Slug[min(1, len(want.Slug)):], "-", " ")
	}
	space, err := r.space(ctx, want)
	if err != nil {
		return nil, err
	}
	t := &target{
		space: space, index: newIndex(), next: -1,
		pages: map[string]Page{}, files: map[string]Attachment{}, parent: map[string]PageID{"": 0},
	}
	if space.ID != 0 {
		if err := t.load(ctx, r.w.store); err != nil {
			return nil, err
		}
	}
	r.into[slug] = t
	return t, nil
}

func (r *run) space(ctx context.Context, want NewSpace) (Space, error) {
	a, err := r.w.Access(ctx, r.as)
	if err != nil {
		return Space{}, err
	}
	if s, found := a.Slug(want.Slug); found {
		return s, a.Need(s.ID, Editor, "space")
	}
	if r.req.DryRun {
		if !spaceSlug.MatchString(want.Slug) {
			return Space{}, content.Errorf(content.Invalid, "“%s” cannot be the short name of a space: small letters, digits and dashes only.", want.Slug).On("space")
		}
		return Space{Slug: want.Slug, Name: want.Name}, nil
	}
	return r.w.CreateSpace(ctx, r.as, want)
}

func (t *target) load(ctx context.Context, r Reads) error {
	pages, err := r.SourcePages(ctx, t.space.ID)
	if err != nil {
		return err
	}
	for _, p := range pages {
		t.pages[p.SourcePath] = p
	}
	if t.hashes, err = r.ImportedHashes(ctx, t.space.ID); err != nil {
		return err
	}
	files, err := r.SpaceFiles(ctx, t.space.ID)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.SourcePath != "" {
			t.files[f.SourcePath] = f
		}
	}
	t.index.addFiles(files)
	delete(t.index.files, "")
	keys, err := r.Keys(ctx, t.space.ID, nil)
	if err != nil {
		return err
	}
	t.index.add(keys)
	return nil
}

// readFiles keeps the attachments, so that pages find them.
func (r *run) readFiles(ctx context.Context) error {
	for f, err := range r.req.Source.Files(ctx) {
		if err != nil {
			return err
		}
		t, err := r.target(ctx, f.Space)
		if err != nil {
			return err
		}
		if err := r.readFile(ctx, t, f); err != nil {
			return err
		}
		r.step()
	}
	return nil
}

func (r *run) readFile(ctx context.Context, t *target, f importer.File) error {
	in, err := f.Open()
	if err != nil {
		r.warn(f.Path, 0, "The file cannot be read and was left out.")
		return nil //nolint:nilerr // one unreadable file is reported, the import goes on
	}
	defer in.Close()
	old := t.files[f.Path]
	file := Attachment{ID: old.ID, Space: t.space.ID, Page: old.Page, Name: fileName(f.Path), SourcePath: f.Path, CreatedBy: PersonRef{ID: r.as.Person}}
	if f.Facts != nil && f.Facts.Name != "" {
		file.Name = fileName(f.Facts.Name)
	}
	from := &failing{r: in}
	if r.req.DryRun {
		_, err = io.Copy(io.Discard, from)
		file.SHA256 = in.SHA256()
	} else {
		err = r.w.keep(ctx, &file, from)
	}
	if from.err != nil {
		text := "The file cannot be read and was left out."
		if e, mendable := personal(from.err); mendable {
			text = e.Text
		}
		r.warn(f.Path, 0, text)
		return nil
	}
	if err != nil {
		return err
	}
	r.report.Attachments++
	if file.ID, err = r.putFile(ctx, t, file, old); err != nil {
		return err
	}
	t.files[f.Path] = file
	t.index.addFiles([]Attachment{file})
	if f.Facts != nil {
		r.oldFile[f.Facts.ID] = file.ID
	}
	return nil
}

// failing remembers that the source failed: one bad file is reported, while a full disk on our side
// ends the import.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

func (r *run) putFile(ctx context.Context, t *target, file, old Attachment) (AttachmentID, error) {
	switch {
	case old.ID != 0 && old.SHA256 == file.SHA256:
		return old.ID, nil
	case r.req.DryRun:
		t.next--
		return AttachmentID(t.next), nil
	}
	err := r.w.store.Write(ctx, r.as, func(tx Tx) (err error) {
		file.Created = tx.Now()
		if old.ID != 0 {
			err = tx.UpdateAttachment(ctx, file)
		} else {
			file.ID, err = tx.InsertAttachment(ctx, file)
		}
		tx.Emit(Event{Kind: FileAdded, Space: file.Space, Data: map[string]string{"file": itoa(file.ID), "name": file.Name}})
		return err
	})
	return file.ID, err
}

// placeFiles gives the attachments of an export back to the pages that they belonged to.
func (r *run) placeFiles(ctx context.Context) error {
	if r.req.DryRun {
		return nil
	}
	for f, err := range r.req.Source.Files(ctx) {
		if err != nil {
			return err
		}
		if f.Facts == nil || f.Facts.Page == 0 {
			continue
		}
		t, err := r.target(ctx, f.Space)
		if err != nil {
			return err
		}
		file, found := t.files[f.Path]
		page := r.oldID[f.Facts.Page]
		if !found || page == 0 || file.Page == page {
			continue
		}
		file.Page = page
		err = r.w.store.Write(ctx, r.as, func(tx Tx) error {
			emitShown(tx, file.Space, []AttachmentID{file.ID})
			return tx.UpdateAttachment(ctx, file)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// parsePages reads pages and parses them on every core, and gives them in their order.
func parsePages(ctx context.Context, pages iter.Seq2[importer.Page, error]) iter.Seq2[*job, error] {
	return func(yield func(*job, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		workers := runtime.GOMAXPROCS(0)
		queue, work := make(chan *job, 4*workers), make(chan *job)
		wg.Go(func() {
			defer close(queue)
			defer close(work)
			for p, err := range pages {
				j := &job{item: p, err: err, parsed: make(chan struct{})}
				for _, c := range []chan<- *job{queue, work} {
					select {
					case c <- j:
					case <-ctx.Done():
						return
					}
				}
			}
		})
		for range workers {
			wg.Go(func() {
				for j := range work {
					j.parse()
				}
			})
		}
		for j := range queue {
			select {
			case <-j.parsed:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if !yield(j, j.err) || j.err != nil {
				return
			}
		}
	}
}

func fileHash(source string) string {
	sum := sha256.Sum256([]byte(source))
	return hex.EncodeToString(sum[:])
}
