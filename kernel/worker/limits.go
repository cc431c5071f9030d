//go:build !windows

package worker

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/crococlock/crococlock/kernel/symbols"
)

// Constructs that gomacro cannot compile, as its own messages do not say.
var (
	genericFunc = regexp.MustCompile(`(?m)^\s*func\s+(\w+)\s*\[`)
	genericType = regexp.MustCompile(`(?m)^\s*(?:type\s+)?(\w+)\[\w+(?:\s*,\s*\w+)*\s+[\w~.]+[^\]\n]*\]\s+(?:struct|interface|func|map|\[|\*|chan|\w+)`)
	instance    = regexp.MustCompile(`unimplemented type: (\S+\[.*\]) `)
	element     = regexp.MustCompile("unimplemented type: ([^\\s\\[]+)\\[[-\\d\"'`].*\\] ")
	noSymbol    = regexp.MustCompile(`^package (\S+) "\S+" has no (?:symbol|type) (\w+)`)
	notType     = regexp.MustCompile(`^not a type: (\w+)\.([A-Z]\w*) `)
	misused     = regexp.MustCompile(`^cannot convert untyped constant \{(\w+) (.*)\} to <(.*)>$`)
	ofComplex   = regexp.MustCompile(`^unsupported expression type, cannot convert .* \*complex(?:64|128)>`)
	jump        = regexp.MustCompile(`^goto label not found: ([\pL_][\pL\pN_]*)`)
	itself      = regexp.MustCompile(`cannot convert from <\*?main\.(\w+)> to <(?:main\.)?([\w.]+)>: internal error, method`)
	asFunc      = regexp.MustCompile(`^compileMethodAsFunc for \*?main\.(\w+)\.(\w+): internal error`)
	noInterface = regexp.MustCompile(`^reflect.Value.Convert: value of type .*xreflect\.Forward.* cannot be converted to type ([\w.]+)$`)
	itsMethod   = regexp.MustCompile(`^compileObjGetMethod for \*?main\.(\w+)\.(\w+): internal error`)
	undefined   = regexp.MustCompile(`^undefined(?: identifier:)? "?([\pL_][\pL\pN_]*)(?:" in |$)`)
	notPackage  = regexp.MustCompile(`^not a package: "([\pL_][\pL\pN_]*)" in `)
	noMember    = regexp.MustCompile(`^type <?(.+?)>? has no (field|method|field or method) "?([\pL_][\pL\pN_]*)"?: `)
)

// runLimitation is limitation for what shows only when code runs.
func runLimitation(message string) string {
	if m := noInterface.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("the value's type refers to itself: cells cannot make a %s of it", m[1])
	}
	if message == "reflect.FuncOf: last arg of variadic func must be slice" {
		return "a function whose ... parameter is of a type that refers to itself: cells cannot call it; take a slice instead"
	}
	return ""
}

// limitation returns the one sentence that says what cells cannot do, where
// that is why code failed to compile with the message; else "".
func limitation(code, message string) string {
	const generics = "type parameters cannot be used in cells; write it for one type, or put it into a package"
	for _, absent := range []*regexp.Regexp{noSymbol, notType} {
		if m := absent.FindStringSubmatch(message); m != nil {
			return fmt.Sprintf("package %s has no %s here (generic functions and types are left out: cells cannot use type parameters)", m[1], m[2])
		}
	}
	if m := misused.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("cannot use %s (untyped %s constant) as %s value", m[2], m[1], m[3])
	}
	if ofComplex.MatchString(message) {
		return "cells cannot take the address of a complex variable; that of a struct's field or a slice's element they can"
	}
	if m := jump.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("goto %s: cells can only jump back, in a function; use a loop, with break or continue", m[1])
	}
	if m := itself.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("type %s refers to itself: cells cannot make a %s of it", m[1], m[2])
	}
	if m := asFunc.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("type %s refers to itself: cells cannot make an interface with %s of it", m[1], m[2])
	}
	if m := itsMethod.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("type %s refers to itself: cells can call its method %s, but not use it as a value", m[1], m[2])
	}
	if m := undefined.FindStringSubmatch(message); m != nil {
		if path := importable(m[1]); path != "" {
			return fmt.Sprintf("undefined: %s; import %q makes it known", m[1], path)
		}
		return "undefined: " + m[1]
	}
	if m := notPackage.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s is not a package, and no type is in it", m[1])
	}
	if m := noMember.FindStringSubmatch(message); m != nil {
		if strings.HasPrefix(m[1], "*struct{") {
			return fmt.Sprintf("cells reach fields through a pointer only where the struct's type has a name: give it one, or write (*p).%s", m[3])
		}
		return fmt.Sprintf("type %s has no %s %s", m[1], m[2], m[3])
	}
	if m := element.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s is undefined, or no index can be applied to it", m[1])
	}
	if m := instance.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("%s is an instance of a generic type or function: %s", m[1], generics)
	}
	if strings.HasPrefix(message, "expecting macro-related keyword after '~'") {
		return "~ constrains type parameters: " + generics
	}
	if !strings.HasPrefix(message, "expected ") { // not the parser's
		return ""
	}
	if m := genericFunc.FindStringSubmatch(code); m != nil {
		return fmt.Sprintf("func %s is generic: %s", m[1], generics)
	}
	if m := genericType.FindStringSubmatch(code); m != nil {
		return fmt.Sprintf("type %s is generic: %s", m[1], generics)
	}
	return ""
}

// importable is the shortest import path of a package of that name, or "".
func importable(name string) (shortest string) {
	for _, path := range symbols.Paths() {
		if (path == name || strings.HasSuffix(path, "/"+name)) && (shortest == "" || len(path) < len(shortest)) {
			shortest = path
		}
	}
	return shortest
}
