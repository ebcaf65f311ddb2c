package themes

import (
	"fmt"
	"strings"
	"time"
)

// The samples are what the screens look like in use: real words, long titles, right-to-left text, late tasks.

var now = time.Date(2026, 5, 5, 14, 30, 0, 0, time.UTC)

func ago(d time.Duration) Time { return When(now.Add(-d), now, time.UTC, "en") }

func in(d time.Duration) Time { return When(now.Add(d), now, time.UTC, "en") }

const day = 24 * time.Hour

const longTitle = "What to do when a colleague’s laptop, badge and phone are all lost on the same evening abroad"

const rtlTitle = "كيف أطلب إجازة سنوية؟"

func sampleTree() []Node {
	leaf := func(id int64, title string) Node { return Node{ID: id, Title: title, URL: fmt.Sprintf("/p/%d/x", id)} }
	closed := func(id int64, title string) Node { n := leaf(id, title); n.More = true; return n }
	here := leaf(12, "Rental cars and rides")
	here.Here = true
	travel := closed(9, "Travel")
	travel.Open = true
	travel.Children = []Node{leaf(11, "First trip"), here, leaf(13, "Receipts and vouchers"), leaf(14, "When a trip changes")}
	leave := closed(7, "Travel and leave")
	leave.Open = true
	leave.Children = []Node{closed(8, "Leave"), travel}
	return []Node{
		closed(1, "About us"), closed(2, "Getting started"), closed(3, "Pay and benefits"), leave,
		closed(20, "Tools and accounts"), closed(21, "Security"), leaf(22, longTitle), leaf(23, rtlTitle),
	}
}

func sampleFrame(nav Nav) Frame {
	return Frame{
		Team: "Docent", Title: "Sample", Nav: nav, Address: "/p/12/rental-cars?x=1&y=2", Space: "handbook", Page: 12,
		Reader: Reader{SignedIn: true, Name: "Maria Keller", Initials: "MK", Role: "administrator", Admin: true, Writes: true},
		Counts: Counts{Questions: 4, Tasks: 3}, Admin: "/admin/search",
		Spaces: []Branch{
			{Slug: "handbook", Name: "Handbook", Nodes: sampleTree()},
			{Slug: "engineering", Name: "Engineering", Private: true, Nodes: []Node{
				{ID: 40, Title: "Runbooks", URL: "/p/40/runbooks", More: true},
				{ID: 41, Title: "Decisions", URL: "/p/41/decisions", More: true},
				{ID: 42, Title: "On call", URL: "/p/42/on-call", More: true},
			}},
		},
	}
}

const sampleBody = `<p>Use public transport where it is practical. When it is not, a taxi, a ride service or a rental car is fine, and you choose what costs the agency least, time included.<sup id="fnref1"><a href="#fn1" class="footnote-ref">1</a></sup></p>
<h2 id="who-may-rent">Who may rent<a class="anchor" href="#who-may-rent" aria-label="Link to this section"></a></h2>
<p>Anybody on an approved trip. You need a valid licence and the travel card. <mark id="quoted">Decline the insurance that the rental desk offers: the government agreement already covers you</mark>, and it is not reimbursed. See <a href="/p/13/receipts">Receipts</a>, <a href="/new?title=Fuel" class="wanted">Fuel cards</a> and ask <a class="mention" href="/people">@Noor</a>.</p>
<div class="callout note" role="note"><b class="callout-title">Book it in the travel system</b><p>A car booked anywhere else is reimbursed only with an approved exception.</p></div>
<div class="callout warning" role="note"><b class="callout-title">Warning</b><p>Never leave equipment in a parked car.</p></div>
<h2 id="what-is-reimbursed">What is reimbursed<a class="anchor" href="#what-is-reimbursed" aria-label="Link to this section"></a></h2>
<div class="table" tabindex="0"><table><thead><tr><th>Expense</th><th>Reimbursed</th><th align="right">Receipt from</th></tr></thead><tbody><tr><td>Rental, compact class</td><td>Yes</td><td align="right">any amount</td></tr><tr><td>Fuel</td><td>Yes, prepaid fuel no</td><td align="right">$75</td></tr><tr><td>Tolls and parking</td><td>Yes</td><td align="right">$120</td></tr><tr><td>Ride services, tip included</td><td>Yes, tip up to 20 %</td><td align="right">$9</td></tr></tbody></table></div>
<h3 id="if-the-car-breaks-down">If the car breaks down<a class="anchor" href="#if-the-car-breaks-down" aria-label="Link to this section"></a></h3>
<p>Call the rental company first, then the travel desk. Keep the case number and add it to the voucher:</p>
<div class="code"><span class="lang">go</span><pre class="chroma" tabindex="0"><code><span class="kd">func</span> <span class="nf">Case</span><span class="p">(</span><span class="nx">n</span> <span class="kt">int</span><span class="p">)</span> <span class="kt">string</span> <span class="p">{</span> <span class="c1">// the number on the receipt</span>
	<span class="k">return</span> <span class="nx">fmt</span><span class="p">.</span><span class="nf">Sprintf</span><span class="p">(</span><span class="s">&#34;case-%06d&#34;</span><span class="p">,</span> <span class="nx">n</span><span class="o">+</span><span class="mi">1</span><span class="p">)</span>
<span class="p">}</span></code></pre></div>
<ul><li class="task"><input type="checkbox" disabled checked aria-label="Task"> Call the company</li><li class="task"><input type="checkbox" disabled aria-label="Task"> Tell the travel desk</li></ul>
<h2 id="rides-to-and-from-the-airport">Rides to and from the airport<a class="anchor" href="#rides-to-and-from-the-airport" aria-label="Link to this section"></a></h2>
<p>The cost is <code class="math inline">c = d \cdot 0.67</code>, and over a year:</p>
<div class="formula"><code class="math display">\sum_{i=1}^{n} d_i \cdot \frac{67}{100}</code></div>
<pre class="mermaid" tabindex="0">graph LR
  A[Trip] --&gt; B{Approved?}
  B --&gt;|yes| C[Book]
  B --&gt;|no| D[Ask]</pre>
<blockquote><p>Whoever travels twice plans once.</p></blockquote>
<p dir="auto">هذا نص باللغة العربية يوضح أن الفقرات تُعرض من اليمين إلى اليسار.</p>
<section class="footnotes" aria-label="Footnotes"><ol><li id="fn1"><p>Travel regulation, chapter 301.</p></li></ol></section>`

