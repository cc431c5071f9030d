package engine

import (
	"errors"
	"go/types"
	"os"
	"sync"
	"time"

	"github.com/crococlock/crococlock/kernel/engine/internal/source"
	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
	"github.com/crococlock/crococlock/kernel/symbols"
)

// peekLimit is how long reading a package's source may keep a user waiting who
// types. Longer readings go on, for the next time.
const peekLimit = 300 * time.Millisecond

var errPeekLimit = errors.New("the package is still being read")

// A peeker reads packages from source for cells that are being written, so that
// the notebook's own loader knows nothing of them.
type peeker struct {
	loader *source.Loader

	mu   sync.Mutex
	busy map[string]*peek
}

type peek struct {
	done chan struct{}
	pkg  *types.Package
	err  error
}

func newPeeker(e *Engine) *peeker {
	return &peeker{busy: map[string]*peek{}, loader: source.New(source.Config{
		Fset: e.fset, Compiled: e.compiled.Import, Paths: symbols.Paths, Dir: e.opts.Dir, Env: os.Environ,
	})}
}

func (p *peeker) read(path string) (*types.Package, error) {
	p.mu.Lock()
	k := p.busy[path]
	if k == nil {
		k = &peek{done: make(chan struct{})}
		p.busy[path] = k
		go func() {
			k.pkg, k.err = p.loader.Import(path)
			p.mu.Lock()
			delete(p.busy, path)
			p.mu.Unlock()
			close(k.done)
		}()
	}
	p.mu.Unlock()
	t := time.NewTimer(peekLimit)
	defer t.Stop()
	select {
	case <-k.done:
		return k.pkg, k.err
	case <-t.C:
		return nil, errPeekLimit
	}
}

// peek imports a package for a cell that is being written: the one that the
// notebook has, unless its files have changed.
func (e *Engine) peek(path string) (*types.Package, error) {
	if p, err := e.compiled.Import(path); !errors.Is(err, source.ErrNotCompiledIn) {
		return p, err
	}
	if u := e.loader.Unit(path); u != nil && !e.loader.Changed(path) {
		return u.Pkg, nil
	}
	return e.peeker.read(path)
}

// unit is the syntax of a package that was read from source, or nil.
func (e *Engine) unit(pkg *types.Package) *unit.Unit {
	if u := e.loader.Unit(pkg.Path()); u != nil && u.Pkg == pkg {
		return u
	}
	if u := e.peeker.loader.Unit(pkg.Path()); u != nil && u.Pkg == pkg {
		return u
	}
	return nil
}
