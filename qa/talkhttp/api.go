package talkhttp

import (
	"context"
	"net/http"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/qa/talk"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// CommentFacts is a comment.
type CommentFacts struct {
	ID        int64           `json:"id"`
	AnswerID  int64           `json:"answer_id,omitempty" doc:"The answer that it is about; absent: the question"`
	By        *qahttp.Person  `json:"by" doc:"null for an asker who is not named"`
	At        time.Time       `json:"at"`
	EditedAt  *time.Time      `json:"edited_at,omitempty"`
	Markdown  string          `json:"markdown"`
	HTML      string          `json:"html" doc:"Of the Markdown, sanitised"`
	Reactions []ReactionFacts `json:"reactions"`
}

// ReactionFacts is how often a reaction was given. Nobody is told by whom.
type ReactionFacts struct {
	Kind  string `json:"kind" enum:"agree,same,looking,cheer"`
	Count int    `json:"count"`
	Mine  bool   `json:"mine"`
}

// ObjectionFacts is why an answer did not help.
type ObjectionFacts struct {
	ID       int64          `json:"id"`
	AnswerID int64          `json:"answer_id"`
	By       *qahttp.Person `json:"by" doc:"null for an asker who is not named"`
	At       time.Time      `json:"at"`
	Reason   string         `json:"reason"`
}

type (
	questionInput struct {
		ID int64 `path:"id" minimum:"1"`
	}
	answerInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Answer int64 `path:"aid" minimum:"1"`
	}
	talkOutput struct {
		Body struct {
			Items     []CommentFacts   `json:"items" doc:"Oldest first, at most a thousand, the newest of them"`
			Reactions []ReactionFacts  `json:"reactions" doc:"To the question"`
			Answers   []AnswerTalk     `json:"answers"`
			Against   []ObjectionFacts `json:"not_helpful" doc:"What was said against answers, as far as you are told"`
		}
	}
	newCommentInput struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Markdown string `json:"markdown"`
			AnswerID int64  `json:"answer_id,omitempty" minimum:"1"`
		}
	}
	commentOutput struct {
		Body CommentFacts
	}
	commentInput struct {
		ID      int64 `path:"id" minimum:"1"`
		Comment int64 `path:"cid" minimum:"1"`
	}
	changeCommentInput struct {
		ID      int64 `path:"id" minimum:"1"`
		Comment int64 `path:"cid" minimum:"1"`
		Body    struct {
			Markdown string `json:"markdown"`
		}
	}
	reactionInput struct {
		ID      int64  `path:"id" minimum:"1"`
		Kind    string `path:"kind" enum:"agree,same,looking,cheer"`
		Answer  int64  `query:"answer" doc:"To this answer, not to the question"`
		Comment int64  `query:"comment" doc:"To this comment"`
	}
	notHelpfulInput struct {
		ID     int64 `path:"id" minimum:"1"`
		Answer int64 `path:"aid" minimum:"1"`
		Body   struct {
			Reason string `json:"reason" doc:"Plain text, at most 1000 characters"`
		}
	}
	objectionOutput struct {
		Body ObjectionFacts
	}
	thanksOutput struct {
		Body struct {
			Thanks  int `json:"thanks"`
			Answers int `json:"answers" doc:"How many answers they were for"`
		}
	}
)

// AnswerTalk is what was said about an answer.
type AnswerTalk struct {
	ID        int64           `json:"id"`
	Reactions []ReactionFacts `json:"reactions"`
	Thanked   bool            `json:"thanked" doc:"By you"`
	Thanks    int             `json:"thanks,omitempty" doc:"How many thanked; only to the one who answered"`
}

