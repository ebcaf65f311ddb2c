package themes

func insightSamples() []sample {
	line := func(class, name, points string, y string) ChartLine {
		return ChartLine{Class: class, Name: name, Points: points, Dots: []Dot{{"44.0", y}, {"700.0", y}}, EndX: "712.0", EndY: y}
	}
	full := Insights{
		Frame: sampleFrame(NavInsights), Tabs: insightTabs(4), Whole: true, Running: true, Since: ago(day / 24), At: ago(day), Asked: 1000, Of: 15204,
		Figures: []Figure{{Class: "a", Name: "Found first", Value: "83 %", Text: "The right answer is the first candidate."}, {Class: "d", Name: "Precision", Value: "–", Text: "Of the answers shown, so many were right."}},
		Ranges:  []Tab{{"30 days", "/insights/quality?days=30", true}, {"90 days", "/insights/quality?days=90", false}},
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
	return append(rolledSamples(), sample{"insights", full}, sample{"insights-none", none}, sample{"insights-fresh", Insights{Frame: sampleFrame(NavInsights)}})
}

func insightTabs(here int) []Tab {
	tabs := []Tab{{"Overview", "/insights", false}, {"Interruptions avoided", "/insights/avoided", false}, {"Gaps", "/insights/gaps", false}, {"Pages", "/insights/freshness", false}, {"Search quality", "/insights/quality", false}}
	tabs[here].Here = true
	return tabs
}

func rolledSamples() []sample {
	frame := sampleFrame(NavInsights)
	filter := InsightsFilter{
		Action: "/insights", From: "2026-01-01", To: "2026-03-31", Ranges: []Tab{{"30 days", "/insights?days=30", false}, {"90 days", "/insights", true}},
		Spaces: []Option{{Text: "All spaces", Selected: true}, {Value: "eng", Text: longTitle}}, Areas: []Option{{Value: "0", Text: "All areas", Selected: true}, {Value: "3", Text: hostile}},
	}
	wrong := filter
	wrong.From, wrong.FromFree, wrong.Problem = hostile, true, Problem{Text: "“" + hostile + "” is no date; write it as 2026-03-31.", Field: "from"}
	bar := func(class, y string) Bar {
		return Bar{X: "60.0", Y: y, Width: "40.0", Height: "60.0", Class: class, Title: "Answered at once, from 1 March 2026: 12"}
	}
	over := Overview{
		Frame: frame, Tabs: insightTabs(0), Filter: filter, CSV: "/insights/overview.csv",
		Figures: []Figure{{Name: "Asked", Value: "1,204", Text: "Questions typed into Docent."}, {Name: "Interruptions avoided, confirmed", Value: "311", Text: "The asker said: that answered it.", URL: "/insights/avoided?how=confirmed"}},
		Bars: &Bars{
			Width: 860, Height: 330, Across: []Tick{{"80.0", "1 Mar"}}, Down: []Tick{{"16.0", "40"}, {"296.0", "0"}}, Keys: []Key{{"a", "Answered at once"}, {"b", "Several shown"}, {"c", "Not found"}, {"d", "Put to the team"}},
			Bars: []Bar{bar("a", "236.0"), bar("b", "176.0"), bar("c", "116.0"), bar("d", "56.0")},
		},
		Rows: []OverviewRow{{"1 Mar 2026", 42, []int{20, 10, 8, 4}}, {"22 Feb 2026", 1204, []int{900, 204, 80, 20}}},
	}
	avoided := Avoided{
		Frame: frame, Tabs: insightTabs(1), Filter: filter, Confirmed: 311, Quiet: 620, Waiting: 4, ConfirmedURL: "/insights/avoided?how=confirmed", QuietURL: "/insights/avoided?how=probably",
		Rows: []AvoidedRow{{ago(day), longTitle, "Maria Keller", rtlTitle, "/q/2", hostile}, {ago(2 * day), "", "", "", "", ""}}, Older: "/insights/avoided?how=confirmed&before=12", CSV: "/insights/avoided.csv?how=confirmed",
	}
	gaps := Gaps{
		Frame: frame, Tabs: insightTabs(2), Filter: filter, Manages: true, More: 7, CSV: "/insights/gaps.csv",
		Rows: []GapRow{
			{Topic: longTitle, Also: []string{hostile, rtlTitle}, People: 12, Times: 31, Last: ago(day), Signs: []string{"Docent did not know 7 times", "asked again once"}, Where: "Engineering", Kind: "nothing", Request: "/requests/new?title=x", Admin: true},
			{Topic: "vpn key", People: 2, Times: 2, Last: ago(day), Signs: []string{"“not this” was said once"}, Kind: "hidden", Title: longTitle, URL: "/p/3/x", Request: "/requests/new", Words: "/admin/words?words=vpn", Admin: true},
			{Topic: "leave", People: 2, Times: 2, Last: ago(day), Signs: []string{"asked again once"}, Kind: "hidden", Title: rtlTitle, URL: "/q/3", Wording: "/q/3", Request: "/requests/new"},
			{Topic: hostile, People: 3, Times: 5, Last: ago(day), Signs: []string{"asked again once"}, Kind: "stale", Title: hostile, URL: "/p/4/x", Request: "/requests/new"},
		},
	}
	list := []TopRow{{longTitle, "/p/1/x", 1204}, {rtlTitle, "/p/2/x", 20}, {hostile, "/p/3/x", 1}}
	pages := PageInsights{
		AsOf:  "14:26",
		Frame: frame, Tabs: insightTabs(3), Filter: filter, CSV: "/insights/pages.csv", Figures: []Figure{{Name: "Verified", Value: "61 %", Text: "Somebody vouches for them at present."}},
		Chart:  &Chart{Width: 860, Height: 330, Lines: []ChartLine{{Class: "c", Name: "Verified", Points: "44.0,120.0 700.0,80.0", EndX: "712.0", EndY: "80.0"}}, Down: []Tick{{"16.0", "100 %"}}, Across: []Tick{{"80.0", "2026-01-03"}}},
		Lists:  []TopList{{"stale", "Most read, not verified", "views", "None.", list}, {"read", "Most read", "views", "Nothing was read yet.", nil}, {"answers", "Most useful answers", "asks answered", "None.", list}},
		Owners: []OwnerRow{{"Maria Keller", 120, 80, "67 %"}, {"", 12, 0, "0 %"}, {hostile, 1, 1, "100 %"}},
	}
	return []sample{
		{"overview", over},
		{"insightsform", InsightsForm{Frame: frame, Heading: "Insights", Tabs: insightTabs(0), Filter: wrong}},
		{"overview-none", Overview{Frame: frame, Tabs: insightTabs(0), Filter: filter}},
		{"avoided", avoided},
		{"avoided-none", Avoided{Frame: frame, Tabs: insightTabs(1), Filter: filter, IsQuiet: true}},
		{"gaps", gaps},
		{"gaps-none", Gaps{Frame: frame, Tabs: insightTabs(2), Filter: filter, Manages: true}},
		{"gaps-closed", Gaps{Frame: frame, Tabs: insightTabs(2)}},
		{"pageinsights", pages},
		{"pageinsights-none", PageInsights{Frame: frame, Tabs: insightTabs(3), Filter: filter}},
	}
}
