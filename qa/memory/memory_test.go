package memory

import (
	"slices"
	"testing"

	"github.com/docent-wiki/docent/qa/classify"
)

func lesson(id, space int64, texts ...string) Known {
	k := Known{ID: id, Space: space}
	for _, t := range texts {
		k.Texts = append(k.Texts, classify.Of(t))
	}
	return k
}

func everywhere(int64) bool { return true }

// TestAsk: a fresh wording finds its question; what the reader may not read has no chance, and the chances
// of the rest are as if it did not exist.
func TestAsk(t *testing.T) {
	m := Make([]Known{
		lesson(1, 1, "How do I reset my password?", "forgot the password of my account", "password does not work"),
		lesson(2, 1, "Where do I hand in receipts?", "receipts of a trip", "upload a receipt"),
		lesson(3, 2, "Who resets the password of the root account?", "root password lost"),
	})
	const text = "I lost the password of my account"
	if best := m.Ask(text, everywhere).Best(2); len(best) != 2 || slices.Contains(best, 2) {
		t.Errorf("best = %v, want the two about passwords", best)
	}
	open := m.Ask(text, func(space int64) bool { return space == 1 })
	if best := open.Best(5); !slices.Equal(best, []int64{1, 2}) {
		t.Errorf("best in space 1 = %v", best)
	}
	if l, _ := open.To(3); l.Chance != 0 {
		t.Errorf("a question that may not be read has the chance %v", l.Chance)
	}
	sum := 0.0
	for _, p := range open.chances {
		sum += float64(p)
	}
	if sum < .999 || sum > 1.001 {
		t.Errorf("chances add up to %v", sum)
	}
	if l, _ := open.To(1); l.Chance < .5 || l.Closest <= 0 || l.Stems < l.Closest/2 {
		t.Errorf("likeness = %+v", l)
	}
}

// TestUnknown: with one question known, an ask about something else is not taken for it.
func TestUnknown(t *testing.T) {
	m := Make([]Known{lesson(1, 1, "How do I reset my password?")})
	other := m.Ask("zebra crossing rules", everywhere)
	if l, _ := other.To(1); l.Chance > .2 {
		t.Errorf("chance = %v", l.Chance)
	}
	same := m.Ask("resetting a password", everywhere)
	if l, _ := same.To(1); l.Chance <= same.None() {
		t.Errorf("chance = %v, of nothing known %v", l.Chance, same.None())
	}
}

// TestEmpty: nothing learnt, nothing found, and nothing breaks.
func TestEmpty(t *testing.T) {
	for _, m := range []*Memory{nil, Make(nil)} {
		a := m.Ask("anything", everywhere)
		if _, known := a.To(1); known || len(a.Best(3)) > 0 || a.None() != 0 || a.Newness() != 1 || a.Known() != 0 {
			t.Errorf("%v knows something", m)
		}
	}
	if l := Between("reset the password", []string{"password reset"}); l.Closest <= 0 {
		t.Errorf("likeness = %+v", l)
	}
}
