package search

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/docent-wiki/docent/wiki"
)

// What a document is called in the index is read back, and nothing else is.
func TestParseRef(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, 1<<60))
		var want Ref
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			want = Ref{Page: wiki.PageID(number.Draw(t, "page")), Section: wiki.SectionID(number.Draw(t, "section") - 1)}
		case 1:
			want = Ref{Question: number.Draw(t, "question")}
		case 2:
			want = Ref{Question: number.Draw(t, "question"), Page: wiki.PageID(number.Draw(t, "page")), Section: wiki.SectionID(number.Draw(t, "section"))}
		case 3:
			want = Ref{Attachment: wiki.AttachmentID(number.Draw(t, "attachment")), Part: int(number.Draw(t, "part") - 1), Within: wiki.SpaceID(number.Draw(t, "space"))}
		}
		if got, ok := parseRef(want.ID()); !ok || got != want {
			t.Fatalf("%s is read as %+v, %t; it stands for %+v", want.ID(), got, ok, want)
		}
	})
	for _, id := range []string{
		"", "p", "p.", "p1.", "p000000000001", "p000000000001.", "p000000000001.2", "p000000000001.000000000002.", "q000000000001",
		"q000000000001..", "p00000000000x.000000000001", "p0000000000001.000000000001", "a99999999999999999999.", "x000000000001.",
		"q000000000000.000000000001.000000000001", "p000000000001.000000000001.000000000001.000000000001",
	} {
		if ref, ok := parseRef(id); ok {
			t.Errorf("%q is read as %+v", id, ref)
		}
	}
}

func FuzzParseRef(f *testing.F) {
	for _, seed := range []string{"p000000000001.000000000002", "q000000000001.", "q000000000001.000000000001.000000000001", "a000000000001.000000000000.000000000001", "p9999999999999999999."} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if ref, ok := parseRef(id); ok && ref.ID() != id {
			t.Errorf("%q is read as %+v, which is called %q", id, ref, ref.ID())
		}
	})
}
