package sqldb

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/wiki"
)

// Moment scans a time from microseconds. NULL, from an outer join, is the zero time.
type Moment struct{ To *time.Time }

// Scan is sql.Scanner's.
func (m Moment) Scan(value any) error {
	switch micros := value.(type) {
	case nil:
		*m.To = time.Time{}
	case int64:
		*m.To = Time(micros)
	default:
		return fmt.Errorf("time: unexpected %T", value)
	}
	return nil
}

// Words scans a list of words from JSON text; empty text, and NULL from an outer join, is nil.
type Words struct{ To *[]string }

// Scan is sql.Scanner's.
func (w Words) Scan(value any) error {
	*w.To = nil
	if value == nil {
		return nil
	}
	text, isText := value.(string)
	switch {
	case !isText:
		return fmt.Errorf("list of words: unexpected %T", value)
	case text == "":
		return nil
	}
	if err := json.Unmarshal([]byte(text), w.To); err != nil {
		return fmt.Errorf("list of words: %w", err)
	}
	return nil
}

// ScanEvent reads seq, at, actor and its name, kind, space, page, revision, question and data.
func ScanEvent(rows *sql.Rows) (e wiki.Event, err error) {
	var data string
	err = rows.Scan(&e.Seq, Moment{&e.At}, &e.Actor.ID, &e.Actor.Name, &e.Kind, &e.Space, &e.Page, &e.Revision, &e.Question, &data)
	if err == nil && data != "" {
		err = json.Unmarshal([]byte(data), &e.Data)
	}
	return e, err
}
