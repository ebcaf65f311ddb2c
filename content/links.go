package content

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/util"
)

// schemeOf is the scheme of an address in lower case (RFC 3986, section 3.1), or "".
func schemeOf(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		switch {
		case s[i] == ':' && i > 1:
			return strings.ToLower(s[:i])
		case c >= 'a' && c <= 'z':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || strings.IndexByte("+-.", s[i]) >= 0):
		default:
			return ""
		}
	}
	return ""
}

// openSchemes are the schemes that a reader's browser is led to.
var openSchemes = map[string]bool{"http": true, "https": true, "mailto": true, "tel": true}

// classify says where an address leads. ok is false for an empty address and for a scheme that no
// page may open, javascript: above all.
func classify(address string) (l Link, ok bool) {
	address = strings.TrimSpace(address)
	l.Raw = address
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	if scheme := schemeOf(address); scheme != "" {
		l.Kind, l.Target = URL, address
		return l, openSchemes[scheme]
	}
	l.Target, l.Fragment, _ = strings.Cut(address, "#")
	if plain, err := url.PathUnescape(l.Fragment); err == nil {
		l.Fragment = plain
	}
	switch kind, rest := ownAddress(l.Target); {
	case l.Target == "":
		l.Kind = Fragment
		return l, strings.HasPrefix(address, "#")
	case kind == Page:
		l.Kind, l.Target = Page, rest
	case kind == Attachment:
		l.Kind = Attachment
	default:
		l.Kind = Path
	}
	return l, true
}

// ownAddress recognises the addresses of this wiki: /p/12/… and /a/12/…; rest is the number.
func ownAddress(target string) (kind LinkKind, rest string) {
	switch {
	case strings.HasPrefix(target, "/p/"):
		kind = Page
	case strings.HasPrefix(target, "/a/"):
		kind = Attachment
	default:
		return Path, ""
	}
	rest, _, _ = strings.Cut(target[3:], "/")
	rest, _, _ = strings.Cut(rest, "?")
	if rest == "" || len(rest) > 18 || strings.Trim(rest, "0123456789") != "" {
		return Path, ""
	}
	return kind, rest
}

// address makes a link destination of Markdown readable: escapes and entities undone, the tags of
// generators replaced by what they stand for.
func (d *Document) address(destination []byte) string {
	return d.expand(unescape(destination), func(t *tag) string {
		switch t.kind {
		case tagLink, tagImage:
			return t.target
		case tagText, tagString:
			return t.text
		default:
			return ""
		}
	})
}

// plain replaces the tokens in a title or an alternative text by what a reader may see.
func (d *Document) plain(s []byte) string {
	return d.expand(s, func(t *tag) string {
		switch t.kind {
		case tagText, tagString, tagLink, tagImage:
			return t.text
		case tagLiteral:
			return t.source
		default:
			return ""
		}
	})
}

// written replaces the tokens by the tags as they stand in the source.
func (d *Document) written(s []byte) string {
	return d.expand(s, func(t *tag) string { return d.body[t.offset : t.offset+t.length] })
}

func (d *Document) expand(s []byte, with func(*tag) string) string {
	at, length, t := d.nextTag(s)
	if t == nil {
		return string(s)
	}
	var b strings.Builder
	for t != nil {
		b.Write(s[:at])
		b.WriteString(with(t))
		s = s[at+length:]
		at, length, t = d.nextTag(s)
	}
	b.Write(s)
	return b.String()
}

// unescape undoes backslash escapes and entities.
func unescape(s []byte) []byte {
	if i := strings.IndexAny(util.BytesToReadOnlyString(s), `\&`); i < 0 {
		return s
	}
	return util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(s)))
}

// pageExtensions are the endings that a link to a page may have or leave out.
var pageExtensions = []string{".md", ".markdown", ".html", ".htm"}

