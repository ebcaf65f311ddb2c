package watch

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/sqldb"
)

// Settings is what somebody wants to be told of, or, for the team, what holds for everybody who chose nothing.
// An Unset level is no choice.
type Settings struct {
	Unwatched Level `json:"unwatched,omitempty"` // of what one does not watch: Mentions or Nothing
	Edits     Level `json:"edits,omitempty"`     // at which one follows pages that one edits; Nothing: not at all
	Asks      Level `json:"asks,omitempty"`      // at which one follows questions that one asks or answers; Nothing: not at all

	Channels map[string]notify.Channel `json:"channels,omitempty"` // by the key of a Topic; absent: no choice
	Digest   Digest                    `json:"digest,omitempty"`
	NoMail   bool                      `json:"no_mail,omitempty"` // nothing at all by mail: the person unsubscribed from everything
}

// Digest is how often the digest comes; "" is no choice.
type Digest string

// The choices. What would go into a digest that is off stays in the inbox alone.
const (
	Daily  Digest = "daily"  // every working day
	Weekly Digest = "weekly" // on Mondays, or the first working day of the week
	Off    Digest = "off"
)

// Shipped are the team's defaults where administrators chose none. Changes of pages are worth no interruption.
var Shipped = Settings{
	Unwatched: Mentions, Edits: Important, Asks: Everything,
	Channels: map[string]notify.Channel{PagesTopic: notify.Digest}, Digest: Daily,
}

// Topic is a sort of notices that people choose a channel for.
type Topic struct {
	Key         string
	Title, Text string // what it is called, and what belongs to it
	Kinds       []wiki.EventKind
}

// The topics of this floor.
const (
	MentionsTopic = "mentions"
	PagesTopic    = "pages"
)

// Topics are those of this floor; floors above add theirs with AddTopics.
var ownTopics = []Topic{
	{MentionsTopic, "When I am mentioned", "Somebody wrote @ and your name on a page.", []wiki.EventKind{PageMentioned}},
	{PagesTopic, "Pages that I follow or own", "New, changed, moved or deleted, and when a verification runs out.", pageKinds},
}

// over lays choices over others.
func (s Settings) over(other Settings) Settings {
	pick := func(own, other Level) Level {
		if own != Unset {
			return own
		}
		return other
	}
	channels := maps.Clone(other.Channels)
	if channels == nil {
		channels = map[string]notify.Channel{}
	}
	maps.Copy(channels, s.Channels)
	if s.Digest == "" {
		s.Digest = other.Digest
	}
	return Settings{pick(s.Unwatched, other.Unwatched), pick(s.Edits, other.Edits), pick(s.Asks, other.Asks), channels, s.Digest, s.NoMail}
}

func (w *Watches) check(s Settings) error {
	levels := s.Unwatched <= Mentions && s.Edits <= Everything && s.Asks <= Everything &&
		min(s.Unwatched, s.Edits, s.Asks) >= Unset && s.Edits != Mentions && s.Asks != Mentions
	if !levels {
		return content.Errorf(content.Invalid, "There is no such level here. Nothing was changed.").On("level")
	}
	if !slices.Contains([]Digest{"", Daily, Weekly, Off}, s.Digest) {
		return content.Errorf(content.Invalid, "A digest comes daily, weekly or not at all. Nothing was changed.").On("digest")
	}
	for key, c := range s.Channels {
		known := slices.ContainsFunc(w.topics, func(t Topic) bool { return t.Key == key })
		if !known || !slices.Contains([]notify.Channel{notify.App, notify.Mail, notify.Push, notify.Digest}, c) {
			return content.Errorf(content.Invalid, "There is no such channel. Nothing was changed.").On("channel")
		}
	}
	return nil
}

// AddTopics adds the topics of a floor above, before the first use. One whose key is there adds its kinds only.
func (w *Watches) AddTopics(topics ...Topic) {
	for _, t := range topics {
		i := slices.IndexFunc(w.topics, func(known Topic) bool { return known.Key == t.Key })
		if i < 0 {
			w.topics = append(w.topics, t)
			continue
		}
		w.topics[i].Kinds = append(slices.Clone(w.topics[i].Kinds), t.Kinds...)
	}
}

// Topics are all sorts of notices that people choose a channel for. The caller must not change the slice.
func (w *Watches) Topics() []Topic { return w.topics }

// Settings gives what a person chose, and what holds where the person chose nothing. Person 0 is the team.
func (w *Watches) Settings(ctx context.Context, person wiki.PersonID) (chosen, without Settings, err error) {
	known, err := w.choices(ctx, []wiki.PersonID{0, person})
	if err != nil {
		return Settings{}, Settings{}, err
	}
	if person == 0 {
		return known[0], Shipped, nil
	}
	return known[person], known[0].over(Shipped), nil
}

// SetSettings changes what the actor chose for oneself.
func (w *Watches) SetSettings(ctx context.Context, as wiki.Actor, s Settings) error {
	switch {
	case as.Person == 0:
		return content.Errorf(content.Sign, "Sign in to change your notifications.")
	case as.Scope < wiki.ScopeWrite:
		return content.Errorf(content.Forbidden, "This token may only read. Nothing was changed.")
	}
	return w.put(ctx, as, as.Person, s)
}

