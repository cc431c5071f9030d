//go:build !windows

package worker

import (
	"flag"
	"os"
	"reflect"
)

// A cell that defines flags is run again and again, which package flag answers
// with a panic: a flag that this run has not defined gives way to a new one.

// replaceFlags replaces the functions that define flags.
func (e *Evaluator) replaceFlags(with map[string]any) {
	for name, f := range map[string]any{
		"Bool": flag.Bool, "BoolFunc": flag.BoolFunc, "Duration": flag.Duration, "Float64": flag.Float64, "Func": flag.Func,
		"Int": flag.Int, "Int64": flag.Int64, "String": flag.String, "Uint": flag.Uint, "Uint64": flag.Uint64,
	} {
		with["flag."+name] = e.redefining(f, 0)
	}
	for name, f := range map[string]any{
		"BoolVar": flag.BoolVar, "DurationVar": flag.DurationVar, "Float64Var": flag.Float64Var, "IntVar": flag.IntVar,
		"Int64Var": flag.Int64Var, "StringVar": flag.StringVar, "TextVar": flag.TextVar, "UintVar": flag.UintVar,
		"Uint64Var": flag.Uint64Var, "Var": flag.Var,
	} {
		with["flag."+name] = e.redefining(f, 1)
	}
}

// redefining is a function that defines a flag, whose name is its parameter at.
func (e *Evaluator) redefining(f any, at int) any {
	v := reflect.ValueOf(f)
	return reflect.MakeFunc(v.Type(), func(in []reflect.Value) []reflect.Value {
		if name := in[at].String(); e.first("flag " + name) {
			forgetFlag(name)
		}
		return v.Call(in)
	}).Interface()
}

// forgetFlag makes the process's flags those that they are but one.
func forgetFlag(name string) {
	if flag.Lookup(name) == nil {
		return
	}
	old := flag.CommandLine
	newFlags(old.ErrorHandling())
	old.VisitAll(func(f *flag.Flag) {
		if f.Name != name {
			flag.Var(f.Value, f.Name, f.Usage)
		}
	})
}

// ownFlags leaves the process's flags to cells: packages have some for their tests.
func ownFlags() { newFlags(flag.ExitOnError) }

func newFlags(onError flag.ErrorHandling) {
	flag.CommandLine = flag.NewFlagSet(os.Args[0], onError)
	flag.CommandLine.Usage = func() { flag.Usage() } // which cells may set
}
