package themes

func inboxSamples() []sample {
	frame := sampleFrame(NavInbox)
	frame.Inbox, frame.Counts.Inbox = true, 3
	push := Push{Key: "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM", Worker: "/notices.js"}
	levels := func(chosen int) []Option {
		list := []Option{{Value: "default", Text: "As usual"}, {Value: "everything", Text: "Everything"}, {Value: "important", Text: "Changes that matter"}, {Value: "mentions", Text: "Only when I am mentioned"}, {Value: "nothing", Text: "Nothing"}}
		list[chosen].Selected = true
		return list
	}
	channels := []Option{{Value: "", Text: "As usual", Selected: true}, {Value: "mail", Text: "Mail"}, {Value: "push", Text: "In my browsers"}, {Value: "digest", Text: "In the digest"}, {Value: "app", Text: "Only in the inbox"}}
	inbox := Inbox{
		Frame: frame, New: 2, UpTo: 91, Older: "/inbox?before=12", Push: push,
		Groups: []InboxGroup{
			{"Rental cars and rides", "/p/12", "Handbook", true, []int64{90, 91}, []InboxItem{{"Noor Haddad changed “Who may rent”. “The new agreement from May”", "/p/12/diff?from=13&to=14", ago(day / 24), true}, {"Noor Haddad mentioned you on this page.", "/p/12", ago(day), true}}, 4, "/watch/page/12"},
			{longTitle, "/q/6", "Security", true, []int64{80}, []InboxItem{{hostile, "/q/6", ago(2 * day), true}}, 0, "/watch/question/6"},
			{rtlTitle, "/q/7", "Handbook", false, nil, []InboxItem{{"Your question was answered.", "/q/7", ago(40 * day), false}}, 0, ""},
		},
	}
	told := Notifications{
		Frame: frame, Action: "/settings/notifications", Digest: option("daily", "weekly", "off"), Unwatched: levels(3)[3:], Edits: levels(2), Asks: levels(1), NoMail: true,
		Topics: []TopicChoice{{"mentions", "When I am mentioned", "Somebody wrote @ and your name on a page.", channels}, {"pages", "Pages that I follow or own", longTitle, channels}},
		Push:   push, Browsers: []PushBrowser{{1, "Firefox on Linux", ago(9 * day), true}, {2, "Chrome on Android", ago(day), false}},
		Watches: []WatchRow{{"page", longTitle, "/p/22", "/watch/page/22", true, levels(0)}, {"tag", rtlTitle, "/search?q=tag:x", "/watch/tag/x", false, levels(4)}},
		Pager:   Pager{First: 1, Last: 50, Total: 80, Next: "/settings/notifications?from=50"},
	}
	team := told
	team.Action, team.Team, team.Problem = "/admin/notifications", true, Problem{"There is no such level here. Nothing was changed.", "level"}
	team.Tabs = []Tab{{"Search", "/admin/search", false}, {"Notifications", "/admin/notifications", true}}
	bare := Frame{Team: "Docent", Title: "Stop mails", Bare: true}
	return []sample{
		{"inbox", inbox},
		{"inbox-empty", Inbox{Frame: frame}},
		{"notifications", told},
		{"notifications-team", team},
		{"notifications-fresh", Notifications{Frame: frame, Action: "/settings/notifications", Push: push}},
		{"watch", WatchForm{Frame: frame, Kind: "page", Title: longTitle, URL: "/p/22", Action: "/watch/page/22", Next: "/p/22", Levels: []LevelChoice{{"everything", "Everything", "Every change, typography too.", false}, {"important", "Changes that matter", "New and deleted pages, another meaning, a verification that runs out, mentions.", true}}}},
		{"unsubscribe", Unsubscribe{Frame: bare, Action: "/unsubscribe?t=abc", What: "mail about the page “" + longTitle + "”"}},
		{"unsubscribe-done", Unsubscribe{Frame: bare, What: "digests", Done: true}},
	}
}
