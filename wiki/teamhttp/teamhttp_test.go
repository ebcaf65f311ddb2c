package teamhttp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/team"
	"github.com/docent-wiki/docent/wiki/teamhttp"
	"github.com/docent-wiki/docent/wiki/wikihttp"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

type site struct {
	*wikitest.Site
	team *team.Store
}

// newSite stands at Tuesday, 2 June 2026, 10:00 in Vienna, where everybody lives.
func newSite(t testing.TB) *site {
	t.Helper()
	now := time.Date(2026, 6, 2, 8, 0, 0, 0, time.UTC)
	s := &site{Site: wikitest.Open(t, func() time.Time { return now })}
	s.team = team.New(s.DB)
	s.Serve(httpd.Options{})
	wikihttp.Register(s.Server, wikihttp.Deps{Wiki: s.Wiki, Accounts: s.Accounts}) // to sign in
	teamhttp.Register(s.Server, s.team, s.Accounts)
	s.Settle()
	return s
}

var readers = []string{"", "bob", "ada", "token ed reads", "token ed writes", "token ada"}

const calendar = `{"hours":{"monday":"9-17","tuesday":"","wednesday":"","thursday":"","friday":"22-6","saturday":"","sunday":""},"country":"AT","quiet":"20-8",
	"quiet_days_off":true,"pings":3,"channel":"digest","away":[{"from":"2026-06-08","to":"2026-06-12","note":"Hiking."}]}`

var rightsTable = []wikitest.Right{
	wikitest.Row("GET /settings/time", "", "", 303, 200),
	wikitest.Row("POST /settings/time", "", "action=away&from=2026-07-01", 401, 303, 303, 403, 303, 303),
	wikitest.Row("GET /admin/groups", "", "", 303, 403, 200, 403, 403, 200),
	wikitest.Row("POST /admin/groups", "", "action=make&name=", 401, 403, 422, 403, 403, 422),
	wikitest.Row("GET /api/v1/me/calendar", "", "", 401, 200),
	wikitest.Row("PUT /api/v1/me/calendar", "", calendar, 401, 200, 200, 403, 200, 200),
	wikitest.Row("GET /api/v1/groups", "", "", 401, 200),
}

func TestRights(t *testing.T) {
	newSite(t).CheckRights(wikitest.Rights{Readers: readers, Rows: rightsTable})
}

func TestEveryRouteHasARow(t *testing.T) {
	s := newSite(t)
	s.EveryRouteHasARow(rightsTable, func(bare *httpd.Server) { teamhttp.Register(bare, s.team, s.Accounts) })
}

// without leaves a field out of a form.
func without(pairs []string, field string) []string {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] == field {
			return slices.Concat(pairs[:i], pairs[i+2:])
		}
	}
	return pairs
}

