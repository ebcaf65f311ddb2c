package pathshttp

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/paths"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/worktime"
)

// PathFacts is a path as a program sees it.
type PathFacts struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Role      string    `json:"role,omitempty" doc:"Whom it is for; absent: everybody"`
	Text      string    `json:"text,omitempty"`
	Space     string    `json:"space" doc:"The slug of its space"`
	URL       string    `json:"url"`
	Count     int       `json:"step_count" doc:"Steps that you may see"`
	UpdatedAt time.Time `json:"updated_at"`
}

// PathProgress is how far somebody is on a path.
type PathProgress struct {
	Start    string `json:"start" format:"date" doc:"The first day"`
	Finished int    `json:"finished" doc:"Steps that are done, and whose page says nothing else since"`
	Late     int    `json:"late" doc:"Steps that should be done"`
	Steps    int    `json:"steps" doc:"Steps that there are for you"`
}

// PathStep is a step, and how far the reader is with it.
type PathStep struct {
	ID       int64         `json:"id"`
	Kind     string        `json:"kind" enum:"page,recording,check" doc:"A page to read, something to watch, a sentence to tick"`
	Title    string        `json:"title"`
	URL      string        `json:"url,omitempty" doc:"Where it is done; absent for a sentence to tick"`
	Page     int64         `json:"page_id,omitempty"`
	Revision int           `json:"revision,omitempty" doc:"Of the page, as it stands: what is acknowledged once it is read"`
	Days     int           `json:"days,omitempty" doc:"To be done within so many working days; absent: any time"`
	Due      string        `json:"due_day,omitempty" format:"date" doc:"For you, when you are on the path"`
	Late     bool          `json:"late,omitempty"`
	Finished bool          `json:"finished"`
	DoneAt   *time.Time    `json:"done_at,omitempty" doc:"When you did it"`
	Read     int           `json:"read_revision,omitempty" doc:"Of the page, that you acknowledged"`
	Changed  []StepSection `json:"changed,omitempty" doc:"Sections that say something else since; the page is to be read again"`
}

// StepSection is a section that says something else than when it was acknowledged.
type StepSection struct {
	ID      int64  `json:"id"`
	Heading string `json:"heading"`
	Anchor  string `json:"anchor"`
	New     bool   `json:"new,omitempty"`
}

// WholePath is a path with its steps, and how far the reader is.
type WholePath struct {
	PathFacts
	Mine  *PathProgress `json:"mine,omitempty" doc:"Absent where you are not on the path"`
	Steps []PathStep    `json:"steps" doc:"In their order, without those whose page you may not read"`
}

// PathWalker is somebody on a path.
type PathWalker struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	PathProgress
}

type (
	pathsInput struct {
		httpd.ListInput
		Space string `query:"space" doc:"Slug of the one space to look in"`
	}
	pathsOutput struct {
		Body struct {
			Items      []PathFacts `json:"items" doc:"By title"`
			NextCursor string      `json:"next_cursor,omitempty"`
		}
	}
	myPathsOutput struct {
		Body struct {
			Items []WholePath `json:"items"`
		}
	}
	pathInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	pathOutput struct {
		Body WholePath
	}
	walkersOutput struct {
		Body struct {
			Items []PathWalker `json:"items" doc:"By name"`
		}
	}
	walkerInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Person int64 `path:"person" minimum:"1" doc:"The number of an account"`
	}
	startInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Person int64 `path:"person" minimum:"1" doc:"The number of an account"`
		Body   struct {
			Start string `json:"start" doc:"The first day: 2026-12-31"`
		}
	}
	stepInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Step int64 `path:"step" minimum:"1"`
	}
	doneInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Step int64 `path:"step" minimum:"1"`
		Body *struct {
			Revision int `json:"revision,omitempty" minimum:"1" doc:"Of a page, the one that was read"`
		}
	}
)

func (s screens) registerCalls(server *httpd.Server) {
	const tag = "Paths"
	conflict := []int{http.StatusConflict}
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/paths", ID: "list-paths", Tag: tag, Summary: "Onboarding paths",
	}, s.pathsCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/me/paths", ID: "list-my-paths", Tag: tag, Summary: "The paths that you are on, and how far you are", Text: "All of them at once, since they are few.",
	}, s.mineCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/paths/{id}", ID: "get-path", Tag: tag, Summary: "A path with its steps, and how far you are",
	}, s.pathCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/paths/{id}/people", ID: "list-path-people", Tag: tag, Summary: "Who is on a path, and how far",
		Text: "For managers of its space. Steps whose page you may not read do not count.",
	}, s.peopleCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/paths/{id}/people/{person}", ID: "start-path", Tag: tag, Summary: "Put somebody on a path, or move the first day",
		Text: "Yourself, or, as a manager of its space, anybody who may read it, who is told so.", Status: http.StatusNoContent, Errors: conflict,
	}, s.startCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/paths/{id}/people/{person}", ID: "end-path", Tag: tag, Summary: "Take somebody off a path", Text: "What was done on it is forgotten.",
	}, s.endCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/paths/{id}/steps/{step}/done", ID: "do-step", Tag: tag, Summary: "Tick a step, or acknowledge that its page was read",
		Text: "You have to be on the path. Of a page, send the `revision` that you read: where there is a newer one, this is refused (409).", Errors: conflict,
	}, s.doneCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/paths/{id}/steps/{step}/done", ID: "undo-step", Tag: tag, Summary: "Take a step back", Status: http.StatusOK, Errors: conflict,
	}, s.undoCall)
}

