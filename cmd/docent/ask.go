package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/qahttp"
	"github.com/docent-wiki/docent/wiki"
)

type askCmd struct {
	remote
	Question string `arg:"" help:"The question, in your own words."`
	Space    string `help:"The one space to look in." placeholder:"SLUG"`
}

func (c *askCmd) Run(ctx context.Context, g *globals) error {
	answer, err := c.ask(ctx, g)
	if err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(answer)
	}
	shown := map[string]int{"answered": 1, "maybe": 3}[answer.Outcome]
	switch answer.Outcome {
	case "answered":
	case "maybe":
		fmt.Fprintln(g.out, "One of these may answer it:")
	default:
		fmt.Fprintln(g.out, "I don't know yet.")
		if answer.Reply != nil {
			fmt.Fprintln(g.out, answer.Reply.Text)
		}
	}
	for _, a := range answer.Answers[:min(shown, len(answer.Answers))] {
		fmt.Fprintf(g.out, "\n%s\n  %s\n", a.Passage, c.URL+a.URL)
		if a.Caution != "" {
			fmt.Fprintf(g.out, "  %s\n", a.Caution)
		}
	}
	return nil
}

func (c *askCmd) ask(ctx context.Context, g *globals) (answer qahttp.Asked, err error) {
	if c.URL != "" {
		body := map[string]string{"question": c.Question}
		if c.Space != "" {
			body["space"] = c.Space
		}
		err = c.call(ctx, http.MethodPost, "/api/v1/ask", body, &answer)
		return answer, err
	}
	a, err := openSearch(ctx, g)
	if err != nil {
		return answer, err
	}
	defer a.Close()
	access, space, err := a.operatorIn(ctx, c.Space)
	if err != nil {
		return answer, err
	}
	id, result, err := a.desk.Ask(ctx, access, c.Question, space)
	if err != nil {
		return answer, err
	}
	return qahttp.AskedOf(id, result), a.asks.Flush(ctx)
}

// operatorIn gives the operator's rights and the number of a space ("" is 0: everywhere).
func (a *app) operatorIn(ctx context.Context, slug string) (wiki.Access, wiki.SpaceID, error) {
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil || slug == "" {
		return access, 0, err
	}
	space, known := access.Slug(slug)
	if !known {
		return access, 0, content.Errorf(content.NotFound, "There is no space “%s”.", slug)
	}
	return access, space.ID, nil
}
