package match

// Ranking are the weights of the question profile.
var Ranking = Weights{Chance: 4, Closest: 3, Stems: 3, Among: 2, Score: 1, Section: 1, Cover: 1}
