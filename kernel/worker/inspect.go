//go:build !windows

package worker

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cosmos72/gomacro/fast"
	xr "github.com/cosmos72/gomacro/xreflect"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// inspectLimit is how long a value may take to say what it is.
const inspectLimit = 500 * time.Millisecond

// Inspect tells about what stands at the cursor, a byte offset into code: its
// declaration or type, its comment, its value. It is empty where there is
// nothing to tell.
func (e *Evaluator) Inspect(code string, cursor int) (text string) {
	ctx, cancel := context.WithTimeout(context.Background(), inspectLimit)
	defer cancel()
	defer e.begin(ctx)()
	// A String of the user's may fail, and so may gomacro at its edges: then there
	// is nothing to tell.
	_ = e.guard(ctx, nil, func(*fast.Env) { text = e.inspect(code, cursor) })
	return text
}

func (e *Evaluator) inspect(code string, cursor int) string {
	words := wordsAt(code, max(0, min(cursor, len(code))))
	if len(words) == 0 {
		return ""
	}
	c := e.ir.Comp
	if sym := c.TryResolve(words[0]); sym != nil {
		if sym.Const() {
			if imp, ok := sym.Value.(*fast.Import); ok {
				return e.inspectPackage(imp, words[1:])
			}
		}
		return e.inspectSymbol(sym, words)
	}
	if typ := c.TryResolveType(words[0]); typ != nil {
		return e.inspectType(typ, words)
	}
	return ""
}

// wordsAt are the identifiers joined by dots that the cursor is in or behind;
// within a call's arguments, where it is at none, the function's.
func wordsAt(code string, cursor int) []string {
	for {
		end := cursor
		for end < len(code) {
			r, n := utf8.DecodeRuneInString(code[end:])
			if !identifies(r) {
				break
			}
			end += n
		}
		start := cursor
		for start > 0 {
			r, n := utf8.DecodeLastRuneInString(code[:start])
			if !identifies(r) && r != '.' {
				break
			}
			start -= n
		}
		if word := strings.Trim(code[start:end], "."); word != "" && !unicode.IsDigit(rune(word[0])) {
			return strings.Split(word, ".")
		}
		depth := 0
		for cursor = start; cursor > 0; cursor-- {
			if code[cursor-1] == ')' {
				depth++
			} else if code[cursor-1] == '(' {
				if depth--; depth < 0 {
					break
				}
			}
		}
		if cursor == 0 {
			return nil
		}
		cursor--
	}
}