func factsOf(access wiki.Access, p paths.Path) PathFacts {
	space, _ := access.Space(p.Space)
	return PathFacts{
		ID: int64(p.ID), Title: p.Title, Role: p.Role, Text: p.Text, Space: space.Slug, URL: p.URL(), Count: p.Count, UpdatedAt: p.Updated.UTC(),
	}
}

func progressOf(w paths.Walk) PathProgress {
	return PathProgress{Start: w.Start.String(), Finished: w.Finished(), Late: w.Late(), Steps: len(w.Steps)}
}

func wholeOf(access wiki.Access, p paths.Path, w paths.Walk) WholePath {
	out := WholePath{PathFacts: factsOf(access, p), Steps: make([]PathStep, 0, len(w.Steps))}
	out.Count = len(w.Steps)
	if w.On() {
		mine := progressOf(w)
		out.Mine = &mine
	}
	for _, step := range w.Steps {
		one := PathStep{
			ID: int64(step.ID), Kind: string(step.Kind), Title: step.Heading, URL: step.URL, Page: int64(step.Page.ID), Revision: step.Page.Revision,
			Days: step.Days, Due: step.Due.String(), Late: step.Late(w.Today), Finished: step.Finished(), DoneAt: httpd.UTC(step.Done), Read: step.Revision,
		}
		for _, c := range step.Changed {
			one.Changed = append(one.Changed, StepSection{ID: int64(c.ID), Heading: c.Heading, Anchor: c.Anchor, New: c.New})
		}
		out.Steps = append(out.Steps, one)
	}
	return out
}

func (s screens) pathsCall(ctx context.Context, _ wiki.Actor, in *pathsInput) (*pathsOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	space, found := access.Slug(in.Space)
	if in.Space != "" && !found {
		return nil, content.Errorf(content.NotFound, "There is no such space, or you may not see it.").On("space")
	}
	after, err := in.Number()
	if err != nil {
		return nil, err
	}
	all, err := s.paths.List(ctx, access)
	if err != nil {
		return nil, err
	}
	items := make([]PathFacts, 0, len(all))
	for _, p := range all {
		if in.Space == "" || p.Space == space.ID {
			items = append(items, factsOf(access, p))
		}
	}
	from := int(min(after, int64(len(items))))
	to := min(from+in.Limit, len(items))
	out := &pathsOutput{}
	if out.Body.Items = items[from:to]; to < len(items) {
		out.Body.NextCursor = strconv.Itoa(to)
	}
	return out, nil
}

func (s screens) mineCall(ctx context.Context, _ wiki.Actor, _ *struct{}) (*myPathsOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	list, walks, err := s.paths.Walks(ctx, access)
	if err != nil {
		return nil, err
	}
	out := &myPathsOutput{}
	out.Body.Items = make([]WholePath, len(list))
	for i, p := range list {
		out.Body.Items[i] = wholeOf(access, p, walks[i])
	}
	return out, nil
}

// one reads a path for who calls.
func (s screens) one(ctx context.Context, id int64) (paths.Path, wiki.Access, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return paths.Path{}, access, err
	}
	p, err := s.paths.Get(ctx, access, paths.PathID(id))
	return p, access, err
}

func (s screens) pathCall(ctx context.Context, _ wiki.Actor, in *pathInput) (*pathOutput, error) {
	p, access, err := s.one(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	w, err := s.paths.Walk(ctx, access, p)
	if err != nil {
		return nil, err
	}
	return &pathOutput{wholeOf(access, p, w)}, nil
}

func (s screens) peopleCall(ctx context.Context, _ wiki.Actor, in *pathInput) (*walkersOutput, error) {
	p, access, err := s.one(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	walks, err := s.paths.People(ctx, access, p)
	if err != nil {
		return nil, err
	}
	out := &walkersOutput{}
	out.Body.Items = make([]PathWalker, len(walks))
	for i, w := range walks {
		out.Body.Items[i] = PathWalker{int64(w.Person.ID), w.Person.Name, progressOf(w)}
	}
	return out, nil
}

func (s screens) startCall(ctx context.Context, _ wiki.Actor, in *startInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	day, err := dayOf(in.Body.Start)
	if err != nil {
		return nil, err
	}
	return nil, s.paths.Start(ctx, access, paths.PathID(in.ID), wiki.PersonID(in.Person), day)
}

// dayOf reads the first day as somebody sent it.
func dayOf(text string) (worktime.Date, error) {
	day, err := worktime.ParseDate(text)
	if err != nil {
		return day, content.Errorf(content.Invalid, "“%s” is not a date like 2026-12-31.", content.Excerpt(text, 40)).On("start")
	}
	return day, nil
}

func (s screens) endCall(ctx context.Context, _ wiki.Actor, in *walkerInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.paths.End(ctx, access, paths.PathID(in.ID), wiki.PersonID(in.Person))
}

func (s screens) doneCall(ctx context.Context, as wiki.Actor, in *doneInput) (*pathOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	revision := 0
	if in.Body != nil {
		revision = in.Body.Revision
	}
	if err := s.paths.Done(ctx, access, paths.PathID(in.ID), paths.StepID(in.Step), revision); err != nil {
		return nil, err
	}
	return s.pathCall(ctx, as, &pathInput{in.ID})
}

func (s screens) undoCall(ctx context.Context, as wiki.Actor, in *stepInput) (*pathOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.paths.Undo(ctx, access, paths.PathID(in.ID), paths.StepID(in.Step)); err != nil {
		return nil, err
	}
	return s.pathCall(ctx, as, &pathInput{in.ID})
}
