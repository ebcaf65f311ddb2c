package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// plan is what the operators of a query make of it.
type plan struct {
	Request
	access wiki.Access
	now    time.Time // in the reader's time zone
	notes  []string
	keep   []func(*Facts) bool
}

// plan turns a query into what the index is asked, but for the words; false where nothing can match.
func (f *Finder) plan(ctx context.Context, access wiki.Access, q Query, p Parsed) (plan, bool, error) {
	r := plan{
		Request: Request{Kinds: kindsNamed(q.Kind), Spaces: access.IDs(), All: p.Words, Without: p.Without, Count: true},
		access:  access, now: q.Now, notes: p.Notes,
	}
	if r.now.IsZero() {
		r.now = time.Now()
	}
	r.now = r.now.In(access.As.In())
	operators := p.Operators
	if q.Space != "" {
		operators = append([]Operator{{Name: "space", Values: []string{q.Space}}}, operators...)
	}
	r.Everything = len(p.Words) == 0 && len(operators)+len(p.Without) > 0 && strings.TrimSpace(q.Text) != ""
	if len(r.Kinds) == 0 || len(p.Words) == 0 && !r.Everything {
		return r, false, nil
	}
	for _, op := range operators {
		if err := f.operate(ctx, &r, op); err != nil {
			return r, false, err
		}
	}
	if len(r.keep) > 0 {
		r.Keep = func(facts *Facts) bool {
			return !slices.ContainsFunc(r.keep, func(holds func(*Facts) bool) bool { return !holds(facts) })
		}
	}
	possible := len(r.Spaces) > 0 && len(r.Kinds) > 0
	for _, l := range r.Only {
		possible = possible && len(l.Values) > 0
	}
	r.Not = slices.DeleteFunc(r.Not, func(l Limit) bool { return len(l.Values) == 0 })
	return r, possible, nil
}

func (f *Finder) operate(ctx context.Context, r *plan, op Operator) error {
	switch op.Name {
	case "space":
		r.bySpace(op)
	case "kind":
		var named []Kind
		for _, value := range op.Values {
			some := kindsNamed(value)
			if len(some) == 0 {
				r.note("There is no kind “%s”. The kinds are page, question and attachment.", value)
			}
			named = append(named, some...)
		}
		r.Kinds = slices.DeleteFunc(r.Kinds, func(k Kind) bool { return slices.Contains(named, k) == op.Not })
	case "tag":
		values := make([]string, len(op.Values))
		for i, value := range op.Values {
			values[i] = strings.ToLower(value)
		}
		r.limit(op, Limit{Field: fieldTag, Values: values})
	case "title":
		f.byTitle(r, op)
	case "author", "owner":
		var people []string
		for _, value := range op.Values {
			some, err := f.named(ctx, r.access, value)
			if err != nil {
				return err
			}
			if len(some) == 0 && r.access.As.SignedIn() {
				r.note("Nobody here is called “%s”.", value)
			}
			people = append(people, some...)
		}
		r.limit(op, Limit{Field: op.Name, Values: people})
	case "updated", "created":
		r.byDate(op)
	case "verified":
		r.byVerified(op)
	case "lang":
		r.byLanguage(op)
	}
	return nil
}

func (r *plan) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func (r *plan) limit(op Operator, limits ...Limit) {
	if op.Not {
		r.Not = append(r.Not, limits...)
	} else {
		r.Only = append(r.Only, limits...)
	}
}

// holds adds a condition on the facts of a page, question or attachment.
func (r *plan) holds(not bool, condition func(*Facts) bool) {
	r.keep = append(r.keep, func(f *Facts) bool { return condition(f) != not })
}

func (r *plan) bySpace(op Operator) {
	known := r.access.Spaces()
	is := func(s wiki.Space, value string) bool {
		return strings.EqualFold(s.Slug, value) || strings.EqualFold(s.Name, value)
	}
	for _, value := range op.Values {
		if !slices.ContainsFunc(known, func(s wiki.Space) bool { return is(s, value) }) {
			slugs := make([]string, 0, len(known))
			for _, s := range known[:min(len(known), maxNamed)] {
				slugs = append(slugs, s.Slug)
			}
			r.note("There is no space “%s”. You may look in %s.", value, listed(slugs, len(known)))
		}
	}
	r.Spaces = slices.DeleteFunc(r.Spaces, func(id wiki.SpaceID) bool {
		s, _ := r.access.Space(id)
		return slices.ContainsFunc(op.Values, func(value string) bool { return is(s, value) }) == op.Not
	})
}

