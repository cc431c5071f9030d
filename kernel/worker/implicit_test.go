//go:build !windows

package worker_test

import "testing"

// Numbers and strings of cells' types become interfaces wherever they may.
func TestNumbersAsInterfaces(t *testing.T) {
	s := newSession(t)
	s.run(`import ("errors"; "fmt"; "sort"; "strings")
type code int
func (c code) Error() string { return fmt.Sprint("code ", int(c)) }
type day int
const (
	Monday day = iota
	Tuesday
)
func (d day) String() string { return [...]string{"Mon", "Tue"}[d] }
func say(prefix string, all ...fmt.Stringer) string {
	var words []string
	for _, s := range all { words = append(words, s.String()) }
	return prefix + strings.Join(words, " ")
}
func one(s fmt.Stringer) string { return s.String() }
func fail(n int) (int, error) { if n > 0 { return n, code(n) }; return 0, nil }
func inner() error { return func() error { return code(7) }() }
type lengths []string
func (l lengths) Len() int { return len(l) }
func (l lengths) Less(i, j int) bool { return len(l[i]) < len(l[j]) }
func (l lengths) Swap(i, j int) { l[i], l[j] = l[j], l[i] }
today := Tuesday
week := map[string]day{"first": Monday}`)
	s.gives("_, err := fail(4)\nerr.Error()", "code 4")
	s.gives("_, err = fail(0)\nerr == nil", "true")
	s.gives("inner().Error()", "code 7")
	s.gives("var named fmt.Stringer = Tuesday\nnamed.String()", "Tue")
	s.gives("named = Monday\nnamed.String()", "Mon")
	s.gives("one(Monday) + one(today) + one(day(0)) + one(week[\"first\"])", "MonTueMonMon")
	s.gives("say(\"\", Monday, today, named)", "Mon Tue Mon")
	s.gives("var target code\nerrors.As(fmt.Errorf(\"wrapped: %w\", code(3)), &target)\ntarget + 1", "code 4 (main.code)")
	s.gives("l := lengths{\"ccc\", \"a\", \"bb\"}\nsort.Sort(l)\nfmt.Sprint(l)", "[a bb ccc]")
	s.gives("func pair() (day, string) { return Tuesday, \"x\" }\nfunc join(d fmt.Stringer, s string) string { return d.String() + s }\nd, x := pair()\njoin(d, x)", "Tuex")
	s.fails("one(3)", "one(3)")
}

func TestConstantsOfCompiledTypes(t *testing.T) {
	s := newSession(t)
	s.gives("import (\"encoding/json\"; \"reflect\")\nreflect.StructTag(`a:\"b\"`).Get(\"a\")", "b")
	s.gives("json.Number(\"3\").String()", "3")
	s.gives("string(json.RawMessage(\"[1]\"))", "[1]")
	s.gives("len(json.RawMessage(\"[1]\"))", "3")
}
