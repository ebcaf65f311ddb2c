package exporter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/docent-wiki/docent/content/importer"
)

// writeFile writes one file and gives its checksum in hex.
func (r *run) writeFile(name string, from io.Reader) (string, error) {
	if dir := path.Dir(name); dir != "." {
		if err := r.root.MkdirAll(dir, 0o755); err != nil {
			return "", explain(err, "The folder "+dir+" cannot be made")
		}
	}
	if info, err := r.root.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return "", explain(fs.ErrExist, name+" cannot be written")
	}
	f, err := r.root.Create(name)
	if err != nil {
		return "", explain(err, name+" cannot be written")
	}
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(f, sum), from)
	if err := errors.Join(err, f.Close()); err != nil {
		return "", explain(err, name+" cannot be written")
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// finish removes what an earlier export left and writes docent.json.
func (r *run) finish(before *importer.Manifest) error {
	if err := r.removeOld(before); err != nil {
		return err
	}
	if err := r.writeManifest(r.manifest); err != nil {
		return err
	}
	if err := r.root.Rename(partial, importer.ManifestName); err != nil {
		return explain(err, importer.ManifestName+" cannot be written")
	}
	return nil
}

// partial is the name of docent.json while an export is under way. It marks the directory as ours
// when the export is cut short, so that it can be run again.
const partial = importer.ManifestName + ".partial"

func (r *run) writeManifest(m *importer.Manifest) error {
	raw, err := marshal(m)
	if err != nil {
		return err
	}
	_, err = r.writeFile(partial, bytes.NewReader(raw))
	return err
}

func marshal(m *importer.Manifest) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(m); err != nil {
		return nil, fmt.Errorf("write %s: %w", importer.ManifestName, err)
	}
	return b.Bytes(), nil
}

// removeOld removes the files of an earlier export that this one does not hold: they would be
// imported as pages again. A file that somebody changed since stays.
func (r *run) removeOld(before *importer.Manifest) error {
	sums := map[string]string{}
	for _, p := range before.Pages {
		sums[p.Path] = p.SHA256
	}
	for _, a := range before.Attachments {
		sums[a.Path] = a.SHA256
	}
	for _, q := range before.Questions {
		sums[q.Path] = q.SHA256
	}
	for name, sum := range sums {
		if r.names.files[fold(name)] || !keepable(name) || !r.unchanged(name, sum) {
			continue
		}
		if err := r.root.Remove(name); err != nil {
			return explain(err, name+" of the earlier export cannot be removed")
		}
		for dir := path.Dir(name); dir != "." && !r.names.dirs[fold(dir)]; dir = path.Dir(dir) {
			if r.root.Remove(dir) != nil { // not empty: somebody else's files stay
				break
			}
		}
	}
	return nil
}

func (r *run) unchanged(name, sum string) bool {
	if info, err := r.root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := r.root.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return err == nil && hex.EncodeToString(h.Sum(nil)) == sum
}
