//go:build !windows

package worker_test

import "testing"

// Methods of values are called through pointers too, by compiled code.
func TestReceivers(t *testing.T) {
	s := newSession(t)
	s.run(`import ("container/heap"; "fmt"; "io"; "sort"; "strings")
type ints []int
func (h ints) Len() int { return len(h) }
func (h ints) Less(i, j int) bool { return h[i] < h[j] }
func (h ints) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *ints) Push(x any) { *h = append(*h, x.(int)) }
func (h *ints) Pop() any { l := *h; x := l[len(l)-1]; *h = l[:len(l)-1]; return x }
type descending struct { *ints }
func (d descending) Less(i, j int) bool { return d.ints.Less(j, i) }
type dots struct { left int }
func (d *dots) Read(p []byte) (int, error) { if d.left == 0 { return 0, io.EOF }; n := copy(p, strings.Repeat(".", d.left)); d.left -= n; return n, nil }
type name string
func (n name) String() string { return "name " + string(n) }`)
	s.run("h := &ints{5, 2, 8}\nheap.Init(h)\nheap.Push(h, 3)\nvar sorted []int\nfor h.Len() > 0 { sorted = append(sorted, heap.Pop(h).(int)) }")
	s.gives("sorted", "[2 3 5 8]")
	s.gives("l := ints{3, 1, 2}\nsort.Sort(&l)\nl", "[1 2 3]")
	s.gives("sort.Sort(l)\nl", "[1 2 3]")
	s.gives("sort.Sort(descending{&l})\nl", "[3 2 1]")
	s.gives("sort.Sort(sort.Reverse(&descending{&l}))\nl", "[1 2 3]")
	s.gives("b, err := io.ReadAll(&dots{4})\nstring(b)", "....")
	s.gives("n := name(\"n\")\nvar named fmt.Stringer = &n\nnamed.String()", "name n")
	s.fails("var none *name\nnamed = none\nnamed.String()", "value method main.name.String called using nil *name pointer")
}
