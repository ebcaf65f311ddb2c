package search

import (
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// languageNames are the languages that search knows, by their ISO 639-1 codes, and what else they are
// called in front matter.
var languageNames = map[string]string{
	"en": "en", "eng": "en", "english": "en",
	"de": "de", "deu": "de", "ger": "de", "german": "de", "deutsch": "de",
	"fr": "fr", "fra": "fr", "fre": "fr", "french": "fr", "francais": "fr",
	"es": "es", "spa": "es", "spanish": "es", "espanol": "es", "castellano": "es",
	"it": "it", "ita": "it", "italian": "it", "italiano": "it",
	"pt": "pt", "por": "pt", "portuguese": "pt", "portugues": "pt",
	"nl": "nl", "nld": "nl", "dut": "nl", "dutch": "nl", "nederlands": "nl",
	"da": "da", "dan": "da", "danish": "da", "dansk": "da",
	"no": "no", "nb": "no", "nn": "no", "nor": "no", "nob": "no", "nno": "no", "norwegian": "no", "norsk": "no",
	"sv": "sv", "swe": "sv", "swedish": "sv", "svenska": "sv",
	"fi": "fi", "fin": "fi", "finnish": "fi", "suomi": "fi",
	"ru": "ru", "rus": "ru", "russian": "ru", "русскии": "ru", "русский": "ru",
	"zh": "zh", "zho": "zh", "chi": "zh", "cmn": "zh", "chinese": "zh", "中文": "zh",
	"ja": "ja", "jpn": "ja", "japanese": "ja", "日本語": "ja",
	"ko": "ko", "kor": "ko", "korean": "ko", "한국어": "ko",
}

// LanguageNamed gives the code of a language by its code, a code with a region (de-AT, pt_BR), or a name
// in English or in itself; "" for any other.
func LanguageNamed(name string) string {
	name = unaccent(strings.ToLower(strings.TrimSpace(name)))
	if i := strings.IndexAny(name, "-_"); i > 0 {
		name = name[:i]
	}
	return languageNames[name]
}

// detected are the languages that are told apart by what is written, in the detector's codes.
var detected = whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
	whatlanggo.Eng: true, whatlanggo.Deu: true, whatlanggo.Fra: true, whatlanggo.Spa: true, whatlanggo.Ita: true,
	whatlanggo.Por: true, whatlanggo.Nld: true, whatlanggo.Dan: true, whatlanggo.Nob: true, whatlanggo.Swe: true,
	whatlanggo.Fin: true, whatlanggo.Rus: true, whatlanggo.Cmn: true, whatlanggo.Jpn: true, whatlanggo.Kor: true,
}}

const (
	languageSample = 4000 // bytes of a text that are looked at
	fewStopWords   = 4    // of a language that a text must have to be in it
	stopWordLead   = 1.5  // so many times more of them than of any other language's
)

// Language tells what language a text is in; "" where that is not certain, as with most short texts. What
// is found by the letters' threes must also be borne out by the language's small words: names, commands
// and lists of words look like any language.
func Language(text string) string {
	text = sample(text)
	if script := scriptLanguage(text); script != "" {
		return script
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	hits := map[string]int{}
	for code, stops := range analyzing().stops {
		for _, w := range words {
			if stops[w] {
				hits[code]++
			}
		}
	}
	info := whatlanggo.DetectWithOptions(text, detected)
	code := LanguageNamed(info.Lang.Iso6393())
	if hits[code] < fewStopWords {
		return ""
	}
	sure := info.IsReliable()
	for other, n := range hits {
		if other == code {
			continue
		}
		alike := strings.Contains("da no sv", code) && strings.Contains("da no sv", other)
		if n > hits[code] || !sure && !alike && float64(hits[code]) < stopWordLead*float64(n) {
			return ""
		}
	}
	return code
}

// sample is the beginning of a text that is long enough to tell its language.
func sample(text string) string {
	if len(text) > languageSample {
		text = text[:languageSample]
	}
	return strings.ToValidUTF8(text, "")
}

// scriptLanguage tells languages by their letters alone: a fifth of a text in them suffices, since there
// is always some English around.
func scriptLanguage(text string) string {
	var letters, han, kana, hangul, cyrillic int
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
			continue
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			kana++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		}
		letters++
	}
	many := func(n int) bool { return n > 1 && n*5 >= letters }
	switch {
	case many(hangul):
		return "ko"
	case many(han+kana) && kana*10 >= han:
		return "ja"
	case many(han):
		return "zh"
	case many(cyrillic):
		return "ru"
	}
	return ""
}
