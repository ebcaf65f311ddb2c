package themes

import "html/template"

// API is the readable page of the API, made from the OpenAPI document.
type API struct {
	Frame
	Name, Version string
	Intro         template.HTML
	Groups        []APIGroup
	Schemas       []APISchema
	Document      string // path of the document itself
}

// Screen names the template.
func (API) Screen() string { return "api" }

// APIGroup is the calls of one subject.
type APIGroup struct {
	Name, Anchor, Text string
	Calls              []APICall
}

// APICall is an operation.
type APICall struct {
	Method, Path string // "GET" "/api/v1/pages/{id}"
	Anchor       string
	Summary      string
	Text         string
	Params       []APIField
	Body         string // name of the schema, "" for none
	BodyFields   []APIField
	Example      string // a curl line
	Responses    []APIResponse
}

// APIField is a parameter or a property.
type APIField struct {
	Name, In, Type, Text string // In: "query", "path", "header" or "" for a property
	Required             bool
	Ref                  string // anchor of the schema of Type, "" for none
}

// APIResponse is an answer.
type APIResponse struct {
	Status, Text string
	Schema       string
	Ref          string
}

// APISchema is a named shape.
type APISchema struct {
	Name, Anchor, Text string
	Fields             []APIField
}
