package source

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// A modCache reads the module cache. What is in it never changes, so that each
// go.mod is read once.
type modCache struct {
	root string // "" if there is none
	mods map[module.Version]*gomod
}

func newModCache(root string) *modCache {
	return &modCache{root: root, mods: map[module.Version]*gomod{}}
}

// dir returns the folder of a module, and whether it is there.
func (c *modCache) dir(at module.Version) (string, bool) {
	p, err := module.EscapePath(at.Path)
	v, err2 := module.EscapeVersion(at.Version)
	if c.root == "" || err != nil || err2 != nil {
		return "", false
	}
	dir := filepath.Join(c.root, filepath.FromSlash(p)+"@"+v)
	return dir, isDir(dir)
}

// gomod returns the go.mod file of a module; an empty one if it has none, as
// have modules from before there were such files, or if it is not there.
func (c *modCache) gomod(at module.Version) *gomod {
	if m := c.mods[at]; m != nil {
		return m
	}
	data, ok := c.readMod(at)
	m, err := parseRequired("go.mod", data)
	if err != nil || !ok {
		m = &gomod{path: at.Path}
	}
	if ok {
		c.mods[at] = m // what is missing may be fetched yet
	}
	return m
}

func (c *modCache) readMod(at module.Version) ([]byte, bool) {
	p, err := module.EscapePath(at.Path)
	v, err2 := module.EscapeVersion(at.Version)
	if c.root == "" || err != nil || err2 != nil {
		return nil, false
	}
	data, err := os.ReadFile(filepath.Join(c.root, "cache", "download", filepath.FromSlash(p), "@v", v+".mod"))
	if err == nil {
		return data, true
	}
	dir, ok := c.dir(at)
	if !ok {
		return nil, false
	}
	data, err = os.ReadFile(filepath.Join(dir, "go.mod"))
	return data, err == nil || os.IsNotExist(err)
}

// versions returns the versions of a module that are there, the preferred first:
// releases before others, and of these the newest.
func (c *modCache) versions(mod string) []string {
	p, err := module.EscapePath(mod)
	if c.root == "" || err != nil {
		return nil
	}
	entries, _ := os.ReadDir(filepath.Join(c.root, filepath.FromSlash(path.Dir(p))))
	var list []string
	for _, e := range entries {
		esc, ok := strings.CutPrefix(e.Name(), path.Base(p)+"@")
		if v, err := module.UnescapeVersion(esc); ok && err == nil && semver.IsValid(v) && e.IsDir() {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		if ra, rb := semver.Prerelease(a) == "", semver.Prerelease(b) == ""; ra != rb {
			if ra {
				return -1
			}
			return 1
		}
		return semver.Compare(b, a)
	})
	return list
}

// names returns the last elements of the modules and folders of modules under a
// path prefix ("" for all hosts).
func (c *modCache) names(prefix string) []string {
	p, err := module.EscapePath(prefix)
	if prefix == "" {
		p, err = "", nil
	} else if err != nil {
		// Not a whole module path, such as a host: spelt as it is on the disk.
		p, err = prefix, nil
	}
	if c.root == "" || err != nil {
		return nil
	}
	entries, _ := os.ReadDir(filepath.Join(c.root, filepath.FromSlash(p)))
	var list []string
	for _, e := range entries {
		name, _, _ := strings.Cut(e.Name(), "@")
		name = unescapeElement(name)
		if e.IsDir() && name != "" && !(prefix == "" && name == "cache") && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

func unescapeElement(name string) string {
	var b strings.Builder
	upper := false
	for _, r := range name {
		switch {
		case r == '!':
			upper = true
		case upper:
			b.WriteString(strings.ToUpper(string(r)))
			upper = false
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
