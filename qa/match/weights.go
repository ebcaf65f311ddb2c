package match

// Ranking are the weights of the question profile: a listwise fit on the development sets, each counting
// alike: stackfaq and clinc150 with their titles alone and with all wordings, stackfaq with its answers as
// pages, every question linked to its page and none to three of its wordings known, and xquad with one question
// of each paragraph linked to it, or two, and the others asked. They are learnt by
//
//	DOCENT_FIT=1 go test ./qa/eval -run TestFitQuestions -v
//
// with DOCENT_SHARED naming the question sets. "docent eval --fit" learns them anew from a team's own solved
// questions.
var Ranking = Weights{
	Chance: 5.18, Taught: 4.56, Closest: 0.87, Among: 1.59, Probable: 0.61, Score: 0.39, Section: 2.30, Cover: 1.31, Alike: 1.78,
	ScoreNew: 1.15, SectionNew: 5.00, CoverNew: 1.40, AlikeNew: 1.42,
}

// Calibrated tells how far the question that ranks first is to be believed: FitCalibration on the same
// asks, and on wordings of questions that were left out altogether.
var Calibrated = Calibration{
	Bias:    -3.8,
	Weights: Signals{ahead: 3.3, like: 2.5, sure: 1.5, covered: 2.9, clear: 3},
}
