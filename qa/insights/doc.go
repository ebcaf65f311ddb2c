// Package insights shows a team what it asks, what it finds and what is missing. A job rolls the asks,
// questions, searches and page views up by day, space and area; screens read only what was rolled up.
// It ranks no people and shows nobody's reading.
package insights
