package render

import (
	"fmt"
	"html"
	"reflect"
	"strings"

	"github.com/crococlock/crococlock/kernel/display"
)

// An ErrorTree is an error and what it wraps.
type ErrorTree struct {
	Message string
	Type    string // where it says more than that this is an error
	Wraps   []ErrorTree
}

// maxChain bounds how deep errors are followed into what they wrap.
const maxChain = 20

// NewErrorTree follows an error into what it wraps.
func NewErrorTree(err error) ErrorTree { return errorTree(err, 0) }

func errorTree(err error, depth int) ErrorTree {
	tree := ErrorTree{Message: err.Error(), Type: reflect.TypeOf(err).String()}
	var inner []error
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		if one := x.Unwrap(); one != nil {
			inner = []error{one}
		}
	case interface{ Unwrap() []error }:
		inner = x.Unwrap()
	}
	if tree.Type == "*errors.joinError" { // it says nothing but its errors' messages, which stand below
		tree.Message = fmt.Sprintf("%d errors", len(inner))
	}
	if strings.HasPrefix(tree.Type, "*errors.") || strings.HasPrefix(tree.Type, "*fmt.") {
		tree.Type = ""
	}
	if depth < maxChain {
		for _, err := range inner {
			tree.Wraps = append(tree.Wraps, errorTree(err, depth+1))
		}
	}
	return tree
}

// Data shows the tree; false where its message is all there is.
func (t ErrorTree) Data() (display.Data, bool) {
	if len(t.Wraps) == 0 && t.Type == "" {
		return display.Data{}, false
	}
	var b strings.Builder
	t.writeHTML(&b)
	return display.MakeData3(display.MIMETypeHTML, t.Text(), "<div>"+b.String()+"</div>"), true
}

// Text is the error's message, and below it, indented, what it wraps.
func (t ErrorTree) Text() string {
	var b strings.Builder
	t.write(&b, "")
	return strings.TrimSuffix(b.String(), "\n")
}

// write writes the tree; margin stands before every line but the first.
func (t ErrorTree) write(b *strings.Builder, margin string) {
	head := t.Message
	if t.Type != "" {
		head += " (" + t.Type + ")"
	}
	bar := ""
	if len(t.Wraps) > 0 && strings.Contains(head, "\n") {
		bar = "│ "
	}
	b.WriteString(strings.ReplaceAll(head, "\n", "\n"+margin+bar) + "\n")
	for i, inner := range t.Wraps {
		branch, more := "├ ", "│ "
		if i == len(t.Wraps)-1 {
			branch, more = "└ ", "  "
		}
		b.WriteString(margin + branch)
		inner.write(b, margin+more)
	}
}

func (t ErrorTree) writeHTML(b *strings.Builder) {
	b.WriteString(strings.ReplaceAll(html.EscapeString(t.Message), "\n", "<br>"))
	if t.Type != "" {
		fmt.Fprintf(b, " <code>%s</code>", html.EscapeString(t.Type))
	}
	if len(t.Wraps) == 0 {
		return
	}
	b.WriteString("\n<ul>\n")
	for _, inner := range t.Wraps {
		b.WriteString("<li>")
		inner.writeHTML(b)
		b.WriteString("</li>\n")
	}
	b.WriteString("</ul>")
}
