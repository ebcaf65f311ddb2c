package rank

// Sections are the weights for sections of pages. They are learnt from questions made of the texts of two
// handbooks (sentences, left out where they stand, and link texts, their pages left out) and from questions
// about single paragraphs (XQuAD), by
//
//	DOCENT_FIT=1 DOCENT_HANDBOOK=… DOCENT_MANUAL=… go test ./search -run TestFit -v
//
// with two folders of Markdown and DOCENT_SHARED naming the question sets. On questions that they were not
// learnt on they find the page first for 54.5 % where the index alone does for 47.4 %.
var Sections = Weights{
	fIndex: 3.01, fSaturated: 1.16, fWhole: 0.03, fTitle: -0.62, fPath: 0.90, fHeading: -1.64, fBody: -0.51, fCover: -1.19, fCount: -0.17,
	fPairs: -0.61, fPairsHead: 3.27, fPage: 1.65, fPageCover: -0.70, fPageBest: 0.08, fDense: 0.61, fGrams: 2.73, fLength: 0.20,
	fTitleSpent: 1.18, fHeadSpent: 1.13, fSoft: 0.82, fSoftHead: 0.24, fSoftBody: 1.06, fSoftPage: 1.71, fGist: 1.49, fGistHead: 0.06, fGistPage: 1.12,
	fSynonym: -1.01, fSynonymPage: 0.45,
}

// Certainty tells how likely the best section answers. TestFit learns it on questions as people ask them:
// headings that end in a question mark, left out where they stand, and the questions about paragraphs, each
// also with the page that answers taken away.
var Certainty = Platt{Bias: -4.64, Share: 3.96, Margin: 0.78, Cover: 0.23, Soft: 0.30}
