package notebook_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
	"github.com/crococlock/crococlock/kernel/notebook"
)

func TestRunFailingCell(t *testing.T) {
	failing := []cell{{source: `print "before"`}, {source: "print \"x\"\nfail Broken \"why\""}, {source: `print "after"`}}
	nb, err := run(t, write(t, nil, failing...), options())
	var failed *notebook.CellError
	if !errors.As(err, &failed) || failed.Cell != 2 || failed.EName != "Broken" || failed.EValue != "why" || len(failed.Traceback) == 0 {
		t.Fatalf("error %v", err)
	}
	for i, want := range []string{"stdout:before|", "stdout:x|error:Broken|", ""} {
		if got := shown(nb.Cells()[i]); got != want {
			t.Errorf("cell %d shows %q, want %q", i+1, got, want)
		}
	}
	if n := nb.Cells()[2].ExecutionCount(); n != 0 {
		t.Errorf("the cell after the failure has count %d", n)
	}

	allow := map[string]any{"execution": map[string]any{"allow_errors": true}}
	tagged := []cell{failing[0], {source: failing[1].source, tags: []string{"raises-exception"}}, failing[2]}
	allowAll := options()
	allowAll.AllowErrors = true
	for name, c := range map[string]struct {
		path string
		opts notebook.Options
	}{
		"Option":   {write(t, nil, failing...), allowAll},
		"Metadata": {write(t, allow, failing...), options()},
		"Tag":      {write(t, nil, tagged...), options()},
	} {
		t.Run(name, func(t *testing.T) {
			nb, err := run(t, c.path, c.opts)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(nb.Cells()[2]); got != "stdout:after|" {
				t.Errorf("the cell after the failure shows %q", got)
			}
		})
	}
}

func TestRunTimeLimits(t *testing.T) {
	cells := []cell{{source: `print "before"`}, {source: "print \"begun\"\nhang"}, {source: `print "after"`}}
	perCell, whole := options(), options()
	perCell.Timeout, whole.NotebookTimeout = 200*time.Millisecond, time.Second
	inMetadata := map[string]any{"execution": map[string]any{"timeout": 0.2}}
	ownLimit := append([]cell{}, cells...)
	ownLimit[1].meta = inMetadata
	for name, c := range map[string]struct {
		path string
		opts notebook.Options
	}{
		"Cell":         {write(t, nil, cells...), perCell},
		"Notebook":     {write(t, nil, cells...), whole},
		"Metadata":     {write(t, inMetadata, cells...), options()},
		"CellMetadata": {write(t, nil, ownLimit...), options()},
	} {
		t.Run(name, func(t *testing.T) {
			nb, err := run(t, c.path, c.opts)
			var failed *notebook.CellError
			if !errors.Is(err, notebook.ErrTimeLimit) || !errors.As(err, &failed) || failed.Cell != 2 {
				t.Fatalf("error %v", err)
			}
			if got := shown(nb.Cells()[1]); got != "stdout:begun|error:Interrupted|" {
				t.Errorf("the slow cell shows %q", got)
			}
			if got := shown(nb.Cells()[2]); got != "" {
				t.Errorf("the cell after it shows %q", got)
			}
		})
	}
}

func TestRunKernelDies(t *testing.T) {
	nb, err := run(t, write(t, nil, cell{source: `print "a"`}, cell{source: "print \"b\"\ndie 9"}), options())
	var failed *notebook.CellError
	if !errors.Is(err, jupyter.ErrKernelDied) || !errors.As(err, &failed) || failed.Cell != 2 || !strings.Contains(err.Error(), "dies on request") {
		t.Fatalf("error %v", err)
	}
	if a, b := shown(nb.Cells()[0]), shown(nb.Cells()[1]); a != "stdout:a|" || b != "stdout:b|" {
		t.Errorf("written: %q, %q", a, b)
	}
}

func TestRunLeavesFileWhereNothingRan(t *testing.T) {
	refuse, unknown, slow := options(), options(), options()
	refuse.Launch.Env = jupytertest.Env(jupytertest.RefuseStart)
	unknown.Parameters = []notebook.Parameter{{Name: "x", Value: "1"}}
	slow.Launch.Env, slow.NotebookTimeout = jupytertest.Env(jupytertest.NeverListen), 100*time.Millisecond
	for name, c := range map[string]struct {
		opts notebook.Options
		want []error
	}{
		"KernelRefuses":   {refuse, []error{notebook.ErrNoKernel, jupyter.ErrKernelDied}},
		"KernelTooSlow":   {slow, []error{notebook.ErrNoKernel, notebook.ErrTimeLimit}},
		"NoParameterCell": {unknown, []error{notebook.ErrParameter}},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, nil, cell{source: `print "a"`})
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = run(t, path, c.opts)
			for _, want := range c.want {
				if !errors.Is(err, want) {
					t.Errorf("error %v is not %v", err, want)
				}
			}
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
				t.Errorf("the file changed: %v\n%s", err, after)
			}
		})
	}
}

func TestRunInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	running := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer running.Close()
	path := write(t, nil, cell{source: `print "a"`}, cell{source: "print \"b\"\nget " + running.URL + "\nhang"})
	_, err := notebook.RunFile(ctx, path, path, options())
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := shown(nb.Cells()[0]), shown(nb.Cells()[1]); a != "stdout:a|" || b != "stdout:b|error:Interrupted|" {
		t.Errorf("written: %q, %q", a, b)
	}
}
