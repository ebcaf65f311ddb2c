// Command docent is the whole product: a server, and the commands around it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // people's time zones must be known on every machine

	"github.com/alecthomas/kong"

	"github.com/docent-wiki/docent/content"
)

// The exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1 // with one clear line
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], console{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// console is where a command reads and writes: results go to out, talk to err.
type console struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// globals are the flags that every command takes.
type globals struct {
	Data string `help:"The data directory." env:"DOCENT_DATA" default:"./docent-data" type:"path" placeholder:"DIR"`
	JSON bool   `help:"Print one JSON value." name:"json"`

	console `kong:"-"`
}

// remote are the flags of commands that can go through a running server.
type remote struct {
	URL   string `help:"Ask the server at this address instead of opening the data directory." env:"DOCENT_URL" placeholder:"URL"`
	Token string `help:"The API token for --url." env:"DOCENT_TOKEN" placeholder:"TOKEN"`
}

type cli struct {
	globals

	Serve   serveCmd   `cmd:"" help:"Run everything."`
	User    userCmd    `cmd:"" help:"Make and manage accounts."`
	Token   tokenCmd   `cmd:"" help:"Make API tokens."`
	Import  importCmd  `cmd:"" help:"Read a folder or a zip of Markdown into a space."`
	Export  exportCmd  `cmd:"" help:"Write pages, attachments and questions as plain files."`
	Search  searchCmd  `cmd:"" help:"Search, as the search page does."`
	Ask     askCmd     `cmd:"" help:"Ask a question, as the ask page does."`
	Eval    evalCmd    `cmd:"" help:"Measure finding and answering on a question set."`
	Reindex reindexCmd `cmd:"" help:"Rebuild the search index."`
	Backup  backupCmd  `cmd:"" help:"Write a consistent snapshot of the data directory, also while a server runs."`
	Verify  verifyCmd  `cmd:"" help:"Check a backup: read all of it and compare its checksums."`
	Restore restoreCmd `cmd:"" help:"Make a new data directory from a backup."`
	Version versionCmd `cmd:"" help:"Print version, commit and Go version."`
	Extract extractCmd `cmd:"" hidden:"" help:"Print the text of the file on standard input."`
}

// run carries out one command line and returns the exit code. Tests call it as main does.
func run(ctx context.Context, args []string, con console) (code int) {
	out := &careful{Writer: con.out}
	con.out = out
	c := cli{globals: globals{console: con}}
	parser, err := kong.New(&c,
		kong.Name("docent"),
		kong.Description("A self-hosted knowledge base: an answer is a link to the section that answers."),
		kong.Writers(con.out, con.err),
		kong.Exit(func(status int) { panic(exited(status)) }),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(con.err, "docent:", err)
		return exitUsage
	}
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exited:
			code = int(p)
		default:
			panic(p)
		}
	}()
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(con.err, "docent: %v\nRun “docent --help” for the commands.\n", err)
		return exitUsage
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	err = parsed.Run(&c.globals)
	if err == nil && out.err != nil {
		err = fmt.Errorf("it was done, but the result could not be written: %w", out.err)
	}
	if err != nil {
		fmt.Fprintln(con.err, "docent:", line(err))
		var usage usageError
		if errors.As(err, &usage) {
			return exitUsage
		}
		return exitFailed
	}
	return exitDone
}

// careful remembers the first failure to write: a token that nobody got to read is not a success.
type careful struct {
	io.Writer
	err error
}

func (w *careful) Write(p []byte) (n int, err error) {
	if n, err = w.Writer.Write(p); err != nil && w.err == nil {
		w.err = err
	}
	return n, err
}

// exited carries the status with which the parser wants to leave (after --help).
type exited int

// usageError is a command line that parsed but makes no sense.
type usageError string

func (e usageError) Error() string { return string(e) }

// line is what a person reads of an error: its words where it has some, else all of it, since who
// runs a command is the operator.
func line(err error) string {
	var e *content.Error
	if errors.As(err, &e) {
		return e.Text
	}
	return err.Error()
}
