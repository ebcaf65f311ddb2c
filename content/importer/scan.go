package importer

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// readers are how many goroutines read Markdown: more than the processors of a small server would
// only take them from those who use it.
var readers = min(2, runtime.GOMAXPROCS(0))

// scan fills the plan of the source; see Scan.
func (s *Source) scan(ctx context.Context) error {
	s.unwrap()
	manifest, err := s.readManifest()
	if err != nil {
		return err
	}
	s.manifest = manifest
	if manifest != nil {
		s.limits.markdown *= 2 // a page written in Docent may be larger than one that is new to it
	}
	found, err := s.walk(ctx, manifest.names())
	if err != nil {
		return err
	}
	s.warnClashes(found.md)
	s.warnClashes(found.files)
	s.files = found.files
	md := s.claimQuestions(found.md)
	pages, err := s.readHeads(ctx, md)
	if err != nil {
		return err
	}
	nodes := plan(pages, s.spaceFolders())
	s.warnIndexes(nodes)
	if manifest != nil {
		nodes = s.applyManifest(nodes)
	}
	s.nodes = arrange(nodes)
	return nil
}

// readHeads reads title and front matter of every page; what cannot be read becomes a warning.
func (s *Source) readHeads(ctx context.Context, md []entry) ([]*node, error) {
	nodes := make([]*node, len(md))
	next := make(chan int)
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for i := range next {
				nodes[i] = s.readNode(md[i])
			}
		})
	}
	for i := range md {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	kept := nodes[:0]
	for _, n := range nodes {
		if n != nil {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

func (s *Source) readNode(e entry) *node {
	text, note, err := s.readText(e.path)
	if err != nil {
		var reason errText
		if !errors.As(err, &reason) {
			reason = "cannot be read and was left out"
		}
		s.warn(e.path, 0, string(reason))
		return nil
	}
	if note != "" {
		s.warn(e.path, 0, note)
	}
	h := readHead(text)
	if h.problem != "" {
		s.warn(e.path, 1, h.problem)
	}
	return &node{path: e.path, file: e.path, size: e.size, head: h}
}

// claimQuestions takes the files that docent.json names as questions out of the pages.
func (s *Source) claimQuestions(md []entry) []entry {
	if s.manifest == nil {
		return md
	}
	named := make(map[string]int, len(s.manifest.Questions))
	for i, q := range s.manifest.Questions {
		if _, ok := named[q.Path]; !ok {
			named[q.Path] = i
		}
	}
	var pages []entry
	for _, e := range md {
		if i, ok := named[e.path]; ok {
			s.questions = append(s.questions, s.manifest.Questions[i])
			delete(named, e.path)
			continue
		}
		pages = append(pages, e)
	}
	for _, name := range sorted(named) {
		s.warn(name, 0, fmt.Sprintf("is named in %s but not there", ManifestName))
	}
	return pages
}

// spaceFolders are the top folders of an export of several spaces.
func (s *Source) spaceFolders() map[string]bool {
	if s.manifest == nil || len(s.manifest.Spaces) < 2 {
		return nil
	}
	folders := make(map[string]bool, len(s.manifest.Spaces))
	for _, m := range s.manifest.Spaces {
		folders[m.Slug] = true
	}
	return folders
}

// inSpace splits a path of an export of several spaces into its space and the path there.
func inSpace(name string, spaces map[string]bool) (space, rest string) {
	if top, rest, ok := strings.Cut(name, "/"); ok && spaces[top] {
		return top, rest
	}
	return "", name
}
