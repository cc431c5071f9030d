package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// installed runs the command and returns its status and all it printed.
func installed(t *testing.T, args ...string) (status int, printed string) {
	t.Helper()
	status, out, errs := execute(t, append([]string{"install"}, args...)...)
	return status, out + errs
}

func TestInstall(t *testing.T) {
	prefix := t.TempDir()
	status, printed := installed(t, "--prefix", prefix, "--name", "Mine")
	dir := filepath.Join(prefix, "share", "jupyter", "kernels", "mine")
	if status != exitOK || !strings.Contains(printed, "the kernel mine in "+dir+"; it runs ") {
		t.Fatalf("status %d: %s", status, printed)
	}
	spec, err := jupyter.ReadKernelspec(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !filepath.IsAbs(spec.Argv[0]) || spec.Language != "go" || spec.InterruptMode != jupyter.InterruptMessage || spec.DisplayName != "Go (Crococlock)" {
		t.Errorf("kernelspec is %+v", spec)
	}
	if got := strings.Join(spec.Argv[1:], " "); got != "serve --connection-file {connection_file}" {
		t.Errorf("arguments are %q", got)
	}
	for name, size := range map[string]int{"logo-32x32.png": 32, "logo-64x64.png": 64} {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if img, err := png.Decode(bytes.NewReader(raw)); err != nil || img.Bounds().Dx() != size || img.Bounds().Dy() != size {
			t.Errorf("%s is no picture of %d pixels: %v", name, size, err)
		}
	}
	if status, printed := installed(t, "--prefix", prefix, "--name", "mine"); status != exitOK {
		t.Errorf("again over our own: status %d: %s", status, printed)
	}
}

func TestPassingBuilds(t *testing.T) {
	for exe, want := range map[string]bool{
		"/tmp/go-build12/b001/exe/crococlock":          true,
		"/home/a/.cache/go-build/77/77ab-d/crococlock": true,
		"/home/a/go/bin/crococlock":                    false,
		"crococlock":                                   false,
	} {
		if got := passing(filepath.FromSlash(exe)); got != want {
			t.Errorf("%s: %t, want %t", exe, got, want)
		}
	}
}

func TestInstallKeepsOthersKernels(t *testing.T) {
	prefix := t.TempDir()
	kernels := filepath.Join(prefix, "share", "jupyter", "kernels")
	theirs := &jupyter.Kernelspec{Argv: []string{"/usr/bin/other"}, DisplayName: "Other", Language: "go"}
	if _, err := theirs.Install(kernels, "gophernotes", nil); err != nil {
		t.Fatal(err)
	}
	if status, printed := installed(t, "--prefix", prefix); status != exitError || !strings.Contains(printed, "--replace") {
		t.Errorf("status %d: %s; want a refusal that names --replace", status, printed)
	}
	if spec, err := jupyter.ReadKernelspec(filepath.Join(kernels, "gophernotes")); err != nil || spec.DisplayName != "Other" {
		t.Errorf("the other kernel is now %+v, %v", spec, err)
	}
	if status, printed := installed(t, "--prefix", prefix, "--replace"); status != exitOK {
		t.Errorf("--replace: status %d: %s", status, printed)
	}
}

func TestInstallUsage(t *testing.T) {
	t.Setenv("VIRTUAL_ENV", "")
	t.Setenv("CONDA_PREFIX", "")
	for _, c := range []struct {
		args   []string
		status int
	}{
		{[]string{"--user", "--prefix", "x"}, exitUsage},
		{[]string{"extra"}, exitUsage},
		{[]string{"--sys-prefix"}, exitError},
		{[]string{"--prefix", t.TempDir(), "--name", "no/name"}, exitError},
	} {
		if status, printed := installed(t, c.args...); status != c.status {
			t.Errorf("%v: status %d, want %d: %s", c.args, status, c.status, printed)
		}
	}
}