func samplePassage() Passage {
	return Passage{
		HTML: `<p>Anybody on an approved trip may rent. You need a valid licence and the travel card. <mark>Decline the insurance that the rental desk offers: the government agreement already covers you</mark>, and it is not reimbursed.</p>`,
		From: []Link{{"Travel", "/p/9"}, {"Rental cars and rides", "/p/12"}, {"Who may rent", "/p/12#who-may-rent"}},
		URL:  "/p/12/rental-cars?quote=Decline+the+insurance#who-may-rent",
	}
}

func sampleVerified() Verified {
	return Verified{State: "good", Until: On(now.Add(300*day), now, time.UTC, "en"), By: "Noor"}
}

func samplePage() PageView {
	return PageView{
		Frame: sampleFrame(NavNone), ID: 12, Heading: "Rental cars and rides", URL: "/p/12/rental-cars-and-rides",
		Crumbs:   []Link{{"Handbook", "/s/handbook"}, {"Travel and leave", "/p/7"}, {"Travel", "/p/9"}},
		Revision: 14, Verified: sampleVerified(), Owner: "Travel desk", Updated: ago(2 * day), UpdatedBy: "Noor Haddad", Minutes: 4,
		Body: sampleBody, Mermaid: true, Math: true,
		Tags:      []Link{{"travel", "/search?q=tag:travel"}, {"cars", "/search?q=tag:cars"}},
		Files:     []File{{Name: "Travel policy 2026.pdf", URL: "/a/4/policy.pdf", Size: "1.2 MB", Type: "PDF"}, {Name: "Contract.docx", URL: "/a/5/contract.docx", Size: "80 KB", Type: "DOCX", Unread: "The file is protected by a password."}},
		Contents:  []Entry{{"Who may rent", "who-may-rent", 0}, {"What is reimbursed", "what-is-reimbursed", 0}, {"If the car breaks down", "if-the-car-breaks-down", 1}, {"Rides to and from the airport", "rides-to-and-from-the-airport", 0}},
		Answers:   []Link{{"Do I take the insurance at the counter?", "/q/1"}, {"Is the tip for a cab paid back?", "/q/2"}, {"My rental broke down, who do I call?", "/q/3"}},
		Backlinks: []Link{{"First trip", "/p/11"}, {"Receipts and vouchers", "/p/13"}},
		Children:  []Link{{"Luxury class", "/p/31"}, {longTitle, "/p/32"}},
		MayEdit:   true, MayVerify: true, MayAsk: true,
	}
}

func sampleQuestions() []QuestionRow {
	return []QuestionRow{
		{"Can two people share a hotel room booking?", "/q/5", "open", "Handbook", "Ada", ago(3 * time.Hour), 1, "Travel desk", in(20 * time.Hour), false},
		{longTitle, "/q/6", "open", "Security", "", ago(9 * day), 12, "Security desk", ago(day), true},
		{rtlTitle, "/q/7", "answered", "Handbook", "Noor", ago(40 * day), 41, "", Time{}, false},
		{"How soon must a lost badge be reported?", "/q/8", "changed", "Security", "", ago(100 * day), 31, "Security desk", Time{}, false},
		{"Where do I park?", "/q/9", "closed", "Handbook", "Max", ago(400 * day), 3, "", Time{}, false},
	}
}

