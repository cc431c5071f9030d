package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// TestRunKernel is the kernel process of the tests below; run by itself it
// does nothing.
func TestRunKernel(t *testing.T) { jupytertest.Main() }

func testKernel(variable string) jupyter.Launch {
	return jupyter.Launch{
		Argv:          []string{os.Args[0], "-test.run=^TestRunKernel$", "{connection_file}"},
		Env:           jupytertest.Env(variable),
		InterruptMode: jupyter.InterruptMessage,
	}
}

// writeRunnable writes a notebook with a parameters cell and the given code
// cells.
func writeRunnable(t *testing.T, path string, sources ...string) string {
	t.Helper()
	code := func(source string, tags ...string) map[string]any {
		return map[string]any{"cell_type": "code", "execution_count": nil, "outputs": []any{}, "source": source, "metadata": map[string]any{"tags": tags}}
	}
	cells := []any{code("x := 1", "parameters")}
	for _, s := range sources {
		cells = append(cells, code(s))
	}
	raw, err := json.Marshal(map[string]any{"cells": cells, "nbformat": 4, "nbformat_minor": 4,
		"metadata": map[string]any{"kernelspec": map[string]any{"language": "go"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// runIn runs crococlock run with the test's kernel in place of this program's.
func runIn(ctx context.Context, kernel string, std stdio, args ...string) (status int) {
	return dispatch(ctx, append([]string{"run"}, args...), std, func() (jupyter.Launch, error) { return testKernel(kernel), nil })
}

// runCommand is runIn with a time limit and its output in strings.
func runCommand(t *testing.T, kernel string, args ...string) (status int, out, errs string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var o, e bytes.Buffer
	status = runIn(ctx, kernel, stdio{strings.NewReader(""), &o, &e}, args...)
	return status, o.String(), e.String()
}

func TestRunStatus(t *testing.T) {
	t.Setenv("JUPYTER_PATH", "")
	t.Setenv("JUPYTER_DATA_DIR", t.TempDir())
	dir := t.TempDir()
	file := func(name string, sources ...string) string {
		return writeRunnable(t, filepath.Join(dir, name), sources...)
	}
	good, bad := file("good.ipynb", `print "hello"`), file("bad.ipynb", "print \"a\"\nfail Broken \"why\"")
	slow, dying := file("slow.ipynb", "hang"), file("dying.ipynb", "die 9")
	text := filepath.Join(dir, "text.ipynb")
	if err := os.WriteFile(text, []byte("# notes"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		kernel string
		args   []string
		status int
		says   string
	}{
		"OK":             {jupytertest.Run, []string{good}, exitOK, ""},
		"OptionBehind":   {jupytertest.Run, []string{good, "-p", "x=5"}, exitOK, ""},
		"AllowErrors":    {jupytertest.Run, []string{"--allow-errors", bad}, exitOK, ""},
		"FailedCell":     {jupytertest.Run, []string{bad}, exitError, "bad.ipynb: cell 2: Broken: why\n    1 | print \"a\"\n    2 | fail Broken \"why\"\nBroken: why\n"},
		"FirstFailure":   {jupytertest.Run, []string{slow, bad, good, "--timeout", "100ms"}, exitTimeLimit, "bad.ipynb: cell 2"},
		"NoNotebook":     {jupytertest.Run, nil, exitUsage, "no notebook"},
		"UnknownOption":  {jupytertest.Run, []string{"--color", good}, exitUsage, "color"},
		"UnknownName":    {jupytertest.Run, []string{"-p", "y=1", good}, exitUsage, `"y" is unknown; the notebook has x`},
		"TwoOutputs":     {jupytertest.Run, []string{"-o", "x", good, bad}, exitUsage, "--output-dir"},
		"SameOutput":     {jupytertest.Run, []string{good, good}, exitUsage, "would both be written"},
		"NoJobs":         {jupytertest.Run, []string{"--jobs", "0", good}, exitUsage, "--jobs 0"},
		"CheckPage":      {jupytertest.Run, []string{"--check", "--html", "x", good}, exitUsage, "--check"},
		"PageOverSource": {jupytertest.Run, []string{"--html", good, good}, exitUsage, "would both be written"},
		"NoFolder":       {jupytertest.Run, []string{"--html", filepath.Join(text, "x.html"), good}, exitUsage, "cannot be written"},
		"BadValue":       {jupytertest.Run, []string{"-p", "x=one", good}, exitUsage, "want a value of type int"},
		"NotThere":       {jupytertest.Run, []string{filepath.Join(dir, "none.ipynb")}, exitUsage, "none.ipynb"},
		"NotANotebook":   {jupytertest.Run, []string{text}, exitNotNotebook, "not a notebook"},
		"TimeLimit":      {jupytertest.Run, []string{"--timeout", "100ms", slow}, exitTimeLimit, "cell 2"},
		"NotebookLimit":  {jupytertest.Run, []string{"--notebook-timeout", "1s", slow}, exitTimeLimit, "for the notebook"},
		"KernelDies":     {jupytertest.Run, []string{dying}, exitKernel, "dies on request"},
		"KernelRefuses":  {jupytertest.RefuseStart, []string{good}, exitKernel, "refuses to start"},
		"KernelNotFound": {jupytertest.Run, []string{"--kernel", "none-such", good}, exitKernel, "none-such"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := runCommand(t, c.kernel, c.args...)
			if status != c.status || !strings.Contains(errs, c.says) {
				t.Errorf("status %d, want %d; out %q, errors %q, want %q", status, c.status, out, errs, c.says)
			}
			if c.status == exitUsage && out != "" {
				t.Errorf("out %q", out)
			}
			if c.status == exitOK && !strings.Contains(out, "  ok\n") && !strings.Contains(out, "  1 cell failed, which was allowed\n") {
				t.Errorf("out %q", out)
			}
		})
	}
}

func TestRunInterrupted(t *testing.T) {
	path := writeRunnable(t, filepath.Join(t.TempDir(), "a.ipynb"), "hang")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out bytes.Buffer
	if status := runIn(ctx, jupytertest.Run, stdio{strings.NewReader(""), &out, &out}, path); status != exitInterrupted {
		t.Errorf("status %d, %s", status, out.String())
	}
}

func TestRunWrites(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join("some", "data")
	t.Setenv("CROCOCLOCK_DATA", data)
	absolute, err := filepath.Abs(data)
	if err != nil {
		t.Fatal(err)
	}
	source := writeRunnable(t, filepath.Join(dir, "a.ipynb"), "env CROCOCLOCK_DATA", "show x")
	original, err := os.ReadFile(source)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		out  string
	}{
		"File":   {[]string{"-o", filepath.Join(dir, "out.ipynb")}, filepath.Join(dir, "out.ipynb")},
		"Folder": {[]string{"--output-dir", filepath.Join(dir, "new", "folder")}, filepath.Join(dir, "new", "folder", "a.ipynb")},
	} {
		t.Run(name, func(t *testing.T) {
			if status, _, errs := runCommand(t, jupytertest.Run, append(c.args, "-p", "x=42", source)...); status != exitOK {
				t.Fatalf("status %d: %s", status, errs)
			}
			nb, err := notebook.Read(c.out)
			if err != nil {
				t.Fatal(err)
			}
			cells := nb.Cells()
			if got := cells[2].Outputs()[0].Text; got != absolute {
				t.Errorf("CROCOCLOCK_DATA is %q in the kernel, want %q", got, absolute)
			}
			if got := cells[3].Outputs()[0].Text; got != "42" {
				t.Errorf("x is %q, want 42", got)
			}
			if now, err := os.ReadFile(source); err != nil || !bytes.Equal(now, original) {
				t.Errorf("the source changed: %v", err)
			}
		})
	}
}

func TestRunCheck(t *testing.T) {
	path := writeRunnable(t, filepath.Join(t.TempDir(), "a.ipynb"), `print "ok"`)
	status, _, errs := runCommand(t, jupytertest.Run, "--check", path)
	if status != exitError || !strings.Contains(errs, path+": cell 1: not executed") {
		t.Errorf("not executed: status %d, %q", status, errs)
	}
	if status, _, errs := runCommand(t, jupytertest.Run, path); status != exitOK {
		t.Fatalf("status %d: %s", status, errs)
	}
	if status, _, errs := runCommand(t, jupytertest.Run, "--check", path); status != exitOK {
		t.Errorf("executed: status %d, %q", status, errs)
	}
}
