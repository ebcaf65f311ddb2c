package thesaurus

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content"
)

// made is a thesaurus of the lines of text and nothing else.
func made(t testing.TB, text string) *Thesaurus {
	t.Helper()
	return (&Thesaurus{}).with(parsed(t, text), false)
}

func parsed(t testing.TB, text string) []Group {
	t.Helper()
	groups, err := Parse(strings.NewReader(text), "test")
	if err != nil {
		t.Fatal(err)
	}
	return groups
}

func TestExpand(t *testing.T) {
	const text = `
		# a comment
		vacation, annual leave, time off, holiday~0.6  # and another
		time, hours
		laptop, notebook~0.5 -> computer, device~0.3
		hire, recruit~0.9, take on
		sign in, log in
		e-mail, message~0.4
		boss, manager's friend
		Café, cafeteria`
	for question, want := range map[string][]Expansion{
		"how much annual leave do i get": {
			{2, 4, []string{"time", "off"}, 0.8}, {2, 4, []string{"vacation"}, 0.8}, {2, 4, []string{"holiday"}, 0.6},
		},
		"time off":                  {{0, 2, []string{"annual", "leave"}, 0.8}, {0, 2, []string{"vacation"}, 0.8}, {0, 2, []string{"holiday"}, 0.6}},
		"time":                      {{0, 1, []string{"hours"}, 0.8}},
		"notebooks":                 {{0, 1, []string{"computer"}, 0.5}, {0, 1, []string{"device"}, 0.3}},
		"computer":                  nil,
		"hiring":                    {{0, 1, []string{"recruit"}, 0.8}, {0, 1, []string{"take", "on"}, 0.8}},
		"took on":                   {{0, 2, []string{"hire"}, 0.8}, {0, 2, []string{"recruit"}, 0.8}},
		"hire or recruit":           {{0, 1, []string{"take", "on"}, 0.8}, {2, 3, []string{"take", "on"}, 0.8}},
		"signing in":                {{0, 2, []string{"log", "in"}, 0.8}},
		"log-in":                    {{0, 1, []string{"sign", "in"}, 0.8}}, // one word of the question
		"mail":                      nil,
		"e mail":                    {{0, 2, []string{"message"}, 0.4}},
		"the bosses":                {{1, 2, []string{"manager", "friend"}, 0.8}},
		"cafe":                      {{0, 1, []string{"cafeteria"}, 0.8}},
		"nothing of this is listed": nil,
	} {
		got := made(t, text).Expand(strings.Fields(question))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", question, diff)
		}
	}
}

func TestATeamsOwnWin(t *testing.T) {
	base := made(t, "vacation, holiday, leave~0.5\nferry, boat")
	own := base.With(parsed(t, "vacation, holiday~0\nvacation, leave~0.9\nferry, onboarding tool~0.7\nvacation, rest~0.6"))
	got := own.Expand([]string{"vacation", "ferry"})
	want := []Expansion{
		{0, 1, []string{"leave"}, 0.8},
		{0, 1, []string{"rest"}, 0.6},
		{1, 2, []string{"boat"}, 0.8},
		{1, 2, []string{"onboarding", "tool"}, 0.7},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("with the team's own (-want +got):\n%s", diff)
	}
	if got := len(base.Expand([]string{"vacation"})); got != 2 {
		t.Errorf("the base has %d expansions after With, want 2: it must not change", got)
	}
	if base.Groups() != 2 || own.Groups() != 6 {
		t.Errorf("groups: %d and %d, want 2 and 6", base.Groups(), own.Groups())
	}
}

func TestParseSaysWhereAndWhat(t *testing.T) {
	for text, want := range map[string]string{
		"a, b\nvacation":              "test, line 2: “vacation” stands alone",
		"a, , b":                      "test, line 1: There is nothing between two commas",
		"a, b,":                       "nothing between two commas, or at one end",
		"-> b":                        "nothing between",
		"a ->":                        "nothing between",
		"a -> b -> c":                 "two arrows in “a -> b -> c”",
		"a, !!":                       "“!!” has no letters or digits",
		"a, b~2":                      "“b~2”: after ~ stands a number from 0 to 1",
		"a, b~NaN":                    "“b~NaN”: after ~",
		"a, b~much":                   "“b~much”: after ~",
		"hire, hiring":                "“hire” and “hiring” are forms of the same words",
		"hire -> hiring":              "“hire” and “hiring” are forms of the same words",
		"a, one two three four 5 six": "has more than 5 words",
		"ok, fine\n" + strings.Repeat("x", MaxLine+1) + ", b":    "line 2: it cannot be read, or is longer",
		"a" + strings.Repeat(", b", 3):                           "“b” and “b” are forms",
		strings.Join(numbers(MaxTerms+1), ", "):                  "more than 40 words and phrases",
		"w1 -> " + strings.Join(numbers(MaxTerms + 1)[1:], ", "): "more than 40 words and phrases",
		"a, \xff": "is not text",
	} {
		_, err := Parse(strings.NewReader(text), "test")
		var e *content.Error
		if !errors.As(err, &e) || e.Kind != content.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%.40q): %v, want Invalid with %q", text, err, want)
		}
	}
}