func due(d time.Duration) Time {
	t, _ := Due(now.Add(d), false, now, time.UTC, "en")
	return t
}

func sampleTasks() []Task {
	return []Task{
		{
			Key: "check-8", Kind: "check", Title: "How soon must a lost badge be reported?", URL: "/q/8", Text: "The section “Losing a badge” has changed: “one hour” became “ten minutes, by phone”.",
			Where: "Security", Due: due(-day), Late: true, Since: ago(2 * day), Do: Link{"Fix", "/q/8/answers/3/edit"}, Pass: true, State: "looking", Back: "/tasks",
			Change: &TaskChange{
				Quote: "Report a lost badge within one hour.", Spans: []Span{{"", "Report a lost badge within "}, {"del", "one hour"}, {"ins", "ten minutes, by phone"}, {"", "."}},
				Decide: []Button{{"Still true", "/q/8/answers/3/confirm", []Field{{"next", "/tasks"}}}, {"Retract", "/q/8/answers/3/retract", []Field{{"next", "/tasks"}}}},
			},
		},
		{
			Key: "question-5", Kind: "answer", Title: "Can two people share a hotel room booking?", URL: "/q/5", Text: "Asked by Ada.", Where: "Travel",
			Due: due(20 * time.Hour), Since: ago(3 * time.Hour), Do: Link{"Answer", "/q/5/answer"}, Pass: true, State: "new", Back: "/tasks",
		},
		{
			Key: "box-6", Kind: "checklist", Title: longTitle, URL: "/p/6#x", Text: "A box to tick in “Moving out”.", Where: "Security", Due: due(5 * day), Do: Link{"Open", "/p/6#x"},
			Finish: true, Pass: true, State: "waiting", Until: On(now.Add(3*day), now, time.UTC, "en"), Back: "/tasks", Actions: []Button{{"Still true", "/p/6/verify", []Field{{"until", ""}}}},
		},
		{Key: "request-7", Kind: "write", Title: rtlTitle, URL: "/requests/7", Where: "Leave", Do: Link{"Write it", "/new?for=request-7"}, State: "new", Back: "/tasks"},
		{Key: "box-9", Kind: "mention", Title: "Moving out", URL: "/p/9", State: "answered", Finish: true, Do: Link{"Open", "/p/9"}, Done: ago(day), Back: "/tasks"},
	}
}

func sampleRecent() []PageRow {
	return []PageRow{
		{"Rental cars and rides", "/p/12", "Handbook › Travel", ago(2 * day), "Noor Haddad"},
		{"Decision 031: one queue for notifications", "/p/50", "Engineering › Decisions", ago(3 * day), "Max"},
		{longTitle, "/p/22", "Handbook", ago(60 * day), "Ada"},
	}
}

func sampleRevisions(n int) []RevisionRow {
	var rows []RevisionRow
	for i := range n {
		rows = append(rows, RevisionRow{
			Number: int64(n - i), Current: i == 0, By: "Noor Haddad", At: ago(time.Duration(i*i+1) * 7 * time.Hour),
			Note: []string{"The new agreement from May", "", "Typos"}[i%3], Added: 12 * i, Removed: 3 * i, Merged: i == 2,
		})
	}
	return rows
}

func sampleDiff() []DiffRow {
	same := func(text string, l, r int) DiffRow {
		return DiffRow{Kind: "same", Left: []Span{{"", text}}, Right: []Span{{"", text}}, LeftLine: l, RightLine: r}
	}
	return []DiffRow{
		{Kind: "fold", Fold: 12},
		same("## Losing a badge", 13, 13), same("", 14, 14),
		{Kind: "changed", LeftLine: 15, RightLine: 15, Left: []Span{{"", "A lost badge is reported within "}, {"del", "one hour"}, {"", ", also at night."}}, Right: []Span{{"", "A lost badge is reported within "}, {"ins", "ten minutes, by phone"}, {"", ", also at night."}}},
		{Kind: "removed", LeftLine: 16, Left: []Span{{"", "Write to the desk."}}},
		{Kind: "added", RightLine: 16, Right: []Span{{"", "Call 555-0199 " + strings.Repeat("and keep the case number, ", 8)}}},
		same("", 17, 17),
	}
}

func option(values ...string) []Option {
	var list []Option
	for i, v := range values {
		list = append(list, Option{Value: v, Text: v, Selected: i == 1, Depth: i % 3})
	}
	return list
}
