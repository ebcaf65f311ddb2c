package qa

// Thresholds are the confidences from which on one answer is shown.
type Thresholds struct {
	Questions float64 `json:"questions"` // of a known question
	Sections  float64 `json:"sections"`  // of a section that nobody has linked as an answer yet
}

// Shipped are the thresholds that a new team has: 95 of 100 answers are meant to be right where a question
// is known, 85 where a section is found.
var Shipped = Thresholds{Questions: 0.78, Sections: 0.80}
