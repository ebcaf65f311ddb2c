package themes

func findSamples() []sample {
	hits := []Hit{
		{Kind: "question", Path: "Question · answered · asked 41 times", Title: "Is the tip for a cab paid back?", URL: "/q/2", Snippet: "Yes: ride services and taxis are <mark>reimbursed</mark> with a tip of up to 20 %.", Answer: &Link{"Rental cars and rides › What is reimbursed", "/p/12#x"}},
		{Kind: "page", Path: "Handbook › Travel and leave › Travel › Receipts and vouchers", Title: "Submitting a voucher", URL: "/p/13#submitting", Snippet: "Submit within five working days of the trip. <mark>Reimbursement</mark> arrives on the account on file, usually within ten days; lodging needs a receipt for any amount …", Verified: sampleVerified(), Updated: ago(4 * day), Others: []Link{{"Missing receipts", "/p/13#missing"}, {"Who approves", "/p/13#who"}}},
		{Kind: "page", Path: "Handbook › Pay and benefits › Transit", Title: longTitle, URL: "/p/60", Snippet: "The benefit is loaded monthly and is not a <mark>reimbursement</mark>.", Verified: Verified{State: "expired", Until: ago(12 * day)}},
		{Kind: "attachment", Path: "Attachment · Travel policy 2026.pdf", Title: "Travel policy 2026", URL: "/a/4/x", Snippet: "… claims for <mark>reimbursement</mark> …"},
	}
	help := []HelpLine{{`"expense report"`, "/search?q=x", "These words side by side"}, {"tag:" + hostile, "/search?q=y", "Only what has this tag"}}
	search := Search{
		Frame: sampleFrame(NavNone), Q: "reimbursment tag:pay", Total: 1204, Took: "4 ms", Hits: hits, Freely: "No page has all of these words; showing pages with some.",
		Meant: &Link{"reimbursement tag:pay", "/search?q=x"}, Pager: Pager{1, 20, 1204, "", "/search?q=x&page=2"}, Asking: &Link{"reimbursment", "/ask?q=x"},
		Sorts:  []Facet{{"Best match", "/search?q=x", -1, true}, {"Newest", "/search?q=x&sort=newest", -1, false}},
		Active: []Filter{{"tag: pay", "/search?q=reimbursment"}, {longTitle, "/search?q=x"}}, Clear: "/search?q=reimbursment",
		Facets: []FacetGroup{
			{"kind", "Kind", []Facet{{"Pages", "/search?q=x+kind:page", 18, false}, {"Questions", "/search?q=x+kind:question", 4, false}}, nil},
			{"tag", "Tag", []Facet{{"pay", "/search?q=x", 1900, true}, {longTitle, "/search?q=x+tag:y", 3, false}}, []Facet{{rtlTitle, "/search?q=x", 1, false}}},
		},
		Help: help,
	}
	search.Frame.Query = search.Q
	nothing := Search{Frame: sampleFrame(NavNone), Q: hostile, Rebuilding: "1,204 of 2,995 pages are indexed so far", Notes: []string{hostile, "There is no space “x”."}, Active: []Filter{{hostile, "/search?q=x"}}, Clear: "/search?q=x", Problem: Problem{"A quotation mark is open.", "q"}}
	none := Search{Frame: sampleFrame(NavNone), Q: "zebra stripes", Asking: &Link{"zebra stripes", "/ask?q=x"}, Help: help}
	answer := AskAnswer{Index: 0, Passage: samplePassage(), State: "fresh", Verified: sampleVerified(), Updated: ago(2 * day), Question: &Link{"Do I take the insurance?", "/q/1"}, Written: "<p>No, <strong>decline it</strong>.</p>"}
	other := AskAnswer{Index: 1, Passage: Passage{HTML: "Optional coverage, seat upgrades and early check-in are <mark>personal expenses</mark> unless the approval names them.", From: []Link{{"Travel", "/p/9"}, {"Receipts and vouchers", "/p/13"}, {"Insurance and fees", "/p/13#i"}}, URL: "/p/13#i"}, State: "changed", Verified: sampleVerified(), Updated: ago(90 * day), Question: &Link{"q", "/q/4"}}
	third := AskAnswer{Index: 2, Passage: Passage{HTML: "Equipment left in a parked car is not covered; report the loss within an hour.", From: []Link{{"Security", "/p/70"}, {longTitle, "/p/71"}}, URL: "/p/71"}, State: "gone"}
	team := AskTeam{Shown: true, Who: "Travel desk", Expect: "Expect a reply tomorrow by 13:00.", Title: "Do I need the insurance?", Body: "It is for a trip to Ohio.", Spaces: option("handbook", "engineering"), Whom: sampleWhom()}
	ask := Ask{Frame: sampleFrame(NavNone), ID: 7, Q: "do I need the insurance when I pick up the rental car?", Space: "handbook", Outcome: "answered", Times: 14, Answers: []AskAnswer{answer, other, third}, Team: team}
	ask.Composed = "/asks/7/composed"
	maybe := ask
	maybe.ID, maybe.Outcome, maybe.Chosen, maybe.Learnt = 0, "maybe", 2, "Learnt: this wording now leads to that section."
	chosen := ask
	chosen.Chosen = 1
	refused := ask
	refused.Refused, refused.Answers = true, []AskAnswer{{Index: 0, Passage: samplePassage(), State: "changed", Changed: ago(day)}, {Index: 1, Written: "<p>x</p>"}}
	gone := ask
	gone.Answers = []AskAnswer{{Passage: samplePassage(), State: "gone"}}
	unsure := ask
	unsure.Outcome, unsure.Answers, unsure.Similar, unsure.Rebuilding = "unsure", nil, []Link{{"Is a rental insured abroad?", "/q/11"}}, "80 of 90"
	unsure.Problem = Problem{"Nobody could be asked.", ""}
	composed := Composed{Frame: ask.Frame, ID: 7, Q: ask.Q, Sentences: []ComposedSentence{
		{"No: decline the insurance at the desk.", "Decline the insurance that the rental desk offers: the government agreement already covers you.", "Travel › Rental cars", "/p/12?quote=x#i"},
		{longTitle, longTitle, rtlTitle, "/p/31"},
	}}
	return []sample{
		{"search", search},
		{"search-none", none},
		{"search-hostile", nothing},
		{"search-empty", Search{Frame: sampleFrame(NavNone), Help: help}},
		{"askform", AskForm{Frame: sampleFrame(NavNone), Q: "x", Spaces: option("", "Handbook"), Examples: []string{"Is the tip for a cab paid back?", "How do I request a second monitor & a dock?"}, Problem: Problem{"The question is empty.", "q"}}},
		{"ask", ask},
		{"ask-maybe", maybe},
		{"ask-chosen", chosen},
		{"ask-refused", refused},
		{"ask-gone", gone},
		{"ask-unsure", unsure},
		{"composed", composed},
		{"composed-none", Composed{Frame: ask.Frame, ID: 7, Q: rtlTitle, Problem: "The model did not answer. What Docent found by itself stands as it is."}},
	}
}

