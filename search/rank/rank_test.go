package rank

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/content/starter"
)

// sections are those of the built-in help, and some that are made of its words at random.
func sections(t testing.TB) []Candidate {
	t.Helper()
	var all []Candidate
	var words []string
	page := int64(0)
	err := fs.WalkDir(starter.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(starter.FS, path)
		page++
		for i, part := range strings.Split(string(text), "\n#") {
			heading, body, _ := strings.Cut(strings.TrimLeft(part, "# "), "\n")
			section := Read(Text{Title: path, Path: []string{heading}[:i%2], Heading: heading, Body: body})
			all = append(all, Candidate{Section: section, Page: page, Score: float64(i % 7)})
			words = append(words, strings.Fields(body)...)
		}
		return err
	})
	if err != nil || len(all) < 50 {
		t.Fatalf("%d sections of the help: %v", len(all), err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	some := func(n int) string {
		list := make([]string, random.IntN(n))
		for i := range list {
			list[i] = words[random.IntN(len(words))]
		}
		return strings.Join(list, " ")
	}
	for range 400 {
		text := Text{Title: some(6), Path: strings.Fields(some(4)), Heading: some(8), Body: some(200)}
		all = append(all, Candidate{Section: Read(text), Page: random.Int64N(80), Score: random.Float64(), Model: random.Float64()})
	}
	return all
}

// questions are asked of those sections: with words that stand in many, in few and in none, too many words, one
// word over and over, and none.
var questions = []string{
	"", "the", "how do I restore a backup", "Who may read a private space?", "page page page", "zxqv",
	"What happens when two people save the same page at once, and where do I find the older version of it?",
	"café résumé naïve", "日本語 の ページ", strings.Repeat("how are answers linked to sections by wordings of questions ", 12),
}

var alternatives = []Synonym{
	{Of: []string{"backup"}, Words: []string{"archive"}, Weight: 0.9},
	{Of: []string{"restore", "backup"}, Words: []string{"bring", "back"}, Weight: 0.5},
	{Of: []string{"page"}, Words: []string{"section"}, Weight: 0.7},
	{Of: []string{"people"}, Words: []string{"members", "of", "a", "team"}, Weight: 1},
	{Of: []string{"save"}, Words: []string{"the"}, Weight: 1},
}

func asked(text string) *Question {
	rare := Rarity{Total: 1000, Holds: map[string]int{}}
	for i, stem := range Stems(text) {
		rare.Holds[stem] = 1 + i*i*37%990
	}
	return Ask(text, rare, alternatives)
}

// The quick comparison gives what the plain one gives, bit by bit, for many candidates and for few.
func TestCompareIsPlain(t *testing.T) {
	all := sections(t)
	for _, text := range questions {
		q := asked(text)
		for _, candidates := range [][]Candidate{all, all[:3], nil, all[100:250]} {
			want, got := plainCompare(q, candidates), Compare(q, candidates)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q, %d candidates (-plain +quick):\n%s", text, len(candidates), diff)
			}
		}
	}
}

// Every product of two vectors fits into its part of a pack.
func TestVectorsFitPacks(t *testing.T) {
	for r := range int32(vectorCount) {
		v, sum := vectorAt(r), 0
		for k := range axes {
			sum += int(int8(v[k])) * int(int8(v[k]))
		}
		if sum >= 1<<(packBits-1) {
			t.Fatalf("the vector in row %d has the square %d", r, sum)
		}
	}
}

// Each word is found in its own row, and words that have none in none.
func TestRow(t *testing.T) {
	for r := range int32(vectorCount) {
		key := keyAt(int(r))
		if got := row(key); got != r {
			t.Fatalf("key %d is in row %d, found in %d", key, r, got)
		}
		if next := key + 1; int(r)+1 < vectorCount && keyAt(int(r)+1) != next && row(next) != -1 {
			t.Fatalf("key %d is in no row, found in %d", next, row(next))
		}
	}
	for _, key := range []uint32{0, 1<<32 - 1} {
		if got := row(key); got >= 0 && keyAt(int(got)) != key {
			t.Errorf("key %d is found in row %d", key, got)
		}
	}
}

// Plain text gives the words that it gives when it is folded, in one or in pieces.
func TestWordsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-cA-C0-2' \n\t.,_-]|é|’|日本|´|\x{0301}){0,40}`).Draw(t, "text")
		var want []string
		eachFolded(text, func(w string) { want = append(want, w) })
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	})
}

// A section reads the same whatever was read before: its words, those with a vector, and where its gist points.
func TestReadIsPlain(t *testing.T) {
	sections(t) // so that places among the lemmas are taken
	text := Text{
		Title: "Backups", Path: []string{"The server's life"}, Heading: "Restoring",
		Body: "To restore a backup, restore. " + strings.Repeat("verylong", 10) + " café’s RESTORED zxqvw",
	}
	s := Read(text)
	for field, said := range [fieldCount]string{text.Title, text.Path[0], text.Heading, text.Body} {
		var words []uint32
		var rows []int32
		for _, w := range Words(said) {
			if small[w] {
				continue
			}
			key := Key(Stem(w))
			words = append(words, key)
			if r := row(key); r >= 0 && !slices.Contains(rows, r) {
				rows = append(rows, r)
			}
		}
		if diff := cmp.Diff(words, s.words[field]) + cmp.Diff(rows, s.rows[field]); diff != "" {
			t.Errorf("field %d: %s", field, diff)
		}
	}
	var head Gist
	for _, r := range slices.Concat(s.rows[title], s.rows[heading]) {
		head.add(r)
	}
	if head != s.head || head.square() != s.headSquare {
		t.Errorf("the gist of the heads is %v, want %v", s.head, head)
	}
}

func BenchmarkCompare(b *testing.B) {
	all := sections(b)[:150]
	q := asked(questions[2])
	b.Run("quick", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Compare(q, all)
		}
	})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			plainCompare(q, all)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("Backups are made every night. To restore one, stop the server and call `docent restore`; what it doesn't find is named.\n", 8)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Read(Text{Title: "Backups", Path: []string{"Running Docent"}, Heading: "Restore a backup", Body: text})
	}
}
