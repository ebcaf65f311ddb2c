package content

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// nasty are seeds: attempts to smuggle script through Markdown, raw HTML, tags and our own marks.
var nasty = []string{
	`[a](javascript:alert(1))`, `[a](java&#115;cript:alert(1))`, "[a](java\tscript:alert(1))", `[a](<javascript:alert(1)>)`,
	`<javascript:alert(1)>`, `[a]: javascript:alert(1)` + "\n\n[a]", `![a](data:image/svg+xml;base64,x)`, `[a](//evil.example)`,
	`<a href="&#x6a;avascript:alert(1)">x</a>`, `<a href=" javascript:alert(1)">x</a>`, `<img src=x onerror=alert(1)>`,
	`<img src="x" style="position:fixed">`, `<svg><script>alert(1)</script></svg>`, `<math><mi//xlink:href="data:x,<script>">`,
	`<scr<script>ipt>alert(1)</script>`, `a <script>alert(1)</script> b`, "<script\n>alert(1)</script>", `<style>@import 'x'</style>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<iframe src="https://www.youtube.com/embed/a" onload="x"></iframe>`,
	`<div onmouseover="x" data-x="y" class="top" id="quoted">a</div></div></div>`, `<details open ontoggle=x>a`, `<form action=x><input name=y>`,
	`<a href="{% page "javascript:alert(1)" %}">x</a>`, `[x]({{ "javascript:alert(1)" }})`, `[x]({% link "data:text/html,x" %})`,
	`{% image "x" "\" onerror=\"alert(1)" %}`, `{{ "<script>alert(1)</script>" }}`, `{% x "<img src=x onerror=y>" %}`, `{% raw %}<b onclick=x>{% endraw %}`,
	`[[x" onclick="y]] [[a|<script>]] ![[x" onerror="y]]`, "# a {#x\" onclick=\"y}", `# a {onclick=x style=y .z data-a=b}`,
	"```\"><script>\nx\n```", "```mermaid\n<script>\n```", "$<script>$ $$<img src=x onerror=y>$$", "> [!NOTE] <script>x</script>",
	`@<script> @a"onclick`, `:"<: [^<script>]` + "\n\n[^<script>]: x", `<!-- --!> <script>x</script> -->`, `<![CDATA[<script>]]>`,
	`<table style="x"><td background="javascript:x">`, "| a |\n|:-:|\n| <script> |", `<base href="x"><meta http-equiv=refresh><link rel=x>`,
	`<p title="<script>">`, `<a title='"><script>x</script>' href=x>`, "<a\nhref=\"x\"\nonclick=y>", `<xmp><script></xmp>`, `<plaintext>`, `<noscript><p title="</noscript><img src=x onerror=y>">`,
	"\U00100000{\U00100000x}", "h0123456789abcdef0123456h0.", "\xff\xfe<b\x00>", `&lt;script&gt; &#60;script&#62;`, "---\nredirect_to: javascript:alert(1)\n---\n",
	"---\nredirect_to: /x\"onclick=\"y\n---\n", "{% alert \"<script>\" %}x{% endalert %}",
}

// unsafe looks at HTML with the eyes of another parser and names what must not be there.
func unsafe(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var open []string
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				return "not closed: " + strings.Join(open, " ")
			}
			return ""
		case html.CommentToken, html.DoctypeToken:
			return "comment or doctype"
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		default:
			continue
		}
		t := z.Token()
		if kind == html.EndTagToken {
			if len(open) == 0 || open[len(open)-1] != t.Data {
				return "unbalanced </" + t.Data + ">"
			}
			open = open[:len(open)-1]
			continue
		}
		if !void[t.Data] {
			open = append(open, t.Data)
		}
		if !shown()[t.Data] && t.Data != "input" {
			return "element " + t.Data
		}
		for _, a := range t.Attr {
			value := strings.ToLower(strings.Map(func(r rune) rune {
				if r <= ' ' {
					return -1
				}
				return r
			}, a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", strings.HasPrefix(a.Key, "data-"):
				return "attribute " + a.Key
			case a.Key == "href" || a.Key == "src":
				if s := schemeOf(value); s != "" && !openSchemes[s] {
					return "address " + a.Val
				}
				if t.Data == "iframe" && !videoSource.MatchString(a.Val) {
					return "frame of " + a.Val
				}
			}
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range nasty {
		f.Add(s)
	}
	for _, s := range repeated {
		f.Add(s + s + s)
	}
	files, _ := filepath.Glob("testdata/render/*.txt")
	for _, file := range files {
		if b, err := os.ReadFile(file); err == nil {
			f.Add(string(b))
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		d, err := Parse(source)
		if err != nil {
			return
		}
		checkDocument(t, d)
		r, err := d.Render(anchorsOf(d))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		r.Fill(&b, func(h Hole) string {
			switch h.Kind {
			case LinkHole:
				_ = d.Links[h.Link]
				return ` href="/p/1"`
			case ImageHole:
				_ = d.Links[h.Link]
				return ` src="/a/1/x"`
			default:
				return html.EscapeString(d.Mentions[h.Link].Name)
			}
		})
		if what := unsafe(b.String()); what != "" {
			t.Errorf("%s in\n%s\nof\n%s", what, b.String(), source)
		}
	})
}

// checkDocument tests what must hold for every page: sections lie in order and hold their source,
// and everything points at sections that exist.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	at := d.BodyStart
	for i, s := range d.Sections {
		if s.Start < at || s.End < s.Start || s.Source != d.Source[s.Start:s.End] {
			t.Fatalf("section %d has the range %d to %d after %d", i, s.Start, s.End, at)
		}
		if s.Level == 0 && i > 0 {
			t.Fatalf("section %d has level 0", i)
		}
		at = s.End
	}
	if n := len(d.Sections); n > 0 && d.Sections[n-1].End != len(d.Source) {
		t.Fatalf("the last section ends at %d of %d", d.Sections[n-1].End, len(d.Source))
	}
	for _, l := range d.Links {
		if l.Section < -1 || l.Section >= len(d.Sections) || l.Line < 1 {
			t.Fatalf("link %+v with %d sections", l, len(d.Sections))
		}
		if l.Kind == URL && !openSchemes[schemeOf(l.Target)] {
			t.Fatalf("link to %q", l.Target)
		}
	}
	for _, m := range d.Mentions {
		if m.Section < 0 || m.Section >= len(d.Sections) {
			t.Fatalf("mention %+v", m)
		}
	}
}
