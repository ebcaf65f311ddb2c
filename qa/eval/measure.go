package eval

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki"
)

// Pages lists the pages of a space with their sections; wiki.Reads does.
type Pages interface {
	SpacePages(ctx context.Context, space wiki.SpaceID, after wiki.PageID, limit int) ([]wiki.Page, error)
	SectionsOf(ctx context.Context, pages []wiki.PageID) ([]wiki.Section, error)
}

// Bench is where an evaluation takes place.
type Bench struct {
	Store  qa.Store
	Finder qa.Finder
	Pages  Pages
	Desk   *qa.Desk // the one that people ask; nil: a new one on Store and Finder

	Ranking  func() match.Weights // of known questions; nil: as shipped
	Examples Examples             // what the order of sections is learnt from; nil: it is not learnt
	// Thresholds are the confidences from which on one answer is shown; nil: as shipped.
	Thresholds func(context.Context) (qa.Thresholds, error)

	Access wiki.Access
	Space  wiki.SpaceID // where to ask; 0: everywhere
	AtMost int          // of the team's own wordings are asked; 0: MaxOwn

	// Rest is called after every ask with the time that it took, by who has all night; an error ends
	// the evaluation. nil: no rest.
	Rest func(ctx context.Context, took time.Duration) error
}

// Run measures a set. Without one (nil) it measures the team's own solved questions.
func (b Bench) Run(ctx context.Context, set *Set) (Report, error) {
	if len(b.Access.Spaces()) == 0 {
		return Report{}, content.Errorf(content.Invalid, "There is no space to evaluate in yet.")
	}
	switch {
	case set == nil:
		return b.own(ctx)
	case len(set.Corpus) > 0:
		return b.corpus(ctx, set)
	}
	return b.wiki(ctx, set)
}

// wiki measures finding in the wiki itself.
func (b Bench) wiki(ctx context.Context, set *Set) (Report, error) {
	desk := b.Desk
	if desk == nil {
		desk = qa.New(b.Store, b.Finder, nil, qa.Options{Ranking: b.Ranking, Thresholds: b.Thresholds})
	}
	m := measure{Bench: b, desk: desk, report: Report{Set: set.Name}}
	var again verdicts // of paraphrases
	for _, c := range set.Cases {
		r, err := m.ask(ctx, c.Question, b.Space)
		if err != nil {
			return Report{}, err
		}
		m.judge(c, r, &m.said, &m.report.ByPage, &m.report.BySection)
		for _, p := range c.Paraphrases {
			if r, err = m.ask(ctx, p, b.Space); err != nil {
				return Report{}, err
			}
			m.judge(c, r, &again, &m.report.Paraphrases.ByPage, &m.report.Paraphrases.BySection)
		}
	}
	if len(again) > 0 {
		m.report.Paraphrases.Answering = again.answering()
		together := slices.Concat(m.said, again).answering()
		m.report.Together = &together
	}
	if err := m.recurrence(ctx, set); err != nil {
		return Report{}, err
	}
	return m.done(), nil
}

func (b Bench) homeSpace() wiki.SpaceID {
	if b.Space != 0 {
		return b.Space
	}
	return b.Access.Spaces()[0].ID
}

// measure counts.
type measure struct {
	Bench
	desk   *qa.Desk
	report Report
	said   verdicts
	took   []time.Duration
}

// ask asks once, in one space or (0) everywhere.
func (m *measure) ask(ctx context.Context, text string, space wiki.SpaceID) (qa.Result, error) {
	begun := time.Now()
	r, err := m.desk.Preview(ctx, m.Access, text, space)
	if err != nil {
		return qa.Result{}, err
	}
	took := time.Since(begun)
	m.took = append(m.took, took)
	if m.Rest != nil {
		err = m.Rest(ctx, took)
	}
	return r, err
}

// judge counts where the right page and section stand.
func (m *measure) judge(c Case, r qa.Result, said *verdicts, byPage, bySection *Ranking) {
	page := rankOf(r, c.answeredBy)
	if !c.None {
		byPage.add(page)
		bySection.add(rankOf(r, c.answeredExactly))
	}
	said.add(r, page == 1, c.None)
}

// rankOf is the place of the first offer that is right, from 1; 0: none is.
func rankOf(r qa.Result, right func(qa.Offer) bool) int {
	return 1 + slices.IndexFunc(r.Offers, right)
}

func (all *verdicts) add(r qa.Result, right, none bool) {
	v := verdict{answered: r.Outcome == qa.IsAnswered, right: right && !none, none: none}
	if len(r.Offers) > 0 {
		v.confidence, v.kind = r.Offers[0].Confidence, r.Offers[0].Kind
	}
	*all = append(*all, v)
}

// done turns counts into shares.
func (m *measure) done() Report {
	r := m.report
	for _, k := range []*Ranking{&r.ByPage, &r.BySection, &r.Paraphrases.ByPage, &r.Paraphrases.BySection} {
		k.share()
	}
	r.Questions = len(m.said)
	for _, v := range m.said {
		if v.none {
			r.None++
		}
	}
	r.Answerable = r.Questions - r.None
	r.Answering, r.OutOfScope = m.said.answering(), m.said.outOfScope()
	r.Latency = latency(m.took)
	return r
}

// answeredBy says whether an offer stands on a page that answers.
func (c Case) answeredBy(o qa.Offer) bool {
	return c.on(o.Page, o.SourcePath) || slices.ContainsFunc(c.Also, func(p string) bool { return samePath(o.SourcePath, p) })
}

// answeredExactly says whether an offer is the section that answers.
func (c Case) answeredExactly(o qa.Offer) bool {
	return c.on(o.Page, o.SourcePath) && sameHeading(o.Heading, c.Heading)
}

// on says whether a page is the one that answers.
func (c Case) on(page wiki.PageID, path string) bool {
	if c.PageID != 0 {
		return page == c.PageID
	}
	return samePath(path, c.Page)
}

// samePath says whether two source paths name the same file, though the import began at another folder.
func samePath(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a != "" && b != "" && (a == b || strings.HasSuffix(a, "/"+b) || strings.HasSuffix(b, "/"+a))
}

// sameHeading compares headings by their words: sets are written from Markdown, with its marks.
func sameHeading(a, b string) bool { return lettersOf(a) == lettersOf(b) }

func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
