package eval

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// TestFitQuestions learns the weights of known questions from the development sets, and prints what
// belongs into match/weights.go.
func TestFitQuestions(t *testing.T) {
	dir := os.Getenv("DOCENT_SHARED")
	if os.Getenv("DOCENT_FIT") != "1" || dir == "" {
		t.Skip("DOCENT_FIT=1 learns the weights anew from the question sets in DOCENT_SHARED")
	}
	read := func(name string) *Set {
		set, err := Read(filepath.Join(dir, "eval", name))
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	sources := map[string][]match.List{}
	add := func(name string, known *lab, cases []asked) {
		sources[name] = append(sources[name], ask(t, known, cases)...)
	}
	stack, clinc, paragraphs := read("stackfaq"), read("clinc150"), read("xquad")
	for _, set := range []*Set{stack, clinc} {
		for _, warm := range []bool{false, true} {
			known, cases := asQuestions(t, set, warm)
			add(set.Name+map[bool]string{false: " cold", true: " linked"}[warm], known, cases)
		}
	}
	for wordings := range 4 {
		known, cases := asPages(t, stack, wordings)
		add(fmt.Sprintf("stackfaq on pages, %d known", wordings), known, cases)
	}
	for wordings := range 2 {
		known, cases := someOfEach(t, paragraphs, wordings)
		add(fmt.Sprintf("xquad, %d questions known", 1+wordings), known, cases)
	}
	var all []match.List
	for name, lists := range sources {
		t.Logf("%-26s %4d asks, first %.3f", name, len(lists), first(lists, match.Ranking))
		for len(lists) < 400 { // every source counts alike
			lists = append(lists, lists...)
		}
		all = append(all, lists[:400]...)
	}
	learnt := match.Fit(all, match.Ranking)
	for k, name := range featureNames {
		t.Logf("%s: %.2f", name, learnt[k])
	}
	for name, lists := range sources {
		t.Logf("%-26s first %.3f", name, first(lists, learnt))
	}
}

// asked is an ask and the question that was meant.
type asked struct {
	text string
	id   qa.QuestionID
}

func asQuestions(t *testing.T, set *Set, warm bool) (*lab, []asked) {
	l := emptyLab(t)
	by := map[string]qa.QuestionID{}
	for at, group := range l.fill(set, warm) {
		by[group] = at.question
	}
	var cases []asked
	for _, c := range set.Cases {
		if !c.None && by[c.Groups[0]] != 0 {
			cases = append(cases, asked{c.Question, by[c.Groups[0]]})
		}
	}
	return l, cases
}

// asPages makes a page of every answer, and links its question to it, with some of its wordings.
func asPages(t *testing.T, set *Set, wordings int) (*lab, []asked) {
	l := emptyLab(t)
	known := map[string][]string{}
	for _, e := range set.Corpus {
		if e.Kind == "linked" && len(known[e.Group]) < wordings {
			known[e.Group] = append(known[e.Group], cmp.Or(e.Title, e.Text))
		}
	}
	by := map[string]qa.QuestionID{}
	for i, e := range set.Corpus {
		if e.Kind != "linked" && e.Text != "" {
			id := wiki.PageID(i + 1)
			l.page(id, "", e.Text)
			by[e.Group] = l.learn(e.Title, known[e.Group], qa.Answer{Links: []qa.AnswerLink{linked(l.sections[wiki.SectionID(id)], e.Title)}})
		}
	}
	var cases []asked
	for _, c := range set.Cases {
		cases = append(cases, asked{c.Question, by[c.Groups[0]]})
	}
	return l, cases
}

// someOfEach links one question to each paragraph, with some others as its wordings; the rest is asked.
func someOfEach(t *testing.T, set *Set, wordings int) (*lab, []asked) {
	l := emptyLab(t)
	page, about := map[string]wiki.PageID{}, map[string][]string{}
	for i, e := range set.Corpus {
		page[e.Group] = wiki.PageID(i + 1)
		l.page(page[e.Group], e.Title, e.Text)
	}
	for _, c := range set.Cases {
		about[c.Groups[0]] = append(about[c.Groups[0]], c.Question)
	}
	var cases []asked
	for _, group := range slices.Sorted(maps.Keys(about)) {
		texts := about[group]
		known := texts[1:min(1+wordings, len(texts))]
		id := l.learn(texts[0], known, qa.Answer{Links: []qa.AnswerLink{linked(l.sections[wiki.SectionID(page[group])], texts[0])}})
		for _, text := range texts[1+len(known):] {
			cases = append(cases, asked{text, id})
		}
	}
	return l, cases
}

func emptyLab(t *testing.T) *lab {
	l, err := Bench{Access: oneSpace(t)}.newLab()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.close() })
	return l
}

// ask gives the features of the questions that each ask may have meant.
func ask(t *testing.T, l *lab, cases []asked) []match.List {
	if err := l.settle(); err != nil {
		t.Fatal(err)
	}
	desk := l.desk(nil, nil)
	access := oneSpace(t)
	var lists []match.List
	for _, c := range cases {
		ids, features, err := desk.Weigh(t.Context(), access, c.text, 0)
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, match.List{Features: features, Right: slices.Index(ids, c.id)})
	}
	return lists
}

// oneSpace is the right to read one space.
func oneSpace(t *testing.T) wiki.Access {
	ctx := t.Context()
	db, err := sqldb.Open(ctx, sqldb.Config{Path: filepath.Join(t.TempDir(), "docent.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	w := wiki.New(wikisql.New(db), nil, wiki.Options{})
	if _, err := w.CreateSpace(ctx, wiki.Operator(), wiki.NewSpace{Slug: "one", Name: "One"}); err != nil {
		t.Fatal(err)
	}
	access, err := w.Access(ctx, wiki.Operator())
	if err != nil {
		t.Fatal(err)
	}
	return access
}

func first(lists []match.List, w match.Weights) float64 {
	n := 0.0
	for _, l := range lists {
		if rankIn(l, w) == 1 {
			n++
		}
	}
	return n / float64(len(lists))
}
