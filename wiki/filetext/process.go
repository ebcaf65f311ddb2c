package filetext

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
	"github.com/docent-wiki/docent/wiki"
)

// Process reads files in child processes, which are killed when they take too much: Read is a Reader.
type Process struct {
	Command []string      // the program and its first arguments; Serve runs in it
	Time    time.Duration // for one file; 0: a minute
	Memory  int64         // bytes; 0: 512 MB
}

// Limits are what a child holds itself to, so that it ends even where nobody is left to kill it.
type Limits struct {
	Time   time.Duration
	Memory int64
}

const (
	usualTime   = time.Minute
	usualMemory = 512 << 20
	grace       = time.Second // for a child that has been killed to let go of its pipes
	startUp     = 5 * time.Second
)

// The exit codes of a child that ended itself.
const (
	exitMemory = 8
	exitTime   = 9
)

// answer is what a child prints.
type answer struct {
	Text   extract.Text `json:"text"`
	Kind   content.Kind `json:"kind,omitempty"`   // of the error; "" for none
	Reason string       `json:"reason,omitempty"` // for people
	Detail string       `json:"detail,omitempty"` // for the log
}

// Read gives a file to a child and waits for its answer.
func (p Process) Read(ctx context.Context, file wiki.Attachment, in io.ReadSeeker) (extract.Text, error) {
	if p.Time <= 0 {
		p.Time = usualTime
	}
	if p.Memory <= 0 {
		p.Memory = usualMemory
	}
	limited, cancel := context.WithTimeout(ctx, p.Time+startUp)
	defer cancel()
	args := append(append([]string{}, p.Command[1:]...), "--name=file"+path.Ext(file.Name), "--type="+file.Type,
		"--time="+p.Time.String(), "--memory="+strconv.FormatInt(p.Memory, 10))
	cmd := exec.CommandContext(limited, p.Command[0], args...) //nolint:gosec // our own program
	cmd.Env = []string{"GOMAXPROCS=1", "GOTRACEBACK=none"}
	cmd.Stdin = in // an *os.File is handed over as it is: the child reads where it wants
	out, talk := &bounded{most: answerBytes}, &bounded{most: 2 << 10}
	cmd.Stdout, cmd.Stderr = out, talk
	cmd.WaitDelay = grace
	err := cmd.Run()
	if ctx.Err() != nil {
		return extract.Text{}, ctx.Err()
	}
	if err != nil {
		return extract.Text{}, p.explain(limited, err, talk.String())
	}
	var a answer
	if err := json.Unmarshal(out.Bytes(), &a); err != nil {
		return extract.Text{}, fmt.Errorf("answer of the reader: %w", err)
	}
	if a.Kind != "" {
		return extract.Text{}, content.Errorf(a.Kind, "%s", a.Reason).Because(errors.New(a.Detail))
	}
	return a.Text, nil
}

// explain says why a child ended without an answer.
func (p Process) explain(ctx context.Context, err error, talk string) error {
	line, _, _ := strings.Cut(strings.TrimSpace(talk), "\n")
	why := fmt.Errorf("%w: %w: %s", ErrAgain, err, line)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == exitTime, ctx.Err() != nil:
		return content.Errorf(content.TooLarge, "Reading its text takes longer than %v.", p.Time).Because(why)
	case errors.As(err, &exit) && exit.ExitCode() == exitMemory, strings.Contains(line, "out of memory"), strings.Contains(line, "cannot allocate memory"):
		return content.Errorf(content.TooLarge, "Reading its text takes more than %d MB of memory.", p.Memory>>20).Because(why)
	case errors.As(err, &exit):
		return content.Errorf(content.Invalid, "The file is damaged in a way that stops its reader.").Because(why)
	}
	return fmt.Errorf("start the reader: %w", why)
}

// answerBytes bounds what a child may print: the usual text, escaped, and more.
const answerBytes = 64 << 20

// bounded keeps the first bytes that are written to it.
type bounded struct {
	bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if room := b.most - b.Len(); len(p) > room {
		b.Buffer.Write(p[:max(room, 0)])
		return len(p), nil
	}
	return b.Buffer.Write(p)
}