func (s *screens) registerAPI(server *httpd.Server) {
	const tag = "Questions"
	httpd.Register(server, httpd.Operation{Method: http.MethodGet, Path: "/questions/{id}/comments", ID: "list-comments", Tag: tag, Summary: "What people say around a question"}, s.listCall)
	httpd.Register(server, httpd.Operation{Method: http.MethodPost, Path: "/questions/{id}/comments", ID: "add-comment", Tag: tag, Summary: "Comment on a question or an answer", Status: http.StatusCreated}, s.commentCall)
	httpd.Register(server, httpd.Operation{Method: http.MethodPatch, Path: "/questions/{id}/comments/{cid}", ID: "change-comment", Tag: tag, Summary: "Edit your comment"}, s.changeCall)
	httpd.Register(server, httpd.Operation{Method: http.MethodDelete, Path: "/questions/{id}/comments/{cid}", ID: "delete-comment", Tag: tag, Summary: "Delete a comment"}, s.deleteCall)
	httpd.Register(server, httpd.Operation{Method: http.MethodPut, Path: "/questions/{id}/reactions/{kind}", ID: "react", Tag: tag, Summary: "React to a question, an answer or a comment"}, s.reactCall(true))
	httpd.Register(server, httpd.Operation{Method: http.MethodDelete, Path: "/questions/{id}/reactions/{kind}", ID: "unreact", Tag: tag, Summary: "Take a reaction back"}, s.reactCall(false))
	httpd.Register(server, httpd.Operation{Method: http.MethodPut, Path: "/questions/{id}/answers/{aid}/thanks", ID: "thank", Tag: tag, Summary: "Thank for an answer"}, s.thankCall(true))
	httpd.Register(server, httpd.Operation{Method: http.MethodDelete, Path: "/questions/{id}/answers/{aid}/thanks", ID: "unthank", Tag: tag, Summary: "Take thanks back"}, s.thankCall(false))
	httpd.Register(server, httpd.Operation{Method: http.MethodGet, Path: "/thanks", ID: "thanks", Tag: tag, Summary: "How many thanked you", Text: "Nobody else is told."}, s.thanksCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodPut, Path: "/questions/{id}/answers/{aid}/not-helpful", ID: "not-helpful", Tag: tag, Summary: "Say that an answer did not help",
		Text: "Where it was the canonical one the question is open again. The owner reads the reason.", Errors: []int{http.StatusConflict},
	}, s.notHelpfulCall)
	httpd.Register(server, httpd.Operation{
		Method: http.MethodDelete, Path: "/questions/{id}/answers/{aid}/not-helpful", ID: "take-back-not-helpful", Tag: tag, Summary: "Take that back",
	}, s.helpfulCall)
	s.registerDrafts(server)
}

func personOf(p wiki.PersonRef) *qahttp.Person {
	if p.ID == 0 {
		return nil
	}
	return &qahttp.Person{ID: int64(p.ID), Name: p.Name}
}

func tallied(list []talk.Tally) []ReactionFacts {
	facts := make([]ReactionFacts, len(list))
	for i, t := range list {
		facts[i] = ReactionFacts{Kind: t.Kind, Count: t.Count, Mine: t.Mine}
	}
	return facts
}

func (s *screens) facts(ctx context.Context, as wiki.Actor, q qa.Question, c talk.Comment, t talk.Thread) (CommentFacts, error) {
	v, err := s.Wiki.Preview(ctx, as, q.Space, 0, "", c.Markdown)
	if err != nil {
		return CommentFacts{}, err
	}
	return CommentFacts{
		ID: int64(c.ID), AnswerID: int64(c.Answer), By: personOf(c.By), At: c.At.UTC(), EditedAt: httpd.UTC(c.Edited), Markdown: c.Markdown, HTML: v.HTML,
		Reactions: tallied(t.Of(talk.Subject{Question: q.ID, Comment: c.ID})),
	}, nil
}

