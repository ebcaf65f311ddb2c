package likeness

import (
	"cmp"
	"slices"

	"github.com/docent-wiki/docent/wiki"
)

const (
	copyFrom   = 0.6 // share of common runs of words from which on two sections say nearly the same
	mostAlike  = 3   // of so many others a text is no copy, and of so many variants no contradiction, but a pattern
	mostOthers = 64  // sections that one is compared with
)

// section is a text that is taken apart as far as somebody asks.
type section struct {
	Text
	sentences []string
	shingles  []uint64
	claims    []claim
	cut, told bool // shingles and claims were made
}

func dissect(t Text) *section { return &section{Text: t, sentences: prose(t.Heading, t.Body)} }

func (s *section) runs() []uint64 {
	if !s.cut {
		s.shingles, s.cut = shinglesOf(s.sentences), true
	}
	return s.shingles
}

func (s *section) says() []claim {
	if !s.told {
		s.claims, s.told = claimsOf(s.sentences), true
	}
	return s.claims
}

// subject says whether two sections stand under the same heading of pages of the same title.
func (s *section) subject(o *section) bool {
	return fold(s.Heading) == fold(o.Heading) && fold(s.Title) == fold(o.Title)
}

// found is what comparing one section with others came to.
type found struct {
	reviews []Review
	never   []string
}

// examine compares a section with those that may say nearly the same, and with those that may say the contrary, by
// their numbers.
func examine(s *section, alike, claiming []*section) found {
	var f found
	f.copies(s, alike)
	for i := range s.says() {
		f.conflicts(s, &s.claims[i], claiming)
	}
	return f
}

// copies finds the sections that say nearly the same. Many of them are a pattern.
func (f *found) copies(s *section, others []*section) {
	if len(s.runs()) < fewestShingles {
		return
	}
	type like struct {
		*section
		share float64
	}
	var all []like
	for _, o := range others {
		if share := jaccard(s.shingles, o.runs()); len(o.shingles) >= fewestShingles && share >= copyFrom {
			all = append(all, like{o, share})
		}
	}
	if len(all) >= mostAlike {
		all = append(all, like{section: s})
		for i := range all {
			for j := range i {
				f.never = append(f.never, copyMark(all[i].Text, all[j].Text))
			}
		}
		return
	}
	for _, o := range all {
		if s.Heading != "" && s.subject(o.section) {
			continue // copies of one page for two versions: the beginning of the page stands for all of it
		}
		f.reviews = append(f.reviews, Review{
			Kind: Copies, A: int64(min(s.ID, o.ID)), B: int64(max(s.ID, o.ID)), Mark: copyMark(s.Text, o.Text), Score: o.share,
		})
	}
}

func copyMark(a, b Text) string {
	if a.ID > b.ID {
		a, b = b, a
	}
	return pairMark(a.Fingerprint, b.Fingerprint)
}

// said is a claim of another section.
type said struct {
	*section
	*claim
	Difference
}

// conflicts finds the sentence that says the contrary of a claim. Where another section says the same as the
// claim, that one was found to be contradicted; where there are several contraries, they are a pattern.
func (f *found) conflicts(s *section, c *claim, others []*section) {
	var all []said
	variants := map[string]bool{}
	backed := false
	for _, o := range others {
		same := s.subject(o)
		contraries, agrees := contrariesIn(c, o, same)
		backed = backed || agrees
		if agrees || len(contraries) == 0 || slices.ContainsFunc(s.says(), func(e claim) bool {
			_, rel := relate(e, *contraries[0].claim, same)
			return rel == agreeing
		}) {
			continue // that section, or this one, says both: of different things
		}
		all = append(all, contraries...)
		for _, d := range contraries {
			variants[d.claim.stated()] = true
		}
	}
	if len(variants) >= mostAlike {
		f.never = append(f.never, conflictMarks(s, c, all)...)
		return
	}
	if len(all) == 0 || backed {
		return
	}
	f.reviews = append(f.reviews, conflictOf(s, c, all[0]))
}

// contrariesIn are the claims of a section that say the contrary of one; agrees says that one says the same.
func contrariesIn(c *claim, o *section, same bool) (all []said, agrees bool) {
	for i := range o.says() {
		switch d, rel := relate(*c, o.claims[i], same); rel {
		case agreeing:
			agrees = true
		case contrary:
			all = append(all, said{o, &o.claims[i], d})
		case unrelated:
		}
	}
	return all, agrees
}

func conflictOf(s *section, c *claim, other said) Review {
	r := Review{
		Kind: Conflict, A: int64(s.ID), B: int64(other.ID), In: other.In, Score: 1,
		TextA: c.text, TextB: other.claim.text, MarksA: other.A, MarksB: other.Difference.B,
	}
	if r.A > r.B {
		r.A, r.B, r.TextA, r.TextB, r.MarksA, r.MarksB = r.B, r.A, r.TextB, r.TextA, r.MarksB, r.MarksA
	}
	r.Mark = pairMark(r.TextA, r.TextB)
	return r
}

