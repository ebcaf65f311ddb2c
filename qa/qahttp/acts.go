package qahttp

import (
	"fmt"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// act does what a button of a question says, and tells in a sentence what it did, with a way back where there
// is one.
type act func(r *httpd.Request, access wiki.Access, v qa.View) (said string, back *themes.Button, err error)

// acting runs an act and comes back to the question.
func (s *screens) acting(do act) httpd.Handler {
	return func(r *httpd.Request) error {
		access, v, err := s.viewed(r)
		if err != nil {
			return err
		}
		said, back, err := do(r, access, v)
		if err != nil {
			return s.refused(r, access, v.Question.ID, err)
		}
		r.Say("good", said, back)
		if to := httpd.Local(r.Field("next")); to == "/tasks" || strings.HasPrefix(to, "/tasks?") {
			return r.See(to) // a list of tasks, where more of them wait
		}
		return r.See(v.Question.URL())
	}
}

func (s *screens) registerActs(server *httpd.Server) {
	for path, do := range map[string]act{
		"close": s.closeNow, "reopen": s.reopenNow, "unmerge": s.unmergeNow,
		"wordings": s.addWording, "wordings/:wid/delete": s.removeWording,
		"answers/:aid/accept": s.acceptNow, "answers/:aid/retract": s.retractNow,
		"answers/:aid/restore": s.restoreNow, "answers/:aid/confirm": s.confirmNow,
	} {
		server.POST("/q/:id/"+path, s.acting(do))
	}
}

func undo(action string, fields ...themes.Field) *themes.Button {
	return &themes.Button{Text: "Undo", Action: action, Fields: fields}
}

// answerOf gives the number of the answer in the address.
func answerOf(r *httpd.Request) (qa.AnswerID, error) {
	id, err := r.ID("aid")
	return qa.AnswerID(id), err
}

// acceptNow makes an answer the one that everybody is given.
func (s *screens) acceptNow(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	id, err := answerOf(r)
	if err != nil {
		return "", nil, err
	}
	err = s.Desk.Accept(r.Context(), access, v.Question.ID, id)
	return "This is the answer from now on. Whoever asks the same is shown it.", backTo(v), err
}

// backTo is the button that makes a question stand as it stood in a view; nil where there is none.
func backTo(v qa.View) *themes.Button {
	q := v.Question
	switch {
	case q.State == qa.Open:
		return undo(at(q.ID, "/reopen"))
	case q.State == qa.Answered && v.Canonical != nil:
		return undo(at(q.ID, "/answers/%d/accept", v.Canonical.ID))
	case q.State == qa.Closed:
		return undo(at(q.ID, "/close"))
	}
	return nil
}

// retractNow takes an answer back.
func (s *screens) retractNow(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	id, err := answerOf(r)
	if err != nil {
		return "", nil, err
	}
	said, back := "The answer is taken back.", undo(at(v.Question.ID, "/answers/%d/restore", id))
	if v.Canonical != nil && v.Canonical.ID == id {
		said += " The question is open again."
		if v.MayEdit {
			back.Fields = []themes.Field{{Name: "accept", Value: "1"}}
		}
	}
	return said, back, s.Desk.Retract(r.Context(), access, v.Question.ID, id)
}

// restoreNow brings a retracted answer back, with accept as the one that everybody is given.
func (s *screens) restoreNow(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	id, err := answerOf(r)
	if err != nil {
		return "", nil, err
	}
	err = s.Desk.Restore(r.Context(), access, v.Question.ID, id, r.Field("accept") != "")
	return "The answer is back.", nil, err
}

// confirmNow says that an answer is still true.
func (s *screens) confirmNow(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	id, err := answerOf(r)
	if err != nil {
		return "", nil, err
	}
	err = s.Desk.Confirm(r.Context(), access, v.Question.ID, id)
	return "Thank you: the answer rests on the section as it stands now.", nil, err
}

func (s *screens) closeNow(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	_, err := s.Desk.Close(r.Context(), access, v.Question.ID)
	return "The question is closed: it waits for nobody, and asking no longer finds it.", undo(at(v.Question.ID, "/reopen")), err
}

func (s *screens) reopenNow(r *httpd.Request, access wiki.Access, v qa.View) (said string, back *themes.Button, err error) {
	if v.Question.State != qa.Open {
		back = backTo(v)
	}
	_, err = s.Desk.Reopen(r.Context(), access, v.Question.ID)
	return "The question is open again.", back, err
}

// unmergeNow makes a duplicate a question of its own again.
func (s *screens) unmergeNow(r *httpd.Request, access wiki.Access, v qa.View) (said string, back *themes.Button, err error) {
	if v.DuplicateOf != nil {
		back = undo(at(v.Question.ID, "/merge"), themes.Field{Name: "of", Value: fmt.Sprint(v.DuplicateOf.ID)})
	}
	_, err = s.Desk.Unmerge(r.Context(), access, v.Question.ID)
	return "It is a question of its own again, and open. Its wording no longer counts for the other one.", back, err
}

// addWording writes down another way to ask.
func (s *screens) addWording(r *httpd.Request, access wiki.Access, v qa.View) (string, *themes.Button, error) {
	w, err := s.Desk.AddWording(r.Context(), access, v.Question.ID, r.Field("text"))
	return "Docent knows “" + w.Text + "” from now on.", undo(at(v.Question.ID, "/wordings/%d/delete", w.ID)), err
}

// removeWording takes a wording away, whatever it came from.
func (s *screens) removeWording(r *httpd.Request, access wiki.Access, v qa.View) (said string, back *themes.Button, err error) {
	id, err := r.ID("wid")
	if err != nil {
		return "", nil, err
	}
	for _, w := range v.Wordings {
		if w.ID == qa.WordingID(id) {
			back = undo(at(v.Question.ID, "/wordings"), themes.Field{Name: "text", Value: w.Text})
		}
	}
	return "The wording is forgotten.", back, s.Desk.RemoveWording(r.Context(), access, v.Question.ID, qa.WordingID(id))
}
