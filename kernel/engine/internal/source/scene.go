package source

import (
	"maps"
	"path/filepath"
	"slices"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Outside is what takes part in a session beside what the notebook's folder says:
// it is learnt from the imports.
type outside struct {
	folders []string          // of modules that relative imports have led to
	modules map[string]string // versions taken from the module cache, that nothing requires
}

func (o outside) withFolder(dir string) outside {
	return outside{append(slices.Clip(o.folders), dir), o.modules}
}

func (o outside) withModule(path, version string) outside {
	m := maps.Clone(o.modules)
	if m == nil {
		m = map[string]string{}
	}
	m[path] = version
	return outside{o.folders, m}
}

// A mod is a module where it lies.
type mod struct {
	path, version string // no version: a folder that is worked on
	dir           string
	there         bool // dir exists
	goVersion     string
	main          bool
	local         bool   // its files may change
	wanted        string // the version that it stands in for, or ""
}

func (m *mod) String() string {
	if m.version == "" {
		return m.path
	}
	return m.path + " " + m.version
}

// A scene is what import paths mean while the files that say so stay as they
// are.
type scene struct {
	dir     string
	env     environ
	cache   *modCache
	known   outside
	notes   string // Get's go.mod
	seen    stamps
	work    string              // the folder of the go.work file, or ""
	mains   []*mod              // the modules that are worked on
	gomods  []*gomod            // theirs
	vendors []*vendor           // their vendor folders
	replace []replacement       // theirs
	asked   []module.Version    // what mains and Get's notes require
	mods    map[string]*mod     // the build list, mains excluded
	found   map[string]location // packages in the module cache
}

// A scene reads the files that say what import paths mean from dir.
func newScene(dir, notes string, env environ, cache *modCache, known outside) (*scene, error) {
	s := &scene{
		dir: dir, env: env, cache: cache, known: known, notes: notes,
		seen: stamps{}, mods: map[string]*mod{}, found: map[string]location{},
	}
	if err := s.findMains(); err != nil {
		return nil, err
	}
	for _, root := range known.folders {
		if err := s.addMain(root); err != nil {
			return nil, err
		}
	}
	if err := s.readVendors(); err != nil {
		return nil, err
	}
	return s, s.selectModules()
}

// current reports whether s is what newScene would read now.
func (s *scene) current(dir string, env environ) bool {
	return s.dir == dir && s.env.modCache() == env.modCache() && s.env["GOFLAGS"] == env["GOFLAGS"] &&
		s.env["GOWORK"] == env["GOWORK"] && s.seen.hold()
}

// selectModules makes the build list of what the modules that are worked on
// require, what Get has noted, and what was taken from the module cache. The
// last must not change the versions that the others ask for.
func (s *scene) selectModules() error {
	var from []roots
	for _, m := range s.gomods {
		from = append(from, roots{m.require, m.pruned()})
		s.asked = append(s.asked, m.require...)
	}
	for _, v := range s.vendors {
		from = append(from, roots{v.modules, true})
	}
	if s.seen.exists(s.notes) {
		data, err := s.seen.read(s.notes)
		if err != nil {
			return err
		}
		m, err := parseRequired(s.notes, data)
		if err != nil {
			return err
		}
		from = append(from, roots{m.require, m.pruned()})
		s.asked = append(s.asked, m.require...)
	}
	asked := buildList(from, s.gomodOf, s.excluded)
	for path, version := range asked {
		s.mods[path] = s.place(module.Version{Path: path, Version: version})
	}
	if len(s.known.modules) == 0 {
		return nil
	}
	var taken []module.Version
	for path, version := range s.known.modules {
		taken = append(taken, module.Version{Path: path, Version: version})
	}
	for path, version := range buildList(append(from, roots{taken, true}), s.gomodOf, s.excluded) {
		if _, ok := asked[path]; !ok {
			s.mods[path] = s.stand(s.place(module.Version{Path: path, Version: version}))
		}
	}
	return nil
}

// place says where a module of the build list lies.
func (s *scene) place(at module.Version) *mod {
	m := &mod{path: at.Path, version: at.Version, goVersion: s.gomodOf(at).goVersion()}
	r, ok := s.replacement(at)
	switch {
	case ok && r.dir != "":
		m.version, m.dir, m.there, m.local = "", r.dir, isDir(r.dir), true
	case ok:
		m.version = r.new.Version
		m.dir, m.there = s.cache.dir(r.new)
	default:
		m.dir, m.there = s.cache.dir(at)
	}
	return m
}

// stand returns a version of a module that is in the module cache in place of
// one that is not: the least that is newer, or else the newest.
func (s *scene) stand(m *mod) *mod {
	if m.there || m.local {
		return m
	}
	best := ""
	for _, v := range s.cache.versions(m.path) {
		switch {
		case best == "",
			semver.Compare(v, m.version) > 0 && (semver.Compare(best, m.version) < 0 || semver.Compare(v, best) < 0),
			semver.Compare(best, m.version) < 0 && semver.Compare(v, best) > 0:
			best = v
		}
	}
	if best == "" {
		return m
	}
	other := s.place(module.Version{Path: m.path, Version: best})
	other.wanted = m.version
	return other
}

func (s *scene) excluded(at module.Version) bool {
	for _, m := range s.mains {
		if m.path == at.Path {
			return true // the folder itself takes part, whatever version is asked for
		}
	}
	for _, m := range s.gomods {
		if m.exclude[at] {
			return true
		}
	}
	return false
}

func (s *scene) replacement(at module.Version) (replacement, bool) {
	i := slices.IndexFunc(s.replace, func(r replacement) bool { return r.old == at })
	if i < 0 {
		i = slices.IndexFunc(s.replace, func(r replacement) bool { return r.old.Path == at.Path && r.old.Version == "" })
	}
	if i < 0 {
		return replacement{}, false
	}
	return s.replace[i], true
}

// gomodOf returns the go.mod of a module, or of what replaces it.
func (s *scene) gomodOf(at module.Version) *gomod {
	r, ok := s.replacement(at)
	switch {
	case ok && r.dir != "":
		data, err := s.seen.read(filepath.Join(r.dir, "go.mod"))
		if m, err2 := parseRequired("go.mod", data); err == nil && err2 == nil {
			return m
		}
		return &gomod{path: at.Path}
	case ok:
		at = r.new
	}
	return s.cache.gomod(at)
}

// notesFile returns the go.mod in which Get notes what it fetched for the
// notebooks of the folder home, or "" if there is no place for it.
func notesFile(state, home string, env environ) string {
	if state == "" {
		cache := env.cacheDir()
		if cache == "" {
			return ""
		}
		state = filepath.Join(cache, "crococlock", "get")
	}
	return filepath.Join(state, digest(home), "go.mod")
}
