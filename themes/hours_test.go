package themes

import (
	"testing"
	"time"
)

func TestHours(t *testing.T) {
	nine := [][2]int{{540, 1020}}
	usual := Week{1: nine, 2: nine, 3: nine, 4: nine, 5: nine}
	for _, c := range []struct {
		name, lang, want string
		week             Week
	}{
		{"usual", "en", "Mon–Fri 9–17", usual},
		{"American", "en-US", "Mon–Fri 9 AM–5 PM", usual},
		{"German", "de", "Mo–Fr 9–17", usual},
		{"French", "fr", "lun.–ven. 9–17", usual},
		{"Spanish", "es", "lun–vie 9–17", usual},
		{"unknown", "tlh", "Mon–Fri 9–17", usual},
		{"none", "en", "", Week{}},
		{"a shorter Friday", "en", "Mon–Thu 9–17; Fri 9–12:30", Week{1: nine, 2: nine, 3: nine, 4: nine, 5: {{540, 750}}}},
		{"a day off between", "en", "Mon, Tue 9–17; Thu 9–12, 13:30–17:05", Week{1: nine, 2: nine, 4: {{540, 720}, {810, 1025}}}},
		{"Sunday is the last day", "en", "Sat, Sun 9–17", Week{6: nine, 0: nine}},
		{"Sunday to Thursday", "en", "Mon–Thu 9–17; Sun 9–17", Week{0: nine, 1: nine, 2: nine, 3: nine, 4: nine}},
		{"a night", "en", "Wed 22–6", Week{3: {{1320, 1800}}}},
		{"a whole day", "en", "Wed 0–24", Week{3: {{0, 1440}}}},
		{"an American night", "en-US", "Wed 10:30 PM–12 AM", Week{3: {{1350, 1440}}}},
		{"always", "en", "Mon–Sun 9–17", Week{nine, nine, nine, nine, nine, nine, nine}},
	} {
		if got := Hours(c.week, c.lang); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestClock(t *testing.T) {
	at := time.Date(2026, 3, 6, 12, 20, 0, 0, time.UTC)
	for lang, want := range map[string]string{"en": "14:20", "en-US": "2:20 PM", "de": "14:20"} {
		if got := Clock(at, time.FixedZone("there", 2*60*60), lang); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
