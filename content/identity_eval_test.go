package content

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sharedLines reads a file of one JSON object a line from the shared folder of real texts; with -short its first
// 700 lines.
func sharedLines[T any](t *testing.T, name string) []T {
	t.Helper()
	shared := os.Getenv("DOCENT_SHARED")
	if shared == "" {
		t.Skip("DOCENT_SHARED is not set: the folder of real texts is needed")
	}
	file, err := os.Open(filepath.Join(shared, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	lines := bufio.NewScanner(unzipped)
	lines.Buffer(nil, 16<<20)
	for (len(out) < 700 || !testing.Short()) && lines.Scan() {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// freshOf gives the sections of a page; raw holds each heading as it is written.
func freshOf(t *testing.T, source string) (fresh []Fresh, raw []string) {
	t.Helper()
	doc, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range doc.Sections {
		fresh = append(fresh, Fresh{Heading: s.Heading, ID: s.ID, Text: s.Text, Level: s.Level})
		line, _, _ := strings.Cut(s.Source, "\n")
		if s.Level == 0 {
			line = ""
		}
		raw = append(raw, strings.TrimSpace(strings.Trim(line, "# \t\r")))
	}
	return fresh, raw
}

func TestIdentifyIsFastOnRealHistory(t *testing.T) {
	type revision struct{ Path, Markdown string }
	var known []Known
	var ids int64
	var spent, slowest time.Duration
	path, n, kept, sections := "", 0, 0, 0
	for _, r := range sharedLines[revision](t, "eval/18f-history.jsonl.gz") {
		if testing.Short() && n == 300 {
			break
		}
		if r.Path != path {
			known, path = nil, r.Path
		}
		fresh, _ := freshOf(t, r.Markdown)
		begin := time.Now()
		matched := Identify(known, fresh, nil)
		took := time.Since(begin)
		spent, slowest = spent+took, max(slowest, took)
		if known != nil {
			sections += len(known)
			for _, m := range matched {
				if m.ID != 0 {
					kept++
				}
			}
		}
		n++
		known = knownFrom(fresh, matched, &ids)
	}
	t.Logf("%d revisions in %v, slowest %v; %d of %d sections went on", n, spent, slowest, kept, sections)
	slower := pace(t)
	if mean := time.Duration(float64(spent) / slower / float64(n)); mean > 5*time.Millisecond {
		t.Errorf("%v a revision, at the pace of an idle machine (this one is %.1f times slower)", mean, slower)
	}
}

// Two edits of one revision, as far as a history shows them: one goes on to the next revision, the
// other takes back what made this one. Edits of the same lines follow one another often, so about
// a quarter is in conflict.
func TestMergeKeepsItsPromisesOnRealHistory(t *testing.T) {
	type revision struct{ Path, Markdown string }
	revisions := sharedLines[revision](t, "eval/18f-history.jsonl.gz")
	step := 1
	if testing.Short() {
		step = 5
	}
	merged, conflicts := 0, 0
	var spent, slowest time.Duration
	for n := 0; n+2 < len(revisions); n += step {
		a, b, c := revisions[n], revisions[n+1], revisions[n+2]
		if a.Path != c.Path {
			continue
		}
		begin := time.Now()
		Merge(b.Markdown, a.Markdown, c.Markdown)
		took := time.Since(begin)
		spent, slowest = spent+took, max(slowest, took)
		if checkMerge(t, b.Markdown, a.Markdown, c.Markdown) {
			merged++
		} else {
			conflicts++
		}
	}
	t.Logf("%d merged, %d conflicts, in %v, slowest %v", merged, conflicts, spent, slowest)
	if merged < conflicts {
		t.Error("most edits are in conflict")
	}
}
