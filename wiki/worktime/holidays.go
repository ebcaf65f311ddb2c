package worktime

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/ar"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/bg"
	"github.com/rickar/cal/v2/br"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/gr"
	"github.com/rickar/cal/v2/hr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/jp"
	"github.com/rickar/cal/v2/lt"
	"github.com/rickar/cal/v2/lv"
	"github.com/rickar/cal/v2/mw"
	"github.com/rickar/cal/v2/nc"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/ro"
	"github.com/rickar/cal/v2/ru"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/si"
	"github.com/rickar/cal/v2/sk"
	"github.com/rickar/cal/v2/ua"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"
)

// Country is a country, or a part of one, whose public holidays are known.
type Country struct {
	Code string // ISO 3166: "FR", "DE-BY"
	Name string // "France", "Germany: Bavaria"
}

// Holiday is a public holiday, under the name that the country has for it.
type Holiday struct {
	Date Date
	Name string
}

// firstYear and lastYear bound the years whose holidays are reckoned.
const firstYear, lastYear = 1970, 2199

// known are the countries of the library whose lists hold what is a day off everywhere in the country or
// the named part.
var known = []struct {
	Country
	holidays []*cal.Holiday
}{
	{Country{"AR", "Argentina"}, ar.Holidays},
	{Country{"AU-ACT", "Australia: Capital Territory"}, au.HolidaysACT},
	{Country{"AU-NSW", "Australia: New South Wales"}, au.HolidaysNSW},
	{Country{"AU-NT", "Australia: Northern Territory"}, au.HolidaysNT},
	{Country{"AU-QLD", "Australia: Queensland"}, au.HolidaysQLD},
	{Country{"AU-SA", "Australia: South Australia"}, au.HolidaysSA},
	{Country{"AU-TAS", "Australia: Tasmania"}, au.HolidaysTAS},
	{Country{"AU-VIC", "Australia: Victoria"}, au.HolidaysVIC},
	{Country{"AU-WA", "Australia: Western Australia"}, au.HolidaysWA},
	{Country{"AT", "Austria"}, at.Holidays},
	{Country{"BE", "Belgium"}, be.Holidays},
	{Country{"BR", "Brazil"}, br.Holidays},
	{Country{"BG", "Bulgaria"}, bg.Holidays},
	{Country{"CA", "Canada"}, ca.Holidays},
	{Country{"HR", "Croatia"}, hr.Holidays},
	{Country{"CZ", "Czechia"}, cz.Holidays},
	{Country{"DK", "Denmark"}, dk.Holidays},
	{Country{"FR", "France"}, fr.Holidays},
	{Country{"DE", "Germany"}, de.Holidays},
	{Country{"DE-BW", "Germany: Baden-Württemberg"}, de.HolidaysBW},
	{Country{"DE-BY", "Germany: Bavaria"}, de.HolidaysBY},
	{Country{"DE-BE", "Germany: Berlin"}, de.HolidaysBE},
	{Country{"DE-BB", "Germany: Brandenburg"}, de.HolidaysBB},
	{Country{"DE-HB", "Germany: Bremen"}, de.HolidaysHB},
	{Country{"DE-HH", "Germany: Hamburg"}, de.HolidaysHH},
	{Country{"DE-HE", "Germany: Hesse"}, de.HolidaysHE},
	{Country{"DE-NI", "Germany: Lower Saxony"}, de.HolidaysNI},
	{Country{"DE-MV", "Germany: Mecklenburg-Vorpommern"}, de.HolidaysMV},
	{Country{"DE-NW", "Germany: North Rhine-Westphalia"}, de.HolidaysNW},
	{Country{"DE-RP", "Germany: Rhineland-Palatinate"}, de.HolidaysRP},
	{Country{"DE-SL", "Germany: Saarland"}, de.HolidaysSL},
	{Country{"DE-SN", "Germany: Saxony"}, de.HolidaysSN},
	{Country{"DE-ST", "Germany: Saxony-Anhalt"}, de.HolidaysST},
	{Country{"DE-SH", "Germany: Schleswig-Holstein"}, de.HolidaysSH},
	{Country{"DE-TH", "Germany: Thuringia"}, de.HolidaysTH},
	{Country{"GR", "Greece"}, gr.Holidays},
	{Country{"IE", "Ireland"}, ie.Holidays},
	{Country{"IT", "Italy"}, it.Holidays},
	{Country{"JP", "Japan"}, jp.Holidays},
	{Country{"LV", "Latvia"}, lv.Holidays},
	{Country{"LT", "Lithuania"}, lt.Holidays},
	{Country{"MW", "Malawi"}, mw.Holidays},
	{Country{"NL", "Netherlands"}, nl.Holidays},
	{Country{"NC", "New Caledonia"}, nc.Holidays},
	{Country{"NZ", "New Zealand"}, nz.Holidays},
	{Country{"NO", "Norway"}, no.Holidays},
	{Country{"PL", "Poland"}, pl.Holidays},
	{Country{"RO", "Romania"}, ro.Holidays},
	{Country{"RU", "Russia"}, ru.Holidays},
	{Country{"SK", "Slovakia"}, sk.Holidays},
	{Country{"SI", "Slovenia"}, si.Holidays},
	{Country{"ZA", "South Africa"}, za.Holidays},
	{Country{"ES", "Spain"}, es.Holidays},
	{Country{"SE", "Sweden"}, se.Holidays},
	{Country{"CH-AG", "Switzerland: Aargau"}, ch.HolidaysAG},
	{Country{"CH-AR", "Switzerland: Appenzell Ausserrhoden"}, ch.HolidaysAR},
	{Country{"CH-AI", "Switzerland: Appenzell Innerrhoden"}, ch.HolidaysAI},
	{Country{"CH-BL", "Switzerland: Basel-Landschaft"}, ch.HolidaysBL},
	{Country{"CH-BS", "Switzerland: Basel-Stadt"}, ch.HolidaysBS},
	{Country{"CH-BE", "Switzerland: Bern"}, ch.HolidaysBE},
	{Country{"CH-FR", "Switzerland: Fribourg"}, ch.HolidaysFR},
	{Country{"CH-GE", "Switzerland: Geneva"}, ch.HolidaysGE},
	{Country{"CH-GL", "Switzerland: Glarus"}, ch.HolidaysGL},
	{Country{"CH-GR", "Switzerland: Grisons"}, ch.HolidaysGR},
	{Country{"CH-JU", "Switzerland: Jura"}, ch.HolidaysJU},
	{Country{"CH-LU", "Switzerland: Lucerne"}, ch.HolidaysLU},
	{Country{"CH-NE", "Switzerland: Neuchâtel"}, ch.HolidaysNE},
	{Country{"CH-NW", "Switzerland: Nidwalden"}, ch.HolidaysNW},
	{Country{"CH-OW", "Switzerland: Obwalden"}, ch.HolidaysOW},
	{Country{"CH-SG", "Switzerland: St. Gallen"}, ch.HolidaysSG},
	{Country{"CH-SH", "Switzerland: Schaffhausen"}, ch.HolidaysSH},
	{Country{"CH-SZ", "Switzerland: Schwyz"}, ch.HolidaysSZ},
	{Country{"CH-SO", "Switzerland: Solothurn"}, ch.HolidaysSO},
	{Country{"CH-TG", "Switzerland: Thurgau"}, ch.HolidaysTG},
	{Country{"CH-TI", "Switzerland: Ticino"}, ch.HolidaysTI},
	{Country{"CH-UR", "Switzerland: Uri"}, ch.HolidaysUR},
	{Country{"CH-VS", "Switzerland: Valais"}, ch.HolidaysVS},
	{Country{"CH-VD", "Switzerland: Vaud"}, ch.HolidaysVD},
	{Country{"CH-ZG", "Switzerland: Zug"}, ch.HolidaysZG},
	{Country{"CH-ZH", "Switzerland: Zürich"}, ch.HolidaysZH},
	{Country{"UA", "Ukraine"}, ua.Holidays},
	{Country{"GB", "United Kingdom"}, gb.Holidays},
	{Country{"US", "United States"}, us.Holidays},
}

