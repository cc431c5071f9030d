package notebook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// parseJSON reads one JSON value. Its error names the line.
func parseJSON(data []byte) (node, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(data, &whole); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + strings.Count(string(data[:min(int(syntax.Offset), len(data))]), "\n")
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, errors.New("not UTF-8")
	}
	p := reader{text: string(data)}
	return p.value(), nil
}

// A reader takes valid JSON apart; Unmarshal has checked that it is.
type reader struct {
	text string
	pos  int
}

func (p *reader) space() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *reader) value() node {
	p.space()
	switch p.text[p.pos] {
	case '{':
		o := &object{}
		for p.more('}') {
			key := p.scalar()
			p.space()
			p.pos++ // the colon
			o.members = append(o.members, member{textOf(key), p.value(), key})
		}
		return o
	case '[':
		a := &array{}
		for p.more(']') {
			a.items = append(a.items, p.value())
		}
		return a
	}
	return p.scalar()
}

// more steps over the opening bracket or a comma, and reports whether something
// follows; if not, it steps over the closing bracket.
func (p *reader) more(end byte) bool {
	p.space()
	if p.text[p.pos] != end {
		p.pos++
		p.space()
	}
	if p.text[p.pos] == end {
		p.pos++
		return false
	}
	return true
}

func (p *reader) scalar() scalar {
	p.space()
	start := p.pos
	if p.text[p.pos] == '"' {
		for p.pos++; p.text[p.pos] != '"'; p.pos++ {
			if p.text[p.pos] == '\\' {
				p.pos++
			}
		}
		p.pos++
	} else {
		for p.pos < len(p.text) && strings.IndexByte(" \t\r\n,]}", p.text[p.pos]) < 0 {
			p.pos++
		}
	}
	return scalar(p.text[start:p.pos])
}

// quote writes a string as Python's json does for notebooks: everything as it
// is but quotes, backslashes and control characters.
func quote(s string) scalar {
	const hex = "0123456789abcdef"
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s { // broken UTF-8 becomes U+FFFD
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\b':
			b.WriteString(`\b`)
		case r == '\f':
			b.WriteString(`\f`)
		case r < 0x20:
			b.WriteString(`\u00`)
			b.WriteByte(hex[r>>4])
			b.WriteByte(hex[r&15])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return scalar(b.String())
}

// format appends v, indented with indent a level and in one line where indent
// is empty.
func format(b *strings.Builder, v node, newline, indent string) {
	switch v := v.(type) {
	case *object:
		if len(v.members) == 0 {
			b.WriteString("{}")
			return
		}
		b.WriteByte('{')
		for i, m := range v.members {
			separate(b, i, newline, indent)
			if m.written == "" {
				m.written = quote(m.key)
			}
			b.WriteString(string(m.written))
			b.WriteByte(':')
			if indent != "" {
				b.WriteByte(' ')
			}
			format(b, m.value, inner(newline, indent), indent)
		}
		b.WriteString(newline)
		b.WriteByte('}')
	case *array:
		if len(v.items) == 0 {
			b.WriteString("[]")
			return
		}
		b.WriteByte('[')
		for i, item := range v.items {
			separate(b, i, newline, indent)
			format(b, item, inner(newline, indent), indent)
		}
		b.WriteString(newline)
		b.WriteByte(']')
	case scalar:
		b.WriteString(string(v))
	default:
		b.WriteString("null")
	}
}

func separate(b *strings.Builder, i int, newline, indent string) {
	if i > 0 {
		b.WriteByte(',')
	}
	b.WriteString(inner(newline, indent))
}

// inner is the line break one level further in.
func inner(newline, indent string) string {
	if newline == "" {
		return ""
	}
	return newline + indent
}
