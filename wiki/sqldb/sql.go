package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Queryer is what SQL is written against: a pool of readers, or a write transaction. Rows must be
// closed before the same text is queried again in the same transaction; All does so.
type Queryer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Micros is how a time stands in a column: microseconds since 1970 UTC, 0 for the zero time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the inverse of Micros.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// Bit is how yes and no stand in a column.
func Bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// In writes n placeholders from a number on: In(3, 2) is "$2,$3,$4".
func In(n, from int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// Values writes n rows of placeholders for an INSERT: Values(2, 3) is "($1,$2,$3),($4,$5,$6)".
func Values(rows, columns int) string {
	var b strings.Builder
	for i := range rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		b.WriteString(In(columns, 1+i*columns))
		b.WriteByte(')')
	}
	return b.String()
}

// Padded gives ids as arguments for an IN list, the last one repeated up to the next power of two:
// lists of all lengths share a few statements, which stay prepared. No ids give one impossible id.
func Padded[ID ~int64](ids []ID) []any {
	if len(ids) == 0 {
		return []any{int64(-1)}
	}
	return padded(ids, func(id ID) any { return int64(id) })
}

// PaddedText is Padded for texts; there must be at least one.
func PaddedText(texts []string) []any {
	return padded(texts, func(s string) any { return s })
}

func padded[T any](list []T, arg func(T) any) []any {
	n := 1
	for n < len(list) {
		n *= 2
	}
	args := make([]any, n)
	for i := range args {
		args[i] = arg(list[min(i, len(list)-1)])
	}
	return args
}

// All runs a query and scans every row of its answer. No rows are an empty, nil slice.
func All[T any](ctx context.Context, q Queryer, scan func(*sql.Rows) (T, error), query string, args ...any) (all []T, err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("query: %w", err)
	}
	defer func() {
		if e := rows.Close(); e != nil && err == nil {
			all, err = nil, fmt.Errorf("close rows: %w", e)
		}
	}()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("scan: %w", err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read rows: %w", err)
	}
	return all, nil
}
