//go:build !windows

package worker_test

import "testing"

// Errors are what Go's compiler says, with what helps.
func TestErrorsNameTheCause(t *testing.T) {
	s := newSession(t)
	s.run("type Num int\nfunc (n Num) Eval() int { return int(n) }\n" +
		"type dog struct{ Name string }\nfunc (d *dog) Bark() string { return d.Name }\nfunc find(name string) *dog { return &dog{name} }\n" +
		"dogs := []dog{{\"Rex\"}}\nd := &dogs[0]")
	for _, c := range []struct{ code, want, line string }{
		{"a := 1\nAdd{Num(1), Num(2)}.Eval()", "undefined: Add", "line 2"},
		{"nothing[0].Do()", "undefined: nothing", "line 1"},
		{"nothing[0].Name", "undefined: nothing", "line 1"},
		{"d.Nam = \"a\"", "type *dog has no field or method Nam", "line 1"},
		{"nothing.Do()", "undefined: nothing", "line 1"},
		{"floats.Sum(nil)", "undefined: floats; import \"gonum.org/v1/gonum/floats\" makes it known", "line 1"},
		{"d.Meow()", "type *dog has no field or method Meow", "line 1"},
		{"d.Meow().Loud()", "type *dog has no field or method Meow", "line 1"},
		{"find(who).Bark()", "undefined: who", "line 1"},
		{"find(who).Name", "undefined: who", "line 1"},
		{"dogs[who].Bark()", "undefined: who", "line 1"},
		{"find(who())", "undefined: who", "line 1"},
		{"func bark() string {\n\tkennel := dogs\n\treturn kennel[0].Meow()\n}", "type dog has no field or method Meow", "line 3"},
		{"find(\"a\").Bark().Len()", "type string has no field or method Len", "line 1"},
		{"for range 3 {\n\tfind(nobody).Bark()\n}", "undefined: nobody", "line 2"},
		{"func() {\n\tnobody := nothing\n}()", "undefined: nothing", "line 2"},
		{"d.Name()", "string is not a function", "line 1"},
		{"go nothing.Do()", "undefined: nothing", "line 1"},
		{"defer find(who).Bark()", "undefined: who", "line 1"},
		{"x := []int{1}\nx.Append(2)", "no field or method Append", "line 2"},
		{"display.Nothing(1)", "undefined: display.Nothing", "line 1"},
		{"var p *dog = new(nothing)", "undefined: nothing", "line 1"},
	} {
		s.fails(c.code, "CompileError: ", c.want, c.line)
	}
	s.run("import \"time\"\nran := 0")
	s.fails("ran++\n_ = time.Duration(5) / time.Duration(0)", "CompileError: ", "zero", "line 2")
	s.gives("ran", "0")
	s.gives("find(\"Rex\").Bark()", "Rex")
	s.gives("Num(3).Eval() + int(Num(1))", "4")
}