// TestTime goes the way of somebody who says when they work.
func TestTime(t *testing.T) {
	s := newSite(t)
	post := func(pairs ...string) wikitest.Request {
		return wikitest.Request{Method: http.MethodPost, URL: "/settings/time", As: "bob", Body: wikitest.Form(pairs...)}
	}
	hours := []string{"action", "hours", "timezone", "Asia/Kolkata", "hours1", "9-12, 13-17", "hours5", "22:00–6:00", "quiet", "21-7", "country", "DE-BY", "pings", "4", "channel", "digest"}
	cleo := fmt.Sprint(s.People["cleo"].ID)
	for _, c := range []wikitest.Check{
		{Name: "at first", Request: wikitest.Request{URL: "/settings/time", As: "bob"}, Status: 200, Has: []string{
			`value="09:00–17:00"`, `value="20:00–08:00"`, `<option value="Europe/Vienna" selected`, "None.",
		}},
		{Name: "hours that are none", Request: post(append(hours, "hours2", "nine to five")...), Status: 422, Has: []string{
			"Tuesday: “nine to five” are not hours", `value="nine to five"`, `value="9-12, 13-17"`, "Nothing was saved",
		}},
		{Name: "a country that is none", Request: post("action", "hours", "country", "XX", "channel", "mail"), Status: 422, Has: []string{"not known"}},
		{Name: "look at holidays", Request: post(append([]string{"action", "show"}, hours[2:]...)...), Status: 200, Has: []string{"Fronleichnam", "Thu 4 Jun", "22:00–06:00"}},
		{Name: "ends when it begins", Request: post(append(hours, "hours2", "9:00-9:00")...), Status: 422, Has: []string{
			"Tuesday: 09:00–09:00 ends when it begins. Write 0:00–24:00 for a whole day", `value="9:00-9:00"`, "Asia/Kolkata\" selected", `value="4"`, "Nothing was saved",
		}},
		{Name: "no quiet at all?", Request: post(append(without(hours, "quiet"), "quiet", "8:00-8:00")...), Status: 422, Has: []string{"Quiet hours: 08:00–08:00 ends when it begins. Write them like", `value="8:00-8:00"`}},
		{Name: "always quiet", Request: post(append(without(hours, "quiet"), "quiet", "0:00–24:00")...), Status: 422, Has: []string{"nothing would ever be sent. Write a part", `value="0:00–24:00"`}},
		{Name: "into the hours of the next day", Request: post(append(hours, "hours6", "5-9")...), Status: 422, Has: []string{
			"22:00–06:00 of Friday goes on until 06:00 on Saturday, which begins at 05:00. Let Saturday begin at 06:00, or Friday end earlier.", `value="5-9"`, "Nothing was saved",
		}},
		{Name: "no zone", Request: post(append(without(hours, "timezone"), "timezone", "")...), Status: 422, Has: []string{"Choose a time zone", `value="9-12, 13-17"`}},
		{Name: "a zone of this machine", Request: post(append(without(hours, "timezone"), "timezone", "posix/Europe/Berlin")...), Status: 422, Has: []string{"is not a time zone"}},
		{Name: "save", Request: post(hours...), Status: 303, To: "/settings/time"},
		{Name: "saved", Request: wikitest.Request{URL: "/settings/time", As: "bob"}, Status: 200, Has: []string{
			`value="09:00–12:00, 13:00–17:00"`, `value="22:00–06:00"`, `value="21:00–07:00"`, `<option value="Asia/Kolkata" selected`, "Fronleichnam",
			`<option value="digest" selected`, `value="4"`,
		}, HasNot: []string{`name="quiet_days_off" value="1" checked`}},
		{Name: "the other way around", Request: post("action", "away", "from", "2026-08-10", "to", "2026-08-01", "note", "Sailing"), Status: 422, Has: []string{"before the first", "Sailing", `value="2026-08-10"`}},
		{Name: "no date", Request: post("action", "away", "from", "soon"), Status: 422, Has: []string{"not a date"}},
		{Name: "stand in for oneself", Request: post("action", "away", "from", "2026-08-10", "deputy", fmt.Sprint(s.People["bob"].ID)), Status: 422, Has: []string{"Somebody else"}},
		{Name: "nobody of that number", Request: post("action", "away", "from", "2026-08-10", "deputy", "4711"), Status: 422, Has: []string{"no account"}},
		{Name: "away", Request: post("action", "away", "from", "2026-06-01", "to", "2026-06-05", "note", "Sailing <b>far</b>", "deputy", cleo), Status: 303},
		{Name: "there", Request: wikitest.Request{URL: "/settings/time?away=1", As: "bob"}, Status: 200, Has: []string{
			"1 June 2026", "5 June 2026", "Cleo</span> stands in", "Sailing &lt;b&gt;", `<span class="chip warn">away</span>`, `name="from" type="date" required value="2026-06-01"`,
			`<option value="` + cleo + `" selected`,
		}},
		{Name: "not another's", Request: wikitest.Request{URL: "/settings/time?away=1", As: "rita"}, Status: 200, HasNot: []string{"Sailing", "2026-06-01"}},
		{Name: "not to change another's", Request: wikitest.Request{Method: "POST", URL: "/settings/time", As: "rita", Body: "action=away&id=1&from=2026-06-02"}, Status: 404},
		{Name: "not to remove another's", Request: wikitest.Request{Method: "POST", URL: "/settings/time", As: "rita", Body: "action=remove&id=1"}, Status: 404},
		{Name: "change", Request: post("action", "away", "id", "1", "from", "2026-06-01"), Status: 303},
		{Name: "changed", Request: wikitest.Request{URL: "/settings/time", As: "bob"}, Status: 200, Has: []string{"1 June 2026"}, HasNot: []string{"Sailing", "5 June"}},
		{Name: "remove", Request: post("action", "remove", "id", "1"), Status: 303},
		{Name: "removed", Request: wikitest.Request{URL: "/settings/time", As: "bob"}, Status: 200, Has: []string{"None."}},
	} {
		s.Check(c)
	}
}

