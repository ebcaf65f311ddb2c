package search

import "github.com/docent-wiki/docent/search/rank"

// profile is by what sections are ordered, and how far the first one is to be believed.
type profile struct {
	weights   rank.Weights
	certainty rank.Platt
}

var shippedProfile = profile{rank.Sections, rank.Certainty}

// UseRanking has sections ordered by other weights, for every question that comes from here on. The
// certainty has to be learnt beside them: it is about the scores that they give.
func (f *Finder) UseRanking(w rank.Weights, p rank.Platt) { f.profile.Store(&profile{w, p}) }

// Ranking is by what sections are ordered at present: as shipped until UseRanking.
func (f *Finder) Ranking() (rank.Weights, rank.Platt) {
	p := f.ranking()
	return p.weights, p.certainty
}

func (f *Finder) ranking() *profile {
	if p := f.profile.Load(); p != nil {
		return p
	}
	return &shippedProfile
}
