//go:build !windows

package worker

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/crococlock/crococlock/kernel/render"
)

// maxChain bounds how deep errors are followed into what they wrap.
const maxChain = 20

// errorTree is an error as package render shows it; that package does not know
// errors of cells' types.
func errorTree(err error, depth int) render.ErrorTree {
	tree, inner := render.ErrorTree{Message: err.Error(), Type: typeName(err)}, wrapped(err)
	if tree.Type == "*errors.joinError" {
		tree.Message = fmt.Sprintf("%d errors", len(inner))
	}
	for _, plain := range []string{"*errors.", "*fmt.", "*imports."} { // imports: gomacro's own, for types of cells
		if strings.HasPrefix(tree.Type, plain) {
			tree.Type = ""
		}
	}
	if depth < maxChain {
		for _, err := range inner {
			tree.Wraps = append(tree.Wraps, errorTree(err, depth+1))
		}
	}
	return tree
}

// wrapped returns the errors that an error wraps.
func wrapped(err error) []error {
	switch x := err.(type) {
	case interface{ Unwrap() error }:
		if inner := x.Unwrap(); inner != nil {
			return []error{inner}
		}
		if own, ok := err.(*ownError); ok {
			return own.several()
		}
	case interface{ Unwrap() []error }:
		return x.Unwrap()
	}
	return nil
}

func typeName(err error) string {
	if own, ok := err.(*ownError); ok {
		return own.value().typeName()
	}
	return reflect.TypeOf(err).String()
}
