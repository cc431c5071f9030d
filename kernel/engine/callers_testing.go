package engine

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// replaceTesting has package testing name the line of the cell whose test logs
// or fails.
func (c *callers) replaceTesting(with map[string]any) {
	r := &testers{callers: c}
	replaceTesters[*testing.T](r, with, "T")
	replaceTesters[*testing.B](r, with, "B")
	replaceTesters[*testing.F](r, with, "F")
}

// testers are the tests, benchmarks and fuzz tests that cells run.
type testers struct {
	*callers
	helpers sync.Map // a testing.TB → *sync.Map of functions that are helpers
}

func replaceTesters[T testing.TB](r *testers, with map[string]any, name string) {
	for method, then := range map[string]func(testing.TB){
		"Log": func(testing.TB) {}, "Error": testing.TB.Fail, "Fatal": testing.TB.FailNow, "Skip": testing.TB.SkipNow,
	} {
		with["testing.(*"+name+")."+method] = func(t T, args ...any) { r.log(t, fmt.Sprintln(args...)); then(t) }
		with["testing.(*"+name+")."+method+"f"] = func(t T, format string, args ...any) { r.log(t, fmt.Sprintf(format, args...)); then(t) }
	}
	with["testing.(*"+name+").Helper"] = func(t T) { r.helper(t) }
}

// helper notes that the calling function is a helper of the test.
func (r *testers) helper(t testing.TB) {
	of, there := r.helpers.LoadOrStore(t, new(sync.Map))
	if !there {
		t.Cleanup(func() { r.helpers.Delete(t) })
	}
	of.(*sync.Map).Store(r.calling(0).Func, true)
}

// maxHelpers is how far out the function is looked for that logs by way of others.
const maxHelpers = 256

// log writes what a test says, as package testing does.
func (r *testers) log(t testing.TB, s string) {
	at := r.calling(0)
	if of, ok := r.helpers.Load(t); ok {
		for _, p := range r.places(maxHelpers) {
			if _, is := of.(*sync.Map).Load(p.Func); !is {
				at = p
				break
			}
		}
	}
	const indent = "    "
	s = strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", "\n"+indent)
	fmt.Fprintf(t.Output(), "%s:%d: %s\n", filepath.Base(at.File), at.Line, s)
}
