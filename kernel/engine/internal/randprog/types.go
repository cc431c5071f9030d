package randprog

import (
	"fmt"
	"strings"
)

type kind int

const (
	boolK kind = iota
	intK
	int8K
	int16K
	int32K
	int64K
	uintK
	uint8K
	uint16K
	uint32K
	uint64K
	uintptrK
	float32K
	float64K
	complex64K
	complex128K
	stringK
	sliceK
	arrayK
	mapK
	ptrK
	structK
	funcK
	ifaceK
	anyK
	paramK // a type parameter that is some integer type
)

// A typ is a type of programs. Types are the same if their pointers are.
type typ struct {
	name    string // as it is written
	kind    kind   // of the underlying type
	named   bool
	elem    *typ
	key     *typ
	n       int
	fields  []field
	params  []*typ
	results []*typ
	methods []*method // of an interface: those it asks for
	twin    *typ      // another type with the same underlying type
}

type field struct {
	name     string
	t        *typ
	embedded bool
}

type method struct {
	name    string
	ptr     bool // the receiver is a pointer
	pure    bool // it changes nothing and writes nothing
	params  []*typ
	results []*typ
}

func (t *typ) isInt() bool     { return t.kind >= intK && t.kind <= uintptrK || t.kind == paramK }
func (t *typ) isSigned() bool  { return t.kind >= intK && t.kind <= int64K }
func (t *typ) isFloat() bool   { return t.kind == float32K || t.kind == float64K }
func (t *typ) isComplex() bool { return t.kind == complex64K || t.kind == complex128K }
func (t *typ) isNumber() bool  { return t.isInt() || t.isFloat() || t.isComplex() }
func (t *typ) isBasic() bool   { return t.kind <= stringK || t.kind == paramK }
func (t *typ) isOrdered() bool { return t.isInt() || t.isFloat() || t.kind == stringK }

// comparable reports whether == is defined for values of the type, and cannot
// panic.
func (t *typ) comparable() bool {
	switch t.kind {
	case sliceK, mapK, funcK:
		return false
	case arrayK:
		return t.elem.comparable()
	case structK:
		for _, f := range t.fields {
			if !f.t.comparable() {
				return false
			}
		}
	}
	return true
}

// keyable reports whether the type can be a map's key whose elements are found
// again and print in one order.
func (t *typ) keyable() bool {
	switch t.kind {
	case float32K, float64K, complex64K, complex128K, sliceK, mapK, funcK, ptrK, ifaceK, anyK, paramK:
		return false
	case arrayK:
		return t.elem.keyable()
	case structK:
		for _, f := range t.fields {
			if !f.t.keyable() {
				return false
			}
		}
	}
	return true
}

// printable reports whether fmt shows no address of a value.
func (t *typ) printable() bool {
	switch t.kind {
	case ptrK, funcK, ifaceK:
		return false
	case sliceK, arrayK:
		return t.elem.printable()
	case mapK:
		return t.elem.printable() && t.key.printable()
	case structK:
		for _, f := range t.fields {
			if !f.t.printable() {
				return false
			}
		}
	}
	return true
}

// size is about how many words a value has.
func (t *typ) size() int {
	switch t.kind {
	case arrayK:
		return t.n * t.elem.size()
	case structK:
		n := 0
		for _, f := range t.fields {
			n += f.t.size()
		}
		return n
	}
	return 1
}

var basicNames = [...]string{
	boolK: "bool", intK: "int", int8K: "int8", int16K: "int16", int32K: "int32", int64K: "int64",
	uintK: "uint", uint8K: "uint8", uint16K: "uint16", uint32K: "uint32", uint64K: "uint64", uintptrK: "uintptr",
	float32K: "float32", float64K: "float64", complex64K: "complex64", complex128K: "complex128", stringK: "string",
}

func (g *gen) intern(t *typ) *typ {
	if u := g.known[t.name]; u != nil {
		return u
	}
	g.known[t.name] = t
	return t
}

func (g *gen) basic(k kind) *typ { return g.intern(&typ{name: basicNames[k], kind: k}) }
func (g *gen) anyType() *typ     { return g.intern(&typ{name: "any", kind: anyK}) }
func (g *gen) sliceOf(e *typ) *typ {
	return g.intern(&typ{name: "[]" + e.name, kind: sliceK, elem: e})
}
func (g *gen) arrayOf(n int, e *typ) *typ {
	return g.intern(&typ{name: fmt.Sprintf("[%d]%s", n, e.name), kind: arrayK, elem: e, n: n})
}
func (g *gen) mapOf(k, e *typ) *typ {
	return g.intern(&typ{name: "map[" + k.name + "]" + e.name, kind: mapK, key: k, elem: e})
}
func (g *gen) ptrTo(e *typ) *typ { return g.intern(&typ{name: "*" + e.name, kind: ptrK, elem: e}) }
func (g *gen) funcOf(params, results []*typ) *typ {
	return g.intern(&typ{name: "func" + signature(nil, params, results), kind: funcK, params: params, results: results})
}

// signature is parameters, with names if there are some, and results.
func signature(names []string, params, results []*typ) string {
	var ps, rs []string
	for i, p := range params {
		s := p.name
		if names != nil {
			s = names[i] + " " + s
		}
		ps = append(ps, s)
	}
	for _, r := range results {
		rs = append(rs, r.name)
	}
	s := "(" + strings.Join(ps, ", ") + ")"
	switch len(rs) {
	case 0:
		return s
	case 1:
		return s + " " + rs[0]
	}
	return s + " (" + strings.Join(rs, ", ") + ")"
}

// someBasic is a basic type, int and string more often than others.
func (g *gen) someBasic() *typ {
	switch g.r.IntN(5) {
	case 0:
		return g.basic(intK)
	case 1:
		return g.basic(stringK)
	}
	return g.basic(kind(g.r.IntN(int(stringK) + 1)))
}

func (g *gen) someInt() *typ { return g.basic(intK + kind(g.r.IntN(int(uintptrK-intK)+1))) }

// someType is any type for a variable.
func (g *gen) someType(depth int) *typ {
	if len(g.declared) > 0 && g.chance(35) {
		return pick(g, g.declared)
	}
	if depth <= 0 || g.chance(35) {
		return g.someBasic()
	}
	switch g.r.IntN(9) {
	case 0, 1:
		return g.sliceOf(g.someType(depth - 1))
	case 2:
		if e := g.someType(depth - 1); e.size() <= 8 {
			return g.arrayOf(g.r.IntN(4)+g.r.IntN(2), e)
		}
	case 3, 4:
		return g.mapOf(g.someKey(), g.someType(depth-1))
	case 5:
		return g.ptrTo(g.someType(depth - 1))
	case 6:
		return g.anyType()
	case 7:
		return g.someFunc(depth - 1)
	case 8:
		if len(g.ifaces) > 0 {
			return pick(g, g.ifaces)
		}
	}
	return g.someBasic()
}

func (g *gen) someKey() *typ {
	for range 5 {
		if t := g.someType(1); t.keyable() {
			return t
		}
	}
	return g.basic(stringK)
}

func (g *gen) someFunc(depth int) *typ {
	var ps []*typ
	for range g.r.IntN(3) {
		ps = append(ps, g.someType(depth))
	}
	var rs []*typ
	if !g.chance(15) {
		rs = append(rs, g.someType(depth))
	}
	return g.funcOf(ps, rs)
}

// printableType is a type whose values can be written.
func (g *gen) printableType() *typ {
	for range 10 {
		if t := g.someType(2); t.printable() {
			return t
		}
	}
	return g.someBasic()
}
