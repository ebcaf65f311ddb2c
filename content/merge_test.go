package content

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMerge(t *testing.T) {
	const base = "# Keys\n\nRotate the keys every month.\n\n- ask Ada\n- ask Bob\n\nEnd.\n"
	edit := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(base) }
	for _, test := range []struct {
		name, base, x, y, want string
	}{
		{"different paragraphs", base, edit("month", "week"), edit("End", "The end"), edit("month", "week", "End", "The end")},
		{"different words of a line", base, edit("Rotate the", "Renew all"), edit("month", "week"), edit("Rotate the", "Renew all", "month", "week")},
		{"neighbouring lines", base, edit("ask Ada", "call Ada"), edit("ask Bob", "call Bob"), edit("ask", "call")},
		{"a line before a changed one", "a\nb\nc\n", "a\nnew\nb\nc\n", "a\nB\nc\n", "a\nnew\nB\nc\n"},
		{"a line behind a changed one", "a\nb\nc\n", "a\nb\nnew\nc\n", "a\nB\nc\n", "a\nB\nnew\nc\n"},
		{"a word before a changed one", "within 30 days\n", "within about 30 days\n", "within 45 days\n", "within about 45 days\n"},
		{"the same change", base, edit("month", "week"), edit("month", "week", "End", "Fin"), edit("month", "week", "End", "Fin")},
		{"both delete", base, edit("- ask Bob\n", ""), edit("- ask Bob\n", "", "# Keys", "# Key"), edit("- ask Bob\n", "", "# Keys", "# Key")},
		{"appended and prepended", "a\n", "a\nb\n", "c\na\n", "c\na\nb\n"},
		{"CR LF stays", "a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n"},
		{"no final line end", "a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"},
		{"final line end added", "a\nb\nc", "A\nb\nc", "a\nb\nc\n", "A\nb\nc\n"},
		{"no spaces between words", "我们每月更换密钥。", "我们每周更换密钥。", "我们每月更换所有密钥。", "我们每周更换所有密钥。"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, conflicts := Merge(test.base, test.x, test.y)
			if diff := cmp.Diff(test.want, got); diff != "" || len(conflicts) > 0 {
				t.Errorf("(-want +got):\n%s\nconflicts %+v", diff, conflicts)
			}
		})
	}
}

func TestMergeConflicts(t *testing.T) {
	for _, test := range []struct {
		name, base, x, y string
		want             MergeConflict
	}{
		{"the same word", "a\nb c\nd\n", "a\nb X\nd\n", "a\nb Y\nd\n", MergeConflict{Base: "b c\n", X: "b X\n", Y: "b Y\n", Line: 2}},
		{"insertions at one spot", "a\nd\n", "a\nx\nd\n", "a\ny\nd\n", MergeConflict{X: "x\n", Y: "y\n", Line: 2}},
		{"inserted before a line that became two", "a\nd\n", "a\nx\nd\n", "a\nD\nE\n", MergeConflict{Base: "d\n", X: "x\nd\n", Y: "D\nE\n", Line: 2}},
		{"inserted behind a deleted line", "a\nd\nc\n", "a\nc\n", "a\nd\nx\nc\n", MergeConflict{Base: "d\n", Y: "d\nx\n", Line: 2}},
		{"deleted and changed", "a\nb c e\nd\n", "a\nd\n", "a\nb X e\nd\n", MergeConflict{Base: "b c e\n", Y: "b X e\n", Line: 2}},
		{"moved by both to different places", "m\n\na\n\nb\n\nc\n\n", "a\n\nm\n\nb\n\nc\n\n", "a\n\nb\n\nc\n\nm\n\n", MergeConflict{Base: "m\n\na\n\nb\n\nc\n", X: "a\n\nm\n\nb\n\nc\n", Y: "a\n\nb\n\nc\n\nm\n", Line: 1}},
		{"a sentence written anew twice", "We use the old tool for it.\n", "Nobody needs the hammer of Thor.\n", "All go to the shop for bread.\n", MergeConflict{Base: "We use the old tool for it.\n", X: "Nobody needs the hammer of Thor.\n", Y: "All go to the shop for bread.\n", Line: 1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, conflicts := Merge(test.base, test.x, test.y)
			if diff := cmp.Diff([]MergeConflict{test.want}, conflicts); diff != "" || got != "" {
				t.Errorf("(-want +got):\n%s\nmerged %q", diff, got)
			}
		})
	}
}

