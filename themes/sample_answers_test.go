package themes

func answersSamples() []sample {
	line := func(class, name, points string, x, y string) ChartLine {
		return ChartLine{Class: class, Name: name, Points: points, Dots: []Dot{{x, y}}, EndX: "712.0", EndY: y}
	}
	full := AdminAnswers{
		Frame: sampleFrame(NavAdmin), Tabs: AdminTabs("/admin/answers", func(string) bool { return true }),
		Questions: TrustedKind{Wanted: "95", From: "0.74", Asked: 612, Own: true, Answered: "48 %", Precision: "96 %"},
		Sections:  TrustedKind{Wanted: "90", From: "0.99", Asked: 391, Own: true, Answered: "1 %", Precision: "82 %", Short: true},
		Changed:   true, At: ago(day), Asked: 1000, Needed: 30,
		Chart: &Chart{
			Width: 860, Height: 346, Down: []Tick{{"16.0", "100 %"}, {"156.0", "50 %"}, {"296.0", "0 %"}}, Across: []Tick{{"44.0", "0 %"}, {"372.0", "50 %"}, {"700.0", "100 %"}},
			Lines: []ChartLine{line("a", "Known questions", "50.0,16.0 200.0,20.0 360.0,28.0 440.0,60.0", "360.0", "28.0"), line("b", "Sections", "46.0,30.0 90.0,70.0 300.0,150.0", "50.6", "66.4")},
		},
		Rows: []TrustRow{{"99", TrustCell{"0.90", "31 %", false}, TrustCell{"0.99", "1 %", false}}, {"95", TrustCell{"0.74", "48 %", true}, TrustCell{"0.99", "1 %", false}}, {"90", TrustCell{"0.58", "55 %", false}, TrustCell{"0.99", "1 %", true}}},
	}
	fresh := AdminAnswers{
		Frame: full.Frame, Tabs: full.Tabs, Needed: 30, Running: true, Since: ago(0),
		Questions: TrustedKind{Wanted: "95", From: "0.78"}, Sections: TrustedKind{Wanted: "85", From: "0.85"},
		Rows: []TrustRow{{"95", TrustCell{"0.78", "", true}, TrustCell{"0.94", "", false}}, {"85", TrustCell{"0.52", "", false}, TrustCell{"0.85", "", true}}},
	}
	refused := full
	refused.Questions.Wanted, refused.Problem = hostile, Problem{"Write how many of 100 answers have to be right: a number from 50 to 99. Nothing was changed.", "questions"}
	return []sample{{"admin-answers", full}, {"admin-answers-fresh", fresh}, {"admin-answers-refused", refused}}
}
