package taskshttp

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// TaskFacts is a task as a program sees it.
type TaskFacts struct {
	Key      string     `json:"key" doc:"Names the task in the calls that change it"`
	Kind     string     `json:"kind" enum:"answer,check,verify,review,mention,write,checklist,path"`
	Title    string     `json:"title"`
	URL      string     `json:"url" doc:"The thing itself"`
	DoURL    string     `json:"do_url" doc:"Where it is done"`
	Text     string     `json:"text,omitempty" doc:"Why it is here"`
	Space    string     `json:"space,omitempty" doc:"The slug of its space"`
	Due      *time.Time `json:"due,omitempty"`
	DueDay   string     `json:"due_day,omitempty" doc:"In place of due where it is due on a day: 2026-05-12"`
	Late     bool       `json:"late,omitempty"`
	Since    *time.Time `json:"since,omitempty"`
	State    string     `json:"state" enum:"new,waiting,answered,looking" doc:"The column of the board"`
	Until    *time.Time `json:"snoozed_until,omitempty"`
	Done     *time.Time `json:"done_at,omitempty" doc:"By hand, these days"`
	MayDone  bool       `json:"may_done" doc:"Whether POST …/done does it; otherwise it is done at do_url"`
	Reassign bool       `json:"may_reassign"`
}

func factsOf(access wiki.Access, t tasks.Task, now time.Time) TaskFacts {
	space, _ := access.Space(t.Space)
	f := TaskFacts{
		Key: t.Key, Kind: string(t.Kind), Title: t.Title, URL: t.URL, DoURL: t.Go(), Text: t.Reason(), Space: space.Slug,
		Late: t.Late(now, access.As.In()), Since: httpd.UTC(t.Since), State: string(t.State), Done: httpd.UTC(t.Done),
		MayDone: t.Finish != nil || t.ByHand, Reassign: t.Assign != nil,
	}
	switch {
	case t.Due.IsZero():
	case t.Day:
		f.DueDay = t.Due.Format(time.DateOnly)
	default:
		f.Due = httpd.UTC(t.Due)
	}
	if t.Until.After(now) {
		f.Until = httpd.UTC(t.Until)
	}
	return f
}

