package match

// Ranking are the weights of the question profile.
var Ranking = Weights{Chance: 7, Closest: 3, Stems: 1, Among: 3, Score: 2, Section: 2, Cover: 1.5}
