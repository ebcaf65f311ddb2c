package eval

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa"
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
	Access wiki.Access
	Space  wiki.SpaceID // where to ask; 0: everywhere
}

// Run measures a set. Without one (nil) it measures the team's own solved questions.
func (b Bench) Run(ctx context.Context, set *Set) (Report, error) {
	if len(b.Access.Spaces()) == 0 {
		return Report{}, content.Errorf(content.Invalid, "There is no space to evaluate in yet.")
	}
	if set == nil {
		own, err := b.own(ctx)
		if err != nil {
			return Report{}, err
		}
		set = own
	}
	if len(set.Corpus) > 0 {
		return b.corpus(ctx, set)
	}
	return b.wiki(ctx, set)
}

// wiki measures finding in the wiki itself.
func (b Bench) wiki(ctx context.Context, set *Set) (Report, error) {
	m := measure{report: Report{Set: set.Name}, access: b.Access, space: b.Space}
	m.desk = qa.New(b.Store, b.Finder, nil, qa.Options{})
	if set.Own { // each question is looked for as if nobody had answered it yet
		empty, err := newLab(b.homeSpace())
		if err != nil {
			return Report{}, err
		}
		defer func() { _ = empty.close() }() // in memory
		m.desk = empty.desk(b.Store, b.Finder)
	}
	for _, c := range set.Cases {
		if err := m.ask(ctx, c, c.Question, &m.report.ByPage, &m.report.BySection, true); err != nil {
			return Report{}, err
		}
		for _, p := range c.Paraphrases {
			if err := m.ask(ctx, c, p, &m.report.Paraphrases.ByPage, &m.report.Paraphrases.BySection, false); err != nil {
				return Report{}, err
			}
		}
	}
	if err := b.recurrence(ctx, set, &m.report); err != nil {
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
	report Report
	desk   *qa.Desk
	access wiki.Access
	space  wiki.SpaceID
	took   []time.Duration
}

// ask asks once and counts where the right page and section stand. answering says whether what was
// said counts, too.
func (m *measure) ask(ctx context.Context, c Case, text string, byPage, bySection *Ranking, answering bool) error {
	begun := time.Now()
	r, err := m.desk.Preview(ctx, m.access, text, m.space)
	if err != nil {
		return err
	}
	m.took = append(m.took, time.Since(begun))
	page, section := 0, 0
	for i, o := range r.Offers {
		if page == 0 && c.answeredBy(o) {
			page = i + 1
		}
		if section == 0 && c.answeredExactly(o) {
			section = i + 1
		}
	}
	if !c.None {
		byPage.add(page)
		if bySection != nil {
			bySection.add(section)
		}
	}
	if answering {
		m.said(c, r.Outcome, page == 1)
	}
	return nil
}

// said counts what was said about a question.
func (m *measure) said(c Case, outcome qa.Outcome, right bool) {
	r := &m.report
	r.Questions++
	if c.None {
		r.None++
	} else {
		r.Answerable++
	}
	switch {
	case outcome == qa.IsAnswered && right:
		r.Answering.Right++
	case outcome == qa.IsAnswered:
		r.Answering.Wrong++
	case c.None:
		r.Answering.Declined++
	}
}

// done turns counts into shares.
func (m *measure) done() Report {
	r := m.report
	for _, k := range []*Ranking{&r.ByPage, &r.BySection, &r.Paraphrases.ByPage, &r.Paraphrases.BySection} {
		k.share()
	}
	answered := float64(r.Answering.Right + r.Answering.Wrong)
	if answered > 0 {
		r.Answering.Precision = float64(r.Answering.Right) / answered
	}
	if r.Questions > 0 {
		r.Answering.Answered = answered / float64(r.Questions)
	}
	if r.None > 0 {
		r.Answering.Declined /= float64(r.None)
	}
	r.Latency = latency(m.took)
	return r
}

// answeredBy says whether an offer stands on a page that answers.
func (c Case) answeredBy(o qa.Offer) bool {
	if c.PageID != 0 {
		return o.Page == c.PageID
	}
	return samePath(o.SourcePath, c.Page) || slices.ContainsFunc(c.Also, func(p string) bool { return samePath(o.SourcePath, p) })
}

// answeredExactly says whether an offer is the section that answers.
func (c Case) answeredExactly(o qa.Offer) bool {
	on := c.PageID != 0 && o.Page == c.PageID || c.PageID == 0 && samePath(o.SourcePath, c.Page)
	return on && sameHeading(o.Heading, c.Heading)
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
