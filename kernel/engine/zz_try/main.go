// throwaway driver
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"runtime/pprof"
	"runtime/debug"
	"strings"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

func main() {
	debug.SetMaxStack(4 << 30)
	// args: files, each a cell; "-probe file name"
	e, err := engine.New(engine.Options{Print: func(s string) { os.Stderr.WriteString(s) }})
	if err != nil {
		panic(err)
	}
	if os.Args[1] == "-json" {
		var cs []string
		json.NewDecoder(os.Stdin).Decode(&cs)
		run(e, cs)
		return
	}
	if os.Args[1] == "-many" {
		many()
		return
	}
	if os.Args[1] == "-bench" {
		bench(os.Args[2:])
		return
	}
	var cs []string
	for _, a := range os.Args[1:] {
		b, err := os.ReadFile(a)
		if err != nil {
			panic(err)
		}
		cs = append(cs, string(b))
	}
	run(e, cs)
}

func run(e *engine.Engine, cs []string) {
	for i, c := range cs {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		r, err := e.Eval(ctx, engine.Cell{Number: i + 1, Code: c})
		cancel()
		for _, h := range r.Hints {
			fmt.Fprintln(os.Stderr, "hint:", h)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "@@@error cell %d: %v\n", i+1, err)
			if ee, ok := err.(*engine.Error); ok {
				for _, p := range ee.Places {
					fmt.Fprintf(os.Stderr, "   cell %d %s %d:%d %s %s\n", p.Cell, p.File, p.Line, p.Col, p.Func, p.Msg)
				}
			}
			os.Exit(3)
		}
		if i == len(cs)-1 {
			for _, v := range r.Values {
				if v.IsValid() {
					fmt.Fprintf(os.Stderr, "@@@value %v\n", v.Interface())
				}
			}
		}
	}
}

func bench(args []string) {
	b, _ := os.ReadFile(args[0])
	for _, p := range strings.Split("\n"+string(b), "\n=== ")[1:] {
		name, body, _ := strings.Cut(p, "\n")
		if len(args) > 1 && !strings.HasPrefix(name, args[1]) {
			continue
		}
		if os.Getenv("PROF") != "" {
			f, _ := os.Create(os.Getenv("PROF"))
			pprof.StartCPUProfile(f)
			defer pprof.StopCPUProfile()
		}
		a, c, _ := strings.Cut(body, "--- cell\n")
		e, _ := engine.New(engine.Options{})
		if _, err := e.Eval(context.Background(), engine.Cell{Number: 1, Code: a}); err != nil {
			fmt.Println(name, err)
			continue
		}
		best := time.Hour
		var out any
		for i := range 3 {
			t := cpu()
			r, err := e.Eval(context.Background(), engine.Cell{Number: i + 2, Code: c})
			if err != nil {
				fmt.Println(name, err)
			}
			best = min(best, cpu()-t)
			if len(r.Values) > 0 {
				out = r.Values[0].Interface()
			}
		}
		fmt.Printf("%-26s %10.1f ms %v\n", name, float64(best.Microseconds())/1000, out)
	}
}

func cpu() time.Duration {
	var r syscall.Rusage
	syscall.Getrusage(0, &r)
	return time.Duration(r.Utime.Nano()+r.Stime.Nano())
}
