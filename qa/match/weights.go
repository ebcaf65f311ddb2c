package match

// Ranking are the weights of the question profile.
var Ranking = Weights{
	Chance: 11, Closest: 0.3, Among: 1.5, Score: 0.6, Section: 2, Cover: 1.3, Text: 0.5,
	ScoreNew: 0.8, CoverNew: 0.5, TextNew: 2.2,
}

// Calibrated tells how far the question that ranks first is to be believed.
var Calibrated = Calibration{
	Bias:    -3.7,
	Weights: Signals{ahead: 3.2, like: 3, sure: 0.9, wellKnown: 0.3, backedBy: 8.3, covered: 0.3, clear: 3.9},
}
