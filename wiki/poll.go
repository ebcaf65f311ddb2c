package wiki

import (
	"context"
	"log/slog"
	"time"
)

// PollEvery is how late, at most, a setting that another process changed is in use.
const PollEvery = 2 * time.Second

// Poll calls load again and again until ctx ends. What goes wrong is logged under the name of what is
// loaded, and tried again.
func Poll(ctx context.Context, what string, load func(context.Context) error) error {
	tick := time.NewTicker(PollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := load(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, what+" were not read; this is tried again", "error", err)
		}
	}
}
