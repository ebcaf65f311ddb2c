package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
)

// ManifestName is the file at the root of an export that holds Docent's own facts.
const ManifestName = "docent.json"

// ManifestVersion is the version of the format that is written; older ones are read too.
const ManifestVersion = 1

// manifestFormat marks the file as ours.
const manifestFormat = "docent-export"

// Manifest is docent.json: what the files alone do not say. Fields stand in alphabetical order of
// their names, so that the file's keys are sorted.
type Manifest struct {
	Attachments []ManifestFile     `json:"attachments"`
	Format      string             `json:"format"`
	Pages       []ManifestPage     `json:"pages"`
	Questions   []ManifestQuestion `json:"questions"`
	Spaces      []ManifestSpace    `json:"spaces"`
	Version     int                `json:"version"`
}

// ManifestPage is a page of an export.
type ManifestPage struct {
	CreatedAt     time.Time `json:"created_at,omitzero"`
	ID            int64     `json:"id"`
	Owner         string    `json:"owner,omitempty"` // e-mail address
	Parent        int64     `json:"parent,omitzero"` // ID of the page above, 0 at the top
	Path          string    `json:"path"`            // of the exported file; "" for a folder's empty page
	Position      int       `json:"position"`
	Redirects     []string  `json:"redirects,omitempty"`
	Revision      int64     `json:"revision,omitzero"`
	SHA256        string    `json:"sha256,omitempty"` // of the exported file, in hex
	SourcePath    string    `json:"source_path,omitempty"`
	Space         string    `json:"space"`
	Tags          []string  `json:"tags,omitempty"`
	Title         string    `json:"title"`
	UpdatedAt     time.Time `json:"updated_at,omitzero"`
	VerifiedUntil time.Time `json:"verified_until,omitzero"`
}

// ManifestFile is an attachment of an export.
type ManifestFile struct {
	ID         int64  `json:"id"`
	Name       string `json:"name"`
	Page       int64  `json:"page,omitzero"` // ID of the page that it was attached to
	Path       string `json:"path"`
	SHA256     string `json:"sha256"`
	Size       int64  `json:"size"`
	SourcePath string `json:"source_path,omitempty"`
	Space      string `json:"space"`
	Type       string `json:"type"`
}

// ManifestQuestion is a question of an export; its text is in its own file (see ParseQuestion).
type ManifestQuestion struct {
	ID     int64  `json:"id"`
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Space  string `json:"space"`
}

// ManifestSpace is a space of an export. With more than one, each is a top folder.
type ManifestSpace struct {
	Anonymous   bool   `json:"anonymous,omitempty"` // questions may be asked without a name
	Description string `json:"description,omitempty"`
	Language    string `json:"language,omitempty"` // ISO 639-1, of the pages that do not say theirs
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Visibility  string `json:"visibility,omitempty"`
}

// ErrForeign says that a docent.json is some other program's.
var ErrForeign = errors.New("not an export of Docent")

// NewManifest makes an empty manifest of the present version.
func NewManifest() *Manifest {
	return &Manifest{
		Format: manifestFormat, Version: ManifestVersion,
		Attachments: []ManifestFile{}, Pages: []ManifestPage{}, Questions: []ManifestQuestion{}, Spaces: []ManifestSpace{},
	}
}

// ParseManifest reads docent.json. It fails with ErrForeign for another program's file and with a
// *content.Error for a damaged or newer one. What it returns is not yet checked against the files.
func ParseManifest(raw []byte) (*Manifest, error) {
	var mark struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(raw, &mark); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + strings.Count(string(raw[:min(int(syntax.Offset), len(raw))]), "\n")
			e := content.Errorf(content.Invalid, "%s is damaged at line %d; nothing was imported. Mend it, or delete it to import by file names alone.", ManifestName, line)
			e.Data = map[string]string{"line": fmt.Sprint(line)}
			return nil, e.Because(err)
		}
		return nil, ErrForeign
	}
	if mark.Format != manifestFormat {
		return nil, ErrForeign
	}
	if mark.Version < 1 || mark.Version > ManifestVersion {
		return nil, content.Errorf(content.Invalid, "%s has the version %d, and this Docent reads up to %d; nothing was imported. Import it with a newer Docent.", ManifestName, mark.Version, ManifestVersion)
	}
	m := NewManifest()
	if err := json.Unmarshal(raw, m); err != nil {
		return nil, content.Errorf(content.Invalid, "%s is damaged; nothing was imported. Mend it, or delete it to import by file names alone.", ManifestName).Because(err)
	}
	return m, nil
}

// readManifest reads docent.json at the root, where there is one.
func (s *Source) readManifest() (*Manifest, error) {
	f, err := s.openFile(ManifestName)
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrInvalid): // absent, or a folder of that name
		return nil, nil
	case err != nil:
		return nil, content.Errorf(content.Invalid, "%s cannot be read; nothing was imported.", ManifestName).Because(err)
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, s.limits.manifest+1))
	if err != nil {
		return nil, content.Errorf(content.Invalid, "%s cannot be read; nothing was imported.", ManifestName).Because(err)
	}
	if int64(len(raw)) > s.limits.manifest {
		return nil, content.Errorf(content.TooLarge, "%s is larger than %s; nothing was imported.", ManifestName, size(s.limits.manifest))
	}
	m, err := ParseManifest(raw)
	if errors.Is(err, ErrForeign) {
		s.warn(ManifestName, 0, "is not an export of Docent and was left out")
		return nil, nil
	}
	return m, err
}

// unwrap steps into the one folder of a zip when that holds an export: people zip the folder.
func (s *Source) unwrap() {
	top, err := fs.ReadDir(s.fsys, ".")
	if err != nil {
		return
	}
	var dirs []string
	for _, d := range top {
		if d.IsDir() && !passedOver[d.Name()] {
			dirs = append(dirs, d.Name())
		} else if !strings.HasPrefix(d.Name(), ".") && !d.IsDir() {
			return
		}
	}
	if len(dirs) != 1 {
		return
	}
	if _, err := fs.Stat(s.fsys, dirs[0]+"/"+ManifestName); err != nil {
		return
	}
	if sub, err := fs.Sub(s.fsys, dirs[0]); err == nil {
		s.fsys = sub
	}
}

// names are the paths that a manifest claims, as far as they are paths inside the source, and what
// each is, whatever its name.
func (m *Manifest) names() map[string]kind {
	names := map[string]kind{}
	if m == nil {
		return names
	}
	add := func(p string, k kind) {
		if p != "." && fs.ValidPath(p) {
			names[p] = k
		}
	}
	for _, f := range m.Attachments {
		add(f.Path, attachment)
	}
	for _, p := range m.Pages {
		add(p.Path, page)
	}
	for _, q := range m.Questions {
		add(q.Path, page)
	}
	return names
}
