package insightshttp_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// told is a hundred asks: of the known questions the surer half is right, and then every other one; of the
// sections, too few.
func told() []eval.Told {
	var all []eval.Told
	for i := range 100 {
		t := eval.Told{Kind: qa.OfQuestion, Told: match.Told{Confidence: 1 - float64(i)/200, Right: i < 50 || i%2 == 0}}
		if i >= 90 {
			t = eval.Told{Kind: qa.OfSection, Told: match.Told{Confidence: .5}}
		}
		all = append(all, t)
	}
	return all
}

// TestAnswersScreen: until enough was asked the calibration that Docent comes with is explained; then the
// team's own curve is drawn, and what is wanted is used at once.
func TestAnswersScreen(t *testing.T) {
	s := newSite(t)
	page := wikitest.Request{URL: "/admin/answers", As: "ada"}
	s.Check(wikitest.Check{Name: "fresh", Request: page, Status: 200, Has: []string{"Nothing is measured yet", fmt.Sprintf("%.2f", qa.Shipped.Questions), fmt.Sprintf("%.2f", qa.Shipped.Sections), `value="95"`, `value="85"`}, HasNot: []string{"<svg class=\"chart\"", "Back to 95"}})
	s.Must(s.deps.Trust.Note(t.Context(), s.now, told()))
	s.Check(wikitest.Check{Name: "measured", Request: page, Status: 200, Has: []string{"<polyline", "100 wordings", "90 brought up a known question", "10 a section", "It takes 30 of a kind"}, HasNot: []string{"Nothing is measured yet", "by the calibration that Docent comes with.</span></p>\n<p class=\"field\"><label for=\"sections\""}})
	from := func() qa.Thresholds {
		now, err := s.deps.Trust.Thresholds(t.Context())
		s.Must(err)
		return now
	}
	before := from()
	press := func(body string, has ...string) {
		t.Helper()
		s.Follow(wikitest.Check{Name: body, Request: wikitest.Request{URL: "/admin/answers", As: "ada", Body: body}, Has: has})
	}
	press("questions=80&sections=99", "Saved.", `value="80"`, `value="99"`, "Back to 95 and 85", "in use")
	if now := from(); now.Questions >= before.Questions || now.Sections <= before.Sections {
		t.Errorf("from %+v to %+v", before, now)
	}
	for _, body := range []string{"questions=100&sections=90", "questions=x&sections=90", "questions=90&sections=NaN", "questions=90"} {
		s.Check(wikitest.Check{Name: body, Request: wikitest.Request{Method: "POST", URL: "/admin/answers", As: "ada", Body: body}, Status: http.StatusUnprocessableEntity, Has: []string{"a number from 50 to 99", `aria-invalid="true"`}})
	}
	press("do=ship", `value="95"`)
	if from() != before {
		t.Errorf("taken back: %+v, want %+v", from(), before)
	}
	press("do=measure", "are being asked", "disabled")
}

func TestAnswersCalls(t *testing.T) {
	s := newSite(t)
	got := s.Call("ada", "GET", "/settings/answers", "", 200)
	if _, measured := got["measured"]; measured || got["thresholds"].(map[string]any)["questions"] != qa.Shipped.Questions {
		t.Errorf("the API says %v", got)
	}
	s.Must(s.deps.Trust.Note(t.Context(), s.now, told()))
	got = s.Call("ada", "PUT", "/settings/answers", `{"questions":0.7,"sections":0.9}`, 200)
	if got["wanted"].(map[string]any)["questions"] != 0.7 || got["measured"].(map[string]any)["asked"] != 100.0 {
		t.Errorf("the API says %v", got)
	}
	for _, body := range []string{`{"questions":1.2,"sections":0.9}`, `{"questions":0.9}`} {
		s.Call("ada", "PUT", "/settings/answers", body, 422)
	}
	if rec := s.Do(wikitest.Request{URL: "/insights", As: "bob"}); strings.Contains(rec.Body.String(), answersLink) {
		t.Error("who may not see the screen is led to it")
	}
}

const answersLink = `href="/admin/answers"`
