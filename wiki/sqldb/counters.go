package sqldb

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/docent-wiki/docent/wiki"
)

// eventCounter is the row that numbers events; eventChunk bounds the rows of one INSERT.
const (
	eventCounter = "events"
	eventChunk   = 64
)

// NextID hands out n consecutive ids of a counter, the first of which it returns. They are used up
// only if the transaction commits.
func (tx *Tx) NextID(ctx context.Context, counter string, n int) (first int64, err error) {
	var last int64
	err = tx.QueryRowContext(ctx, `INSERT INTO counters (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value`, counter, n).Scan(&last)
	if err != nil {
		return 0, fmt.Errorf("next %s: %w", counter, err)
	}
	return last - int64(n) + 1, nil
}

// ReserveIDs hands out n consecutive ids of a counter in a transaction of its own, for those who
// write later what they already gave a number. Unused ones are never given out again.
func (db *DB) ReserveIDs(ctx context.Context, counter string, n int) (first int64, err error) {
	err = db.Write(ctx, wiki.Operator(), func(tx *Tx) error {
		first, err = tx.NextID(ctx, counter, n)
		return err
	})
	return first, err
}

// number gives the emitted events their numbers and writes them: the last statements before the
// commit, so that on an engine with several writers, too, nobody can commit between number and
// commit with a larger number.
func (tx *Tx) number(ctx context.Context) error {
	if len(tx.events) == 0 {
		return nil
	}
	next, err := tx.NextID(ctx, eventCounter, len(tx.events))
	if err != nil {
		return err
	}
	for start := 0; start < len(tx.events); start += eventChunk {
		chunk := tx.events[start:min(start+eventChunk, len(tx.events))]
		args := make([]any, 0, len(chunk)*10)
		for _, e := range chunk {
			data, err := eventData(e.Data)
			if err != nil {
				return err
			}
			args = append(args, next, Micros(tx.now), int64(tx.as.Person), tx.as.Name, string(e.Kind),
				int64(e.Space), int64(e.Page), e.Revision, e.Question, data)
			next++
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO events
			(seq, at, actor, actor_name, kind, space, page, revision, question, data) VALUES `+Values(len(chunk), 10), args...)
		if err != nil {
			return fmt.Errorf("write events: %w", err)
		}
	}
	return nil
}

// eventData writes an event's facts as JSON text, "" where there are none.
func eventData(data map[string]string) (string, error) {
	if len(data) == 0 {
		return "", nil
	}
	text, err := json.Marshal(data)
	if err != nil {
		return "", fmt.Errorf("event data: %w", err)
	}
	return string(text), nil
}
