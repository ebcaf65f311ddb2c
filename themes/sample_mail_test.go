package themes

func mailSamples() []sample {
	tabs := AdminTabs("/admin/mail", func(string) bool { return true })
	none := AdminMail{Frame: sampleFrame(NavAdmin), Tabs: tabs}
	full := AdminMail{
		Frame: none.Frame, Tabs: tabs, On: true, Host: "mail.example.org", Port: "587", Security: "starttls", User: "docent", HasPassword: true,
		From: "Docent <docent@example.org>", Email: "maria@example.org", Trying: 12,
		Undelivered: []UndeliveredRow{
			{"Noor", "mail", ago(day), 4, in(day), "451 4.7.1 Please try again later, greylisting in action for this pair of sender and recipient"},
			{rtlTitle, "digest", ago(2 * day), 1, Time{}, "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown in virtual mailbox table"},
		},
	}
	refused, fixed := full, full
	refused.Security, refused.Host, refused.Problem = "none", hostile, Problem{"Without protection, everybody between here and there can read the mails. Nothing was changed.", "security"}
	fixed.Fixed, fixed.Undelivered, fixed.Trying = true, nil, 0
	return []sample{{"admin-mail", none}, {"admin-mail-on", full}, {"admin-mail-refused", refused}, {"admin-mail-fixed", fixed}}
}
