package search

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Facts are what is known of a whole page, question or attachment beside its words: what results are
// narrowed by, counted by and sorted by. They are stored in the index and kept in memory, some 200 bytes
// each, so that neither needs the database. They never change once made.
type Facts struct {
	Kind     Kind            `json:"k"`
	Space    wiki.SpaceID    `json:"s"`
	Title    string          `json:"t"` // see titleKey
	Tags     []string        `json:"g,omitempty"`
	Owner    wiki.PersonID   `json:"o,omitempty"`
	Authors  []wiki.PersonID `json:"a,omitempty"`
	Language string          `json:"l,omitempty"` // ISO 639-1; "" unknown
	Created  int64           `json:"c,omitempty"` // microseconds since 1970, as the others; 0 unknown
	Updated  int64           `json:"u,omitempty"`
	Verified int64           `json:"v,omitempty"` // until then; 0 never vouched for
}

func factsOf(d Doc) *Facts {
	f := &Facts{
		Kind: d.Kind(), Space: d.Space, Title: titleKey(d.Title), Owner: d.Owner, Authors: append([]wiki.PersonID(nil), d.Authors...),
		Language: d.Lang, Created: micros(d.Created), Updated: micros(d.Updated), Verified: micros(d.Verified),
	}
	for _, tag := range d.Tags {
		f.Tags = append(f.Tags, strings.ToLower(tag))
	}
	if f.Language == "" {
		f.Language = cmp.Or(Language(d.Title+"\n"+d.Body), english)
	}
	return f
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// group is a page, a question or an attachment: what results are made of.
type group struct {
	kind   byte
	number int64
}

func (r Ref) group() group {
	switch r.Kind() {
	case KindAttachment:
		return group{'a', int64(r.Attachment)}
	case KindQuestion, KindLinked:
		return group{'q', r.Question}
	}
	return group{'p', int64(r.Page)}
}

// bears says whether the facts of a document's group are stored with it.
func (d Doc) bears() bool {
	return d.Lead && d.Kind() != KindLinked
}

// factTable holds the facts of every group in the index. Whoever changes the index changes the table right
// after; a group that is found in between has no facts for that moment.
type factTable struct {
	mu     sync.RWMutex
	loaded bool
	of     map[group]*Facts
	counts map[factKey]int // how many groups of a space have a tag or a language
}

type factKey struct {
	space wiki.SpaceID
	name  string // "tag" or "lang"
	value string
}

func (t *factTable) get(g group) *Facts {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.of[g]
}

func (t *factTable) apply(changes []Change) {
	made := map[group]*Facts{} // before searches have to wait
	for _, c := range changes {
		if g, ok := parseGroup(c.Group); ok {
			made[g] = nil
		}
		for _, d := range c.Docs {
			if d.bears() {
				made[d.group()] = factsOf(d)
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.loaded {
		return // they will be read from the index, which has the changes already
	}
	for g, f := range made {
		t.put(g, f)
	}
}

// put sets the facts of a group; nil: it is gone.
func (t *factTable) put(g group, f *Facts) {
	if old := t.of[g]; old != nil {
		t.count(old, -1)
	}
	if f == nil {
		delete(t.of, g)
		return
	}
	t.of[g] = f
	t.count(f, 1)
}

func (t *factTable) count(f *Facts, n int) {
	add := func(name, value string) {
		key := factKey{f.Space, name, value}
		if t.counts[key] += n; t.counts[key] == 0 {
			delete(t.counts, key)
		}
	}
	for _, tag := range f.Tags {
		add("tag", tag)
	}
	if f.Language != "" {
		add("lang", f.Language)
	}
}

// within gives how many groups of some spaces have each tag or language.
func (t *factTable) within(name string, spaces []wiki.SpaceID) map[string]int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	sum := map[string]int{}
	for key, n := range t.counts {
		if key.name == name && slices.Contains(spaces, key.space) {
			sum[key.value] += n
		}
	}
	return sum
}

// begin is for a new index, which has nothing in it yet.
func (t *factTable) begin() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.loaded, t.of, t.counts = true, map[group]*Facts{}, map[factKey]int{}
}

// load fills the table once, from what read emits.
func (t *factTable) load(read func(emit func(group, *Facts)) error) error {
	t.mu.RLock()
	loaded := t.loaded
	t.mu.RUnlock()
	if loaded {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.loaded {
		return nil
	}
	t.of, t.counts = map[group]*Facts{}, map[factKey]int{}
	if err := read(t.put); err != nil {
		return err
	}
	t.loaded = true
	return nil
}

// parseGroup reads what PageGroup, QuestionGroup and AttachmentGroup make.
func parseGroup(name string) (group, bool) {
	if strings.HasPrefix(name, "p") {
		name += PageGroup(0)[1 : idWidth+1] // a page's own name stands for no document
	}
	ref, ok := parseRef(name)
	return ref.group(), ok
}
