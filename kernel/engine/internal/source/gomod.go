package source

import (
	"errors"
	"fmt"
	"go/build"
	"go/version"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// A gomod is what a go.mod file says about the packages of a module.
type gomod struct {
	path    string
	goLine  string // "" if there is none
	require []module.Version
	replace []replacement
	exclude map[module.Version]bool
}

// A replacement takes the place of a module: of one version, or of all.
type replacement struct {
	old module.Version
	new module.Version // its path is a folder if it has no version
	dir string         // that folder, absolute
}

// goVersion is the language that a module's files are written in; without a go
// line it is 1.16, as for the go command.
func (m *gomod) goVersion() string {
	if m.goLine == "" {
		return "go1.16"
	}
	return "go" + m.goLine
}

// pruned reports whether the requirements name all that its packages need, so
// that those of its requirements need not be read further: from Go 1.17 on.
func (m *gomod) pruned() bool { return version.Compare(m.goVersion(), "go1.17") >= 0 }

// parseMain parses the go.mod of a module that is worked on, whose replacements
// and exclusions count.
func parseMain(file string, data []byte) (*gomod, error) {
	f, err := modfile.Parse(file, data, nil)
	if err != nil {
		return nil, fmt.Errorf("the module's requirements cannot be read: %w", firstError(err))
	}
	m := summary(f)
	if m.path == "" {
		return nil, fmt.Errorf("%s has no module line", file)
	}
	m.replace = replacements(f.Replace, filepath.Dir(file))
	m.exclude = map[module.Version]bool{}
	for _, x := range f.Exclude {
		m.exclude[x.Mod] = true
	}
	return m, nil
}

// parseRequired parses the go.mod of a module that another requires.
func parseRequired(file string, data []byte) (*gomod, error) {
	f, err := modfile.ParseLax(file, data, nil)
	if err != nil {
		return nil, err
	}
	return summary(f), nil
}

func summary(f *modfile.File) *gomod {
	m := &gomod{}
	if f.Module != nil {
		m.path = f.Module.Mod.Path
	}
	if f.Go != nil {
		m.goLine = f.Go.Version
	}
	for _, r := range f.Require {
		m.require = append(m.require, r.Mod)
	}
	return m
}

func replacements(list []*modfile.Replace, dir string) []replacement {
	var out []replacement
	for _, r := range list {
		x := replacement{old: r.Old, new: r.New}
		if r.New.Version == "" {
			x.dir = under(dir, r.New.Path)
		}
		out = append(out, x)
	}
	return out
}

// under returns the folder that path names from dir.
func under(dir, path string) string {
	path = filepath.FromSlash(path)
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

// inside returns the slash-separated way from root to dir, "." for root itself,
// and whether dir is there.
func inside(root, dir string) (string, bool) {
	rel, err := filepath.Rel(root, dir)
	if err != nil {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	return rel, rel != ".." && !strings.HasPrefix(rel, "../")
}

// firstError keeps the first of a file's mistakes: the others often follow from it.
func firstError(err error) error {
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		return &list[0]
	}
	return err
}

// newestGo is the newest language that this program's type checker knows.
func newestGo() string {
	tags := build.Default.ReleaseTags
	return tags[len(tags)-1]
}

// readableGo reports whether the type checker knows the language of a go line.
func readableGo(v string) bool { return version.Compare(version.Lang(v), newestGo()) <= 0 }
