package content

import (
	"regexp"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// shownElements are the elements that a page may hold, its own raw HTML included.
var shownElements = []string{
	"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "ins", "s", "u", "b", "i",
	"small", "sub", "sup", "mark", "kbd", "samp", "var", "code", "pre", "blockquote", "q", "cite", "abbr",
	"dfn", "time", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "th", "td",
	"caption", "colgroup", "col", "div", "span", "section", "details", "summary", "figure", "figcaption",
	"a", "img", "iframe", "wbr", "ruby", "rt", "rp", "bdi", "bdo", "address", "center",
}

var shown = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, e := range shownElements {
		m[e] = true
	}
	return m
})

// videoSource are the addresses that a frame may show.
var videoSource = regexp.MustCompile(`^https://(?:www\.youtube(?:-nocookie)?\.com/embed/|player\.vimeo\.com/video/)[\w?=&;%.-]+$`)

// policy is the one sanitising policy. All HTML of a page goes through it, that of our own
// renderer too. Classes pass because raw HTML has lost its own before (see rebuild), so that a page
// cannot dress up as a part of the program.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	number := regexp.MustCompile(`^\d{1,4}%?$`)
	p := bluemonday.NewPolicy()
	p.AllowElements(shownElements...)
	p.AllowElements("input")
	p.AllowNoAttrs().OnElements("a", "span", "img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[a-zA-Z0-9 _-]{1,80}$`)).Globally()
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^[^\s"'<>&]{1,200}$`)).Globally()
	p.AllowAttrs("title", "lang").Globally()
	p.AllowAttrs("dir").Matching(regexp.MustCompile(`^(?:ltr|rtl|auto)$`)).Globally()
	p.AllowAttrs("aria-label").Globally()
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^note$`)).OnElements("div")
	p.AllowAttrs("tabindex").Matching(regexp.MustCompile(`^0$`)).OnElements("pre", "div")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer nofollow ugc$`)).OnElements("a")
	p.AllowAttrs("src", "alt").OnElements("img")
	p.AllowAttrs("loading").Matching(regexp.MustCompile(`^lazy$`)).OnElements("img", "iframe")
	p.AllowAttrs("width", "height").Matching(number).OnElements("img", "td", "th", "col", "table", "iframe")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(?:left|right|center)$`)).
		OnElements("td", "th", "tr", "table", "p", "div", "img", "h1", "h2", "h3", "h4", "h5", "h6")
	p.AllowAttrs("colspan", "rowspan", "span").Matching(number).OnElements("td", "th", "col", "colgroup")
	p.AllowAttrs("scope").Matching(regexp.MustCompile(`^(?:row|col|rowgroup|colgroup)$`)).OnElements("th")
	p.AllowAttrs("start", "value").Matching(regexp.MustCompile(`^\d{1,9}$`)).OnElements("ol", "li")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^[1aAiI]$`)).OnElements("ol")
	p.AllowAttrs("reversed").OnElements("ol")
	p.AllowAttrs("open").OnElements("details")
	p.AllowAttrs("datetime").Matching(regexp.MustCompile(`^[0-9TZ:+. -]{1,40}$`)).OnElements("time")
	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").OnElements("input")
	p.AllowAttrs("src").Matching(videoSource).OnElements("iframe")
	p.AllowAttrs("allowfullscreen").OnElements("iframe")
	return p
})
