package rank

// Sections are the weights for sections of pages. They are learnt from questions made of the texts of two
// handbooks (headings, link texts and sentences, each left out where it stands) and from questions about
// single paragraphs (XQuAD), by
//
//	DOCENT_FIT=1 DOCENT_HANDBOOK=… DOCENT_MANUAL=… go test ./search -run TestFit -v
//
// with two folders of Markdown and DOCENT_SHARED naming the question sets.
var Sections = Weights{
	fIndex: 2.71, fSaturated: 1.58, fWhole: 1.43, fTitle: -0.89, fPath: 0.85, fHeading: -4.75, fBody: -0.67, fCover: -0.89, fCount: 0.09,
	fPairs: 0.11, fPairsHead: 1.86, fPage: 1.14, fPageCover: -0.39, fPageBest: 0.44, fDense: 0.56, fGrams: 1.30, fLength: 0.25,
	fTitleSpent: 1.05, fHeadSpent: 0.91, fSoft: 0.16, fSoftHead: 0.48, fSoftBody: 0.26, fSoftPage: 1.80, fGist: 1.04, fGistHead: 0.19, fGistPage: 1.06,
	fSynonym: -0.95, fSynonymPage: 0.18,
}

// Certainty tells how likely the best section answers. It is learnt beside Sections, on questions that the
// weights were not learnt on, a fourth of them also with the page that answers taken away.
var Certainty = Platt{Bias: -2.38, Share: 4.08, Margin: 0.39, Cover: -0.11, Soft: 0.05, Dense: -0.77, Head: -0.24}
