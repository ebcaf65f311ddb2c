package thesaurus

import (
	"bufio"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// minGroups is how many groups the built-in thesaurus is to have at least.
const minGroups = 1500

func TestTheBuiltInFilesAreSound(t *testing.T) {
	groups, err := Files()
	if err != nil {
		t.Fatal(err)
	}
	if len(groups) < minGroups {
		t.Errorf("there are %d groups, want at least %d", len(groups), minGroups)
	}
	type pair struct{ from, to string }
	weights := map[pair]float64{}
	where := map[pair]Group{}
	sets := map[string]Group{}
	for _, g := range groups {
		if before, twice := sets[g.set()]; twice {
			t.Errorf("%s:%d is the same group as %s:%d: %s", g.Name, g.Line, before.Name, before.Line, g)
		}
		sets[g.set()] = g
		g.eachPair(func(from, to Term) {
			p, w := pair{key(from.Words), key(to.Words)}, min(from.Weight, to.Weight)
			if old, known := weights[p]; known && max(old, w)-min(old, w) > tolerated {
				t.Errorf("%s:%d gives “%s” for “%s” the weight %g, %s:%d %g", g.Name, g.Line, to, from, w, where[p].Name, where[p].Line, old)
			}
			if w == 0 {
				t.Errorf("%s:%d: “%s” and “%s” are worth nothing; only a team's own may say so", g.Name, g.Line, from, to)
			}
			weights[p], where[p] = max(weights[p], w), g
		})
		for _, term := range g.Terms {
			if len(term.Words) == 1 && stopWords[term.Words[0]] && len(g.To) == 0 {
				t.Errorf("%s:%d: “%s” stands in nearly every question", g.Name, g.Line, term)
			}
		}
	}
}

// tolerated is how far the weights of one pair may lie apart in two groups; the larger one counts.
const tolerated = 0.2 + 1e-9

// stopWords are words that a group would be looked up by in nearly every question.
var stopWords = set(`a about after all also am an and any are as at be because been before both but by can could
did do does each every for from had has have he her his how i if in into is it its just may me my no not of on once one only
or other our out own per she since so some such than that the their them then there these they this those till to
too until up us was we were what when where which while who why will with would you your`)

// set tells groups of the same terms by the same text.
func (g Group) set() string {
	keys := func(terms []Term) string {
		var all []string
		for _, t := range terms {
			all = append(all, key(t.Words))
		}
		slices.Sort(all)
		return strings.Join(all, ", ")
	}
	return keys(g.Terms) + " -> " + keys(g.To)
}

func TestTheBuiltInFilesAreTidy(t *testing.T) {
	names, err := fs.Glob(files, "*.txt")
	if err != nil || len(names) < 20 {
		t.Fatalf("%d files (%v), want one an area", len(names), err)
	}
	for _, name := range names {
		f, err := files.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		last := ""
		lines := bufio.NewScanner(f)
		for n := 1; lines.Scan(); n++ {
			line := lines.Text()
			if line != strings.TrimSpace(line) || line != strings.ToLower(line) || line == "" {
				t.Errorf("%s:%d: %q is not lower case without blanks around it", name, n, line)
			}
			if strings.HasPrefix(line, "#") {
				continue
			}
			if line < last {
				t.Errorf("%s:%d: %q stands after %q", name, n, line, last)
			}
			last = line
		}
	}
}

func TestWhatColleaguesSay(t *testing.T) {
	for question, want := range map[string]string{
		"how do i get my money back":    "reimbursement",
		"can't log in":                  "sign in",
		"who is my boss":                "supervisor",
		"what if i am sick":             "unwell",
		"can they fire me":              "dismissal",
		"how much annual leave is left": "vacation",
		"my laptop is broken":           "computer",
		"hiring process":                "recruitment process",
		"the mfa device":                "two factor authentication",
		"colour of the logo":            "brand mark",
		"i bought a ticket":             "purchase",
		"parental leave for a new dad":  "paternity leave",
	} {
		var got []string
		for _, e := range Builtin().Expand(strings.Fields(question)) {
			got = append(got, strings.Join(e.Words, " "))
		}
		if !slices.Contains(got, want) {
			t.Errorf("%q does not find %q but %q", question, want, got)
		}
	}
}

func TestTheGeneralDoesNotFindTheSpecial(t *testing.T) {
	for _, word := range []string{"computer", "dismissal"} {
		for _, e := range Builtin().Expand([]string{word}) {
			if phrase := strings.Join(e.Words, " "); phrase == "laptop" || phrase == "fire" {
				t.Errorf("%q finds %q", word, phrase)
			}
		}
	}
}

func BenchmarkExpand(b *testing.B) {
	question := strings.Fields("how much annual leave can i carry over to the next year if my boss did not approve it in time")
	t := Builtin()
	b.ReportAllocs()
	for b.Loop() {
		t.Expand(question)
	}
}
