package taskshttp

import (
	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/themes"
)

// aroundChange is how many characters of unchanged text are kept beside a change.
const aroundChange = 60

// changed shows what a task is to be decided on; its buttons come back to an address.
func changed(t tasks.Task, back string) *themes.TaskChange {
	if t.Change == nil {
		return nil
	}
	c := t.Change()
	shown := &themes.TaskChange{Quote: c.Quote}
	ops := map[content.Op]string{content.Insert: "ins", content.Delete: "del"}
	for _, span := range content.Around(c.Spans, aroundChange) {
		shown.Spans = append(shown.Spans, themes.Span{Op: ops[span.Op], Text: span.Text})
	}
	for _, a := range c.Decide {
		b := button(a)
		b.Fields = append(b.Fields, themes.Field{Name: "next", Value: back})
		shown.Decide = append(shown.Decide, b)
	}
	return shown
}
