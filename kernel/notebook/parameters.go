package notebook

import (
	"bytes"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrParameter is what the errors of Run wrap when a parameter is unknown, its
// value does not fit, or the notebook has none.
var ErrParameter = errors.New("parameter")

// A Parameter is a value from outside for a variable of the cell tagged
// "parameters".
type Parameter struct {
	Name, Value string
	parsed      *value // of a file that tells texts, numbers and null apart
}

func (p Parameter) value() value {
	if p.parsed != nil {
		return *p.parsed
	}
	return value{text: p.Value}
}

// ParseParameter reads name=value.
func ParseParameter(s string) (Parameter, error) {
	name, text, ok := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return Parameter{}, fmt.Errorf("%w %q: want name=value", ErrParameter, s)
	}
	return Parameter{Name: name, Value: text}, nil
}

// ReadParameters reads a file of parameters: a JSON object, a YAML mapping, or
// a line name=value each, where empty lines and lines that begin with # are
// passed over.
func ReadParameters(path string) ([]Parameter, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	parameters, err := parseParameters(data, strings.ToLower(filepath.Ext(path)))
	if err != nil {
		return nil, fmt.Errorf("notebook: %s: %w", path, err)
	}
	return parameters, nil
}

// ParseParameters is ReadParameters for what is no file, such as standard
// input.
func ParseParameters(data []byte) ([]Parameter, error) {
	parameters, err := parseParameters(data, "")
	if err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	return parameters, nil
}

func parseParameters(data []byte, extension string) ([]Parameter, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("not UTF-8")
	}
	switch {
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) || extension == ".json":
		n, err := parseJSON(data)
		if err == nil {
			return fromDict(fromJSON(n))
		}
		// Python writes NaN into JSON, and YAML has braces, too.
		if v, yamlErr := parseYAML(data); yamlErr == nil && v.kind == dictValue {
			return fromDict(v)
		}
		return nil, err
	case extension == ".yaml" || extension == ".yml":
		v, err := parseYAML(data)
		if err != nil || v.kind == nullValue {
			return nil, err
		}
		return fromDict(v)
	}
	var parameters []Parameter
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		p, err := ParseParameter(line)
		if err != nil || !token.IsIdentifier(p.Name) {
			if v, err := parseYAML(data); err == nil && v.kind == dictValue {
				return fromDict(v)
			}
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		parameters = append(parameters, p)
	}
	return parameters, nil
}

func fromDict(v value) ([]Parameter, error) {
	if v.kind != dictValue {
		return nil, fmt.Errorf("want a dict of parameters, not %v", v)
	}
	var parameters []Parameter
	for i, name := range v.keys {
		item := v.items[i]
		parameters = append(parameters, Parameter{Name: name, Value: item.shown(), parsed: &item})
	}
	return parameters, nil
}

const (
	parametersTag = "parameters"
	injectedTag   = "injected-parameters"
)

// inject writes a cell that assigns the parameters, after the cell that
// declares them or in place of the one that an earlier run wrote. Of two values
// for one name, the later counts.
func (nb *Notebook) inject(parameters []Parameter) error {
	if len(parameters) == 0 {
		return nil
	}
	if l := nb.Language(); l != "" && l != "go" {
		return fmt.Errorf("%w %s: the notebook is in %s; only Go notebooks take parameters", ErrParameter, parameters[0].Name, l)
	}
	cells := nb.Cells()
	at := slices.IndexFunc(cells, func(c *Cell) bool { return c.Type() == "code" && c.HasTag(parametersTag) })
	if at < 0 {
		return fmt.Errorf("%w %s: no cell of the notebook is tagged %q", ErrParameter, parameters[0].Name, parametersTag)
	}
	defaults, err := parseDefaults(cells[at].Source())
	if err != nil {
		return fmt.Errorf("%w cell: %v", ErrParameter, err)
	}
	values := map[string]Parameter{}
	for _, p := range parameters {
		if !slices.ContainsFunc(defaults, func(d variable) bool { return d.name == p.Name }) {
			return fmt.Errorf("%w %q is unknown; the notebook has %s", ErrParameter, p.Name, names(defaults))
		}
		values[p.Name] = p
	}
	var source strings.Builder
	for _, d := range defaults {
		p, given := values[d.name]
		if !given {
			continue
		}
		expr, err := d.assign(p.value())
		if err != nil {
			return fmt.Errorf("%w %s=%s: %v", ErrParameter, d.name, p.Value, err)
		}
		fmt.Fprintf(&source, "\n%s = %s", d.name, expr)
	}
	code := "// Parameters" + source.String()
	if usesMath(code) {
		code = "// Parameters\nimport \"math\"" + source.String()
	}
	if old := slices.IndexFunc(cells, func(c *Cell) bool { return c.HasTag(injectedTag) }); old >= 0 {
		cells[old].o.set("source", lines(code))
		return nil
	}
	tags := &array{items: []node{quote(injectedTag)}}
	cell := newObject("cell_type", quote("code"), "execution_count", null, "metadata", newObject("tags", tags),
		"outputs", &array{}, "source", lines(code))
	nb.cells.items = slices.Insert(nb.cells.items, at+1, node(cell))
	return nil
}

// usesMath reports whether code of assign needs the package for infinity or
// NaN, which the notebook may not have imported.
func usesMath(code string) bool {
	var s scanner.Scanner
	files := token.NewFileSet()
	s.Init(files.AddFile("", -1, len(code)), []byte(code), nil, 0)
	for {
		_, tok, text := s.Scan()
		if tok == token.EOF {
			return false
		}
		if tok == token.IDENT && text == "math" {
			return true
		}
	}
}

func names(vs []variable) string {
	if len(vs) == 0 {
		return "none"
	}
	list := make([]string, len(vs))
	for i, v := range vs {
		list[i] = v.name
	}
	return strings.Join(list, ", ")
}
