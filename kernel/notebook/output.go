package notebook

import (
	"slices"
	"strconv"
	"strings"
)

// An Output is one output of a code cell. Which fields mean something depends
// on the type.
type Output struct {
	Type string // "stream", "display_data", "execute_result" or "error"

	Name string // stream: "stdout" or "stderr"
	Text string // stream

	Data           []MIME // display_data, execute_result; sorted by type
	ExecutionCount int    // execute_result

	EName, EValue string   // error
	Traceback     []string // error; may hold ANSI colours

	metadata node   // of a display; nil is the empty object
	pieces   []byte // of a stream while it is recorded
}

// A MIME is one representation of a display: text, base64 for binary types, the
// JSON text for JSON types.
type MIME struct{ Type, Text string }

// MIME returns the representation of a type, "" where there is none.
func (o *Output) MIME(mimeType string) string {
	for _, m := range o.Data {
		if m.Type == mimeType {
			return m.Text
		}
	}
	return ""
}

// Metadata returns what the output's metadata says of one representation, such
// as an image's width, "" where it says nothing. Numbers are as the file has
// them. Metadata of the whole output counts for each representation.
func (o *Output) Metadata(mimeType, key string) string {
	meta, _ := o.metadata.(*object)
	for _, of := range []*object{meta.object(mimeType), meta} {
		if s, ok := of.get(key).(scalar); ok {
			if isText(s) {
				return textOf(s)
			}
			return string(s)
		}
	}
	return ""
}

// isJSON reports whether representations of the type are JSON values, not strings.
func isJSON(mimeType string) bool {
	return mimeType == "application/json" || strings.HasPrefix(mimeType, "application/") && strings.HasSuffix(mimeType, "+json")
}

// isLines reports whether nbformat stores representations of the type as lists of
// lines.
func isLines(mimeType string) bool {
	return strings.HasPrefix(mimeType, "text/") || mimeType == "application/javascript" || mimeType == "image/svg+xml"
}

func parseOutput(o *object) Output {
	out := Output{
		Type: o.text("output_type"), Name: o.text("name"), Text: o.text("text"),
		EName: o.text("ename"), EValue: o.text("evalue"), metadata: o.get("metadata"),
	}
	out.ExecutionCount, _ = integer(o.get("execution_count"))
	if list, ok := o.get("traceback").(*array); ok {
		for _, line := range list.items {
			out.Traceback = append(out.Traceback, textOf(line))
		}
	}
	out.Data = parseBundle(o.object("data"))
	return out
}

// parseBundle reads a MIME bundle, from a file or from a message.
func parseBundle(data *object) []MIME {
	var bundle []MIME
	if data == nil {
		return nil
	}
	for _, m := range data.members {
		text := textOf(m.value)
		if _, plain := m.value.(scalar); isJSON(m.key) || !plain && text == "" {
			var b strings.Builder
			format(&b, sorted(m.value), "", "")
			text = b.String()
		}
		bundle = append(bundle, MIME{m.key, text})
	}
	slices.SortFunc(bundle, func(a, b MIME) int { return strings.Compare(a.Type, b.Type) })
	return bundle
}

// node returns the output as nbformat stores it.
func (o *Output) node() *object {
	kind := quote(o.Type)
	switch o.Type {
	case "stream":
		return newObject("name", quote(o.Name), "output_type", kind, "text", lines(o.Text))
	case "error":
		trace := &array{}
		for _, line := range o.Traceback {
			trace.items = append(trace.items, quote(line))
		}
		return newObject("ename", quote(o.EName), "evalue", quote(o.EValue), "output_type", kind, "traceback", trace)
	}
	data := &object{}
	for _, m := range o.Data {
		var v node = quote(m.Text)
		switch {
		case isJSON(m.Type):
			if parsed, err := parseJSON([]byte(m.Text)); err == nil {
				v = parsed
			}
		case isLines(m.Type):
			v = lines(m.Text)
		}
		data.members = append(data.members, member{key: m.Type, value: v})
	}
	metadata := o.metadata
	if metadata == nil {
		metadata = &object{}
	}
	if o.Type == "execute_result" {
		return newObject("data", data, "execution_count", scalar(strconv.Itoa(o.ExecutionCount)), "metadata", sorted(metadata), "output_type", kind)
	}
	return newObject("data", data, "metadata", sorted(metadata), "output_type", kind)
}

// lines is a text as a list of its lines, each with its line break, split where
// Python's str.splitlines splits, as nbformat does.
func lines(s string) *array {
	list := &array{items: []node{}}
	for s != "" {
		end := strings.IndexAny(s, "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029")
		if end < 0 {
			list.items = append(list.items, quote(s))
			break
		}
		size := 1
		switch {
		case strings.HasPrefix(s[end:], "\r\n"), strings.HasPrefix(s[end:], "\u0085"):
			size = 2
		case s[end] >= 0x80:
			size = 3
		}
		list.items = append(list.items, quote(s[:end+size]))
		s = s[end+size:]
	}
	return list
}
