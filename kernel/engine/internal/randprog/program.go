package randprog

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A Program is a random program. All that it declares at the level of the
// package begins with Prefix, so that programs can share a package.
type Program struct {
	Seed   uint64
	Prefix string
	// Decls are its declarations, in an order in which each mentions earlier
	// ones only, itself apart.
	Decls []string
	// Main are the statements of its main function. They do not return or jump
	// from one to another, so that each can stand by itself.
	Main []string
}

// New makes the program of a seed.
func New(seed uint64) *Program {
	g := &gen{
		r:      rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15)),
		prefix: fmt.Sprintf("P%dx", seed),
		known:  map[string]*typ{},
	}
	return g.program(seed)
}

// Run is the name of the function that runs the program.
func (p *Program) Run() string { return p.Prefix + "main" }

// MainFunc is the declaration of that function.
func (p *Program) MainFunc() string {
	return "func " + p.Run() + "() {\n" + strings.Join(p.Main, "\n") + "\n}"
}

// Body is the program as declarations, without package clause and imports.
func (p *Program) Body() string {
	return strings.Join(p.Decls, "\n\n") + "\n\n" + p.MainFunc() + "\n"
}

// File is the program as a file of package main. Another one of it declares out
// and holds Library.
func (p *Program) File() string { return File(p.Body()) }

// File is declarations as a file of package main that imports all that programs
// and Library use.
func File(body string) string {
	var b strings.Builder
	b.WriteString("package main\n\n")
	b.WriteString(ImportDecl())
	b.WriteString(uses)
	b.WriteString(body)
	return b.String()
}

// ImportDecl imports what programs need, used or not.
func ImportDecl() string {
	var b strings.Builder
	b.WriteString("import (\n")
	for _, i := range imports {
		fmt.Fprintf(&b, "\t%q\n", i)
	}
	b.WriteString(")\n")
	return b.String()
}

var imports = []string{"container/heap", "encoding/json", "errors", "fmt", "io", "iter", "maps", "math", "math/bits", "reflect", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "time", "unicode", "unicode/utf8"}

// uses uses each of the imports, for the compiler's sake.
const uses = `
var _ = []any{heap.Init, json.Marshal, reflect.TypeOf, errors.New, fmt.Sprint, io.EOF, math.Abs, bits.Len, time.Second, unicode.IsUpper, utf8.RuneLen, iter.Pull[int], maps.Keys[map[int]int], slices.Sort[[]int], sort.Ints, strconv.Itoa, strings.Repeat, (*sync.Mutex).Lock, atomic.AddInt32}

`
