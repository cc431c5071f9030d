package source

import (
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/crococlock/crococlock/kernel/engine/internal/unit"
)

// checked returns the package of a node, checked after all that it imports.
func (r *reading) checked(n *node) (*pkg, error) {
	if n.pkg != nil {
		return n.pkg, nil
	}
	deps := map[string]*pkg{}
	for spec, t := range n.imports {
		if t.node == nil {
			continue
		}
		d, err := r.checked(t.node)
		if err != nil {
			return nil, err
		}
		deps[spec] = d
	}
	if n.old != nil && maps.Equal(n.old.deps, deps) {
		n.pkg = n.old
		return n.pkg, nil
	}
	p, err := r.check(n, deps)
	if err != nil {
		return nil, err
	}
	n.pkg = p
	return p, nil
}

// An importerFunc answers the checker's imports.
type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func (r *reading) check(n *node, deps map[string]*pkg) (*pkg, error) {
	info := unit.NewInfo()
	wrong := typeErrors{node: n}
	conf := types.Config{
		GoVersion: n.at.goVersion(),
		Sizes:     types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			var te types.Error
			if errors.As(err, &te) && !strings.HasPrefix(te.Msg, "\t") {
				wrong.list = append(wrong.list, te)
			}
		},
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if d := deps[path]; d != nil {
				return d.unit.Pkg, nil
			}
			if p := n.imports[path].compiled; p != nil {
				return p, nil
			}
			return nil, fmt.Errorf("there is no package %s", path)
		}),
	}
	fset := r.l.cfg.Fset
	p, err := conf.Check(n.at.path, fset, n.text.files, info)
	if len(wrong.list) > 0 {
		return nil, wrong
	}
	if err != nil {
		return nil, err
	}
	out := &pkg{
		at: n.at, text: n.text, deps: deps,
		unit: &unit.Unit{Fset: fset, Pkg: p, Info: info, Files: n.text.files},
	}
	out.embed, out.embedSeen, err = embeds(out.at.dir, out.unit)
	return out, err
}

// TypeErrors are a package's mistakes.
type typeErrors struct {
	node *node
	list []types.Error
}

func (e typeErrors) Error() string { return e.list[0].Msg }

// plain returns the error that a user sees.
func (l *Loader) plain(r *reading, err error) error {
	var wrong typeErrors
	var missing missingError
	var syntax syntaxError
	var embedded embedError
	switch {
	case errors.As(err, &wrong):
		if refused := wrong.node.text.refused; refused != nil {
			return refused
		}
		at := wrong.node.at
		if file := cgoFile(at.dir, r.scene.env.tags()); file != "" {
			return cgoError(at, file)
		}
		first := wrong.list[0]
		return l.mistake(r, first.Fset.Position(first.Pos), first.Msg, len(wrong.list)-1)
	case errors.As(err, &syntax):
		var list scanner.ErrorList
		if errors.As(err, &list) && len(list) > 0 {
			return l.mistake(r, list[0].Pos, list[0].Msg, len(list)-1)
		}
	case errors.As(err, &embedded):
		return l.mistake(r, embedded.at, embedded.Error(), 0)
	case errors.As(err, &missing):
		var paths []string
		if l.cfg.Paths != nil {
			paths = l.cfg.Paths()
		}
		if n := missing.scene.near(missing.spec, paths); n != "" {
			err = fmt.Errorf("%w; is %s meant?", err, n)
		}
		if missing.get {
			err = fmt.Errorf("%w; %%get %s@latest fetches it", err, missing.spec)
		}
	}
	return err
}

// mistake is an error at a position in a file.
func (l *Loader) mistake(r *reading, at token.Position, msg string, more int) error {
	for _, root := range []string{r.scene.dir, r.scene.cache.root} {
		if rel, ok := inside(root, at.Filename); ok && root != "" {
			at.Filename = filepath.FromSlash(rel)
			break
		}
	}
	switch more {
	case 0:
		return fmt.Errorf("%s: %s", at, msg)
	case 1:
		return fmt.Errorf("%s: %s (and another error)", at, msg)
	}
	return fmt.Errorf("%s: %s (and %d more errors)", at, msg, more)
}
