package wiki

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/docent-wiki/docent/content"
)

// settle decides the title, tags and owner of a draft. The front matter, where there is one, says
// the same as the fields: a changed field is written into it, a changed front matter changes the
// field.
func (p *prepared) settle(ctx context.Context, r Reads, d Draft, base Revision) (title, markdown string, err error) {
	title, markdown = base.Title, base.Markdown
	if d.Markdown != nil {
		markdown = *d.Markdown
		if d.Form {
			markdown = content.NormalizeNewlines(markdown, base.Markdown)
		}
	}
	was, _, _ := content.SplitFront(base.Markdown)
	front, _, _ := content.SplitFront(markdown)
	set := map[string]any{}
	switch {
	case d.Title != nil && strings.TrimSpace(*d.Title) != base.Title:
		title = strings.TrimSpace(*d.Title)
		set["title"] = title
	case front.Title != was.Title && front.Title != "":
		title = strings.TrimSpace(front.Title)
	}
	if err := checkName(title, "A page needs a title. Nothing was saved; your text is still here.", "title"); err != nil {
		return "", "", err
	}
	if err := p.settleFacts(ctx, r, d, was, front, set); err != nil {
		return "", "", err
	}
	if front.Format != "" && front.Err == nil && len(set) > 0 {
		if markdown, err = content.SetFront(markdown, set); err != nil {
			return "", "", err
		}
	}
	return title, markdown, nil
}

func (p *prepared) settleFacts(ctx context.Context, r Reads, d Draft, was, front content.Front, set map[string]any) error {
	switch {
	case d.Tags != nil:
		tags := cleanTags(*d.Tags)
		if d.WasTags != nil {
			tags = mergeTags(cleanTags(d.WasTags), p.page.Tags, tags)
		}
		p.tagged = !slices.Equal(tags, p.page.Tags)
		p.page.Tags = tags
	case !slices.Equal(front.Tags, was.Tags):
		p.page.Tags = mergeTags(cleanTags(was.Tags), p.page.Tags, cleanTags(front.Tags))
	}
	people, err := ownersOf(ctx, r, d.Owner, was.Owner != front.Owner)
	if err != nil {
		return err
	}
	switch {
	case d.Owner != nil && *d.Owner != p.page.Owner.ID:
		owner, err := people.byID(*d.Owner)
		if err != nil {
			return err
		}
		p.page.Owner = owner
		set["owner"] = owner.Name
	case front.Owner != was.Owner:
		if owner, found := people.byName(front.Owner); found {
			p.page.Owner = owner
		}
	}
	return nil
}

// mergeTags brings a change of tags from base to yours up to what they are by now.
func mergeTags(base, now, yours []string) []string {
	if slices.Equal(base, now) {
		return yours
	}
	merged := slices.DeleteFunc(slices.Clone(now), func(t string) bool { return slices.Contains(base, t) && !slices.Contains(yours, t) })
	for _, t := range yours {
		if !slices.Contains(base, t) {
			merged = append(merged, t)
		}
	}
	return cleanTags(merged)
}

// writeTags writes changed tags into the front matter, where there is one: into the merged text, so that two
// changes of tags do not meet there as words.
func (p *prepared) writeTags() (err error) {
	if !p.tagged {
		return nil
	}
	if front, _, _ := content.SplitFront(p.markdown); front.Format != "" && front.Err == nil {
		p.markdown, err = content.SetFront(p.markdown, map[string]any{"tags": p.page.Tags})
	}
	return err
}

// people finds accounts by number or name.
type people []PersonRef

func ownersOf(ctx context.Context, r SpaceReads, owner *PersonID, named bool) (people, error) {
	if owner == nil && !named {
		return nil, nil
	}
	return r.People(ctx)
}

func (p people) byID(id PersonID) (PersonRef, error) {
	if id == 0 {
		return PersonRef{}, nil
	}
	for _, ref := range p {
		if ref.ID == id {
			return ref, nil
		}
	}
	return PersonRef{}, content.Errorf(content.Invalid, "There is no such person, or the account is disabled.").On("owner")
}

func (p people) byName(name string) (PersonRef, bool) {
	for _, ref := range p {
		if name != "" && strings.EqualFold(ref.Name, name) {
			return ref, true
		}
	}
	return PersonRef{}, false
}

const (
	maxTags = 50
	maxTag  = 60 // characters
)

// cleanTags trims tags, drops empty and repeated ones, and cuts what is too much.
func cleanTags(tags []string) []string {
	clean := make([]string, 0, len(tags))
	for _, t := range tags {
		t = content.Name(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(t, ""), func(r rune) bool { return unicode.IsControl(r) || r == ',' }), " "))
		if r := []rune(t); len(r) > maxTag {
			t = string(r[:maxTag])
		}
		if t != "" && !slices.ContainsFunc(clean, func(other string) bool { return strings.EqualFold(other, t) }) && len(clean) < maxTags {
			clean = append(clean, t)
		}
	}
	return clean
}
