package importer

import (
	"archive/zip"
	"cmp"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/docent-wiki/docent/content"
)

// A zip that unpacks to much more than it holds is a bomb: honest Markdown shrinks to a fifth,
// honest logs and bitmaps to a fiftieth.
const (
	bombRatio = 200
	bombFloor = 8 << 20 // bytes below which no ratio is suspicious
)

// encryptedFlag is bit 0 of an entry's general purpose flags (APPNOTE.TXT 4.4.4).
const encryptedFlag = 0x1

// openZip opens a zip file and refuses a damaged or dangerous one before anything is unpacked.
func openZip(name string, lim limits) (*Source, error) {
	r, err := zip.OpenReader(name)
	if errors.Is(err, zip.ErrFormat) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return nil, content.Errorf(content.Invalid, "%s is neither a folder nor a zip file, or the zip is damaged.", name).Because(err)
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, content.Errorf(content.Invalid, "%s cannot be read as a zip file.", name).Because(err)
	}
	if r == nil {
		return nil, content.Errorf(content.Invalid, "%s holds file names that lead out of it; nothing was imported.", name).Because(err)
	}
	if err := checkZip(&r.Reader, name, lim); err != nil {
		_ = r.Close()
		return nil, err
	}
	s := New(&r.Reader)
	s.closer = r
	s.limits = lim
	return s, nil
}

// checkZip mends the names that old tools wrote and refuses what could harm: names that lead out,
// two files of one name, bombs, and passwords.
func checkZip(r *zip.Reader, name string, lim limits) error {
	if len(r.File) > lim.entries {
		return content.Errorf(content.TooLarge, "%s holds %d entries; at most %d are read in one import.", name, len(r.File), lim.entries)
	}
	var packed, unpacked uint64
	seen := make(map[string]bool, len(r.File))
	for _, f := range r.File {
		f.Name = decodeName(f)
		if !localName(f.Name) {
			return content.Errorf(content.Invalid, "%s holds the file name %q, which leads out of the zip; nothing was imported.", name, f.Name)
		}
		f.Name = strings.ReplaceAll(f.Name, `\`, "/")
		clean := path.Clean(f.Name)
		if seen[clean] && !f.FileInfo().IsDir() {
			return content.Errorf(content.Invalid, "%s holds two files named %q; nothing was imported.", name, clean)
		}
		seen[clean] = true
		if f.Flags&encryptedFlag != 0 {
			return content.Errorf(content.Invalid, "%s is protected by a password (%s). Unpack it first and import the folder.", name, clean)
		}
		if f.UncompressedSize64 > bombFloor && f.UncompressedSize64/bombRatio > f.CompressedSize64 {
			return content.Errorf(content.TooLarge, "%s: %s would unpack to more than %d times its size; nothing was imported.", name, clean, bombRatio)
		}
		packed += f.CompressedSize64
		unpacked += f.UncompressedSize64
		if unpacked < f.UncompressedSize64 || packed < f.CompressedSize64 || unpacked > 4*uint64(lim.total) {
			return content.Errorf(content.TooLarge, "%s would unpack to more than %s; nothing was imported.", name, size(4*lim.total))
		}
	}
	return checkBomb(r, name, packed, unpacked)
}

// checkBomb looks at the zip as a whole: entries that share their packed bytes (Fifield, "A better
// zip bomb", 2019) and many small entries that blow up together.
func checkBomb(r *zip.Reader, name string, packed, unpacked uint64) error {
	type span struct{ start, end uint64 }
	spans := make([]span, 0, len(r.File))
	for _, f := range r.File {
		if f.CompressedSize64 == 0 {
			continue
		}
		at, err := f.DataOffset()
		if err != nil {
			return content.Errorf(content.Invalid, "%s is damaged at %q; nothing was imported.", name, f.Name).Because(err)
		}
		spans = append(spans, span{uint64(at), uint64(at) + f.CompressedSize64})
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for i := 1; i < len(spans); i++ {
		if spans[i].start < spans[i-1].end {
			return content.Errorf(content.Invalid, "%s holds entries that overlap, as only a damaged or malicious zip does; nothing was imported.", name)
		}
	}
	if unpacked > bombFloor && unpacked/bombRatio > packed {
		return content.Errorf(content.TooLarge, "%s would unpack to more than %d times its size; nothing was imported.", name, bombRatio)
	}
	return nil
}

// localName reports whether a zip's name stays inside: no root, no drive, no "..", no NUL.
func localName(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	if name == "" || strings.HasPrefix(name, "/") || strings.ContainsRune(name, 0) {
		return false
	}
	if len(name) > 1 && name[1] == ':' && isLetter(name[0]) {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == ".." {
			return false
		}
	}
	return utf8.ValidString(name)
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// decodeName gives the name in UTF-8: without the flag for it, a name is in the DOS code page 437.
func decodeName(f *zip.File) string {
	if utf8.ValidString(f.Name) {
		return f.Name
	}
	name, err := charmap.CodePage437.NewDecoder().String(f.Name)
	if err != nil {
		return strings.ToValidUTF8(f.Name, "_")
	}
	return name
}
