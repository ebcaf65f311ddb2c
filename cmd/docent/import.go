package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/wiki"
)

type importCmd struct {
	Path   string `arg:"" help:"A folder or a zip of Markdown, or an export of Docent." type:"path"`
	Space  string `help:"The short name of the space; it is made where it is missing." required:"" placeholder:"SLUG"`
	Name   string `help:"The name of a space that is made." placeholder:"TITLE"`
	DryRun bool   `help:"Rehearse: print the same report, write nothing."`
}

func (c *importCmd) Run(ctx context.Context, g *globals) error {
	source, err := importer.Open(c.Path)
	if err != nil {
		return err
	}
	defer source.Close()
	need := newOrExisting
	if c.DryRun {
		need = orTemporary
	}
	a, err := openApp(ctx, g, need)
	if err != nil {
		return err
	}
	defer a.Close()
	report, err := c.read(ctx, g, a, source)
	if err != nil {
		return err
	}
	if !c.DryRun {
		if err := a.indexIfFree(ctx); err != nil {
			return err
		}
	}
	return g.printReport(report, c.DryRun)
}

// importReport is what an import did with pages, and with the questions of an export.
type importReport struct {
	wiki.Report
	Questions qa.ImportReport `json:"questions"`
}

func (c *importCmd) read(ctx context.Context, g *globals, a *app, source *importer.Source) (r importReport, err error) {
	r.Report, err = a.wiki.Import(ctx, wiki.Operator(), wiki.ImportRequest{
		Source: source, Space: c.Space, Name: c.Name, DryRun: c.DryRun, Progress: progress(g.err, "Importing"),
	})
	if done := r.Pages.New + r.Pages.Changed; err != nil && done > 0 {
		return r, fmt.Errorf("%s (%d pages were imported before; run it again to go on)", line(err), done)
	}
	if err != nil {
		return r, err
	}
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil {
		return r, err
	}
	r.Questions, err = a.desk.Import(ctx, access, c.Space, c.placed(ctx, source), c.DryRun)
	r.Warnings = append(r.Warnings, r.Questions.Warnings...)
	r.Questions.Warnings = nil
	return r, err
}

// placed gives the questions of a source, those of its only space in the space that was named.
func (c *importCmd) placed(ctx context.Context, source *importer.Source) iter.Seq2[importer.Question, error] {
	spaces := source.Spaces()
	if len(spaces) != 1 {
		return source.Questions(ctx)
	}
	name := func(slug *string) {
		if *slug == spaces[0].Slug {
			*slug = c.Space
		}
	}
	return func(yield func(importer.Question, error) bool) {
		for q, err := range source.Questions(ctx) {
			name(&q.Space)
			for i := range q.Answers {
				for j := range q.Answers[i].Links {
					name(&q.Answers[i].Links[j].Space)
				}
			}
			if !yield(q, err) {
				return
			}
		}
	}
}

// printReport prints what an import did: numbers, then everything that wants a look.
func (g *globals) printReport(r importReport, rehearsal bool) error {
	if g.JSON {
		return g.printJSON(r)
	}
	if rehearsal {
		fmt.Fprintln(g.out, "A rehearsal: nothing was written.")
	}
	fmt.Fprintf(g.out, "Pages: %d new, %d changed, %d same, %d in conflict. Attachments: %d. Links: %d lead somewhere, %d do not.\n",
		r.Pages.New, r.Pages.Changed, r.Pages.Same, r.Pages.Conflict, r.Attachments, r.Links.Resolved, r.Links.Unresolved)
	if q := r.Questions; q.New+q.Same > 0 {
		fmt.Fprintf(g.out, "Questions: %d new, %d same.\n", q.New, q.Same)
	}
	for _, w := range r.Warnings {
		switch {
		case w.File == "":
			fmt.Fprintln(g.out, w.Text)
		case w.Line == 0:
			fmt.Fprintf(g.out, "%s: %s\n", w.File, w.Text)
		default:
			fmt.Fprintf(g.out, "%s:%d: %s\n", w.File, w.Line, w.Text)
		}
	}
	return nil
}
