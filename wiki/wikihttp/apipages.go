package wikihttp

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// PageFacts is a page in a list. Embedded shapes are exported because huma reads no others.
type PageFacts struct {
	ID         int64     `json:"id"`
	Title      string    `json:"title"`
	ParentID   *int64    `json:"parent_id" nullable:"true" doc:"null at the top of the space"`
	URL        string    `json:"url"`
	SourcePath string    `json:"source_path,omitempty" doc:"The file it was imported from"`
	Revision   int       `json:"revision"`
	UpdatedAt  time.Time `json:"updated_at"`
}

func parentOf(id wiki.PageID) *int64 {
	if id == 0 {
		return nil
	}
	n := int64(id)
	return &n
}

func pageOf(p wiki.Page) PageFacts {
	return PageFacts{
		ID: int64(p.ID), Title: p.Title, ParentID: parentOf(p.Parent), URL: p.URL(), SourcePath: p.SourcePath,
		Revision: p.Revision, UpdatedAt: utc(p.Updated),
	}
}

type sectionFacts struct {
	ID      int64  `json:"id" doc:"Stays through renames and moves"`
	Heading string `json:"heading" doc:"Plain text; empty for the text before the first heading"`
	Anchor  string `json:"anchor"`
	Level   int    `json:"level" doc:"1 to 6; 0 for the text before the first heading"`
}

type wholePage struct {
	PageFacts
	Space         string         `json:"space" doc:"The slug of its space"`
	Markdown      string         `json:"markdown"`
	HTML          string         `json:"html" doc:"Sanitised; links as you may follow them"`
	Sections      []sectionFacts `json:"sections" doc:"In page order"`
	Tags          []string       `json:"tags"`
	UpdatedBy     *personFacts   `json:"updated_by" doc:"null for nobody"`
	Owner         *personFacts   `json:"owner" doc:"null for nobody"`
	VerifiedUntil *time.Time     `json:"verified_until" nullable:"true"`
	TrashedAt     *time.Time     `json:"trashed_at,omitempty"`
}

type (
	pagesInput struct {
		Space  string `query:"space" required:"true" doc:"Slug of the space"`
		Parent int64  `query:"parent" doc:"Only the pages directly beneath this one"`
		httpd.ListInput
	}
	pagesOutput struct {
		Body struct {
			Items      []PageFacts `json:"items" doc:"In tree order"`
			NextCursor string      `json:"next_cursor,omitempty"`
		}
	}
	pageInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	pageOutput struct {
		Body PageFacts
	}
	wholePageOutput struct {
		Body wholePage
	}
	newPageInput struct {
		Body struct {
			Space    string   `json:"space" doc:"Slug of the space"`
			ParentID *int64   `json:"parent_id,omitempty" nullable:"true" doc:"The page to stand beneath; without it the top of the space"`
			Title    string   `json:"title"`
			Markdown string   `json:"markdown"`
			Message  string   `json:"message,omitempty" doc:"A note for the history"`
			Tags     []string `json:"tags,omitempty"`
		}
	}
	saveInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			BaseRevision int       `json:"base_revision" doc:"The revision that the change is based on"`
			Title        *string   `json:"title,omitempty"`
			Markdown     *string   `json:"markdown,omitempty"`
			Message      string    `json:"message,omitempty" doc:"A note for the history"`
			Tags         *[]string `json:"tags,omitempty"`
			OwnerID      *int64    `json:"owner_id,omitempty" doc:"A person; 0 for nobody"`
		}
	}
	saveOutput struct {
		Body struct {
			Revision int  `json:"revision"`
			Merged   bool `json:"merged" doc:"Somebody else had saved meanwhile; both changes are in"`
			PageMore
		}
	}
	moveInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Space    string  `json:"space,omitempty" doc:"Slug; without it the page stays in its space"`
			ParentID maybeID `json:"parent_id,omitempty" doc:"null or 0: the top of the space; without it the page keeps its parent, unless the space changes"`
			Position *int    `json:"position,omitempty" minimum:"0" doc:"Among the new siblings, from 0; without it the last"`
		}
	}
)

