package themes

func sampleNames() []string {
	return []string{"Ana Silva", "Noor Haddad (no. 12)", rtlTitle, "Platform (group)"}
}

func sampleWhom() WhoAnswers {
	return WhoAnswers{
		Shown: true, Who: "Ana Silva", Why: "who owns “Travel › Booking”, the page that came closest",
		Expect: "Ana Silva usually answers this area in 5 working hours. It is 22:40 there; expect a reply tomorrow by 13:00.", Names: sampleNames(),
	}
}

func sampleWhoAsked() WhoAsked {
	return WhoAsked{
		Shown: true, ID: 8, Who: "Ben Okafor", Why: "whose turn it is in Platform, since no reply had come in time", Expect: "A reply was expected by Monday, 2 March, 13:00.", Late: true,
		Lines:   []AskedLine{{"Ana Silva", "who owns “" + hostile + "”", "", ago(day)}, {"", "", "Noor Haddad", ago(0)}, {rtlTitle, "who was chosen", longTitle, ago(0)}},
		MayHand: true, MayTake: true, Other: "Nobody so called", Names: sampleNames(),
	}
}

func sampleNobody() WhoAnswers {
	return WhoAnswers{Shown: true, Why: "Nobody answers for this yet: it waits for whoever manages “eng”.", Ask: "other", Other: hostile, Insist: true}
}

func areaSamples() []sample {
	full := Areas{
		Frame: sampleFrame(NavQuestions), Spaces: option("eng", "ops"), Shows: option("", "missing"), Triage: true, Waiting: 3, MayMake: true,
		Rows: []AreaRow{
			{Name: "Booking", URL: "/areas/4", Kind: "page", Where: Link{"Travel", "/s/travel"}, Owner: "Ana Silva", Deputy: "Ben Okafor", Group: "Travel desk", Expect: "1 working day", Usual: "5 working hours", Emergency: "+43 1 234 567", Open: 12},
			{Name: longTitle, Kind: "topic", Words: "VPN, " + hostile, Gone: "account disabled", Owner: rtlTitle, Expect: "4 working hours"},
			{Name: "eng", URL: "/areas/5", Kind: "space", Where: Link{"eng", "/s/eng"}, Expect: "2 working days"},
		},
		Missing: []MissingOwner{{longTitle, "Neither the space nor an area of it has an owner.", Link{"Name an owner", "/areas/new?space=eng"}, 3}, {rtlTitle, hostile, Link{"Change", "/areas/3"}, 0}},
		Load:    []OwnerLoad{{"Ana Silva", 31, 4, "24 working hours", "10.3", true, "/questions"}, {rtlTitle, 1, 0, "away until 3 March", "", false, ""}},
	}
	page := Areas{Frame: full.Frame, For: &CoveredPage{Link{longTitle, "/p/4/x"}, "/areas/new?page=4"}, Rows: full.Rows[:1]}
	form := AreaForm{
		Frame: full.Frame, ID: 4, Heading: longTitle, Kind: "subtree", Kinds: option("subtree", "tag"), Spaces: option("eng", "ops"), Page: "812", PageLink: &Link{"Booking", "/p/812/booking"},
		Tag: "x", Words: "VPN\n" + hostile, Name: hostile, Owner: "Ana Silva", Deputy: rtlTitle, Groups: option("", "Platform"), Expect: "4", Units: option("hours", "days"), Usual: "1 working day",
		Emergency: hostile, Names: sampleNames(),
	}
	refused := AreaForm{Frame: full.Frame, Kinds: form.Kinds, Units: form.Units, Usual: "1 working day", Owner: "Nobody", Problem: Problem{"Nobody who may be asked is called “Nobody”. Nothing was saved.", "owner"}}
	row := QuestionRow{Title: longTitle, URL: "/q/8", State: "open", Space: "eng", By: "Noor Haddad", At: ago(day)}
	return []sample{
		{"areas", full},
		{"areas-page", page},
		{"areas-empty", Areas{Frame: full.Frame, Shows: full.Shows}},
		{"area-form", form},
		{"area-form-refused", refused},
		{"triage", Triage{Frame: full.Frame, Rows: []TriageRow{{8, row}, {9, QuestionRow{Title: rtlTitle, URL: "/q/9"}}}, Names: sampleNames(), More: true}},
		{"triage-empty", Triage{Frame: full.Frame}},
	}
}
