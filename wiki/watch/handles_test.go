package watch_test

import (
	"testing"

	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/watch"
)

// FuzzThings: whatever a thread, a tag or a name says, it names one thing or nothing.
func FuzzThings(f *testing.F) {
	for _, seed := range []string{"page/12", "question/0", "area/-1", "tag/x", "page/", "/", "page/99999999999999999999", "Ana Maria", "\x00", "@"} {
		f.Add(seed)
	}
	h := watch.NewHandles([]watch.Account{{1, "Maria Keller", "mk@example.org"}, {2, "", ""}})
	f.Fuzz(func(t *testing.T, text string) {
		if thing, ok := watch.ThingOf(text); ok && (thing.ID <= 0 || thing.Tag != "") {
			t.Errorf("%q is %v", text, thing)
		}
		if id, found := h.Person(text); found != (id == 1) {
			t.Errorf("@%s is %d, %t", text, id, found)
		}
		if tag := watch.OnTag(text).Tag; watch.OnTag(tag).Tag != tag {
			t.Errorf("the tag %q is %q, then another", text, tag)
		}
	})
}

func TestHandles(t *testing.T) {
	h := watch.NewHandles([]watch.Account{
		{1, "Maria Keller", "mk@example.org"},
		{2, "Noor Haddad", "noor@example.org"},
		{3, "Noor Ali", "n.ali@example.org"},
		{4, "José Álvarez", "jalvarez@example.org"},
		{5, "Ana-Maria da Silva", "ana@example.org"},
		{6, "Ana Berg", "berg@example.org"},
		{7, "Ada", "info@example.org"},
		{8, "Ada", "ada@other.example"},
		{9, "Ed Li", "li@example.org"},
		{10, "Jo Li", "li@other.example"},
		{11, "李雷", "lilei@example.org"},
		{12, "", "@"},
	})
	for name, want := range map[string]wiki.PersonID{
		"mk": 1, "maria.keller": 1, "Maria_Keller": 1, "MARIA-KELLER": 1, "mariakeller": 1, "maria": 1, "Maria": 1,
		"noor":        2, // the address decides before the first name, which two bear
		"noor.haddad": 2, "noor.ali": 3, "nali": 0, "n.ali": 3,
		"jose": 4, "josé.álvarez": 4, "jose.alvarez": 4,
		"ana": 5, "ana.maria.da.silva": 5, "ana.berg": 6, "berg": 6,
		"ada": 8, // as an address; as a name two bear it
		"li":  0, // two addresses begin so
		"李雷":  11, "lilei": 11,
		"nobody": 0, "": 0, ".": 0, "-": 0,
	} {
		got, found := h.Person(name)
		if got != want || found != (want != 0) {
			t.Errorf("@%s is %d, %t; want %d", name, got, found, want)
		}
	}
}
