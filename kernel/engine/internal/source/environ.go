package source

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// An environ is the environment, and below it what go env -w has written.
type environ map[string]string

func readEnviron(list []string) environ {
	e := environ{}
	for _, kv := range list {
		if k, v, ok := strings.Cut(kv, "="); ok {
			e[k] = v
		}
	}
	file := e["GOENV"]
	if file == "" {
		if dir := e.configDir(); dir != "" {
			file = filepath.Join(dir, "go", "env")
		}
	}
	if file == "" || file == "off" {
		return e
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return e // as the go command, which needs no such file
	}
	for line := range strings.Lines(string(data)) {
		k, v, ok := strings.Cut(strings.TrimSpace(line), "=")
		if _, set := e[k]; ok && !set {
			e[k] = v
		}
	}
	return e
}

func (e environ) home() string {
	if runtime.GOOS == "windows" {
		return e["USERPROFILE"]
	}
	return e["HOME"]
}

// configDir and cacheDir are as os.UserConfigDir and os.UserCacheDir.
func (e environ) configDir() string {
	return e.userDir("XDG_CONFIG_HOME", ".config", "AppData", "Application Support")
}
func (e environ) cacheDir() string {
	return e.userDir("XDG_CACHE_HOME", ".cache", "LocalAppData", "Caches")
}

func (e environ) userDir(xdg, unix, windows, darwin string) string {
	switch {
	case runtime.GOOS == "windows":
		return e[windows]
	case runtime.GOOS == "darwin" && e.home() != "":
		return filepath.Join(e.home(), "Library", darwin)
	case runtime.GOOS != "darwin" && e[xdg] != "":
		return e[xdg]
	case e.home() != "":
		return filepath.Join(e.home(), unix)
	}
	return ""
}

// modCache returns the folder of the module cache, or "" if nothing says where
// it is.
func (e environ) modCache() string {
	if dir := e["GOMODCACHE"]; dir != "" {
		return dir
	}
	for _, dir := range filepath.SplitList(e["GOPATH"]) {
		if dir != "" {
			return filepath.Join(dir, "pkg", "mod")
		}
	}
	if e.home() == "" {
		return ""
	}
	return filepath.Join(e.home(), "go", "pkg", "mod")
}

// flag returns the value of a flag in GOFLAGS.
func (e environ) flag(name string) string {
	value := ""
	for f := range strings.FieldsSeq(e["GOFLAGS"]) {
		k, v, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if k == name {
			value = v
		}
	}
	return value
}

// tags returns the build tags that GOFLAGS sets.
func (e environ) tags() []string {
	return strings.FieldsFunc(e.flag("tags"), func(r rune) bool { return r == ',' || r == ' ' })
}
