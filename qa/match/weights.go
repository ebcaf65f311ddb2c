package match

// Ranking are the weights of the question profile.
var Ranking = Weights{Chance: 14, Closest: 2, Stems: 0.5, Among: 3, Score: 1.5, Section: 2, Cover: 1.5}
