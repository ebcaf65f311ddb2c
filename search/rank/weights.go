package rank

// Sections are the weights for sections of pages. They are learnt from questions made of the texts of two
// handbooks (headings, link texts and sentences, each left out where it stands) and from questions about
// single paragraphs (XQuAD), by
//
//	DOCENT_FIT=1 go test ./search -run TestFit -v
//
// with DOCENT_SHARED naming the folder of corpora.
var Sections = Weights{
	fIndex: 2.48, fSaturated: 1.6, fWhole: 1.39, fTitle: .62, fPath: -.86, fHeading: -3.62, fBody: -.99, fCover: -2.54, fCount: -1.08,
	fPairs: .49, fPairsHead: 3.93, fPage: 1.22, fPageCover: -.69, fPageBest: .59, fDense: .71, fGrams: -.33, fLength: .36,
	fTitleSpent: .5, fHeadSpent: .69, fSoft: 1.15, fSoftHead: 1.45, fSoftBody: .86, fSoftPage: 2.11, fGist: 1.34, fGistHead: -.32, fGistPage: 1.6,
	fSynonym: 1.45, fSynonymPage: .42,
}

// Certainty is how sure the best section makes, learnt beside Sections (Platt 1999).
var Certainty = Platt{Bias: -3, Share: 4, Margin: .5}
