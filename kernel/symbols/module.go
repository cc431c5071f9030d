package symbols

import (
	"runtime/debug"
	"strings"
	"sync"
)

// modules are what the program is built from.
var modules = sync.OnceValue(func() []*debug.Module {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Deps
	}
	return nil
})

// Module returns the module of a compiled package and its version, or "" for the
// standard library's, for the project's own and where the program does not know.
func Module(path string) (module, version string) { return moduleOf(path, modules()) }

func moduleOf(path string, modules []*debug.Module) (module, version string) {
	for _, m := range modules {
		if rest, ok := strings.CutPrefix(path, m.Path); ok && (rest == "" || rest[0] == '/') && len(m.Path) > len(module) {
			module, version = m.Path, m.Version
			if m.Replace != nil {
				version = "" // another
			}
		}
	}
	return module, version
}
