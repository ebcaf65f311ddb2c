package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys walks through what the keyboard alone can do.
func (j *journey) keys(page string) {
	j.t.Helper()
	j.open(page)
	j.key("?")
	j.wait(`document.querySelector("dialog.keys[open]")`)
	j.check("shortcuts")
	j.do(chromedp.KeyEvent(kb.Escape))
	j.wait(`!document.querySelector("dialog[open]")`)
	j.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(kb.ModifierCtrl)))
	j.wait(`document.activeElement.matches("` + journeyBox + `")`)
	j.do(chromedp.KeyEvent("badge"))
	j.wait(`document.querySelector(".top .drop:not([hidden])")`)
	j.do(chromedp.KeyEvent(kb.Escape))
	j.wait(`!document.querySelector(".top .drop:not([hidden])") && document.activeElement.value === "badge"`)
	j.do(chromedp.Click(chromedp.CSS(".tools details.menu summary")))
	j.wait(`document.querySelector(".tools details.menu").open`)
	j.check("menu")
	j.do(chromedp.KeyEvent(kb.Escape))
	j.wait(`!document.querySelector(".tools details.menu").open && document.activeElement.matches(".tools summary")`)
	j.focusShows(page)
	j.unsaved(page)
}

// focusShows tabs through a page: every stop has an outline, or stands in a box that changes its edge.
func (j *journey) focusShows(page string) {
	j.t.Helper()
	j.open(page)
	for range 30 {
		j.do(chromedp.KeyEvent(kb.Tab))
		shown := j.eval(`(() => {
			const e = document.activeElement, style = getComputedStyle(e);
			const box = e.closest(".box");
			return e === document.body || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) ||
				Boolean(box && getComputedStyle(box).boxShadow !== "none");
		})()`)
		if shown != "true" {
			j.t.Errorf("the focus does not show on %s", j.eval("document.activeElement.outerHTML.slice(0, 200)"))
		}
	}
}

// unsaved leaves an editor without saving: the browser asks first, and what was typed is offered again.
func (j *journey) unsaved(page string) {
	j.t.Helper()
	j.open(page + "/edit")
	j.edit("Visitors wear", "Guests wear")
	j.wait(`document.querySelector("[data-state]").innerText === "Kept in this browser"`)
	asks := j.eval(`(() => { const e = new Event("beforeunload", { cancelable: true }); dispatchEvent(e); return e.defaultPrevented; })()`)
	if asks != "true" {
		j.t.Error("an editor with unsaved text lets itself be left without a question")
	}
	// The crash of a tab asks nobody.
	j.wait(`(addEventListener("beforeunload", (e) => e.stopImmediatePropagation(), { capture: true }), true)`)
	j.wait(`(document.querySelector("form[data-editor]").dispatchEvent(new Event("submit")), sessionStorage.removeItem("docent:sent"), true)`)
	j.open(page + "/edit")
	j.see("This browser kept text that was not saved")
	j.check("edit, kept text")
	j.click(".offer button", "Bring it back")
	j.wait(`document.querySelector("` + journeyText + `").value.includes("Guests wear")`)
	j.click("[data-leave]", "Cancel")
	j.wait(fmt.Sprintf(`location.pathname.startsWith(%q) && !location.pathname.endsWith("/edit")`, page))
}

