package themes

func reviewSamples() []sample {
	side := func(from int, title, text string) ReviewSide {
		return ReviewSide{From: from, Title: title, URL: "/p/12/travel#receipts", Where: "Handbook", Owner: "Noor Haddad", Updated: ago(9 * day), Text: text, Edit: "/p/12/edit#receipts", MayChange: true, Other: longTitle}
	}
	copied := Review{ID: 1, Kind: "copy", State: "open", Heading: longTitle, Why: "Two sections say nearly the same.", URL: "/reviews/1", Back: "/reviews", Found: ago(day), Sides: []ReviewSide{side(0, longTitle, "Keep every receipt."), side(1, rtlTitle, "Keep all receipts.")}, MayDecide: true}
	conflict := copied
	conflict.ID, conflict.Kind, conflict.URL = 2, "conflict", "/reviews/2"
	conflict.Sides = []ReviewSide{side(0, "Travel › Receipts", ""), side(1, "Expenses", "")}
	conflict.Sides[0].Parts = []Span{{"", "Upload them within "}, {"ins", "five days"}, {"", "."}}
	conflict.Sides[1].Parts = []Span{{"", "Upload them within "}, {"ins", "three days"}, {"", "."}}
	asked := copied
	asked.ID, asked.Kind, asked.URL = 3, "question", "/reviews/3"
	asked.Sides = []ReviewSide{side(0, "May I rent a car?", "A valid licence."), side(1, "Can I hire a car?", "")}
	asked.Sides[0].State, asked.Sides[0].Words, asked.Sides[1].State = "answered", []string{"rental car", rtlTitle}, "open"
	settled := copied
	settled.ID, settled.State, settled.By, settled.Decided = 4, "both", "Noor Haddad", ago(day)
	linked, different := settled, settled
	linked.State, different.Kind = "linked", "question"
	kinds := []Facet{{"All", "/reviews", -1, true}, {"Contradictions", "/reviews?kind=conflict", -1, false}}
	whose := []Facet{{"Mine", "/reviews?mine=1", -1, false}, {"Everybody’s", "/reviews", -1, true}}
	step := ChainStep{At: ago(100 * day), What: "Asked", Who: "Noor Haddad", Through: "through the API", Score: "41 %"}
	return []sample{
		{"reviews", Reviews{Frame: sampleFrame(NavTasks), Problem: Problem{"It is settled already.", ""}, Kinds: kinds, Whose: whose, Rows: []Review{conflict, copied, asked, settled}, More: true}},
		{"reviews-none", Reviews{Frame: sampleFrame(NavTasks), Kinds: kinds, Whose: whose}},
		{"review", ReviewView{Frame: sampleFrame(NavTasks), Row: conflict, Problem: Problem{"The page has changed.", ""}}},
		{"review-linked", ReviewView{Frame: sampleFrame(NavTasks), Row: linked}},
		{"review-different", ReviewView{Frame: sampleFrame(NavTasks), Row: different}},
		{"chain", ChainView{
			Frame: sampleFrame(NavQuestions), Question: Link{longTitle, "/q/5"}, State: "answered", JSON: "/api/v1/questions/5/chain", Cut: true,
			Steps: []ChainStep{
				step,
				{At: ago(99 * day), What: "Answered by linking a section", Who: "Ada", Place: rtlTitle, URL: "/p/12", Revision: "revision 12"},
				{At: ago(98 * day), What: "Answered by linking a place elsewhere", Place: "a message"},
				{At: ago(9 * day), What: "Docent found a question that may ask the same", Other: &Link{longTitle, "/q/7"}, Score: "91 %"},
				{At: ago(day), What: "Verified", Who: "Ada", Text: "until 2026-11-30"},
			},
			Wordings: []ChainWording{
				{Text: rtlTitle, Origin: "Learnt when it answered somebody", Score: "83 %", Added: ago(30 * day)},
				{Text: longTitle, Origin: "Came with a duplicate", Came: &Link{longTitle, "/q/7"}, Added: ago(9 * day), Removed: ago(day)},
			},
		}},
		{"chain-none", ChainView{Frame: sampleFrame(NavQuestions), Question: Link{"Why?", "/q/5"}, State: "open", JSON: "/api/v1/questions/5/chain"}},
	}
}
