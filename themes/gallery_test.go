package themes

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestGallery draws every sample into the folder named by DOCENT_GALLERY, to be looked at in a browser. The files
// name their assets by root-relative addresses, so serve that folder as a site of its own.
func TestGallery(t *testing.T) {
	dir := os.Getenv("DOCENT_GALLERY")
	if dir == "" {
		t.Skip("DOCENT_GALLERY is not set: no folder to draw the samples into")
	}
	theme := open(t)
	assets := filepath.Join(dir, "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, one := range theme.assets.byPath {
		body, err := one.open()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(assets, name), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range samples() {
		var b bytes.Buffer
		if err := theme.Draw(&b, s.view); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, s.name+".html"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
