package study

import (
	"fmt"
	"strings"

	"github.com/crococlock/crococlock/pkg/figures"
)

// A Text is Markdown that a notebook shows as text.
type Text string

// Say is text that takes what it states from results, as fmt.Sprintf does.
func Say(format string, args ...any) Text { return Text(fmt.Sprintf(format, args...)) }

// Render shows the text in a notebook.
func (t Text) Render() figures.Rendering {
	return figures.Rendering{Data: map[string]any{"text/markdown": string(t), "text/plain": string(t)}}
}

// Plain is a name as Markdown shows it letter by letter.
func Plain(name string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(name), " ") {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|~$&", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Key says which classes figures do not write by their names, "" where they write
// all.
func Key(classes []string) Text {
	var parts []string
	for i, name := range figures.Names(classes) {
		if name != classes[i] {
			parts = append(parts, fmt.Sprintf("“%s” is %s", Plain(name), Plain(classes[i])))
		}
	}
	if parts == nil {
		return ""
	}
	return Text("In the figures " + strings.Join(parts, ", ") + ".")
}

// Count is a number with its noun: "1 picture", "2 pictures".
func Count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
