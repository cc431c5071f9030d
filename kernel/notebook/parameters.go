package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
)

// ErrParameter is what the errors of Run wrap when a parameter is unknown, its
// value does not fit, or the notebook has none.
var ErrParameter = errors.New("parameter")

// A Parameter is a value from outside for a variable of the cell tagged
// "parameters".
type Parameter struct{ Name, Value string }

// ParseParameter reads name=value.
func ParseParameter(s string) (Parameter, error) {
	name, value, ok := strings.Cut(s, "=")
	name = strings.TrimSpace(name)
	if !ok || name == "" {
		return Parameter{}, fmt.Errorf("%w %q: want name=value", ErrParameter, s)
	}
	return Parameter{name, value}, nil
}

// ReadParameters reads a file of parameters: a JSON object, or a line
// name=value each, where empty lines and lines that begin with # are passed
// over.
func ReadParameters(path string) ([]Parameter, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("notebook: %w", err)
	}
	var parameters []Parameter
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		v, err := parseJSON(data)
		if err != nil {
			return nil, fmt.Errorf("notebook: %s: %w", path, err)
		}
		for _, m := range v.(*object).members {
			p := Parameter{Name: m.key, Value: textOf(m.value)}
			if s, plain := m.value.(scalar); !plain {
				var b strings.Builder
				format(&b, m.value, "", "")
				p.Value = b.String()
			} else if s[0] != '"' {
				p.Value = string(s)
			}
			parameters = append(parameters, p)
		}
		return parameters, nil
	}
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		p, err := ParseParameter(line)
		if err != nil {
			return nil, fmt.Errorf("notebook: %s: line %d: %w", path, i+1, err)
		}
		parameters = append(parameters, p)
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
	values := map[string]string{}
	for _, p := range parameters {
		if !slices.ContainsFunc(defaults, func(d variable) bool { return d.name == p.Name }) {
			return fmt.Errorf("%w %q is unknown; the notebook has %s", ErrParameter, p.Name, names(defaults))
		}
		values[p.Name] = p.Value
	}
	var source strings.Builder
	source.WriteString("// Parameters")
	for _, d := range defaults {
		value, given := values[d.name]
		if !given {
			continue
		}
		expr, err := d.assign(value)
		if err != nil {
			return fmt.Errorf("%w %s=%s: %v", ErrParameter, d.name, value, err)
		}
		fmt.Fprintf(&source, "\n%s = %s", d.name, expr)
	}
	if old := slices.IndexFunc(cells, func(c *Cell) bool { return c.HasTag(injectedTag) }); old >= 0 {
		cells[old].o.set("source", lines(source.String()))
		return nil
	}
	tags := &array{items: []node{quote(injectedTag)}}
	cell := newObject("cell_type", quote("code"), "execution_count", null, "metadata", newObject("tags", tags),
		"outputs", &array{}, "source", lines(source.String()))
	nb.cells.items = slices.Insert(nb.cells.items, at+1, node(cell))
	return nil
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

// elements reads the value of a list: a JSON array, or values between commas.
func elements(value string) ([]string, error) {
	value = strings.TrimSpace(value)
	if value == "" {
		return nil, nil
	}
	if value[0] != '[' {
		list := strings.Split(value, ",")
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
		return list, nil
	}
	var raw []json.RawMessage
	if err := json.Unmarshal([]byte(value), &raw); err != nil {
		return nil, fmt.Errorf("not a JSON array: %v", err)
	}
	list := make([]string, len(raw))
	for i, r := range raw {
		if list[i] = string(r); r[0] == '"' {
			list[i] = textOf(scalar(r))
		}
	}
	return list, nil
}
