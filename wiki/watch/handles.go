package watch

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Account is what a handle is made from.
type Account struct {
	ID          wiki.PersonID
	Name, Email string
}

// Handles finds the accounts that @names mean; see the package's description for the rule.
type Handles struct {
	kinds [4]map[string]wiki.PersonID // by folded name; 0 where two accounts bear it
}

// NewHandles makes the handles of some accounts.
func NewHandles(accounts []Account) *Handles {
	h := &Handles{}
	for i := range h.kinds {
		h.kinds[i] = make(map[string]wiki.PersonID, len(accounts))
	}
	for _, a := range accounts {
		before, _, _ := strings.Cut(a.Email, "@")
		name := foldHandle(a.Name)
		first, _, _ := strings.Cut(name, ".")
		for i, handle := range [...]string{foldHandle(before), name, strings.ReplaceAll(name, ".", ""), first} {
			if other, taken := h.kinds[i][handle]; taken && other != a.ID {
				h.kinds[i][handle] = 0
			} else {
				h.kinds[i][handle] = a.ID
			}
		}
	}
	return h
}

// Person gives the account that a name means; false where there is none, or more than one.
func (h *Handles) Person(name string) (wiki.PersonID, bool) {
	name = foldHandle(name)
	if name == "" {
		return 0, false
	}
	for _, kind := range h.kinds {
		if id, known := kind[name]; known {
			return id, id != 0
		}
	}
	return 0, false
}

// foldHandle brings a name to the form in which handles are compared: small letters and digits, without accents,
// everything else as single dots between them.
func foldHandle(name string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte('.')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// Mentioned gives the people that a text mentions and an earlier form of it ("": there was none) does not, by number.
// Text that cannot be parsed mentions nobody.
func (w *Watches) Mentioned(ctx context.Context, text, before string) ([]wiki.PersonID, error) {
	names := mentionsIn(text)
	if len(names) == 0 {
		return nil, nil
	}
	handles, err := w.Handles(ctx)
	if err != nil {
		return nil, err
	}
	known := map[wiki.PersonID]bool{}
	for _, name := range mentionsIn(before) {
		if id, found := handles.Person(name); found {
			known[id] = true
		}
	}
	var people []wiki.PersonID
	for _, name := range names {
		if id, found := handles.Person(name); found && !known[id] {
			known[id] = true
			people = append(people, id)
		}
	}
	slices.Sort(people)
	return people, nil
}

func mentionsIn(text string) []string {
	if !strings.Contains(text, "@") {
		return nil
	}
	doc, err := content.Parse(text)
	if err != nil {
		return nil
	}
	names := make([]string, len(doc.Mentions))
	for i, m := range doc.Mentions {
		names[i] = m.Name
	}
	return names
}

// Handles reads the handles of all enabled accounts.
func (w *Watches) Handles(ctx context.Context) (*Handles, error) {
	accounts, err := sqldb.All(ctx, w.db.Reader(), func(rows *sql.Rows) (a Account, err error) {
		return a, rows.Scan(&a.ID, &a.Name, &a.Email)
	}, `SELECT id, name, email FROM people WHERE disabled = 0 ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("read handles: %w", err)
	}
	return NewHandles(accounts), nil
}
