package content

import (
	"strings"
	"testing"

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