func (s *screens) listCall(ctx context.Context, as wiki.Actor, in *questionInput) (*talkOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	v, err := s.Desk.Question(ctx, access, qa.QuestionID(in.ID))
	if err != nil {
		return nil, err
	}
	t, err := s.Talk.Thread(ctx, access, v, talk.Most)
	if err != nil {
		return nil, err
	}
	out := &talkOutput{}
	out.Body.Items, out.Body.Answers, out.Body.Against = []CommentFacts{}, []AnswerTalk{}, []ObjectionFacts{}
	out.Body.Reactions = tallied(t.Of(talk.Subject{Question: v.Question.ID}))
	for _, c := range t.Comments {
		facts, err := s.facts(ctx, as, v.Question, c, t)
		if err != nil {
			return nil, err
		}
		out.Body.Items = append(out.Body.Items, facts)
	}
	answers := v.Others
	if v.Canonical != nil {
		answers = append([]qa.Answer{*v.Canonical}, answers...)
	}
	for _, a := range answers {
		out.Body.Answers = append(out.Body.Answers, AnswerTalk{
			ID: int64(a.ID), Reactions: tallied(t.Of(talk.Subject{Question: v.Question.ID, Answer: a.ID})), Thanked: t.Thanked(a.ID), Thanks: t.Thanks(access, a),
		})
	}
	against, err := s.Desk.Objections(ctx, access, v)
	for _, a := range answers {
		for _, o := range against[a.ID] {
			out.Body.Against = append(out.Body.Against, objectionFacts(o))
		}
	}
	return out, err
}

func objectionFacts(o qa.Objection) ObjectionFacts {
	return ObjectionFacts{ID: int64(o.ID), AnswerID: int64(o.Answer), By: personOf(o.By), At: o.At.UTC(), Reason: o.Reason}
}

func (s *screens) commentCall(ctx context.Context, as wiki.Actor, in *newCommentInput) (*commentOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.Talk.Comment(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Body.AnswerID), in.Body.Markdown)
	if err != nil {
		return nil, err
	}
	return s.told(ctx, as, access, c)
}

func (s *screens) told(ctx context.Context, as wiki.Actor, access wiki.Access, c talk.Comment) (*commentOutput, error) {
	_, q, err := s.Talk.One(ctx, access, c.Question, c.ID)
	if err != nil {
		return nil, err
	}
	facts, err := s.facts(ctx, as, q, c, talk.Thread{})
	return &commentOutput{Body: facts}, err
}

func (s *screens) changeCall(ctx context.Context, as wiki.Actor, in *changeCommentInput) (*commentOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.Talk.Change(ctx, access, qa.QuestionID(in.ID), talk.CommentID(in.Comment), in.Body.Markdown)
	if err != nil {
		return nil, err
	}
	return s.told(ctx, as, access, c)
}

func (s *screens) deleteCall(ctx context.Context, _ wiki.Actor, in *commentInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.Talk.Delete(ctx, access, qa.QuestionID(in.ID), talk.CommentID(in.Comment))
}

func (s *screens) reactCall(on bool) func(context.Context, wiki.Actor, *reactionInput) (*struct{}, error) {
	return func(ctx context.Context, _ wiki.Actor, in *reactionInput) (*struct{}, error) {
		access, err := httpd.AccessOf(ctx)
		if err != nil {
			return nil, err
		}
		subject := talk.Subject{Question: qa.QuestionID(in.ID), Answer: qa.AnswerID(in.Answer), Comment: talk.CommentID(in.Comment)}
		return nil, s.Talk.React(ctx, access, subject, in.Kind, on)
	}
}

func (s *screens) thankCall(on bool) func(context.Context, wiki.Actor, *answerInput) (*struct{}, error) {
	return func(ctx context.Context, _ wiki.Actor, in *answerInput) (*struct{}, error) {
		access, err := httpd.AccessOf(ctx)
		if err != nil {
			return nil, err
		}
		return nil, s.Talk.Thank(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Answer), on)
	}
}

func (s *screens) thanksCall(ctx context.Context, _ wiki.Actor, _ *struct{}) (*thanksOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	out := &thanksOutput{}
	out.Body.Thanks, out.Body.Answers, err = s.Talk.ThanksTo(ctx, access)
	return out, err
}

func (s *screens) notHelpfulCall(ctx context.Context, _ wiki.Actor, in *notHelpfulInput) (*objectionOutput, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	o, err := s.Desk.NotHelpful(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Answer), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &objectionOutput{Body: objectionFacts(o)}, nil
}

func (s *screens) helpfulCall(ctx context.Context, _ wiki.Actor, in *answerInput) (*struct{}, error) {
	access, err := httpd.AccessOf(ctx)
	if err != nil {
		return nil, err
	}
	return nil, s.Desk.TakeBackNotHelpful(ctx, access, qa.QuestionID(in.ID), qa.AnswerID(in.Answer))
}