// maxNamed is how many values a note names.
const maxNamed = 8

func listed(names []string, all int) string {
	switch {
	case all == 0:
		return "none"
	case all > len(names):
		return strings.Join(names, ", ") + " and others"
	case all == 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// byTitle wants all words of the one value, or with several values one word of one of them.
func (f *Finder) byTitle(r *plan, op Operator) {
	if len(op.Values) > 1 {
		var words []string
		for _, value := range op.Values {
			for _, w := range f.index.Words(value) {
				words = append(words, w.Text)
			}
		}
		r.limit(op, Limit{Field: fieldTitle, Values: words})
		return
	}
	for _, w := range f.index.Words(op.Values[0]) {
		r.limit(op, Limit{Field: fieldTitle, Values: []string{w.Text}})
	}
}

func (r *plan) byDate(op Operator) {
	var spans []span
	for _, value := range op.Values {
		s, ok := spanOf(value, r.now)
		if !ok {
			r.note("“%s” is no date: it was left out. Write %s:>2026-01-31, %s:2026-05, or %s:<30d for the last thirty days.", value, op.Name, op.Name, op.Name)
			continue
		}
		spans = append(spans, s)
	}
	if len(spans) == 0 {
		return
	}
	updated := op.Name == "updated"
	r.holds(op.Not, func(f *Facts) bool {
		at := f.Created
		if updated {
			at = f.Updated
		}
		return slices.ContainsFunc(spans, func(s span) bool { return s.has(at) })
	})
}

func (r *plan) byVerified(op Operator) {
	now := r.now.UnixMicro()
	var any []func(*Facts) bool
	for _, value := range op.Values {
		switch strings.ToLower(value) {
		case "yes", "true", "y", "1":
			any = append(any, func(f *Facts) bool { return f.Verified > now })
		case "no", "false", "n", "0":
			any = append(any, func(f *Facts) bool { return f.Verified <= now })
		case "expired":
			any = append(any, func(f *Facts) bool { return f.Verified != 0 && f.Verified <= now })
		default:
			r.note("“verified:%s” was left out: write verified:yes, verified:no or verified:expired.", value)
		}
	}
	if len(any) > 0 {
		r.holds(op.Not, func(f *Facts) bool {
			return slices.ContainsFunc(any, func(holds func(*Facts) bool) bool { return holds(f) })
		})
	}
}

func (r *plan) byLanguage(op Operator) {
	var codes []string
	for _, value := range op.Values {
		code := LanguageNamed(value)
		if code == "" {
			r.note("“lang:%s” was left out: write the language's code, such as lang:de, or its English name.", value)
			continue
		}
		codes = append(codes, code)
	}
	if len(codes) > 0 {
		r.holds(op.Not, func(f *Facts) bool { return slices.Contains(codes, f.Language) })
	}
}

// kindsNamed gives the kinds of documents for a word of the query language; none for an unknown word.
func kindsNamed(name string) []Kind {
	switch strings.ToLower(strings.TrimSuffix(name, "s")) {
	case "":
		return []Kind{KindSection, KindQuestion, KindAttachment}
	case "page", "section":
		return []Kind{KindSection}
	case "question":
		return []Kind{KindQuestion}
	case "attachment", "file":
		return []Kind{KindAttachment}
	}
	return nil
}

// named gives the people who have every word of value at the start of a word of their name; "me" is
// the reader.
func (f *Finder) named(ctx context.Context, access wiki.Access, value string) ([]string, error) {
	if strings.EqualFold(value, "me") && access.As.Person != 0 {
		return []string{number(access.As.Person)}, nil
	}
	if !access.As.SignedIn() {
		return nil, nil // names of accounts are not for visitors
	}
	people, err := f.people.People(ctx)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	var ids []string
	who, wanted := newWho(people, f.index), f.index.Words(value)
	for _, person := range people {
		if who.named(person.ID, wanted) {
			ids = append(ids, number(person.ID))
		}
	}
	return ids, nil
}