// SetTeam changes the team's defaults; administrators may.
func (w *Watches) SetTeam(ctx context.Context, as wiki.Actor, s Settings) error {
	if !as.IsAdmin() {
		return content.Errorf(content.Forbidden, "Only an administrator may change the team's defaults. Ask one of yours.")
	}
	return w.put(ctx, as, 0, s)
}

func (w *Watches) put(ctx context.Context, as wiki.Actor, person wiki.PersonID, s Settings) error {
	if err := w.check(s); err != nil {
		return err
	}
	return w.db.Write(ctx, as, func(tx *sqldb.Tx) error {
		if person == 0 {
			tx.Emit(wiki.Event{Kind: wiki.SettingChanged, Data: map[string]string{"name": "watch"}})
		}
		return putSettings(ctx, tx, person, s)
	})
}

func putSettings(ctx context.Context, tx *sqldb.Tx, person wiki.PersonID, s Settings) error {
	text, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO watch_settings (person, settings) VALUES ($1, $2)
		ON CONFLICT (person) DO UPDATE SET settings = excluded.settings`, int64(person), string(text))
	return wrap("write settings", err)
}

// hold gives what holds for each of some people, with the team's defaults.
func (w *Watches) hold(ctx context.Context, people []wiki.PersonID) (func(wiki.PersonID) Settings, error) {
	known, err := w.choices(ctx, append([]wiki.PersonID{0}, people...))
	if err != nil {
		return nil, err
	}
	team := known[0].over(Shipped)
	return func(id wiki.PersonID) Settings { return known[id].over(team) }, nil
}

// Wishes gives what people chose of how to be told: it is what a notify.Roster asks for. Whom pushes reach is added by
// who knows it.
func (w *Watches) Wishes(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]notify.Wishes, error) {
	hold, err := w.hold(ctx, people)
	if err != nil {
		return nil, err
	}
	wishes := make(map[wiki.PersonID]notify.Wishes, len(people))
	for _, id := range people {
		s := hold(id)
		wishes[id] = notify.Wishes{Channels: w.channels(s), NoMail: s.NoMail, NoDigest: s.Digest == Off, Weekly: s.Digest == Weekly, Weekday: time.Monday}
	}
	return wishes, nil
}

// channels gives the channel of each kind of notices that something was chosen for.
func (w *Watches) channels(s Settings) map[wiki.EventKind]notify.Channel {
	list := map[wiki.EventKind]notify.Channel{}
	for _, t := range w.topics {
		c := s.Channels[t.Key]
		if c == "" {
			continue
		}
		for _, kind := range t.Kinds {
			list[kind] = c
		}
	}
	return list
}

type chosenBy struct {
	person wiki.PersonID
	Settings
}

const peopleAtOnce = 512

func (w *Watches) choices(ctx context.Context, people []wiki.PersonID) (map[wiki.PersonID]Settings, error) {
	known := map[wiki.PersonID]Settings{}
	for some := range slices.Chunk(people, peopleAtOnce) {
		list, err := choices(ctx, w.db.Reader(), some)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			known[c.person] = c.Settings
		}
	}
	return known, nil
}

func choices(ctx context.Context, q sqldb.Queryer, people []wiki.PersonID) ([]chosenBy, error) {
	args := sqldb.Padded(people)
	list, err := sqldb.All(ctx, q, func(rows *sql.Rows) (c chosenBy, err error) {
		var text string
		if err = rows.Scan(&c.person, &text); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(text), &c.Settings)
	}, `SELECT person, settings FROM watch_settings WHERE person IN (`+sqldb.In(len(args), 1)+`)`, args...)
	return list, wrap("read notification settings", err)
}

// Leave ends what somebody is told of one thing: a link in a mail did it, which is as good as its person.
func (w *Watches) Leave(ctx context.Context, person wiki.PersonID, t Thing) error {
	if err := t.check(); err != nil {
		return err
	}
	return w.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO watches (person, kind, thing, tag, level, chosen, added) VALUES ($1, $2, $3, $4, $5, 1, $6)
			ON CONFLICT (person, kind, thing, tag) DO UPDATE SET level = excluded.level, chosen = 1`,
			int64(person), string(t.Kind), t.ID, t.Tag, int64(Nothing), sqldb.Micros(tx.Now()))
		return wrap("leave", err)
	})
}

// LeaveDigest ends somebody's digests, and LeaveMail all mail, as Leave does.
func (w *Watches) LeaveDigest(ctx context.Context, person wiki.PersonID) error {
	return w.change(ctx, person, func(s *Settings) { s.Digest = Off })
}

// LeaveMail ends everything that comes by mail; what is told stands in the inbox.
func (w *Watches) LeaveMail(ctx context.Context, person wiki.PersonID) error {
	return w.change(ctx, person, func(s *Settings) { s.NoMail = true })
}

func (w *Watches) change(ctx context.Context, person wiki.PersonID, fn func(*Settings)) error {
	return w.db.Write(ctx, wiki.Operator(), func(tx *sqldb.Tx) error {
		list, err := choices(ctx, tx, []wiki.PersonID{person})
		if err != nil {
			return err
		}
		var s Settings
		if len(list) > 0 {
			s = list[0].Settings
		}
		fn(&s)
		return putSettings(ctx, tx, person, s)
	})
}
