package match

// Ranking are the weights of the question profile. They are a listwise fit (see Fit), rounded, on the
// development splits: stackfaq (cold, with one, three and all wordings, and with wordings held out),
// stackfaq with its answers as pages and every question, or every other one, linked to its page, clinc150
// (held out, and its development questions), and xquad with one question of each paragraph linked to it
// and the others asked. "docent eval --fit" learns them anew from a team's own solved questions.
var Ranking = Weights{
	Chance: 5.5, Taught: 5.5, Closest: 0.7, Among: 1.6, Score: 0.9, Section: 0.5, Cover: 0.8, Text: 0.3,
	ScoreNew: 0.9, SectionNew: 4, TextNew: 3.2,
}

// Calibrated tells how far the question that ranks first is to be believed: FitCalibration on the same
// asks, and on wordings of questions that were left out altogether.
var Calibrated = Calibration{
	Bias:    -3.8,
	Weights: Signals{ahead: 3.3, like: 2.5, sure: 1.5, covered: 2.9, clear: 3},
}
