package httpd

import (
	"strconv"

	"github.com/docent-wiki/docent/content"
)

// ListInput is what a call that lists things takes: embed it.
type ListInput struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at once"`
	Cursor string `query:"cursor" doc:"next_cursor of the answer before"`
}

// Number reads a cursor that is the number which the next part begins behind; 0 for the first part.
func (in ListInput) Number() (int64, error) {
	if in.Cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(in.Cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, content.Errorf(content.Invalid, "The cursor is not one that this list gave. Send the next_cursor of the answer before.").On("cursor")
	}
	return n, nil
}
