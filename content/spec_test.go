package content

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/testutil"
	"github.com/yuin/goldmark/util"
)

// plainHTML renders a parser's trees as the specifications print them.
func plainHTML(f flavour, options ...renderer.Option) goldmark.Markdown {
	m := goldmark.New(goldmark.WithExtensions(extension.Strikethrough, extension.TaskList, extension.Footnote,
		extension.DefinitionList, extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithRendererOptions(append(options, html.WithUnsafe())...))
	m.SetParser(newParser(f))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(beyondHTML{}, 100)))
	return m
}

// beyondHTML leaves out the nodes that no specification knows.
type beyondHTML struct{}

func (beyondHTML) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	for _, kind := range []ast.NodeKind{kindWiki, kindMention, kindMath, kindAlert, kindFormula, emoji.KindEmoji} {
		r.Register(kind, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
			return ast.WalkContinue, nil
		})
	}
}

type specExample struct {
	Markdown, HTML, Section string
	Example                 int
}

func commonMarkExamples(t *testing.T) []specExample {
	t.Helper()
	b, err := os.ReadFile("testdata/spec/commonmark.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []specExample
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestCommonMarkSpec(t *testing.T) {
	list := commonMarkExamples(t)
	tests := []struct {
		flavour flavour
		name    string
		differ  []int // examples that an extension reads otherwise, on purpose
	}{
		{commonMark, "CommonMark", nil},
		// 608, 611, 612: GitHub links bare addresses, which the standard leaves as text.
		// 226, 635: there, white space is left before a hard line break, where nobody sees it.
		{gitHub, "with GitHub's extensions", []int{226, 608, 611, 612, 635}},
		// 548, 590: [[foo]] is a wiki link.
		{docent, "with all extensions", []int{226, 548, 590, 608, 611, 612, 635}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := plainHTML(tt.flavour, html.WithXHTML())
			var failed []int
			for _, e := range list {
				var out bytes.Buffer
				if err := m.Convert([]byte(e.Markdown), &out); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(bytes.TrimSpace(out.Bytes()), bytes.TrimSpace([]byte(e.HTML))) {
					failed = append(failed, e.Example)
					if !slices.Contains(tt.differ, e.Example) {
						t.Errorf("example %d (%s)\n%s\ngot\n%s\nwant\n%s", e.Example, e.Section, e.Markdown, out.String(), e.HTML)
					}
				}
			}
			t.Logf("%d of %d examples of CommonMark 0.31.2 pass %s", len(list)-len(failed), len(list), tt.name)
			if !slices.Equal(failed, tt.differ) {
				t.Errorf("examples %v differ, want %v", failed, tt.differ)
			}
		})
	}
}

// tally counts the failures that testutil reports, one an example.
type tally struct {
	testing.TB
	failed int
}

func (c *tally) Errorf(format string, args ...any) {
	c.failed++
	c.TB.Errorf(format, args...)
}

func TestGitHubSpec(t *testing.T) {
	total, passed := 0, 0
	for _, name := range []string{"table", "tasklist", "strikethrough", "linkify", "footnote", "definition_list"} {
		f := gitHub
		if name == "footnote" || name == "definition_list" {
			f = docent
		}
		file := fmt.Sprintf("testdata/spec/%s.txt", name)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(b, []byte("//= = ="))
		c := &tally{TB: t}
		testutil.DoTestCaseFile(plainHTML(f), file, c)
		total, passed = total+n, passed+n-c.failed
	}
	t.Logf("%d of %d examples of GitHub's extensions, footnotes and definition lists pass", passed, total)
	if total < 50 || passed != total {
		t.Errorf("%d of %d pass", passed, total)
	}
}
