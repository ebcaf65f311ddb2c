package qahttp

import (
	"fmt"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki/httpd"
)

// The buttons of a question. Each says what it did, with a way back where there is one.

func undo(action string, fields ...themes.Field) *themes.Button {
	return &themes.Button{Text: "Undo", Action: action, Fields: fields}
}

// answerOf gives the number of the answer in the address.
func answerOf(r *httpd.Request) (qa.AnswerID, error) {
	id, err := r.ID("aid")
	return qa.AnswerID(id), err
}

// acceptNow makes an answer the one that everybody is given.
func (s *screens) acceptNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	id, err := answerOf(r)
	if err != nil {
		return err
	}
	if err := s.Desk.Accept(r.Context(), access, v.Question.ID, id); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	r.Say("good", "This is the answer from now on. Whoever asks the same is shown it.", backTo(v))
	return r.See(v.Question.URL())
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
func (s *screens) retractNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	id, err := answerOf(r)
	if err != nil {
		return err
	}
	if err := s.Desk.Retract(r.Context(), access, v.Question.ID, id); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	text := "The answer is taken back."
	if v.Canonical != nil && v.Canonical.ID == id {
		text += " The question is open again."
	}
	r.Say("good", text, nil)
	return r.See(v.Question.URL())
}

// confirmNow says that an answer is still true.
func (s *screens) confirmNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	id, err := answerOf(r)
	if err != nil {
		return err
	}
	if err := s.Desk.Confirm(r.Context(), access, v.Question.ID, id); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	r.Say("good", "Thank you: the answer rests on the section as it stands now.", nil)
	return r.See(v.Question.URL())
}

func (s *screens) closeNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	if _, err := s.Desk.Close(r.Context(), access, v.Question.ID); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	r.Say("good", "The question is closed: it waits for nobody, and asking no longer finds it.", undo(at(v.Question.ID, "/reopen")))
	return r.See(v.Question.URL())
}

func (s *screens) reopenNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	if _, err := s.Desk.Reopen(r.Context(), access, v.Question.ID); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	var back *themes.Button
	if v.Question.State != qa.Open {
		back = backTo(v)
	}
	r.Say("good", "The question is open again.", back)
	return r.See(v.Question.URL())
}

// unmergeNow makes a duplicate a question of its own again.
func (s *screens) unmergeNow(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	if _, err := s.Desk.Unmerge(r.Context(), access, v.Question.ID); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	var back *themes.Button
	if v.DuplicateOf != nil {
		back = undo(at(v.Question.ID, "/merge"), themes.Field{Name: "of", Value: fmt.Sprint(v.DuplicateOf.ID)})
	}
	r.Say("good", "It is a question of its own again, and open. Its wording no longer counts for the other one.", back)
	return r.See(v.Question.URL())
}

// addWording writes down another way to ask.
func (s *screens) addWording(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	w, err := s.Desk.AddWording(r.Context(), access, v.Question.ID, r.Field("text"))
	if err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	r.Say("good", "Docent knows “"+w.Text+"” from now on.", undo(at(v.Question.ID, "/wordings/%d/delete", w.ID)))
	return r.See(v.Question.URL())
}

// removeWording takes a wording away, whatever it came from.
func (s *screens) removeWording(r *httpd.Request) error {
	access, v, err := s.viewed(r)
	if err != nil {
		return err
	}
	id, err := r.ID("wid")
	if err != nil {
		return err
	}
	if err := s.Desk.RemoveWording(r.Context(), access, v.Question.ID, qa.WordingID(id)); err != nil {
		return s.refused(r, access, v.Question.ID, err)
	}
	var back *themes.Button
	for _, w := range v.Wordings {
		if w.ID == qa.WordingID(id) {
			back = undo(at(v.Question.ID, "/wordings"), themes.Field{Name: "text", Value: w.Text})
		}
	}
	r.Say("good", "The wording is forgotten.", back)
	return r.See(v.Question.URL())
}
