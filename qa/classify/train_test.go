package classify

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func examples(classes int) []Example {
	var all []Example
	for c := range classes {
		for w := range 4 {
			all = append(all, Example{Class: c, Features: Of(fmt.Sprintf("topic%d thing%d about word%d please", c, c%17, w))})
		}
	}
	return all
}

// TestTrain: the same wordings give the same model, and each class is told by its own word, whether
// every class weighs every feature or not.
func TestTrain(t *testing.T) {
	for _, classes := range []int{20, 1500} {
		all := examples(classes)
		m, again := Train(all, classes), Train(all, classes)
		if diff := cmp.Diff(m.weight, again.weight); diff != "" {
			t.Fatalf("%d classes: two trainings differ", classes)
		}
		if dense := m.start == nil; dense != (classes == 20) {
			t.Errorf("%d classes: dense = %v", classes, dense)
		}
		out := make([]float32, classes)
		for c := 0; c < classes; c += classes / 10 {
			m.Scores(m.Vector(Of(fmt.Sprintf("a question of topic%d", c))), out)
			best := 0
			for i := range out {
				if out[i] > out[best] {
					best = i
				}
			}
			if best != c {
				t.Errorf("%d classes: topic %d is taken for %d", classes, c, best)
			}
		}
	}
}

// TestOf: synonyms share a feature, numbers do, and function words are told from others.
func TestOf(t *testing.T) {
	shared := func(a, b string, kind uint32) (n int) {
		has := map[uint32]bool{}
		for _, f := range Of(a) {
			has[f] = f>>kindShift == kind
		}
		for _, f := range Of(b) {
			if has[f] {
				n++
			}
		}
		return n
	}
	if shared("erase", "delete", kindMeant) == 0 {
		t.Error("erase and delete share nothing")
	}
	if shared("route 66", "route 67", kindSmall) == 0 {
		t.Error("two numbers share nothing")
	}
	if n := shared("who", "who", kindStem); n != 0 {
		t.Errorf("who is a word that carries meaning: %d", n)
	}
}

func TestSoftmax(t *testing.T) {
	minus := float32(math.Inf(-1))
	for _, test := range []struct{ scores, want []float32 }{
		{nil, nil},
		{[]float32{minus, minus}, []float32{0, 0}},
		{[]float32{minus, 5, 5}, []float32{0, .5, .5}},
	} {
		Softmax(test.scores)
		if diff := cmp.Diff(test.want, test.scores); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// FuzzOf: no text makes more features than are bounded, and they are sorted.
func FuzzOf(f *testing.F) {
	f.Add("How do I rent a car? 保険 \x00\xff é")
	f.Fuzz(func(t *testing.T, text string) {
		all := Of(text)
		for i := 1; i < len(all); i++ {
			if all[i] <= all[i-1] {
				t.Fatalf("features of %q are not sorted", text)
			}
		}
	})
}
