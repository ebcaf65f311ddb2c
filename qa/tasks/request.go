package tasks

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// RequestID numbers a page request.
type RequestID int64

// RequestState is where a page request stands.
type RequestState string

// The states.
const (
	RequestOpen    RequestState = "open"
	RequestWritten RequestState = "written" // a page was made from it
	RequestClosed  RequestState = "closed"  // nobody is going to write it
)

// PageRequest says that somebody should write something.
type PageRequest struct {
	ID       RequestID
	Space    wiki.SpaceID
	Title    string
	Text     string // Markdown: what it should say, and why
	State    RequestState
	By       wiki.PersonRef
	Owner    wiki.PersonRef // who should write it; zero: nobody in particular
	Due      time.Time      // a day, as its midnight in UTC; zero: any time
	Question int64          // that it would answer; 0: none
	Page     wiki.PageID    // that was made from it; 0: none
	Template string         // the page template to start from; "": none
	Reason   string         // why it was closed
	Created  time.Time
	Updated  time.Time
	Closed   time.Time // zero: it is open
	ClosedBy wiki.PersonRef
}

// URL is the request's address.
func (r PageRequest) URL() string { return fmt.Sprintf("/requests/%d", r.ID) }

// Errand names the request in forms for pages: what is made with it fulfils the request.
func (r PageRequest) Errand() string { return fmt.Sprintf("r%d", r.ID) }

// WriteURL is the form for the page, in the request's space.
func (r PageRequest) WriteURL(in wiki.Space) string {
	v := url.Values{"space": {in.Slug}, "title": {r.Title}, "for": {r.Errand()}}
	if r.Template != "" {
		v.Set("template", r.Template)
	}
	return "/new?" + v.Encode()
}

// The kinds of events about page requests. Data["request"] is its number, Data["given"] is set where somebody
// else is to write it from then on; Event.Page is the page made from it, Event.Question the question that it would answer.
const (
	RequestMade     wiki.EventKind = "request.made"
	RequestChanged  wiki.EventKind = "request.changed"
	RequestShut     wiki.EventKind = "request.closed"
	RequestReopened wiki.EventKind = "request.reopened"
	RequestDone     wiki.EventKind = "request.written"
)

// Limits of what people type, in characters and bytes.
const (
	maxTitle  = 300
	maxText   = 100_000
	maxReason = 500
)

// NewRequest is what a page request is made from.
type NewRequest struct {
	Title    string
	Text     string
	Space    wiki.SpaceID
	Owner    wiki.PersonID // 0: nobody in particular
	Due      time.Time     // a day; zero: any time
	Question int64         // 0: none
	Template string
}

// RequestChange is what Change changes; nil leaves a thing as it is.
type RequestChange struct {
	Title    *string
	Text     *string
	Owner    *wiki.PersonID // 0: nobody
	Due      *time.Time     // zero: any time
	Template *string
}

// Requests holds the use cases of page requests. Whoever may read a space may ask for a page in it;
// who asked, its owner and the space's editors may change and close it.
type Requests struct {
	db  *sqldb.DB
	now func() time.Time
}

// NewRequests makes the use cases over a database; now nil is time.Now.
func NewRequests(db *sqldb.DB, now func() time.Time) *Requests {
	if now == nil {
		now = time.Now
	}
	return &Requests{db: db, now: now}
}

// Create asks for a page.
func (r *Requests) Create(ctx context.Context, access wiki.Access, n NewRequest) (PageRequest, error) {
	if err := access.Need(n.Space, wiki.Reader, "space"); err != nil {
		return PageRequest{}, err
	}
	if err := needWrite(access); err != nil {
		return PageRequest{}, err
	}
	p := PageRequest{Space: n.Space, State: RequestOpen, Question: n.Question, By: wiki.PersonRef{ID: access.As.Person, Name: access.As.Name}}
	change := RequestChange{Title: &n.Title, Text: &n.Text, Owner: &n.Owner, Due: &n.Due, Template: &n.Template}
	if err := r.apply(ctx, access, &p, change); err != nil {
		return PageRequest{}, err
	}
	if err := r.needQuestion(ctx, access, n.Question); err != nil {
		return PageRequest{}, err
	}
	err := r.db.Write(ctx, access.As, func(tx *sqldb.Tx) error {
		id, err := tx.NextID(ctx, "page_requests", 1)
		if err != nil {
			return err
		}
		p.ID, p.Created, p.Updated = RequestID(id), tx.Now(), tx.Now()
		if err := insertRequest(ctx, tx, p); err != nil {
			return err
		}
		tx.Emit(p.event(RequestMade, p.Owner.ID != 0))
		return nil
	})
	return p, err
}

