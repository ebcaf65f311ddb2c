package themes

import (
	"fmt"
	"html/template"
	"reflect"
	"strings"
	"testing"
	"text/template/parse"
)

// TestTemplatesFitTheirViews checks every field and method that a template names against the type it is drawn with,
// also in branches that no sample takes. A value whose type cannot be told (a variable set in two ways) is let pass.
func TestTemplatesFitTheirViews(t *testing.T) {
	theme := open(t)
	for _, v := range views() {
		root := "frame"
		if _, bare := v.(Preview); bare {
			root = "main"
		}
		c := &checker{templates: theme.screens[v.Screen()], funcs: funcs, seen: map[string]bool{}}
		c.template(root, reflect.TypeOf(v))
		for _, fault := range c.faults {
			t.Errorf("%s: %s", v.Screen(), fault)
		}
	}
}

func TestTheCheckerFindsWrongNames(t *testing.T) {
	for source, wanted := range map[string]string{
		`{{.Absent}}`: "Absent", `{{range .Tags}}{{.Nope}}{{end}}`: "Nope", `{{if false}}{{.Frame.Reader.Nom}}{{end}}`: "Nom",
		`{{with .Owner}}{{.X}}{{end}}`: "X", `{{template "part" .Verified}}{{define "part"}}{{.Gone}}{{end}}`: "Gone",
		`{{$p := .Frame}}{{$p.Oops}}`: "Oops", `{{range $i, $f := .Files}}{{$f.Sise}}{{end}}`: "Sise",
	} {
		tmpl := template.Must(template.New("x").Parse(source))
		c := &checker{templates: tmpl, seen: map[string]bool{}}
		c.template("x", reflect.TypeFor[PageView]())
		if len(c.faults) != 1 || !strings.Contains(c.faults[0], wanted) {
			t.Errorf("%s: faults %q, want one that names %s", source, c.faults, wanted)
		}
	}
}

type checker struct {
	templates *template.Template
	funcs     template.FuncMap
	seen      map[string]bool
	faults    []string
}

type scope map[string]reflect.Type

func (s scope) clone() scope {
	c := scope{}
	for k, v := range s {
		c[k] = v
	}
	return c
}

func (c *checker) template(name string, dot reflect.Type) {
	key := fmt.Sprintf("%s %v", name, dot)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	found := c.templates.Lookup(name)
	if found == nil || found.Tree == nil {
		c.faults = append(c.faults, "no template "+name)
		return
	}
	c.list(found.Tree.Root, dot, scope{"$": dot})
}

func (c *checker) list(list *parse.ListNode, dot reflect.Type, vars scope) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			c.pipe(n.Pipe, dot, vars)
		case *parse.IfNode:
			inner := vars.clone()
			c.pipe(n.Pipe, dot, inner)
			c.list(n.List, dot, inner.clone())
			c.list(n.ElseList, dot, inner.clone())
		case *parse.WithNode:
			inner := vars.clone()
			c.list(n.List, c.pipe(n.Pipe, dot, inner), inner.clone())
			c.list(n.ElseList, dot, inner.clone())
		case *parse.RangeNode:
			c.loop(n, dot, vars.clone())
		case *parse.TemplateNode:
			c.template(n.Name, c.pipe(n.Pipe, dot, vars))
		}
	}
}

func (c *checker) loop(n *parse.RangeNode, dot reflect.Type, vars scope) {
	decl := n.Pipe.Decl
	n.Pipe.Decl = nil
	over := c.pipe(n.Pipe, dot, vars)
	n.Pipe.Decl = decl
	var item reflect.Type
	if over != nil && (over.Kind() == reflect.Slice || over.Kind() == reflect.Map) {
		item = over.Elem()
	}
	if len(decl) > 0 {
		vars[decl[len(decl)-1].Ident[0]] = item
	}
	if len(decl) > 1 {
		vars[decl[0].Ident[0]] = reflect.TypeFor[int]()
	}
	c.list(n.List, item, vars.clone())
	c.list(n.ElseList, dot, vars.clone())
}

func (c *checker) pipe(pipe *parse.PipeNode, dot reflect.Type, vars scope) reflect.Type {
	if pipe == nil {
		return nil
	}
	var last reflect.Type
	for _, command := range pipe.Cmds {
		last = c.command(command, dot, vars)
	}
	for _, v := range pipe.Decl {
		vars[v.Ident[0]] = last
	}
	return last
}

func (c *checker) command(command *parse.CommandNode, dot reflect.Type, vars scope) reflect.Type {
	var first reflect.Type
	for i, arg := range command.Args {
		at := c.value(arg, dot, vars)
		if i == 0 {
			first = at
		}
	}
	if name, ok := command.Args[0].(*parse.IdentifierNode); ok {
		if fn := c.funcs[name.Ident]; fn != nil {
			return reflect.TypeOf(fn).Out(0)
		}
		return nil
	}
	return first
}

func (c *checker) value(node parse.Node, dot reflect.Type, vars scope) reflect.Type {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.chain(dot, n.Ident)
	case *parse.VariableNode:
		return c.chain(vars[n.Ident[0]], n.Ident[1:])
	case *parse.ChainNode:
		return c.chain(c.value(n.Node, dot, vars), n.Field)
	case *parse.PipeNode:
		return c.pipe(n, dot, vars)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	}
	return nil
}

func (c *checker) chain(at reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if at == nil {
			return nil
		}
		if method, ok := at.MethodByName(name); ok {
			at = method.Type.Out(0)
			continue
		}
		if at.Kind() == reflect.Pointer {
			at = at.Elem()
		}
		if at.Kind() == reflect.Struct {
			if field, ok := at.FieldByName(name); ok {
				at = field.Type
				continue
			}
		}
		c.faults = append(c.faults, fmt.Sprintf("%v has no %s", at, name))
		return nil
	}
	return at
}
