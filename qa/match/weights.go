package match

// Ranking are the weights of the question profile.
var Ranking = Weights{Chance: 14, Closest: 2, Stems: 0.5, Among: 3, Score: 1.5, Section: 2, Cover: 1.5}

// Calibrated tells how far the question that ranks first is to be believed.
var Calibrated = Calibration{
	Bias:    -3.8,
	Weights: Signals{ahead: 3.2, like: 2, sure: 0.9, wellKnown: 0.1, backedBy: 8.5, covered: 1.2, clear: 3.9},
}
