package search_test

import (
	"testing"

	"github.com/docent-wiki/docent/search"
	"github.com/docent-wiki/docent/wiki"
)

// What is found by what: every query wants all of its words.
func TestPartsOfNamesAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, query string
		found       bool
	}{
		{"It fails with ERR_CONN_42 at night.", "ERR_CONN_42", true},
		{"It fails with ERR_CONN_42 at night.", "err_conn_42", true},
		{"It fails with ERR_CONN_42 at night.", "err_conn", true},
		{"It fails with ERR_CONN_42 at night.", "CONN 42", true},
		{"It fails with ERR_CONN_42 at night.", "conn_42", true},
		{"It fails with ERR_CONN_42 at night.", "err_42", false},
		{"It fails with ERR_CONN_42 at night.", "ERR_CONN_43", false},
		{"It fails with ERR_CONN_42 at night.", "ERR-CONN-42", true},
		{"It fails with ERR_CONN_42 at night.", "42_CONN", false},
		{"Since v1.2.3 it works.", "v1.2.3", true},
		{"Since v1.2.3 it works.", "V1.2", true},
		{"Since v1.2.3 it works.", "1.2.3", true},
		{"Since v1.2.3 it works.", "1.2", true},
		{"Since v1.2.3 it works.", "v1", true},
		{"Since v1.2.3 it works.", "v2", false},
		{"Since v1.2.3 it works.", "v1.3", false},
		{"Since v1.2.3 it works.", "2.1", false},
		{"Run kubectl-foo first.", "kubectl-foo", true},
		{"Run kubectl-foo first.", "kubectl", true},
		{"Run kubectl-foo first.", "foo", true},
		{"Run kubectl-foo first.", "kubectl-bar", false},
		{"The redirect is oauth/callback there.", "oauth/callback", true},
		{"The redirect is oauth/callback there.", "callback", true},
		{"The redirect is oauth/callback there.", "/oauth", true},
		{"The redirect is oauth/callback there.", "oauth/login", false},
		{"Edit /etc/docent/config.yaml by hand.", "config.yaml", true},
		{"Edit /etc/docent/config.yaml by hand.", "yaml", true},
		{"Edit /etc/docent/config.yaml by hand.", "/etc/docent/config.yaml", true},
		{"Edit /etc/docent/config.yaml by hand.", "docent/config.yaml", true},
		{"Edit /etc/docent/config.yaml by hand.", "config.yml", false},
		{`Look into C:\Users\Public\notes.txt for it.`, `C:\Users\Public`, true},
		{`Look into C:\Users\Public\notes.txt for it.`, "notes.txt", true},
		{"Call getUserName with care.", "getUserName", true},
		{"Call getUserName with care.", "getusername", true},
		{"Call getUserName with care.", "user name", true},
		{"Call getUserName with care.", "username", false},
		{"Call getUserName with care.", "get_user_name", false},
		{"Call get_user_name with care.", "get_user_name", true},
		{"Call get_user_name with care.", "user_name", true},
		{"Call get_user_name with care.", "getUserName", true},
		{"Call get_user_name with care.", "name_user", false},
		{"Get-ChildItem lists them.", "Get-ChildItem", true},
		{"Get-ChildItem lists them.", "childitem", true},
		{"Get-ChildItem lists them.", "child item", true},
		{"An HTTPServerError was met.", "server error", true},
		{"We use GitHub and JavaScript.", "github", true},
		{"We use GitHub and JavaScript.", "java", false},
		{"The APIs are stable.", "API", true},
		{"The router is 192.168.1.1 here.", "192.168.1.1", true},
		{"The router is 192.168.1.1 here.", "192.168", true},
		{"The router is 192.168.1.1 here.", "192.168.1.2", false},
		{"Fixed in #1234 at last.", "#1234", true},
		{"Fixed in #1234 at last.", "1234", true},
		{"Fixed in #1234 at last.", "123", false},
		{"Write to user@example.org about it.", "user@example.org", true},
		{"Write to user@example.org about it.", "example.org", true},
		{"Write to user@example.org about it.", "user@example.com", false},
		{"See https://example.org/a/b?c=d for more.", "https://example.org/a/b", true},
		{"See https://example.org/a/b?c=d for more.", "example.org", true},
		{"See https://example.org/a/b?c=d for more.", "https://example.org/b/a", false},
		{"It costs 1,000 a year.", "1000", true},
		{"It costs 1,000 a year.", "1,000", true},
		{"In the U.S. it is free.", "US", true},
		{"In the U.S. it is free.", "u.s.", true},
		{"Due on 2026-03-01 at noon.", "2026-03-01", true},
		{"Due on 2026-03-01 at noon.", "2026-03", true},
		{"Due on 2026-03-01 at noon.", "2026-01-03", false},
		{"A follow-up is planned.", "follow up", true},
		{"Follow the road up.", "follow-up", true},
		{"The S3 bucket is full.", "s3", true},
		{"The S3 bucket is full.", "s4", false},
		{"A naïve café in Zürich.", "naive cafe zurich", true},
		{"A naive cafe in Zurich.", "naïve café Zürich", true},
		{"Nothing stands here.", "!!!", false},
	} {
		ix := memory(t)
		fill(t, ix, c.text, "Some other page.")
		got := len(pagesOf(t, ix, search.Request{All: clauses(c.query)})) > 0
		if got != c.found {
			t.Errorf("%q: %q found: %v, want %v", c.text, c.query, got, c.found)
		}
	}
}

