package symbols

import (
	"runtime/debug"
	"testing"
)

func TestModuleOf(t *testing.T) {
	modules := []*debug.Module{
		{Path: "a.org/x", Version: "v1.0.0"}, {Path: "a.org/x/deep", Version: "v0.2.0"},
		{Path: "a.org/mine", Version: "v1.0.0", Replace: &debug.Module{Path: "../mine"}},
	}
	for path, want := range map[string][2]string{
		"a.org/x": {"a.org/x", "v1.0.0"}, "a.org/x/y": {"a.org/x", "v1.0.0"}, "a.org/x/deep/y": {"a.org/x/deep", "v0.2.0"},
		"a.org/xy": {}, "fmt": {}, "a.org": {}, "a.org/mine/y": {"a.org/mine", ""},
	} {
		if mod, version := moduleOf(path, modules); mod != want[0] || version != want[1] {
			t.Errorf("%s is of %q %q, want %q", path, mod, version, want)
		}
	}
}
