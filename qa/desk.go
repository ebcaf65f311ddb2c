package qa

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/qa/memory"
	"github.com/docent-wiki/docent/wiki"
)

// Desk holds the use cases: where people ask. It is safe for concurrent use.
type Desk struct {
	store  Store
	finder Finder
	asks   *Recorder
	counts countCache
	now    func() time.Time
	memory func() *memory.Memory
	from   func(context.Context) (Thresholds, error)
	router Router

	ranking func() match.Weights
}

// Options of a Desk.
type Options struct {
	Now func() time.Time // nil: time.Now
	// Memory gives what was learnt from all wordings so far (see Learner). nil, or while it gives nil: only
	// the wordings of the questions that the index finds are compared.
	Memory func() *memory.Memory
	// Ranking gives the weights by which known questions are ranked; nil: match.Ranking.
	Ranking func() match.Weights
	// Thresholds gives the confidences from which on one answer is shown; nil: Shipped.
	Thresholds func(context.Context) (Thresholds, error)
	// Router says who is asked; nil: nobody in particular.
	Router Router
}

// New makes the use cases over a store, an index and a recorder, which somebody has to Run.
func New(store Store, finder Finder, asks *Recorder, opts Options) *Desk {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Memory == nil {
		opts.Memory = func() *memory.Memory { return nil }
	}
	if opts.Ranking == nil {
		opts.Ranking = func() match.Weights { return match.Ranking }
	}
	if opts.Thresholds == nil {
		opts.Thresholds = func(context.Context) (Thresholds, error) { return Shipped, nil }
	}
	if opts.Router == nil {
		opts.Router = nobody{}
	}
	return &Desk{store: store, router: opts.Router, finder: finder, asks: asks, now: opts.Now, memory: opts.Memory, ranking: opts.Ranking, from: opts.Thresholds}
}

func (d *Desk) clock() time.Time { return d.now().UTC().Truncate(time.Microsecond) }

// Limits of what people type, in characters and bytes.
const (
	maxTitle = 300
	maxBody  = 200_000
	maxQuote = 2_000
	maxLinks = 20
)

// oneLine folds white space and drops control characters.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	return strings.Join(strings.Fields(text), " ")
}

// noNUL refuses the one character that not every database can keep.
func noNUL(text, field string) error {
	if strings.ContainsRune(text, 0) {
		return content.Errorf(content.Invalid, "There is a NUL character in the text, which cannot be kept. Nothing was saved.").On(field)
	}
	return nil
}

// checkTitle gives a question's title as it is stored.
func checkTitle(title string) (string, error) {
	if err := noNUL(title, "title"); err != nil {
		return "", err
	}
	title = oneLine(title)
	switch n := utf8.RuneCountInString(title); {
	case n == 0:
		return "", content.Errorf(content.Invalid, "A question needs a title: one sentence that asks. Nothing was changed.").On("title")
	case n > maxTitle:
		return "", content.Errorf(content.Invalid, "The title has %d characters; it may have %d. Put the rest into the text below it. Nothing was changed.", n, maxTitle).On("title")
	}
	return title, nil
}

// checkMarkdown parses what somebody wrote, so that nothing is stored that cannot be drawn, and
// gives its plain text.
func checkMarkdown(text, field string) (plain string, err error) {
	if len(text) > maxBody {
		return "", content.Errorf(content.TooLarge, "The text has %d kB; it may have %d kB. Nothing was changed.", len(text)/1000, maxBody/1000).On(field)
	}
	if err := noNUL(text, field); err != nil {
		return "", err
	}
	if text == "" {
		return "", nil
	}
	doc, err := content.Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, s := range doc.Sections {
		for _, part := range []string{s.Heading, s.Text} {
			if part != "" {
				b.WriteString(part)
				b.WriteByte('\n')
			}
		}
	}
	return strings.TrimSpace(b.String()), nil
}

// edit runs a change to one question in a transaction: it is read with the reader's rights, checked,
// and handed to fn together with the transaction.
func (d *Desk) edit(ctx context.Context, access wiki.Access, id QuestionID, need func(wiki.Access, Question) error, fn func(Tx, *Question) error) (Question, error) {
	as, err := d.voice(ctx, access, id)
	if err != nil {
		return Question{}, err
	}
	var q Question
	err = d.store.Write(ctx, as, func(tx Tx) error {
		var err error
		if q, err = tx.Question(ctx, Of(access), id); err != nil {
			return err
		}
		if err := need(access, q); err != nil {
			return err
		}
		return fn(tx, &q)
	})
	if err != nil {
		return Question{}, err
	}
	return q, nil
}

// ignoreAbsent drops the error that says that something is not there.
func ignoreAbsent(err error) error {
	if kindOf(err) == content.NotFound {
		return nil
	}
	return err
}
