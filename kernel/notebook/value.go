package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// A value is a parameter's value from outside, before it is fitted to a Go
// type.
type value struct {
	kind  valueKind
	text  string   // plain, text
	items []value  // list, dict
	keys  []string // dict, one for each item
}

type valueKind int

const (
	plainValue valueKind = iota // from the command line or without quotes: a number, a truth value or a text
	textValue                   // in quotes
	nullValue
	listValue
	dictValue
)

func (v value) String() string {
	switch v.kind {
	case nullValue:
		return "null"
	case listValue:
		return "a list"
	case dictValue:
		return "a dict"
	}
	return v.text
}

// set adds an entry to a dict; of two with one key, the later counts.
func (v *value) set(key string, item value) {
	for i := range v.keys {
		if v.keys[i] == key {
			v.items[i] = item
			return
		}
	}
	v.keys, v.items = append(v.keys, key), append(v.items, item)
}

// fromJSON makes a value of a JSON tree.
func fromJSON(n node) value {
	switch n := n.(type) {
	case *array:
		v := value{kind: listValue}
		for _, item := range n.items {
			v.items = append(v.items, fromJSON(item))
		}
		return v
	case *object:
		v := value{kind: dictValue}
		for _, m := range n.members {
			v.set(m.key, fromJSON(m.value))
		}
		return v
	}
	s, _ := n.(scalar)
	switch {
	case isText(s):
		return value{kind: textValue, text: textOf(s)}
	case s == null:
		return value{kind: nullValue}
	}
	return value{text: string(s)}
}

// parseYAML reads one YAML document; an empty one is null.
func parseYAML(data []byte) (value, error) {
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	var doc, more yaml.Node
	if err := d.Decode(&doc); err != nil {
		if strings.TrimSpace(string(data)) == "" || err.Error() == "EOF" {
			return value{kind: nullValue}, nil
		}
		return value{}, err
	}
	if d.Decode(&more) == nil {
		return value{}, errors.New("more than one YAML document")
	}
	budget := 100_000 // aliases of aliases grow without end
	return fromYAML(doc.Content[0], &budget)
}

func fromYAML(n *yaml.Node, budget *int) (value, error) {
	if *budget--; *budget < 0 {
		return value{}, errors.New("YAML with too many values")
	}
	refuse := func(what string) (value, error) {
		return value{}, fmt.Errorf("line %d: %s", n.Line, what)
	}
	switch n.Kind {
	case yaml.AliasNode:
		return fromYAML(n.Alias, budget)
	case yaml.SequenceNode:
		v := value{kind: listValue}
		for _, item := range n.Content {
			x, err := fromYAML(item, budget)
			if err != nil {
				return value{}, err
			}
			v.items = append(v.items, x)
		}
		return v, nil
	case yaml.MappingNode:
		v := value{kind: dictValue}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" {
				return refuse("a key that is no plain text")
			}
			x, err := fromYAML(n.Content[i+1], budget)
			if err != nil {
				return value{}, err
			}
			v.set(key.Value, x)
		}
		return v, nil
	}
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return value{kind: nullValue}, nil
	case "!!str":
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle|yaml.TaggedStyle) != 0 {
			return value{kind: textValue, text: n.Value}, nil
		}
		return value{text: n.Value}, nil
	case "!!bool", "!!int", "!!float", "!!timestamp":
		return value{text: n.Value}, nil // as written: YAML 1.1 would make 010 eight
	default:
		return refuse("a value of type " + tag)
	}
}

// parseFlow reads a list or dict in a text: JSON, or YAML as it stands in one
// line.
func parseFlow(text string) (value, error) {
	n, err := parseJSON([]byte(text))
	if err == nil {
		return fromJSON(n), nil
	}
	v, yamlErr := parseYAML([]byte(text))
	if yamlErr != nil || v.kind != listValue && v.kind != dictValue {
		return value{}, fmt.Errorf("neither JSON nor YAML: %v", err)
	}
	return v, nil
}

// shown is the value as a message shows it.
func (v value) shown() string {
	switch v.kind {
	case listValue, dictValue:
		text, err := json.Marshal(v.tree())
		if err == nil {
			return string(text)
		}
	}
	return v.String()
}

// tree is the value for encoding/json.
func (v value) tree() any {
	switch v.kind {
	case nullValue:
		return nil
	case listValue:
		list := []any{}
		for _, item := range v.items {
			list = append(list, item.tree())
		}
		return list
	case dictValue:
		dict := map[string]any{}
		for i, key := range v.keys {
			dict[key] = v.items[i].tree()
		}
		return dict
	case plainValue:
		if json.Valid([]byte(v.text)) {
			return json.RawMessage(v.text)
		}
	}
	return v.text
}
