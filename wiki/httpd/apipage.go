package httpd

import (
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/docent-wiki/docent/themes"
)

// apiPage draws the API's document for people. It loads nothing from elsewhere.
func (s *Server) apiPage(r *Request) error {
	frame, err := r.Frame(Here{Title: "API", Nav: themes.NavAPI})
	if err != nil {
		return err
	}
	doc := s.API.OpenAPI()
	view := themes.API{
		Frame: frame, Name: doc.Info.Title, Version: doc.Info.Version, Document: APIBase + "/openapi.json",
		Intro: template.HTML(template.HTMLEscapeString(strings.ReplaceAll(doc.Info.Description, "`", ""))),
	}
	names := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(names)) {
		view.Schemas = append(view.Schemas, themes.APISchema{
			Name: name, Anchor: schemaAnchor(name), Text: names[name].Description, Fields: fieldsOf(names[name]),
		})
	}
	view.Groups = groupsOf(doc, r.Absolute(""))
	return r.Draw(view)
}

func groupsOf(doc *huma.OpenAPI, base string) []themes.APIGroup {
	byTag := map[string]*themes.APIGroup{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, op := range operationsOf(doc.Paths[path]) {
			tag := "Other"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			if byTag[tag] == nil {
				byTag[tag] = &themes.APIGroup{Name: tag, Anchor: "group-" + strings.ToLower(tag)}
			}
			byTag[tag].Calls = append(byTag[tag].Calls, callOf(doc, path, op, base))
		}
	}
	var groups []themes.APIGroup
	for _, tag := range slices.Sorted(maps.Keys(byTag)) {
		groups = append(groups, *byTag[tag])
	}
	return groups
}

func operationsOf(item *huma.PathItem) []*huma.Operation {
	var list []*huma.Operation
	for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
		if op != nil {
			list = append(list, op)
		}
	}
	return list
}

func callOf(doc *huma.OpenAPI, path string, op *huma.Operation, base string) themes.APICall {
	call := themes.APICall{
		Method: op.Method, Path: path, Anchor: op.OperationID, Summary: op.Summary, Text: op.Description,
		Example: exampleOf(op, base+path),
	}
	for _, p := range op.Parameters {
		call.Params = append(call.Params, themes.APIField{
			Name: p.Name, In: p.In, Type: typeOf(p.Schema), Text: p.Description, Required: p.Required,
		})
	}
	if op.RequestBody != nil {
		for kind, media := range op.RequestBody.Content {
			call.Body = kind
			if media.Schema != nil && media.Schema.Ref != "" {
				call.Body = refName(media.Schema.Ref)
				call.BodyFields = fieldsOf(doc.Components.Schemas.SchemaFromRef(media.Schema.Ref))
			}
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		answer := themes.APIResponse{Status: status, Text: op.Responses[status].Description}
		for _, media := range op.Responses[status].Content {
			if media.Schema != nil {
				answer.Schema = typeOf(media.Schema)
				answer.Ref = refAnchor(media.Schema)
			}
		}
		call.Responses = append(call.Responses, answer)
	}
	return call
}

func exampleOf(op *huma.Operation, address string) string {
	line := "curl -H 'Authorization: Bearer TOKEN'"
	if op.Method != "GET" {
		line += " -X " + op.Method
	}
	if op.RequestBody != nil {
		if _, isJSON := op.RequestBody.Content["application/json"]; isJSON {
			line += " --json @body.json"
		} else {
			line += " --data-binary @file"
		}
	}
	return line + " '" + address + "'"
}

func fieldsOf(schema *huma.Schema) []themes.APIField {
	if schema == nil {
		return nil
	}
	var list []themes.APIField
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		p := schema.Properties[name]
		list = append(list, themes.APIField{
			Name: name, Type: typeOf(p), Text: p.Description, Required: slices.Contains(schema.Required, name),
			Ref: refAnchor(p),
		})
	}
	return list
}

func typeOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return refName(s.Ref)
	case s.Items != nil:
		return "list of " + typeOf(s.Items)
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	}
	return s.Type
}

func refAnchor(s *huma.Schema) string {
	for s != nil {
		if s.Ref != "" {
			return schemaAnchor(refName(s.Ref))
		}
		s = s.Items
	}
	return ""
}

func refName(ref string) string { return ref[strings.LastIndexByte(ref, '/')+1:] }

func schemaAnchor(name string) string { return "schema-" + strings.ToLower(name) }
