//go:build !windows

package worker

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
	"github.com/crococlock/crococlock/kernel/render"
)

// inspectLimit is how long a value may take to say what it is.
const inspectLimit = 500 * time.Millisecond

// Inspect tells about what stands at the cursor, a byte offset into code: its
// declaration or type, its comment, its value, and with detail 1 a function's
// source. It is empty where there is nothing to tell.
func (e *Evaluator) Inspect(code string, cursor, detail int) (text string) {
	defer func() {
		if recover() != nil { // a fault of ours must not end the process
			text = ""
		}
	}()
	in, ok := e.engine.Inspect(code, cursor, detail)
	if !ok {
		return ""
	}
	var parts []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	add(e.declaration(in))
	add(in.Doc)
	if in.TypeDecl != "" {
		add(in.TypeDecl)
		add(in.TypeDoc)
	}
	switch in.Kind {
	case "type", "variable", "field":
		add(strings.Join(in.Methods, "\n"))
	}
	return strings.Join(parts, "\n\n")
}

// declaration is the first line of what is told: of a variable, with its value.
func (e *Evaluator) declaration(in engine.Inspection) string {
	decl := in.Decl
	if in.Source != "" {
		decl = in.Source
	}
	if !in.Value.IsValid() {
		return decl
	}
	if text, ok := e.valueText(in.Value); ok {
		return strings.TrimPrefix(decl, "var ") + " = " + text
	}
	return decl
}

// valueText is a variable's value as a person reads it. That may call cells'
// code, which gets a moment; false: it took longer, or failed.
func (e *Evaluator) valueText(v reflect.Value) (string, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), inspectLimit)
	defer cancel()
	text := make(chan string, 1)
	if err := e.engine.Do(ctx, func() { text <- render.Text(v) }); err != nil || ctx.Err() != nil {
		return "", false
	}
	return <-text, true
}
