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

	"github.com/crococlock/crococlock/kernel/jupyter/jupytertest"
	"github.com/crococlock/crococlock/kernel/notebook"
)

// TestRunTargetsFirst asks for what cannot be written: no cell may run.
func TestRunTargetsFirst(t *testing.T) {
	dir := t.TempDir()
	in := func(parts ...string) string { return filepath.Join(append([]string{dir}, parts...)...) }
	nb := writeRunnable(t, in("a.ipynb"), "die 9") // whoever runs it has status 5
	other := writeRunnable(t, in("b.ipynb"), "die 9")
	for path, mode := range map[string]os.FileMode{in("text"): 0o644, in("protected"): 0o444} {
		if err := os.WriteFile(path, []byte("x=1"), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(in("folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("b.ipynb", in("link")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"Folder":         {[]string{"-o", in("folder"), nb}, "a folder"},
		"Slash":          {[]string{"-o", in("new") + "/", nb}, "a folder"},
		"BelowFile":      {[]string{"-o", in("text", "x.ipynb"), nb}, "cannot be written"},
		"Protected":      {[]string{"-o", in("protected"), nb}, "write-protected"},
		"PageFolder":     {[]string{"-o", in("out"), "--html", in("folder"), nb}, "a folder"},
		"JUnitBelowFile": {[]string{"-o", in("out"), "--junit", in("text", "x"), nb}, "cannot be written"},
		"OutputDirFile":  {[]string{"--output-dir", in("text"), nb}, "cannot be written"},
		"PageOverSource": {[]string{"-o", in("out"), "--html", nb, nb}, "which is read"},
		"OverParameters": {[]string{"-o", in("text"), "--params", in("text"), nb}, "which is read"},
		"OverOther":      {[]string{"-o", in("out"), "--junit", in("link"), other}, "which is read"},
		"SameByLink":     {[]string{nb, other, in("link")}, "would both be written"},
		"SameStdout":     {[]string{"-o", "-", "--html", "-", nb}, "would both be written"},
		"NoCwd":          {[]string{"--cwd", in("none"), "-o", in("out"), nb}, "--cwd"},
		"CwdFile":        {[]string{"--cwd", in("text"), "-o", in("out"), nb}, "not a folder"},
		"StdinNoName":    {[]string{"--output-dir", in("out"), "-"}, "no name"},
		"StdinForBoth":   {[]string{"--params", "-", "-"}, "cannot be both"},
		"StdinTwice":     {[]string{"-", "-"}, "would both be written"},
		"OneIsMissing":   {[]string{"--output-dir", in("out"), nb, in("none.ipynb")}, "none.ipynb: no such file"},
		"HideNothing":    {[]string{"--hide-input", nb}, "--html"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, errs := runCommand(t, jupytertest.Run, c.args...)
			if status != exitUsage || !strings.Contains(errs, c.says) {
				t.Errorf("status %d, want %d; errors %q, want %q", status, exitUsage, errs, c.says)
			}
		})
	}
	if _, err := os.Stat(in("out")); err == nil {
		t.Error("something was written")
	}
}

func TestRunMakesFolders(t *testing.T) {
	dir := t.TempDir()
	nb := writeRunnable(t, filepath.Join(dir, "a.ipynb"), `print "hello"`)
	for _, args := range [][]string{
		{"-o", filepath.Join(dir, "1", "2", "x.ipynb")},
		{"--output-dir", filepath.Join(dir, "3"), "--html", filepath.Join(dir, "4", "x.html"), "--junit", filepath.Join(dir, "5", "x.xml")},
	} {
		if status, _, errs := runCommand(t, jupytertest.Run, append(args, nb)...); status != exitOK {
			t.Errorf("status %d: %s", status, errs)
		}
		for i := 1; i < len(args); i += 2 {
			if _, err := os.Stat(args[i]); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestRunNotWritten runs where the disk is full at the end.
func TestRunNotWritten(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("no device that is always full here")
	}
	t.Setenv("TMPDIR", t.TempDir())
	dir := t.TempDir()
	good, bad := writeRunnable(t, filepath.Join(dir, "good.ipynb"), `print "hello"`), writeRunnable(t, filepath.Join(dir, "bad.ipynb"), "fail A b")
	for _, args := range [][]string{{"-o", full, good}, {"-o", full, bad}, {"-o", os.DevNull, "--html", full, good}} {
		status, out, errs := runCommand(t, jupytertest.Run, args...)
		if status != exitNotWritten || !strings.Contains(errs, "no space left") {
			t.Errorf("%q: status %d, want %d; %s%s", args, status, exitNotWritten, out, errs)
		}
		if args[1] != full {
			continue
		}
		_, saved, _ := strings.Cut(errs, "what was executed is in ")
		saved, _, _ = strings.Cut(saved, "\n")
		if _, err := notebook.Read(saved); err != nil {
			t.Errorf("nothing was saved: %v; %s", err, errs)
		}
	}
}

func TestRunStandardStreams(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	path := writeRunnable(t, filepath.Join(dir, "a.ipynb"), `print "hello"`, "show x")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{
		"InOut":   {"-", "-p", "x", "7"},
		"Out":     {"-o", "-", path, "-p", "x", "7"},
		"Devices": {"/dev/stdin", "-o", "/dev/stdout", "-p", "x=7"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			var out, errs bytes.Buffer
			status := runIn(ctx, jupytertest.Run, stdio{bytes.NewReader(source), &out, &errs}, args...)
			nb, err := notebook.Parse(out.Bytes())
			if status != exitOK || err != nil || !strings.Contains(errs.String(), "  ok\n") {
				t.Fatalf("status %d, %v: %s%s", status, err, out.String(), errs.String())
			}
			if got := nb.Cells()[3].Outputs()[0].Text; got != "7" {
				t.Errorf("x is %q, want 7", got)
			}
		})
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var shown, errs bytes.Buffer
	status := runIn(ctx, jupytertest.Run, stdio{strings.NewReader("x: 9\n"), &shown, &errs}, path, "-o", "-", "--params", "-")
	if nb, err := notebook.Parse(shown.Bytes()); status != exitOK || err != nil || nb.Cells()[3].Outputs()[0].Text != "9" {
		t.Errorf("parameters on standard input: status %d, %v: %s%s", status, err, shown.String(), errs.String())
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Errorf("%v, %v: want the one notebook", files, err)
	}
	var out bytes.Buffer
	if status := runIn(context.Background(), jupytertest.Run, stdio{strings.NewReader("no"), &out, &out}, "-"); status != exitNotNotebook {
		t.Errorf("status %d: %s", status, out.String())
	}
}

func TestRunAllowedErrors(t *testing.T) {
	path := writeRunnable(t, filepath.Join(t.TempDir(), "a.ipynb"), "fail A b", `print "x"`, "fail C d")
	status, out, errs := runCommand(t, jupytertest.Run, "--allow-errors", path)
	if status != exitOK || !strings.Contains(out, "  2/4  ") || !strings.Contains(out, "2 cells failed, which was allowed") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

func TestRunHidesInput(t *testing.T) {
	dir := t.TempDir()
	path, page := writeRunnable(t, filepath.Join(dir, "a.ipynb"), `print "hello"`), filepath.Join(dir, "a.html")
	if status, _, errs := runCommand(t, jupytertest.Run, path, "--html", page, "--hide-input", "--record-timing"); status != exitOK {
		t.Fatalf("status %d: %s", status, errs)
	}
	html, err := os.ReadFile(page)
	if err != nil || bytes.Contains(html, []byte("print &#")) || !bytes.Contains(html, []byte("hello</pre>")) {
		t.Errorf("%v: %s", err, html)
	}
	raw, err := os.ReadFile(path)
	if err != nil || !json.Valid(raw) || !bytes.Contains(raw, []byte("iopub.execute_input")) {
		t.Errorf("%v: no times in %s", err, raw)
	}
}
