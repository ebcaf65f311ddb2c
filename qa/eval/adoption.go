package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
	"github.com/docent-wiki/docent/search/rank"
	"github.com/docent-wiki/docent/wiki"
)

// Settings keeps settings of the installation; administrators may change them. *account.Accounts does.
type Settings interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, as wiki.Actor, name, value string) error
}

// Learnt is a fitting with who had it made, and when.
type Learnt struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Fitting Fitting   `json:"fitting"`
}

// Ranked orders sections by weights that it is given; *search.Finder does.
type Ranked interface {
	UseRanking(w rank.Weights, p rank.Platt)
}

// Adoption keeps learnt weights, and hands those that an administrator has adopted to whoever ranks. It
// is safe for concurrent use.
type Adoption struct {
	settings Settings
	sections Ranked // nil: only questions are ranked
	now      func() time.Time
	current  atomic.Pointer[match.Weights] // nil: as shipped

	mu     sync.Mutex // held from reading or writing the setting until it is in use
	loaded string     // the setting that is in use
}

// The settings that hold them, as JSON; "" for none.
const (
	learntSetting  = "weights.learnt"
	adoptedSetting = "weights.adopted"
)

// NewAdoption begins with the weights that Docent comes with; Load reads the adopted ones. sections and
// now may be nil.
func NewAdoption(settings Settings, sections Ranked, now func() time.Time) *Adoption {
	if now == nil {
		now = time.Now
	}
	return &Adoption{settings: settings, sections: sections, now: now}
}

// Weights are those in use.
func (a *Adoption) Weights() match.Weights {
	if w := a.current.Load(); w != nil {
		return *w
	}
	return match.Ranking
}

// Load takes the adopted weights into use, where they have changed.
func (a *Adoption) Load(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	text, err := a.settings.Setting(ctx, adoptedSetting)
	if err != nil || text == a.loaded {
		return err
	}
	adopted, err := parse(adoptedSetting, text)
	if err == nil {
		a.use(adopted, text)
	}
	return err
}

// Run keeps the weights in use those that are adopted, until ctx ends.
func (a *Adoption) Run(ctx context.Context) error {
	return wiki.Poll(ctx, "the adopted weights", a.Load)
}

func (a *Adoption) use(l *Learnt, text string) {
	a.loaded = text
	sections, certainty := SectionFitting{}.profile()
	if l == nil {
		a.current.Store(nil)
	} else {
		w := l.Fitting.weights()
		a.current.Store(&w)
		sections, certainty = l.Fitting.Sections.profile()
	}
	if a.sections != nil {
		a.sections.UseRanking(sections, certainty)
	}
}

// Adopted are the weights in use, nil for those that Docent comes with.
func (a *Adoption) Adopted(ctx context.Context) (*Learnt, error) { return a.read(ctx, adoptedSetting) }

// Learnt are the weights that were learnt last, adopted or not; nil for none.
func (a *Adoption) Learnt(ctx context.Context) (*Learnt, error) { return a.read(ctx, learntSetting) }

func (a *Adoption) read(ctx context.Context, name string) (*Learnt, error) {
	text, err := a.settings.Setting(ctx, name)
	if err != nil {
		return nil, err
	}
	return parse(name, text)
}

// parse reads a setting; nil for an empty one.
func parse(name, text string) (*Learnt, error) {
	if text == "" {
		return nil, nil
	}
	var l Learnt
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return &l, nil
}

// write keeps weights, and gives the text of the setting.
func (a *Adoption) write(ctx context.Context, as wiki.Actor, name string, l Learnt) (string, error) {
	text, err := json.Marshal(l)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	return string(text), a.settings.SetSetting(ctx, as, name, string(text))
}

// Propose keeps what was learnt, for an administrator to look at.
func (a *Adoption) Propose(ctx context.Context, as wiki.Actor, f Fitting) error {
	_, err := a.write(ctx, as, learntSetting, Learnt{At: a.now().UTC().Truncate(time.Microsecond), By: as.Name, Fitting: f})
	return err
}

// Adopt takes what was learnt last into use, from the next ask on.
func (a *Adoption) Adopt(ctx context.Context, as wiki.Actor) error {
	l, err := a.Learnt(ctx)
	if err != nil {
		return err
	}
	if l == nil {
		return content.Errorf(content.Invalid, "No weights have been learnt yet. Nothing was changed.")
	}
	l.At, l.By = a.now().UTC().Truncate(time.Microsecond), as.Name
	a.mu.Lock()
	defer a.mu.Unlock()
	text, err := a.write(ctx, as, adoptedSetting, *l)
	if err == nil {
		a.use(l, text)
	}
	return err
}

// GoBack takes the weights that Docent comes with into use again; what was learnt is kept.
func (a *Adoption) GoBack(ctx context.Context, as wiki.Actor) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.settings.SetSetting(ctx, as, adoptedSetting, "")
	if err == nil {
		a.use(nil, "")
	}
	return err
}
