package insights

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// Want is something that somebody looked for and did not find: an ask, or a search without a result.
type Want struct {
	Text   string
	Space  wiki.SpaceID  // that came closest, or where it was asked; 0: none
	By     wiki.PersonID // who asked; 0 of searches, of which only People is known
	People int           // of a search: how many different people made it
	Times  int
	Last   time.Time
	Fate   Fate // of an ask; "" of a search
}

// Diagnosis says why something is not found.
type Diagnosis string

// The diagnoses.
const (
	NothingWritten Diagnosis = "nothing" // no page answers it
	NotFound       Diagnosis = "hidden"  // a section seems to answer it, but its words are others
	Stale          Diagnosis = "stale"   // what answers it is out of date
)

// Looked is what is written about a text at present.
type Looked struct {
	Outcome  qa.Outcome // what Docent makes of it
	Stale    bool       // the best answer changed since it was linked, or its verification is over
	Page     wiki.PageID
	Question qa.QuestionID // 0: a section
	Title    string
	URL      string
}

// Gap is a topic that people look for in vain.
type Gap struct {
	ID        int64         `json:"-"`
	Space     wiki.SpaceID  `json:"-"` // 0: of no space
	Score     float64       `json:"-"` // people, the recent ones counting more
	Topic     string        `json:"topic"`
	Words     []string      `json:"words"` // the ways to ask that several people used, the most used first
	People    int           `json:"people"`
	Times     int           `json:"times"`
	Last      time.Time     `json:"last"`
	Fates     map[Fate]int  `json:"fates"` // "": searches without result
	Diagnosis Diagnosis     `json:"diagnosis"`
	Page      wiki.PageID   `json:"page,omitempty"`
	Question  qa.QuestionID `json:"question,omitempty"`
	Title     string        `json:"title,omitempty"`
	URL       string        `json:"url,omitempty"`
}

// The measures of gaps.
const (
	wantsRead = 20_000
	gapsKept  = 200
	halfLife  = 30 * 24 * time.Hour // after which a person counts half
	joinFrom  = 0.5                 // cosine from which on a want belongs to a topic
	fewest    = 2                   // people: what one person alone asked is that person's own
	shownWays = 5
)

// findGaps gathers what was looked for in vain into topics, and says of each why.
func (j *Job) findGaps(ctx context.Context, now time.Time) error {
	wants, err := j.store.Wanting(ctx, now.Add(-surveyed*24*time.Hour), wantsRead)
	if err != nil {
		return err
	}
	var gaps []Gap
	for _, g := range Topics(wants, now) {
		if len(gaps) == gapsKept {
			break
		}
		there, err := j.diagnose(ctx, &g)
		if err != nil {
			return err
		}
		if !there {
			gaps = append(gaps, g)
		}
	}
	return j.store.PutGaps(ctx, gaps)
}

// diagnose fills in why a topic is not found. there says that it is found by now: there is no gap any more.
func (j *Job) diagnose(ctx context.Context, g *Gap) (there bool, err error) {
	g.Diagnosis = NothingWritten
	if j.o.Look == nil {
		return false, nil
	}
	l, err := j.o.Look(ctx, g.Words[0], g.Space)
	if err != nil {
		return false, err
	}
	if l.Outcome != qa.IsAnswered && l.Outcome != qa.IsMaybe || l.Page == 0 && l.Question == 0 {
		return false, nil
	}
	g.Page, g.Question, g.Title, g.URL = l.Page, l.Question, l.Title, l.URL
	switch {
	case l.Stale:
		g.Diagnosis = Stale
	case l.Outcome == qa.IsAnswered && g.Fates[Refused] == 0:
		return true, nil
	default:
		g.Diagnosis = NotFound
	}
	return false, nil
}

