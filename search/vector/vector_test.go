package vector_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

func TestQuantisedCosineIsClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(8, 64).Draw(t, "n")
		draw := func(name string) []float32 {
			return rapid.SliceOfN(rapid.Float32Range(-1, 1), n, n).Draw(t, name)
		}
		a, b := draw("a"), draw("b")
		x, errA := vector.Quantise(a)
		y, errB := vector.Quantise(b)
		if errA != nil || errB != nil {
			return // all zeros
		}
		var ab, aa, bb float64
		for i := range a {
			ab, aa, bb = ab+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
		}
		if want, got := ab/math.Sqrt(aa*bb), vector.Cosine(x, y); math.Abs(want-got) > 0.03 {
			t.Fatalf("cosine %.4f, want %.4f", got, want)
		}
	})
}

func TestQuantiseRefuses(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, bad := range [][]float32{nil, {0, 0}, {1, nan}, {nan, 1}, {inf, 1}, {1, -inf}, make([]float32, 9000)} {
		if v, err := vector.Quantise(bad); err == nil {
			t.Errorf("%v became %v", bad[:min(3, len(bad))], v)
		}
	}
}

// TestSetIsAMap compares a set, through anything that may happen to it, with the plain way of searching.
func TestSetIsAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := vector.NewSet()
		type entry struct {
			item vector.Item
			v    vector.Vector
		}
		model := map[wiki.SectionID]entry{}
		draw := func() vector.Vector {
			return vector.Vector(rapid.SliceOfN(rapid.SampledFrom([]int8{-2, -1, 1, 3}), 4, 4).Draw(t, "v"))
		}
		item := func() vector.Item {
			id := rapid.IntRange(1, 12).Draw(t, "section")
			return vector.Item{Section: wiki.SectionID(id), Page: wiki.PageID(1 + id/3), Space: wiki.SpaceID(rapid.IntRange(1, 3).Draw(t, "space"))}
		}
		t.Repeat(map[string]func(*rapid.T){
			"put": func(t *rapid.T) {
				i, v := item(), draw()
				if !set.Put(i, v) {
					t.Fatal("refused")
				}
				model[i.Section] = entry{i, v}
			},
			"other size": func(t *rapid.T) {
				if len(model) > 0 && set.Put(item(), vector.Vector{1}) {
					t.Fatal("a vector of another size was taken")
				}
			},
			"move": func(t *rapid.T) {
				i := item()
				e, there := model[i.Section]
				if set.Move(i) != there {
					t.Fatal("moved what is not there, or not what is")
				}
				if there {
					model[i.Section] = entry{i, e.v}
				}
			},
			"remove": func(t *rapid.T) {
				i := item()
				set.Remove(i.Section)
				delete(model, i.Section)
			},
			"keep": func(t *rapid.T) {
				keep := map[wiki.SpaceID]bool{1: true, 2: rapid.Bool().Draw(t, "second")}
				set.Keep(keep)
				for id, e := range model {
					if !keep[e.item.Space] {
						delete(model, id)
					}
				}
			},
			"": func(t *rapid.T) {
				spaces := []wiki.SpaceID{wiki.SpaceID(rapid.IntRange(1, 3).Draw(t, "first")), wiki.SpaceID(rapid.IntRange(1, 3).Draw(t, "other"))}
				q, n := draw(), rapid.IntRange(1, 6).Draw(t, "n")
				var want []vector.Hit
				for _, e := range model {
					if slices.Contains(spaces, e.item.Space) {
						want = append(want, vector.Hit{Item: e.item, Cosine: vector.Cosine(q, e.v)})
					}
				}
				slices.SortFunc(want, func(a, b vector.Hit) int {
					return cmp.Or(cmp.Compare(math.Round(b.Cosine*1e6), math.Round(a.Cosine*1e6)), cmp.Compare(a.Page, b.Page), cmp.Compare(a.Section, b.Section))
				})
				near := set.Near(spaces, q, n)
				got := slices.Clone(near.Hits)
				for _, h := range got {
					if c, there := near.Cosine(h.Section); !there || math.Abs(c-h.Cosine) > 1e-5 {
						t.Fatalf("cosine of %d: %v %v, want %v", h.Section, c, there, h.Cosine)
					}
				}
				near6 := gocmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-5 })
				if diff := gocmp.Diff(want[:min(n, len(want))], got, near6); diff != "" && len(want)+len(got) > 0 {
					t.Fatalf("near (-want +got):\n%s", diff)
				}
				if set.Len() != len(model) {
					t.Fatalf("%d sections, want %d", set.Len(), len(model))
				}
			},
		})
	})
}

func BenchmarkNear(b *testing.B) {
	set := vector.NewSet()
	const sections, dims = 100_000, 384
	v := make(vector.Vector, dims)
	for i := range sections {
		for k := range v {
			v[k] = int8((i*31 + k*17) % 127)
		}
		set.Put(vector.Item{Section: wiki.SectionID(i + 1), Page: wiki.PageID(i), Space: 1}, v)
	}
	for b.Loop() {
		set.Near([]wiki.SpaceID{1}, v, 50)
	}
}
