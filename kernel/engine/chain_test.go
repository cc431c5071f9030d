package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// TestPanicChains runs functions whose deferred calls panic anew, to a depth that
// would take minutes if the time grew with its square.
func TestPanicChains(t *testing.T) {
	const depth = 40000
	for _, c := range []struct{ name, code, want, earlier string }{
		{
			"each deferred call panics",
			"func f(n int) { defer func() { panic(n) }(); if n > 0 { f(n - 1) } }",
			"40000", "0 1 2 3 4 5 6 7, 39992 more",
		},
		{
			"each deferred call recovers and panics",
			"func f(n int) { defer func() { recover(); panic(n) }(); if n > 0 { f(n - 1) } }",
			"40000", ", 0 more",
		},
		{
			"deferred calls that call what panics",
			"func f(n int) { if n == 0 { panic(`end`) }; defer func() { f(n - 1) }(); panic(n) }",
			"end", "40000 39999 39998 39997 39996 39995 39994 39993, 39992 more",
		},
		{
			"one panic passes them all",
			"func f(n int) { if n == 0 { panic(`end`) }; defer func() {}(); f(n - 1) }",
			"end", ", 0 more",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := engine.New(engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
			defer cancel()
			_, err = e.Eval(ctx, engine.Cell{Number: 1, Code: c.code + fmt.Sprintf("\nf(%d)", depth)})
			var failed *engine.Error
			if !errors.As(err, &failed) {
				t.Fatalf("ended with %v", err)
			}
			earlier := fmt.Sprintf("%s, %d more", strings.Join(failed.Earlier, " "), failed.More)
			if failed.Error() != c.want || earlier != c.earlier {
				t.Errorf("panic: %s after %s, want %s after %s", failed, earlier, c.want, c.earlier)
			}
		})
	}
}

// A deferred function's panic after one that has been recovered is alone; a panic
// that is recovered later has left no trace.
func TestEarlierPanics(t *testing.T) {
	for _, c := range []struct {
		code string
		want []string
	}{
		{`panic(1)`, nil},
		{`defer panic(2); panic(1)`, []string{"1"}},
		{`defer panic(3); defer panic(2); panic(1)`, []string{"1", "2"}},
		{`defer func() { recover(); panic(2) }(); panic(1)`, nil},
		{`defer panic(3); defer func() { recover() }(); defer panic(2); panic(1)`, nil},
		{`defer func() { defer func() { recover() }(); panic(2) }(); panic(1)`, nil},
		{`defer func() { panic(4) }(); defer func() { defer panic(3); panic(2) }(); panic(1)`, []string{"1", "2", "3"}},
	} {
		e, err := engine.New(engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Eval(context.Background(), engine.Cell{Number: 1, Code: "func() { " + c.code + " }()"})
		var failed *engine.Error
		if !errors.As(err, &failed) {
			t.Errorf("%s: ended with %v", c.code, err)
			continue
		}
		if !slices.Equal(failed.Earlier, c.want) || failed.More != 0 {
			t.Errorf("%s: earlier panics are %q and %d more, want %q", c.code, failed.Earlier, failed.More, c.want)
		}
	}
}
