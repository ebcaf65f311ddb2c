package themes

func sampleReactions(answer, comment int64, may bool) Reactions {
	return Reactions{Question: 8, Answer: answer, Comment: comment, May: may, Buttons: []ReactionButton{
		{"agree", "👍", "Agree", 12, true}, {"same", "🙋", "Me too", 3, false}, {"looking", "👀", "Looking into it", 0, false}, {"cheer", "🎉", "Hooray", 0, false},
	}}
}

func sampleTalk(answer int64) Talk {
	return Talk{
		Question: 8, Answer: answer, MayComment: true, MayReact: true, Reactions: sampleReactions(answer, 0, true), Earlier: 7, All: "/q/8?comments=all", Draft: "half a thought",
		Comments: []Comment{
			{ID: 1 + 10*answer, Question: 8, By: "Noor Haddad", At: ago(day), Edited: ago(0), Body: "<p>At night, too? " + hostileHTML + "</p>", Reactions: sampleReactions(0, 1+10*answer, true), MayEdit: true, MayDelete: true},
			{ID: 2 + 10*answer, Question: 8, At: ago(0), Body: "<p>" + rtlTitle + "</p>", Reactions: sampleReactions(0, 2+10*answer, false)},
		},
	}
}

// hostileHTML is what content leaves of a comment that tries.
const hostileHTML = "&lt;script&gt;alert(1)&lt;/script&gt;"

func sampleSimilar() []SimilarQuestion {
	return []SimilarQuestion{
		{"How soon must a lost badge be reported?", "/q/8", "answered", "A lost or stolen badge is reported to the security desk within one hour."},
		{longTitle, "/q/9", "open", ""},
		{rtlTitle, "/q/10", "answered", hostile},
	}
}

func sampleMore() AskMore {
	return AskMore{Tried: "I called the desk.", Needed: "2026-03-09", Today: "2026-03-06", Late: "You need it by Monday, 9 March, which is before a reply can be expected.", MayHide: true, HideIn: "The handbook, " + longTitle, Anonymous: true, Urgent: "/urgent?q=x"}
}

func talkSamples() []sample {
	answer := sampleAnswer()
	answer.Talk, answer.MayRefuse, answer.MayThank, answer.Thanks, answer.Turn = sampleTalk(3), true, true, 4, "/new?for=a3"
	answer.Links[0].Improve = "/p/71/edit?for=a3&at=l"
	other := Answer{
		ID: 4, By: "Ada", At: ago(3 * day), Body: "<p>At once.</p>", Talk: Talk{Question: 8, Answer: 4, Reactions: sampleReactions(4, 0, false)}, Refused: true, MayThank: true, Thanked: true,
		Objections: []Objection{{"Noor Haddad", ago(day), "It does not say whom to call " + hostile, false}, {"", ago(0), rtlTitle, false}, {"Ada", ago(0), longTitle, true}},
	}
	question := QuestionView{
		Frame: sampleFrame(NavQuestions), ID: 8, Heading: "How soon must a lost badge be reported?", URL: "/q/8", State: "answered", Space: Link{"Security", "/s/security"}, At: ago(day), Anonymous: true,
		Tried: "<p>I called the desk.</p>", Needed: in(3 * day), Canonical: &answer, Others: []Answer{other}, Talk: sampleTalk(0), Follow: Follow{true, true}, MayAnswer: true, MayEdit: true,
	}
	own := question
	own.Mine, own.Canonical, own.Follow, own.Others = true, nil, Follow{true, false}, nil
	page := PageForm{Frame: sampleFrame(NavNone), ID: 71, Base: 3, Action: "/p/71/edit", Back: "/p/71", Heading: "Badges", Markdown: "x", Errand: Errand{"q8", "l", "You improve this page to answer a question:", Link{longTitle, "/q/8"}}}
	return []sample{
		{"question-talk", question},
		{"question-own", own},
		{"commentform", CommentForm{Frame: sampleFrame(NavQuestions), Question: Link{longTitle, "/q/8"}, Action: "/q/8/comments/3/edit", Markdown: "x " + hostile, Problem: Problem{"The comment is empty.", "comment"}}},
		{"urgent", Urgent{Frame: sampleFrame(NavQuestions), Q: "the data centre is under water", Area: "who owns “Facilities”", Call: "+1 202 555 0100, or #facilities-911", Who: "Noor Haddad", Space: "Security", Slug: "security", Back: "/questions/new"}},
		{"urgent-nobody", Urgent{Frame: sampleFrame(NavQuestions), Back: "/questions/new"}},
		{"urgent-somebody", Urgent{Frame: sampleFrame(NavQuestions), Q: longTitle, Who: rtlTitle, Area: longTitle, Back: "/questions/new"}},
		{"question-new-empty", QuestionForm{Frame: sampleFrame(NavQuestions), Heading: longTitle, Looked: true, Kept: Kept{"question", ago(0), false}, Spaces: option("a", "b"), Whom: sampleNobody(), More: AskMore{Today: "2026-03-06", Urgent: "/urgent"}}},
		{"answerform-draft", AnswerForm{Frame: sampleFrame(NavQuestions), Question: Link{"Q", "/q/8"}, ID: 8, Action: "/q/8/answer", Kept: Kept{"answer-8", ago(0), true}, Upload: "/q/8/files", Markdown: "half"}},
		{"pageform-errand", page},
		{"spaceform-anonymous", SpaceForm{Frame: sampleFrame(NavNone), Slug: "hr", Name: "People", Visibility: "team", Anonymous: true, Owners: option("", "Ada")}},
	}
}