func identifies(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func (e *Evaluator) inspectPackage(imp *fast.Import, words []string) string {
	if len(words) == 0 {
		if doc := symbols.Doc(docPath(imp.Path), ""); doc != "" {
			return doc
		}
		return "package " + imp.Name
	}
	name := words[0]
	bind, typ := imp.Binds[name], imp.Types[name]
	if len(words) > 1 {
		if bind != nil {
			return e.member(bind.Type, reflect.Value{}, words[1:])
		}
		return e.member(typ, reflect.Value{}, words[1:])
	}
	doc := symbols.Doc(docPath(imp.Path), name)
	switch {
	case doc != "":
		return doc
	case bind != nil:
		return fmt.Sprintf("%s.%s %v", imp.Name, name, bind.Type)
	case typ != nil:
		return describe(typ)
	}
	return ""
}

// docPath is the package under whose path comments are kept.
func docPath(path string) string {
	if path == "display" || path == "github.com/gopherdata/gophernotes" {
		return "github.com/crococlock/crococlock/kernel/display"
	}
	return path
}

func (e *Evaluator) inspectSymbol(sym *fast.Symbol, words []string) string {
	name := words[0]
	if sym.Type == nil || sym.Type.ReflectType() == reflect.TypeFor[fast.Builtin]() {
		return symbols.Doc("builtin", name)
	}
	value := e.ir.ValueOf(name).ReflectValue()
	if len(words) > 1 {
		return e.member(sym.Type, value, words[1:])
	}
	if declared := e.declaration(`func\s+` + name + `\s*\(`); declared != "" && sym.Type.Kind() == reflect.Func {
		return declared
	}
	return e.valueText(name, sym.Type, value)
}

// valueText is a variable's name, type and value, and what its type is.
func (e *Evaluator) valueText(name string, typ xr.Type, value reflect.Value) string {
	text := fmt.Sprintf("%s %v", name, typ)
	if value.IsValid() && typ.Kind() != reflect.Func {
		const longest = 2000
		shown := "nil"
		if !isNil(value) {
			shown = e.format(value, typ)
		}
		if len(shown) > longest {
			shown = strings.ToValidUTF8(shown[:longest], "") + " …"
		}
		text += " = " + shown
	}
	if doc := e.typeDoc(typ); doc != "" {
		text += "\n\n" + doc
	}
	return text
}

func (e *Evaluator) inspectType(typ xr.Type, words []string) string {
	if len(words) > 1 {
		return e.member(typ, reflect.Value{}, words[1:])
	}
	if doc := e.typeDoc(typ); doc != "" {
		return doc
	}
	if doc := symbols.Doc("builtin", words[0]); doc != "" {
		return doc
	}
	return describe(typ)
}

// typeDoc is the declaration of a named type, or of what a pointer points to.
func (e *Evaluator) typeDoc(typ xr.Type) string {
	if typ.Kind() == reflect.Pointer && typ.Name() == "" {
		typ = typ.Elem()
	}
	switch {
	case !typ.Named() || typ.PkgPath() == "":
		return ""
	case interpreted(typ):
		if declared := e.declaration(`type\s+` + typ.Name() + `\b`); declared != "" {
			return declared + methods(typ)
		}
		return describe(typ)
	}
	return symbols.Doc(typ.PkgPath(), typ.Name())
}

// member describes a field or method.
func (e *Evaluator) member(typ xr.Type, value reflect.Value, words []string) string {
	if typ == nil {
		return ""
	}
	field, isField, method, isMethod, err := e.ir.Comp.TryLookupFieldOrMethod(typ, words[0])
	if err == nil && !isField && !isMethod && typ.Kind() == reflect.Pointer {
		field, isField, method, isMethod, err = e.ir.Comp.TryLookupFieldOrMethod(typ.Elem(), words[0])
	}
	switch {
	case err != nil:
		return ""
	case isField:
		if value.IsValid() && value.Kind() == reflect.Interface {
			value = value.Elem()
		}
		if value.IsValid() && value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
		if value.IsValid() {
			value = value.FieldByName(words[0])
		}
		if len(words) > 1 {
			return e.member(field.Type, value, words[1:])
		}
		return e.valueText(words[0], field.Type, value)
	case isMethod && len(words) == 1:
		named := typ
		if named.Kind() == reflect.Pointer {
			named = named.Elem()
		}
		if interpreted(named) {
			return e.declaration(`func\s*\([^)]*\b` + named.Name() + `\)\s*` + words[0] + `\s*\(`)
		}
		if doc := symbols.Doc(named.PkgPath(), named.Name()+"."+words[0]); doc != "" {
			return doc
		}
		return fmt.Sprintf("func %s: %v", words[0], method.Type)
	}
	return ""
}

// describe is what reflection knows of a type.
func describe(typ xr.Type) string {
	text := fmt.Sprintf("type %v", typ)
	if typ.Kind() == reflect.Struct {
		text += " struct {"
		for i := range typ.NumField() {
			f := typ.Field(i)
			text += fmt.Sprintf("\n\t%s %v", f.Name, f.Type)
		}
		text += "\n}"
	} else if typ.Named() {
		text += " " + typ.Kind().String()
	}
	return text + methods(typ)
}

func methods(typ xr.Type) string {
	var text string
	for i := range typ.NumMethod() {
		text += "\n\tmethod " + typ.Method(i).Name
	}
	if text != "" {
		text = "\n" + text
	}
	return text
}

// declaration is the latest declaration in a cell whose first line matches,
// with the comment above it; of a function, without the body.
func (e *Evaluator) declaration(pattern string) string {
	re, err := regexp.Compile(`(?m)^[ \t]*` + pattern)
	if err != nil {
		return ""
	}
	for _, code := range e.sources.latest() {
		all := re.FindAllStringIndex(code, -1)
		if all == nil {
			continue
		}
		at := all[len(all)-1][0]
		var comment []string
		above := strings.Split(strings.TrimSuffix(code[:at], "\n"), "\n")
		for _, line := range slices.Backward(above) {
			text, ok := strings.CutPrefix(strings.TrimSpace(line), "//")
			if !ok {
				break
			}
			comment = append(comment, strings.TrimPrefix(text, " "))
		}
		slices.Reverse(comment)
		return strings.TrimSpace(head(code[at:]) + "\n\n" + strings.Join(comment, "\n"))
	}
	return ""
}

// head is a declaration's first line, or, of a type, all of it.
func head(code string) string {
	line, _, _ := strings.Cut(code, "\n")
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "type") {
		return strings.TrimSpace(strings.TrimSuffix(line, "{"))
	}
	if !strings.HasSuffix(line, "{") {
		return line
	}
	if end := strings.Index(code, "\n}"); end >= 0 {
		return strings.TrimSpace(code[:end+2])
	}
	return line
}
