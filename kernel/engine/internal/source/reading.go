package source

import (
	"errors"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/module"
)

// A reading is one Import: what it learns is kept if it succeeds.
type reading struct {
	l      *Loader
	known  outside
	scene  *scene
	fresh  bool // scene is of now
	nodes  map[string]*node
	texts  map[string]*text // by folder
	first  map[string]int   // the variants that come into question, by folder
	failed map[string]error // packages that were refused
	past   map[string]*pkg  // checked for an earlier scene of this reading
	hints  []string
}

// A node is a package in the graph of imports.
type node struct {
	at       location
	text     *text
	old      *pkg // of the same text, if there is one
	imports  map[string]target
	finished bool // all that it imports is found
	pkg      *pkg
}

// A target is what an import means: a package that is compiled in, or a node.
type target struct {
	compiled *types.Package
	node     *node
}

// again says that the scene has changed and that all must be found anew.
type again struct{}

func (again) Error() string { return "again" }

// run finds and parses the packages that an import by the notebook needs.
func (r *reading) run(path string) (target, error) {
	for {
		if r.past == nil {
			r.texts, r.first, r.past = map[string]*text{}, map[string]int{}, map[string]*pkg{}
		}
		for _, n := range r.nodes {
			if n.pkg != nil {
				r.past[n.at.path] = n.pkg
			}
		}
		r.nodes, r.failed = map[string]*node{}, map[string]error{}
		t, err := r.resolve(nil, path, nil)
		if !errors.Is(err, again{}) {
			return t, err
		}
	}
}

// now returns the scene as the disk has it now.
func (r *reading) now() (*scene, error) {
	if r.fresh {
		return r.scene, nil
	}
	dir, env := r.l.cfg.Dir(), readEnviron(r.l.cfg.Env())
	if r.scene == nil || !r.scene.current(dir, env) {
		if err := r.look(dir, env); err != nil {
			return nil, err
		}
	}
	r.fresh = true
	return r.scene, nil
}

func (r *reading) look(dir string, env environ) error {
	cache := newModCache(env.modCache())
	if r.scene != nil && r.scene.cache.root == cache.root {
		cache = r.scene.cache
	}
	s, err := newScene(dir, notesFile(r.l.cfg.State, r.l.home, env), env, cache, r.known)
	if err != nil {
		return err
	}
	r.scene = s
	r.hints = append(r.hints, s.hints...)
	return nil
}

// extend makes the scene anew with more that takes part.
func (r *reading) extend(known outside) error {
	r.known = known
	if err := r.look(r.scene.dir, r.scene.env); err != nil {
		return err
	}
	return again{}
}

// resolve finds what spec means in the package by, nil for the notebook, to
// which the imports in way have led.
func (r *reading) resolve(by *node, spec string, way []string) (target, error) {
	switch spec {
	case "unsafe":
		return target{compiled: types.Unsafe}, nil
	case "C":
		return target{}, errors.New(`import "C" needs cgo, which cannot be interpreted`)
	}
	// Most imports are of packages that are compiled in, and need no disk.
	inner := strings.Contains("/"+spec+"/", "/internal/")
	if !inner && !isRelative(spec) {
		if t, err := r.compiledIn(spec); t.compiled != nil || err != nil {
			return t, err
		}
	}
	s, err := r.now()
	if err != nil {
		return target{}, err
	}
	from := s.notebook()
	if by != nil {
		from = by.at.importer()
	}
	at, err := r.locate(from, spec)
	if err == nil {
		err = mayImport(from, at.path)
	}
	if err == nil && (inner || isRelative(spec)) {
		t, err := r.compiledIn(at.path)
		if t.compiled != nil && isRelative(spec) {
			r.hint("%s is compiled into this program: what is in the folder %s is not read.", at.path, spec)
		}
		if t.compiled != nil || err != nil {
			return t, err
		}
	}
	if err != nil {
		if by != nil && !errors.Is(err, again{}) {
			err = fmt.Errorf("%w (imported by %s)", err, by.at.path)
		}
		return target{}, err
	}
	n, err := r.scan(at, way)
	return target{node: n}, err
}

func (r *reading) hint(format string, args ...any) {
	r.hints = append(r.hints, fmt.Sprintf(format, args...))
}

func (r *reading) compiledIn(path string) (target, error) {
	p, err := r.l.cfg.Compiled(path)
	switch {
	case errors.Is(err, ErrNotCompiledIn):
		return target{}, nil
	case err != nil:
		return target{}, err
	}
	return target{compiled: p}, nil
}

