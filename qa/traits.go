package qa

import (
	"strings"
	"unicode/utf8"

	"github.com/docent-wiki/docent/qa/match"
)

// trait is what a stretch of text tells: what a question may ask for.
type trait uint8

const (
	somebody  trait = 1 << iota // a person, a team, an address
	sometime                    // a date, a time, how long
	amount                      // a number with what it counts
	somewhere                   // a place, a link
	todo                        // what to do: an instruction
	allowed                     // whether one may, must or needs to
	because
	lookedAt // the text was looked at

	vague = todo | allowed | because
)

// asking says what the words that begin a question, or follow in it, ask for. Two words stand together.
var asking = map[string]trait{
	"who": somebody, "whom": somebody, "whose": somebody, "wer": somebody, "wen": somebody, "wem": somebody, "qui": somebody, "quien": somebody, "chi": somebody,
	"when": sometime, "deadline": sometime, "how long": sometime, "how soon": sometime, "how often": sometime, "how early": sometime, "how late": sometime, "how fast": sometime, "how quickly": sometime, "what time": sometime, "which day": sometime,
	"wann": sometime, "wie lange": sometime, "quand": sometime, "cuando": sometime, "quando": sometime,
	"how much": amount, "how many": amount, "what percentage": amount, "how high": amount, "how large": amount, "how big": amount, "wie viel": amount, "wieviel": amount, "wie viele": amount, "combien": amount, "cuanto": amount, "quanto": amount,
	"where": somewhere, "wo": somewhere, "wohin": somewhere, "ou est": somewhere, "donde": somewhere, "dove": somewhere,
	"how do": todo, "how to": todo, "how can": todo, "how should": todo, "how does": todo, "how would": todo, "how must": todo, "what do": todo, "what should": todo, "wie kann": todo, "was tun": todo, "comment": todo,
	"why": because, "warum": because, "wieso": because, "pourquoi": because, "how come": because,
	"can": allowed, "may": allowed, "must": allowed, "should": allowed, "am": allowed, "is": allowed, "are": allowed, "do": allowed, "does": allowed, "darf": allowed, "kann": allowed, "muss": allowed,
}

// wanted says what a question, or a part of it, asks for; 0 where it does not say.
func wanted(question string) trait {
	all := match.Words(question)
	for i, w := range all {
		if i+1 < len(all) {
			if t := asking[w+" "+all[i+1]]; t != 0 {
				return t
			}
		}
		if t := asking[w]; t != 0 && (t != allowed || i == 0) {
			return t
		}
	}
	return 0
}

// asksFirst says whether a text begins with a question word.
func asksFirst(text string) bool {
	all := match.Words(text[:min(len(text), 40)])
	if len(all) == 0 {
		return false
	}
	switch all[0] {
	case "how", "what", "which", "wie", "was":
		return true
	}
	return asking[all[0]] != 0
}

// goesOn says whether a sentence begins with a word for what the one before it was about.
func goesOn(sentence string) bool {
	end := strings.IndexByte(sentence, ' ')
	var b [shortWord]byte
	return end > 0 && end <= shortWord && goingOn[string(b[:lower(b[:], sentence[:end])])]
}

// shortWord bounds the words that tell something, bytes.
const shortWord = 24

// lower writes a word in lower case, without apostrophes, and gives its length. Letters beyond ASCII stay
// as they are: none of the words that tell something has a capital one.
func lower(to []byte, word string) int {
	n := 0
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != '\'' {
			to[n] = c
			n++
		}
	}
	return n
}

var goingOn = match.Set(strings.Fields(`it its they them their this that these those he she his her then otherwise if only so both such
		er sie es das dies diese il elle ils elles ce ello esto`))