// genSides draws a text of few different words, so that words repeat, and two edited copies.
func genSides(t *rapid.T) (base, x, y string) {
	tokens := rapid.SliceOfN(rapid.SampledFrom([]string{"a ", "b ", "c ", "d ", "e\n", "f\n", "\n", "g", " ", "h.\r\n", "語"}), 0, 24).Draw(t, "base")
	side := func(label string) string {
		out := append([]string(nil), tokens...)
		for range rapid.IntRange(0, 4).Draw(t, label) {
			at := rapid.IntRange(0, len(out)).Draw(t, "at")
			word := rapid.SampledFrom([]string{"a ", "b ", "p ", "q ", "r\n", "e\n", "\n", label + " ", " "}).Draw(t, "word")
			n := min(rapid.IntRange(0, 3).Draw(t, "n"), len(out)-at)
			switch rapid.SampledFrom([]string{"insert", "delete", "replace", "move"}).Draw(t, "op") {
			case "insert":
				out = append(out[:at:at], append([]string{word}, out[at:]...)...)
			case "delete":
				out = append(out[:at:at], out[at+n:]...)
			case "replace":
				out = append(out[:at:at], append([]string{word}, out[at+n:]...)...)
			case "move":
				cut := append([]string(nil), out[at:at+n]...)
				rest := append(out[:at:at], out[at+n:]...)
				to := rapid.IntRange(0, len(rest)).Draw(t, "to")
				out = append(rest[:to:to], append(cut, rest[to:]...)...)
			}
		}
		return strings.Join(out, "")
	}
	return strings.Join(tokens, ""), side("x"), side("y")
}

// checkMerge states the promises over words as white space parts them, independently of how Merge
// counts.
func checkMerge(t interface{ Fatalf(string, ...any) }, base, x, y string) (merged bool) {
	got, conflicts := Merge(base, x, y)
	swapped, swappedConflicts := Merge(base, y, x)
	if got != swapped || len(conflicts) != len(swappedConflicts) {
		t.Fatalf("merge(b,x,y) = %q %v, merge(b,y,x) = %q %v", got, conflicts, swapped, swappedConflicts)
	}
	for i, c := range conflicts {
		s := swappedConflicts[i]
		if c.X != s.Y || c.Y != s.X || c.Base != s.Base || c.Line != s.Line {
			t.Fatalf("conflict %+v, swapped %+v", c, s)
		}
	}
	for _, same := range [][3]string{{x, base, x}, {base, x, x}, {x, x, x}, {base, base, base}} {
		if got, conflicts := Merge(base, same[0], same[1]); got != same[2] || conflicts != nil {
			t.Fatalf("merge(%q,%q,%q) = %q %v", base, same[0], same[1], got, conflicts)
		}
	}
	if len(conflicts) > 0 {
		if got != "" {
			t.Fatalf("conflicts and a text %q", got)
		}
		return false
	}
	count := func(text string) map[string]int {
		n := map[string]int{}
		for _, word := range strings.Fields(strings.ReplaceAll(text, "語", " 語 ")) {
			n[word]++
		}
		return n
	}
	nb, nx, ny, nm := count(base), count(x), count(y), count(got)
	for word := range nm {
		if nb[word]+nx[word]+ny[word] == 0 {
			t.Fatalf("%q of nowhere in %q", word, got)
		}
	}
	for _, side := range [2][2]map[string]int{{nx, ny}, {ny, nx}} {
		one, other := side[0], side[1]
		for word := range one {
			if one[word] > nb[word] && nm[word] == 0 {
				t.Fatalf("added %q is missing in %q", word, got)
			}
		}
		for word := range nb {
			if one[word] < nb[word] && other[word] == nb[word] && nm[word] > one[word] {
				t.Fatalf("removed %q is still in %q", word, got)
			}
		}
	}
	return true
}

