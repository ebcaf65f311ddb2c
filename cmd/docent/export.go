package main

import (
	"context"
	"fmt"
	"iter"

	"github.com/docent-wiki/docent/content/exporter"
	"github.com/docent-wiki/docent/content/importer"
	"github.com/docent-wiki/docent/wiki"
)

type exportCmd struct {
	Dir   string `arg:"" help:"A new or empty folder, or one that an earlier export wrote." type:"path"`
	Space string `help:"The one space to export; all of them without it." placeholder:"SLUG"`
}

func (c *exportCmd) Run(ctx context.Context, g *globals) error {
	a, err := openApp(ctx, g, mustExist)
	if err != nil {
		return err
	}
	defer a.Close()
	access, err := a.wiki.Access(ctx, wiki.Operator())
	if err != nil {
		return err
	}
	questions := func(ctx context.Context, space string) iter.Seq2[importer.Question, error] {
		return a.desk.Export(ctx, access, space)
	}
	out, err := a.wiki.Export(ctx, wiki.Operator(), c.Space, questions)
	if err != nil {
		return err
	}
	out.Progress = progress(g.err, "Exporting")
	root, err := exporter.Open(c.Dir)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := exporter.Write(ctx, root, out); err != nil {
		return err
	}
	if g.JSON {
		return g.printJSON(map[string]int{"spaces": len(out.Spaces), "pages": len(out.Pages), "attachments": len(out.Attachments)})
	}
	fmt.Fprintf(g.out, "Wrote %d pages and %d attachments of %d spaces to %s.\n", len(out.Pages), len(out.Attachments), len(out.Spaces), c.Dir)
	return nil
}
