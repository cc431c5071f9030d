package source

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// absent says that a module that is required is not in the module cache.
func (s *scene) absent(spec string, m *mod) error {
	if m.local {
		return fmt.Errorf("%s is replaced by the folder %s, which is not there", m.path, m.dir)
	}
	if spec == m.path {
		return fmt.Errorf("%s is not in the module cache; %%get %s@%s fetches it", m, spec, m.version)
	}
	return fmt.Errorf("%s is in %s, which is not in the module cache; %%get %s@%s fetches it", spec, m, spec, m.version)
}

// missing says that there is no such package, and names the nearest.
func (s *scene) missing(spec string) error {
	first, _, _ := strings.Cut(spec, "/")
	for prefix := spec; prefix != "."; prefix = path.Dir(prefix) {
		if m := s.module(prefix); m != nil {
			return missingError{fmt.Sprintf("there is no package %s in %s", spec, m), s, spec, !m.local}
		}
	}
	if !strings.Contains(first, ".") {
		return missingError{fmt.Sprintf("no standard package %s is compiled in", spec), s, spec, false}
	}
	return missingError{fmt.Sprintf("package %s is neither compiled in nor in the module cache", spec), s, spec, true}
}

func (s *scene) noFolder(spec, dir string) error {
	if isDir(dir) {
		return fmt.Errorf("the folder %s has no Go files", spec)
	}
	var names []string
	entries, _ := os.ReadDir(filepath.Dir(dir))
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	msg := fmt.Sprintf("there is no folder %s beside the notebook", spec)
	if n := nearest(filepath.Base(dir), names); n != "" {
		msg += fmt.Sprintf("; is %q meant?", strings.TrimSuffix(spec, path.Base(spec))+n)
	}
	return fmt.Errorf("%s", msg)
}

// A missingError is completed with the nearest path only where it is shown.
type missingError struct {
	text  string
	scene *scene
	spec  string
	get   bool // %get may help
}

func (e missingError) Error() string { return e.text }

// Missing says that a package of another name may be meant.
func (missingError) Missing() {}

// near returns the path that was probably meant, or "".
func (s *scene) near(spec string, paths []string) string {
	var list []string
	for _, m := range s.mains {
		list = append(list, near(m.path, spec, m.packages)...)
	}
	for _, m := range s.mods {
		if m.there {
			list = append(list, near(m.path, spec, m.packages)...)
		}
	}
	list = append(list, near("", spec, func(prefix string) []string {
		names := s.cache.names(prefix)
		for p := prefix; p != "." && p != ""; p = path.Dir(p) {
			if v := s.cache.versions(p); len(v) > 0 {
				dir, _ := s.cache.dir(module.Version{Path: p, Version: v[0]})
				return append(names, folders(filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(prefix, p))))...)
			}
		}
		return names
	})...)
	return nearest(spec, append(list, paths...))
}

// packages returns the last elements of the folders under one of a module's.
func (m *mod) packages(prefix string) []string {
	return folders(filepath.Join(m.dir, filepath.FromSlash(strings.TrimPrefix(prefix, m.path))))
}

func folders(dir string) []string {
	entries, _ := os.ReadDir(dir)
	var list []string
	for _, e := range entries {
		if n := e.Name(); e.IsDir() && n[0] != '.' && n[0] != '_' && n != "testdata" && n != "vendor" && n != "internal" {
			list = append(list, n)
		}
	}
	return list
}

// near follows spec below root, and where an element is not there those that are
// spelt nearly so. It returns the paths that it comes to.
func near(root, spec string, names func(prefix string) []string) []string {
	rest := spec
	if root != "" {
		n := strings.Count(root, "/") + 1
		elems := strings.SplitN(spec, "/", n+1)
		if len(elems) < n || distance(strings.Join(elems[:n], "/"), root) > tolerance(root) {
			return nil
		}
		if len(elems) == n {
			return []string{root}
		}
		rest = elems[n]
	}
	at := []string{root}
	for elem := range strings.SplitSeq(rest, "/") {
		var next []string
		for _, prefix := range at {
			all := names(prefix)
			if slices.Contains(all, elem) {
				next = append(next, path.Join(prefix, elem))
				continue
			}
			for _, n := range all {
				if distance(elem, n) <= tolerance(n) {
					next = append(next, path.Join(prefix, n))
				}
			}
		}
		at = next
	}
	return at
}

// nearest returns the name that differs least from the given, if any is near.
func nearest(name string, list []string) string {
	best, least := "", 0
	for _, n := range list {
		if d := distance(name, n); d > 0 && d <= tolerance(n) && (best == "" || d < least || d == least && n < best) {
			best, least = n, d
		}
	}
	return best
}

// tolerance is how many letters of a name may be wrong for it to be recognised.
func tolerance(name string) int { return min(1+len(name)/6, 3) }

// distance is the number of letters to be changed, added, left out or exchanged
// with the next (optimal string alignment).
func distance(a, b string) int {
	if d := len(a) - len(b); d > 3 || d < -3 {
		return 4
	}
	prev, cur, old := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range cur {
		cur[j] = j
	}
	for i := 1; i <= len(a); i++ {
		old, prev, cur = prev, cur, old
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], old[j-2]+1)
			}
		}
	}
	return cur[len(b)]
}