// Topics gathers wants that are about the same, the weightiest first. It is leader clustering over the stems'
// cosine, weighted by how rare a stem is among the wants: the order is that of the number of people, so that the
// most asked wordings lead.
func Topics(wants []Want, now time.Time) []Gap {
	ways := gather(wants)
	rare := rarities(ways)
	var topics []*topic
	byStem := map[string][]*topic{}
	for _, w := range ways {
		vector := rare.vector(w.stems)
		best, likeness := (*topic)(nil), joinFrom
		for _, s := range w.stems {
			for _, t := range byStem[s] {
				if c := cosine(vector, t.vector); t.space == w.space && c >= likeness {
					best, likeness = t, c
				}
			}
		}
		if best == nil {
			best = &topic{space: w.space, vector: vector}
			topics = append(topics, best)
			for _, s := range w.stems {
				byStem[s] = append(byStem[s], best)
			}
		}
		best.ways = append(best.ways, w)
	}
	var gaps []Gap
	for _, t := range topics {
		if g := t.gap(now); g.People >= fewest && len(g.Words) > 0 {
			gaps = append(gaps, g)
		}
	}
	slices.SortStableFunc(gaps, func(a, b Gap) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Topic, b.Topic)) })
	return gaps
}

// way is one way to ask, by all who used it.
type way struct {
	text  string
	space wiki.SpaceID
	stems []string
	wants []Want
}

// people is how many different people used it.
func (w *way) people() int { return peopleOf(w.wants) }

func peopleOf(wants []Want) int {
	most := 0 // searchers are not told apart from one way to another
	for _, w := range wants {
		most = max(most, w.People)
	}
	return max(len(askers(wants, func(w Want) wiki.PersonID { return w.By })), most)
}

// gather puts wants together that are asked in the same words, but for inflection and order.
func gather(wants []Want) []*way {
	type key struct {
		space wiki.SpaceID
		near  string
	}
	at := map[key]*way{}
	var ways []*way
	for _, w := range wants {
		k := key{w.Space, qa.Near(w.Text)}
		if at[k] == nil {
			at[k] = &way{text: w.Text, space: w.Space, stems: rank.Stems(w.Text)}
			ways = append(ways, at[k])
		}
		at[k].wants = append(at[k].wants, w)
	}
	slices.SortStableFunc(ways, func(a, b *way) int {
		return cmp.Or(cmp.Compare(b.people(), a.people()), cmp.Compare(len(b.wants), len(a.wants)), cmp.Compare(a.text, b.text))
	})
	return ways
}

type topic struct {
	space  wiki.SpaceID
	vector map[string]float64
	ways   []*way
}

// gap is how a topic is shown: in words that several people used, or that were searched for.
func (t *topic) gap(now time.Time) Gap {
	g := Gap{Space: t.space, Fates: map[Fate]int{}}
	var all []Want
	for _, w := range t.ways {
		all = append(all, w.wants...)
		if w.people() >= fewest && len(g.Words) < shownWays {
			g.Words = append(g.Words, w.text)
		}
	}
	last := map[wiki.PersonID]time.Time{} // of each asker
	for _, w := range all {
		g.Times += max(1, w.Times)
		g.Fates[w.Fate] += max(1, w.Times)
		if w.Last.After(g.Last) {
			g.Last = w.Last
		}
		if w.Last.After(last[w.By]) {
			last[w.By] = w.Last
		}
		if w.By == 0 {
			g.Score = max(g.Score, float64(w.People)*recency(w.Last, now))
		}
	}
	asked := 0.0
	for by, at := range last {
		if by != 0 {
			asked += recency(at, now)
		}
	}
	g.Score, g.People = max(g.Score, asked), peopleOf(all)
	if len(g.Words) > 0 {
		g.Topic = g.Words[0]
	}
	return g
}

// recency is what somebody who asked at a time counts now.
func recency(at, now time.Time) float64 {
	return math.Exp2(-max(0, now.Sub(at).Hours()) / halfLife.Hours())
}

// rarity is how many ways hold a stem.
type rarity struct {
	ways  float64
	holds map[string]float64
}

func rarities(ways []*way) rarity {
	r := rarity{ways: float64(len(ways)), holds: map[string]float64{}}
	for _, w := range ways {
		for _, s := range w.stems {
			r.holds[s]++
		}
	}
	return r
}

// vector is the stems of a text as a vector of length 1.
func (r rarity) vector(stems []string) map[string]float64 {
	v, sum := make(map[string]float64, len(stems)), 0.0
	for _, s := range stems {
		v[s] = math.Log1p(r.ways / (1 + r.holds[s]))
		sum += v[s] * v[s]
	}
	for s := range v {
		v[s] /= max(math.Sqrt(sum), 1e-9)
	}
	return v
}

func cosine(a, b map[string]float64) (c float64) {
	for s, x := range a {
		c += x * b[s]
	}
	return c
}
