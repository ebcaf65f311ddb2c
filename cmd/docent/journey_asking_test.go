package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestJourneyOfAnAnswer walks through asking well and answering with scripts: what was asked before appears while
// one types, drafts are kept and come back, the picker finds as one types, a sentence is chosen in it or on the page,
// and the answer is talked about.
func TestJourneyOfAnAnswer(t *testing.T) {
	j := newJourney(t)
	j.setUp()
	j.importAndBrowse()

	// A draft is kept, says so only then, and comes back.
	j.open("/questions/new")
	j.fill("#title", "How soon must I report a badge that I lost?")
	j.wait(`/Draft kept \d/.test(document.querySelector("[data-kept]").innerText)`)
	j.open("/questions/new")
	j.see("is back")
	if got := j.eval(`document.querySelector("#title").value`); got != "How soon must I report a badge that I lost?" {
		t.Errorf("the draft came back as %q", got)
	}
	j.check("new question, from a draft")
	j.click("main form .acts button.strong", "Ask")
	j.wait(`/^\/q\/\d+/.test(location.pathname)`)
	question := j.eval(`location.pathname`)

	// The same again is shown while it is typed, and nothing is left of the draft.
	within(t, "the index knows the question", patience, func() bool {
		j.open("/questions/new")
		j.fill("#title", "How soon must I report a lost badge")
		return j.alike("badge that I lost")
	})

	// The picker finds as one types; a click chooses the sentence.
	j.open(question)
	j.click("main a.button", "Answer")
	j.do(chromedp.SendKeys(chromedp.CSS("[data-find]"), "losing a badge"))
	j.click("[data-found] button", "Link")
	j.click(".picked summary", "Choose the sentence")
	j.click(".picked [data-sentence]", "within one hour")
	j.wait(`document.querySelector(".picked textarea[name=quote]").value.includes("within one hour")`)
	j.wait(`/Draft kept \d/.test(document.querySelector("[data-kept]").innerText)`)
	j.check("answer, being picked")

	// Left and opened again, it is as it was; a sentence selected on the page is taken along.
	j.open("/q/" + strings.Split(question, "/")[2] + "/answer")
	j.see("is back")
	j.click(".picked [data-onpage]", "Select it on the page")
	j.wait(`document.getElementById("text") && location.search.includes("answer=")`)
	j.eval(`(() => { const p = [...document.querySelectorAll("#text p")].find((e) => e.innerText.includes("within one hour")); getSelection().selectAllChildren(p); return 1; })()`)
	j.click(".pin", "Answer with this")
	j.wait(`document.querySelector(".picked textarea[name=quote]")?.value.includes("also at night")`)
	j.click("main form .acts button.strong", "Answer")
	j.wait(`document.querySelector("mark")?.innerText.includes("within one hour")`)

	// Talked about.
	j.click(".saying .reaction", "")
	j.wait(`document.querySelector(".saying .reaction[aria-pressed=true]")?.innerText.includes("1")`)
	j.click(".answer summary", "Comment")
	j.fill(".answer .talk textarea", "Even at *night*?")
	j.click(".answer .talk button", "Comment")
	j.wait(`location.hash.startsWith("#c") && document.querySelector(".comments em")?.innerText === "night"`)
	j.check("question, talked about")
	j.size(390, 844)
	j.check("question, talked about, on a phone")
	j.end()
}

// alike waits for the questions that look alike to hold some words.
func (j *journey) alike(words string) bool {
	j.wait(`document.querySelector("[data-alike]").innerText.trim() !== "" || Date.now() > (window.began ||= Date.now()) + 1500`)
	return strings.Contains(j.eval(`document.querySelector("[data-alike]").innerText`), words)
}
