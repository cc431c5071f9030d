package source_test

import (
	"path/filepath"
	"testing"
)

// The module cache is where the go command has it.
func TestModuleCache(t *testing.T) {
	for name, env := range map[string][]string{
		"GOMODCACHE": {"GOENV=off", "GOMODCACHE=$ROOT/one", "GOPATH=$ROOT/two"},
		"GOPATH":     {"GOENV=off", "GOPATH=" + string(filepath.ListSeparator) + "$ROOT/two" + string(filepath.ListSeparator) + "$ROOT/three"},
		"go env -w":  {"GOENV=$ROOT/written"},
		"HOME":       {"GOENV=off", "HOME=$ROOT/home", "USERPROFILE=$ROOT/home"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, archive(`
-- one/a.org/x@v1.0.0/x.go --
package x

const V = "GOMODCACHE"
-- two/pkg/mod/a.org/x@v1.0.0/x.go --
package x

const V = "GOPATH"
-- home/go/pkg/mod/a.org/x@v1.0.0/x.go --
package x

const V = "HOME"
-- four/a.org/x@v1.0.0/x.go --
package x

const V = "go env -w"
-- written --
GOMODCACHE=$ROOT/four
`))
			s.env = nil
			for _, e := range env {
				s.env = append(s.env, s.expand(e))
			}
			if got, err := s.version("a.org/x"); got != name {
				t.Errorf("from %q, %v", got, err)
			}
		})
	}
}
