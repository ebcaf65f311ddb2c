package worktime

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/docent-wiki/docent/content"
)

// maxSpans is how many parts a day's hours may have.
const maxSpans = 6

// ParseHours reads the working hours of a day as people write them: “9-17”, “9:00–12:30, 13:30–17:00”,
// “22:00–06:00” (a night shift, which ends on the next day), “0-24”. Nothing, or “-”, is a day off. An end that
// is its beginning is refused: it may mean nothing or a whole day. Its error is a *content.Error that a person
// may read.
func ParseHours(s string) ([]Span, error) {
	return parseHours(s, func(span Span) error {
		if span.From != span.To {
			return nil
		}
		return content.Errorf(content.Invalid, "%s–%[1]s ends when it begins. Write 0:00–24:00 for a whole day, or nothing for a day off.", clock(span.From))
	})
}

// StoredHours is ParseHours for hours that were taken already: an end that is its beginning lies on the next day.
func StoredHours(s string) ([]Span, error) {
	return parseHours(s, func(Span) error { return nil })
}

func parseHours(s string, check func(Span) error) ([]Span, error) {
	if s = strings.TrimSpace(s); s == "" || s == "-" || s == "–" {
		return nil, nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' })
	if len(parts) > maxSpans {
		return nil, content.Errorf(content.Invalid, "A day can have at most %d parts.", maxSpans)
	}
	var spans []Span
	for _, part := range parts {
		if strings.TrimSpace(part) == "" {
			continue
		}
		span, err := ParseSpan(part)
		if err == nil {
			err = check(span)
		}
		if err != nil {
			return nil, err
		}
		if span.To <= span.From {
			span.To += minutesOfDay
		}
		spans = append(spans, span)
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.From - b.From })
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			return nil, content.Errorf(content.Invalid, "%s and %s overlap.", spans[i-1], spans[i])
		}
	}
	return spans, nil
}

// ParseSpan reads one part of a day: “9-17”, “20:00–8:00”. To is not after From where it goes over
// midnight; nothing is the empty span.
func ParseSpan(s string) (Span, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Span{}, nil
	}
	from, to, ok := strings.Cut(strings.NewReplacer("–", "-", "—", "-", " to ", "-").Replace(s), "-")
	if !ok {
		return Span{}, notHours(s)
	}
	first, ok1 := parseMinute(from)
	last, ok2 := parseMinute(to)
	if !ok1 || !ok2 || first == minutesOfDay {
		return Span{}, notHours(s)
	}
	return Span{first, last}, nil
}

// ParseQuiet reads quiet hours; nothing is none. Hours that end when they begin are refused, and so is the whole
// day: nothing would ever be sent. Its error is a *content.Error that a person may read.
func ParseQuiet(s string) (Span, error) {
	span, err := ParseSpan(s)
	switch {
	case err != nil || strings.TrimSpace(s) == "":
	case span.From == span.To:
		err = content.Errorf(content.Invalid, "%s–%[1]s ends when it begins. Write them like 20:00–8:00, or nothing where messages may come at any hour.", clock(span.From))
	case span.WholeDay():
		err = content.Errorf(content.Invalid, "With 0:00–24:00 nothing would ever be sent. Write a part of the day, like 20:00–8:00; to get no mail at all, choose messages in the app only.")
	}
	return span, err
}

// WholeDay says whether it leaves nothing of a day.
func (s Span) WholeDay() bool { return s.From == 0 && s.To == minutesOfDay }

// Overlap says on which day hours begin before those of the day before have ended, in a sentence for people; "":
// on none.
func (w Week) Overlap() (day time.Weekday, problem string) {
	for before, spans := range w {
		day := time.Weekday((before + 1) % len(w))
		if len(spans) == 0 || len(w[day]) == 0 {
			continue
		}
		last, first := spans[len(spans)-1], w[day][0]
		if end := last.To - minutesOfDay; end > first.From {
			return day, fmt.Sprintf("%s of %s goes on until %s on %s, which begins at %s. Let %[4]s begin at %[3]s, or %[2]s end earlier.",
				last, time.Weekday(before), clock(end), day, clock(first.From))
		}
	}
	return 0, ""
}

func notHours(s string) error {
	return content.Errorf(content.Invalid, "“%s” are not hours. Write them like 9:00–17:00, several with commas between.", content.Excerpt(s, 40))
}

// parseMinute reads 9, 9:30, 09.30 or 24:00 as minutes from midnight.
func parseMinute(s string) (minute int, ok bool) {
	hour, rest, found := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ".", ":"), ":")
	h, err := strconv.ParseUint(hour, 10, 8)
	if err != nil || len(hour) > 2 {
		return 0, false
	}
	var m uint64
	if found {
		if m, err = strconv.ParseUint(rest, 10, 8); err != nil || len(rest) != 2 {
			return 0, false
		}
	}
	minute = int(h)*60 + int(m)
	return minute, m < 60 && minute <= minutesOfDay
}

// FormatHours writes the hours of a day as ParseHours reads them.
func FormatHours(spans []Span) string {
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = s.String()
	}
	return strings.Join(parts, ", ")
}

// String writes 09:00–17:00; an end on the next day as that day's time.
func (s Span) String() string {
	to := s.To
	if to > minutesOfDay {
		to -= minutesOfDay
	}
	return fmt.Sprintf("%s–%s", clock(s.From), clock(to))
}

func clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
