package main

import (
	"context"
	"os"
	"time"

	"github.com/docent-wiki/docent/wiki/filetext"
)

// extractCmd reads the text of one file from standard input. The server starts it for every file: what a
// library makes of a hostile file then ends with the process.
type extractCmd struct {
	Name   string        `help:"The file's name." required:""`
	Type   string        `help:"The file's media type."`
	Time   time.Duration `help:"How long it may take." default:"1m"`
	Memory int64         `help:"How much memory it may take, in bytes." default:"536870912"`
}

func (c *extractCmd) Run(ctx context.Context, g *globals) error {
	return filetext.Serve(ctx, g.in, g.out, c.Name, c.Type, filetext.Limits{Time: c.Time, Memory: c.Memory})
}

// readFiles is the worker that reads the text of attachments, each in a process of this program.
func (a *app) readFiles(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		a.log.Error("text of files: this program cannot be started again", "error", err)
		return nil //nolint:nilerr // files are found by their names then; everything else works
	}
	reader := filetext.Process{Command: []string{program, "extract"}}
	filetext.NewWorker(a.texts, a.blobs, reader.Read, filetext.Options{Wake: a.db.Committed, Logger: a.log}).Run(ctx)
	return nil
}
