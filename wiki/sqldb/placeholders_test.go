package sqldb

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPositional(t *testing.T) {
	for query, want := range map[string]struct {
		text  string
		order []int
	}{
		"SELECT 1":                      {"SELECT 1", nil},
		"a = $1 AND b = $2":             {"a = ? AND b = ?", nil},
		"a = $2 AND b IN ($1,$10,$2)":   {"a = ? AND b IN (?,?,?)", []int{1, 0, 9, 1}},
		"a = $1 OR b = $1":              {"a = ? OR b = ?", []int{0, 0}},
		"a = '$1' AND \"$2\" = $1":      {"a = '$1' AND \"$2\" = ?", nil},
		"a = 'it''s $2' AND b = $1 -- ": {"a = 'it''s $2' AND b = ? -- ", nil},
		"a = $2 LIMIT $1":               {"a = ? LIMIT +?", []int{1, 0}},
		"a = $1 limit\n $2":             {"a = ? limit\n +?", nil},
		"a = '$1":                       {"a = '$1", nil},
		"a = $ AND $x = $0":             {"a = $ AND $x = $0", nil},
	} {
		text, order := positional(query)
		if text != want.text || !cmp.Equal(order, want.order) {
			t.Errorf("%s\ngives %s %v\nwant  %s %v", query, text, order, want.text, want.order)
		}
	}
}

func TestArrange(t *testing.T) {
	args := []any{"a", "b", "c"}
	for _, test := range []struct {
		order []int
		want  []any
	}{{nil, args}, {[]int{2, 0, 0}, []any{"c", "a", "a"}}, {[]int{3}, args}} {
		if diff := cmp.Diff(test.want, arrange(args, test.order)); diff != "" {
			t.Error(test.order, diff)
		}
	}
}
