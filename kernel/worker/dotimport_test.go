//go:build !windows

package worker_test

import "testing"

func TestDotImport(t *testing.T) {
	s := newSession(t)
	s.gives("import . \"strings\"\nToUpper(\"a\")", "A")
	s.gives("import (\n\t\"fmt\"\n\t. \"math\"\n)\nfmt.Sprint(Sqrt(4), Pi > 3)", "2 true")
	s.gives("var b Builder\nb.WriteString(ToLower(\"B\"))\nb.String()", "b")
	s.fails("import . \"example.com/none\"", "neither compiled in nor in the module cache")
	s.gives("import . \"sort\"", "")
}

// What fmt's printing functions return is not shown, however they are called.
func TestPrintingIsNoResult(t *testing.T) {
	s := newSession(t)
	s.gives("import f \"fmt\"\nf.Print()", "")
	s.gives("f.Sprint(1)", "1")
	s.gives("import (\n\t. \"fmt\"\n)\nPrint()", "")
	s.gives("(Printf(\"\"))", "")
	s.gives("Sprint(2)", "2")
	s.gives("func Print() int { return 3 }\nPrint()", "3")
	s.gives("Print()", "3")
	s.run("type printer struct{}\nfunc (printer) Println() int { return 4 }")
	s.gives("fmt := printer{}\nfmt.Println()", "4")
	s.gives("fmt.Println()", "4")
}
