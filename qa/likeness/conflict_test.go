package likeness

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/wiki"
)

// marked writes a sentence with what differs in brackets.
func marked(text string, marks []Mark) string {
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(text[at:m.Start] + "[" + text[m.Start:m.End] + "]")
		at = m.End
	}
	return b.String() + text[at:]
}

func TestConflicts(t *testing.T) {
	for _, test := range []struct {
		in   Differ
		a, b string // what differs in brackets
	}{
		{Number, "Upload your receipts within [five days] of your return.", "Upload your receipts within [3 days] of your return."},
		{Number, "Receipts above [$75] have to be kept by travellers.", "Receipts above [50 dollars] have to be kept by travellers."},
		{Number, "The probation period lasts [6 months] for new employees.", "The probation period lasts [6 weeks] for new employees."},
		{Number, "Managers approve leave requests within [two working days].", "Managers approve leave requests within [2 days]."},
		{Number, "The travel budget covers [80%] of hotel costs.", "The travel budget covers [90 percent] of hotel costs."},
		{Number, "Staging listens on port [8080] behind the proxy.", "Staging listens on port [9090] behind the proxy."},
		{Moment, "The payroll closes every month on [Friday] evening.", "The payroll closes every month on [Thursday] evening."},
		{Moment, "Submit your performance goals before [March 31] each year.", "Submit your performance goals before [April 15] each year."},
		{Moment, "The service desk opens at [9am] on working days.", "The service desk opens at [8:30] on working days."},
		{Polarity, "Contractors may use the guest network for builds.", "Contractors may [not] use the guest network for builds."},
		{Polarity, "Personal phones are allowed in the server room.", "Personal phones are [prohibited] in the server room."},
		{Polarity, "A security review is required for public releases.", "A security review is [optional] for public releases."},
		{Polarity, "You can carry unused vacation over into January.", "You [cannot] carry unused vacation over into January."},
		{Number, "Die Frist für Reisekosten beträgt [14 Tage] nach Rückkehr.", "Die Frist für Reisekosten beträgt [30 Tage] nach Rückkehr."},
	} {
		a, b := plainText(test.a), plainText(test.b)
		ca, okA := read(a)
		cb, okB := read(b)
		if !okA || !okB {
			t.Errorf("no claim: %q %v, %q %v", a, okA, b, okB)
			continue
		}
		d, rel := relate(ca, cb, false)
		if rel != contrary || d.In != test.in {
			t.Errorf("%q, %q: relation %d, differs in %q", a, b, rel, d.In)
			continue
		}
		if diff := cmp.Diff([]string{test.a, test.b}, []string{marked(a, d.A), marked(b, d.B)}); diff != "" {
			t.Errorf("marks (-want +got):\n%s", diff)
		}
		if back, rel := relate(cb, ca, false); rel != contrary || !cmp.Equal(back.A, d.B) {
			t.Errorf("%q, %q: the other way round %d", a, b, rel)
		}
	}
}

func plainText(s string) string { return strings.NewReplacer("[", "", "]", "").Replace(s) }