func numbers(n int) []string {
	var all []string
	for i := range n {
		all = append(all, "w"+strings.Repeat("x", i))
	}
	return all
}

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"Don't use the manager's P&L": {"dont", "use", "the", "manager", "p", "l"},
		"Résumé – what’s up’":         {"resume", "what", "up"},
		"24/7, 'quoted' s":            {"24", "7", "quoted", "s"},
		"":                            nil,
		"!?":                          nil,
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("Words(%q) (-want +got):\n%s", text, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a, b~0.5 -> c d # e", "#", "vacation, annual leave\n\nx", "~,->", "é’s, İ~1e-3", "a\x00, b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		groups, err := Parse(strings.NewReader(text), "fuzz")
		if err != nil {
			var e *content.Error
			if !errors.As(err, &e) || e.Kind != content.Invalid {
				t.Fatalf("%v is not for people", err)
			}
			return
		}
		(&Thesaurus{}).with(groups, true).Expand(Words(text))
		for _, g := range groups {
			again, err := ParseGroup(g.String())
			again.Name, again.Line = g.Name, g.Line
			if diff := cmp.Diff(g, again); err != nil || diff != "" {
				t.Fatalf("%q written and read again: %v %s", g, err, diff)
			}
		}
	})
}

func TestExpandKeepsItsPromises(t *testing.T) {
	// Few words, so that terms meet one another and the question.
	word := rapid.SampledFrom(strings.Fields("hire hiring hired take took on in sign log e-mail mail vacation time off leave bank café cafe naïve 24/7 r&d")) // inflected and compound too
	term := rapid.Custom(func(t *rapid.T) Term {
		text := strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "words"), " ")
		return Term{Words: Words(text), Weight: float64(rapid.IntRange(0, 10).Draw(t, "weight")) / 10}
	})
	group := rapid.Custom(func(t *rapid.T) Group {
		g := Group{Terms: rapid.SliceOfN(term, 2, 6).Draw(t, "terms")}
		if rapid.Bool().Draw(t, "directed") {
			g.To = rapid.SliceOfN(term, 1, 3).Draw(t, "to")
		}
		return g
	})
	rapid.Check(t, func(t *rapid.T) {
		th := (&Thesaurus{}).with(rapid.SliceOfN(group, 1, 20).Draw(t, "built in"), false).With(rapid.SliceOfN(group, 0, 5).Draw(t, "own"))
		question := rapid.SliceOfN(word, 0, 12).Draw(t, "question")
		got := th.Expand(question)
		if diff := cmp.Diff(got, th.Expand(question)); diff != "" {
			t.Fatalf("two calls differ:\n%s", diff)
		}
		said := " " + key(Words(strings.Join(question, " "))) + " "
		had := map[[2]int]int{}
		for i, e := range got {
			if e.From < 0 || e.From >= e.To || e.To > len(question) || len(e.Words) == 0 || !(e.Weight > 0 && e.Weight < 1) {
				t.Fatalf("malformed: %+v", e)
			}
			if strings.Contains(said, " "+key(e.Words)+" ") {
				t.Fatalf("%v stands in the question already", e.Words)
			}
			if i > 0 && e.From < got[i-1].From {
				t.Fatalf("not in the order of the question: %+v", got)
			}
			span := [2]int{e.From, e.To}
			had[span]++
			if had[span] > maxExpansions*len(Words(strings.Join(question[e.From:e.To], " "))) {
				t.Fatalf("too many for %v", span)
			}
		}
	})
}

func TestBuiltinIsSafeForConcurrentUse(t *testing.T) {
	done := make(chan []Expansion)
	for range 4 {
		go func() { done <- Builtin().Expand([]string{"annual", "leave"}) }()
	}
	first := <-done
	for range 3 {
		if diff := cmp.Diff(first, <-done); diff != "" {
			t.Error(diff)
		}
	}
	if !slices.ContainsFunc(first, func(e Expansion) bool { return slices.Equal(e.Words, []string{"vacation"}) }) {
		t.Errorf("annual leave does not find vacation: %+v", first)
	}
}
