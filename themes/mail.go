package themes

import (
	"bytes"
	"fmt"
	htmltemplate "html/template"
	texttemplate "text/template"
)

// Mail is a message that leaves the server: mail/message.html and mail/message.txt draw it. All addresses are whole.
type Mail struct {
	Team        string
	Subject     string
	Lead        string // a sentence above the items: "3 things happened since yesterday, 16:40."
	Items       []MailItem
	More        int    // further ones that are not listed
	Inbox       string // where all of them are
	Why         string // why it came: "You get this because you follow this question."
	Settings    string // where one chooses what comes how; "" leaves it out
	Unsubscribe string // ends what the mail is about; "" leaves it out
	Ends        string // what that ends: "Stop mails about this question"
}

// MailItem is one thing that happened.
type MailItem struct {
	Title string // what it is about
	Text  string // what happened
	URL   string // "" leads nowhere
	At    string // when, in the reader's zone
}

const mailFolder = "mail/"

// mails are the two forms of every mail.
type mails struct {
	html *htmltemplate.Template
	text *texttemplate.Template
}

// parseMails reads the templates of mails, which stand apart from those of screens: a mail has neither our styles
// nor our scripts.
func parseMails(files map[string][]byte) (m mails, err error) {
	const htmlName, textName = mailFolder + "message.html", mailFolder + "message.txt"
	if m.html, err = htmltemplate.New(htmlName).Funcs(funcs).Parse(string(files[htmlName])); err != nil {
		return m, fmt.Errorf("themes: %s: %w", htmlName, err)
	}
	if m.text, err = texttemplate.New(textName).Funcs(funcs).Parse(string(files[textName])); err != nil {
		return m, fmt.Errorf("themes: %s: %w", textName, err)
	}
	return m, nil
}

// DrawMail gives both forms of a mail.
func (t *Theme) DrawMail(view Mail) (html, text string, err error) {
	var h, p bytes.Buffer
	if err := t.mails.html.Execute(&h, view); err != nil {
		return "", "", fmt.Errorf("themes: drawing a mail: %w", err)
	}
	if err := t.mails.text.Execute(&p, view); err != nil {
		return "", "", fmt.Errorf("themes: drawing a mail: %w", err)
	}
	return h.String(), p.String(), nil
}
