package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// journeyPages is a small handbook: enough for the story, and the same everywhere.
var journeyPages = map[string]string{
	"travel/index.md": "---\ntitle: Travel\n---\n\nHow we travel. Start with [rental cars](rental-cars.md).\n",
	"travel/rental-cars.md": "---\ntitle: Rental cars and rides\ntags: [travel]\n---\n\nUse public transport where it is practical.\n\n" +
		"## Who may rent\n\nAnybody on an approved trip. You need a valid licence and the travel card. " +
		"Decline the insurance that the rental desk offers: the government agreement already covers you.\n\n" +
		"## What is reimbursed\n\n| Expense | Reimbursed | Receipt from |\n| --- | --- | ---: |\n| Fuel | yes | $75 |\n| Tolls | yes | $9 |\n| Rides | with a tip | $120 |\n\n" +
		"> [!NOTE]\n> A car booked elsewhere needs an exception.\n\n```bash\ntravel book --car compact\n```\n",
	"travel/receipts.md":    "---\ntitle: Receipts and vouchers\n---\n\n## Submitting a voucher\n\nSubmit within five working days of the trip.\n",
	"security/badges.md":    "---\ntitle: Badges\n---\n\n## Losing a badge\n\nA lost or stolen badge is reported to the security desk within one hour, also at night.\n\n## Visitors\n\nVisitors wear a yellow badge.\n",
	"engineering/oncall.md": "---\ntitle: On call\n---\n\n## Handover\n\nThe handover is on Monday at ten.\n\n## Alerts\n\nAn alert pages the first in line.\n",
}

const (
	journeyBox  = `.top .box input[type=search]`
	journeyText = `#markdown`
)

// TestJourney walks the main story with a real browser, keyboard and mouse, and lets axe-core look at every screen.
func TestJourney(t *testing.T) {
	j := newJourney(t)
	j.setUp()
	j.importAndBrowse()
	j.findAndSuggest()
	question := j.askAndTeach()
	asked := j.askTheTeam()
	j.answerByLinking(asked)
	page := j.changeTheSection(asked)
	j.twoPeople(page)
	j.keys(page)
	j.everyScreen(page, question, asked)
	j.phone(page)
	j.end()
	total := 0
	for _, n := range j.violations {
		total += n
	}
	t.Logf("axe: %d screens in two colour schemes, %d violations", len(j.violations), total)
}

func (j *journey) setUp() {
	j.t.Helper()
	var address []string
	within(j.t, "the set-up address is printed", patience, func() bool {
		address = setUpLine.FindStringSubmatch(j.s.out.String())
		return address != nil
	})
	j.open(address[1])
	j.check("set-up")
	for field, value := range map[string]string{"team": "Harbour", "name": "Mara Klein", "email": "mara@example.org", "password": "correct horse battery"} {
		j.fill("#"+field, value)
	}
	j.click("main button", "Start")
	j.wait(`location.pathname === "/" && document.title.includes("Harbour")`)
	j.check("home, new")
	j.s.token = strings.TrimSpace(mustDocent(j.t, "token", "create", "--user", "mara@example.org", "--label", "journey", "--scope", "admin", "--data", j.dir))
}

func (j *journey) importAndBrowse() {
	j.t.Helper()
	folder := filepath.Join(j.t.TempDir(), "pages")
	writeFiles(j.t, folder, journeyPages)
	mustDocent(j.t, "import", folder, "--space", "handbook", "--name", "Handbook", "--data", j.dir)
	j.s.ready()
	// A server sees what another process wrote within a second.
	within(j.t, "the new space is in the left column", patience, func() bool {
		j.open("/")
		return strings.Contains(j.eval(`document.querySelector(".left").innerText`), "Handbook")
	})
	j.click(".left .branch h2 a", "Handbook")
	j.wait(`location.pathname === "/s/handbook"`)
	j.see("Recently updated")
	j.do(chromedp.Click(chromedp.CSS(`.left .tw[aria-label="Pages under Travel"]`)))
	j.click(".left .tree a", "Rental cars and rides")
	j.wait(`document.querySelector("h1").innerText === "Rental cars and rides"`)
	j.wait(`document.querySelector(".toc").innerText.includes("Who may rent")`)
	j.click(".text th button", "Receipt from")
	j.wait(`document.querySelector(".text td:last-child").innerText === "$9"`)
	j.check("page")
}