// Get gives a request that the reader may read.
func (r *Requests) Get(ctx context.Context, access wiki.Access, id RequestID) (PageRequest, error) {
	return readRequest(ctx, r.db.Reader(), access, id)
}

// Change edits an open request.
func (r *Requests) Change(ctx context.Context, access wiki.Access, id RequestID, c RequestChange) (PageRequest, error) {
	p, err := r.Get(ctx, access, id)
	if err != nil {
		return p, err
	}
	if err := needRequestEditor(access, p); err != nil { // before what was typed is judged
		return p, err
	}
	changed := p
	if err := r.apply(ctx, access, &changed, c); err != nil {
		return p, err
	}
	return r.edit(ctx, access, id, RequestChanged, func(now *PageRequest) error {
		now.Title, now.Text, now.Owner, now.Due, now.Template = changed.Title, changed.Text, changed.Owner, changed.Due, changed.Template
		return nil
	})
}

// Close says that nobody is going to write it, and why.
func (r *Requests) Close(ctx context.Context, access wiki.Access, id RequestID, reason string) (PageRequest, error) {
	reason = oneLine(reason)
	if reason == "" {
		return PageRequest{}, content.Errorf(content.Invalid, "Say in a few words why nobody is going to write it: whoever asked reads it. The request is still open.").On("reason")
	}
	return r.edit(ctx, access, id, RequestShut, func(p *PageRequest) error {
		if p.State != RequestOpen {
			return content.Errorf(content.Conflict, "This request is not open any more. Nothing was changed.")
		}
		p.State, p.Reason, p.ClosedBy = RequestClosed, content.Excerpt(reason, maxReason), wiki.PersonRef{ID: access.As.Person, Name: access.As.Name}
		return nil
	})
}

// Reopen takes closing or writing back.
func (r *Requests) Reopen(ctx context.Context, access wiki.Access, id RequestID) (PageRequest, error) {
	return r.edit(ctx, access, id, RequestReopened, func(p *PageRequest) error {
		p.State, p.Reason, p.Page, p.ClosedBy = RequestOpen, "", 0, wiki.PersonRef{}
		return nil
	})
}

// Fulfil says which page was made from it. Whoever could read the request and made the page may.
func (r *Requests) Fulfil(ctx context.Context, access wiki.Access, id RequestID, page wiki.PageID) (PageRequest, error) {
	var p PageRequest
	err := r.db.Write(ctx, access.As, func(tx *sqldb.Tx) (err error) {
		if p, err = readRequest(ctx, tx, access, id); err != nil || p.State != RequestOpen {
			return err
		}
		p.State, p.Page, p.ClosedBy = RequestWritten, page, wiki.PersonRef{ID: access.As.Person, Name: access.As.Name}
		return updateRequest(ctx, tx, &p, RequestDone, false)
	})
	return p, err
}

// edit changes a request in a transaction, as somebody who may.
func (r *Requests) edit(ctx context.Context, access wiki.Access, id RequestID, kind wiki.EventKind, fn func(*PageRequest) error) (PageRequest, error) {
	var p PageRequest
	err := r.db.Write(ctx, access.As, func(tx *sqldb.Tx) (err error) {
		if p, err = readRequest(ctx, tx, access, id); err != nil {
			return err
		}
		if err := needRequestEditor(access, p); err != nil {
			return err
		}
		before := p
		if err := fn(&p); err != nil {
			return err
		}
		if p == before {
			return nil
		}
		return updateRequest(ctx, tx, &p, kind, p.Owner.ID != before.Owner.ID)
	})
	return p, err
}

