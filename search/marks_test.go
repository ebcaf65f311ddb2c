package search_test

import (
	"strings"
	"testing"
)

func TestWordsAreMarkedInEveryLanguage(t *testing.T) {
	tm := newTeam(t)
	for _, text := range []string{
		"Wer Urlaub nehmen will, gibt einen Urlaubsantrag bei der Leitung ab und wartet auf die Genehmigung, bevor die Reise gebucht wird.",
		"Pour demander des congés, il faut remplir le formulaire et le donner à la personne qui est responsable de votre équipe.",
		"Чтобы попросить об отпуске, заполните форму и передайте её человеку, который отвечает за вашу группу.",
		"旅行の前に休暇申請をしてください。休暇は大切です。",
		"The résumé of an applicant is kept for a year, and the resumes of everybody else are not kept at all, since they are of no use.",
	} {
		tm.page(tm.ben, tm.open, 0, "Page", text)
	}
	tm.catchUp()
	for query, want := range map[string]string{
		"Antrag":  "einen <mark>Urlaubsantrag</mark> bei",
		"antrage": "einen <mark>Urlaubsantrag</mark> bei",
		"conges":  "des <mark>congés</mark>, il",
		"equipes": "votre <mark>équipe</mark>.",
		"отпуск":  "об <mark>отпуске</mark>,",
		"休暇申請":    "前に<mark>休暇申請</mark>をして",
		"resume":  "The <mark>résumé</mark> of an applicant is kept for a year, and the <mark>resumes</mark> of",
	} {
		r := tm.search(tm.ben, query)
		if len(r.Hits) != 1 || !strings.Contains(r.Hits[0].Snippet, want) {
			t.Errorf("%s: %d hits, want %q in %+v", query, len(r.Hits), want, r.Hits)
		}
	}
}

func TestFrontMatterSaysTheLanguage(t *testing.T) {
	tm := newTeam(t)
	tm.page(tm.ben, tm.open, 0, "Said", "---\nlang: de-AT\n---\n\nUrlaubsantrag")
	tm.page(tm.ben, tm.open, 0, "Called", "---\nlanguage: Deutsch\n---\n\nReiseantrag")
	tm.page(tm.ben, tm.open, 0, "Not said", "Bauantrag")
	tm.catchUp()
	if got := tm.titles(tm.ben, "Antrag"); len(got) != 2 || got[0] != "Said" || got[1] != "Called" {
		t.Errorf("found %v", got)
	}
	if got := tm.titles(tm.ben, "lang:de kind:page"); len(got) != 2 {
		t.Errorf("German pages: %v", got)
	}
}
