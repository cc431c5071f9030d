package notebook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
	"github.com/crococlock/crococlock/kernel/notebook"
)

func TestMain(m *testing.M) {
	jupytertest.Main()
	os.Exit(m.Run())
}

// A cell describes a code cell of a test's notebook.
type cell struct {
	source string
	tags   []string
	meta   map[string]any
}

// write writes a notebook of the given cells and metadata, as nbformat would.
func write(t *testing.T, metadata map[string]any, cells ...cell) string {
	t.Helper()
	var list []any
	for i, c := range cells {
		meta := map[string]any{}
		for k, v := range c.meta {
			meta[k] = v
		}
		if c.tags != nil {
			meta["tags"] = c.tags
		}
		list = append(list, map[string]any{
			"cell_type": "code", "id": fmt.Sprintf("cell-%d", i+1), "metadata": meta, "source": []string{c.source},
			"execution_count": 99, "outputs": []any{map[string]any{"output_type": "stream", "name": "stdout", "text": []string{"stale"}}},
		})
	}
	if metadata == nil {
		metadata = map[string]any{}
	}
	raw, err := json.MarshalIndent(map[string]any{"cells": list, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.ipynb")
	if err := os.WriteFile(path, append(raw, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func options() notebook.Options {
	return notebook.Options{Launch: jupyter.Launch{
		Argv: jupytertest.Argv(), Env: jupytertest.Env(jupytertest.Run), InterruptMode: jupyter.InterruptMessage,
	}}
}

func run(t *testing.T, path string, opts notebook.Options) (*notebook.Notebook, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, runErr := notebook.RunFile(ctx, path, path, opts)
	nb, err := notebook.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return nb, runErr
}

// shown is a cell's outputs in a line each.
func shown(c *notebook.Cell) string {
	var b strings.Builder
	for _, out := range c.Outputs() {
		switch out.Type {
		case "stream":
			fmt.Fprintf(&b, "%s:%s|", out.Name, out.Text)
		case "error":
			fmt.Fprintf(&b, "error:%s|", out.EName)
		default:
			fmt.Fprintf(&b, "%s:%s|", out.Type, out.MIME("text/plain"))
		}
	}
	return b.String()
}

func TestRunOutputs(t *testing.T) {
	for name, c := range map[string]struct {
		cells []string
		want  []string
	}{
		"Streams":       {[]string{"print \"a\"\nprint \"b\\n\"\neprint \"c\"\nprint \"d\""}, []string{"stdout:ab\n|stderr:c|stdout:d|"}},
		"Result":        {[]string{`result "r"`}, []string{"execute_result:r|"}},
		"Silence":       {[]string{"// nothing"}, []string{""}},
		"DisplayOrder":  {[]string{"print \"a\"\ndisplay \"d\"\nprint \"b\""}, []string{"stdout:a|display_data:d|stdout:b|"}},
		"UpdateLater":   {[]string{`display "old" id1`, `display "other" id2`, `update id1 "new"`}, []string{"display_data:new|", "display_data:other|", ""}},
		"UpdateUnknown": {[]string{`update none "x"`}, []string{""}},
		"DisplayTwice":  {[]string{`display "old" i`, `display "new" i`}, []string{"display_data:new|", "display_data:new|"}},
		"Clear":         {[]string{"print \"a\"\nclear\nprint \"b\""}, []string{"stdout:b|"}},
		"ClearWait":     {[]string{"print \"a\"\nclear wait\nprint \"b\"", "print \"kept\"\nclear wait"}, []string{"stdout:b|", "stdout:kept|"}},
		"ClearUpdate":   {[]string{"display \"a\" i\nclear\ndisplay \"b\"", `update i "x"`}, []string{"display_data:b|", ""}},
		"Bar":           {[]string{`print "\r10%"` + "\n" + `print "\r50%"` + "\n" + `print "\r100%\n"` + "\n" + `print "done"`}, []string{"stdout:100%\ndone|"}},
		"BarShrinks":    {[]string{`print "abcdef\rxy"`}, []string{"stdout:xycdef|"}},
		"BarWipes":      {[]string{`print "abcdef\rxy    \nkeeps  \n"`}, []string{"stdout:xy\nkeeps  \n|"}},
		"BarInPieces":   {[]string{`print "abcdef"` + "\n" + `print "\rx"` + "\n" + `print "y"` + "\n" + `print "\r"` + "\n" + `print "z"`}, []string{"stdout:zycdef|"}},
		"BarErases":     {[]string{`print "abcdef\r\x1b[Kxy\n"`}, []string{"stdout:\x1b[Kxy\n|"}},
		"WindowsLines":  {[]string{`print "a\r\nb\r\n"`}, []string{"stdout:a\nb\n|"}},
		"Late":          {[]string{`late "after"`, `print "next"`}, []string{"stdout:after|", "stdout:next|"}},
	} {
		t.Run(name, func(t *testing.T) {
			var cells []cell
			for _, source := range c.cells {
				cells = append(cells, cell{source: source})
			}
			nb, err := run(t, write(t, nil, cells...), options())
			if err != nil {
				t.Fatal(err)
			}
			for i, cell := range nb.Cells() {
				if got := shown(cell); got != c.want[i] {
					t.Errorf("cell %d shows %q, want %q", i+1, got, c.want[i])
				}
			}
		})
	}
}

func TestRunCountsAndSkips(t *testing.T) {
	path := write(t, nil, cell{source: `print "a"`}, cell{source: " \n"}, cell{source: `fail Never "reached"`, tags: []string{"skip-execution"}}, cell{source: `result "b"`})
	nb, err := run(t, path, options())
	if err != nil {
		t.Fatal(err)
	}
	cells := nb.Cells()
	for i, want := range []int{1, 0, 99, 2} {
		if got := cells[i].ExecutionCount(); got != want {
			t.Errorf("cell %d has count %d, want %d", i+1, got, want)
		}
		if want == 0 && shown(cells[i]) != "" {
			t.Errorf("cell %d keeps old outputs", i+1)
		}
	}
	if got := shown(cells[2]); got != "stdout:stale|" {
		t.Errorf("the cell that is skipped shows %q, want what it had", got)
	}
	if got := cells[3].Outputs()[0].ExecutionCount; got != 2 {
		t.Errorf("the result has count %d, want 2", got)
	}
	if !bytes.Contains(nb.Bytes(), []byte(`"language_info": {`)) || nb.Language() != "lines" {
		t.Errorf("language %q is not the kernel's", nb.Language())
	}
}

func TestSecondRunChangesNothing(t *testing.T) {
	path := write(t, nil, cell{source: "print \"a\\nb\"\ndisplay \"d\" id"}, cell{source: `update id "<&>"`})
	first, err := run(t, path, options())
	if err != nil {
		t.Fatal(err)
	}
	second, err := run(t, path, options())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("first\n%s\nsecond\n%s", first.Bytes(), second.Bytes())
	}
	if !bytes.Contains(first.Bytes(), []byte(`<&>`)) {
		t.Errorf("HTML-escaped:\n%s", first.Bytes())
	}
}

func TestRunInFolderOfNotebook(t *testing.T) {
	path := write(t, nil, cell{source: "cwd"})
	nb, err := run(t, path, options())
	if err != nil {
		t.Fatal(err)
	}
	want, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Cells()[0].Outputs()[0].Text; got != want {
		t.Errorf("ran in %s, want %s", got, want)
	}
}
