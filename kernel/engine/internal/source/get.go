package source

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/module"
)

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

func (l *Loader) get(ctx context.Context, what string, progress func(string)) (string, error) {
	path, version, _ := strings.Cut(what, "@")
	path, version = strings.TrimSpace(path), strings.TrimSpace(version)
	if isRelative(path) || filepath.IsAbs(path) {
		return "", fmt.Errorf("a folder needs no %%get: import %q", path)
	}
	if err := module.CheckPath(path); err != nil {
		return "", fmt.Errorf("%%get needs a path as github.com/google/uuid@v1.6.0: %w", err)
	}
	if strings.ContainsAny(version, " \t") || strings.HasPrefix(version, "-") {
		return "", fmt.Errorf("%%get needs a version as v1.6.0 or latest, not %q", version)
	}
	if _, err := l.cfg.Compiled(path); err == nil {
		return l.isCompiledIn(path, version)
	}
	env := readEnviron(l.cfg.Env())
	goCommand := lookPath(env, "go")
	if goCommand == "" {
		return "", errors.New("there is no go command here, which %get needs; what is in the module cache, in a vendor folder or beside the notebook can be imported without")
	}
	notes := notesFile(l.cfg.State, l.home, env)
	if notes == "" {
		return "", errors.New("there is no user's cache folder in which to note what was fetched")
	}
	g := getter{ctx, goCommand, filepath.Dir(notes), l.cfg.Env(), fetchFlags(env["GOFLAGS"]), progress}
	if err := g.prepare(); err != nil {
		return "", err
	}
	if version == "" {
		version = "latest"
	}
	if err := g.run("get", path+"@"+version); err != nil {
		return "", err
	}
	at, err := noted(notes, path)
	if err != nil {
		return "", err
	}
	return l.fetched(g, path, at, env)
}

// isCompiledIn says that a package is compiled in, which no other version can replace.
func (l *Loader) isCompiledIn(path, version string) (string, error) {
	if l.cfg.Module != nil && strings.HasPrefix(version, "v") {
		if mod, own := l.cfg.Module(path); own != "" && own != version {
			return "", fmt.Errorf("%s is compiled into this program, from %s %s: another version cannot be imported", path, mod, own)
		}
	}
	return path + " is compiled in: it can be imported as it is.", nil
}

// fetched completes what was fetched where path is a module without a package at
// its root: go get leaves what its packages need.
func (l *Loader) fetched(g getter, path string, at module.Version, env environ) (string, error) {
	if at.Path == "" {
		return path + " is not needed any more.", nil
	}
	dir, ok := newModCache(env.modCache()).dir(at)
	if ok && path == at.Path && !hasGoFiles(dir) {
		if err := g.run("get", at.Path+"/...@"+at.Version); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s %s is there: its packages can be imported.", at.Path, at.Version), nil
	}
	return fmt.Sprintf("%s %s is there: import %q", at.Path, at.Version, path), nil
}

// noted returns the module that has path in the notes.
func noted(file, path string) (module.Version, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return module.Version{}, err
	}
	m, err := parseRequired(file, data)
	if err != nil {
		return module.Version{}, err
	}
	var best module.Version
	for _, at := range m.require {
		if (path == at.Path || strings.HasPrefix(path, at.Path+"/")) && len(at.Path) > len(best.Path) {
			best = at
		}
	}
	return best, nil
}

// A getter runs the go command in the folder of the notes.
type getter struct {
	ctx      context.Context
	command  string
	dir      string
	env      []string
	flags    string // GOFLAGS
	progress func(string)
}

// prepare makes the module in which the requirements are noted.
func (g getter) prepare() error {
	if err := os.MkdirAll(g.dir, 0o777); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(g.dir, "go.mod")); err == nil {
		return nil
	}
	quiet := g
	quiet.progress = func(string) {}
	return quiet.run("mod", "init", "notebook.invalid/fetched")
}

func (g getter) run(args ...string) error {
	cmd := exec.CommandContext(g.ctx, g.command, args...)
	cmd.Dir = g.dir
	cmd.Env = append(slices.Clone(g.env), "GOFLAGS="+g.flags, "GOWORK=off", "GO111MODULE=on", "CGO_ENABLED=0",
		"GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "PWD="+g.dir)
	cmd.WaitDelay = time.Second
	out, w := io.Pipe()
	cmd.Stdout, cmd.Stderr = w, w
	var wrong []string
	read := make(chan struct{})
	go func() {
		defer close(read)
		s := bufio.NewScanner(out)
		for s.Scan() {
			line := strings.TrimPrefix(s.Text(), "go: ")
			if isProgress(line) {
				g.progress(line)
			} else if strings.TrimSpace(line) != "" {
				wrong = append(wrong, strings.TrimSpace(line))
			}
		}
		io.Copy(io.Discard, out) // a line that is too long for the scanner
	}()
	err := cmd.Run()
	w.Close()
	<-read
	switch {
	case g.ctx.Err() != nil:
		return g.ctx.Err()
	case err != nil && len(wrong) > 0:
		return errors.New("go " + args[0] + ": " + strings.Join(wrong[:min(len(wrong), 4)], "; "))
	case err != nil:
		return fmt.Errorf("go %s: %w", args[0], err)
	}
	return nil
}

// fetchFlags returns GOFLAGS without what is meant for the user's own module.
func fetchFlags(flags string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(flags), func(f string) bool {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		return name == "mod" || name == "modfile"
	}), " ")
}

// isProgress reports whether a line of the go command's says what it does, not
// what is wrong.
func isProgress(line string) bool {
	for _, p := range []string{"downloading ", "added ", "upgraded ", "downgraded ", "removed ", "finding ", "extracting ", "creating new go.mod", "switching to "} {
		if strings.HasPrefix(line, p) {
			return true
		}
	}
	return false
}

// lookPath finds a program where the environment says.
func lookPath(env environ, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	for _, dir := range filepath.SplitList(env["PATH"]) {
		file := filepath.Join(dir, name)
		if info, err := os.Stat(file); dir != "" && err == nil && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
			return file
		}
	}
	return ""
}