// The library reckons days as midnights of the process's zone, some of which have no midnight on some
// days; in UTC every day has one.
func init() { cal.DefaultLoc = time.UTC }

// Countries lists what Calendar.Country can be, by name.
func Countries() []Country {
	out := make([]Country, len(known))
	for i, k := range known {
		out[i] = k.Country
	}
	return out
}

// CountryName is the name of a code, "" where it is not known.
func CountryName(code string) string {
	for _, k := range known {
		if k.Code == code {
			return k.Name
		}
	}
	return ""
}

// Holidays lists the public holidays of a country in a year, by date: the day itself and, where it falls
// on a weekend and is made up for, the day on which it is observed. An unknown country has none, and so
// have years before 1970 and after 2199.
func Holidays(country string, year int) []Holiday {
	days := holidaysOf(country, year)
	out := make([]Holiday, 0, len(days))
	for d, name := range days {
		out = append(out, Holiday{d, name})
	}
	slices.SortFunc(out, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return out
}

// HolidayOn says whether a date is a public holiday of a country, and which.
func HolidayOn(country string, d Date) (name string, is bool) {
	if country == "" {
		return "", false
	}
	name, is = holidaysOf(country, d.Year)[d]
	return name, is
}

type countryYear struct {
	country string
	year    int
}

// reckoned keeps what holidaysOf found, map[Date]string by countryYear: a working time over weeks asks
// for the same year at every day. Only known countries and years get in, which bounds it.
var reckoned sync.Map

func holidaysOf(country string, year int) map[Date]string {
	if year < firstYear || year > lastYear {
		return nil
	}
	key := countryYear{country, year}
	if days, ok := reckoned.Load(key); ok {
		return days.(map[Date]string)
	}
	i := slices.IndexFunc(known, func(k struct {
		Country
		holidays []*cal.Holiday
	},
	) bool {
		return k.Code == country
	})
	if i < 0 {
		return nil
	}
	days := reckon(known[i].holidays, year)
	reckoned.Store(key, days)
	return days
}

// reckon finds the holidays of a year; one of a neighbouring year may be observed in it.
func reckon(holidays []*cal.Holiday, year int) map[Date]string {
	days := map[Date]string{}
	for _, h := range holidays {
		for y := year - 1; y <= year+1; y++ {
			actual, observed := h.Calc(y)
			for _, t := range []time.Time{actual, observed} {
				if t.IsZero() || t.Year() != year {
					continue
				}
				d := Date{t.Year(), t.Month(), t.Day()}
				if other, taken := days[d]; taken && !strings.Contains(other, h.Name) {
					days[d] = other + ", " + h.Name
				} else if !taken {
					days[d] = h.Name
				}
			}
		}
	}
	return days
}
