package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// A session is cells, parted by lines of three dashes, and what they write to out.
type session struct{ name, cells, want string }

func TestSessions(t *testing.T) {
	for _, s := range slices.Concat(typesSessions, genericSessions, orderSessions, faultsSessions, callersSessions) {
		t.Run(s.name, func(t *testing.T) {
			out := new(strings.Builder)
			e, err := engine.New(engine.Options{
				Values: []engine.Value{{Name: "out", V: &out}},
				Packages: []string{
					"cmp", "context", "errors", "fmt", "go/ast", "go/types", "iter", "log", "log/slog", "maps", "path", "reflect", "runtime", "runtime/debug",
					"slices", "sort", "strings", "sync", "testing", "time", "unsafe",
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range strings.Split(s.cells, "\n---\n") {
				if _, err := e.Eval(context.Background(), engine.Cell{Number: i + 1, Code: c}); err != nil {
					fmt.Fprintf(out, "cell %d: %v\n", i+1, err)
				}
			}
			if want := strings.TrimPrefix(s.want, "\n"); strings.TrimSuffix(out.String(), "\n") != want {
				t.Errorf("got\n%s\nwant\n%s", out, want)
			}
		})
	}
}
