package tasks

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// An owner whose account is disabled is nobody.
const requestSelect = `SELECT r.id, r.space, r.state, r.asker, COALESCE(b.name, ''), COALESCE(o.id, 0), COALESCE(o.name, ''), r.due, r.question,
	r.page, r.template, r.created, r.updated, r.closed, r.closed_by, COALESCE(c.name, ''), r.title, r.reason, r.body
	FROM page_requests r LEFT JOIN people b ON b.id = r.asker LEFT JOIN people o ON o.id = r.owner AND o.disabled = 0
	LEFT JOIN people c ON c.id = r.closed_by `

func scanRequest(rows *sql.Rows) (p PageRequest, err error) {
	return p, rows.Scan(&p.ID, &p.Space, &p.State, &p.By.ID, &p.By.Name, &p.Owner.ID, &p.Owner.Name, sqldb.Moment{To: &p.Due}, &p.Question,
		&p.Page, &p.Template, sqldb.Moment{To: &p.Created}, sqldb.Moment{To: &p.Updated}, sqldb.Moment{To: &p.Closed}, &p.ClosedBy.ID, &p.ClosedBy.Name,
		&p.Title, &p.Reason, &p.Text)
}

// readRequest gives a request in a space that the reader may read.
func readRequest(ctx context.Context, q sqldb.Queryer, access wiki.Access, id RequestID) (PageRequest, error) {
	all, err := sqldb.All(ctx, q, scanRequest, requestSelect+`WHERE r.id = $1`, int64(id))
	if err != nil {
		return PageRequest{}, fmt.Errorf("read request: %w", err)
	}
	if len(all) == 0 || access.Right(all[0].Space) < wiki.Reader {
		return PageRequest{}, content.Errorf(content.NotFound, "There is no such request, or you may not see it.")
	}
	return all[0], nil
}

