package match

// Ranking are the weights of the question profile.
var Ranking = Weights{
	Chance: 5, Taught: 5.5, Closest: 0.4, Among: 1.2, Score: 0.8, Section: 0.8, Cover: 1.2, Text: 0.3,
	ScoreNew: 0.8, SectionNew: 0.6, CoverNew: 0.6, TextNew: 4,
}

// Calibrated tells how far the question that ranks first is to be believed.
var Calibrated = Calibration{
	Bias:    -3.5,
	Weights: Signals{ahead: 2.6, like: 4.3, sure: 1.6, backedBy: 8.9, clear: 3.7},
}
