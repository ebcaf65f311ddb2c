package content

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files of the renderer")

// drawPage renders a page with anchors of its own and shows the holes.
func drawPage(t testing.TB, d *Document) (Rendered, string) {
	t.Helper()
	r, err := d.Render(anchorsOf(d))
	if err != nil {
		t.Fatal(err)
	}
	return r, filled(d, r)
}

// filled shows what each hole stands for.
func filled(d *Document, r Rendered) string {
	var b strings.Builder
	r.Fill(&b, func(h Hole) string {
		switch h.Kind {
		case LinkHole:
			l := d.Links[h.Link]
			return fmt.Sprintf(" href=%q", fmt.Sprintf("/%s:%s#%s", l.Kind, l.Target, l.Fragment))
		case ImageHole:
			l := d.Links[h.Link]
			return fmt.Sprintf(" src=%q", fmt.Sprintf("/%s:%s", l.Kind, l.Target))
		default:
			return "(" + d.Mentions[h.Link].Name + ")"
		}
	})
	return b.String()
}

func anchorsOf(d *Document) []string {
	var headings, explicit []string
	for _, s := range d.Sections {
		headings, explicit = append(headings, s.Heading), append(explicit, s.ID)
	}
	anchors := Slugs(headings, explicit)
	if len(d.Sections) > 0 && d.Sections[0].Level == 0 {
		anchors[0] = ""
	}
	return anchors
}

// outline writes everything that Parse found, for a person to read.
func outline(d *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "title %q words %d\n", d.Title, d.Words)
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "section %d %q id=%q path=%q line %d\n%s\n", s.Level, s.Heading, s.ID, s.Path, s.Line,
			"  | "+strings.ReplaceAll(s.Text, "\n", "\n  | "))
	}
	for _, l := range d.Links {
		fmt.Fprintf(&b, "link %s target=%q fragment=%q label=%q embed=%t section %d line %d raw=%q\n",
			l.Kind, l.Target, l.Fragment, l.Label, l.Embed, l.Section, l.Line, l.Raw)
	}
	for _, m := range d.Mentions {
		fmt.Fprintf(&b, "mention %s section %d line %d\n", m.Name, m.Section, m.Line)
	}
	for _, k := range d.Tasks {
		fmt.Fprintf(&b, "task %q done=%t section %d line %d\n", k.Text, k.Done, k.Section, k.Line)
	}
	for _, w := range d.Warnings {
		fmt.Fprintf(&b, "warning line %d: %s\n", w.Line, w.Text)
	}
	if d.Mermaid || d.Math {
		fmt.Fprintf(&b, "mermaid=%t math=%t\n", d.Mermaid, d.Math)
	}
	return b.String()
}

const (
	goldenHTML    = "\n======== html ========\n"
	goldenOutline = "\n======== found ========\n"
)

// TestGolden compares each testdata/render/*.txt: Markdown, then the HTML, then what was found.
// `go test ./content -run Golden -update` rewrites them; look at the difference before you commit.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/render/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d golden files: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			source, want, _ := strings.Cut(string(b), goldenHTML)
			d, err := Parse(source)
			if err != nil {
				t.Fatal(err)
			}
			_, html := drawPage(t, d)
			got := html + goldenOutline + outline(d)
			if *update {
				if err := os.WriteFile(file, []byte(source+goldenHTML+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got)\n%s", file, diff)
			}
		})
	}
}

// TestRenderAtOnce draws one document from many goroutines, as a server does.
func TestRenderAtOnce(t *testing.T) {
	b, err := os.ReadFile("testdata/render/code.txt")
	if err != nil {
		t.Fatal(err)
	}
	source, _, _ := strings.Cut(string(b), goldenHTML)
	d, err := Parse(source + nasty[0])
	if err != nil {
		t.Fatal(err)
	}
	_, want := drawPage(t, d)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			r, err := d.Render(anchorsOf(d))
			if got := filled(d, r); err != nil || got != want {
				t.Errorf("%v:\n%s", err, cmp.Diff(want, got))
			}
		})
	}
	group.Wait()
}
