package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// findMains finds the modules that the notebook's folder belongs to: those of
// the go.work file that is nearest upwards, and that of the nearest go.mod.
func (s *scene) findMains() error {
	work := s.env["GOWORK"]
	if work == "" {
		work = s.upwards(s.dir, "go.work")
	}
	if work != "" && work != "off" {
		if err := s.readWork(work); err != nil {
			return err
		}
	}
	if file := s.upwards(s.dir, "go.mod"); file != "" {
		return s.addMain(filepath.Dir(file))
	}
	return nil
}

// upwards returns the file of that name in dir or the nearest folder above it.
func (s *scene) upwards(dir, name string) string {
	for {
		file := filepath.Join(dir, name)
		if s.seen.exists(file) {
			return file
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

func (s *scene) readWork(file string) error {
	data, err := s.seen.read(file)
	if err != nil {
		return err
	}
	f, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return fmt.Errorf("the workspace cannot be read: %w", firstError(err))
	}
	s.work = filepath.Dir(file)
	s.replace = replacements(f.Replace, s.work)
	for _, u := range f.Use {
		if err := s.addMain(under(s.work, u.Path)); err != nil {
			return err
		}
	}
	return nil
}

// addMain adds the module in the folder root to those that are worked on.
func (s *scene) addMain(root string) error {
	if slices.ContainsFunc(s.mains, func(m *mod) bool { return m.dir == root }) {
		return nil
	}
	file := filepath.Join(root, "go.mod")
	data, err := s.seen.read(file)
	if err != nil {
		return err
	}
	m, err := parseMain(file, data)
	if err != nil {
		return err
	}
	s.mains = append(s.mains, &mod{path: m.path, dir: root, there: true, goVersion: m.goVersion(), main: true, local: true})
	s.gomods = append(s.gomods, m)
	s.replace = append(s.replace, m.replace...)
	return nil
}

// A vendor is a vendor folder.
type vendor struct {
	dir      string
	modules  []module.Version
	packages map[string]*mod
}

// readVendors reads the vendor folders of the modules that are worked on. In a
// workspace there is one, beside the go.work file.
func (s *scene) readVendors() error {
	if mode := s.env.flag("mod"); mode != "" && mode != "vendor" {
		return nil
	}
	if s.work != "" {
		return s.readVendor(s.work)
	}
	for _, m := range s.mains {
		if err := s.readVendor(m.dir); err != nil {
			return err
		}
	}
	return nil
}

func (s *scene) readVendor(root string) error {
	v := &vendor{dir: filepath.Join(root, "vendor"), packages: map[string]*mod{}}
	data, err := s.seen.read(filepath.Join(v.dir, "modules.txt"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	var at *mod
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		f := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "## "):
			for item := range strings.SplitSeq(line[3:], ";") {
				if v, ok := strings.CutPrefix(strings.TrimSpace(item), "go "); ok && at != nil {
					at.goVersion = "go" + v
				}
			}
		case strings.HasPrefix(line, "# ") && len(f) >= 3:
			// "# path version", "# path version => …" or "# path => …"
			at = &mod{path: f[1], there: true, local: true, goVersion: (&gomod{}).goVersion()}
			if f[2] != "=>" {
				at.version = f[2]
				v.modules = append(v.modules, module.Version{Path: f[1], Version: f[2]})
			}
		case line != "" && line[0] != '#' && at != nil:
			v.packages[line] = at
		}
	}
	s.vendors = append(s.vendors, v)
	return nil
}
