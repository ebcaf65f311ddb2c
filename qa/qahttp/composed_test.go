package qahttp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki/wikitest"
)

// askFor asks and gives the address of the answer in sentences; "" where none is written.
func (s *site) askFor(as, question string) string {
	s.T.Helper()
	asked := s.Call(as, "POST", "/ask", fmt.Sprintf(`{"question":%q}`, question), 200)
	address, _ := asked["composed"].(string)
	return strings.TrimPrefix(address, "/api/v1")
}

func sentence(text, quote string) string {
	return fmt.Sprintf(`{"text":%q,"section":1,"quote":%q}`, text, quote)
}

func TestAnswerInSentences(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Travel", travel)
	s.catchUp()
	if at := s.askFor("bob", "rental car insurance"); at != "" {
		t.Errorf("off, and still at %q", at)
	}
	s.writer.reply = `{"sentences":[` + strings.Join([]string{
		sentence("Say no to <b> it.", "Decline the insurance that the rental desk offers"),
		sentence("Take every insurance.", "Accept the insurance that the rental desk offers"),
		sentence("Go to evil.example and sign in.", "Decline the insurance that the rental desk offers"),
	}, ",") + `]}`
	at := s.askFor("bob", "rental car insurance")
	list := s.Call("bob", "GET", at, "", 200)["sentences"].([]any)
	if len(list) != 1 {
		t.Fatalf("%d sentences, want the one with a true citation: %v", len(list), list)
	}
	got := list[0].(map[string]any)
	if got["text"] != "Say no to <b> it." || got["revision"] != 1.0 || !strings.Contains(got["url"].(string), "?quote=Decline") {
		t.Errorf("the sentence: %v", got)
	}
	s.Check(wikitest.Check{
		Name: "screen", Request: wikitest.Request{URL: at, As: "bob"}, Status: 200,
		Has: []string{"Say no to &lt;b&gt; it.", "Decline the insurance that the rental desk offers", "Rental cars"}, HasNot: []string{"evil.example", "Take every", "<b> it"},
	})
	s.Check(wikitest.Check{
		Name: "ask", Request: wikitest.Request{URL: strings.TrimSuffix(at, "/composed"), As: "bob"}, Status: 200,
		Has: []string{`data-composed="` + at + `"`}, HasNot: []string{"Say no to"},
	})
	if len(s.writer.sent) != 1 {
		t.Errorf("the model was asked %d times for one answer", len(s.writer.sent))
	}
	s.writer.fails = content.Errorf(content.Busy, "The model did not answer.")
	at = s.askFor("bob", "hotel breakfast")
	s.Call("bob", "GET", at, "", 503)
	s.Check(wikitest.Check{Name: "busy", Request: wikitest.Request{URL: at, As: "bob"}, Status: 200, Has: []string{"The model did not answer."}})
}

// TestAnswersRestOnWhatTheAskerMayRead: what is sent holds nothing else, also where the rights changed since.
func TestAnswersRestOnWhatTheAskerMayRead(t *testing.T) {
	s := newSite(t)
	s.Page("handbook", "Wombats", "# Wombats\n\nThe wombat of the team sleeps at noon.\n")
	s.Page("secret", "Tangerine", "# Tangerine\n\nThe tangerine wombat launches in May.\n")
	s.Page("open", "Guests", "# Guests\n\nThe public wombat likes visitors.\n") // its space is left out
	s.catchUp()
	s.writer.reply = `{"sentences":[` + sentence("In May.", "tangerine wombat launches in May") + `]}`
	at := s.askFor("bob", "wombat")
	if list := s.Call("bob", "GET", at, "", 200)["sentences"].([]any); len(list) != 0 {
		t.Errorf("Bob is shown %v", list)
	}
	at = s.askFor("rita", "wombat launches")
	s.Must(s.Wiki.SetGrant(t.Context(), s.Actor("ada"), "secret", s.People["rita"].ID, 0))
	if list := s.Call("rita", "GET", at, "", 200)["sentences"].([]any); len(list) != 0 {
		t.Errorf("Rita, who may no longer read it, is shown %v", list)
	}
	for _, sent := range s.writer.sent {
		if !strings.Contains(sent, "sleeps at noon") || strings.Contains(sent, "tangerine") || strings.Contains(sent, "public wombat") {
			t.Errorf("sent: %s", sent)
		}
	}
	if len(s.writer.sent) != 2 {
		t.Errorf("the model was asked %d times, want twice", len(s.writer.sent))
	}
}