// maybeID is a number that may be left out, or given as null, which is 0: the two mean different things.
type maybeID struct {
	given bool
	id    int64
}

// UnmarshalJSON belongs to json.Unmarshaler; it is not called for a field that is left out.
func (m *maybeID) UnmarshalJSON(text []byte) error {
	m.given, m.id = true, 0
	return json.Unmarshal(text, &m.id)
}

// Schema belongs to huma.SchemaProvider.
func (maybeID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeInteger, Format: "int64", Nullable: true}
}

// PageMore is what a save answers beside the revision.
type PageMore struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	URL       string    `json:"url"`
	UpdatedAt time.Time `json:"updated_at"`
}

func (a *api) registerPages(s *httpd.Server) {
	large := httpd.MaxBody(pageBody)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/pages", ID: "list-pages", Tag: "Pages", Summary: "The pages of a space, in tree order",
	}, a.pages)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPost, Path: "/pages", ID: "create-page", Tag: "Pages", Summary: "Make a page",
		Text: "Equal titles are allowed.", Status: http.StatusCreated, Errors: []int{http.StatusRequestEntityTooLarge},
	}, a.createPage, large)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodGet, Path: "/pages/{id}", ID: "get-page", Tag: "Pages", Summary: "A page with its text",
	}, a.page)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPut, Path: "/pages/{id}", ID: "save-page", Tag: "Pages", Summary: "Save a page",
		Text: "A save on an older revision is merged three-way. Where that fails nothing is written, and the problem holds " +
			"the page as it stands (current) and the passages that both sides changed (conflicts). A save that changes nothing makes no revision.",
		Errors: []int{http.StatusConflict, http.StatusRequestEntityTooLarge},
	}, a.save, large)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodDelete, Path: "/pages/{id}", ID: "trash-page", Tag: "Pages", Summary: "Put a page into the trash",
		Text: "With everything beneath it.",
	}, a.trash)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPost, Path: "/pages/{id}/restore", ID: "restore-page", Tag: "Pages", Summary: "Take a page out of the trash",
	}, a.restore)
	httpd.Register(s, httpd.Operation{
		Method: http.MethodPost, Path: "/pages/{id}/move", ID: "move-page", Tag: "Pages", Summary: "Put a page elsewhere",
		Text: "Its address and every link to it stay.",
	}, a.move)
}

func (a *api) pages(ctx context.Context, as wiki.Actor, in *pagesInput) (*pagesOutput, error) {
	space, err := a.spaceNamed(ctx, in.Space)
	if err != nil {
		return nil, err
	}
	var nodes []wiki.Node
	if in.Parent != 0 {
		nodes, err = a.wiki.Children(ctx, as, space.ID, wiki.PageID(in.Parent))
	} else {
		nodes, err = a.wiki.Tree(ctx, as, space.ID)
	}
	if err != nil {
		return nil, err
	}
	from, to, next := window(len(nodes), &in.ListInput, func(i int) int64 { return int64(nodes[i].ID) })
	out := &pagesOutput{}
	out.Body.Items, out.Body.NextCursor = make([]PageFacts, 0, to-from), next
	for _, n := range nodes[from:to] {
		out.Body.Items = append(out.Body.Items, PageFacts{
			ID: int64(n.ID), Title: n.Title, ParentID: parentOf(n.Parent), URL: wiki.PageURL(n.ID, n.Title),
			SourcePath: n.SourcePath, Revision: n.Revision, UpdatedAt: utc(n.Updated),
		})
	}
	return out, nil
}

