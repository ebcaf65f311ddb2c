package httpd

import (
	"context"
	"errors"
	"net/http"

	"github.com/docent-wiki/docent/content"
)

// statuses is the one table from kinds of errors to HTTP statuses. What is not in it is 500.
var statuses = map[content.Kind]int{
	content.Invalid:   http.StatusUnprocessableEntity,
	content.NotFound:  http.StatusNotFound,
	content.Forbidden: http.StatusForbidden,
	content.Conflict:  http.StatusConflict,
	content.TooLarge:  http.StatusRequestEntityTooLarge,
	content.Sign:      http.StatusUnauthorized,
	content.TooMany:   http.StatusTooManyRequests,
	content.Busy:      http.StatusServiceUnavailable,
}

// headings say what happened, above the text of an error screen.
var headings = map[int]string{
	http.StatusBadRequest:            "That could not be read",
	http.StatusUnauthorized:          "Please sign in",
	http.StatusForbidden:             "You may not do that",
	http.StatusNotFound:              "There is nothing here",
	http.StatusMethodNotAllowed:      "That does not work here",
	http.StatusConflict:              "Somebody else was quicker",
	http.StatusRequestEntityTooLarge: "That is too large",
	http.StatusUnprocessableEntity:   "Something is not right yet",
	http.StatusTooManyRequests:       "A little slower, please",
	http.StatusServiceUnavailable:    "Not at this moment",
	http.StatusInternalServerError:   "Something went wrong on our side",
}

const ourFault = "Something went wrong on our side. It was logged; whoever runs this server finds it by the number of the request."

// errGone says that the client went away before the answer was ready.
const statusGone = 499

// Status tells which HTTP status an error has.
func Status(err error) int {
	known := Known(err)
	if known == nil {
		if errors.Is(err, context.Canceled) {
			return statusGone
		}
		return http.StatusInternalServerError
	}
	if status, found := statuses[known.Kind]; found {
		return status
	}
	return http.StatusInternalServerError
}

// Known gives the error that a person may read, or nil where there is none: a content.Error in the
// chain, a body over its limit, or a deadline that passed.
func Known(err error) *content.Error {
	var known *content.Error
	if errors.As(err, &known) {
		return known
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return tooMuch(tooLarge.Limit).Because(err)
	case errors.Is(err, context.DeadlineExceeded):
		return content.Errorf(content.Busy, "This took too long and was stopped. Nothing was changed; trying again may work.").Because(err)
	}
	return nil
}

func tooMuch(limit int64) *content.Error {
	return content.Errorf(content.TooLarge, "What you sent is larger than the %s that are taken here. Nothing was changed.", bytesText(limit))
}
