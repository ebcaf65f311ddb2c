package notifyhttp

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/themes"
	"github.com/docent-wiki/docent/wiki"
	"github.com/docent-wiki/docent/wiki/account"
	"github.com/docent-wiki/docent/wiki/httpd"
	"github.com/docent-wiki/docent/wiki/notify"
	"github.com/docent-wiki/docent/wiki/push"
	"github.com/docent-wiki/docent/wiki/watch"
	"github.com/docent-wiki/docent/wiki/wikihttp"
)

// watchesPart is how many watches a screen lists.
const watchesPart = 50

// settings shows what the reader is told, and how.
func (s *screens) settings(r *httpd.Request) error { return s.drawSettings(r, nil) }

func (s *screens) drawSettings(r *httpd.Request, wrong *content.Error) error {
	ctx := r.Context()
	access, err := r.Access()
	if err != nil {
		return err
	}
	chosen, without, err := s.Watches.Settings(ctx, r.As.Person)
	if err != nil {
		return err
	}
	if wrong != nil {
		chosen = s.typed(r)
	}
	view := s.choices(chosen, without)
	view.Action, view.NoMail = settingsPath, chosen.NoMail
	if view.Push, err = s.push(ctx); err != nil {
		return err
	}
	if s.Browsers != nil {
		list, err := s.Browsers.List(ctx, r.As.Person)
		if err != nil {
			return err
		}
		here := account.SessionID(r.Session())
		for _, b := range list {
			view.Browsers = append(view.Browsers, themes.PushBrowser{ID: b.ID, Name: wikihttp.Device(b.Agent), Added: r.When(b.Added), Here: b.Session == here})
		}
	}
	if err := s.watched(r, access, &view); err != nil {
		return err
	}
	if view.Frame, err = r.Frame(httpd.Here{Title: "Notifications", Nav: themes.NavSettings}); err != nil {
		return err
	}
	if wrong != nil {
		view.Problem = problem(wrong)
		return r.Refuse(wrong, view)
	}
	return r.Draw(view)
}

// watched lists what the reader watches.
func (s *screens) watched(r *httpd.Request, access wiki.Access, view *themes.Notifications) error {
	from, err := r.Number("from")
	if err != nil {
		return err
	}
	list, more, err := s.Watches.List(r.Context(), access, int(max(from, 0)), watchesPart)
	if err != nil {
		return err
	}
	for _, w := range list {
		row := themes.WatchRow{Kind: string(w.Thing.Kind), Title: w.Title, URL: w.URL, Action: watchPath(w.Thing), Own: !w.Chosen}
		row.Levels = append(row.Levels, themes.Option{Value: watch.Unset.String(), Text: "Stop watching"})
		row.Levels = append(row.Levels, levelOptions(w.Level, watch.Everything, watch.Important, watch.Mentions, watch.Nothing)...)
		view.Watches = append(view.Watches, row)
	}
	if from > 0 {
		view.Pager.Prev = fmt.Sprintf("%s?from=%d#h-watched", settingsPath, max(0, from-watchesPart))
	}
	if more {
		view.Pager.Next = fmt.Sprintf("%s?from=%d#h-watched", settingsPath, from+watchesPart)
	}
	if view.Pager != (themes.Pager{}) {
		view.Pager.First, view.Pager.Last = int(from)+1, int(from)+len(list)
		if view.Pager.Total, err = s.Watches.Count(r.Context(), r.As.Person); err != nil {
			return err
		}
	}
	return nil
}

func levelOptions(chosen watch.Level, offered ...watch.Level) (list []themes.Option) {
	for _, l := range levels {
		if slices.Contains(offered, l.level) {
			list = append(list, themes.Option{Value: l.level.String(), Text: l.text, Selected: l.level == chosen})
		}
	}
	return list
}

// channels are the ways in which notices come, as people choose them.
var channels = []struct {
	channel notify.Channel
	text    string
}{
	{notify.Mail, "Mail"}, {notify.Push, "In my browsers"}, {notify.Digest, "In the digest"}, {notify.App, "Only in the inbox"},
}

var digests = []struct {
	digest watch.Digest
	text   string
}{
	{watch.Daily, "Every working day"}, {watch.Weekly, "Once a week, on Monday"}, {watch.Off, "Off"},
}

