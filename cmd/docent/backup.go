package main

import (
	"context"
	"fmt"

	"github.com/docent-wiki/docent/wiki/backup"
)

type backupCmd struct {
	File string `arg:"" help:"The file to write; it must not exist." type:"path"`
}

func (c *backupCmd) Run(ctx context.Context, g *globals) error {
	db, err := openDatabase(ctx, g.Data, mustExist)
	if err != nil {
		return err
	}
	defer db.Close()
	sum, err := backup.Write(ctx, db, c.File)
	if err != nil {
		return err
	}
	return g.summary(sum, fmt.Sprintf("Wrote %s", c.File))
}

type verifyCmd struct {
	File string `arg:"" help:"The backup to check." type:"path"`
}

func (c *verifyCmd) Run(ctx context.Context, g *globals) error {
	sum, err := backup.Verify(ctx, c.File)
	if err != nil {
		return err
	}
	return g.summary(sum, fmt.Sprintf("%s is whole", c.File))
}

type restoreCmd struct {
	File string `arg:"" help:"The backup to restore, into the new directory that --data names." type:"path"`
}

func (c *restoreCmd) Run(ctx context.Context, g *globals) error {
	sum, err := backup.Restore(ctx, c.File, g.Data)
	if err != nil {
		return err
	}
	return g.summary(sum, fmt.Sprintf("Restored to %s", g.Data))
}

// summary prints what a backup holds.
func (g *globals) summary(sum backup.Summary, done string) error {
	if g.JSON {
		return g.printJSON(sum)
	}
	fmt.Fprintf(g.out, "%s: %d files, %s, made %s\n", done, len(sum.Entries), size(sum.Bytes()), sum.Made.Format("2006-01-02 15:04 UTC"))
	return nil
}