// TestCalendarThereAndBack: what the API gives it takes, and a zone becomes that of the account.
func TestCalendarThereAndBack(t *testing.T) {
	s := newSite(t)
	get := wikitest.Request{URL: "/api/v1/me/calendar", As: "token bob"}
	put := func(body string) wikitest.Request {
		return wikitest.Request{Method: http.MethodPut, URL: "/api/v1/me/calendar", As: "token bob", Body: body}
	}
	var whole map[string]any
	s.Must(json.Unmarshal(s.Check(wikitest.Check{Request: get, Status: 200}).Body.Bytes(), &whole))
	given := func() string {
		text, err := json.Marshal(whole)
		s.Must(err)
		return string(text)
	}
	s.Check(wikitest.Check{Name: "back", Request: put(given()), Status: 200, Has: []string{`"timezone":"Europe/Vienna"`}})
	whole["timezone"] = "Asia/Tokyo"
	s.Check(wikitest.Check{Name: "elsewhere", Request: put(given()), Status: 200, Has: []string{`"timezone":"Asia/Tokyo"`, `"monday":"09:00–17:00"`}})
	s.Check(wikitest.Check{Name: "the account’s", Request: wikitest.Request{URL: "/settings/time", As: "bob"}, Status: 200, Has: []string{`<option value="Asia/Tokyo" selected`}})
	delete(whole, "timezone")
	s.Check(wikitest.Check{Name: "without one it stays", Request: put(given()), Status: 200, Has: []string{`"timezone":"Asia/Tokyo"`}})
}

func TestGroups(t *testing.T) {
	s := newSite(t)
	id := func(name string) string { return fmt.Sprint(s.People[name].ID) }
	post := func(pairs ...string) wikitest.Request {
		return wikitest.Request{Method: http.MethodPost, URL: "/admin/groups", As: "ada", Body: wikitest.Form(pairs...)}
	}
	list := wikitest.Request{URL: "/api/v1/groups", As: "token bob"}
	for _, c := range []wikitest.Check{
		{Name: "none", Request: list, Status: 200, Has: []string{`"items":[]`}},
		{Name: "make", Request: post("action", "make", "name", " Travel   desk "), Status: 303, To: "/admin/groups?open=1#group-1"},
		{Name: "again", Request: post("action", "make", "name", "travel desk"), Status: 409, Has: []string{"already a group", `value="travel desk"`}},
		{Name: "add", Request: post("action", "save", "id", "1", "name", "Travel desk", "add", id("bob")), Status: 303},
		{Name: "add", Request: post("action", "save", "id", "1", "name", "Travel desk", "member", id("bob"), "position_"+id("bob"), "1", "add", id("cleo")), Status: 303},
		{Name: "in order", Request: list, Status: 200, Has: []string{`"name":"Travel desk"`, `"name":"Bob","deputy":false},{`, `"name":"Cleo"`}},
		{Name: "order and deputy", Request: post("action", "save", "id", "1", "name", "Travel", "member", id("bob"), "member", id("cleo"),
			"position_"+id("bob"), "2", "position_"+id("cleo"), "1", "deputy_"+id("bob"), "1"), Status: 303},
		{Name: "in the other order", Request: list, Status: 200, Has: []string{`"name":"Cleo","deputy":false},{`, `"name":"Bob","deputy":true}`}},
		{Name: "shown", Request: wikitest.Request{URL: "/admin/groups", As: "ada"}, Status: 200, Has: []string{"works 09:00–17:00 today, it is 10:00 there", `<span class="chip">deputy</span>`}},
		{Name: "who was added meanwhile stays", Request: post("action", "save", "id", "1", "name", "Travel", "member", id("bob"), "position_"+id("bob"), "1", "remove_"+id("bob"), "1"), Status: 303},
		{Name: "Cleo is left", Request: list, Status: 200, Has: []string{`"members":[{"id":` + id("cleo")}, HasNot: []string{"Bob"}},
		{Name: "somebody without an account", Request: post("action", "save", "id", "1", "name", "Travel", "add", "4711"), Status: 422, Has: []string{"no account"}},
		{Name: "not for members", Request: wikitest.Request{Method: "POST", URL: "/admin/groups", As: "bob", Body: "action=save&id=1&name=x"}, Status: 403},
		{Name: "remove", Request: post("action", "remove", "id", "1"), Status: 303},
		{Name: "removed", Request: post("action", "remove", "id", "1"), Status: 404},
		{Name: "none again", Request: list, Status: 200, Has: []string{`"items":[]`}},
	} {
		s.Check(c)
	}
}

