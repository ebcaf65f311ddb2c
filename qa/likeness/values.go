package likeness

import (
	"regexp"
	"strconv"
	"strings"
)

// Differ says in what two sentences differ.
type Differ string

// What sentences differ in.
const (
	Number   Differ = "number"
	Moment   Differ = "moment" // a date, a weekday, a time of day
	Polarity Differ = "yesno"  // one says yes where the other says no
)

// value is something countable or datable that a sentence says.
type value struct {
	kind       Differ
	text       string // in one form for all spellings: "5 day", "75 usd", "17:30", "03-05", "mon"
	start, end int    // bytes in the sentence
	year       bool   // it is a bare year
}

// counted are number words. One is missing: it is seldom a number.
var counted = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
	"twelve": "12", "fourteen": "14", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
	"hundred": "100", "thousand": "1000", "twice": "2 time", "once": "1 time", "half": "0.5",
	"zwei": "2", "drei": "3", "vier": "4", "funf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10", "zwolf": "12",
}

// units are what numbers count, with their one form. A unit belongs to its number.
var units = func() map[string]string {
	all := map[string]string{}
	for one, list := range map[string]string{
		"second": "second seconds sec secs s sekunde sekunden", "minute": "minute minutes min mins minuten", "hour": "hour hours hr hrs h stunde stunden",
		"day": "day days tag tage tagen", "week": "week weeks woche wochen", "month": "month months monat monate monaten",
		"year": "year years yr yrs jahr jahre jahren", "percent": "percent prozent", "usd": "dollar dollars usd", "eur": "euro euros eur",
		"gbp": "pound pounds gbp", "time": "time times", "gb": "gb gigabyte gigabytes", "mb": "mb megabyte megabytes", "kb": "kb kilobyte kilobytes",
		"tb": "tb terabyte terabytes", "mile": "mile miles", "km": "km kilometer kilometers", "people": "people persons person",
	} {
		for _, w := range strings.Fields(list) {
			all[w] = one
		}
	}
	return all
}()

var months = func() map[string]string {
	all := map[string]string{}
	for i, list := range strings.Split("january jan januar|february feb februar|march mar marz|april apr|may mai|june jun juni|july jul juli|august aug|"+
		"september sep sept|october oct oktober|november nov|december dec dezember", "|") {
		for _, w := range strings.Fields(list) {
			all[w] = "month " + strconv.Itoa(i+1)
		}
	}
	return all
}()

var weekdays = func() map[string]string {
	all := map[string]string{}
	for i, list := range strings.Split("monday mondays montag|tuesday tuesdays dienstag|wednesday wednesdays mittwoch|thursday thursdays donnerstag|"+
		"friday fridays freitag|saturday saturdays samstag|sunday sundays sonntag", "|") {
		for _, w := range strings.Fields(list) {
			all[w] = "weekday " + strconv.Itoa(i+1)
		}
	}
	return all
}()

// named are words that make the number behind them a name: what has another name is another thing.
var named = set(`version v step example section chapter figure table room floor level grade phase part option form page line tier
	appendix article rule item note question task lesson module unit day week release build rev revision schritt beispiel abschnitt kapitel`)

