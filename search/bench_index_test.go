package search

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// leanIndex is how many bytes the index may have for every byte of the pages' source.
const leanIndex = 1.2

// BenchmarkIndexSize measures the index when merging has settled, and fails where it has grown too large.
func BenchmarkIndexSize(b *testing.B) {
	for _, size := range corpora {
		b.Run(size.name, func(b *testing.B) {
			c := load(b, size.file, size.folder)
			fresh := bytesIn(b, c.index.store(), "")
			for b.Loop() {
				inner, err := c.index.engine.Advanced()
				check(b, err)
				check(b, inner.(*scorch.Scorch).ForceMerge(context.Background(), nil))
			}
			check(b, c.index.Close())
			check(b, c.index.open())
			source := bytesIn(b, c.source, ".md")
			merged := bytesIn(b, c.index.store(), "")
			b.ReportMetric(fresh/source, "fresh-ratio")
			b.ReportMetric(merged/source, "merged-ratio")
			b.ReportMetric(merged/1e6, "MB")
			if fresh > leanIndex*source {
				b.Errorf("the index has %.0f bytes for %.0f bytes of source", fresh, source)
			}
		})
	}
}

func bytesIn(b *testing.B, dir, ending string) float64 {
	b.Helper()
	sum := int64(0)
	check(b, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ending) {
			return err
		}
		info, err := os.Stat(path)
		if err == nil {
			sum += info.Size()
		}
		return err
	}))
	return float64(sum)
}
