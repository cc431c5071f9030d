package engine_test

import (
	"go/build"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// askGo asks the go command where Go lies: once, because a cell may change what the
// command needs of the process, such as its environment.
var askGo = sync.OnceValues(func() ([]byte, error) { return exec.Command("go", "env", "GOROOT").Output() })

// goroot is where Go lies, which a program that is built with -trimpath does not
// know itself; the test is skipped where the go command does not know it either.
func goroot(t *testing.T) string {
	t.Helper()
	if build.Default.GOROOT != "" {
		return build.Default.GOROOT
	}
	out, err := askGo()
	if err != nil {
		t.Skipf("go env GOROOT: %v", err)
	}
	return strings.TrimSpace(string(out))
}
