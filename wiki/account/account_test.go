package account_test

import (
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/google/go-cmp/cmp"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/sqldb"
	"github.com/docent-wiki/docent/wiki/sqldb/sqldbtest"
	"github.com/docent-wiki/docent/wiki/wikisql"
)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// team is an installation with an administrator and a member.
type team struct {
	*account.Accounts
	t        *testing.T
	clock    *clock
	path     string
	db       *sqldb.DB
	ada, ben wiki.Actor
}

const password = "correct horse battery"

var cheap = account.WithParams(argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16})

func open(t *testing.T, path string, c *clock) (*account.Accounts, *sqldb.DB) {
	t.Helper()
	db, err := sqldb.Open(t.Context(), sqldb.Config{Path: sqldbtest.Seed(t, path), Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return account.New(db, c.Now, cheap), db
}

func newTeam(t *testing.T) *team {
	t.Helper()
	tm := &team{t: t, clock: &clock{at: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}, path: filepath.Join(t.TempDir(), "docent.db")}
	tm.Accounts, tm.db = open(t, tm.path, tm.clock)
	tm.ada = tm.add("Ada Lovelace", "ada@example.org", wiki.Admin)
	tm.ben = tm.add("Ben", "Ben@Example.org", wiki.Member)
	return tm
}

func (tm *team) add(name, email string, role wiki.Role) wiki.Actor {
	tm.t.Helper()
	p, err := tm.Add(tm.t.Context(), wiki.Operator(), account.NewPerson{Name: name, Email: email, Role: role, Password: password, Zone: "Europe/Berlin"})
	if err != nil {
		tm.t.Fatal(err)
	}
	as, err := tm.ActorOf(tm.t.Context(), p.ID)
	if err != nil {
		tm.t.Fatal(err)
	}
	return as
}

// kind fails unless an error is one for people of this kind; "" wants none.
func kind(t *testing.T, err error, want content.Kind) {
	t.Helper()
	var e *content.Error
	switch {
	case want == "" && err != nil:
		t.Errorf("%v", err)
	case want != "" && (!errors.As(err, &e) || e.Kind != want):
		t.Errorf("got %v, want %s", err, want)
	}
}

func (tm *team) events(kind wiki.EventKind) (found []wiki.Event) {
	tm.t.Helper()
	all, err := wikisql.New(tm.db).Events(tm.t.Context(), 0, 1000)
	if err != nil {
		tm.t.Fatal(err)
	}
	for _, e := range all {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

func TestAddKeepsEveryField(t *testing.T) {
	tm := newTeam(t)
	n := account.NewPerson{Name: "  Cleo   Q ", Email: " Cleo@Example.ORG ", Password: password, Zone: "America/New_York", Language: "pt-br"}
	p, err := tm.Add(t.Context(), tm.ada, n)
	kind(t, err, "")
	want := wiki.Person{ID: p.ID, Name: "Cleo Q", Email: "Cleo@Example.ORG", Role: wiki.Member, Zone: "America/New_York", Language: "pt-BR", Created: tm.clock.Now()}
	got, err := tm.Person(t.Context(), p.ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	e := tm.events(wiki.PersonAdded)
	if last := e[len(e)-1]; last.Data["person"] == "" || last.Actor.ID != tm.ada.Person {
		t.Errorf("%+v", last)
	}
}

func TestAddRefuses(t *testing.T) {
	tm := newTeam(t)
	good := account.NewPerson{Name: "N", Email: "n@example.org", Password: password}
	for name, test := range map[string]struct {
		as     wiki.Actor
		change func(*account.NewPerson)
		kind   content.Kind
		field  string
	}{
		"visitor":        {wiki.Actor{}, func(*account.NewPerson) {}, content.Sign, ""},
		"member":         {tm.ben, func(*account.NewPerson) {}, content.Forbidden, ""},
		"token":          {func() wiki.Actor { a := tm.ada; a.Scope = wiki.ScopeWrite; return a }(), func(*account.NewPerson) {}, content.Forbidden, ""},
		"no name":        {tm.ada, func(n *account.NewPerson) { n.Name = "  " }, content.Invalid, "name"},
		"invisible":      {tm.ada, func(n *account.NewPerson) { n.Name = "\u202e" }, content.Invalid, "name"},
		"long name":      {tm.ada, func(n *account.NewPerson) { n.Name = strings.Repeat("ü", 101) }, content.Invalid, "name"},
		"control":        {tm.ada, func(n *account.NewPerson) { n.Name = "a\x00b" }, content.Invalid, "name"},
		"taken":          {tm.ada, func(n *account.NewPerson) { n.Email = "BEN@example.org" }, content.Conflict, "email"},
		"no email":       {tm.ada, func(n *account.NewPerson) { n.Email = "" }, content.Invalid, "email"},
		"named email":    {tm.ada, func(n *account.NewPerson) { n.Email = "N <n@example.org>" }, content.Invalid, "email"},
		"bad email":      {tm.ada, func(n *account.NewPerson) { n.Email = "n@@example" }, content.Invalid, "email"},
		"role":           {tm.ada, func(n *account.NewPerson) { n.Role = "root" }, content.Invalid, "role"},
		"short password": {tm.ada, func(n *account.NewPerson) { n.Password = "üüüüüüüü9" }, content.Invalid, "password"},
		"one character":  {tm.ada, func(n *account.NewPerson) { n.Password = "aaaaaaaaaaaa" }, content.Invalid, "password"},
		"long password":  {tm.ada, func(n *account.NewPerson) { n.Password = strings.Repeat("ab", 501) }, content.Invalid, "password"},
		"zone":           {tm.ada, func(n *account.NewPerson) { n.Zone = "Mars/Base" }, content.Invalid, "timezone"},
		"local zone":     {tm.ada, func(n *account.NewPerson) { n.Zone = "Local" }, content.Invalid, "timezone"},
		"path as zone":   {tm.ada, func(n *account.NewPerson) { n.Zone = "../../etc/passwd" }, content.Invalid, "timezone"},
		"language":       {tm.ada, func(n *account.NewPerson) { n.Language = "not a language" }, content.Invalid, "language"},
	} {
		t.Run(name, func(t *testing.T) {
			n := good
			test.change(&n)
			_, err := tm.Add(t.Context(), test.as, n)
			kind(t, err, test.kind)
			var e *content.Error
			if errors.As(err, &e) && e.Field != test.field {
				t.Errorf("field %q, want %q", e.Field, test.field)
			}
		})
	}
	if people, err := tm.People(t.Context()); len(people) != 2 || err != nil {
		t.Errorf("%d people, %v", len(people), err)
	}
}

func TestFind(t *testing.T) {
	tm := newTeam(t)
	twin := tm.add("ben", "ben2@example.org", wiki.Member)
	for who, want := range map[string]struct {
		id   wiki.PersonID
		kind content.Kind
	}{
		"ADA@example.org": {tm.ada.Person, ""}, " ada lovelace ": {tm.ada.Person, ""},
		"ben": {0, content.Invalid}, "ben2@example.org": {twin.Person, ""}, "nobody": {0, content.NotFound},
	} {
		p, err := tm.Find(t.Context(), who)
		kind(t, err, want.kind)
		if p.ID != want.id {
			t.Errorf("%q is %d, want %d", who, p.ID, want.id)
		}
	}
}

func TestChange(t *testing.T) {
	tm := newTeam(t)
	set := func(s string) *string { return &s }
	p, err := tm.Change(t.Context(), tm.ben, tm.ben.Person, account.Change{
		Name: set("Benjamin"), Email: set("b@example.org"), Zone: set("Asia/Tokyo"), Language: set("de"), Scheme: set("dark"),
	})
	kind(t, err, "")
	as, err := tm.ActorOf(t.Context(), tm.ben.Person)
	kind(t, err, "")
	if as.Name != "Benjamin" || as.Email != "b@example.org" || as.In().String() != "Asia/Tokyo" || as.Language != "de" || as.Scheme != "dark" || p.Name != as.Name {
		t.Errorf("%+v", as)
	}
	readOnly := tm.ben
	readOnly.Scope = wiki.ScopeWrite
	for name, test := range map[string]struct {
		as   wiki.Actor
		c    account.Change
		kind content.Kind
	}{
		"somebody else": {tm.add("Cleo", "c@example.org", wiki.Member), account.Change{Name: set("x")}, content.NotFound},
		"visitor":       {wiki.Actor{}, account.Change{Name: set("x")}, content.Sign},
		"narrow token":  {readOnly, account.Change{Name: set("x")}, content.Forbidden},
		"taken":         {tm.ben, account.Change{Email: set("ADA@example.org")}, content.Conflict},
		"scheme":        {tm.ben, account.Change{Scheme: set("pink")}, content.Invalid},
		"administrator": {tm.ada, account.Change{Name: set("Ben")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tm.Change(t.Context(), test.as, tm.ben.Person, test.c)
			kind(t, err, test.kind)
		})
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	tm := newTeam(t)
	ctx := t.Context()
	kind(t, tm.Disable(ctx, tm.ada, tm.ada.Person), content.Conflict)
	kind(t, tm.SetRole(ctx, tm.ada, tm.ada.Person, wiki.Member), content.Conflict)
	kind(t, tm.SetRole(ctx, tm.ada, tm.ben.Person, wiki.Admin), "")
	kind(t, tm.Disable(ctx, wiki.Operator(), tm.ben.Person), "")
	kind(t, tm.SetRole(ctx, tm.ada, tm.ada.Person, wiki.Member), content.Conflict) // a disabled one does not count
	kind(t, tm.Enable(ctx, tm.ada, tm.ben.Person), "")
	kind(t, tm.SetRole(ctx, tm.ada, tm.ada.Person, wiki.Member), "")
	as, err := tm.ActorOf(ctx, tm.ada.Person)
	if kind(t, err, ""); as.IsAdmin() {
		t.Error("the change of role does not hold at once")
	}
	kind(t, tm.Disable(ctx, as, tm.ben.Person), content.Forbidden)
	kind(t, tm.SetRole(ctx, wiki.Operator(), tm.ben.Person, "king"), content.Invalid)
	kind(t, tm.Disable(ctx, wiki.Operator(), 99), content.NotFound)
}

func TestSettings(t *testing.T) {
	tm := newTeam(t)
	kind(t, tm.SetSetting(t.Context(), tm.ben, "team", "x"), content.Forbidden)
	for _, value := range []string{"Ops", "Platform"} {
		kind(t, tm.SetSetting(t.Context(), tm.ada, "team", value), "")
		if got, err := tm.Setting(t.Context(), "team"); got != value || err != nil {
			t.Error(got, err)
		}
	}
	if got, err := tm.Setting(t.Context(), "other"); got != "" || err != nil {
		t.Error(got, err)
	}
}
