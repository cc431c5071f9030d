package source

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	return err == nil && maps.Equal(now, p.text.seen) && p.embedSeen.hold() &&
		!slices.ContainsFunc(p.embed, func(e Embed) bool { return !e.current(p.at.dir) })
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

// hintVariant says that n may do less than it does in a compiled program: for App
// Engine packages do without the system's calls.
func (r *reading) hintVariant(n *node) {
	if v := variants()[n.text.variant]; slices.Equal(v.tags, []string{"appengine"}) {
		r.hint("%s is read with the build tag appengine: otherwise, %v.", n.at.path, n.text.refused)
	}
}