func insertRequest(ctx context.Context, tx *sqldb.Tx, p PageRequest) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO page_requests (id, space, state, asker, owner, due, question, page, template, created, updated,
		closed, closed_by, title, reason, body) VALUES `+sqldb.Values(1, 16),
		int64(p.ID), int64(p.Space), string(p.State), int64(p.By.ID), int64(p.Owner.ID), sqldb.Micros(p.Due), p.Question, int64(p.Page), p.Template,
		sqldb.Micros(p.Created), sqldb.Micros(p.Updated), sqldb.Micros(p.Closed), int64(p.ClosedBy.ID), p.Title, p.Reason, p.Text)
	if err != nil {
		return fmt.Errorf("write request: %w", err)
	}
	return nil
}

// updateRequest writes a request that was changed, and tells of it.
func updateRequest(ctx context.Context, tx *sqldb.Tx, p *PageRequest, kind wiki.EventKind, given bool) error {
	p.Updated = tx.Now()
	switch {
	case p.State == RequestOpen:
		p.Closed = time.Time{}
	case p.Closed.IsZero():
		p.Closed = tx.Now()
	}
	_, err := tx.ExecContext(ctx, `UPDATE page_requests SET state = $1, owner = $2, due = $3, page = $4, template = $5, updated = $6, closed = $7,
		closed_by = $8, title = $9, reason = $10, body = $11 WHERE id = $12`,
		string(p.State), int64(p.Owner.ID), sqldb.Micros(p.Due), int64(p.Page), p.Template, sqldb.Micros(p.Updated), sqldb.Micros(p.Closed),
		int64(p.ClosedBy.ID), p.Title, p.Reason, p.Text, int64(p.ID))
	if err != nil {
		return fmt.Errorf("change request: %w", err)
	}
	tx.Emit(p.event(kind, given))
	return nil
}

// RequestFilter narrows a list of requests.
type RequestFilter struct {
	State  RequestState // "": open ones
	Space  wiki.SpaceID // 0: every readable one
	Before RequestID    // 0: from the newest
	Limit  int
}

// List gives the requests that the reader may read, the newest first.
func (r *Requests) List(ctx context.Context, access wiki.Access, f RequestFilter) ([]PageRequest, error) {
	spaces := access.IDs()
	if f.Space != 0 {
		if err := access.Need(f.Space, wiki.Reader, "space"); err != nil {
			return nil, err
		}
		spaces = []wiki.SpaceID{f.Space}
	}
	if f.State == "" {
		f.State = RequestOpen
	}
	before := int64(f.Before)
	if before == 0 {
		before = 1 << 62
	}
	in := sqldb.Padded(spaces)
	args := append([]any{string(f.State), before, f.Limit}, in...)
	return sqldb.All(ctx, r.db.Reader(), scanRequest, requestSelect+`WHERE r.state = $1 AND r.id < $2 AND r.space IN (`+sqldb.In(len(in), 4)+`)
		ORDER BY r.id DESC LIMIT $3`, args...)
}

// OfQuestion gives the requests that would answer a question and that the reader may read, the newest first.
func (r *Requests) OfQuestion(ctx context.Context, access wiki.Access, question int64) ([]PageRequest, error) {
	in := sqldb.Padded(access.IDs())
	return sqldb.All(ctx, r.db.Reader(), scanRequest, requestSelect+`WHERE r.question = $1 AND r.question > 0 AND r.space IN (`+
		sqldb.In(len(in), 2)+`) ORDER BY r.id DESC`, append([]any{question}, in...)...)
}

// needQuestion checks that the reader may read the question that a page would answer.
func (r *Requests) needQuestion(ctx context.Context, access wiki.Access, question int64) error {
	if question == 0 {
		return nil
	}
	var space wiki.SpaceID
	all, err := sqldb.All(ctx, r.db.Reader(), func(rows *sql.Rows) (s wiki.SpaceID, err error) { return s, rows.Scan(&s) },
		`SELECT space FROM questions WHERE id = $1`, question)
	if err != nil {
		return fmt.Errorf("the question of a request: %w", err)
	}
	if len(all) == 1 {
		space = all[0]
	}
	if space == 0 || access.Right(space) < wiki.Reader {
		return content.Errorf(content.Invalid, "There is no such question, or you may not see it. Nothing was saved.").On("question")
	}
	return nil
}

// Titles gives the titles of questions and pages that requests name, as far as the reader may read them.
type Titles struct {
	Question, Page string // "": none that the reader may read
}

// TitlesOf looks up what a request names.
func (r *Requests) TitlesOf(ctx context.Context, access wiki.Access, p PageRequest) (t Titles, err error) {
	pages, err := r.PageTitles(ctx, access, []PageRequest{p})
	if err != nil || p.Question == 0 {
		return Titles{Page: pages[p.Page]}, err
	}
	in := sqldb.Padded(access.IDs())
	all, err := sqldb.All(ctx, r.db.Reader(), func(rows *sql.Rows) (s string, err error) { return s, rows.Scan(&s) },
		`SELECT title FROM questions WHERE id = $1 AND space IN (`+sqldb.In(len(in), 2)+`)`, append([]any{p.Question}, in...)...)
	if err != nil {
		return t, fmt.Errorf("the question of a request: %w", err)
	}
	if len(all) == 1 {
		t.Question = all[0]
	}
	t.Page = pages[p.Page]
	return t, nil
}

// PageTitles gives the titles of the pages that were made from requests, as far as the reader may read them.
func (r *Requests) PageTitles(ctx context.Context, access wiki.Access, list []PageRequest) (map[wiki.PageID]string, error) {
	ids := make([]wiki.PageID, 0, len(list))
	for _, p := range list {
		if p.Page != 0 {
			ids = append(ids, p.Page)
		}
	}
	type row struct {
		id    wiki.PageID
		title string
	}
	pages, in := sqldb.Padded(ids), sqldb.Padded(access.IDs())
	all, err := sqldb.All(ctx, r.db.Reader(), func(rows *sql.Rows) (one row, err error) { return one, rows.Scan(&one.id, &one.title) },
		`SELECT id, title FROM pages WHERE id IN (`+sqldb.In(len(pages), 1)+`) AND trashed = 0 AND space IN (`+sqldb.In(len(in), len(pages)+1)+`)`,
		append(pages, in...)...)
	if err != nil {
		return nil, fmt.Errorf("pages made from requests: %w", err)
	}
	titles := make(map[wiki.PageID]string, len(all))
	for _, one := range all {
		titles[one.id] = one.title
	}
	return titles, nil
}

// Source is the source of open requests that the reader is to write.
func (r *Requests) Source() Source {
	return func(ctx context.Context, access wiki.Access) ([]Item, error) {
		in := sqldb.Padded(access.IDs())
		args := append([]any{int64(access.As.Person)}, in...)
		list, err := sqldb.All(ctx, r.db.Reader(), scanRequest, requestSelect+`WHERE r.owner = $1 AND r.state = 'open' AND r.space IN (`+
			sqldb.In(len(in), 2)+`) ORDER BY CASE WHEN r.due = 0 THEN 1 ELSE 0 END, r.due, r.id LIMIT `+strconv.Itoa(MaxItems), args...)
		if err != nil {
			return nil, fmt.Errorf("requests to write: %w", err)
		}
		items := make([]Item, 0, len(list))
		for _, p := range list {
			items = append(items, r.item(access, p))
		}
		return items, nil
	}
}

func (r *Requests) item(access wiki.Access, p PageRequest) Item {
	item := Item{
		Key: fmt.Sprintf("request-%d", p.ID), Kind: Request, Title: p.Title, URL: p.URL(), Do: "Open",
		Space: p.Space, Due: p.Due, Day: true, Since: p.Created, Text: content.Excerpt(p.Text, 160),
		Assign: func(ctx context.Context, access wiki.Access, to wiki.PersonID) error {
			_, err := r.Change(ctx, access, p.ID, RequestChange{Owner: &to})
			return err
		},
	}
	if s, found := access.Space(p.Space); found && access.Right(p.Space) >= wiki.Editor {
		item.Do, item.DoURL = "Write it", p.WriteURL(s)
	}
	if item.Text == "" && p.By.Name != "" && p.By.ID != access.As.Person {
		item.Text = p.By.Name + " asks for this page."
	}
	return item
}