// choices puts settings into a form. The first choice everywhere is none; it says what holds then.
func (s *screens) choices(chosen, without watch.Settings) (view themes.Notifications) {
	usual := func(text string, on bool) themes.Option { return themes.Option{Value: "", Text: text, Selected: on} }
	asUsual := func(l watch.Level) string {
		for _, known := range levels {
			if known.level == l {
				return "As usual: " + known.text
			}
		}
		return "As usual"
	}
	for _, t := range s.Watches.Topics() {
		topic := themes.TopicChoice{Key: t.Key, Title: t.Title, Text: t.Text}
		now, text := chosen.Channels[t.Key], "As usual"
		for _, c := range channels {
			if c.channel == notify.Push && s.Browsers == nil {
				continue
			}
			if without.Channels[t.Key] == c.channel {
				text = "As usual: " + c.text
			}
			topic.Channels = append(topic.Channels, themes.Option{Value: string(c.channel), Text: c.text, Selected: c.channel == now})
		}
		topic.Channels = append([]themes.Option{usual(text, now == "")}, topic.Channels...)
		view.Topics = append(view.Topics, topic)
	}
	text := "As usual"
	for _, d := range digests {
		if d.digest == without.Digest {
			text = "As usual: " + d.text
		}
		view.Digest = append(view.Digest, themes.Option{Value: string(d.digest), Text: d.text, Selected: d.digest == chosen.Digest})
	}
	view.Digest = append([]themes.Option{usual(text, chosen.Digest == "")}, view.Digest...)
	view.Unwatched = append([]themes.Option{usual(asUsual(without.Unwatched), chosen.Unwatched == watch.Unset)},
		levelOptions(chosen.Unwatched, watch.Mentions, watch.Nothing)...)
	followed := func(now, usually watch.Level) []themes.Option {
		list := levelOptions(now, watch.Everything, watch.Important, watch.Nothing)
		list[len(list)-1].Text = "Do not watch them"
		text := asUsual(usually)
		if usually == watch.Nothing {
			text = "As usual: not watched"
		}
		return append([]themes.Option{usual(text, now == watch.Unset)}, list...)
	}
	view.Edits, view.Asks = followed(chosen.Edits, without.Edits), followed(chosen.Asks, without.Asks)
	return view
}

// typed reads settings from a form. What is no level is kept as one that is refused.
func (s *screens) typed(r *httpd.Request) watch.Settings {
	level := func(name string) watch.Level {
		if r.Field(name) == "" {
			return watch.Unset
		}
		if l, known := watch.ParseLevel(r.Field(name)); known {
			return l
		}
		return watch.Everything + 1
	}
	typed := watch.Settings{
		Unwatched: level("unwatched"), Edits: level("edits"), Asks: level("asks"), Digest: watch.Digest(r.Field("digest")),
		Channels: map[string]notify.Channel{}, NoMail: r.Field("mail") == "none",
	}
	for _, t := range s.Watches.Topics() {
		if c := r.Field("channel_" + t.Key); c != "" {
			typed.Channels[t.Key] = notify.Channel(c)
		}
	}
	return typed
}

func (s *screens) settingsNow(r *httpd.Request) error {
	if err := s.Watches.SetSettings(r.Context(), r.As, s.typed(r)); err != nil {
		if wrong := mendable(err); wrong != nil {
			return s.drawSettings(r, wrong)
		}
		return err
	}
	r.Say("good", "Saved. It holds for what happens from here on.", nil)
	return r.See(settingsPath)
}

// team shows the team's defaults to administrators.
func (s *screens) team(r *httpd.Request) error { return s.drawTeam(r, nil) }

func (s *screens) drawTeam(r *httpd.Request, wrong *content.Error) error {
	if err := needAdmin(r.As); err != nil {
		return err
	}
	chosen, without, err := s.Watches.Settings(r.Context(), 0)
	if err != nil {
		return err
	}
	if wrong != nil {
		chosen = s.typed(r)
	}
	view := s.choices(chosen, without)
	view.Action, view.Team, view.Tabs = teamPath, true, r.AdminTabs(teamPath)
	if view.Frame, err = r.Frame(httpd.Here{Title: "Notifications · Administration", Nav: themes.NavAdmin}); err != nil {
		return err
	}
	if wrong != nil {
		view.Problem = problem(wrong)
		return r.Refuse(wrong, view)
	}
	return r.Draw(view)
}

func (s *screens) teamNow(r *httpd.Request) error {
	typed := s.typed(r)
	typed.NoMail = false // a choice that each person makes alone
	if err := s.Watches.SetTeam(r.Context(), r.As, typed); err != nil {
		if wrong := mendable(err); wrong != nil {
			return s.drawTeam(r, wrong)
		}
		return err
	}
	r.Say("good", "Saved. It holds for everybody who has chosen nothing else.", nil)
	return r.See(teamPath)
}

func needAdmin(as wiki.Actor) error {
	if as.IsAdmin() {
		return nil
	}
	return content.Errorf(content.Forbidden, "Only an administrator may see and change the team's defaults. Yours are under Settings, Notifications.")
}

// browser has the reader's browser show notices, or one of them no longer.
func (s *screens) browser(r *httpd.Request) error {
	id, err := r.Number("remove")
	if err != nil {
		return err
	}
	if id != 0 {
		if err := s.Browsers.Remove(r.Context(), r.As, id, ""); err != nil {
			return err
		}
		r.Say("good", "That browser shows no notices any more.", nil)
		return r.See(settingsPath)
	}
	session := ""
	if secret := r.Session(); secret != "" {
		session = account.SessionID(secret)
	}
	err = s.Browsers.Add(r.Context(), r.As, push.Browser{
		Endpoint: r.Field("endpoint"), P256dh: r.Field("p256dh"), Auth: r.Field("auth"), Agent: r.UserAgent(), Session: session,
	})
	if err != nil {
		return err
	}
	return r.JSON(http.StatusCreated, map[string]bool{"added": true})
}
