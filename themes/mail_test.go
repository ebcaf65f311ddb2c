package themes

import (
	"html/template"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestMailTemplatesFitTheView(t *testing.T) {
	for _, name := range []string{"message.html", "message.txt"} {
		source, err := os.ReadFile("plain/mail/" + name)
		if err != nil {
			t.Fatal(err)
		}
		c := &checker{templates: template.Must(template.New(name).Funcs(funcs).Parse(string(source))), funcs: funcs, seen: map[string]bool{}}
		c.template(name, reflect.TypeFor[Mail]())
		for _, fault := range c.faults {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

func sampleMail() Mail {
	return Mail{
		Team: "Docent & Co", Subject: hostile, Lead: "2 things happened since you last heard from us.",
		Items: []MailItem{
			{Title: hostile, Text: "Ada answered your question.\nNoor thanked her.", URL: "https://docs.example.org/q/12/x?a=1&b=2", At: "Tuesday, 5 May, 16:30"},
			{Title: rtlTitle, Text: longTitle},
		},
		More: 1204, Inbox: "https://docs.example.org/inbox", Why: "You get this because you follow this question.",
		Settings: "https://docs.example.org/settings/notifications", Unsubscribe: "https://docs.example.org/unsubscribe?t=abc", Ends: "Stop mails about this question",
	}
}

func TestDrawMail(t *testing.T) {
	html, text, err := open(t).DrawMail(sampleMail())
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("DOCENT_GALLERY"); dir != "" {
		if err := os.WriteFile(dir+"/mail.html", []byte(html), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"Docent &amp; Co", template.HTMLEscapeString(hostile), rtlTitle, "and 1,204 more", "?a=1&amp;b=2", "Stop mails about this question"} {
		if !strings.Contains(html, want) {
			t.Errorf("the HTML lacks %q", want)
		}
	}
	for _, never := range []string{"<script", "<link", "<img", "ZgotmplZ", "{{"} {
		if strings.Contains(html, never) {
			t.Errorf("the HTML contains %q", never)
		}
	}
	for _, want := range []string{"Docent & Co", hostile, "https://docs.example.org/q/12/x?a=1&b=2\n", "and 1,204 more", "Stop mails about this question: https://"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if open(t).Asset("message.txt") != "" {
		t.Error("the template of a mail is served as a file")
	}
}

// TestOwnMail has the team's own folder replace a mail, and names what is wrong with it.
func TestOwnMail(t *testing.T) {
	own := func(source string) (*Theme, error) {
		dir := t.TempDir()
		if err := os.MkdirAll(dir+"/mail", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+"/mail/message.txt", []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		return Open(os.DirFS(dir))
	}
	theme, err := own("Dear {{.Team}}")
	if err != nil {
		t.Fatal(err)
	}
	if _, text, err := theme.DrawMail(sampleMail()); err != nil || text != "Dear Docent & Co" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := own("{{if}}"); err == nil || !strings.Contains(err.Error(), "mail/message.txt") {
		t.Errorf("error %v", err)
	}
}