func TestMergeKeepsItsPromises(t *testing.T) {
	merged, conflicts := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		base, x, y := genSides(t)
		if checkMerge(t, base, x, y) {
			merged++
		} else {
			conflicts++
		}
	})
	t.Logf("%d merged, %d conflicts", merged, conflicts)
	if merged == 0 {
		t.Error("nothing was ever merged")
	}
}

// TestMergeTakesBoundedTime merges texts of a megabyte that have little in common. With -short they are an
// eighth as large, and without the bound it would be quick, too.
func TestMergeTakesBoundedTime(t *testing.T) {
	rng, size := rand.New(rand.NewPCG(1, 2)), 1<<20
	if testing.Short() {
		size = 1 << 17
	}
	const limit = 10 * time.Second // it takes minutes without the bound
	text := func(words, lineLength int) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, "w%d ", rng.IntN(words))
			if lineLength > 0 && i%lineLength == 0 {
				b.WriteByte('\n')
			}
		}
		return b.String()
	}
	for _, test := range []struct {
		name          string
		words, length int
	}{{"unlike texts", 1 << 20, 10}, {"few words", 3, 10}, {"short lines", 20, 1}, {"one line", 1000, 0}} {
		t.Run(test.name, func(t *testing.T) {
			base, x, y := text(test.words, test.length), text(test.words, test.length), text(test.words, test.length)
			took := quickest(t, limit, func() time.Duration {
				begin := time.Now()
				Merge(base, x, y)
				return time.Since(begin)
			})
			t.Log(took)
			if took > limit {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestNormalizeNewlines(t *testing.T) {
	for _, test := range []struct{ name, form, base, want string }{
		{"LF", "a\r\nB\r\n", "a\nb\n", "a\nB\n"},
		{"CR LF", "a\r\nB\r\nc", "a\r\nb\r\n", "a\r\nB\r\nc"},
		{"a base without line ends", "a\r\nb", "a", "a\nb"},
		{"mixed", "a\r\nb\r\nnew\r\nc\r\nd", "a\r\nb\nc\r\nd", "a\r\nb\nnew\r\nc\r\nd"},
		{"mixed, mostly LF", "a\r\nnew\r\nb\r\nc\r\nd\r\n", "a\r\nb\nc\nd\n", "a\r\nnew\nb\nc\nd\n"},
		{"lone CR", "a\r\nb\r\nc", "a\rb\nc", "a\rb\nc"},
		{"LF from elsewhere", "a\nb\n", "a\r\nb\r\n", "a\r\nb\r\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, NormalizeNewlines(test.form, test.base)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNormalizeNewlinesUndoesAForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "b", "\n", "\r\n", "\r", ""})).Draw(t, "base"), "")
		lines, _ := cutLineEnds(base)
		if got := NormalizeNewlines(strings.Join(lines, "\r\n"), base); got != base {
			t.Fatalf("%q came back as %q", base, got)
		}
	})
}

func FuzzMerge(f *testing.F) {
	f.Add("a b c\n", "a X c\n", "a b Y\n")
	f.Add("a\nb\n", "b\na\n", "a\nc\nb")
	f.Add("a \xff b", "a\u2028b", "\x00")
	f.Fuzz(func(t *testing.T, base, x, y string) {
		if strings.ContainsFunc(base+x+y, isUnspaced) {
			t.Skip("words without spaces are counted otherwise")
		}
		checkMerge(t, base, x, y)
	})
}
