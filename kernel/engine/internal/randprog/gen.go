package randprog

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A gen makes one program.
type gen struct {
	r      *rand.Rand
	prefix string
	known  map[string]*typ
	serial int
	decls  []string

	declared []*typ // named types
	ifaces   []*typ
	funcs    []*function
	scopes   []scope
	results  []*typ // of the function being made
	named    []string
	loops    int      // how many loops are open in the function
	labels   []string // of open loops
	pure     bool     // nothing but new variables may be changed, nothing written
	calls    bool     // the statement may make calls that change things
	traced   bool     // calls that write their names stand among the statement's expressions
	wild     bool     // calls stand beside what they may change: the compiler's order is the right one
	risks    int      // how many operations of the statement may yet panic
	size     int      // statements that may yet be made
	inFunc   bool     // return can be written
	methods  []*method
	stage    *stage
	at       string // what stands for @ in the stage's statement
}

// A variable is one that statements can mention.
type variable struct {
	name    string
	t       *typ
	private bool // neither captured by function literals nor pointed to
	fixed   bool // not to be assigned to
}

// A scope is a block's variables. Behind a wall, private variables of outer
// scopes are not seen: a function literal begins.
type scope struct {
	vars []*variable
	wall bool
}

// A function is one that expressions can call.
type function struct {
	name    string
	params  []*typ
	results []*typ
	pure    bool
	dots    bool // the last parameter is variadic; its type is a slice
}

func (g *gen) chance(percent int) bool { return g.r.IntN(100) < percent }

func pick[T any](g *gen, list []T) T { return list[g.r.IntN(len(list))] }

func (g *gen) name(stem string) string {
	g.serial++
	return fmt.Sprintf("%s%d", stem, g.serial)
}

// global is a name at the level of the package. The prefix takes the place of
// the dollar at the end.
func (g *gen) global(stem string) string { return "$" + g.name(stem) }

func (g *gen) open(wall bool) { g.scopes = append(g.scopes, scope{wall: wall}) }
func (g *gen) close()         { g.scopes = g.scopes[:len(g.scopes)-1] }

// declare makes a variable known.
func (g *gen) declare(name string, t *typ) *variable {
	v := &variable{name: name, t: t, private: g.chance(50)}
	s := &g.scopes[len(g.scopes)-1]
	s.vars = append(s.vars, v)
	return v
}

// strict reports whether an expression may not read what calls beside it may
// change.
func (g *gen) strict() bool { return g.calls && !g.wild }

// visible are the variables that can be read here.
func (g *gen) visible() (vs []*variable) {
	behind := false
	for i := len(g.scopes) - 1; i >= 0; i-- {
		for _, v := range g.scopes[i].vars {
			if behind && v.private || g.strict() && !v.private {
				continue
			}
			vs = append(vs, v)
		}
		behind = behind || g.scopes[i].wall
	}
	return vs
}

func (g *gen) risk() bool {
	if g.risks > 0 && !g.strict() && g.chance(30) {
		g.risks--
		return true
	}
	return false
}

func (g *gen) program(seed uint64) *Program {
	p := &Program{Seed: seed, Prefix: g.prefix}
	g.wild = g.chance(40)
	g.open(false)
	for range 1 + g.r.IntN(5) {
		g.typeDecl()
	}
	if g.chance(60) {
		g.stageDecls()
	}
	for range g.r.IntN(3) {
		g.globalVar()
	}
	for range 2 + g.r.IntN(3) {
		g.funcDecl()
	}
	g.size = 8 + g.r.IntN(20)
	p.Main = g.mainBody()
	p.Decls = g.decls
	for _, list := range [][]string{p.Decls, p.Main} {
		for i, s := range list {
			list[i] = strings.ReplaceAll(s, "$", g.prefix)
		}
	}
	return p
}

// emit adds a declaration.
func (g *gen) emit(format string, args ...any) {
	g.decls = append(g.decls, fmt.Sprintf(format, args...))
}

func (g *gen) mainBody() (list []string) {
	g.open(true)
	defer g.close()
	list = append(list, "LibFuel = 600")
	for g.size > 0 {
		s := g.stmt()
		if g.chance(50) && !strings.Contains(s, ":=") && !strings.HasPrefix(s, "var ") {
			s = "LibCaught(func() {\n" + s + "\n})"
		}
		list = append(list, s)
	}
	for _, v := range g.scopes[len(g.scopes)-1].vars {
		if v.t.printable() {
			list = append(list, g.print(v.name, v.t))
		}
	}
	if g.stage != nil {
		list = append(list, "$show()")
	}
	return list
}