func (j *journey) findAndSuggest() {
	j.t.Helper()
	j.key("/")
	j.wait(`document.activeElement.matches("` + journeyBox + `")`)
	j.do(chromedp.SendKeys(chromedp.CSS(journeyBox), "badge"))
	j.wait(`document.querySelectorAll(".top .drop [role=option]").length >= 2`)
	j.check("suggestions")
	j.key("ArrowDown")
	j.wait(`document.querySelector(".top [aria-selected=true]")?.innerText.includes("Badges")`)
	j.key("Enter")
	j.wait(`document.querySelector("h1").innerText === "Badges"`)
	j.fill(journeyBox, "submit voucher"+kb.Enter)
	j.wait(`location.pathname === "/search"`)
	j.wait(`document.querySelector(".hit a").innerText.includes("Submitting a voucher")`)
	j.wait(`document.querySelector(".hit mark").innerText === "Submit"`)
}

// askAndTeach asks, says that it was answered, and asks in other words. It gives the question that this made.
func (j *journey) askAndTeach() (question string) {
	j.t.Helper()
	j.fill(journeyBox, "do I take the insurance that the rental desk offers?"+kb.Enter)
	j.wait(`location.pathname.startsWith("/asks/")`)
	j.wait(`document.querySelector("main mark").innerText.includes("Decline the insurance")`)
	j.check("ask, first time")
	j.click("main button[name=answer]", "That answered it")
	j.see("Take it back")
	j.s.ready()
	j.fill(journeyBox, "must I take insurance at the rental desk?"+kb.Enter)
	j.wait(`document.querySelector("h1").innerText.startsWith("must I")`)
	j.wait(`document.querySelector(".answer .passage mark").innerText.includes("Decline the insurance")`)
	j.see("Answered")
	j.check("ask, answered")
	j.click("main .from a", "the question")
	j.wait(`location.pathname.startsWith("/q/")`)
	return j.eval("location.pathname")
}

// askTheTeam asks what nobody has written, and makes a question of it.
func (j *journey) askTheTeam() (question string) {
	j.t.Helper()
	j.fill(journeyBox, "Which florist delivers tulips?"+kb.Enter)
	j.see("I don’t know yet")
	j.check("ask, unsure")
	j.fill("#team-title", "How soon must a lost badge be reported?")
	j.fill("#team-body", "Mine is **gone**.")
	j.click("main form button", "Ask")
	j.wait(`location.pathname.startsWith("/q/")`)
	j.see("Nobody has answered yet")
	j.check("question, open")
	return j.eval("location.pathname")
}

func (j *journey) answerByLinking(question string) {
	j.t.Helper()
	j.click("main .pagehead a", "Answer")
	j.fill("#find", "losing a badge")
	j.click("main button[value=find]", "Find")
	j.wait(`document.querySelector(".found .t")?.innerText.includes("Losing a badge")`)
	j.check("answer, picking a section")
	j.click(".found li:first-child button", "Link")
	j.wait(`document.querySelector(".picked")`)
	j.fill("#quote0", "reported to the security desk within one hour")
	j.click("main .acts button", "Answer")
	j.wait(fmt.Sprintf(`location.pathname === %q`, question))
	j.click("main .acts button", "Accept")
	j.wait(`document.querySelector(".meta .chip.good")?.innerText.includes("Answered")`)
	j.wait(`document.querySelector(".answer .passage mark").innerText.includes("within one hour")`)
	j.check("question, answered")
}

