package httpd

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
)

// Bucket names a throttle.
type Bucket int

// The throttles, counted for each person apart.
const (
	Unthrottled Bucket = iota
	Writes             // whatever changes something
	Asks               // questions: each one costs two searches and is recorded
	Reports            // of the content policy, for everybody together
)

// rates are generous to people and to well-meant scripts; they stop loops.
var rates = map[Bucket]struct{ perSecond, burst float64 }{
	Writes:  {50, 1500},
	Asks:    {5, 100},
	Reports: {1, 20},
}

// throttle is a token bucket for each person and kind, in memory. Administrators are not throttled:
// migrations run under their names.
type throttle struct {
	now  func() time.Time
	mu   sync.Mutex
	left map[throttleKey]level
}

type throttleKey struct {
	person wiki.PersonID
	bucket Bucket
}

type level struct {
	tokens float64
	at     time.Time
}

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, left: map[throttleKey]level{}}
}

// take counts one request, or says when to come back.
func (t *throttle) take(as wiki.Actor, b Bucket) error {
	rate, counted := rates[b]
	if !counted || as.Operator || as.Role == wiki.Admin {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if len(t.left) > 10_000 {
		t.dropFull(now)
	}
	key := throttleKey{as.Person, b}
	l, found := t.left[key]
	if !found {
		l = level{rate.burst, now}
	}
	l.tokens = min(rate.burst, l.tokens+max(0, now.Sub(l.at).Seconds())*rate.perSecond)
	l.at = now
	if l.tokens < 1 {
		wait := int(math.Ceil((1 - l.tokens) / rate.perSecond))
		t.left[key] = l
		return tooManyIn(wait)
	}
	l.tokens--
	t.left[key] = l
	return nil
}

// dropFull forgets those whose bucket is full again.
func (t *throttle) dropFull(now time.Time) {
	for key, l := range t.left {
		rate := rates[key.bucket]
		if l.tokens+now.Sub(l.at).Seconds()*rate.perSecond >= rate.burst {
			delete(t.left, key)
		}
	}
}

const retryFact = "retry_after"

func tooManyIn(seconds int) *content.Error {
	e := content.Errorf(content.TooMany, "That was a lot at once. Nothing was changed; try again in %d s.", seconds)
	e.Data = map[string]string{retryFact: strconv.Itoa(seconds)}
	return e
}

// sayWhen sets Retry-After where something is known.
func sayWhen(h http.Header, e *content.Error) {
	if n := retryAfter(e); n > 0 {
		h.Set("Retry-After", strconv.Itoa(n))
	}
}

// retryAfter gives the seconds after which trying again makes sense; 0 where nothing is known.
func retryAfter(e *content.Error) int {
	n, _ := strconv.Atoi(e.Data[retryFact])
	return n
}
