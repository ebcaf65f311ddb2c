package qahttp

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// Person names somebody.
type Person struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func personOf(p wiki.PersonRef) *Person {
	if p.ID == 0 {
		return nil
	}
	return &Person{ID: int64(p.ID), Name: p.Name}
}

// QuestionFacts is a question in a list.
type QuestionFacts struct {
	ID        int64      `json:"id"`
	URL       string     `json:"url"`
	State     string     `json:"state" enum:"open,answered,duplicate,closed"`
	Title     string     `json:"title"`
	Space     string     `json:"space" doc:"The slug of its space"`
	Owner     *Person    `json:"owner,omitempty" doc:"Who should answer it"`
	Due       *time.Time `json:"due,omitempty" doc:"When a reply can be expected"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	Stale     bool       `json:"stale,omitempty" doc:"Answered, and the text that the answer rests on has changed since"`
}

func factsOf(access wiki.Access, q qa.Question, stale bool) QuestionFacts {
	return QuestionFacts{
		ID: int64(q.ID), URL: q.URL(), State: string(q.State), Title: q.Title, Space: slugOf(access, q.Space),
		Owner: personOf(q.Owner), Due: httpd.UTC(q.Due), CreatedAt: q.Created.UTC(), UpdatedAt: q.Updated.UTC(), Stale: stale,
	}
}

// WholeQuestion is a question with everything that belongs to it. Embedded shapes are exported because
// huma reads no others.
type WholeQuestion struct {
	QuestionFacts
	Body        string         `json:"body" doc:"Markdown"`
	Tried       string         `json:"tried,omitempty" doc:"Markdown: what the asker has tried"`
	NeededBy    *time.Time     `json:"needed_by,omitempty"`
	By          *Person        `json:"by,omitempty" doc:"Who asked; absent where it was learnt from an ask, or asked without a name"`
	Anonymous   bool           `json:"anonymous,omitempty" doc:"Asked without a name"`
	Canonical   int64          `json:"canonical_answer_id,omitempty"`
	DuplicateOf int64          `json:"duplicate_of,omitempty" doc:"The question that it is merged into"`
	Wordings    []WordingFacts `json:"wordings" doc:"Other ways in which it is asked"`
	Answers     []AnswerFacts  `json:"answers" doc:"Those that stand; the canonical one first"`
	Asked       []AskedStep    `json:"asked,omitempty" doc:"Who was asked, oldest first"`
}

// WordingFacts is another way in which a question is asked.
type WordingFacts struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
}

type (
	questionsInput struct {
		State string `query:"state" enum:"open,answered,duplicate,closed"`
		Space string `query:"space" doc:"Slug of the one space to look in"`
		httpd.ListInput
	}
	questionsOutput struct {
		Body struct {
			Items      []QuestionFacts `json:"items" doc:"Newest first"`
			NextCursor string          `json:"next_cursor,omitempty"`
		}
	}
	newQuestionInput struct {
		Body struct {
			Title string `json:"title"`
			Body  string `json:"body,omitempty" doc:"Markdown"`
			Space string `json:"space,omitempty" doc:"Slug; without it the space of the page that comes closest"`
			AskID int64  `json:"ask_id,omitempty" minimum:"1" doc:"Your ask that it came from; it ends with this question"`
			Tried string `json:"tried,omitempty" doc:"Markdown: what you have tried"`
			WhomInput
			NeededBy  string `json:"needed_by,omitempty" example:"2026-03-09" doc:"A day, which counts until it ends in your time zone, or a moment: 2026-03-09T15:00:00Z. It makes nobody answer at night; what cannot wait is not for here"`
			Anonymous bool   `json:"anonymous,omitempty" doc:"Nobody is told who asks. The space has to allow it; you follow the question and may accept an answer"`
		}
	}
	questionOutput struct {
		Body QuestionFacts
	}
	questionInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	wholeQuestionOutput struct {
		Body WholeQuestion
	}
	changeQuestionInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Title *string `json:"title,omitempty"`
			Body  *string `json:"body,omitempty" doc:"Markdown"`
			Space *string `json:"space,omitempty" doc:"Slug"`
			State *string `json:"state,omitempty" enum:"open,answered,duplicate,closed" doc:"closed, or open again. Accepting and merging bring the others about"`
			Tried *string `json:"tried,omitempty" doc:"Markdown"`

			NeededBy *string `json:"needed_by,omitempty" example:"2026-03-09" doc:"A day, which counts until it ends in your time zone, or a moment; empty: any time"`
		}
	}
	duplicateInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Of int64 `json:"of" minimum:"1" doc:"The question that this one is a duplicate of"`
		}
	}
)

func (s *screens) registerQuestionCalls(server *httpd.Server) {
	large := httpd.MaxBody(formBody)
	conflict := []int{http.StatusConflict}
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/questions", ID: "list-questions", Tag: "Questions", Summary: "Questions, the newest first",
	}, s.listCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/questions", ID: "create-question", Tag: "Questions", Summary: "Ask the team",
		Text:   "The question goes to the owner of the page that comes closest, else of the space.",
		Status: http.StatusCreated, Errors: []int{http.StatusRequestEntityTooLarge},
	}, s.createCall, large)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodGet, Path: "/questions/{id}", ID: "get-question", Tag: "Questions", Summary: "A question with its answers",
		Text: "An answer shows only the links that you may read; with none left, and no text of its own, the question is open for you.",
	}, s.questionCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPatch, Path: "/questions/{id}", ID: "change-question", Tag: "Questions", Summary: "Change a question",
		Errors: conflict,
	}, s.changeCall, large)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPost, Path: "/questions/{id}/duplicate", ID: "merge-question", Tag: "Questions", Summary: "Merge a duplicate",
		Text:   "Its title and wordings become ways to ask the other question.",
		Errors: conflict,
	}, s.mergeCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/questions/{id}/duplicate", ID: "unmerge-question", Tag: "Questions", Summary: "Unmerge a duplicate",
		Text:   "It is open again, and its wordings no longer count for the other question.",
		Errors: conflict,
	}, s.unmergeCall)
}

func (s *screens) listCall(ctx context.Context, _ wiki.Actor, in *questionsInput) (*questionsOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	f := qa.Filter{State: qa.State(in.State), Limit: in.Limit + 1}
	if f.Space, err = spaceNamed(access, in.Space); err != nil {
		return nil, err
	}
	before, err := in.Number()
	if err != nil {
		return nil, err
	}
	f.Before = qa.QuestionID(before)
	list, err := s.Desk.List(ctx, access, f)
	if err != nil {
		return nil, err
	}
	out := &questionsOutput{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.NextCursor = strconv.FormatInt(int64(list[in.Limit-1].ID), 10)
	}
	out.Body.Items = make([]QuestionFacts, len(list))
	for i, q := range list {
		out.Body.Items[i] = factsOf(access, q.Question, q.Stale)
	}
	return out, nil
}

// momentBy reads the end of a day in somebody's zone, or a moment (RFC 3339); zero for none.
func momentBy(text string, zone *time.Location) (time.Time, error) {
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at.UTC().Truncate(time.Microsecond), nil
	}
	at, err := neededBy(text, zone)
	if err != nil {
		err = content.Errorf(content.Invalid, "Give needed_by as a day, 2026-03-09, or as a moment, 2026-03-09T15:00:00Z. Nothing was saved.").On("body.needed_by")
	}
	return at, err
}

func (s *screens) createCall(ctx context.Context, as wiki.Actor, in *newQuestionInput) (*questionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	space, err := spaceNamed(access, in.Body.Space)
	if err != nil {
		return nil, err
	}
	to, err := in.Body.choice()
	if err != nil {
		return nil, err
	}
	needed, err := momentBy(in.Body.NeededBy, as.In())
	if err != nil {
		return nil, err
	}
	q, err := s.Desk.CreateQuestion(qa.Through(ctx, "api"), access, qa.NewQuestion{
		Title: in.Body.Title, Body: in.Body.Body, Space: space, Ask: qa.AskID(in.Body.AskID), To: to,
		Tried: in.Body.Tried, Needed: needed, Anonymous: in.Body.Anonymous,
	})
	if err != nil {
		return nil, err
	}
	if q.Anonymous() && s.Follows != nil {
		if err := s.Follows.Follow(ctx, access, q.ID, true); err != nil {
			return nil, err
		}
	}
	return &questionOutput{Body: factsOf(access, q, false)}, nil
}

func (s *screens) questionCall(ctx context.Context, as wiki.Actor, in *questionInput) (*wholeQuestionOutput, error) {
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

func (s *screens) changeCall(ctx context.Context, as wiki.Actor, in *changeQuestionInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	c := qa.Change{Title: in.Body.Title, Body: in.Body.Body, Tried: in.Body.Tried}
	if in.Body.NeededBy != nil {
		needed, err := momentBy(*in.Body.NeededBy, as.In())
		if err != nil {
			return nil, err
		}
		c.Needed = &needed
	}
	if in.Body.Space != nil {
		space, found := access.Slug(*in.Body.Space)
		if !found {
			return nil, content.Errorf(content.NotFound, "There is no such space, or you may not see it. Nothing was changed.").On("space")
		}
		c.Space = &space.ID
	}
	if in.Body.State != nil {
		state := qa.State(*in.Body.State)
		c.State = &state
	}
	if _, err := s.Desk.ChangeQuestion(ctx, access, qa.QuestionID(in.ID), c); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

func (s *screens) mergeCall(ctx context.Context, as wiki.Actor, in *duplicateInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Merge(ctx, access, qa.QuestionID(in.ID), qa.QuestionID(in.Body.Of)); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

func (s *screens) unmergeCall(ctx context.Context, as wiki.Actor, in *questionInput) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Unmerge(ctx, access, qa.QuestionID(in.ID)); err != nil {
		return nil, err
	}
	return s.whole(ctx, as, qa.QuestionID(in.ID))
}

// whole gives a question as it stands.
func (s *screens) whole(ctx context.Context, as wiki.Actor, id qa.QuestionID) (*wholeQuestionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Question(ctx, access, id)
	if err != nil {
		return nil, err
	}
	q := v.Question
	stale := q.State == qa.Answered && v.Canonical != nil && v.Canonical.Freshness() != qa.Fresh
	out := &wholeQuestionOutput{Body: WholeQuestion{
		QuestionFacts: factsOf(access, q, stale), Body: q.Body, By: personOf(q.By), Canonical: int64(q.Canonical),
		Tried: q.Tried, NeededBy: httpd.UTC(q.Needed), Anonymous: q.Anonymous(),
		Wordings: make([]WordingFacts, len(v.Wordings)), Answers: []AnswerFacts{},
	}}
	if v.DuplicateOf != nil {
		out.Body.DuplicateOf = int64(v.DuplicateOf.ID)
	}
	for i, w := range v.Wordings {
		out.Body.Wordings[i] = WordingFacts{ID: int64(w.ID), Text: w.Text}
	}
	all := v.Others
	if v.Canonical != nil {
		all = append([]qa.Answer{*v.Canonical}, all...)
	}
	if out.Body.Asked, err = s.askedSteps(ctx, access, q); err != nil {
		return nil, err
	}
	for _, a := range all {
		facts, err := s.answerFacts(ctx, as, q.Space, a)
		if err != nil {
			return nil, err
		}
		out.Body.Answers = append(out.Body.Answers, facts)
	}
	return out, nil
}
