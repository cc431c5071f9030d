//go:build !windows

package worker

import (
	"fmt"
	"html"
	"reflect"
	"strings"

	"github.com/crococlock/crococlock/kernel/display"
)

// maxChain bounds how deep errors are followed into what they wrap.
const maxChain = 20

// errorData shows an error that wraps others as their tree; false where its
// message is all there is.
func errorData(err error) (display.Data, bool) {
	if len(wrapped(err)) == 0 && telling(err) == "" {
		return display.Data{}, false
	}
	var b strings.Builder
	errorHTML(&b, err, 0)
	return display.MakeData3(display.MIMETypeHTML, errorText(err), "<div>"+b.String()+"</div>"), true
}

// errorText is an error's message, and below it, indented, what it wraps.
func errorText(err error) string {
	var b strings.Builder
	writeError(&b, err, "", 0)
	return strings.TrimSuffix(b.String(), "\n")
}

// writeError writes an error; margin stands before every line but the first.
func writeError(b *strings.Builder, err error, margin string, depth int) {
	head := message(err)
	if name := telling(err); name != "" {
		head += " (" + name + ")"
	}
	inner := wrapped(err)
	bar := ""
	if len(inner) > 0 && strings.Contains(head, "\n") {
		bar = "│ "
	}
	b.WriteString(strings.ReplaceAll(head, "\n", "\n"+margin+bar) + "\n")
	if depth == maxChain {
		return
	}
	for i, err := range inner {
		branch, more := "├ ", "│ "
		if i == len(inner)-1 {
			branch, more = "└ ", "  "
		}
		b.WriteString(margin + branch)
		writeError(b, err, margin+more, depth+1)
	}
}

func errorHTML(b *strings.Builder, err error, depth int) {
	b.WriteString(strings.ReplaceAll(html.EscapeString(message(err)), "\n", "<br>"))
	if name := telling(err); name != "" {
		fmt.Fprintf(b, " <code>%s</code>", html.EscapeString(name))
	}
	inner := wrapped(err)
	if len(inner) == 0 || depth == maxChain {
		return
	}
	b.WriteString("\n<ul>\n")
	for _, err := range inner {
		b.WriteString("<li>")
		errorHTML(b, err, depth+1)
		b.WriteString("</li>\n")
	}
	b.WriteString("</ul>")
}

// message is what an error says. Joined errors say nothing but their own
// messages, which stand below.
func message(err error) string {
	if errors := wrapped(err); typeName(err) == "*errors.joinError" {
		return fmt.Sprintf("%d errors", len(errors))
	}
	return err.Error()
}

// wrapped returns the errors that an error wraps.
func wrapped(err error) []error {
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		if inner := x.Unwrap(); inner != nil {
			return []error{inner}
		}
		if own, ok := err.(*ownError); ok {
			return own.several()
		}
	case interface{ Unwrap() []error }:
		return x.Unwrap()
	}
	return nil
}

// telling is the name of an error's type, where that says more than that it is
// an error.
func telling(err error) string {
	name := typeName(err)
	for _, plain := range []string{"*errors.", "*fmt.", "*imports."} { // imports: gomacro's own, for types of cells
		if strings.HasPrefix(name, plain) {
			return ""
		}
	}
	return name
}

func typeName(err error) string {
	if own, ok := err.(*ownError); ok {
		return own.value().typeName()
	}
	return reflect.TypeOf(err).String()
}
