package themes

import (
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones on this machine: ", err)
	}
	at := time.Date(2026, 5, 5, 12, 30, 0, 0, time.UTC) // a Tuesday, 14:30 in Berlin
	cases := []struct {
		shift time.Duration
		lang  string
		want  string
	}{
		{-10 * time.Second, "en", "just now"},
		{-time.Minute, "en", "1 minute ago"},
		{-50 * time.Minute, "en", "50 minutes ago"},
		{-3 * time.Hour, "en", "3 hours ago"},
		{-13 * time.Hour, "en", "13 hours ago"},
		{-15 * time.Hour, "en", "yesterday"},
		{-2 * 24 * time.Hour, "en", "2 days ago"},
		{-7 * 24 * time.Hour, "en", "28 Apr"},
		{-400 * 24 * time.Hour, "en", "31 Mar 2025"},
		{-7 * 24 * time.Hour, "en-US", "Apr 28"},
		{20 * time.Minute, "en", "in 20 minutes"},
		{20 * time.Hour, "en", "tomorrow"},
		{5 * 24 * time.Hour, "en", "in 5 days"},
		{-2 * 24 * time.Hour, "de", "vor 2 Tagen"},
		{-7 * 24 * time.Hour, "de-AT", "28. Apr."},
		{-2 * time.Hour, "fr", "il y a 2 heures"},
		{3 * 24 * time.Hour, "es", "en 3 días"},
		{-2 * time.Hour, "xx", "2 hours ago"},
	}
	for _, c := range cases {
		if got := When(at.Add(c.shift), at, berlin, c.lang); got.Text != c.want {
			t.Errorf("%v in %s: %q, want %q", c.shift, c.lang, got.Text, c.want)
		}
	}
	got := When(at, at, berlin, "en")
	want := Time{Text: "just now", Exact: "Tuesday, 5 May 2026, 14:30 CEST", ISO: "2026-05-05T12:30:00Z"}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := On(at, at, berlin, "en"); got.Text != "5 May 2026" {
		t.Errorf("On: %q", got.Text)
	}
	if got := When(time.Time{}, at, nil, "en"); got != (Time{}) || got.HTML() != "" {
		t.Errorf("the zero time gives %+v", got)
	}
	if got := On(time.Time{}, at, nil, ""); got != (Time{}) {
		t.Errorf("the zero time gives %+v", got)
	}
}
