package filetext

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/content/extract"
)

// Serve reads one file and prints its text: what a child of Process does. The process must be there for
// nothing else, because it ends itself when it reaches a limit.
func Serve(ctx context.Context, in io.Reader, out io.Writer, name, mediaType string, limits Limits) error {
	confine(limits)
	file, size, err := seekable(in)
	if err != nil {
		return err
	}
	var a answer
	a.Text, err = extract.Extract(ctx, file, size, name, mediaType, extract.Limits{})
	var told *content.Error
	switch {
	case errors.As(err, &told):
		a.Kind, a.Reason, a.Detail = told.Kind, told.Text, fmt.Sprint(err)
	case err != nil:
		return err
	}
	return json.NewEncoder(out).Encode(a)
}

// confine makes the process end when it takes too much.
func confine(l Limits) {
	if l.Time > 0 {
		time.AfterFunc(l.Time, func() { os.Exit(exitTime) })
	}
	if l.Memory > 0 {
		debug.SetMemoryLimit(l.Memory * 3 / 4)
		go watchMemory(l.Memory) // ends with the process
	}
	runtime.LockOSThread() // this thread gives way to all others of the machine
	confineSystem(l)
}

// lookEvery is how often a process looks at its memory: it takes longer to fill what is left.
const lookEvery = 10 * time.Millisecond

func watchMemory(most int64) {
	used := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(lookEvery) {
		metrics.Read(used)
		if int64(used[0].Value.Uint64()-used[1].Value.Uint64()) > most {
			os.Exit(exitMemory)
		}
	}
}

// seekable gives the file behind a reader as it is, or all of it from memory.
func seekable(in io.Reader) (io.ReaderAt, int64, error) {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, info.Size(), nil
		}
	}
	all, err := io.ReadAll(io.LimitReader(in, 1<<30))
	return bytes.NewReader(all), int64(len(all)), err
}
