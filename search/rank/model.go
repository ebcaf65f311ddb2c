package rank

// modelWeight is what a standard deviation of likeness is worth where a team has a model of its own. It is
// set, not learnt: what is right differs from model to model, and Sections are learnt without one. A section
// that the model alone has found then stands beside one that has the words of the question in its heading.
const modelWeight = 1

// WithModel are the weights where a model compares, too; weights that were learnt with one stay as they are.
func (w Weights) WithModel() Weights {
	if w[fModel] == 0 {
		w[fModel] = modelWeight
	}
	return w
}
