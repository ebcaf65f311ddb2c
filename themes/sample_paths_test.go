package themes

import "time"

func pathSamples() []sample {
	frame := sampleFrame(NavPaths)
	list := Paths{
		Frame: frame, MayMake: true,
		Mine: []PathRow{
			{Title: "Your first two weeks", URL: "/paths/1", Role: "new engineers", Where: "Handbook", Done: 3, Steps: 9, Late: 2, Next: "Rental cars and rides", NextDue: "due 5 June 2026"},
			{Title: rtlTitle, URL: "/paths/2", Where: "Handbook", Done: 4, Steps: 4},
		},
		Others: []PathRow{{Title: longTitle, URL: "/paths/3", Role: longTitle, Where: "Security", Steps: 1}},
	}
	steps := []PathStep{
		{ID: 1, Kind: "page", Title: "Rental cars and rides", URL: "/p/12/rental-cars", Due: "2 Mar 2026", Finished: true, Done: ago(3 * day), Revision: 14},
		{
			ID: 2, Kind: "page", Title: longTitle, URL: "/p/31", Due: "3 Mar 2026", Late: true, Done: ago(20 * day), Revision: 9, Compare: "/p/31/diff?from=7&to=9",
			Changed: []Link{{"Who may rent", "/p/31#who-may-rent"}, {"the beginning", "/p/31"}},
		},
		{ID: 3, Kind: "recording", Title: "How we work, 20 minutes", URL: "https://video.example.org/w/1", Outside: true, Due: "6 Mar 2026"},
		{ID: 4, Kind: "check", Title: rtlTitle},
		{ID: 5, Kind: "check", Title: "Met your buddy", Finished: true, Done: ago(time.Hour)},
	}
	path := PathView{
		Frame: frame, ID: 1, Heading: "Your first two weeks", Role: "new engineers", Text: "Welcome!\nTake your time.", Where: Link{"Handbook", "/s/handbook"},
		On: true, Start: "2 Mar 2026", Today: "2026-03-06", Done: 2, Steps: steps, MayEdit: true, MayManage: true, PersonStart: "2026-03-06",
		Asked: []Link{{"Where do I park?", "/q/9"}, {longTitle, "/q/6"}},
		People: []PathPerson{
			{Person: Person{1, "Ada Lind", "AL"}, Start: "2 Mar 2026", Done: 2, Late: 1, Steps: 5, Open: []string{"Rental cars and rides", longTitle, rtlTitle}},
			{Person: Person{2, rtlTitle, "ه"}, Start: "1 Feb 2026", Done: 5, Steps: 5},
		},
		Candidates: option("Ben Okafor", "Cleo Quist"),
	}
	reader := PathView{Frame: frame, ID: 1, Heading: longTitle, Where: path.Where, Today: "2026-03-06", Steps: steps[2:4], Problem: Problem{"“soon” is not a date like 2026-12-31.", "start"}}
	form := PathForm{
		Frame: frame, ID: 1, Title: "Your first two weeks", Role: "new engineers", Text: "Welcome!", MayRemove: true,
		Rows: []PathFormRow{
			{N: 1, ID: 1, Place: 1, Hint: "Rental cars and rides", Target: "/p/12/rental-cars", Days: 1},
			{N: 2, ID: 3, Place: 2, Title: "How we work, 20 minutes", Target: "https://video.example.org/w/1", Days: 5},
			{N: 3, ID: 4, Place: 3, Title: rtlTitle},
			{N: 4, Place: 4},
		},
	}
	fresh := PathForm{Frame: frame, Spaces: option("Handbook", "Security"), Rows: []PathFormRow{{N: 1, Place: 1}}, Problem: Problem{"A path needs a title. Nothing was saved.", "title"}}
	return []sample{
		{"paths", list},
		{"paths-none", Paths{Frame: frame}},
		{"path", path},
		{"path-reader", reader},
		{"path-form", form},
		{"path-new", fresh},
	}
}
