package content

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// repeated are pieces that were found, or suspected, to cost a Markdown parser, its renderer or our
// own scanners more than linear time when a page consists of nothing else.
var repeated = []string{
	">", "> ", "> a\n", "> > a\n", "- ", "1. ", "1) ", "- - a\n", "- a\n", "- a\n\n", "- [ ] a\n", "a\n: b\n", ": a\n",
	"[", "]", "![", "[](", "[a](", "[a](b", "![a](", "[x](<", "[x](a (", "[a](b \"", "[a][", "[a] ", "[](a)", "](", "[ ] ",
	"*", "**", "*a_", "*a_ ", "a**b", "_a", "~~a", "***a ", "**a\n\n", "*[a*](b)", "~a~~b",
	"`", "`a", "`a``", "``` ", "```\n", "~~~\n", "```a\n```\n",
	"<", "<a", "<a ", "<a b", "<a b=c", "<!--", "<?a ", "<![CDATA[", "</", "<b>", "</b>", "<div>\n\n", "<script>", "<svg>",
	"<br>", "<a href=x>", "<a href=\"", "<x y=\"z\" ", "<http://a>", "<a@b.c>", "<details>\n\n", "<!A ",
	"{%", "{% ", "{%a", "{{", "{{\"", "{{a}}", "{% x %}", "{% comment %}", "{% comment %}\n", "{% raw %}", "{% alert %}",
	"{% alert %}\n", "{% highlight a %}\n", "{% highlight a %}\nx endhighlight\n", "{% image \"", "{#", "# a {#b}\n",
	"[[", "[[a|", "[[a|b]]", "![[", "[^", "[^a]", "[^a] ", "[^a]:", "[^a]: a\n\n[^a]\n", "[a]:\n", "[a]: b\n", "[a]: b\n\n",
	"[a]: b '\n", "[a]: <b> \"\n", "$", "$a", "$$", "$$a\n", "$$\n", "@", "@a ", "a@b.c ", "a@", ":", ":smile:",
	"&", "&#", "&amp;", "|", "|a|\n", "|-|\n", "a|b\n-|-|-\n", "|a|\n|-|\n|b|\n\n", "|`\\|`|\n", "\\", "\\\n", "# a\n", "#\n", "a\n===\n", "=\n",
	"---\n", "a\n", "a\n\n", "\n", "\t", "  \n", "http://a.b/", "www.a.b ", "(", "(http://", "\"", "é", "\x00", "\xff", "中",
	"\U00100000", "\r", "\r\n", "> [!NOTE]\n",
}

