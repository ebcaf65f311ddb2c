package themes

import (
	"html/template"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is kept around a text gives the same screen as drawing all of it.
func TestAround(t *testing.T) {
	theme, err := Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	full := PageView{
		Frame: Frame{Team: "Docent", Space: "eng", Reader: Reader{SignedIn: true, Name: "Ada", Admin: true}, Spaces: []Branch{{Slug: "eng", Name: "Engineering"}}}, ID: 12, Heading: "Keys",
		Crumbs: []Link{{Text: "Engineering", URL: "/s/eng"}}, Body: "<p>Rotate them.</p>", Owner: "Ada", Minutes: 3, MayAsk: true, Math: true,
		Contents:  []Entry{{Text: "When", Anchor: "when"}},
		Backlinks: []Link{{Text: "Incidents", URL: "/p/3/incidents"}}, Children: []Link{{Text: "Vault", URL: "/p/4/vault"}}, MayEdit: true,
	}
	for _, body := range []string{"<p>Rotate them.</p>", ""} {
		full.Body = template.HTML(body)
		draw := func(p PageView) string {
			var b strings.Builder
			if err := theme.Draw(&b, p); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		want := draw(full)
		first := full
		first.Kept = new(Around)
		if diff := cmp.Diff(want, draw(first)); diff != "" {
			t.Errorf("drawn first: %s", diff)
		}
		if !first.Kept.Drawn() {
			t.Error("nothing was kept")
		}
		if diff := cmp.Diff(want, draw(PageView{Frame: full.Frame, Body: full.Body, Math: true, Kept: first.Kept})); diff != "" {
			t.Errorf("drawn again: %s", diff)
		}
	}
}
