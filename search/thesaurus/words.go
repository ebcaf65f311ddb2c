package thesaurus

import (
	"strings"
	"unicode"

	"github.com/blevesearch/go-porterstemmer"

	"github.com/docent-wiki/docent/content"
)

// Words cuts a text into words as a thesaurus knows them: lower case, without accents; an apostrophe
// does not part a word, and a possessive s is dropped.
func Words(text string) []string {
	var all []string
	var b strings.Builder
	apostrophe := 0 // the length of the word at its last one
	flush := func() {
		word := b.String()
		if apostrophe > 0 && word[apostrophe:] == "s" {
			word = word[:apostrophe]
		}
		if word != "" {
			all = append(all, word)
		}
		b.Reset()
		apostrophe = 0
	}
	for _, r := range content.Decompose(text) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r): // an accent that was taken apart
		case r == '\'' || r == '’':
			apostrophe = b.Len()
		default:
			flush()
		}
	}
	flush()
	return all
}

// stem leads a word back to what all its forms share.
func stem(word string) string {
	if base, irregular := forms[word]; irregular {
		word = base
	}
	if len(word) < 3 || unstemmed[word] {
		return word
	}
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word // a code, a number or another script
		}
	}
	return porterstemmer.StemString(word)
}

// unstemmed are words whose stem is that of a word with another meaning.
var unstemmed = set("news goods means contents physics species customs premises earnings savings wages")

// forms leads irregular forms to their base.
var forms = pairs(`began begin begun begin bought buy brought bring built build chose choose chosen choose
done do felt feel fell fall fallen fall forgot forget forgotten forget froze freeze frozen freeze gave give given give
got get gotten get grew grow grown grow held hold hid hide hidden hide kept keep knew know known know laid lay
led lead lent lend lost lose made make meant mean met meet paid pay ran run rose rise risen rise
said say sat sit sent send sold sell sought seek spent spend spoke speak spoken speak stole steal stolen steal
stood stand stuck stick swore swear taught teach thought think threw throw thrown throw told tell took take taken take
understood understand went go gone go withdrew withdraw withdrawn withdraw withheld withhold woke wake wore wear worn wear
wrote write written write children child men man women woman feet foot teeth tooth criteria criterion analyses analysis
mice mouse`)

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

func pairs(list string) map[string]string {
	m := map[string]string{}
	words := strings.Fields(list)
	for i := 0; i+1 < len(words); i += 2 {
		m[words[i]] = words[i+1]
	}
	return m
}

// key is what a term is known by: the stems of its words.
func key(words []string) string {
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = stem(w)
	}
	return strings.Join(stems, " ")
}