// Candidates are the keys under which the target of a Path link may be found, best first, for a
// link that stands in the file sourcePath (relative to the import's root; "" for a page that came
// from no file). Keys are in lower case: file paths without a leading slash, and permalinks with
// one at both ends. A path that leads out of the root has no candidates.
func Candidates(sourcePath string, l Link) []string {
	target, _, _ := strings.Cut(l.Target, "?")
	if plain, err := url.PathUnescape(target); err == nil {
		target = plain
	}
	target = strings.ToLower(strings.ReplaceAll(target, `\`, "/"))
	if target == "" || strings.ContainsRune(target, 0) {
		return nil
	}
	source := strings.TrimPrefix(path.Clean("/"+strings.ToLower(sourcePath)), "/")
	folder := path.Dir(source)
	var keys []string
	add := func(base string) {
		for _, key := range fileKeys(base, target) {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	if !strings.HasPrefix(target, "/") {
		from := []string{folder}
		if name := pageName(source); name != "" {
			from = append(from, path.Join(folder, name)) // the generator's address of this page is a folder
		}
		if strings.HasSuffix(target, "/") {
			slices.Reverse(from) // an address and not a file: it is meant from the generator's address
		}
		for _, base := range from {
			add(base)
		}
	}
	if !strings.HasPrefix(target, ".") {
		add(".")
		if base, err := cleanKey(".", target); err == nil {
			keys = append(keys, permalinkKey(base))
		}
		if folder != "." {
			parts := strings.Split(folder, "/")
			if strings.Trim(target, "/") == "" {
				parts = parts[:1] // the site's own first page, not that of any folder
			}
			for i := range parts {
				add(path.Join(parts[:i+1]...))
			}
		}
	}
	return keys
}

// pageName is the last part of a page's address where that differs from its folder's.
func pageName(source string) string {
	name := trimExtension(path.Base(source))
	if name == "index" || name == "readme" || name == "_index" || name == "." {
		return ""
	}
	return name
}

// cleanKey joins a target to a folder; it fails when that leads out of the root.
func cleanKey(folder, target string) (string, error) {
	key := path.Join(folder, strings.TrimLeft(target, "/"))
	if strings.HasPrefix(target, "/") {
		key = path.Join(folder, path.Clean(target))
		key = strings.TrimPrefix(key, "/")
	}
	if key == ".." || strings.HasPrefix(key, "../") {
		return "", Errorf(Invalid, "%s leads out of the import", target)
	}
	if key == "." {
		key = ""
	}
	return key, nil
}

// fileKeys are the file paths that a target in a folder may mean.
func fileKeys(folder, target string) []string {
	key, err := cleanKey(folder, target)
	if err != nil {
		return nil
	}
	bare := trimExtension(key)
	switch {
	case key == "":
		return []string{"index", "readme", ""}
	case strings.HasSuffix(target, "/"):
		return []string{key + "/index", key + "/readme", key}
	case bare == key:
		return []string{key}
	default:
		return []string{key, bare}
	}
}

func trimExtension(key string) string {
	for _, ext := range pageExtensions {
		if strings.HasSuffix(key, ext) {
			return key[:len(key)-len(ext)]
		}
	}
	return key
}

// permalinkKey is the form of permalinks and redirects: /a/b/.
func permalinkKey(address string) string {
	key := strings.Trim(path.Clean("/"+trimExtension(strings.ToLower(address))), "/")
	key = strings.TrimSuffix(key, "/index")
	if key == "" || key == "index" {
		return "/"
	}
	return "/" + key + "/"
}

// orderPrefix is a date or number in front of a file name that orders it: 2020-01-01-x, 03-x, 3.x.
var orderPrefix = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}|\d{1,3})[-_. ]+`)

// PathKeys are the keys under which Candidates finds a page: its file path with and without its
// ending and ordering prefixes, for an index or README its folder, its permalink and its redirects.
// The page's own name stands first.
func PathKeys(sourcePath string, f Front) []string {
	var keys []string
	add := func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if sourcePath != "" {
		file := strings.TrimPrefix(path.Clean("/"+strings.ToLower(sourcePath)), "/")
		add(file)
		bare := trimExtension(file)
		add(bare)
		folder, name := path.Split(bare)
		folder = strings.TrimSuffix(folder, "/")
		switch plain := orderPrefix.ReplaceAllString(name, ""); {
		case name == "index" || name == "readme" || name == "_index":
			add(path.Join(folder, "index"))
			add(folder)
		case plain != "" && plain != name:
			add(path.Join(folder, plain))
		}
	}
	for _, address := range append([]string{f.Permalink}, f.Redirects...) {
		address, _, _ = strings.Cut(address, "#")
		if address != "" && schemeOf(address) == "" {
			add(permalinkKey(address))
		}
	}
	return keys
}
