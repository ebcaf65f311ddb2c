package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/match"
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

// Adoption keeps learnt weights, and hands those that an administrator has adopted to whoever ranks. It
// is safe for concurrent use.
type Adoption struct {
	settings Settings
	now      func() time.Time
	current  atomic.Pointer[match.Weights] // nil: as shipped
}

// The settings that hold them, as JSON; "" for none.
const (
	learntSetting  = "weights.learnt"
	adoptedSetting = "weights.adopted"
)

// NewAdoption begins with the weights that Docent comes with; Load reads the adopted ones.
func NewAdoption(settings Settings, now func() time.Time) *Adoption {
	if now == nil {
		now = time.Now
	}
	return &Adoption{settings: settings, now: now}
}

// Weights are those in use.
func (a *Adoption) Weights() match.Weights {
	if w := a.current.Load(); w != nil {
		return *w
	}
	return match.Ranking
}

// Load takes the adopted weights into use.
func (a *Adoption) Load(ctx context.Context) error {
	adopted, err := a.read(ctx, adoptedSetting)
	if err == nil {
		a.use(adopted)
	}
	return err
}

func (a *Adoption) use(l *Learnt) {
	if l == nil {
		a.current.Store(nil)
		return
	}
	w := l.Fitting.weights()
	a.current.Store(&w)
}

// Adopted are the weights in use, nil for those that Docent comes with.
func (a *Adoption) Adopted(ctx context.Context) (*Learnt, error) { return a.read(ctx, adoptedSetting) }

// Learnt are the weights that were learnt last, adopted or not; nil for none.
func (a *Adoption) Learnt(ctx context.Context) (*Learnt, error) { return a.read(ctx, learntSetting) }

func (a *Adoption) read(ctx context.Context, name string) (*Learnt, error) {
	text, err := a.settings.Setting(ctx, name)
	if err != nil || text == "" {
		return nil, err
	}
	var l Learnt
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return &l, nil
}

func (a *Adoption) write(ctx context.Context, as wiki.Actor, name string, l Learnt) error {
	text, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return a.settings.SetSetting(ctx, as, name, string(text))
}

// Propose keeps what was learnt, for an administrator to look at.
func (a *Adoption) Propose(ctx context.Context, as wiki.Actor, f Fitting) error {
	return a.write(ctx, as, learntSetting, Learnt{At: a.now().UTC().Truncate(time.Microsecond), By: as.Name, Fitting: f})
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
	if err := a.write(ctx, as, adoptedSetting, *l); err != nil {
		return err
	}
	a.use(l)
	return nil
}

// GoBack takes the weights that Docent comes with into use again; what was learnt is kept.
func (a *Adoption) GoBack(ctx context.Context, as wiki.Actor) error {
	if err := a.settings.SetSetting(ctx, as, adoptedSetting, ""); err != nil {
		return err
	}
	a.use(nil)
	return nil
}
