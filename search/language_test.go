package search_test

import (
	"testing"

	"github.com/docent-wiki/docent/search"
)

func TestLanguageOfTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Travel": "", "Get-ChildItem -Path C:\\Windows -Recurse | Where-Object Name": "",
		"Before you take a holiday, tell your team about it and make sure that somebody can answer the questions of your customers.":                    "en",
		"Wer Urlaub nehmen möchte, stellt einen Antrag bei der Leitung und wartet auf die Genehmigung, bevor die Reise gebucht wird.":                   "de",
		"Pour demander des congés, il faut remplir le formulaire et le donner à la personne qui est responsable de votre équipe.":                       "fr",
		"Para pedir las vacaciones hay que rellenar el formulario y entregarlo a la persona que es responsable de su equipo de trabajo.":                "es",
		"Per chiedere le ferie si deve compilare il modulo e consegnarlo alla persona che è responsabile della squadra di lavoro.":                      "it",
		"Para pedir férias é preciso preencher o formulário e entregá-lo à pessoa que é responsável pela equipa em que você trabalha.":                  "pt",
		"Om vakantie aan te vragen moet je het formulier invullen en het aan de persoon geven die verantwoordelijk is voor het team.":                   "nl",
		"For at søge om ferie skal du udfylde blanketten og give den til den person, som er ansvarlig for det hold, du arbejder i.":                     "da",
		"För att söka semester ska du fylla i blanketten och lämna den till den person som är ansvarig för det lag som du arbetar i.":                   "sv",
		"Lomaa haetaan täyttämällä lomake ja antamalla se henkilölle, joka on vastuussa siitä ryhmästä, jossa sinä olet töissä, kun se on mahdollista.": "fi",
		"Чтобы попросить об отпуске, заполните форму и передайте её человеку, который отвечает за вашу группу.":                                         "ru",
		"休暇を取る前に、チームに知らせてください。":                                                                                                                         "ja",
		"休假之前请通知您的团队。":         "zh",
		"휴가를 가기 전에 팀에 알려 주세요.": "ko",
		"Отпуск": "ru", "休暇申請の手続き": "ja", "휴가 신청": "ko",
		"The word Urlaubsantrag stands here, and so does Reisekosten, but the sentence that they stand in is one that everybody reads as English.": "en",
	} {
		if got := search.Language(text); got != want {
			t.Errorf("%q is in %q, want %q", text, got, want)
		}
	}
}

func TestLanguageNamed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"de": "de", "DE": "de", "de-AT": "de", "pt_BR": "pt", " Deutsch ": "de", "Français": "fr", "español": "es",
		"nb": "no", "русский": "ru", "日本語": "ja", "xx": "", "": "", "-": "", "tlh": "",
	} {
		if got := search.LanguageNamed(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
