package source

import "go/types"

// Peek returns the package that Import would, and keeps nothing of it: neither
// modules that take part from now on nor hints.
func (l *Loader) Peek(path string) (*types.Package, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r, t, err := l.read(path)
	if err != nil {
		return nil, err
	}
	if t.node == nil {
		return t.compiled, nil
	}
	p, err := r.checked(t.node)
	for err != nil {
		if !r.nextVariant(err) {
			return nil, l.plain(r, err)
		}
		if t, err = r.run(path); err != nil {
			return nil, l.plain(r, err)
		}
		p, err = r.checked(t.node)
	}
	return p.unit.Pkg, nil
}
