package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/docent-wiki/docent/search/vector"
	"github.com/docent-wiki/docent/wiki"
)

// batch embeds the next sections.
func (m *Model) batch(ctx context.Context, c *choice) (did bool, err error) {
	f := &m.follow
	ids := f.next()
	if len(ids) == 0 {
		return false, nil
	}
	work, err := m.read(ctx, ids)
	if err == nil {
		err = m.send(ctx, c, work)
	}
	if err != nil {
		f.back(ids)
		return false, err
	}
	return true, nil
}

// piece is a section as it is sent.
type piece struct {
	vector.Item
	text, print string
}

// read gives the texts of sections as they stand at this moment, those that may be sent at this moment.
func (m *Model) read(ctx context.Context, ids []wiki.SectionID) ([]piece, error) {
	placed, err := m.opts.Pages.Placed(ctx, ids, nil)
	if err != nil {
		return nil, fmt.Errorf("texts to embed: %w", err)
	}
	open, err := m.opened(ctx)
	if err != nil {
		return nil, err
	}
	var work []piece
	for _, s := range placed {
		if !open[s.Page.Space] || !s.Page.Live() || s.Position == wiki.Gone || strings.TrimSpace(s.Text) == "" {
			continue
		}
		p := piece{Item: vector.Item{Section: s.ID, Page: s.Page.ID, Space: s.Page.Space}}
		p.text, p.print = textOf(s.Page.Title, s.Path, s.Heading, s.Text)
		work = append(work, p)
	}
	return work, nil
}

// send has texts embedded and keeps the vectors. Where the endpoint will not take one of several, each is
// sent alone; one that it will not take alone is sent shorter, and then left without.
func (m *Model) send(ctx context.Context, c *choice, work []piece) error {
	if len(work) == 0 {
		return nil
	}
	texts := make([]string, len(work))
	for i, p := range work {
		texts[i] = p.text
	}
	made, err := c.client.Embed(ctx, c.chosen.Embedding, texts)
	var why *vector.Failure
	switch {
	case err == nil:
		return m.keep(ctx, work, made)
	case !errors.As(err, &why) || !why.This:
		return err
	case len(work) > 1:
		for _, p := range work {
			if err := m.send(ctx, c, []piece{p}); err != nil {
				return err
			}
		}
		return nil
	case len(work[0].text) > shortText:
		work[0].text = cut(work[0].text, shortText)
		return m.send(ctx, c, work)
	}
	m.fault(ctx, fmt.Sprintf("embedding section %d, which is left without", work[0].Section), err)
	m.follow.given[work[0].Section] = work[0].print
	return nil
}

// keep stores vectors and takes them into use.
func (m *Model) keep(ctx context.Context, work []piece, made []vector.Vector) error {
	f := &m.follow
	all := make([]Stored, len(work))
	for i, p := range work {
		all[i] = Stored{Section: p.Section, Fingerprint: p.print, Vector: made[i]}
	}
	if err := m.opts.Store.PutVectors(ctx, f.model, all); err != nil {
		return err
	}
	for i, p := range work {
		if !f.set.Put(p.Item, made[i]) { // another model answers to the same name
			if err := m.opts.Store.DropOthers(ctx, ""); err != nil {
				return err
			}
			m.fault(ctx, "keeping vectors", &vector.Failure{Text: "The endpoint gives embeddings of another size than before. All sections are embedded anew."})
			m.follow = follower{}
			return nil
		}
		f.prints[p.Section] = p.print
	}
	return nil
}

// Bytes of a text that is sent, and of one that was too long for the endpoint.
const (
	longText  = 6000
	shortText = 1200
)

// textOf is what is sent of a section, and its fingerprint.
func textOf(title string, path []string, heading, body string) (text, print string) {
	parts := slices.Concat([]string{title}, path, []string{heading})
	parts = slices.DeleteFunc(slices.Compact(parts), func(s string) bool { return s == "" })
	text = cut(strings.Join(parts, " › ")+"\n"+body, longText)
	sum := sha256.Sum256([]byte(text))
	return text, hex.EncodeToString(sum[:12])
}

func cut(text string, n int) string {
	return strings.ToValidUTF8(text[:min(len(text), n)], "")
}
