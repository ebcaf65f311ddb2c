package model

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

// Keeper keeps settings of the installation; administrators may change them. *account.Accounts does.
type Keeper interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, as wiki.Actor, name, value string) error
}

// setting is where the choice is kept, as JSON.
const setting = "model"

// Settings is what an administrator chose. The zero value is off.
type Settings struct {
	Find      bool           `json:"find"`         // sections are found by their meaning
	Compose   bool           `json:"compose"`      // answers are written in sentences
	BaseURL   string         `json:"base_url"`     // of the endpoint
	Embedding string         `json:"embedding"`    // name of the model that embeds
	Answer    string         `json:"answer"`       // name of the model that writes
	Private   bool           `json:"send_private"` // private spaces are sent, too
	LeftOut   []wiki.SpaceID `json:"left_out"`     // spaces of which nothing is sent, by ID
	HasKey    bool           `json:"-"`            // there is a key; nobody is told which
}

// stored is a choice with its key.
type stored struct {
	Settings
	Key string `json:"key"`
}

// Change is a choice with what is to become of the key: nil keeps it, "" forgets it.
type Change struct {
	Settings
	Key *string
}

func needAdmin(as wiki.Actor) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only administrators may see or change which model Docent uses, with a token of the scope “admin”.")
	}
	return nil
}

const maxName = 200 // bytes of a model's name

// clean checks a choice before it is kept.
func (s *Settings) clean() error {
	s.BaseURL, s.Embedding, s.Answer = strings.TrimSpace(s.BaseURL), strings.TrimSpace(s.Embedding), strings.TrimSpace(s.Answer)
	slices.Sort(s.LeftOut)
	s.LeftOut = slices.Compact(s.LeftOut)
	if s.BaseURL != "" || s.Find || s.Compose {
		base, err := vector.CheckBase(s.BaseURL)
		var told *content.Error
		if errors.As(err, &told) {
			return told.On("base_url")
		}
		if err != nil {
			return err
		}
		s.BaseURL = base
	}
	for _, named := range []struct {
		name, field string
		needed      bool
	}{{s.Embedding, "embedding", s.Find}, {s.Answer, "answer", s.Compose}} {
		switch {
		case named.needed && named.name == "":
			return content.Errorf(content.Invalid, "Name the model. Nothing was changed.").On(named.field)
		case len(named.name) > maxName || !printable(named.name):
			return content.Errorf(content.Invalid, "A model's name is short and has no control characters. Nothing was changed.").On(named.field)
		}
	}
	return nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// Settings gives the choice without its key; administrators may see it.
func (m *Model) Settings(_ context.Context, as wiki.Actor) (Settings, error) {
	if err := needAdmin(as); err != nil {
		return Settings{}, err
	}
	return m.current.Load().chosen.Settings, nil
}

// Change makes another choice, from the next ask on. A key goes with its address: where the address
// changes, it is forgotten unless it is given again, so that nobody can send it elsewhere.
func (m *Model) Change(ctx context.Context, as wiki.Actor, c Change) error {
	if err := needAdmin(as); err != nil {
		return err
	}
	if err := c.clean(); err != nil {
		return err
	}
	m.changing.Lock()
	defer m.changing.Unlock()
	old := m.current.Load().chosen
	next := stored{Settings: c.Settings}
	switch {
	case c.Key != nil:
		next.Key = strings.TrimSpace(*c.Key)
	case c.BaseURL == old.BaseURL:
		next.Key = old.Key
	}
	if len(next.Key) > 4096 || strings.ContainsFunc(next.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return content.Errorf(content.Invalid, "A key is made of letters, digits and signs, without blanks. Nothing was changed.").On("key")
	}
	text, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("keep the model's settings: %w", err)
	}
	if err := m.opts.Settings.SetSetting(ctx, as, setting, string(text)); err != nil {
		return err
	}
	return m.use(next)
}

// Load takes the choice that is kept into use.
func (m *Model) Load(ctx context.Context) error {
	text, err := m.opts.Settings.Setting(ctx, setting)
	if err != nil || text == "" {
		return err
	}
	var s stored
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return fmt.Errorf("read the model's settings: %w", err)
	}
	return m.use(s)
}

// use takes a choice into use and wakes Run.
func (m *Model) use(s stored) error {
	s.HasKey = s.Key != ""
	next := &choice{chosen: s}
	if s.BaseURL != "" {
		client, err := vector.NewClient(s.BaseURL, s.Key, m.opts.Client)
		if err != nil {
			return err
		}
		next.client = client
	}
	m.current.Store(next)
	m.asks.reset()
	m.said.Store(nil)
	select {
	case m.changed <- struct{}{}:
	default: // Run is about to look anyway
	}
	return nil
}

// choice is a choice in use.
type choice struct {
	chosen stored
	client *vector.Client // nil: no endpoint is named
}

func (c *choice) finds() bool    { return c.client != nil && c.chosen.Find }
func (c *choice) composes() bool { return c.client != nil && c.chosen.Compose }

// sends says whether texts of a space may be sent.
func (s *Settings) sends(space wiki.Space) bool {
	_, out := slices.BinarySearch(s.LeftOut, space.ID)
	return !out && (s.Private || !space.Private())
}