func TestCalendarOfTheAPI(t *testing.T) {
	s := newSite(t)
	put := func(body string) wikitest.Request {
		return wikitest.Request{Method: http.MethodPut, URL: "/api/v1/me/calendar", As: "token bob", Body: body}
	}
	for _, c := range []wikitest.Check{
		{Name: "usual", Request: wikitest.Request{URL: "/api/v1/me/calendar", As: "token bob"}, Status: 200, Has: []string{
			`"monday":"09:00–17:00"`, `"sunday":""`, `"quiet":"20:00–08:00"`, `"timezone":"Europe/Vienna"`, `"away":[]`, `"channel":"mail"`,
		}},
		{Name: "put", Request: put(calendar), Status: 200, Has: []string{`"friday":"22:00–06:00"`, `"from":"2026-06-08"`, `"note":"Hiking."`, `"country":"AT"`}},
		{Name: "put again: days away are replaced", Request: put(strings.Replace(calendar, "2026-06-08", "2026-06-09", 1)), Status: 200, Has: []string{"2026-06-09"}, HasNot: []string{"2026-06-08"}},
		{Name: "what it reads it takes", Request: put(strings.Replace(calendar, `"20-8"`, `"21:00–08:00"`, 1)), Status: 200, Has: []string{`"quiet":"21:00–08:00"`}},
		{Name: "into the next day", Request: put(strings.Replace(calendar, `"saturday":""`, `"saturday":"5-9"`, 1)), Status: 422, Has: []string{"Let Saturday begin at 06:00", "body.hours.saturday"}},
		{Name: "always quiet", Request: put(strings.Replace(calendar, `"20-8"`, `"0-24"`, 1)), Status: 422, Has: []string{"nothing would ever be sent", "body.quiet"}},
		{Name: "no zone", Request: put(strings.Replace(calendar, `{"hours"`, `{"timezone":"","hours"`, 1)), Status: 422, Has: []string{"Choose a time zone", "body.timezone"}},
		{Name: "a zone of this machine", Request: put(strings.Replace(calendar, `{"hours"`, `{"timezone":"right/Europe/Vienna","hours"`, 1)), Status: 422, Has: []string{"body.timezone"}},
		{Name: "a zone by a token that may only write", Request: wikitest.Request{
			Method: http.MethodPut, URL: "/api/v1/me/calendar", As: "token ed writes", Body: strings.Replace(calendar, `{"hours"`, `{"timezone":"Asia/Tokyo","hours"`, 1),
		}, Status: 403, Has: []string{"time zone", "Nothing was saved"}},
		{Name: "overlap", Request: put(strings.Replace(calendar, "9-17", "9-17, 16-18", 1)), Status: 422, Has: []string{"overlap", "body.hours.monday"}},
		{Name: "no such country", Request: put(strings.Replace(calendar, `"AT"`, `"ZZ"`, 1)), Status: 422, Has: []string{"not known"}},
		{Name: "no such day", Request: put(strings.Replace(calendar, "2026-06-08", "2026-02-30", 1)), Status: 422},
		{Name: "nothing was lost", Request: wikitest.Request{URL: "/api/v1/me/calendar", As: "token bob"}, Status: 200, Has: []string{`"quiet":"21:00–08:00"`, "Hiking"}},
	} {
		s.Check(c)
	}
}