func clauses(text string) []search.Clause { return search.Parse(text).Words }

// Texts in several languages, each in an index that holds them all.
func TestEveryLanguageIsFound(t *testing.T) {
	t.Parallel()
	docs := []search.Doc{
		{Lang: "en", Body: "Send the signed form to your manager, and wait for the approvals."},
		{Lang: "de", Body: "Der Urlaubsantrag und die Reisekostenabrechnung werden über die Anträge der Länder geprüft. Größe: Straßen."},
		{Lang: "fr", Body: "Les congés payés sont demandés à l'équipe par les salariées."},
		{Lang: "es", Body: "Las vacaciones se solicitan con las peticiones de la organización."},
		{Lang: "it", Body: "Le ferie dell'azienda si chiedono nelle riunioni."},
		{Lang: "pt", Body: "As férias são pedidas nas reuniões."},
		{Lang: "nl", Body: "De vakanties worden in de vergaderingen besproken."},
		{Lang: "da", Body: "Ferierne bliver aftalt på møderne."},
		{Lang: "no", Body: "Feriene blir avtalt på møtene med lærerne."},
		{Lang: "sv", Body: "Semestern bestäms på mötet."},
		{Lang: "fi", Body: "Lomista päätetään kokouksissa."},
		{Lang: "ru", Body: "Отпуска согласуются с руководителями, учёт письменный."},
		{Lang: "ja", Body: "休暇申請の手続きはこちらです。"},
		{Lang: "zh", Body: "请假需要提前申请。"},
		{Lang: "ko", Body: "휴가를 신청하는 방법입니다."},
	}
	ix := memory(t)
	pages := map[string]wiki.PageID{}
	for i := range docs {
		docs[i].Ref = search.Ref{Page: wiki.PageID(i + 1)}
		docs[i].Space = 1
		pages[docs[i].Lang] = docs[i].Page
	}
	put(t, ix, docs...)
	for _, c := range []struct{ lang, query string }{
		{"en", "approval"},
		{"de", "Antrag"},
		{"de", "Urlaub"},
		{"de", "Urlaubsantrag"},
		{"de", "Urlaubsanträge"},
		{"de", "Abrechnung"},
		{"de", "Reisekosten"},
		{"de", "Kosten Reise"},
		{"de", "uber Antrag"},
		{"de", "ueber Antrag"},
		{"de", "Laender"},
		{"de", "Strasse"},
		{"de", `"geprüft Größe"`},
		{"fr", "conges"},
		{"fr", "congé"},
		{"fr", "équipes"},
		{"fr", "demander"},
		{"es", "petición"},
		{"es", "vacación"},
		{"it", "azienda riunione"},
		{"pt", "ferias reunioes"},
		{"nl", "vergadering"},
		{"da", "ferie møde"},
		{"no", "ferie avtalt motene"},
		{"sv", "semester"},
		{"sv", "bestams"},
		{"fi", "lomia"},
		{"ru", "отпуск руководитель"},
		{"ru", "учет"},
		{"ja", "休暇"},
		{"ja", "手続き"},
		{"ja", `"休暇申請"`},
		{"zh", "请假"},
		{"zh", "申请"},
		{"ko", "휴가"},
		{"ko", "신청"},
	} {
		got := pagesOf(t, ix, search.Request{All: clauses(c.query)})
		if len(got) != 1 || got[0] != pages[c.lang] {
			t.Errorf("%s: %q finds %v, want %d alone", c.lang, c.query, got, pages[c.lang])
		}
	}
	for _, query := range []string{`"申請休暇"`, "休暇犬", "Firmenwagen", "Antragsteller"} {
		if got := pagesOf(t, ix, search.Request{All: clauses(query)}); got != nil {
			t.Errorf("%q finds %v, want nothing", query, got)
		}
	}
	if got := pagesOf(t, ix, search.Request{All: clauses("請")}); len(got) != 1 || got[0] != pages["ja"] {
		t.Errorf("one letter finds %v", got)
	}
}

func TestParsedGermanWords(t *testing.T) {
	t.Parallel()
	ix := memory(t)
	for word, want := range map[string][]string{
		"Urlaubsantrag":         {"urlaubsantrag", "urlaub", "antrag"},
		"Reisekostenabrechnung": {"reisekostenabrechnung", "reis", "kost", "abrechnung"},
		"Kubernetescluster":     {"kubernetescluster", "kubernet", "clust"},
		"Antrag":                {"antrag"},
		"Vertrag":               {"vertrag"},
		"Zeitung":               {"zeitung"},
		"Bearbeitung":           {"bearbeitung"},
		"Verantwortung":         {"verantwort"},
	} {
		var got []string
		for _, term := range ix.TermsIn("de", word) {
			got = append(got, term.Text)
			if term.Position != 1 {
				t.Errorf("%s: %q stands at position %d", word, term.Text, term.Position)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v, want %v", word, got, want)
		}
	}
}