// conflictMarks are the marks of all pairs of a claim and its contraries.
func conflictMarks(s *section, c *claim, all []said) []string {
	all = append(slices.Clone(all), said{section: s, claim: c})
	var marks []string
	for i := range all {
		for j := range i {
			a, b := all[i], all[j]
			if a.ID > b.ID {
				a, b = b, a
			}
			marks = append(marks, pairMark(a.claim.text, b.claim.text))
		}
	}
	return marks
}

// batch is the sections that are looked at together.
type batch struct {
	changed []Text
	sketch  map[wiki.SectionID]Sketch
	gone    []wiki.SectionID
	stale   map[wiki.SectionID]bool // what the store has of these is out of date
	texts   map[wiki.SectionID]Text
	read    map[wiki.SectionID]*section
}

// newBatch finds out which of some texts have changed since they were sketched.
func newBatch(texts []Text, known []Sketched) *batch {
	b := &batch{
		sketch: map[wiki.SectionID]Sketch{}, stale: map[wiki.SectionID]bool{},
		texts: map[wiki.SectionID]Text{}, read: map[wiki.SectionID]*section{},
	}
	was := map[wiki.SectionID]string{}
	for _, s := range known {
		was[s.Section] = s.Fingerprint
	}
	for _, t := range texts {
		b.texts[t.ID] = t
		if was[t.ID] != t.print() {
			b.changed, b.stale[t.ID] = append(b.changed, t), true
			b.sketch[t.ID] = SketchOf(t.Heading, t.Body)
		}
	}
	for _, s := range known {
		if _, there := b.texts[s.Section]; !there {
			b.gone, b.stale[s.Section] = append(b.gone, s.Section), true
		}
	}
	return b
}

// print is the fingerprint of all of a text that is compared.
func (t Text) print() string { return pairMark(t.Title+"\n"+t.Heading, t.Fingerprint) }

func (b *batch) codes() []int64 {
	var all []int64
	for _, t := range b.changed {
		all = append(all, b.sketch[t.ID].codes()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// drop takes what is out of date off what the store shares.
func (b *batch) drop(shares map[int64][]wiki.SectionID) {
	for code, all := range shares {
		shares[code] = slices.DeleteFunc(all, func(id wiki.SectionID) bool { return b.stale[id] })
	}
}

// wanted are the sections of the store that some of the batch may be like.
func (b *batch) wanted(shares map[int64][]wiki.SectionID) []wiki.SectionID {
	all := map[wiki.SectionID]bool{}
	for _, t := range b.changed {
		for _, codes := range [][]int64{b.sketch[t.ID].Copy, b.sketch[t.ID].Claims} {
			for _, id := range candidates(t.ID, codes, shares) {
				if _, read := b.texts[id]; !read {
					all[id] = true
				}
			}
		}
	}
	return sorted(all)
}

// compare examines the changed sections one after the other, each with those before it and with those of the
// store, and notes what to keep of it.
func (b *batch) compare(shares map[int64][]wiki.SectionID, round *Round) {
	mine := map[int64][]wiki.SectionID{}
	for _, t := range b.changed {
		sketch := b.sketch[t.ID]
		f := examine(b.section(t.ID), b.sections(candidates(t.ID, sketch.Copy, shares, mine)), b.sections(candidates(t.ID, sketch.Claims, shares, mine)))
		round.Found, round.Never = append(round.Found, f.reviews...), append(round.Never, f.never...)
		round.Looked = append(round.Looked, int64(t.ID))
		kept := Sketched{Section: t.ID, Page: t.Page, Fingerprint: t.print()}
		for _, code := range sketch.codes() {
			if len(shares[code])+len(mine[code]) < crowded {
				mine[code] = append(mine[code], t.ID)
				kept.Codes = append(kept.Codes, code)
			}
		}
		round.Put = append(round.Put, kept)
	}
}

// sections are those of some numbers that are there.
func (b *batch) sections(ids []wiki.SectionID) []*section {
	var all []*section
	for _, id := range ids {
		if s := b.section(id); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// codes are all codes of a sketch.
func (s Sketch) codes() []int64 { return slices.Concat(s.Copy, s.Claims) }

// section takes a text apart, once; nil where it is not there any more.
func (b *batch) section(id wiki.SectionID) *section {
	s, done := b.read[id]
	if t, there := b.texts[id]; !done && there {
		s = dissect(t)
		b.read[id] = s
	}
	return s
}

// crowded is how many sections a code has room for.
const crowded = 24

// candidates are the sections that share most codes with one, by their numbers.
func candidates(id wiki.SectionID, codes []int64, shares ...map[int64][]wiki.SectionID) []wiki.SectionID {
	times := map[wiki.SectionID]int{}
	for _, code := range codes {
		for _, share := range shares {
			for _, other := range share[code] {
				if other != id {
					times[other]++
				}
			}
		}
	}
	all := make([]wiki.SectionID, 0, len(times))
	for other := range times {
		all = append(all, other)
	}
	slices.SortFunc(all, func(a, b wiki.SectionID) int { return cmp.Or(times[b]-times[a], cmp.Compare(a, b)) })
	all = all[:min(len(all), mostOthers)]
	slices.Sort(all)
	return all
}
