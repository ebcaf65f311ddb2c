package search

import (
	"strconv"
	"strings"
	"time"
)

// span is a stretch of time in microseconds since 1970, from included and to excluded.
type span struct{ from, to int64 }

func (s span) has(at int64) bool { return at != 0 && s.from <= at && at < s.to }

const forever = 1 << 62

// spanOf reads what stands behind updated: and created: a day, month or year, or an age such as 30d, 6w,
// 3m or 1y, each with <, <=, > or >= before it. A bare age means younger than that. Days begin in now's
// time zone.
func spanOf(value string, now time.Time) (span, bool) {
	sign := value[:len(value)-len(strings.TrimLeft(value, "<>="))]
	value = strings.ToLower(strings.TrimSpace(value[len(sign):]))
	if then, ok := ago(value, now); ok {
		switch sign {
		case "", "=", "<", "<=":
			return span{then.UnixMicro(), forever}, true
		case ">", ">=":
			return span{-forever, then.UnixMicro()}, true
		}
		return span{}, false
	}
	from, to, ok := period(value, now)
	switch sign {
	case "", "=":
		return span{from.UnixMicro(), to.UnixMicro()}, ok
	case "<":
		return span{-forever, from.UnixMicro()}, ok
	case "<=":
		return span{-forever, to.UnixMicro()}, ok
	case ">":
		return span{to.UnixMicro(), forever}, ok
	case ">=":
		return span{from.UnixMicro(), forever}, ok
	}
	return span{}, false
}

// ago reads an age: a number and d, w, m or y.
func ago(value string, now time.Time) (time.Time, bool) {
	if len(value) < 2 {
		return now, false
	}
	n, err := strconv.Atoi(value[:len(value)-1])
	if err != nil || n < 0 || n > 36500 || value[0] == '+' {
		return now, false
	}
	switch value[len(value)-1] {
	case 'd':
		return now.AddDate(0, 0, -n), true
	case 'w':
		return now.AddDate(0, 0, -7*n), true
	case 'm':
		return now.AddDate(0, -n, 0), true
	case 'y':
		return now.AddDate(-n, 0, 0), true
	}
	return now, false
}

// period reads 2026, 2026-05, 2026-05-17, today and yesterday.
func period(value string, now time.Time) (from, to time.Time, ok bool) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	switch value {
	case "today":
		return today, today.AddDate(0, 0, 1), true
	case "yesterday":
		return today.AddDate(0, 0, -1), today, true
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-1", 0, 1, 0}, {"2006-01-02", 0, 0, 1}, {"2006-1-2", 0, 0, 1}} {
		if t, err := time.ParseInLocation(form.layout, value, now.Location()); err == nil && t.Year() >= 1970 {
			return t, t.AddDate(form.years, form.months, form.days), true
		}
	}
	return now, now, false
}