// RequestFacts is a page request as a program sees it.
type RequestFacts struct {
	ID        int64       `json:"id"`
	URL       string      `json:"url"`
	State     string      `json:"state" enum:"open,written,closed"`
	Title     string      `json:"title"`
	Text      string      `json:"text,omitempty" doc:"Markdown: what the page should say"`
	Space     string      `json:"space"`
	Owner     *TaskPerson `json:"owner,omitempty" doc:"Who should write it"`
	By        *TaskPerson `json:"by,omitempty" doc:"Who asked for it"`
	Due       string      `json:"due,omitempty" doc:"A day: 2026-05-12"`
	Question  int64       `json:"question_id,omitempty" doc:"The question that it would answer"`
	Page      int64       `json:"page_id,omitempty" doc:"The page that was made from it"`
	Template  string      `json:"template,omitempty"`
	Reason    string      `json:"reason,omitempty" doc:"Why it was closed"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
}

// TaskPerson names somebody.
type TaskPerson struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func personOf(p wiki.PersonRef) *TaskPerson {
	if p.ID == 0 {
		return nil
	}
	return &TaskPerson{int64(p.ID), p.Name}
}

// requestFacts leaves out what the reader may not read: the page and the question that a request names.
func requestFacts(access wiki.Access, p tasks.PageRequest, page, question bool) RequestFacts {
	space, _ := access.Space(p.Space)
	f := RequestFacts{
		ID: int64(p.ID), URL: p.URL(), State: string(p.State), Title: p.Title, Text: p.Text, Space: space.Slug, Owner: personOf(p.Owner), By: personOf(p.By),
		Template: p.Template, Reason: p.Reason, CreatedAt: p.Created.UTC(), UpdatedAt: p.Updated.UTC(),
	}
	if !p.Due.IsZero() {
		f.Due = p.Due.Format(time.DateOnly)
	}
	if page {
		f.Page = int64(p.Page)
	}
	if question {
		f.Question = p.Question
	}
	return f
}

type (
	tasksInput struct {
		Kind  string `query:"kind" doc:"Only this kind"`
		Space string `query:"space" doc:"Slug of the one space to look in"`
		Put   bool   `query:"all" doc:"With what is put off, and what was done by hand these days"`
		httpd.ListInput
	}
	tasksOutput struct {
		Body struct {
			Total      int         `json:"total" doc:"What waits: the number beside My tasks"`
			Items      []TaskFacts `json:"items" doc:"What is due first comes first"`
			NextCursor string      `json:"next_cursor,omitempty"`
		}
	}
	taskInput struct {
		Key string `path:"key" maxLength:"100"`
	}
	snoozeTaskInput struct {
		Key  string `path:"key" maxLength:"100"`
		Body struct {
			Until *time.Time `json:"until,omitempty" doc:"In the future, within a year; without it the task is back"`
		}
	}
	moveTaskInput struct {
		Key  string `path:"key" maxLength:"100"`
		Body struct {
			State string `json:"state" enum:"new,waiting,answered,looking"`
		}
	}
	reassignTaskInput struct {
		Key  string `path:"key" maxLength:"100"`
		Body struct {
			To int64 `json:"to" minimum:"1" doc:"The number of a person who may read it"`
		}
	}
	taskOutput struct {
		Body TaskFacts
	}
	pageRequestsInput struct {
		State string `query:"state" enum:"open,written,closed" default:"open"`
		Space string `query:"space" doc:"Slug of the one space to look in"`
		httpd.ListInput
	}
	pageRequestsOutput struct {
		Body struct {
			Items      []RequestFacts `json:"items" doc:"Newest first"`
			NextCursor string         `json:"next_cursor,omitempty"`
		}
	}
	newPageRequestInput struct {
		Body struct {
			Title    string `json:"title"`
			Text     string `json:"text,omitempty" doc:"Markdown"`
			Space    string `json:"space" doc:"Slug"`
			Owner    int64  `json:"owner,omitempty" doc:"The number of a person who may read the space"`
			Due      string `json:"due,omitempty" doc:"A day: 2026-05-12"`
			Question int64  `json:"question_id,omitempty"`
			Template string `json:"template,omitempty" doc:"The name of a page template"`
		}
	}
	pageRequestInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	changePageRequestInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Title  *string `json:"title,omitempty"`
			Text   *string `json:"text,omitempty" doc:"Markdown"`
			Owner  *int64  `json:"owner,omitempty" doc:"0: nobody in particular"`
			Due    *string `json:"due,omitempty" doc:"A day: 2026-05-12; empty: any time"`
			State  *string `json:"state,omitempty" enum:"open,closed" doc:"closed needs a reason"`
			Reason string  `json:"reason,omitempty"`
		}
	}
	pageRequestOutput struct {
		Body RequestFacts
	}
)

func (s *screens) registerCalls(server *httpd.Server) {
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/me/tasks", ID: "list-tasks", Tag: "Tasks", Summary: "What waits for you",
	}, s.tasksCall)
	conflict := []int{http.StatusConflict}
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/me/tasks/{key}/snooze", ID: "snooze-task", Tag: "Tasks", Summary: "Put a task off, or bring it back",
	}, s.snoozeCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/me/tasks/{key}/done", ID: "finish-task", Tag: "Tasks", Summary: "Do a task",
		Text: "Where may_done says no, it is done by doing it at do_url; this call answers 409 then.", Errors: conflict,
	}, s.doneCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/me/tasks/{key}/move", ID: "move-task", Tag: "Tasks", Summary: "Move a task to another column of the board", Errors: conflict,
	}, s.moveCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/me/tasks/{key}/reassign", ID: "reassign-task", Tag: "Tasks", Summary: "Pass a task on",
		Text: "What the task is about has another owner from then on.", Status: http.StatusNoContent, Errors: conflict,
	}, s.reassignCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/requests", ID: "list-requests", Tag: "Page requests", Summary: "Pages that somebody should write",
	}, s.requestsCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/requests", ID: "create-request", Tag: "Page requests", Summary: "Ask for a page", Status: http.StatusCreated,
	}, s.newRequestCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/requests/{id}", ID: "get-request", Tag: "Page requests", Summary: "A page request",
	}, s.requestCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPatch, Path: "/requests/{id}", ID: "change-request", Tag: "Page requests", Summary: "Change, close or reopen a page request", Errors: conflict,
	}, s.changeRequestCall)
}

func (s *screens) tasksCall(ctx context.Context, as wiki.Actor, in *tasksInput) (*tasksOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Board.List(ctx, access)
	if err != nil {
		return nil, err
	}
	if in.Space != "" {
		if _, err := spaceNamed(access, in.Space); err != nil {
			return nil, err
		}
	}
	now, out := s.Board.Now(), &tasksOutput{}
	waiting := tasks.Waiting(all, now)
	if out.Body.Total = len(waiting); !in.Put {
		all = waiting
	}
	all = narrowed(access, all, in.Kind, in.Space)
	after, err := in.Number()
	if err != nil {
		return nil, err
	}
	from := int(min(after, int64(len(all))))
	to := min(from+in.Limit, len(all))
	out.Body.Items = make([]TaskFacts, 0, to-from)
	for _, t := range all[from:to] {
		out.Body.Items = append(out.Body.Items, factsOf(access, t, now))
	}
	if to < len(all) {
		out.Body.NextCursor = strconv.Itoa(to)
	}
	return out, nil
}

// answer gives a task after it was changed.
func (s *screens) answer(access wiki.Access, t tasks.Task, err error) (*taskOutput, error) {
	if err != nil {
		return nil, err
	}
	return &taskOutput{factsOf(access, t, s.Board.Now())}, nil
}

func (s *screens) snoozeCall(ctx context.Context, _ wiki.Actor, in *snoozeTaskInput) (*taskOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	var until time.Time
	if in.Body.Until != nil {
		until = *in.Body.Until
	}
	t, err := s.Board.Snooze(ctx, access, in.Key, until)
	return s.answer(access, t, err)
}

func (s *screens) doneCall(ctx context.Context, _ wiki.Actor, in *taskInput) (*taskOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	t, _, err := s.Board.Finish(ctx, access, in.Key)
	return s.answer(access, t, err)
}

func (s *screens) moveCall(ctx context.Context, _ wiki.Actor, in *moveTaskInput) (*taskOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	t, _, where, err := s.Board.Move(ctx, access, in.Key, tasks.State(in.Body.State))
	if err == nil && where != "" {
		err = content.Errorf(content.Conflict, "This is done by doing it, at %s. Nothing was moved.", where)
	}
	return s.answer(access, t, err)
}

func (s *screens) reassignCall(ctx context.Context, _ wiki.Actor, in *reassignTaskInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	_, err = s.Board.Assign(ctx, access, in.Key, wiki.PersonID(in.Body.To))
	return nil, err
}

func (s *screens) requestsCall(ctx context.Context, _ wiki.Actor, in *pageRequestsInput) (*pageRequestsOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	f := tasks.RequestFilter{State: tasks.RequestState(in.State), Limit: in.Limit + 1}
	if f.Space, err = spaceNamed(access, in.Space); err != nil {
		return nil, err
	}
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	f.Before = tasks.RequestID(before)
	list, err := s.Requests.List(ctx, access, f)
	if err != nil {
		return nil, err
	}
	out := &pageRequestsOutput{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.NextCursor = id(list[in.Limit-1].ID)
	}
	pages, err := s.Requests.PageTitles(ctx, access, list)
	if err != nil {
		return nil, err
	}
	out.Body.Items = make([]RequestFacts, 0, len(list))
	for _, p := range list {
		_, readable := pages[p.Page]
		out.Body.Items = append(out.Body.Items, requestFacts(access, p, readable, false))
	}
	return out, nil
}

// whole gives a request with what it names.
func (s *screens) whole(ctx context.Context, access wiki.Access, p tasks.PageRequest, err error) (*pageRequestOutput, error) {
	if err != nil {
		return nil, err
	}
	titles, err := s.Requests.TitlesOf(ctx, access, p)
	if err != nil {
		return nil, err
	}
	return &pageRequestOutput{requestFacts(access, p, titles.Page != "", titles.Question != "")}, nil
}

func (s *screens) newRequestCall(ctx context.Context, _ wiki.Actor, in *newPageRequestInput) (*pageRequestOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	b := in.Body
	space, err := spaceNamed(access, b.Space)
	if err == nil && space == 0 {
		err = content.Errorf(content.Invalid, "Name the space that the page belongs to. Nothing was saved.").On("space")
	}
	if err != nil {
		return nil, err
	}
	due, err := day(b.Due, "due", time.UTC)
	if err != nil {
		return nil, err
	}
	p, err := s.Requests.Create(ctx, access, tasks.NewRequest{
		Title: b.Title, Text: b.Text, Space: space, Owner: wiki.PersonID(b.Owner), Due: due, Question: b.Question, Template: b.Template,
	})
	return s.whole(ctx, access, p, err)
}

func (s *screens) requestCall(ctx context.Context, _ wiki.Actor, in *pageRequestInput) (*pageRequestOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.Requests.Get(ctx, access, tasks.RequestID(in.ID))
	return s.whole(ctx, access, p, err)
}

func (s *screens) changeRequestCall(ctx context.Context, _ wiki.Actor, in *changePageRequestInput) (*pageRequestOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	number, b := tasks.RequestID(in.ID), in.Body
	c := tasks.RequestChange{Title: b.Title, Text: b.Text, Owner: (*wiki.PersonID)(b.Owner)}
	if b.Due != nil {
		due, err := day(*b.Due, "due", time.UTC)
		if err != nil {
			return nil, err
		}
		c.Due = &due
	}
	p, err := s.Requests.Change(ctx, access, number, c)
	if err != nil || b.State == nil || *b.State == string(p.State) {
		return s.whole(ctx, access, p, err)
	}
	if *b.State == string(tasks.RequestClosed) {
		p, err = s.Requests.Close(ctx, access, number, b.Reason)
	} else {
		p, err = s.Requests.Reopen(ctx, access, number)
	}
	return s.whole(ctx, access, p, err)
}
