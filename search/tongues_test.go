package search_test

import (
	"testing"

	"github.com/docent-wiki/docent/wiki"
)

// tonguePages are pages of four languages that are about nearly the same things.
var tonguePages = map[string][]struct{ title, text string }{
	"de": {
		{"Urlaub", "Wer frei haben will, beantragt die Urlaubstage zwei Wochen vorher bei der Teamleitung."},
		{"Krankmeldung", "Wer krank ist, meldet sich am ersten Tag bis neun Uhr und schickt die Bescheinigung nach."},
		{"Dienstreise", "Wie eine Reise gebucht wird: über das Portal, mit der Bahn, wenn das möglich ist."},
		{"Überstunden", "Die Stunden werden im Folgemonat ausgeglichen. Ich und wie das mit mir ist, steht hier nicht."},
	},
	"fr": {
		{"Congés", "Les jours de congé se demandent deux semaines à l'avance auprès de la responsable d'équipe."},
		{"Arrêt maladie", "La personne malade prévient avant neuf heures et envoie le certificat du médecin."},
		{"Voyages", "Comment est-ce que les trains sont réservés : sur le portail, puis la note part à la comptabilité."},
		{"Clés", "L'équipe de l'accueil remet les clés du bureau. Est-ce que je peux, comment, que faire : voir ici."},
	},
	"es": {
		{"Vacaciones", "Los días de vacaciones se solicitan dos semanas antes a quien dirige el equipo."},
		{"Bajas", "La persona enferma avisa antes de las nueve y envía el justificante del médico."},
		{"Viajes", "Cómo se reservan los trenes: en el portal, y después se manda la cuenta."},
		{"Llaves", "La recepción entrega las llaves de la oficina. Qué puedo hacer yo y cómo no está aquí."},
	},
	"ru": {
		{"Отпуск", "Дни отпуска запрашивают за две недели у руководителя команды."},
		{"Больничный", "Заболевший сотрудник сообщает до девяти часов и присылает справку от врача."},
		{"Поездки", "Как бронируются поезда: через портал, а потом счёт отправляют в бухгалтерию."},
		{"Ключи", "Ключи от офиса выдаёт приёмная. Как мне и что я могу, здесь не написано."},
	},
}

// TestTongues: sections of other languages are ranked by their own stems, and the small words of a question
// count for nothing.
func TestTongues(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	page := map[string]wiki.PageID{}
	for lang, list := range tonguePages {
		for _, p := range list {
			page[p.title] = tm.page(tm.ben, tm.open, 0, p.title, "---\nlang: "+lang+"\n---\n\n# "+p.title+"\n\n"+p.text+"\n").ID
		}
	}
	page["Leave"] = tm.page(tm.ben, tm.open, 0, "Leave", "# Leave\n\nDays off are requested two weeks ahead. You may use the die and the que of the list.\n").ID
	tm.catchUp()
	for _, c := range []struct{ question, page string }{
		{"Wie beantrage ich einen Urlaubstag?", "Urlaub"},
		{"Wie kann ich mich krank melden?", "Krankmeldung"},
		{"Wie buche ich die Bahn für meine Dienstreisen?", "Dienstreise"},
		{"Comment est-ce que je demande un congé ?", "Congés"},
		{"Que dois-je faire quand je suis malade, à qui envoyer les certificats ?", "Arrêt maladie"},
		{"Comment est-ce que je réserve un train ?", "Voyages"},
		{"¿Cómo solicito un día de vacación?", "Vacaciones"},
		{"¿Cómo reservo yo un tren?", "Viajes"},
		{"¿Qué hago con los justificantes si estoy enfermo?", "Bajas"},
		{"Как мне запросить отпуска?", "Отпуск"},
		{"Как я могу забронировать поезд?", "Поездки"},
		{"Как мне прислать справки?", "Больничный"},
		{"How do I request a day off?", "Leave"},
	} {
		found, err := tm.finder.Sections(t.Context(), tm.access(tm.ben), c.question, 0, 3)
		must(t, err)
		if len(found) == 0 || found[0].Page != page[c.page] {
			t.Errorf("%s: %v, wanted %s first", c.question, found, c.page)
		}
	}
}
