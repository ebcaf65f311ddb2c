package exporter

import (
	"fmt"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths that every file system and archive of today can hold, in bytes.
const (
	maxName = 80  // of a part that we choose
	maxPart = 255 // of a part that came with an import
	maxPath = 240 // of a path that we choose; one that came with an import may be longer
	maxKept = 1024
)

// names hands out paths that are unique without regard to capitals, and never lets one file be
// another's folder.
type names struct {
	files map[string]bool // folded paths of files
	dirs  map[string]bool // folded paths of folders
}

func newNames() *names { return &names{files: map[string]bool{}, dirs: map[string]bool{"": true}} }

// fold maps names that a case-insensitive file system takes for one to one key.
func fold(p string) string { return strings.ToLower(strings.ToUpper(p)) }

// reserve takes a path if it is free.
func (n *names) reserve(p string) bool {
	key := fold(p)
	if n.files[key] || n.dirs[key] {
		return false
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if n.files[dir] {
			return false
		}
	}
	n.files[key] = true
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		n.dirs[dir] = true
	}
	return true
}

// choose takes dir/stem+ext, with the ID in the name where that is taken.
func (n *names) choose(dir, stem, ext string, id int64) string {
	dir = n.folder(dir)
	if p := path.Join(dir, stem+ext); n.reserve(p) {
		return p
	}
	for i := 0; ; i++ {
		name := stem + "-" + strconv.FormatInt(id, 10)
		if i > 0 {
			name += fmt.Sprintf("-%d", i)
		}
		if p := path.Join(dir, name+ext); n.reserve(p) {
			return p
		}
	}
}

// folder shortens a folder's path to what a file may still stand in, and leaves it for the top
// when a file has its name.
func (n *names) folder(dir string) string {
	for len(dir) > maxPath-maxName-24 {
		dir = path.Dir(dir)
	}
	for at := dir; at != "." && at != ""; at = path.Dir(at) {
		if n.files[fold(at)] {
			dir = path.Dir(at)
		}
	}
	if dir == "." {
		return ""
	}
	return dir
}

// reserved are the names that Windows keeps for devices, with any extension.
var reserved = map[string]bool{
	"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true,
	"com0": true, "com1": true, "com2": true, "com3": true, "com4": true, "com5": true, "com6": true, "com7": true, "com8": true, "com9": true,
	"lpt0": true, "lpt1": true, "lpt2": true, "lpt3": true, "lpt4": true, "lpt5": true, "lpt6": true, "lpt7": true, "lpt8": true, "lpt9": true,
}

// slug makes a file name's stem of a title: letters and digits of any script and dashes.
func slug(title, fallback string) string {
	var b strings.Builder
	dash := false
	for _, r := range strings.ToLower(title) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			dash = b.Len() > 0
			continue
		}
		if b.Len()+utf8.RuneLen(r)+1 > maxName {
			break
		}
		if dash {
			b.WriteByte('-')
			dash = false
		}
		b.WriteRune(r)
	}
	return safe(b.String(), fallback)
}

// fileName makes an uploaded file's name safe everywhere and keeps its extension.
func fileName(name, fallback string) (stem, ext string) {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	clean := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	ext = path.Ext(clean)
	stem = strings.TrimSuffix(clean, ext)
	ext = strings.TrimRight(ext, ". ")
	if len(ext) > 16 {
		stem, ext = stem+ext, ""
	}
	for len(stem) > maxName {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return safe(strings.Trim(stem, ". "), fallback), ext
}

// safe replaces an empty name and marks one that Windows reserves.
func safe(name, fallback string) string {
	if name == "" {
		return fallback
	}
	device, _, _ := strings.Cut(strings.ToLower(name), ".")
	if reserved[strings.TrimSpace(device)] {
		return name + "-"
	}
	return name
}

// keepable reports whether a path that came with an import can be written as it is.
func keepable(p string) bool {
	if p == "" || len(p) > maxKept || !utf8.ValidString(p) || strings.ContainsAny(p, "\x00\\") || path.Clean(p) != p || !filepath.IsLocal(filepath.FromSlash(p)) {
		return false
	}
	for part := range strings.SplitSeq(p, "/") {
		if part == "." || part == ".." || len(part) > maxPart {
			return false
		}
	}
	return true
}