// told is what words tell.
var told = func() map[string]trait {
	told := map[string]trait{}
	for t, list := range map[trait]string{
		somebody: `manager managers lead leads supervisor supervisors team teams desk officer director head owner owners staff hr payroll admin admins
			administrator administrators coordinator department committee board colleague colleagues engineer engineers assistant accountant controller
			dispatcher facilitator approver everybody everyone anybody anyone employee employees vorgesetzte abteilung`,
		sometime: `second seconds minute minutes hour hours day days week weeks fortnight month months quarter quarters year years monday tuesday wednesday
			thursday friday saturday sunday january february march april june july august september october november december daily weekly monthly
			quarterly yearly annually immediately noon midnight tomorrow today tonight morning evening tag tage tagen woche wochen monat monate monaten
			jahr jahre stunde stunden uhr jours semaines mois dias semanas meses once twice overnight`,
		amount: `dollar dollars euro euros cent cents pound pounds percent per maximum minimum limit limited unlimited half double twice none one two three four
			five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty hundred thousand million eur usd gbp chf ein zwei drei`,
		somewhere: `portal page folder drive channel room floor building office website site intranet dashboard form tab menu link address url app inbox
			repository shelf cabinet drawer reception lobby kitchen basement wing street settings mailbox`,
		allowed: `may must can cannot cant should shouldnt need needs required require requires allowed permitted forbidden prohibited never always only yes no
			not optional mandatory entitled eligible covered reimbursed exempt darf duerfen muss muessen nicht ja nein`,
		because: `because since therefore hence reason reasons due cause causes caused why prevents avoid ensures weil denn deshalb damit`,
	} {
		for _, w := range strings.Fields(list) {
			told[w] |= t
		}
	}
	return told
}()

// doing are verbs that begin an instruction.
var doing = match.Set(strings.Fields(`accept access activate add agree apply approve arrange ask assign attach attend avoid back begin block book bring
	browse build buy call cancel change charge check choose clear click clone close collect commit complete configure confirm connect contact copy create
	decline delete deploy describe disable disconnect discuss do download drop edit email enable ensure enroll enter escalate export file fill find follow
	forward get give go hand have head hold import include inform insert install invite join keep leave let link list lock log look mail make mark mention
	message move name note notify open order park pass paste pay pick ping place plug post prepare press print provide publish pull push put raise reach read
	reboot recharge record refer refresh register remove rename renew repeat replace reply report request reserve reset restart restore return review revoke
	rotate run save scan schedule search see select send set share ship show shut sign start stop store submit switch take talk tell test transfer turn type
	unlock unplug update upgrade upload use verify visit wait wear wipe work write`))

// before are the words with which an instruction may begin before its verb.
var before = match.Set(strings.Fields(`first then next finally please always now afterwards also to you`))

// traits says what a stretch of text tells.
func traits(text string) trait {
	t := marks(text)
	words, capital := 0, false
	opening := true // an instruction may begin here
	var b [shortWord]byte
	for at := 0; at < len(text); {
		if !wordRune(rune(text[at])) && text[at] < utf8.RuneSelf {
			at++
			continue
		}
		end := at + 1
		for end < len(text) && (text[end] >= utf8.RuneSelf || wordRune(rune(text[end]))) {
			end++
		}
		if w := text[at:end]; len(w) <= shortWord {
			low := b[:lower(b[:], w)]
			capital = capital || words > 0 && len(w) > 1 && w[0] >= 'A' && w[0] <= 'Z'
			t |= told[string(low)]
			if opening && doing[string(low)] {
				t |= todo
			}
			opening = opening && before[string(low)] || end < len(text) && text[end] == ',' || opens[string(low)]
		}
		words++
		at = end
	}
	if capital {
		t |= somebody | somewhere
	}
	return t
}

// opens are words after which an instruction may begin.
var opens = match.Set([]string{"should", "must", "please", "can"})

// marks says what single characters tell.
func marks(text string) trait {
	var t trait
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			t |= amount
			if i+2 < len(text) && (text[i+1] == ':' || text[i+1] == '-' && text[i+2] >= '0' && text[i+2] <= '9') {
				t |= sometime
			}
		case c == '@':
			t |= somebody | somewhere
		case c == '$' || c == '%':
			t |= amount
		case c == '#' && i+1 < len(text) && text[i+1] >= 'a':
			t |= somewhere | somebody
		case c == '/' && i > 0 && i+1 < len(text) && (text[i-1] == ':' || text[i+1] == '/'):
			t |= somewhere
		}
	}
	if strings.Contains(text, "€") || strings.Contains(text, "£") {
		t |= amount
	}
	return t
}
