package themes

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
)

func open(t testing.TB) *Theme {
	t.Helper()
	theme, err := Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	return theme
}

func draw(t testing.TB, theme *Theme, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := theme.Draw(&b, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// views are the zero values of all screens.
func views() []View {
	return []View{
		SignIn{},
		SetUp{},
		Invite{},
		Reset{},
		Home{},
		Space{},
		SpaceForm{},
		Wanted{},
		PageView{},
		PageForm{},
		PageMove{},
		Preview{},
		History{},
		Revision{},
		Diff{},
		Trash{},
		Insights{},
		Overview{},
		InsightsForm{},
		Avoided{},
		Gaps{},
		PageInsights{},
		Search{},
		AskForm{},
		Ask{},
		Questions{},
		QuestionView{},
		QuestionForm{},
		AnswerForm{},
		MergeForm{},
		CommentForm{},
		Urgent{},
		Areas{},
		AreaForm{},
		Triage{},
		Tasks{},
		TaskPass{},
		TaskFeed{},
		Requests{},
		RequestView{},
		RequestForm{},
		Reviews{},
		ReviewView{},
		ChainView{},
		People{},
		AdminSearch{},
		AdminWords{},
		AdminAnswers{},
		AdminGroups{},
		Paths{},
		PathView{},
		PathForm{},
		TimeSettings{},
		AdminModel{},
		AdminMail{},
		Composed{},
		Inbox{},
		Notifications{},
		WatchForm{},
		Unsubscribe{},
		Account{},
		API{},
		ErrorView{},
		Message{},
	}
}

// eachScreen draws all zero values and all samples and hands out the parsed pages.
func eachScreen(t *testing.T, look func(name, source string, root *html.Node)) {
	t.Helper()
	theme := open(t)
	all := samples()
	for _, v := range views() {
		all = append(all, sample{"empty " + v.Screen(), v})
	}
	for _, s := range all {
		source := draw(t, theme, s.view)
		root, err := html.Parse(strings.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		look(s.name, source, root)
	}
}

func elements(root *html.Node, visit func(*html.Node)) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func TestEveryScreenHasATemplateAndBack(t *testing.T) {
	theme := open(t)
	known := map[string]bool{}
	for _, v := range views() {
		known[v.Screen()] = true
		if theme.screens[v.Screen()] == nil {
			t.Errorf("no template %s.html", v.Screen())
		}
	}
	for name := range theme.screens {
		if !known[name] {
			t.Errorf("%s.html belongs to no view", name)
		}
	}
}

// The pages' policy allows no script, style or handler inside a page.
func TestNothingInline(t *testing.T) {
	eachScreen(t, func(name, _ string, root *html.Node) {
		elements(root, func(n *html.Node) {
			src, _ := attr(n, "src")
			if n.Data == "style" || (n.Data == "script" && (src == "" || n.FirstChild != nil)) {
				t.Errorf("%s: an inline <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
			}
		})
	})
}

func TestHostileTextStaysText(t *testing.T) {
	theme := open(t)
	frame := sampleFrame(NavNone)
	frame.Team, frame.Reader.Name, frame.Query, frame.Address = hostile, hostile, hostile, hostile
	frame.Spaces[0].Name, frame.Spaces[0].Nodes[0].Title, frame.Spaces[0].Slug = hostile, hostile, hostile
	frame.Spaces[0].Nodes[0].URL = "javascript:alert(1)"
	frame.Flash = &Flash{Kind: "bad", Text: hostile}
	page := PageView{
		Frame: frame, Heading: hostile, Owner: hostile, Crumbs: []Link{{hostile, "javascript:alert(1)"}},
		Contents: []Entry{{hostile, `"onclick=x`, 0}}, Tags: []Link{{hostile, "//evil.example"}},
	}
	diff := Diff{Frame: frame, Rows: []DiffRow{{Kind: "changed", LeftLine: 1, RightLine: 1, Left: []Span{{"del", hostile}}, Right: []Span{{hostile, hostile}}}}}
	for _, v := range []View{page, diff, Search{Frame: frame, Q: hostile}, ErrorView{Frame: frame, Kept: "</textarea>" + hostile}} {
		out := draw(t, theme, v)
		if strings.Contains(out, "<script>alert") || strings.Contains(out, "<img src=x") || strings.Contains(out, `href="javascript:`) {
			t.Errorf("%s lets markup through", v.Screen())
		}
		root, err := html.Parse(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		elements(root, func(n *html.Node) {
			if _, bad := attr(n, "onerror"); bad {
				t.Errorf("%s: an event handler got in", v.Screen())
			}
		})
	}
}

func TestIdsAndLabels(t *testing.T) {
	eachScreen(t, func(name, _ string, root *html.Node) {
		ids, count := map[string]bool{}, 0
		elements(root, func(n *html.Node) {
			if id, ok := attr(n, "id"); ok {
				if ids[id] {
					t.Errorf("%s: the id %q stands twice", name, id)
				}
				ids[id] = true
			}
			if n.Data == "h1" {
				count++
			}
		})
		if name != "preview" && name != "empty preview" && count != 1 {
			t.Errorf("%s: %d first headings, want 1", name, count)
		}
		elements(root, func(n *html.Node) {
			for _, key := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "popovertarget"} {
				list, _ := attr(n, key)
				for id := range strings.FieldsSeq(list) {
					if !ids[id] {
						t.Errorf("%s: %s=%q of <%s> leads nowhere", name, key, id, n.Data)
					}
				}
			}
		})
	})
}

// routes are the addresses that the program answers.
var routes = regexp.MustCompile(`^/(` + strings.Join([]string{
	``, `signin`, `signout`, `setup`, `invite/\w*`, `reset/\w*`, `spaces/new`, `s/[\w-]*(/settings|/wanted|/tree)?`,
	`p/\d+(/edit|/history|/revert|/r/\d+|/diff|/move|/trash|/restore|/verify|/files|/[\w-]+)?`, `preview`, `new`,
	`a/\d+/[^/]+`, `trash`, `search`, `ask`, `asks/\d+(/feedback|/team|/composed)?`, `questions(/new)?`,
	`q/\d+(/[\w-]+)?`, `q/\d+/answers/\d+/(edit|accept|retract|restore|confirm|verify|own|thank|refuse)`, `q/\d+/comments/\d+/(edit|delete)`, `urgent`, `q/\d+/wordings/\d+/(delete|change)`, `reviews(/\d+(/both|/reopen|/link|/merge)?)?`, `api/v1/questions/\d+/chain`, `tasks(/board|/calendar|/act|/pass|/feed)?`, `requests(/new|/\d+(/edit|/close|/reopen)?)?`, `insights(/(evaluate|weights|avoided|gaps|freshness|quality|(overview|avoided|gaps|pages|quality)\.csv))?`,
	`admin/(search(/rebuild)?|words|answers|model|mail)`, `people(/invite|/\d+/(disable|enable|reset|role))?`, `settings(/tokens(/\d+/delete)?|/sessions/\w+/end)?`,
	`inbox(/read)?`, `settings/notifications(/browsers)?`, `admin/notifications`, `watch/\w+/[^/]+`, `unsubscribe`, `settings/time`,
	`areas(/new|/\d+(/delete)?)?`, `triage`, `admin/groups`, `paths(/new|/\d+(/edit|/people)?)?`,
	`api`, `api/v1/openapi\.json`, `assets/[\w.-]+`,
}, "|") + `)$`)

func TestLinksLeadToKnownAddresses(t *testing.T) {
	theme := open(t)
	eachScreen(t, func(name, _ string, root *html.Node) {
		elements(root, func(n *html.Node) {
			for _, key := range []string{"href", "action", "formaction", "src", "data-tree", "data-upload", "data-katex", "data-mermaid"} {
				at, ok := attr(n, key)
				if !ok || strings.HasPrefix(at, "#") || strings.HasPrefix(at, "https://") || at == "" {
					continue
				}
				path, _, _ := strings.Cut(strings.SplitN(at, "?", 2)[0], "#")
				if !routes.MatchString(path) {
					t.Errorf("%s: %s=%q is no address of ours", name, key, at)
				}
				if asset, ok := strings.CutPrefix(path, "/assets/"); ok && theme.assets.byPath[asset] == nil {
					t.Errorf("%s: the asset %s is absent", name, asset)
				}
			}
		})
	})
}

type failing struct{ Frame }

func (failing) Screen() string { return "page" }

func TestAnErrorLeavesNothingBehind(t *testing.T) {
	theme := open(t)
	var b bytes.Buffer
	// The frame can be drawn; the page cannot: the fault comes when half of it is written.
	if err := theme.Draw(&b, failing{}); err == nil {
		t.Fatal("a view without the template's fields was drawn")
	}
	if b.Len() > 0 {
		t.Errorf("%d bytes of half a page were written", b.Len())
	}
	if err := theme.Draw(io.Discard, Message{}); err != nil {
		t.Errorf("drawing after a fault: %v", err)
	}
}

func TestOverlay(t *testing.T) {
	theme, err := Open(fstest.MapFS{
		"message.html":    {Data: []byte(`{{define "main"}}<h1>Ours: {{.Heading}}</h1>{{end}}`)},
		"styles/own.css":  {Data: []byte(`:root { --mark: pink; background: url(asset:logo.png); }`)},
		"images/logo.png": {Data: []byte("png")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if out := draw(t, theme, Message{Heading: "Hi"}); !strings.Contains(out, "<h1>Ours: Hi</h1>") || !strings.Contains(out, theme.Asset("docent.css")) {
		t.Error("the team's own template is not drawn inside the frame")
	}
	css := string(theme.assets.source("docent.css"))
	if !strings.Contains(css, "--mark: pink") || !strings.Contains(css, theme.Asset("logo.png")) || theme.Asset("logo.png") == "" {
		t.Error("the team's own styles do not follow ours")
	}
	if theme.Asset("docent.css") == open(t).Asset("docent.css") {
		t.Error("another style has the same address")
	}
	for name, files := range map[string]fstest.MapFS{
		"message.html": {"message.html": {Data: []byte(`{{define "main"}}{{.`)}},
		"icon nothing": {"message.html": {Data: []byte(`{{define "main"}}{{icon "nothing"}}{{end}}`)}},
		"gone.png":     {"styles/own.css": {Data: []byte(`url(asset:gone.png)`)}},
		"circle":       {"a.css": {Data: []byte(`asset:b.css`)}, "b.css": {Data: []byte(`asset:a.css`)}},
	} {
		if _, err := Open(files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("a broken overlay gave %v, want an error that names %s", err, name)
		}
	}
}

func TestForcedSchemeAndLanguage(t *testing.T) {
	theme := open(t)
	out := draw(t, theme, Message{Frame: Frame{Scheme: SchemeDark, Lang: "de", Title: "T", Team: "Team", Folded: true}})
	for _, want := range []string{`<html lang="de" data-scheme="dark">`, `<title>T · Team</title>`, `class="screen-message folded"`} {
		if !strings.Contains(out, want) {
			t.Errorf("%s is absent", want)
		}
	}
}

func TestTextAreasKeepTheirFirstEmptyLine(t *testing.T) {
	out := draw(t, open(t), PageForm{Markdown: "\n\nText"})
	if !strings.Contains(out, ">\n\n\nText</textarea>") {
		t.Error("a browser drops the first newline of a text area; the template must add one")
	}
}

func TestTree(t *testing.T) {
	var b bytes.Buffer
	nodes := []Node{{ID: 3, Title: "A & B", URL: "/p/3/a-b", More: true, Open: true, Children: []Node{{ID: 4, Title: "C", URL: "//evil", Here: true}}}, {ID: 5, Title: "D", URL: "/p/5/d"}}
	if err := open(t).DrawTree(&b, Tree{Space: "eng", Nodes: nodes}); err != nil {
		t.Fatal(err)
	}
	want := `<ul><li><button type="button" class="tw" aria-expanded="true" aria-label="Pages under A &amp; B" data-tree="/s/eng/tree?parent=3"></button>` +
		`<a href="/p/3/a-b"><bdi>A &amp; B</bdi></a><ul><li><a href="#" aria-current="page"><bdi>C</bdi></a></li></ul></li><li><a href="/p/5/d"><bdi>D</bdi></a></li></ul>`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

var errSink = errors.New("the reader went away")

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errSink }

func TestDrawReportsTheWriter(t *testing.T) {
	if err := open(t).Draw(brokenWriter{}, Message{}); !errors.Is(err, errSink) {
		t.Errorf("got %v", err)
	}
}

func BenchmarkPageView(b *testing.B) {
	theme := open(b)
	page := samplePage()
	page.Body = template.HTML(strings.Repeat("<p>Some words of a page that is read.</p>\n", 200))
	var nodes []Node
	for i := range 60 {
		nodes = append(nodes, Node{ID: int64(i), Title: "A page with a usual title", URL: "/p/12/a-page-with-a-usual-title", More: i%3 == 0})
	}
	page.Frame.Spaces = []Branch{{Slug: "handbook", Name: "Handbook", Nodes: nodes}}
	b.ReportAllocs()
	for b.Loop() {
		if err := theme.Draw(io.Discard, page); err != nil {
			b.Fatal(err)
		}
	}
}