// apply checks what somebody typed and writes it into a request.
func (r *Requests) apply(ctx context.Context, access wiki.Access, p *PageRequest, c RequestChange) error {
	if c.Title != nil {
		title := oneLine(*c.Title)
		switch n := utf8.RuneCountInString(title); {
		case n == 0:
			return content.Errorf(content.Invalid, "Give the page that should be written a title. Nothing was saved.").On("title")
		case n > maxTitle:
			return content.Errorf(content.Invalid, "The title has %d characters; it may have %d. Put the rest into the text below it. Nothing was saved.", n, maxTitle).On("title")
		}
		p.Title = title
	}
	if c.Text != nil {
		if len(*c.Text) > maxText {
			return content.Errorf(content.TooLarge, "The text has %d kB; it may have %d kB. Nothing was saved.", len(*c.Text)/1000, maxText/1000).On("text")
		}
		if strings.ContainsRune(*c.Text, 0) {
			return content.Errorf(content.Invalid, "There is a NUL character in the text, which cannot be kept. Nothing was saved.").On("text")
		}
		if _, err := content.Parse(*c.Text); err != nil {
			return err
		}
		p.Text = strings.ToValidUTF8(*c.Text, "\uFFFD")
	}
	if c.Due != nil {
		if p.Due = *c.Due; !p.Due.IsZero() {
			p.Due = DayOf(*c.Due, time.UTC)
		}
		if y := p.Due.Year(); !p.Due.IsZero() && (y < 2000 || y > 9999) {
			return content.Errorf(content.Invalid, "Write the day as 2026-12-31. Nothing was saved.").On("due")
		}
	}
	if c.Template != nil {
		p.Template = content.Excerpt(oneLine(*c.Template), 60)
	}
	if c.Owner == nil || *c.Owner == p.Owner.ID {
		return nil
	}
	return r.own(ctx, access, p, *c.Owner)
}

// own makes somebody who may read its space the owner of a request; 0 nobody.
func (r *Requests) own(ctx context.Context, access wiki.Access, p *PageRequest, owner wiki.PersonID) error {
	p.Owner = wiki.PersonRef{}
	if owner == 0 {
		return nil
	}
	readers, err := Readers(ctx, r.db, access, p.Space)
	if err != nil {
		return err
	}
	for _, one := range readers {
		if one.ID == owner {
			p.Owner = one
			return nil
		}
	}
	return content.Errorf(content.Invalid, "Choose somebody who may read this space to write the page. Nothing was saved.").On("owner")
}

// event tells of a request; given says that somebody else is to write it from then on.
func (r PageRequest) event(kind wiki.EventKind, given bool) wiki.Event {
	e := wiki.Event{Kind: kind, Space: r.Space, Page: r.Page, Question: r.Question, Data: map[string]string{"request": fmt.Sprint(r.ID)}}
	if given {
		e.Data["given"] = "1"
	}
	return e
}

// needWrite checks that the reader may write anything at all.
func needWrite(access wiki.Access) error {
	switch {
	case !access.As.SignedIn():
		return content.Errorf(content.Sign, "Sign in to do that. Nothing was changed.")
	case !access.As.Operator && access.As.Scope < wiki.ScopeWrite:
		return content.Errorf(content.Forbidden, "This token may only read. Make one with the scope “write”; nothing was changed.")
	}
	return nil
}

// MayChange says whether the reader may change, close or reopen a request.
func (r PageRequest) MayChange(access wiki.Access) bool { return needRequestEditor(access, r) == nil }

func needRequestEditor(access wiki.Access, p PageRequest) error {
	if err := needWrite(access); err != nil {
		return err
	}
	me := access.As.Person
	if access.Right(p.Space) >= wiki.Editor || me != 0 && (p.By.ID == me || p.Owner.ID == me) {
		return nil
	}
	return content.Errorf(content.Forbidden, "Only who asked for this page, who is to write it, or an editor of its space may do that. Nothing was changed.")
}

// oneLine folds white space and drops control characters.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))
	return strings.Join(strings.Fields(text), " ")
}