// changeTheSection edits the linked section by keyboard, finds the task, and confirms. It gives the page's address.
func (j *journey) changeTheSection(question string) (page string) {
	j.t.Helper()
	j.click(".answer .from a", "Losing a badge")
	j.wait(`document.querySelector("mark")?.innerText.includes("within one hour")`)
	j.check("page, with the sentence marked")
	page = j.eval(`"/p/" + location.pathname.split("/")[2]`)
	j.key("e")
	j.wait(`location.pathname.endsWith("/edit")`)
	j.edit("within one hour", "within ten minutes, by phone")
	j.click("[data-do=preview]", "Preview")
	j.wait(`document.querySelector("[data-preview]").innerText.includes("ten minutes")`)
	j.check("edit, preview")
	j.click("main [data-save]", "Save")
	j.see("would lose its sentence")
	j.check("edit, with what it would spoil")
	j.click(".spoilt button", "Publish anyway")
	j.wait(`!location.pathname.endsWith("/edit")`)
	j.see("within ten minutes, by phone")
	j.open("/tasks")
	j.see("“one hour” became “ten minutes, by phone”")
	j.check("tasks")
	j.click("main .rows a.t", "How soon must a lost badge")
	j.see("nobody has checked this answer since")
	j.check("question, changed since")
	j.click("main .acts button", "Still true")
	j.wait(`!document.querySelector("main").innerText.includes("nobody has checked")`)
	j.wait(fmt.Sprintf(`location.pathname === %q`, question))
	j.open("/tasks")
	j.wait(`!document.querySelector("main").innerText.includes("lost badge")`)
	return page
}

// edit replaces words in the text area, as somebody who types there.
func (j *journey) edit(old, words string) {
	j.t.Helper()
	j.wait(fmt.Sprintf(`(() => {
		const area = document.querySelector(%q), at = area.value.indexOf(%q);
		if (at < 0) return false;
		area.focus();
		area.setSelectionRange(at, at + %d);
		return true;
	})()`, journeyText, old, len(old)))
	j.do(chromedp.KeyEvent(words))
}

// somebodyElse saves the page while it is open here.
func (j *journey) somebodyElse(page, old, words string) {
	j.t.Helper()
	var now struct {
		Revision int    `json:"revision"`
		Markdown string `json:"markdown"`
	}
	address := "/api/v1/pages/" + strings.TrimPrefix(page, "/p/")
	j.s.call(http.MethodGet, address, nil, http.StatusOK, &now)
	j.s.call(http.MethodPut, address, map[string]any{"base_revision": now.Revision, "markdown": strings.Replace(now.Markdown, old, words, 1)}, http.StatusOK, nil)
}

// twoPeople edit one page: first in different places, which is merged with a notice, then the same words, which
// stops with both texts kept.
func (j *journey) twoPeople(page string) {
	j.t.Helper()
	j.open(page + "/edit")
	j.edit("yellow badge", "yellow badge and are met at the door")
	j.somebodyElse(page, "also at night", "also at night and while travelling")
	j.do(chromedp.KeyEvent("s", chromedp.KeyModifiers(kb.ModifierCtrl)))
	j.see("while travelling")
	j.see("are met at the door")
	j.wait(`document.querySelector(".notice[role=status]")?.innerText.length > 20`)
	j.check("page, merged")

	j.open(page + "/edit")
	j.edit("ten minutes", "five minutes")
	j.somebodyElse(page, "ten minutes", "twenty minutes")
	j.expect("409")
	j.click("main [data-save]", "Save")
	j.see("saved this page while you wrote")
	j.wait(`document.querySelector("` + journeyText + `").value.includes("five minutes")`)
	j.wait(`document.querySelector(".conflict").innerText.includes("twenty minutes")`)
	j.check("edit, conflict")
	j.click("main [data-save]", "Save my text")
	j.wait(`!location.pathname.endsWith("/edit")`)
	j.see("within five minutes")
}
