package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// standard is the name of standard input, where a notebook is read, and of
// standard output, where something is written.
const standard = "-"

// usesStdout reports whether a notebook or report goes to standard output.
func (o *runOptions) usesStdout() bool {
	for _, t := range o.targets() {
		if t.path == standard {
			return true
		}
	}
	return false
}

// A runTarget is a file that a run is to write.
type runTarget struct{ what, path string }

func (o *runOptions) targets() []runTarget {
	var list []runTarget
	for _, path := range o.notebooks {
		list = append(list, runTarget{path, o.outputOf(path)})
	}
	for _, t := range []runTarget{{"--html", o.html}, {"--junit", o.junit}} {
		if t.path != "" {
			list = append(list, t)
		}
	}
	return list
}

// checkTargets finds out, before anything runs, whether all notebooks are there
// and all can be written that is to be, each to a place of its own and none over
// what is read.
func (o *runOptions) checkTargets() error {
	if o.cwd != "" {
		if info, err := os.Stat(o.cwd); err != nil {
			return fmt.Errorf("--cwd: %w", err)
		} else if !info.IsDir() {
			return fmt.Errorf("--cwd %s: not a folder", o.cwd)
		}
	}
	for _, path := range o.notebooks {
		if _, err := os.Stat(path); path != standard && errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: no such file", path)
		}
	}
	read := map[string]string{} // what it is, by where it is
	for _, path := range append(o.parameterFiles(), o.notebooks...) {
		read[place(path)] = path
	}
	written := map[string]string{}
	for _, t := range o.targets() {
		at := place(t.path)
		if other, twice := written[at]; twice && at != place(os.DevNull) {
			return fmt.Errorf("%s and %s would both be written to %s", other, t.what, t.path)
		}
		written[at] = t.what
		source, over := read[at]
		if over && at != standard && at != place(t.what) {
			return fmt.Errorf("%s would be written over %s, which is read", t.what, source)
		}
	}
	for _, t := range o.targets() {
		if t.path == standard {
			continue
		}
		if t.path == t.what { // in place; a folder fails when it is read
			info, err := os.Stat(t.path)
			if err != nil || info.IsDir() {
				continue
			}
			if !info.Mode().IsRegular() {
				return fmt.Errorf("%s cannot be replaced by what was executed; -o says where to write that", t.path)
			}
		}
		if err := atomicfile.Check(t.path); err != nil {
			return err
		}
	}
	return nil
}

// place is where a file is, whatever links lead there.
func place(path string) string {
	if path == standard {
		return path
	}
	if target, err := atomicfile.Target(path); err == nil {
		path = target
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(dir, filepath.Base(abs))
	}
	return abs
}
