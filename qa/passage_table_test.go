package qa

import (
	"strings"
	"testing"
)

// Sections as teams write them, for TestPickAnswers.
const (
	leaveText = "Annual leave is planned with your team at the start of each quarter. Everybody has 28 days a year, and part-timers a share of that. " +
		"Up to five unused days move on to the next year; they lapse at the end of March.\n" +
		"Send your dates to your lead through the leave form. Your lead approves them within three working days. It is only final when the calendar shows it."
	expensesText = "Submit expenses in the claims tool, with a photo of each receipt. Claims are paid with the next salary run.\n" +
		"What is covered:\nTaxis after ten in the evening\nMeals while travelling, alcohol excluded\nParking at the airport, up to five days\n" +
		"Amounts above 250 euros need the approval of your department head, e.g. for a group dinner. Ask before you spend."
	rolesText  = "These people help you.\nTopic\tWho\tReach\nPayroll\tDana Whitfield\tpayroll@corp.example\nBuilding access\tReception, ground floor\t#front-desk\nParental leave\tMarc Oyelaran\tpeople@corp.example\nAnything else costs a ticket."
	deployText = "Deploys go out on weekdays. Before you begin, check that no incident is open.\nTo deploy a service:\nmake release SERVICE=name\nshipctl push --env production\nshipctl status --watch\n" +
		"If the status stays red for ten minutes, roll back. To roll back, run shipctl revert with the number of the last good release.\nNobody deploys on Fridays after 15:00, because the people on call would pay for it at the weekend."
	faqText = "Can I bring my dog to the office?\nYes, if the colleagues in your room agree. It has to be insured.\nWho do I tell about a broken chair?\nThe facilities desk. Put a note on the chair.\nWhere do I get a locker?\nLockers stand on the second floor, behind the kitchen. Take any that is open."
	vpnText = "The remote gateway lets you work from elsewhere. Install the client from the software portal, sign in with your usual account and approve the prompt on your phone.\n" +
		"You stay connected for 12 hours. After that you have to sign in again.\nThe gateway refuses devices that have not been updated for 30 days. Update the device, restart it, and try once more."
	badgeText = "Wear your badge where it can be seen. Report a lost badge to security at once; a new one costs 15 dollars, v. 2.1 of the form applies.\n" +
		"Visitors sign in at the reception. They get a day pass, which they give back when they leave."
)

// TestPickAnswers: what is marked is the sentence, item, row or line that answers.
func TestPickAnswers(t *testing.T) {
	for _, test := range []struct{ text, question, mark, also string }{
		{leaveText, "How many days of annual leave do I have?", "Everybody has 28 days a year, and part-timers a share of that.", ""},
		{leaveText, "who approves my leave", "Your lead approves them within three working days.", ""},
		{leaveText, "what happens to vacation days that I did not use", "Up to five unused days move on to the next year; they lapse at the end of March.", ""},
		{leaveText, "How do I request leave?", "Send your dates to your lead through the leave form.", ""},
		{leaveText, "is my leave final once approved", "It is only final when the calendar shows it.", ""},
		{expensesText, "are taxis covered at night", "Taxis after ten in the evening", "What is covered:"},
		{expensesText, "can I expense airport parking", "Parking at the airport, up to five days", "What is covered:"},
		{expensesText, "when do I get the money for my claims", "Claims are paid with the next salary run.", ""},
		{expensesText, "who signs off amounts above 250 euros", "Amounts above 250 euros need the approval of your department head, e.g. for a group dinner.", ""},
		{expensesText, "where do I submit my expenses", "Submit expenses in the claims tool, with a photo of each receipt.", ""},
		{rolesText, "who handles payroll", "Payroll\tDana Whitfield\tpayroll@corp.example", "Topic\tWho\tReach"},
		{rolesText, "whom do I ask about parental leave", "Parental leave\tMarc Oyelaran\tpeople@corp.example", "Topic\tWho\tReach"},
		{rolesText, "my building access does not work", "Building access\tReception, ground floor\t#front-desk", "Topic\tWho\tReach"},
		{deployText, "how do I roll back a deploy", "To roll back, run shipctl revert with the number of the last good release.", ""},
		{deployText, "which command pushes to production", "shipctl push --env production", "To deploy a service:"},
		{deployText, "why can nobody deploy on Friday", "Nobody deploys on Fridays after 15:00, because the people on call would pay for it at the weekend.", ""},
		{deployText, "what do I check before a deploy", "Before you begin, check that no incident is open.", ""},
		{faqText, "can my dog come along to the office", "Yes, if the colleagues in your room agree.", ""},
		{faqText, "who fixes a broken chair", "The facilities desk.", ""},
		{faqText, "where are the lockers", "Lockers stand on the second floor, behind the kitchen.", ""},
		{vpnText, "how long does the gateway keep me connected", "You stay connected for 12 hours.", ""},
		{vpnText, "how do I install the client for remote work", "Install the client from the software portal, sign in with your usual account and approve the prompt on your phone.", ""},
		{vpnText, "why does the gateway refuse my device", "The gateway refuses devices that have not been updated for 30 days.", ""},
		{badgeText, "how much is a new badge", "Report a lost badge to security at once; a new one costs 15 dollars, v. 2.1 of the form applies.", ""},
		{badgeText, "what do visitors give back when they leave", "They get a day pass, which they give back when they leave.", ""},
		{badgeText, "where do guests sign in", "Visitors sign in at the reception.", ""},

		{leaveText, "How many days does everybody have, and who approves leave?", "Your lead approves them within three working days.", "Everybody has 28 days a year"},
		{vpnText, "how long do I stay connected and when are devices refused?", "You stay connected for 12 hours.", "not been updated for 30 days"},
		{expensesText, "Is parking covered? When are claims paid?", "Claims are paid with the next salary run.", "Parking at the airport"},
		{badgeText, "how much is a new badge and where do visitors sign in", "Report a lost badge to security at once; a new one costs 15 dollars, v. 2.1 of the form applies.", "Visitors sign in at the reception"},
	} {
		t.Run(test.question, func(t *testing.T) {
			p := Pick(test.text, test.question)
			if p.Marked() != test.mark {
				t.Errorf("marked %q of %q", p.Marked(), p.Text)
			}
			if !strings.Contains(p.Text, test.also) {
				t.Errorf("%q is not in %q", test.also, p.Text)
			}
			standsIn(t, test.text, p)
		})
	}
}

// standsIn checks that every piece of a passage stands in the text word for word, in order.
func standsIn(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string, p Passage,
) {
	t.Helper()
	if !strings.Contains(text, p.Marked()) {
		t.Fatalf("%q does not stand in %q", p.Marked(), text)
	}
	if strings.Contains(text, p.Text) {
		return
	}
	for rest := p.Text; rest != ""; {
		piece, after, _ := strings.Cut(rest, Gap)
		_, below, found := strings.Cut(text, piece)
		if !found {
			t.Fatalf("%q of the passage %q does not stand in %q", piece, p.Text, text)
		}
		rest, text = after, below
	}
}

// BenchmarkPick chooses passages of ten sections for one question, as an ask does.
func BenchmarkPick(b *testing.B) {
	sections := []string{leaveText, expensesText, rolesText, deployText, faqText, vpnText, badgeText, strings.Repeat(leaveText+"\n", 4), vpnText + "\n" + deployText, expensesText + "\n" + rolesText}
	for b.Loop() {
		m := newMatcher("How do I request leave and who approves it?")
		for _, text := range sections {
			m.pick(text)
		}
	}
}
