//go:build !windows

package worker_test

import "testing"

func TestTypesThatReferToThemselves(t *testing.T) {
	s := newSession(t)
	s.run(`import "fmt"
type Tree struct { Left, Right *Tree; Val int }
func (t *Tree) Insert(v int) *Tree {
	if t == nil { return &Tree{Val: v} }
	if v < t.Val { t.Left = t.Left.Insert(v) } else { t.Right = t.Right.Insert(v) }
	return t
}
func (t *Tree) Walk(f func(int)) { if t != nil { t.Left.Walk(f); f(t.Val); t.Right.Walk(f) } }
var root *Tree
for _, v := range []int{5, 3, 8, 1} { root = root.Insert(v) }`)
	s.gives("var all []int\nroot.Walk(func(v int) { all = append(all, v) })\nall", "[1 3 5 8]")
	s.gives("root.Insert(9).Insert(10).Left.Val", "3")
	s.run("func (t *Tree) Depth() int { if t == nil { return 0 }; return 1 + max(t.Left.Depth(), t.Right.Depth()) }")
	s.gives("root.Depth() + 1", "5")
	s.run("func (t *Tree) String() string { if t == nil { return \".\" }; return \"(\" + t.Left.String() + \" \" + t.Right.String() + \")\" }")
	s.gives("root.Left", "((. .) .)")
	s.gives("func show(t *Tree) string { if t == nil { return \"\" }; return fmt.Sprint(t.Val) + show(t.Left) }\nshow(root)", "531")

	s.run("type node struct { val int; next *node }\ntype list struct { head *node }")
	s.run("func (l *list) push(v int) { l.head = &node{v, l.head} }\nfunc (n node) twice() int { return 2 * n.val }\nfunc (n *node) set(v int) { n.val = v }")
	s.gives("l := list{}\nl.push(1)\nl.push(2)\nl.head.next.set(4)\nl.head.twice() + l.head.next.twice()", "12")
	s.gives("n := node{}\nn.set(3)\nn.val", "3")
	s.gives("type box struct{}\nfunc (box) twice() string { return \"other\" }\nbox{}.twice()", "other")

	s.fails("func (n *node) fall() int {\n\tvar none *node\n\treturn none.val\n}\n(&node{}).fall()", "nil pointer", "line 3", "line 5\n    (&node{}).fall()")
	s.fails("l.head.set()", "not enough arguments in call to l.head.set")
	s.fails("l.head.set(\"a\")", "string", "l.head.set(\"a\")")
	s.gives("f := l.head.set\nf(7)\nl.head.val", "7")
	s.gives("type deep interface{ Depth() int }\nvar d deep = root\nd.Depth()", "4")

	s.run("type node struct { val int }\nfunc (n *node) set(v int) { n.val = -v }")
	s.gives("m := &node{}\nm.set(3)\nm.val", "-3")
}

func TestTreeWithAnIterator(t *testing.T) {
	s := newSession(t)
	s.run(`type tree struct { left, right *tree; n int }
func (t *tree) insert(n int) *tree {
	if t == nil { return &tree{n: n} }
	if n < t.n { t.left = t.left.insert(n) } else { t.right = t.right.insert(n) }
	return t
}
func (t *tree) all(yield func(int) bool) bool {
	if t == nil { return true }
	return t.left.all(yield) && yield(t.n) && t.right.all(yield)
}
func (t *tree) has(n int) bool {
	switch {
	case t == nil: return false
	case n == t.n: return true
	case n < t.n: return t.left.has(n)
	}
	return t.right.has(n)
}
var root *tree
for _, n := range []int{5, 2, 8, 1} { root = root.insert(n) }`)
	s.gives("var all []int\nfor n := range func(yield func(int) bool) { root.all(yield) } { all = append(all, n); if n == 5 { break } }\nall", "[1 2 5]")
	s.gives("root.has(8) && !root.has(7)", "true")
}

func TestInterfacesOfTypesThatReferToThemselves(t *testing.T) {
	s := newSession(t)
	s.run("import (\"errors\"; \"fmt\")\ntype node struct { next *node; n int }\nfunc (n *node) String() string { return fmt.Sprint(\"node \", n.n) }\nn := &node{nil, 1}")
	s.gives("[]*node{n, {n, 2}}", "[node 1 node 2]")
	s.gives("map[string]*node{\"a\": n}", "map[a:node 1]")
	s.gives("func find(v int) (*node, error) { return nil, errors.New(\"none\") }\nfound, err := find(1)\nfmt.Sprint(found == nil, err)", "true none")
	s.gives("var text fmt.Stringer = n\ntext.String()", "node 1")
	s.gives("type visitor interface { visit(l leaf) }\ntype leaf struct { n int }\nfunc (l leaf) accept(v visitor) { v.visit(l) }\ntype tree interface { accept(v visitor) }\nvar t tree = leaf{3}\nt", "{n:3}")
	s.gives("func count(all ...*node) int { return len(all) }\ncount(n)", "1")
}

func TestFunctionsThatCallEachOther(t *testing.T) {
	s := newSession(t)
	s.gives("func even(n int) bool { return n == 0 || odd(n-1) }\nfunc odd(n int) bool { return n != 0 && even(n-1) }\neven(10)", "true")
	s.gives("type ping struct{ n int }\nfunc (p *ping) a() int { if p.n == 0 { return 0 }; p.n--; return p.b() }\nfunc (p *ping) b() int { return 1 + p.a() }\n(&ping{3}).a()", "3")
	s.fails("func one() int { return two() }\nfunc two() int { return three() }", "undefined: three", "line 2")
}
