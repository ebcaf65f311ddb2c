package content

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The matched tokens must be equal, in order, and as many as in a longest common subsequence.
func TestMatchTokensFindsALongestCommonSubsequence(t *testing.T) {
	token := rapid.SampledFrom([]string{"a", "b", "c", "d"})
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SliceOfN(token, 0, 30).Draw(t, "a"), rapid.SliceOfN(token, 0, 30).Draw(t, "b")
		got, last := 0, int32(-1)
		for i, j := range matchTokens(a, b) {
			if j < 0 {
				continue
			}
			if j <= last || a[i] != b[j] {
				t.Fatalf("token %d is matched with %d", i, j)
			}
			got, last = got+1, j
		}
		table := make([][]int, len(a)+1)
		table[0] = make([]int, len(b)+1)
		for i := range a {
			table[i+1] = make([]int, len(b)+1)
			for j := range b {
				table[i+1][j+1] = max(table[i][j+1], table[i+1][j])
				if a[i] == b[j] {
					table[i+1][j+1] = table[i][j] + 1
				}
			}
		}
		if want := table[len(a)][len(b)]; got != want {
			t.Fatalf("%d matched, %d possible in %s | %s", got, want, strings.Join(a, ""), strings.Join(b, ""))
		}
	})
}

// spans writes a comparison as text: [-deleted-] and {+inserted+}.
func spans(list []Span) string {
	var b strings.Builder
	for _, s := range list {
		switch s.Op {
		case Equal:
			b.WriteString(s.Text)
		case Delete:
			b.WriteString("[-" + s.Text + "-]")
		case Insert:
			b.WriteString("{+" + s.Text + "+}")
		}
	}
	return b.String()
}

func TestDiffWords(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"", "", ""},
		{"same", "same", "same"},
		{"ask Ada today", "ask Bob today", "ask [-Ada-]{+Bob+} today"},
		{"wait, what", "wait what", "wait[-,-] what"},
		{"within 30 days.", "within 45 days.", "within [-30-]{+45+} days."},
		{"the key", "the new key", "the {+new +}key"},
		{"the new key", "the key", "the [-new +]key"},
		{"a b c", "a b b c", "a b {+b +}c"},
		{"每月更换", "每周更换", "每[-月-]{+周+}更换"},
		{"The cat sat on a mat.", "One dog ran to a far.", "[-The cat sat on a mat-]{+One dog ran to a far+}."},
	} {
		want := strings.ReplaceAll(test.want, " +]", " -]")
		if got := spans(DiffWords(test.a, test.b)); got != want {
			t.Errorf("%q, %q: %s, want %s", test.a, test.b, got, want)
		}
	}
}

func checkDiff(t interface{ Fatalf(string, ...any) }, a, b string) {
	var left, right strings.Builder
	list := DiffWords(a, b)
	for i, s := range list {
		if s.Text == "" || (i > 0 && list[i-1].Op == s.Op) {
			t.Fatalf("an empty or doubled span in %q", list)
		}
		if s.Op != Insert {
			left.WriteString(s.Text)
		}
		if s.Op != Delete {
			right.WriteString(s.Text)
		}
	}
	if left.String() != a || right.String() != b {
		t.Fatalf("%q and %q became %q", a, b, list)
	}
}

func TestDiffWordsGivesBothTextsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, x, y := genSides(t)
		checkDiff(t, base, x)
		checkDiff(t, x, y)
	})
}

func FuzzDiffWords(f *testing.F) {
	f.Add("a b c", "a X c")
	f.Add("a \xff\r\n", "\u2028a 語")
	f.Fuzz(func(t *testing.T, a, b string) { checkDiff(t, a, b) })
}

// rows writes a side-by-side comparison as text.
func rows(list []DiffRow) string {
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "%s %d %d %s | %s", r.Kind, r.LeftLine, r.RightLine, spans(r.Left), spans(r.Right))
		if r.Count > 0 {
			fmt.Fprintf(&b, "%d lines", r.Count)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestDiffLines(t *testing.T) {
	for _, test := range []struct {
		name, a, b string
		fold       int
		want       string
	}{
		{"changed words", "one\ntwo is here\nthree\n", "one\ntwo was here\nthree\n", -1, `
equal 1 1 one | one
changed 2 2 two [-is-] here | two {+was+} here
equal 3 3 three | three
`},
		{"the line that became another is found", "ask Ada for keys\nend\n", "see the wiki\nask Bob for keys\nend", -1, `
inserted 0 1  | {+see the wiki+}
changed 1 2 ask [-Ada-] for keys | ask {+Bob+} for keys
changed 2 3 end | end
`},
		{"unlike lines", "red\n", "blue\n", -1, `
deleted 1 0 [-red-] | 
inserted 0 1  | {+blue+}
`},
		{"line ends", "a\r\nb\r\n", "a\nb\r\n", -1, `
changed 1 1 a | a
equal 2 2 b | b
`},
		{"folded", "1\n2\n3\n4\n5\n6\n7\nx\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", 2, `
fold 1 1  | 5 lines
equal 6 6 6 | 6
equal 7 7 7 | 7
deleted 8 0 [-x-] | 
equal 9 8 8 | 8
equal 10 9 9 | 9
`},
		{"nothing changed", "1\n2\n", "1\n2\n", 3, `
fold 1 1  | 2 lines
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			list := DiffLines(test.a, test.b)
			if test.fold >= 0 {
				list = FoldRows(list, test.fold)
			}
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), rows(list)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDiffLinesShowsEveryLineOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, _ := genSides(t)
		left, right := 0, 0
		for _, r := range FoldRows(DiffLines(a, b), rapid.IntRange(0, 3).Draw(t, "context")) {
			if (r.LeftLine != 0 && r.LeftLine != left+1) || (r.RightLine != 0 && r.RightLine != right+1) {
				t.Fatalf("row %+v after lines %d and %d", r, left, right)
			}
			step := max(r.Count, 1)
			if r.LeftLine != 0 {
				left += step
			}
			if r.RightLine != 0 {
				right += step
			}
		}
		if left != len(splitLines(a)) || right != len(splitLines(b)) {
			t.Fatalf("%d and %d lines shown", left, right)
		}
	})
}