func sampleAnswer() Answer {
	passage := Passage{HTML: "<p>A lost or stolen badge is <mark>reported to the security desk within one hour</mark>, also at night and while travelling.</p>", From: []Link{{"Security", "/p/70"}, {"Badges", "/p/71"}, {"Losing a badge", "/p/71#l"}}, URL: "/p/71?quote=x#l"}
	return Answer{ID: 3, By: "Security desk", At: ago(100 * day), Edited: ago(50 * day), Canonical: true, MayEdit: true, MayConfirm: true, Standing: Standing{Question: 5, Answer: 3, Keeper: "Security desk", Verified: Verified{State: "expired", Until: ago(day)}, MayVerify: true}, Links: []AnswerLink{{
		Passage: passage, State: "changed", Changed: ago(2 * day), Revision: 12, Now: 14, Diff: "/p/71/diff?from=12&to=14", Verified: sampleVerified(), Updated: ago(2 * day),
		Since: []Span{{"", "… reported to the security desk within "}, {"del", "one hour"}, {"", " "}, {"ins", "ten minutes, by phone"}, {"", ", also at night …"}},
	}}}
}

func peopleSamples() []sample {
	canonical := sampleAnswer()
	proposed := Answer{ID: 4, By: "Ada", At: ago(3 * day), Body: "<p>I was told <strong>at once</strong>.</p>", MayAccept: true, MayEdit: true, Links: []AnswerLink{{Passage: Passage{HTML: "just call them", From: []Link{{"#help-security", "https://chat.example.org/1"}}, URL: "https://chat.example.org/1", Outside: true}, State: "gone", Revision: 3}}}
	retracted := Answer{ID: 5, By: "Max", At: ago(30 * day), Body: "<p>Tomorrow is fine.</p>", Retracted: true, MayEdit: true}
	question := QuestionView{
		Frame: sampleFrame(NavQuestions), ID: 8, Heading: "How soon must a lost badge be reported?", URL: "/q/8", Body: "<p>Mine fell into the river.</p>", State: "changed", Space: Link{"Security", "/s/security"}, By: "Noor", At: ago(100 * day), Owner: "Security desk", Due: ago(day), Late: true, Asked: 31,
		Canonical: &canonical, Others: []Answer{proposed, retracted}, Suggested: []Link{{longTitle, "/reviews/3"}}, Wordings: []Wording{{1, "lost my ID card, who do I tell", true}, {2, "badge stolen on a trip", true}, {3, "how long do I have to report a missing PIV", false}, {4, rtlTitle, true}},
		Merged: []Link{{"My badge is gone", "/q/30"}}, Related: []Link{{"What do I do if my laptop is stolen?", "/q/31"}, {"Who replaces a badge?", "/q/32"}},
		Chain:     []Happening{{"Asked", "“lost my ID card, who do I tell”", ago(100 * day), ""}, {"Answered by linking a section", "40 minutes later, revision 12", ago(100 * day), "/p/71/r/12"}, {"11 duplicates merged", "each wording kept", Time{}, ""}, {"Section changed", "in revision 14: owner asked to check", ago(2 * day), "/p/71/diff"}},
		MayAnswer: true, MayEdit: true, Problem: Problem{Text: "That wording is known already."}, WhoAsked: sampleWhoAsked(),
	}
	open := QuestionView{WhoAsked: WhoAsked{Shown: true, ID: 6, MayTake: true}, Frame: sampleFrame(NavQuestions), ID: 6, Heading: longTitle, State: "open", Space: Link{"Security", "/s/security"}, At: ago(day), MayAnswer: true, MayEdit: true, Others: []Answer{proposed}}
	nearby, gone := sampleAnswer(), sampleAnswer()
	nearby.Links[0].Nearby, nearby.Doubtful = true, true
	gone.Links = []AnswerLink{{Passage: samplePassage(), State: "gone", Revision: 12}}
	gone.Doubtful, gone.MayConfirm = true, false
	duplicate := QuestionView{Frame: sampleFrame(NavQuestions), ID: 6, Heading: rtlTitle, State: "duplicate", Duplicate: &Link{"Another", "/q/1"}, MayEdit: true}
	reader := QuestionView{Frame: sampleFrame(NavQuestions), ID: 6, Heading: "Q", State: "closed", MayEdit: true, Canonical: &Answer{ID: 1, By: "Max", Body: "<p>Yes</p>", At: ago(day), Links: []AnswerLink{{Passage: samplePassage(), State: "fresh", Revision: 2}}}}
	write := AnswerForm{
		Frame: sampleFrame(NavQuestions), Question: Link{question.Heading, "/q/8"}, ID: 8, Answer: 3, Action: "/q/8/answers/3/edit", Asked: "<p>Mine fell.</p>", Markdown: "Call them.",
		Sections: []PickedSection{{71, "l", samplePassage().From, "/p/71#l", "within one hour", "A lost or stolen badge is reported …", []string{"A lost or stolen badge is reported within one hour.", rtlTitle}, "/p/71?answer=8#l", "/p/71/edit?for=q8&at=l"}}, Outside: []OutsideLink{{"https://x.example", "Thread", "as said"}},
		Find: "badge", Searched: true, Found: []FoundSection{{72, "who", "Security › Badges", "Who replaces a badge", "/p/72#who", "The desk <mark>replaces</mark> it.", false, "/p/72/edit?for=q8&at=who"}, {71, "l", "Security › Badges", "Losing a badge", "/p/71#l", "", true, ""}}, Problem: Problem{"An answer needs a link or some words.", ""},
	}
	blank := AnswerForm{Frame: sampleFrame(NavQuestions), Question: Link{"Q", "/q/8"}, ID: 8, Action: "/q/8/answer", Find: "zzz", Searched: true}
	merge := MergeForm{Frame: sampleFrame(NavQuestions), ID: 6, Question: Link{longTitle, "/q/6"}, Find: "badge", Searched: true, Found: []QuestionChoice{{8, sampleQuestions()[3], "Within one hour."}, {9, sampleQuestions()[2], ""}}, Problem: Problem{"x", ""}}
	missed := MergeForm{Frame: sampleFrame(NavQuestions), ID: 6, Question: Link{"Q", "/q/6"}, Searched: true}
	tabs := []Facet{{"Open", "/questions?state=open", 4, true}, {"Answered", "/questions?state=answered", 210, false}, {"Changed since", "/questions?state=changed", 0, false}, {"Closed", "/questions?state=closed", 3, false}}
	people := People{
		Frame: sampleFrame(NavPeople), Tabs: AdminTabs("/people", func(string) bool { return true }), Email: "x@example.org", Link: "https://docent.example.org/invite/AbCdEf", LinkFor: "x@example.org", Problem: Problem{"x", "email"}, Pager: Pager{1, 3, 500, "/people", "/people?page=2"},
		Rows:    []PersonRow{{Person{1, "Maria Keller", "MK"}, "mk@example.org", "admin", false, true, "Berlin", "16:30", "Mon–Thu 9–17; Fri 9–12:30", ago(0)}, {Person{2, "Noor Haddad", "NH"}, "noor@example.org", "member", false, false, "Nairobi", "17:30", "", ago(day)}, {Person{3, rtlTitle, "كأ"}, "old@example.org", "admin", true, false, "", "", "", Time{}}},
		Invited: []InvitedRow{{"new@example.org", "member", "Maria Keller", ago(day), in(6 * day)}},
	}
	plain := People{Frame: Frame{Reader: Reader{SignedIn: true, Initials: "A"}, Scheme: SchemeDark, Folded: true}, Rows: people.Rows}
	account := Account{
		Frame: sampleFrame(NavSettings), Name: "Maria Keller", Email: "mk@example.org", Zones: option("UTC", "Europe/Berlin"), Languages: Languages, Chosen: SchemeDark, MinLength: 10, NewToken: "dct_0123456789abcdef", NewLabel: "Nightly import", Scopes: option("read", "write"), Problem: Problem{"x", ""},
		Tokens:   []TokenRow{{1, "Nightly import", "write", ago(90 * day), ago(day), "dct_0123"}, {2, "Editor", "read", ago(day), Time{}, ""}},
		Sessions: []SessionRow{{"a1", "Firefox on Linux", "192.0.2.7", ago(0), true}, {"a2", "Safari on iPhone", "", ago(3 * day), false}},
	}
	api := API{
		Frame: sampleFrame(NavAPI), Name: "Docent API", Version: "1", Intro: "<p>Send <code>Authorization: Bearer TOKEN</code>.</p>", Document: "/api/v1/openapi.json",
		Groups:  []APIGroup{{"Pages", "g-pages", "Reading and writing.", []APICall{{"GET", "/api/v1/pages/{id}", "get-page", "One page", "With its sections.", []APIField{{"id", "path", "integer", "its number", true, ""}}, "", nil, "curl -H 'Authorization: Bearer T' …", []APIResponse{{"200", "The page", "Page", "s-Page"}, {"404", "Absent", "", ""}}}, {"POST", "/api/v1/pages", "post-page", "Make a page", "", nil, "NewPage", []APIField{{"title", "", "Title", "", true, "s-Page"}}, "", nil}}}},
		Schemas: []APISchema{{"Page", "s-Page", "A page.", []APIField{{"id", "", "integer", "", true, ""}}}},
	}
	lost := ErrorView{Frame: sampleFrame(NavNone), Status: 413, Heading: "This page is too large", Text: "A page may have 20 MB; this one has 21. Nothing was saved, your text is below.", Advice: "Split it, or attach the large part as a file.", Kept: "# My text\n\nIt is long.", KeptTitle: "Your text", Actions: []Link{{"Back to the page", "/p/12"}, {"Home", "/"}}, RequestID: "01J9Z", Line: 12}
	return []sample{
		{"question", question},
		{"question-open", open},
		{"question-nearby", QuestionView{Frame: sampleFrame(NavQuestions), ID: 9, Heading: "Q", State: "nearby", Canonical: &nearby, MayEdit: true, At: ago(day)}},
		{"question-gone", QuestionView{Frame: sampleFrame(NavQuestions), ID: 9, Heading: "Q", State: "open", Canonical: &gone, Reopened: true, MayEdit: true, MayAnswer: true, At: ago(day)}},
		{"question-duplicate", duplicate},
		{"question-reader", reader},
		{"questions", Questions{Frame: sampleFrame(NavQuestions), Tabs: tabs, Spaces: option("", "Handbook"), State: "open", Rows: sampleQuestions(), Pager: Pager{1, 5, 5, "", "/questions?page=2"}}},
		{"questions-none", Questions{Frame: sampleFrame(NavQuestions), Tabs: tabs, State: "open"}},
		{"question-new", QuestionForm{Frame: sampleFrame(NavQuestions), Spaces: option("a", "b"), Similar: sampleSimilar(), Looked: true, More: sampleMore(), Kept: Kept{"question", ago(0), true}, Problem: Problem{"x", "title"}}},
		{"question-edit", QuestionForm{Frame: sampleFrame(NavQuestions), ID: 4, Heading: "Q", Body: "B"}},
		{"answerform", write},
		{"answerform-blank", blank},
		{"merge", merge},
		{"merge-none", missed},
		{"people", people},
		{"people-plain", plain},
		{"account", account},
		{"api", api},
		{"api-none", API{Frame: sampleFrame(NavAPI)}},
		{"error", lost},
		{"error-plain", ErrorView{Frame: Frame{Team: "Docent"}, Status: 500, RequestID: "01J"}},
		{"message", Message{Frame: sampleFrame(NavNone), Heading: "The link has been used", Text: "Sign in with your password.", Actions: []Link{{"Sign in", "/signin"}, {"Home", "/"}}}},
	}
}