// everyScreen opens what the story did not pass, and looks at it.
func (j *journey) everyScreen(page, answered, asked string) {
	j.t.Helper()
	number := strings.Join(strings.Split(asked, "/")[:3], "/")
	j.s.call("POST", "/api/v1/spaces", map[string]any{"slug": "empty", "name": "An empty corner"}, 201, nil)
	for _, one := range [][2]string{
		{"home", "/"},
		{"space", "/s/handbook"},
		{"space, empty", "/s/empty"},
		{"space settings", "/s/handbook/settings"},
		{"new space", "/spaces/new"},
		{"wanted pages", "/s/handbook/wanted"},
		{"new page", "/new?space=handbook"},
		{"edit", page + "/edit"},
		{"history", page + "/history"},
		{"revision", page + "/r/1"},
		{"move", page + "/move"},
		{"difference", page + "/diff?from=1&to=2"},
		{"difference, side by side", page + "/diff?from=1&to=2&view=side"},
		{"search", "/search?q=badge"},
		{"search, nothing", "/search?q=zzzqqq"},
		{"search, empty", "/search"},
		{"ask form", "/ask"},
		{"ask, looking", "/ask?q=who+may+rent"},
		{"questions", "/questions"},
		{"questions, answered", "/questions?state=answered"},
		{"questions, none", "/questions?state=closed"},
		{"new question", "/questions/new"},
		{"question, learnt", answered},
		{"edit question", number + "/edit"},
		{"merge", number + "/merge?find=insurance"},
		{"tasks, empty", "/tasks"},
		{"people", "/people"},
		{"paths", "/paths"},
		{"new path", "/paths/new"},
		{"time", "/settings/time"},
		{"areas", "/areas"},
		{"new area", "/areas/new"},
		{"triage", "/triage"},
		{"inbox", "/inbox"},
		{"notifications", "/settings/notifications"},
		{"team defaults", "/admin/notifications"},
		{"mail", "/admin/mail"},
		{"urgent", "/urgent"},
		{"board", "/tasks/board"},
		{"calendar", "/tasks/calendar"},
		{"requests", "/requests"},
		{"new request", "/requests/new?title=How+to+park"},
		{"reviews", "/reviews"},
		{"chain", number + "/chain"},
		{"insights", "/insights"},
		{"avoided", "/insights/avoided"},
		{"gaps", "/insights/gaps"},
		{"insights, pages", "/insights/freshness"},
		{"search quality", "/insights/quality"},
		{"groups", "/admin/groups"},
		{"account", "/settings"},
		{"tokens", "/settings/tokens"},
		{"trash", "/trash"},
		{"api", "/api"},
		{"help page", "/s/help"},
	} {
		j.open(one[1])
		j.wait(`document.querySelector("h1")`)
		if strings.Contains(j.eval("document.body.className"), "screen-error") {
			j.t.Errorf("%s (%s) is an error", one[0], one[1])
		}
		j.check(one[0])
	}
	j.expect("404")
	j.open("/p/99999")
	j.wait(`document.body.classList.contains("screen-error")`)
	j.check("not found")
}

// phone looks at the narrow form of what has one: the drawer, and the screens that are used most.
func (j *journey) phone(page string) {
	j.t.Helper()
	j.size(360, 780)
	for _, one := range [][2]string{{"phone: page", page}, {"phone: home", "/"}, {"phone: search", "/search?q=badge"}, {"phone: edit", page + "/edit"}} {
		j.open(one[1])
		j.wait(`document.querySelector("h1")`)
		j.check(one[0])
	}
	j.open(page)
	j.do(chromedp.Click(chromedp.CSS("button.drawer")))
	j.wait(`document.querySelector(".left:popover-open")`)
	j.check("phone: drawer")
	j.do(chromedp.KeyEvent(kb.Escape))
	j.wait(`!document.querySelector(".left:popover-open")`)
	j.size(1440, 960)
	j.click(".tools summary", "Mara Klein")
	j.click(".tools form button", "Sign out")
	j.wait(`location.pathname === "/signin"`)
	j.check("sign in")
}

// TestJourneyWithoutScripts reads, searches, asks and saves in a browser that runs no script.
func TestJourneyWithoutScripts(t *testing.T) {
	j := newJourney(t)
	j.setUp()
	j.importAndBrowse()
	j.scripts(false)
	j.open("/s/handbook")
	j.click("main .tree a", "Rental cars and rides")
	j.see("Decline the insurance")
	j.fill(journeyBox, "voucher"+kb.Enter)
	j.wait(`document.querySelector(".hit a")?.innerText.includes("Submitting a voucher")`)
	j.click(".hit a", "Submitting a voucher")
	j.see("within five working days")
	j.click(".tools a", "Ask")
	j.fill("#q", "do I take the insurance that the rental desk offers?")
	j.click("main form button", "Ask")
	j.see("Decline the insurance")
	j.click("main button[name=answer]", "That answered it")
	j.see("Take it back")
	j.open("/s/handbook")
	j.click("main .tree a", "Receipts and vouchers")
	j.click("main .pagehead a", "Edit")
	j.edit("five working days", "six working days")
	j.click("main button[value=preview]", "Preview")
	j.wait(`document.querySelector("section.preview")?.innerText.includes("six working days")`)
	j.click("main [data-save]", "Save")
	j.wait(`!location.pathname.endsWith("/edit")`)
	j.see("within six working days")
	j.end()
}
