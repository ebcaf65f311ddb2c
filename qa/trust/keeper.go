package trust

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/docent-wiki/docent/qa"
	"github.com/docent-wiki/docent/qa/eval"
	"github.com/docent-wiki/docent/wiki"
)

// Curves keeps what was measured last.
type Curves interface {
	// PutTrial replaces it, without an event.
	PutTrial(ctx context.Context, m Trial) error
	// TrialSince gives it if it was measured after a moment; else false.
	TrialSince(ctx context.Context, after time.Time) (Trial, bool, error)
}

// State is what is wanted, what was measured, and the thresholds that follow from both.
type State struct {
	Wanted     Wanted
	Measured   Trial
	Thresholds qa.Thresholds
}

// Keeper keeps what is wanted and measured, and hands the thresholds to whoever answers. It is safe for
// concurrent use.
type Keeper struct {
	settings eval.Settings
	curves   Curves
	current  atomic.Pointer[State]

	mu     sync.Mutex // held from reading or writing until it is in use
	loaded string     // the setting that is in use
}

// wantedSetting holds Wanted as JSON; "" as shipped.
const wantedSetting = "answers"

// New begins as shipped; Load reads what is wanted and measured.
func New(settings eval.Settings, curves Curves) *Keeper {
	k := &Keeper{settings: settings, curves: curves}
	k.use(Shipped, Trial{})
	return k
}

func (k *Keeper) use(w Wanted, m Trial) {
	k.current.Store(&State{Wanted: w, Measured: m, Thresholds: m.Thresholds(w)})
}

// State is what is in use.
func (k *Keeper) State() State { return *k.current.Load() }

// Thresholds are those in use. It never fails.
func (k *Keeper) Thresholds(context.Context) (qa.Thresholds, error) { return k.State().Thresholds, nil }

// Load takes what is wanted and measured into use, where it has changed.
func (k *Keeper) Load(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	text, err := k.settings.Setting(ctx, wantedSetting)
	if err != nil {
		return err
	}
	now := k.State()
	m, newer, err := k.curves.TrialSince(ctx, now.Measured.At)
	if err != nil {
		return err
	}
	if text == k.loaded && !newer {
		return nil
	}
	if newer {
		now.Measured = m
	}
	if text != k.loaded {
		if now.Wanted, err = parse(text); err != nil {
			return err
		}
	}
	k.loaded = text
	k.use(now.Wanted, now.Measured)
	return nil
}

func parse(text string) (Wanted, error) {
	w := Shipped
	if text == "" {
		return w, nil
	}
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return w, fmt.Errorf("read the setting %s: %w", wantedSetting, err)
	}
	return w, w.check()
}

// Want changes what is wanted, from the next ask on. Administrators may; content.Invalid names the field
// of what cannot be wanted.
func (k *Keeper) Want(ctx context.Context, as wiki.Actor, w Wanted) error {
	if err := w.check(); err != nil {
		return err
	}
	text := ""
	if w != Shipped {
		body, err := json.Marshal(w)
		if err != nil {
			return fmt.Errorf("write the setting %s: %w", wantedSetting, err)
		}
		text = string(body)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.settings.SetSetting(ctx, as, wantedSetting, text)
	if err == nil {
		k.loaded = text
		k.use(w, k.State().Measured)
	}
	return err
}

// Note keeps how the team's own questions went, and takes it into use.
func (k *Keeper) Note(ctx context.Context, at time.Time, all []eval.Told) error {
	m := Measure(at.UTC().Truncate(time.Microsecond), all)
	k.mu.Lock()
	defer k.mu.Unlock()
	err := k.curves.PutTrial(ctx, m)
	if err == nil {
		k.use(k.State().Wanted, m)
	}
	return err
}

// Run keeps in use what is kept, until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	return wiki.Poll(ctx, "the wanted answers", k.Load)
}
