//go:build !windows

package worker_test

import "testing"

func TestErrorsOfCells(t *testing.T) {
	s := newSession(t)
	s.run(`import ("errors"; "fmt"; "io/fs"; "os")
type failure struct { Code int }
func (f failure) Error() string { return fmt.Sprint("code ", f.Code) }
type opError struct { Op string; Err error }
func (o *opError) Error() string { return o.Op + ": " + o.Err.Error() }
func (o *opError) Unwrap() error { return o.Err }
type errno int
func (e errno) Error() string { return fmt.Sprint("errno ", int(e)) }
var errNone = errors.New("none")
func open(n int) error { if n == 0 { return failure{7} }; return &opError{"open", errNone} }`)

	s.gives("fmt.Sprint(errors.Is(open(0), failure{7}), errors.Is(open(0), failure{8}), errors.Is(open(0), open(0)))", "true false true")
	s.gives("fmt.Sprint(errors.Is(open(1), errNone), errors.Is(fmt.Errorf(\"more: %w\", open(1)), errNone), errors.Unwrap(open(1)) == errNone)", "true true true")
	s.gives("var f failure\nfmt.Sprint(errors.As(open(0), &f), f.Code, errors.As(fmt.Errorf(\"more: %w\", failure{9}), &f), f.Code, errors.As(errNone, &f))", "true 9 true 9 false") // calls come first, as in compiled code
	s.gives("var op *opError\nfmt.Sprint(errors.As(errors.Join(errNone, open(1)), &op), op.Op, op)", "trueopenopen: none")
	s.gives("var path *fs.PathError\n_, err := os.Open(\"/none\")\nfmt.Sprint(errors.As(&opError{\"read\", err}, &path), path.Op)", "trueopen")
	s.gives("type coded interface { Number() int }\nfunc (f failure) Number() int { return f.Code }\nvar c coded\nfmt.Sprint(errors.As(open(0), &c), c.Number())", "true 7")
	s.fails("n := 3\nerrors.As(open(0), &n)", "target must be interface or implement error")
	s.gives("func (f failure) Is(err error) bool { return err == errNone }\nerrors.Is(open(0), errNone)", "true")
	s.gives("type many struct { all []error }\nfunc (m many) Error() string { return \"many\" }\nfunc (m many) Unwrap() []error { return m.all }\nfmt.Sprint(errors.Is(many{[]error{errNone}}, errNone), errors.As(many{[]error{failure{3}}}, &f))", "true true")

	s.gives("fmt.Errorf(\"%w, %v\", failure{1}, errno(2)).Error()", "code 1, errno 2")
	s.gives("errors.Join(open(0), open(1)).Error()", "code 7\nopen: none")
	s.gives("open(0)", "code 7 (main.failure)")
	s.gives("open(1)", "open: none (*main.opError)\n└ none")
	s.gives("var errs []error\nerrs = append(errs, errno(4), failure{5})\nfmt.Sprint(errs)", "[errno 4 code 5]")
}

func TestPanicsOfCellsTypes(t *testing.T) {
	s := newSession(t)
	s.run("import \"fmt\"\ntype failure struct { Code int }\nfunc (f failure) Error() string { return fmt.Sprint(\"code \", f.Code) }\n" +
		"type day int\nconst Tue day = 1\nfunc (day) String() string { return \"Tue\" }")
	s.fails("panic(failure{4})", "panic: code 4", "line 1")
	s.fails("panic(Tue)", "panic: Tue")
	s.fails("panic(3)", "panic: 3")
	s.fails("panic(nil)", "panic called with nil argument")
	s.gives("func code() (n int) { defer func() { n = recover().(failure).Code }(); panic(failure{8}) }\ncode()", "8")
	s.gives("func say() (s string) { defer func() { s = fmt.Sprint(recover()) }(); panic(failure{8}) }\nsay()", "code 8")
}