// TestNoConflicts: what a person would not call a contradiction.
func TestNoConflicts(t *testing.T) {
	for _, test := range []struct{ why, a, b string }{
		{"the same in other words", "Upload your receipts within five days of your return.", "Upload your receipts within 5 days of your return."},
		{"the same in other words", "The service desk opens at 9 am on working days.", "The service desk opens at 9:00 on working days."},
		{"the same in other words", "The travel budget covers 80% of hotel costs.", "The travel budget covers 80 percent of hotel costs."},
		{"the same in other words", "Receipts above $1,000 have to be kept by travellers.", "Receipts above 1000 dollars have to be kept by travellers."},
		{"another thing", "Rental cars cost 50 dollars a day in the city.", "Hotel rooms cost 120 dollars a day in the city."},
		{"another thing", "You can request up to 56 advanced annual leave hours.", "You can request up to 104 advanced sick leave hours."},
		{"another thing", "When the transport is HTTP, the default port is 80.", "When the transport is HTTPS, the default port is 443."},
		{"a name", "Install the agent on Windows 10 before the audit.", "Install the agent on Windows 11 before the audit."},
		{"a name", "See chapter 4 of the manual for the details of routing.", "See chapter 7 of the manual for the details of routing."},
		{"a version", "The parser was rewritten for release 2.4.1 last year.", "The parser was rewritten for release 2.5.0 last year."},
		{"a year", "The travel policy was revised by the board in 2021.", "The travel policy was revised by the board in 2023."},
		{"it points to its surroundings", "This parameter accepts at most 5 values per call.", "This parameter accepts at most 9 values per call."},
		{"under a condition", "If you do not have a badge, ask the front desk for help.", "If you have a badge, ask the front desk for help."},
		{"a limit is no denial", "Send your report no later than Friday to your manager.", "Send your report later than Friday to your manager."},
		{"before and after", "Call the travel desk before booking flights abroad 2 days.", "Call the travel desk after booking flights abroad 3 days."},
		{"many values", "The rates are 5, 10, 15 and 20 dollars for parking.", "The rates are 6, 11, 16 and 21 dollars for parking."},
	} {
		a, okA := read(test.a)
		b, okB := read(test.b)
		if !okA || !okB {
			continue
		}
		if d, rel := relate(a, b, false); rel == contrary {
			t.Errorf("%s: %q, %q differ in %q", test.why, marked(test.a, d.A), marked(test.b, d.B), d.In)
		}
	}
}

// TestExamine: what is a pattern, or said of different things in one place, is no contradiction.
func TestExamine(t *testing.T) {
	s := func(id int64, heading, body string) *section {
		return dissect(Text{ID: wiki.SectionID(id), Page: 1, Title: "T" + heading, Heading: heading, Body: body, Fingerprint: body})
	}
	three := s(1, "Travel", "Upload your receipts within 3 days of your return.")
	five := s(2, "Expenses", "Upload your receipts within 5 days of your return.")
	seven := s(3, "FAQ", "Upload your receipts within 7 days of your return.")
	nine := s(4, "Help", "Upload your receipts within 9 days of your return.")
	both := s(5, "Both", "Upload your receipts within 5 days of your return.\nUpload your receipts within 3 days of your return.")
	for _, test := range []struct {
		name   string
		s      *section
		others []*section
		want   int
		never  bool
	}{
		{"two", five, []*section{three}, 1, false},
		{"two of three", seven, []*section{three, five}, 1, false},
		{"a pattern", nine, []*section{three, five, seven}, 0, true},
		{"one says both", five, []*section{both}, 0, false},
		{"found before", s(6, "Copy", "Upload your receipts within 3 days of your return."), []*section{three, five}, 0, false},
		{"an example", s(7, "Example 3: receipts", "Upload your receipts within 9 days of your return."), []*section{three}, 0, false},
	} {
		f := examine(test.s, nil, test.others)
		if len(f.reviews) != test.want || (len(f.never) > 0) != test.never {
			t.Errorf("%s: %d reviews, never %v", test.name, len(f.reviews), f.never)
		}
	}
	if marks := examine(nine, nil, []*section{three, five, seven}).never; !slices.Contains(marks, examine(five, nil, []*section{three}).reviews[0].Mark) {
		t.Error("the pair that was found first is not dropped when it turns out to be a pattern")
	}
}

// FuzzRead: whatever stands there, marks lie inside the sentence, and a claim agrees with itself.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"Upload 5 receipts within $1,000.50 days.", "may not İ 9:30pm 3-5 ½ ２４ Montag", "no no not 12/24/2026 \xff 1,2,3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, ok := read(text)
		for _, v := range c.values {
			if v.start < 0 || v.end > len(text) || v.start >= v.end {
				t.Fatalf("value %+v of %d bytes", v, len(text))
			}
		}
		if _, rel := relate(c, c, true); ok && rel == contrary {
			t.Errorf("%q contradicts itself", text)
		}
		SketchOf("", text)
	})
}
