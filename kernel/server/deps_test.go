package server_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The process that speaks Jupyter must not hold what can hang or crash.
func TestServerLinksNoEngine(t *testing.T) {
	deps, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	const kernel = "github.com/crococlock/crococlock/kernel/"
	if !strings.Contains(string(deps), kernel+"link\n") {
		t.Fatalf("go list tells of\n%s", deps)
	}
	for _, engine := range []string{kernel + "worker\n", kernel + "engine\n", kernel + "symbols\n"} {
		if strings.Contains(string(deps), engine) {
			t.Errorf("package server links %s", engine)
		}
	}
}
