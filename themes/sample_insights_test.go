package themes

func insightSamples() []sample {
	line := func(class, name, points string, y string) ChartLine {
		return ChartLine{Class: class, Name: name, Points: points, Dots: []Dot{{"44.0", y}, {"700.0", y}}, EndX: "712.0", EndY: y}
	}
	full := Insights{
		Frame: sampleFrame(NavInsights), Whole: true, Running: true, Since: ago(day / 24), At: ago(day), Asked: 1000, Of: 15204,
		Figures: []Figure{{"a", "Found first", "83 %", "The right answer is the first candidate."}, {"d", "Precision", "–", "Of the answers shown, so many were right."}},
		Ranges:  []Tab{{"30 days", "/insights?days=30", true}, {"90 days", "/insights?days=90", false}},
		Chart: &Chart{
			Width: 860, Height: 330, Across: []Tick{{"80.0", "2026-01-03"}, {"690.0", "2026-03-01"}}, Down: []Tick{{"16.0", "100 %"}, {"296.0", "0 %"}},
			Lines: []ChartLine{line("a", "Found first", "44.0,120.0 300.0,90.0 700.0,80.0", "80.0"), line("b", "Among ten", "44.0,40.0 300.0,50.0 700.0,30.0", "30.0"), line("c", "Answered", "44.0,200.0 700.0,180.0", "180.0"), line("d", "Precision", "44.0,22.0 700.0,20.0", "16.0")},
		},
		Rows: []Measured{{ago(day), 1000, "83 %", "96 %", "61 %", "97 %"}, {ago(2 * day), 998, "82 %", "95 %", "0 %", "–"}}, CSV: "/insights/quality.csv?days=90",
		Lost: []LostWording{{longTitle, "/q/1", ""}, {rtlTitle, "/q/2", "who do I call"}, {hostile, "/q/3", hostile}}, LostMore: 12,
	}
	sides := []RankingRow{{"As Docent comes", "71 %", "88 %", "93 %", "0.791"}, {"Learnt", "74 %", "90 %", "94 %", "0.811"}}
	full.Weights = &RankingWeights{
		Adopted: ago(9 * day), By: "Maria Keller", Learnt: ago(day), Gained: true,
		Compared: []RankingSides{{"Answered questions", 412, sides}, {"Sections of pages", 280, sides}},
	}
	none := full
	none.Weights = &RankingWeights{Learnt: ago(day), Compared: full.Weights.Compared[:1], TooFew: []string{"Sections of pages stay as they are: there were 12 wordings to learn from, and 50 are needed."}}
	none.Running, none.Chart, none.Lost, none.LostMore, none.Rows, none.Of = false, nil, nil, 0, nil, 0
	return []sample{{"insights", full}, {"insights-none", none}, {"insights-fresh", Insights{Frame: sampleFrame(NavInsights)}}}
}