func adminSamples() []sample {
	tabs := AdminTabs("/admin/search", func(string) bool { return true })
	index := AdminSearch{Frame: sampleFrame(NavAdmin), Tabs: tabs, Documents: 2914, Size: "8.2 MB", Applied: 1204, Last: 1204}
	index.Unread, index.UnreadAll = []UnreadFile{
		{Link{"Contract.docx", "/a/5/contract.docx"}, "The file is protected by a password.", []Link{{"Rental cars and rides", "/p/12"}}},
		{Link{longTitle + ".pdf", "/a/6/scan.pdf"}, "The file is damaged, or is not what its name says.", []Link{{longTitle, "/p/31"}, {rtlTitle, "/p/32"}}},
	}, 3
	behind, building := index, index
	behind.Unread, behind.UnreadAll = nil, 0
	behind.Applied, building.Building, building.Done, building.Total = 1190, true, 120, 2995
	words := AdminWords{
		Frame: sampleFrame(NavAdmin), Tabs: AdminTabs("/admin/words", func(string) bool { return true }), Builtin: 2900, Try: "how much pto is left",
		Rows:   []WordsRow{{2, "wally -> expense tool", ago(0)}, {1, "brown bag, lunch and learn, knowledge lunch~0.6, " + rtlTitle, ago(day)}},
		Misses: []MissedSearch{{"vacay", 14, ago(0), ""}, {"kita zuschuss", 2, ago(day), "childcare ->"}},
		Tried:  []Exchanged{{"pto", []string{"vacation", "annual leave", "time off"}}, {"left", []string{"remaining"}}},
	}
	refused, none := words, AdminWords{Frame: words.Frame, Tabs: words.Tabs, Builtin: 2900, Try: "xyz"}
	refused.Words, refused.Problem = "vacation", Problem{"“vacation” stands alone: write at least two words or phrases, with commas between them.", "words"}
	return []sample{
		{"admin-search", index},
		{"admin-search-behind", behind},
		{"admin-search-building", building},
		{"admin-words", words},
		{"admin-words-refused", refused},
		{"admin-words-none", none},
		{"admin-model", AdminModel{Frame: words.Frame, Tabs: AdminTabs("/admin/model", func(string) bool { return true })}},
		{"admin-model-on", AdminModel{
			Frame: words.Frame, Tabs: AdminTabs("/admin/model", func(string) bool { return true }), Problem: Problem{"Name the model. Nothing was changed.", "answer"},
			Find: true, Compose: true, BaseURL: "https://models.example.org/v1", HasKey: true, Embedding: "small-embedding", Embedded: 1204, Total: 2914,
			Fault: "The endpoint cannot be reached.", FaultAt: ago(0), Spaces: []ModelSpace{{"handbook", "Handbook", false, false}, {"board", longTitle, true, true}},
		}},
	}
}
