// Package project finds the checkout a program or notebook runs in, so that
// data/, images4report/ and report/ mean the same place from any folder of it.
package project

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// Module is the module path whose go.mod marks the root of a checkout.
const Module = "github.com/crococlock/crococlock"

// The environment variables that name where data lie.
const (
	EnvData   = "CROCOCLOCK_DATA"   // the folder of images
	EnvAuthor = "CROCOCLOCK_AUTHOR" // the folder of the author's weights
)

// Root returns the folder of the module's go.mod, looked for from the working
// directory upwards. Outside a checkout it returns the working directory itself
// and false, so that a program that only imports the packages keeps its files
// where it runs.
func Root() (dir string, found bool) {
	wd, err := os.Getwd()
	if err != nil {
		return ".", false
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if declaresModule(filepath.Join(dir, "go.mod")) {
			return dir, true
		}
		if dir == filepath.Dir(dir) {
			return wd, false
		}
	}
}

// Path joins elem to Root.
func Path(elem ...string) string {
	root, _ := Root()
	return filepath.Join(append([]string{root}, elem...)...)
}

func declaresModule(gomod string) bool {
	f, err := os.Open(gomod)
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if path, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); ok {
			return strings.Trim(strings.TrimSpace(path), `"`) == Module
		}
	}
	return false
}
