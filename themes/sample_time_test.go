package themes

func timeSamples() []sample {
	days := []DayHours{
		{"Monday", "hours1", "09:00–12:30, 13:30–17:00"},
		{"Tuesday", "hours2", "09:00–17:00"},
		{"Wednesday", "hours3", "09:00–17:00"},
		{"Thursday", "hours4", "22:00–06:00"},
		{"Friday", "hours5", "09:00–15:00"},
		{"Saturday", "hours6", ""},
		{"Sunday", "hours0", ""},
	}
	deputies := option("nobody", "Ben Okafor", rtlTitle)
	full := TimeSettings{
		Frame: sampleFrame(NavSettings), Zones: option("Africa/Nairobi", "Europe/Berlin", "UTC"), Days: days, Quiet: "20:00–08:00", QuietDaysOff: true, Pings: 10,
		Channels: option("in the app only", "by mail", "as one mail a day"), Countries: option("no country", "Germany: Bavaria", "Switzerland: Appenzell Ausserrhoden"),
		Country: "Germany: Bavaria", Year: 2026, Holidays: []DayName{{"Thu 1 Jan", "Neujahrstag", false}, {"Sun 1 Nov", "Allerheiligen", true}},
		Away: []AwayRow{
			{1, "1 Mar 2026", "13 Mar 2026", "Ben Okafor", "I am back on Monday the 16th. Urgent things: the on-call phone.", "now"},
			{2, "27 Feb 2026", "27 Feb 2026", "", "", "past"},
			{3, "3 Aug 2026", "21 Aug 2026", rtlTitle, longTitle, ""},
		},
		Form: AwayForm{Deputies: deputies},
	}
	wrong, none := full, full
	wrong.Problem = Problem{"Thursday: “9 to late” are not hours. Write them like 9:00–17:00, several with commas between. Nothing was saved.", "hours4"}
	wrong.Form = AwayForm{ID: 3, From: "2026-08-03", To: "2026-08-21", Note: longTitle, Deputies: deputies}
	none.Country, none.Holidays, none.Away, none.Quiet = "", nil, nil, ""

	tabs := AdminTabs("/admin/groups", func(string) bool { return true })
	others := option("nobody", "Cleo Quist", longTitle)
	groups := AdminGroups{Frame: sampleFrame(NavAdmin), Tabs: tabs, Groups: []GroupForm{
		{7, "Travel desk", []GroupMember{
			{Person{1, "Ada Lind", "AL"}, 1, false, false, true, "10:15", "09:00–17:00", ""},
			{Person{2, rtlTitle, "ه"}, 2, false, false, false, "14:45", "", "until 5 June 2026"},
			{Person{3, "Ben Okafor", "BO"}, 3, true, false, false, "03:15", "", ""},
			{Person{4, longTitle, "LT"}, 4, false, true, false, "03:15", "22:00–06:00", ""},
		}, others, true},
		{8, longTitle, nil, others, false},
	}}
	taken := groups
	taken.Name, taken.Problem = "travel desk", Problem{"There is already a group “travel desk”. Nothing was saved.", "name"}
	return []sample{
		{"time", full},
		{"time-wrong", wrong},
		{"time-none", none},
		{"admin-groups", groups},
		{"admin-groups-taken", taken},
		{"admin-groups-none", AdminGroups{Frame: sampleFrame(NavAdmin), Tabs: tabs}},
	}
}