func (r *reading) locate(from importer, spec string) (location, error) {
	if isRelative(spec) {
		at, root, err := r.scene.folder(from, spec)
		if err == nil && root != "" {
			err = r.extend(r.known.withFolder(root))
		}
		return at, err
	}
	if err := module.CheckImportPath(spec); err != nil {
		return location{}, err
	}
	if err := mayImport(from, spec); err != nil {
		return location{}, err
	}
	at, taken, err := r.scene.locate(from, spec)
	if err == nil && taken.Path != "" {
		r.hint("%s is taken from %s in the module cache: no go.mod asks for it.", spec, &mod{path: taken.Path, version: taken.Version})
		err = r.extend(r.known.withModule(taken.Path, taken.Version))
	}
	return at, err
}

// scan parses the package at a location and finds what it imports.
func (r *reading) scan(at location, way []string) (*node, error) {
	if n := r.nodes[at.path]; n != nil {
		if !n.finished {
			loop := append(slices.Clone(way[slices.Index(way, at.path):]), at.path)
			return nil, fmt.Errorf("import cycle not allowed: %s", strings.Join(loop, " imports "))
		}
		return n, nil
	}
	if err := r.failed[at.path]; err != nil {
		return nil, err
	}
	n := &node{at: at}
	r.nodes[at.path] = n
	err := r.readText(n)
	if err == nil {
		err = r.follow(n, append(slices.Clip(way), at.path))
	}
	if err != nil {
		delete(r.nodes, at.path)
		r.failed[at.path] = err
		return nil, err
	}
	n.finished = true
	return n, nil
}

// follow finds what n imports. Where that is refused because it is not written
// in Go, another variant of n may do without.
func (r *reading) follow(n *node, way []string) error {
	var first error
	for {
		err := r.followAll(n, way)
		if first == nil {
			first = err
		}
		if err == nil || !isRefusal(err) {
			return err
		}
		if !r.another(n, first) {
			return first
		}
	}
}

func (r *reading) followAll(n *node, way []string) error {
	n.imports = map[string]target{}
	for _, spec := range n.text.imports {
		t, err := r.resolve(n, spec, way)
		if err != nil {
			return err
		}
		n.imports[spec] = t
	}
	return nil
}

// another gives n its files in the next variant, because the present one is
// refused, and reports whether there is one.
func (r *reading) another(n *node, refused error) bool {
	t, err := readText(r.l.cfg.Fset, n.at, r.scene.env.tags(), n.text.variant+1)
	if err != nil {
		return false
	}
	t.refused = refused
	n.text, n.old = t, nil
	r.texts[n.at.dir], r.first[n.at.dir] = t, t.variant
	return true
}

// readText gives n its files: those that were read before, if they are as they
// were.
func (r *reading) readText(n *node) error {
	dir := n.at.dir
	for _, old := range []*pkg{r.past[n.at.path], r.l.pkgs[n.at.path]} {
		if old != nil && old.at.dir == dir && old.at.goVersion() == n.at.goVersion() && old.text.variant >= r.first[dir] && old.current() {
			n.old, n.text = old, old.text
			return nil
		}
	}
	if n.text = r.texts[dir]; n.text != nil {
		return nil
	}
	t, err := readText(r.l.cfg.Fset, n.at, r.scene.env.tags(), r.first[dir])
	if err != nil {
		return err
	}
	n.text, r.texts[dir] = t, t
	return nil
}

// current reports whether the package's files are as they were read.
func (p *pkg) current() bool {
	if !p.at.local() {
		return true
	}
	now, err := goFiles(p.at.dir)
	return err == nil && maps.Equal(now, p.text.seen) && p.embedSeen.hold()
}

// kept reports whether n is the package that was checked before.
func (r *reading) kept(n *node) bool {
	if n.pkg == nil && n.old != nil && n.old == r.l.pkgs[n.at.path] {
		n.pkg = n.old
		for spec, t := range n.imports {
			if t.node != nil && (!r.kept(t.node) || n.old.deps[spec] != t.node.pkg) {
				n.pkg, n.old = nil, nil
				break
			}
		}
	}
	return n.pkg != nil
}

// nextVariant reports whether another choice of files may do where checking has
// failed.
func (r *reading) nextVariant(err error) bool {
	var wrong typeErrors
	if !errors.As(err, &wrong) || wrong.node.text.refused == nil {
		return false
	}
	return r.another(wrong.node, wrong.node.text.refused)
}
