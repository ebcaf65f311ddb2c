package qa

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// An asker who is not named is written down nowhere: not on the question, not in its events, not on the
// ask that it came from. What is kept is a salt and a hash of it with the person's number, by which that
// person, and nobody else, is known again as the asker. No screen and no call tells either of them. Who
// holds the database itself could try the numbers of all accounts; Docent does not.

// hide makes the mark by which an asker who is not named is known again.
func hide(person wiki.PersonID) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	return hex.EncodeToString(salt) + ":" + hiddenKey(hex.EncodeToString(salt), person)
}

func hiddenKey(salt string, person wiki.PersonID) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "docent asker\n%s\n%d", salt, person))
	return hex.EncodeToString(sum[:])
}

// Anonymous says whether the asker of the question is not named.
func (q Question) Anonymous() bool { return q.Hidden != "" }

// AskedBy says whether a person asked the question, by name or not.
func (q Question) AskedBy(person wiki.PersonID) bool {
	if person == 0 {
		return false
	}
	if q.Hidden == "" {
		return q.By.ID == person
	}
	salt, key, _ := strings.Cut(q.Hidden, ":")
	return subtle.ConstantTimeCompare([]byte(key), []byte(hiddenKey(salt, person))) == 1
}

// Voice is in whose name somebody does something to a question: nobody's where its asker is not named
// and does it.
func (q Question) Voice(as wiki.Actor) wiki.Actor {
	if q.Anonymous() && q.AskedBy(as.Person) {
		return wiki.Actor{}
	}
	return as
}

// voice reads a question to tell in whose name it is changed.
func (d *Desk) voice(ctx context.Context, access wiki.Access, id QuestionID) (wiki.Actor, error) {
	q, err := d.store.Question(ctx, Of(access), id)
	if err != nil {
		return wiki.Actor{}, err
	}
	return q.Voice(access.As), nil
}

// needAnonymous checks that a space takes questions whose asker is not named.
func needAnonymous(access wiki.Access, id wiki.SpaceID) error {
	space, _ := access.Space(id)
	if space.Anonymous {
		return nil
	}
	return content.Errorf(content.Invalid, "“%s” takes questions with a name only. Choose a space that takes them without, or ask with your name. Nothing was sent.", space.Name).On("anonymous")
}

// readAskOf is readAsk, for an ask too that became the reader's own question without a name: it belongs to
// nobody any more, so the question tells whose it was.
func readAskOf(ctx context.Context, r Reads, access wiki.Access, id AskID) (Ask, error) {
	ask, err := r.Ask(ctx, id)
	if err != nil || ask.By != 0 || ask.Ending != AskedTeam {
		return readAsk(ctx, r, access, id)
	}
	q, err := r.Question(ctx, Of(access), ask.Question)
	if err != nil || !q.AskedBy(access.As.Person) {
		return Ask{}, noAsk()
	}
	return ask, nil
}
