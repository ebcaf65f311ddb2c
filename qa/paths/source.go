package paths

import (
	"context"
	"fmt"
	"time"

	"github.com/docent-wiki/docent/content"
	"github.com/docent-wiki/docent/qa/tasks"
	"github.com/docent-wiki/docent/wiki"
)

// Source gives the steps that wait for the reader.
func (s *Paths) Source() tasks.Source {
	return func(ctx context.Context, access wiki.Access) ([]tasks.Item, error) {
		list, walks, err := s.Walks(ctx, access)
		if err != nil {
			return nil, err
		}
		var items []tasks.Item
		for i, p := range list {
			for _, step := range walks[i].Steps {
				if !step.Finished() && len(items) < tasks.MaxItems {
					items = append(items, s.item(p, walks[i], step))
				}
			}
		}
		return items, nil
	}
}

func (s *Paths) item(p Path, w Walk, step Standing) tasks.Item {
	item := tasks.Item{
		Key: fmt.Sprintf("path-%d", step.ID), Kind: tasks.Path, Title: step.Heading, URL: step.Step.URL(p.ID),
		Do: "Open", Space: p.Space, Where: p.Title, Since: w.Start.At(0, time.UTC), Text: "A step of the path “" + p.Title + "”.",
	}
	if !step.Due.IsZero() {
		item.Due, item.Day = step.Due.At(0, time.UTC), true
	}
	switch {
	case len(step.Changed) > 0:
		item.State, item.Since = tasks.StateLooking, step.Done
		item.Text = "You have read it; “" + content.Excerpt(sectionName(step.Changed[0], step.Page), 80) + "” has changed since."
	case step.Kind == ReadPage:
		item.Do = "Read"
	case step.Kind == Recording:
		item.Do = "Watch"
	}
	if step.Kind != ReadPage {
		item.Finish = func(ctx context.Context, access wiki.Access) (tasks.Outcome, error) {
			err := s.Done(ctx, access, p.ID, step.ID, 0)
			return tasks.Outcome{Said: "Done.", Undo: &tasks.Action{Text: "Undo", URL: p.URL(), Fields: map[string]string{"action": "undo", "step": fmt.Sprint(step.ID)}}}, err
		}
	}
	return item
}

func sectionName(c Changed, page wiki.Page) string {
	if c.Heading == "" {
		return page.Title
	}
	return c.Heading
}
