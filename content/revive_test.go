package content

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRevive(t *testing.T) {
	const keep = "Keep every receipt above 75 dollars and upload them within five days of your return."
	gone := []Known{
		{ID: 3, Anchor: "receipts", Aliases: []string{"slips"}, Heading: "Receipts", Text: keep},
		{ID: 4, Anchor: "later", Heading: "Later", Text: "To be written."},
		{ID: 5, Heading: "Rules", Text: ""},
	}
	for _, test := range []struct {
		name    string
		fresh   Fresh
		matched Matched
		want    Matched
	}{
		{"the same", Fresh{Heading: "Receipts", Text: keep}, Matched{Anchor: "receipts"}, Matched{3, "receipts", []string{"slips"}}},
		{"another heading", Fresh{Heading: "What to keep", Text: keep}, Matched{Anchor: "what-to-keep"}, Matched{3, "what-to-keep", []string{"slips", "receipts"}}},
		{"most of it", Fresh{Heading: "What to keep", Text: keep[:len(keep)-20] + "some days."}, Matched{Anchor: "what-to-keep"}, Matched{3, "what-to-keep", []string{"slips", "receipts"}}},
		{"less than half of it", Fresh{Heading: "Receipts", Text: "Upload every receipt to the portal before the end of the month, and ask the desk what happens then."}, Matched{Anchor: "receipts"}, Matched{0, "receipts", nil}},
		{"what many sections say", Fresh{Heading: "Elsewhere", Text: "To be written."}, Matched{Anchor: "elsewhere"}, Matched{0, "elsewhere", nil}},
		{"little, under its heading", Fresh{Heading: "Later", Text: "To be written."}, Matched{Anchor: "later"}, Matched{4, "later", nil}},
		{"nothing", Fresh{Heading: "Rules"}, Matched{Anchor: "rules"}, Matched{0, "rules", nil}},
		{"somebody already", Fresh{Heading: "Receipts", Text: keep}, Matched{7, "receipts", nil}, Matched{7, "receipts", nil}},
	} {
		matched := []Matched{{9, "other", nil}, test.matched}
		Revive(gone, []Fresh{{Heading: "Other", Text: keep}, test.fresh}, matched)
		if diff := cmp.Diff([]Matched{{9, "other", nil}, test.want}, matched); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// Two that come back are two, the better pair first.
func TestReviveEachOnce(t *testing.T) {
	const a = "Keep every receipt above 75 dollars and upload them within five days of your return."
	const b = "Keep every receipt above 95 dollars and upload them within five days of your return."
	matched := make([]Matched, 3)
	Revive([]Known{{ID: 1, Text: a}, {ID: 2, Text: b}}, []Fresh{{Text: b}, {Text: a}, {Text: a}}, matched)
	if matched[0].ID != 2 || matched[1].ID != 1 || matched[2].ID != 0 {
		t.Errorf("%+v", matched)
	}
}