func hostileTexts(size int) map[string]string {
	fill := func(s string) string { return strings.Repeat(s, max(size/len(s), 1)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
		return b.String()
	}
	growing := func(unit, end string) string {
		var b strings.Builder
		for i := 1; b.Len() < size; i++ {
			b.WriteString(strings.Repeat(unit, i) + end)
		}
		return b.String()
	}
	texts := map[string]string{
		"nested bullets":           growing("  ", "- a\n"),
		"nested numbers":           growing("   ", "1. a\n"),
		"growing quotes":           growing(">", "a\n"),
		"growing backticks":        growing("`", "a"),
		"growing backticks, tag":   "{{a}}" + growing("`", "a"),
		"distinct definitions":     numbered("[a#]: b\n"),
		"distinct footnotes":       numbered("[^a#]: b\n\n"),
		"distinct footnotes, used": numbered("[^a#]\n\n[^a#]: b\n\n"),
		"one footnote":             "[^a]: b\n\n" + fill("[^a] "),
		"one long definition":      "[a]: " + strings.Repeat("x", size/2) + "\n\n" + strings.Repeat("[a]", size/6),
		"brackets, then closed":    strings.Repeat("[", size/2) + strings.Repeat("]", size/2),
		"nested images":            strings.Repeat("![a", size/7) + strings.Repeat("](b)", size/7),
		"nested emphasis":          strings.Repeat("*a **a ", size/14) + strings.Repeat("a** a*", size/14),
		"parentheses in a link":    "[a](" + strings.Repeat("(", size/2) + strings.Repeat(")", size/2),
		"definition list":          "a\n" + strings.Repeat(": ", size/2) + "b\n",
		"attributes":               "<a " + fill("b=c ") + ">",
		"a long setext heading":    fill("a\n") + "===\n",
	}
	for _, columns := range []int{2, 50, 499, 20000} {
		head := strings.Repeat("|a", columns) + "|\n" + strings.Repeat("|-", columns) + "|\n"
		texts[fmt.Sprintf("%d columns, empty rows", columns)] = head + fill("|\n")
		texts[fmt.Sprintf("%d columns, short rows in a list", columns)] = "- " + strings.ReplaceAll(head, "\n", "\n  ") + fill("x\n  ")
	}
	for _, depth := range []int{10, 50, 200} {
		bullets := strings.Repeat("- ", depth) + "a\n"
		texts[fmt.Sprintf("%d bullets on each line", depth)] = fill(bullets)
		texts[fmt.Sprintf("%d bullets, then blank lines", depth)] = bullets + fill("\n")
		texts[fmt.Sprintf("%d bullets, then lazy lines", depth)] = bullets + fill("b\n")
		texts[fmt.Sprintf("%d quotes on each line", depth)] = fill(strings.Repeat(">", depth) + "a\n\n")
	}
	for _, s := range repeated {
		texts[strconv.Quote(s)] = fill(s)
	}
	return texts
}

// TestHostileNesting wants every text of a megabyte to be drawn, or refused with its line, within a
// second of an idle machine. Without DOCENT_TEST_ALL a quarter of the size is taken; -short leaves out
// three texts of four and takes 16 KB, at which a square would not be noticed.
func TestHostileNesting(t *testing.T) {
	size, limit, every := 1<<20, time.Second, 1
	switch {
	case testing.Short():
		size, every = 1<<14, 4
	case os.Getenv("DOCENT_TEST_ALL") == "":
		size = 1 << 18
	}
	drawn, refused, slowest, slow := 0, 0, time.Duration(0), ""
	texts := hostileTexts(size)
	for i, name := range slices.Sorted(mapKeys(texts)) {
		if i%every != 0 {
			continue
		}
		text := texts[name]
		var err error
		took := quickest(t, limit, func() (took time.Duration) {
			took, err = timeOf(t, text)
			return took
		})
		if took > limit {
			t.Errorf("%s: %v (%v)", name, took, err)
		}
		if took > slowest {
			slowest, slow = took, name
		}
		var e *Error
		switch {
		case err == nil:
			drawn++
		case !errors.As(err, &e) || e.Kind != Invalid || e.Data["line"] == "":
			t.Errorf("%s: refused with %v, without a line", name, err)
		default:
			refused++
		}
	}
	t.Logf("%d texts of %d KB drawn, %d refused; slowest %v (%s)", drawn, size>>10, refused, slowest, slow)
}

func timeOf(t *testing.T, text string) (time.Duration, error) {
	t.Helper()
	start := time.Now()
	d, err := Parse(text)
	if err == nil {
		if _, err := d.Render(make([]string, len(d.Sections))); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(start), err
}

func TestRefusalNamesTheLine(t *testing.T) {
	text := "---\ntitle: x\n---\nfine\n\n" + strings.Repeat(">", 100) + "\n"
	_, err := Parse(text)
	var e *Error
	if !errors.As(err, &e) || e.Data["line"] != "6" || !strings.HasPrefix(e.Text, "Line 6: ") {
		t.Errorf("got %v, want line 6", err)
	}
	_, err = Parse(strings.Repeat("a", MaxSource+1))
	if !errors.As(err, &e) || e.Kind != TooLarge {
		t.Errorf("21 MB: %v", err)
	}
}

// TestLimitsLeaveHonestPagesAlone parses texts that are large, dense and ordinary. With -short, the prose and
// the code are an eighth as large.
func TestLimitsLeaveHonestPagesAlone(t *testing.T) {
	large := 8
	if testing.Short() {
		large = 1
	}
	var table, changelog, list strings.Builder
	table.WriteString("|Name|Role|Phone|\n|-|-|-|\n")
	for i := range 3000 {
		fmt.Fprintf(&table, "| [Person %d](people/%d.md) | *Engineer* | `+1 %d` |\n", i, i, i)
		fmt.Fprintf(&list, "- item %d with [link](x%d.md) and **bold**\n  - below\n", i, i)
	}
	for i := range 1200 {
		fmt.Fprintf(&changelog, "- change [#%d], thanks\n", i)
	}
	for i := range 1200 {
		fmt.Fprintf(&changelog, "\n[#%d]: https://example.org/issues/%d", i, i)
	}
	prose := strings.Repeat(strings.Repeat("Words of an ordinary length, (with) signs. ", 12)+"\n\n", 1000*large)
	code := "```powershell\n" + strings.Repeat("$x = @{ a = [int]$args[0]; b = \"$y\" } | Where-Object { $_.a -gt 1 }\n", 750*large) + "```\n"
	for name, text := range map[string]string{
		"table": table.String(), "changelog": changelog.String(), "list": list.String(), "prose": prose, "code": code,
	} {
		if _, err := Parse(text); err != nil {
			t.Errorf("%s of %d KB: %v", name, len(text)>>10, err)
		}
	}
}
