package routing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/team"
)

// Near is a page that came close to a question, as its asker may read it.
type Near struct {
	Page       wiki.PageID
	Title      string
	Parent     string // the title of the page above it, else of its space
	Space      wiki.SpaceID
	Owner      wiki.PersonID // 0: nobody
	Tags       []string
	Above      []wiki.PageID // nearest first
	Confidence float64       // that it answers, or that the section of it does that came closest
}

// Case is a question that somebody has to be found for.
type Case struct {
	Text       string
	Space      wiki.SpaceID
	SpaceName  string
	SpaceOwner wiki.PersonID
	Near       []Near // closest first
}

// Claim is a reason to ask somebody, with who comes after and what is expected.
type Claim struct {
	To     team.Party
	Why    qa.Why
	Page   Near // that the claim rests on; zero: none
	Area   Area // the most specific one that covers what the question is about; zero: none
	Expect Expect
}

// faint is the confidence below which a page is no evidence: it more likely than not has nothing to do with
// the question, and words that somebody wrote down as a topic say more.
const faint = 0.1

// stray is the confidence below which a page came up because something always does: who answers for the space
// knows better who should answer.
const stray = 0.03

// Claims gives the reasons to ask somebody, the best one first. The order, and why:
//
//  1. The area that begins at the closest page: somebody said of this very page who is to be asked.
//  2. The owner of that page: knows it better than who answers for a whole subtree.
//  3. The areas of pages above it, the deepest first: the nearest to what the question is about.
//  4. A tag of the page: says what the page is about, though of many pages in many places.
//  5. A topic whose words the question has: may be mentioned in passing, so what the page says comes
//     first; but before a page that hardly has to do with the question.
//  6. The same of the pages that came close next; where the first has nobody they may.
//  7. The area of the space, then its owner: they answer for everything that nobody else does.
//  8. The same of pages that only came up because something always does.
//
// Areas without an owner make no claim. Whoever is asked because of an area answers by its rules; whoever is
// asked as the owner of a page, by those of the most specific area that covers it.
func Claims(c Case, areas []Area) []Claim {
	spaceArea := find(areas, func(a Area) bool { return a.Kind == Space && a.Space == c.Space })
	topics := topicClaims(c.Text, areas)
	var claims, strays []Claim
	if len(c.Near) == 0 || c.Near[0].Confidence < faint {
		claims, topics = topics, nil
	}
	for _, n := range c.Near {
		if n.Confidence < stray {
			strays = append(strays, pageClaims(n, areas)...)
			continue
		}
		claims = append(claims, pageClaims(n, areas)...)
		if topics != nil {
			claims, topics = append(claims, topics...), nil
		}
	}
	if spaceArea.ID != 0 {
		claims = append(claims, Claim{To: spaceArea.Owner, Why: qa.OwnsArea, Area: spaceArea})
	}
	claims = append(claims, Claim{To: team.Party{Person: c.SpaceOwner}, Why: qa.OwnsSpace, Area: spaceArea})
	claims = append(claims, strays...)
	for i := range claims {
		if claims[i].Area.ID == 0 {
			claims[i].Area = spaceArea
		}
		claims[i].Expect = expected(claims[i].Area, spaceArea)
	}
	return slices.DeleteFunc(claims, func(cl Claim) bool { return cl.To.IsZero() })
}

// Covering gives the areas that cover a case, with or without an owner, the most specific one first.
func Covering(c Case, areas []Area) []Area {
	var covering []Area
	for i, n := range c.Near {
		covering = append(covering, above(n, areas)...)
		if i == 0 {
			for _, t := range topicClaims(c.Text, areas) {
				covering = append(covering, t.Area)
			}
		}
	}
	for _, a := range areas {
		if a.Kind == Space && a.Space == c.Space {
			covering = append(covering, a)
		}
	}
	return covering
}

// expected is what an area expects, else its space, else what is usual.
func expected(area, space Area) Expect {
	switch {
	case area.Expect.N > 0:
		return area.Expect
	case space.Expect.N > 0 && (area.ID == 0 || area.Space == space.Space || area.Kind == Topic):
		return space.Expect
	}
	return Usual
}

// pageClaims are those that a page gives.
func pageClaims(n Near, areas []Area) []Claim {
	covering := above(n, areas)
	var terms Area
	if len(covering) > 0 {
		terms = covering[0]
	}
	own := Claim{To: team.Party{Person: n.Owner}, Why: qa.OwnsPage, Page: n, Area: terms}
	var claims []Claim
	for _, a := range covering {
		if a.Kind != Subtree || a.Page != n.Page {
			claims, own = appendOwn(claims, own)
		}
		claims = append(claims, Claim{To: a.Owner, Why: qa.OwnsArea, Page: n, Area: a})
	}
	claims, _ = appendOwn(claims, own)
	return claims
}

// appendOwn adds the claim of a page's owner once.
func appendOwn(claims []Claim, own Claim) ([]Claim, Claim) {
	if own.To.IsZero() {
		return claims, own
	}
	return append(claims, own), Claim{}
}

// above gives the areas of a page, the most specific one first: subtrees from the page upwards, then tags.
func above(n Near, areas []Area) []Area {
	var found []Area
	for _, page := range append([]wiki.PageID{n.Page}, n.Above...) {
		if a := find(areas, func(a Area) bool { return a.Kind == Subtree && a.Page == page }); a.ID != 0 {
			found = append(found, a)
		}
	}
	for _, a := range areas {
		if a.Kind == Tag && a.Space == n.Space && slices.ContainsFunc(n.Tags, func(tag string) bool { return sameTag(tag, a.Tag) }) {
			found = append(found, a)
		}
	}
	return found
}

// topicClaims are the topics whose words stand in a text: the one known by most words first.
func topicClaims(text string, areas []Area) []Claim {
	type hit struct {
		area  Area
		words int
	}
	var hits []hit
	said := keys(text)
	for _, a := range areas {
		if a.Kind != Topic {
			continue
		}
		best := 0
		for _, w := range a.Words {
			if phrase := keys(w); len(phrase) > best && contains(said, phrase) {
				best = len(phrase)
			}
		}
		if best > 0 {
			hits = append(hits, hit{a, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.words, a.words), cmp.Compare(a.area.ID, b.area.ID))
	})
	claims := []Claim{}
	for _, h := range hits {
		claims = append(claims, Claim{To: h.area.Owner, Why: qa.OwnsArea, Area: h.area})
	}
	return claims
}

// keys are the words of a text as they are compared: inflection does not count.
func keys(text string) []string {
	words := match.Words(text)
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = match.Stem(w)
	}
	return out
}

// contains says whether a phrase stands in a text, word after word.
func contains(text, phrase []string) bool {
	for i := 0; i+len(phrase) <= len(text); i++ {
		if slices.Equal(text[i:i+len(phrase)], phrase) {
			return true
		}
	}
	return false
}

func sameTag(a, b string) bool { return strings.EqualFold(line(a), line(b)) }

func find(areas []Area, is func(Area) bool) Area {
	if i := slices.IndexFunc(areas, is); i >= 0 {
		return areas[i]
	}
	return Area{}
}

func itoa[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