func (a *api) createPage(ctx context.Context, as wiki.Actor, in *newPageInput) (*pageOutput, error) {
	space, err := a.spaceNamed(ctx, in.Body.Space)
	if err != nil {
		return nil, err
	}
	page := wiki.NewPage{Space: space.ID, Title: in.Body.Title, Markdown: in.Body.Markdown, Note: in.Body.Message, Tags: in.Body.Tags}
	if in.Body.ParentID != nil {
		page.Parent = wiki.PageID(*in.Body.ParentID)
	}
	saved, err := a.wiki.Create(ctx, as, page)
	if err != nil {
		return nil, err
	}
	return &pageOutput{Body: pageOf(saved.Page)}, nil
}

func (a *api) page(ctx context.Context, as wiki.Actor, in *pageInput) (*wholePageOutput, error) {
	view, err := a.wiki.View(ctx, as, wiki.PageID(in.ID), "", "")
	if err != nil {
		return nil, err
	}
	page := view.Page
	rev, err := a.wiki.Revision(ctx, as, page.ID, page.Revision)
	if err != nil {
		return nil, err
	}
	out := &wholePageOutput{Body: wholePage{
		PageFacts: pageOf(page), Space: view.Space.Slug, Markdown: rev.Markdown, HTML: view.HTML,
		Sections: make([]sectionFacts, len(view.Sections)), Tags: append([]string{}, page.Tags...),
		UpdatedBy: personOf(page.UpdatedBy), Owner: personOf(page.Owner),
		VerifiedUntil: httpd.UTC(page.VerifiedUntil), TrashedAt: httpd.UTC(page.Trashed),
	}}
	for i, s := range view.Sections {
		out.Body.Sections[i] = sectionFacts{ID: int64(s.ID), Heading: s.Heading, Anchor: s.Anchor, Level: s.Level}
	}
	return out, nil
}

func (a *api) save(ctx context.Context, as wiki.Actor, in *saveInput) (*saveOutput, error) {
	saved, err := a.wiki.Save(ctx, as, in.draft())
	if err != nil {
		return nil, err
	}
	out := &saveOutput{}
	out.Body.Revision, out.Body.Merged = saved.Revision, saved.Merged
	out.Body.PageMore = PageMore{
		ID: int64(saved.Page.ID), Title: saved.Page.Title, URL: saved.Page.URL(), UpdatedAt: utc(saved.Page.Updated),
	}
	return out, nil
}

func (a *api) trash(ctx context.Context, as wiki.Actor, in *pageInput) (*struct{}, error) {
	return nil, a.wiki.Trash(ctx, as, wiki.PageID(in.ID))
}

func (a *api) restore(ctx context.Context, as wiki.Actor, in *pageInput) (*pageOutput, error) {
	page, err := a.wiki.Restore(ctx, as, wiki.PageID(in.ID))
	if err != nil {
		return nil, err
	}
	return &pageOutput{Body: pageOf(page)}, nil
}

func (a *api) move(ctx context.Context, as wiki.Actor, in *moveInput) (*pageOutput, error) {
	page, err := a.wiki.Page(ctx, as, wiki.PageID(in.ID))
	if err != nil {
		return nil, err
	}
	to := wiki.Place{Space: page.Space, Parent: page.Parent}
	if in.Body.Space != "" {
		space, err := a.spaceNamed(ctx, in.Body.Space)
		if err != nil {
			return nil, err
		}
		if space.ID != page.Space {
			to = wiki.Place{Space: space.ID}
		}
	}
	if in.Body.ParentID.given {
		if to.Parent = wiki.PageID(in.Body.ParentID.id); to.Parent < 0 {
			return nil, content.Errorf(content.Invalid, "There is no page %d to stand beneath. Nothing was moved.", to.Parent).On("parent_id")
		}
	}
	index := -1
	if in.Body.Position != nil {
		index = *in.Body.Position
	}
	moved, err := moveTo(ctx, a.wiki, as, page.ID, to, index)
	if err != nil {
		return nil, err
	}
	return &pageOutput{Body: pageOf(moved)}, nil
}
