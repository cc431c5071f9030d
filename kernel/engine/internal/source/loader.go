package source

import (
	"context"
	"errors"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// ErrNotCompiledIn is what Config.Compiled returns for a package that is not
// part of the program.
var ErrNotCompiledIn = errors.New("not compiled in")

// Config says where a Loader finds things. Its functions may be called by several
// goroutines at a time, and must not call the Loader.
type Config struct {
	Fset *token.FileSet
	// Compiled returns a package that is compiled in; its error is
	// ErrNotCompiledIn where there is none.
	Compiled func(path string) (*types.Package, error)
	// Paths lists the packages that are compiled in. It is asked when a package
	// is missing, to name the nearest, and may be nil.
	Paths func() []string
	// Module returns the module of a package that is compiled in and its version, or
	// "" where that is not known. It may be nil.
	Module func(path string) (module, version string)
	Dir    func() string   // the notebook's folder
	Env    func() []string // as os.Environ
	// State is the folder in which Get keeps its notes. If it is empty, they
	// are in the user's cache folder.
	State string
}

// A Loader imports packages for one notebook. It may be used by several
// goroutines.
type Loader struct {
	cfg  Config
	home string // the notebook's folder at the start, under which Get's notes are kept

	getting sync.Mutex // one Get at a time

	mu     sync.Mutex
	pkgs   map[string]*pkg // by path
	known  outside
	scene  *scene
	hints  []string
	hinted map[string]bool
}

// New returns a Loader that has read nothing yet.
func New(cfg Config) *Loader {
	return &Loader{
		cfg:    cfg,
		home:   cfg.Dir(),
		pkgs:   map[string]*pkg{},
		hinted: map[string]bool{},
	}
}

// A pkg is a package that was checked from source.
type pkg struct {
	at    location
	text  *text
	deps  map[string]*pkg // its imports that are not compiled in, as it spells them
	unit  *unit.Unit
	embed []Embed
	// The files that embed was read from.
	embedSeen stamps
}

// Import returns the package that a cell names by path: compiled in, or else
// checked from source with all that it imports.
func (l *Loader) Import(path string) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, t, err := l.read(path)
	if err != nil {
		return nil, err
	}
	if t.node == nil {
		l.commit(r)
		return t.compiled, nil
	}
	p, err := r.checked(t.node)
	for err != nil {
		// A variant of its files that was chosen because the ordinary ones need
		// assembly does not check: the next one may.
		if !r.nextVariant(err) {
			return nil, l.plain(r, err)
		}
		if t, err = r.run(path); err != nil {
			return nil, l.plain(r, err)
		}
		p, err = r.checked(t.node)
	}
	l.commit(r)
	return p.unit.Pkg, nil
}

// read finds and parses what path needs, without checking it.
func (l *Loader) read(path string) (*reading, target, error) {
	r := &reading{l: l, known: l.known, scene: l.scene}
	t, err := r.run(path)
	return r, t, l.plain(r, err)
}

// commit keeps what a successful Import has found.
func (l *Loader) commit(r *reading) {
	for _, n := range r.nodes {
		if n.pkg == nil {
			continue // found for a variant that was not taken
		}
		if n.pkg != n.old {
			r.hintVariant(n)
		}
		l.pkgs[n.at.path] = n.pkg
	}
	l.known, l.scene = r.known, r.scene
	for _, h := range r.hints {
		if !l.hinted[h] {
			l.hinted[h] = true
			l.hints = append(l.hints, h)
		}
	}
}

// Changed reports whether Import would give another package for path than it
// did, because files have changed since.
func (l *Loader) Changed(path string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, t, err := l.read(path)
	return err != nil || t.node != nil && !r.kept(t.node)
}

// Unit returns the syntax of a package that Import has checked from source, or
// nil. The path is one that a cell may write or that a types.Package has.
func (l *Loader) Unit(path string) *unit.Unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.named(path); p != nil {
		return p.unit
	}
	return nil
}

func (l *Loader) named(path string) *pkg {
	if !isRelative(path) {
		return l.pkgs[path]
	}
	dir := under(l.cfg.Dir(), path)
	for _, p := range l.pkgs {
		if p.at.dir == dir {
			return p
		}
	}
	return nil
}

// InitOrder returns imported packages and those of their dependencies that are not
// compiled in, in the order in which Go initialises them: the least path of
// those whose imports are initialised comes next.
func (l *Loader) InitOrder(paths ...string) []*unit.Unit {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[*pkg]bool{}
	for _, path := range paths {
		if p := l.named(path); p != nil {
			p.collect(all)
		}
	}
	var order []*unit.Unit
	done := map[*pkg]bool{}
	waiting := slices.SortedFunc(maps.Keys(all), func(p, q *pkg) int { return strings.Compare(p.at.path, q.at.path) })
	for len(waiting) > 0 {
		i := slices.IndexFunc(waiting, func(p *pkg) bool {
			for _, d := range p.deps {
				if !done[d] {
					return false
				}
			}
			return true
		})
		order, done[waiting[i]] = append(order, waiting[i].unit), true
		waiting = slices.Delete(waiting, i, i+1)
	}
	return order
}

func (p *pkg) collect(all map[*pkg]bool) {
	if all[p] {
		return
	}
	all[p] = true
	for _, d := range p.deps {
		d.collect(all)
	}
}

// Embeds returns the variables of a package that hold files.
func (l *Loader) Embeds(u *unit.Unit) []Embed {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.pkgs[u.Pkg.Path()]; p != nil && p.unit == u {
		return p.embed
	}
	return nil
}

// Hints returns sentences for the user that have come up since it was last
// called: from where a package was taken that nothing requires.
func (l *Loader) Hints() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.hints
	l.hints = nil
	return h
}

// Get fetches a module or package, path@version, with the go command and notes
// it for the imports that follow. It returns a sentence for the user. What the
// go command does is reported to progress, a line each.
func (l *Loader) Get(ctx context.Context, pathAtVersion string, progress func(string)) (string, error) {
	l.getting.Lock()
	defer l.getting.Unlock()
	if progress == nil {
		progress = func(string) {}
	}
	return l.get(ctx, strings.TrimSpace(pathAtVersion), progress)
}
