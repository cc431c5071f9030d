//go:build !windows

package worker_test

import "testing"

// dogs has types whose text is their own.
const dogs = `import ("fmt"; "errors"; "strings"; "time")
type Weekday int
const ( Mon Weekday = iota; Tue )
func (d Weekday) String() string { return [...]string{"Mon", "Tue"}[d] }
type Dog struct { Name string; age int }
func (d Dog) String() string { return d.Name + "!" }
type Owner struct { Pet Dog; Home *Dog; day Weekday; wait time.Duration; Free Weekday }
type failure struct { Code int }
func (f failure) Error() string { return fmt.Sprint("code ", f.Code) }
dog := Dog{"Rex", 4}`

func TestPrintingOfCellsTypes(t *testing.T) {
	s := newSession(t)
	s.run(dogs)
	s.gives("fmt.Sprintln(dog, &dog, Tue, nil, 3)", "Rex! Rex! Tue <nil> 3\n")
	s.gives("fmt.Sprint([]Weekday{Mon, Tue}, map[Weekday]Dog{Tue: dog}, [1]Dog{dog}, []*Dog{nil})", "[Mon Tue] map[Tue:Rex!] [Rex!] [<nil>]")
	// As in Go: methods of what is in private fields are not called.
	s.gives("fmt.Sprint(Owner{dog, nil, Tue, time.Second, Tue})", "{Rex! <nil> 1 1000000000 Tue}")
	s.gives("fmt.Sprintf(\"%+v\", &Owner{Pet: dog})", "&{Pet:Rex! Home:<nil> day:0 wait:0 Free:Mon}")
	s.gives("fmt.Sprintf(\"%#v\", Owner{Pet: dog})", `main.Owner{Pet:main.Dog{Name:"Rex", age:4}, Home:(*main.Dog)(nil), day:0, wait:0, Free:0}`)
	s.gives("fmt.Sprintf(\"%T %T %T %T\", dog, &dog, Tue, []Weekday{})", "main.Dog *main.Dog main.Weekday []main.Weekday")
	s.gives("fmt.Sprintf(\"%5v|%-5s|%q|%d|%03d|%v%%T\", Tue, Tue, Tue, Tue, Tue, dog)", `  Tue|Tue  |"Tue"|1|001|Rex!%T`)
}

func TestPrintingOfInterfaces(t *testing.T) {
	s := newSession(t)
	s.run(dogs)
	s.run("type animal interface { Bark() int }\nfunc (d Dog) Bark() int { return 1 }\nvar pet animal = dog\nvar err error = failure{3}\nvar stringer fmt.Stringer = dog")
	s.gives("fmt.Sprint(pet, \" \", err, \" \", stringer, []animal{dog, nil}, []error{err})", "Rex! code 3 Rex! [Rex! <nil>] [code 3]")
	s.gives("fmt.Sprintf(\"%T %T %T %T\", pet, err, stringer, nil)", "main.Dog main.failure main.Dog <nil>")
	s.gives("func show(x any) string { return fmt.Sprint(x) }\nshow(dog) + show(&dog) + show([]Dog{dog}) + show(3)", "Rex!Rex![Rex!]3")
	s.gives("type word string\nfmt.Sprint(word(\"a\"), word(\"b\"), 1, 2)", "ab1 2")
	s.gives("all := []any{dog, err, 1, nil}\nfmt.Sprintln(all...) + fmt.Sprint(all)", "Rex! code 3 1 <nil>\n[Rex! code 3 1 <nil>]")
	s.gives("func two() (Dog, error) { return dog, failure{2} }\nfmt.Sprintln(two())", "Rex! code 2\n")
	s.fails("fmt.Println(1, 2, all...)", "too many arguments in call to fmt.Println", "line 1")
	s.gives("fmt.Sprintf(\"%v %s %5.2f\", 1, \"a\", 2.5)", "1 a  2.50")
}

func TestOwnFormatting(t *testing.T) {
	s := newSession(t)
	s.run("import \"fmt\"\ntype temp float64\nfunc (t temp) Format(f fmt.State, verb rune) { fmt.Fprintf(f, \"%.1f°%c\", float64(t), verb) }\n" +
		"type secret struct{ key string }\nfunc (secret) GoString() string { return \"secret{…}\" }\n" +
		"type bad struct{}\nfunc (bad) String() string { panic(\"boom\") }\n" +
		"type endless struct{}\nfunc (endless) String() string { for {} }\n" +
		"type node struct { next *node; n int }\nfunc (n *node) String() string { return fmt.Sprint(\"node \", n.n) }")
	s.gives("fmt.Sprintf(\"%v %d\", temp(1.25), []temp{2})", "1.2°v [2.0°d]")
	s.gives("fmt.Sprintf(\"%v %#v\", secret{\"a\"}, secret{\"a\"})", "{a} secret{…}")
	s.gives("fmt.Sprint(bad{}, 1)", "%!v(PANIC=String method: boom) 1")
	s.gives("n := &node{nil, 1}\nfmt.Sprint([]*node{n, {n, 2}}, n, *n)", "[node 1 node 2] node 1 {<nil> 1}")
	s.interrupted("fmt.Sprint(endless{})")
	s.interrupted("for { fmt.Sprint(endless{}) }")
	s.gives("type plain struct { a int; B string }\nfmt.Sprintf(\"%v %+v\", plain{1, \"x\"}, []plain{{2, \"y\"}})", "{1 x} [{a:2 B:y}]")
	s.gives("func (p plain) String() string { return \"late\" }\nfmt.Sprint(plain{})", "late")
}

func TestLogOfCellsTypes(t *testing.T) {
	s := newSession(t)
	s.run(dogs)
	s.gives("import \"log\"\nout := &strings.Builder{}\nlog.SetFlags(0)\nlog.SetOutput(out)\nlog.Println(dog, Tue)\nlog.Printf(\"%v\", failure{1})\nout.String()", "Rex! Tue\ncode 1\n")
	s.gives("fmt.Fprintf(out, \"%s\", dog)\nfmt.Fprintln(out, Tue)\nout.String()[16:]", "Rex!Tue\n")
	s.gives("string(fmt.Appendf(nil, \"%s\", dog))", "Rex!")
	s.gives("func other(fmt Dog) string { return fmt.String() }\nother(dog)", "Rex!")
	s.gives("out.Reset()\nfunc() { defer fmt.Fprint(out, \"late\", dog) }()", "")
	s.gives("out.String()", "lateRex!")
}