var (
	clockTime = regexp.MustCompile(`^(\d{1,2})(?::(\d\d))?(am|pm|a|p|h|uhr)?$`)
	isoDate   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$|^\d{1,2}/\d{1,2}/\d{2,4}$|^\d{1,2}\.\d{1,2}\.\d{2,4}$`)
	plain     = regexp.MustCompile(`^([$€£¥]?)(\d[\d,]*)((?:\.\d+)?)([%$€£]|[a-z]+)?$`)
	grouped   = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)
)

// numberOf reads a number with the words behind it; used is how many of those belong to it. A number that
// is part of a name is none.
func numberOf(all []word, i int) (v value, used int, is bool) {
	w := all[i]
	v = value{kind: Number, start: w.start, end: w.end}
	next := func(n int) string {
		if i+n < len(all) {
			return all[i+n].text
		}
		return ""
	}
	text := strings.ToLower(w.text)
	if n, spelt := counted[w.text]; spelt {
		text = n
	} else if w.text == "one" && units[next(1)] != "" {
		text = "1"
	} else if !w.number || strings.Count(text, ".") > 1 || isName(all, i) {
		return v, 0, false
	}
	switch {
	case isoDate.MatchString(text):
		v.kind, v.text = Moment, text
		return v, 0, true
	case strings.Contains(text, ":"), clockTime.MatchString(text) && strings.ContainsAny(text, "amphu"), half(next(1)):
		if t, n, ok := timeOf(text, next(1)); ok {
			v.kind, v.text = Moment, t
			if n > 0 {
				v.end = all[i+n].end
			}
			return v, n, true
		}
	}
	v.text = canonical(text)
	v.year = len(text) == 4 && (strings.HasPrefix(text, "19") || strings.HasPrefix(text, "20"))
	for n := 1; n <= 2; n++ { // "five days", "five business days"
		if one := units[next(n)]; one != "" && (n == 1 || qualifiers[next(1)]) {
			v.text += " " + strings.Join(append(qualifier(next(1), n), one), " ")
			v.end, v.year = all[i+n].end, false
			return v, n, true
		}
	}
	return v, 0, true
}

// qualifiers stand between a number and its unit.
var qualifiers = set("business working calendar work full consecutive")

func qualifier(w string, n int) []string {
	switch {
	case n == 1 || w == "full":
		return nil
	case w == "business" || w == "work":
		return []string{"working"}
	}
	return []string{w}
}

func half(next string) bool {
	return next == "am" || next == "pm" || next == "a.m" || next == "p.m" || next == "uhr" || next == "oclock"
}

// timeOf reads a time of day; n is how many of the next words belong to it.
func timeOf(text, next string) (t string, n int, is bool) {
	m := clockTime.FindStringSubmatch(text)
	if m == nil {
		return "", 0, false
	}
	hour, _ := strconv.Atoi(m[1])
	minute := m[2]
	if minute == "" {
		minute = "00"
	}
	mark := m[3]
	if mark == "" && half(next) {
		mark, n = next, 1
	}
	if hour > 24 {
		return "", 0, false
	}
	switch {
	case strings.HasPrefix(mark, "p") && hour < 12:
		hour += 12
	case strings.HasPrefix(mark, "a") && hour == 12:
		hour = 0
	}
	return strconv.Itoa(hour) + ":" + minute, n, true
}

// canonical gives a number in one form: without separators and zeros behind the point, the currency behind it.
func canonical(text string) string {
	m := plain.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	whole, part, unit := m[2], strings.TrimRight(m[3], "0"), m[4]
	if grouped.MatchString(whole) {
		whole = strings.ReplaceAll(whole, ",", "")
	}
	if part == "." {
		part = ""
	}
	for _, sign := range []string{m[1], unit} {
		switch sign {
		case "$":
			return whole + part + " usd"
		case "€":
			return whole + part + " eur"
		case "£":
			return whole + part + " gbp"
		case "%":
			return whole + part + " percent"
		}
	}
	if one := units[unit]; one != "" {
		return whole + part + " " + one
	}
	return whole + part + unit
}

// isName says whether a number names something: it stands behind a word with a capital, other than the first
// one, or behind a word for what is numbered.
func isName(all []word, i int) bool {
	if i == 0 {
		return false
	}
	before := all[i-1]
	if before.number || months[before.text] != "" || weekdays[before.text] != "" {
		return false
	}
	return named[before.text] || before.capital && i > 1
}

// momentOf reads a month with the day before or behind it, or a weekday.
func momentOf(all []word, i int) (v value, used int, is bool) {
	w := all[i]
	v = value{kind: Moment, start: w.start, end: w.end}
	if day := weekdays[w.text]; day != "" && w.capital {
		v.text = day
		return v, 0, true
	}
	month := months[w.text]
	if month == "" || !w.capital || w.text == "may" && (i == 0 || i+1 >= len(all) || !all[i+1].number) || w.text == "march" && i == 0 {
		return v, 0, false
	}
	v.text = month
	if i+1 < len(all) && all[i+1].number && len(all[i+1].text) <= 4 && !strings.ContainsAny(all[i+1].text, ".,:%") {
		v.text += " " + strings.TrimRight(strings.ToLower(all[i+1].text), "stndrh")
		v.end = all[i+1].end
		return v, 1, true
	}
	return v, 0, true
}
