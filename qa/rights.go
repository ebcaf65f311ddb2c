package qa

import (
	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// writes says whether the reader may write anything at all: signed in, with a token that may write.
func writes(access wiki.Access) bool {
	return access.As.SignedIn() && (access.As.Operator || access.As.Scope >= wiki.ScopeWrite)
}

// needAsk checks that somebody may put a question to a space: whoever reads it and may write.
func needAsk(access wiki.Access, space wiki.SpaceID) error {
	if err := access.Need(space, wiki.Reader, "space"); err != nil {
		return err
	}
	return needWriter(access)
}

func needWriter(access wiki.Access) error {
	switch {
	case !access.As.SignedIn():
		return content.Errorf(content.Sign, "Sign in to do that. Nothing was changed.")
	case !writes(access):
		return content.Errorf(content.Forbidden, "This token may only read, ask and give feedback. Make one with the scope “write” to change a question.")
	}
	return nil
}

// MayAnswer says whether the reader may answer a question, confirm an answer or add a wording.
func MayAnswer(access wiki.Access, q Question) bool {
	return writes(access) && access.Right(q.Space) >= wiki.Commenter
}

// MayEdit says whether the reader may change, accept, merge, close: its asker, its owner, or an
// editor of its space.
func MayEdit(access wiki.Access, q Question) bool {
	if !writes(access) || access.Right(q.Space) < wiki.Reader {
		return false
	}
	me := access.As.Person
	return access.Right(q.Space) >= wiki.Editor || q.AskedBy(me) || me != 0 && q.Owner.ID == me
}

// MayChange says whether the reader may change or retract an answer: its author, too.
func MayChange(access wiki.Access, q Question, a Answer) bool {
	return MayEdit(access, q) || MayAnswer(access, q) && a.By.ID != 0 && a.By.ID == access.As.Person
}

func needAnswerer(access wiki.Access, q Question) error {
	if MayAnswer(access, q) {
		return nil
	}
	return access.Need(q.Space, wiki.Commenter, "question")
}

func needEditor(access wiki.Access, q Question) error {
	if MayEdit(access, q) {
		return nil
	}
	if err := needWriter(access); err != nil {
		return err
	}
	return content.Errorf(content.Forbidden, "Only who asked this question, its owner, or an editor of its space may do that. Nothing was changed.")
}

// visible gives a question as its reader sees it; canonical says whether anything of its canonical
// answer is left for that reader. Where nothing is, the question is open.
func visible(q Question, canonical bool) Question {
	if q.Canonical == 0 || canonical {
		return q
	}
	q.Canonical = 0
	if q.State == Answered {
		q.State = Open
	}
	return q
}
