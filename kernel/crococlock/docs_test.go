package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// repository is where README.md lies.
var repository = filepath.Join("..", "..")

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCommandsInTheDocs reads every call of the program that the documents and
// the help show.
func TestCommandsInTheDocs(t *testing.T) {
	calls := map[string]string{} // call to where it stands
	for _, name := range []string{"README.md", "environment.md"} {
		for line := range strings.SplitSeq(readText(t, name), "\n") {
			calls[strings.TrimPrefix(line, "    ")] = name
		}
	}
	for _, c := range newCommands(stdio{}, thisProgram).Commands() {
		for line := range strings.SplitSeq(c.Example, "\n") {
			calls[line] = "crococlock help " + c.Name()
		}
	}
	seen := map[string]bool{}
	for call, where := range calls {
		call, _, _ = strings.Cut(call, " #")
		call, _, _ = strings.Cut(call, " < ")
		call, _, _ = strings.Cut(call, " > ")
		args := strings.Fields(call)
		if len(args) < 2 || strings.TrimPrefix(args[0], "bin/") != "crococlock" {
			continue
		}
		seen[where] = true
		root := newCommands(stdio{}, thisProgram)
		cmd, rest, err := root.Find(normalise(root, args[1:]))
		if err != nil || cmd == root {
			t.Errorf("%s: %s: there is no such command", where, call)
			continue
		}
		if err := cmd.ParseFlags(rest); err != nil {
			t.Errorf("%s: %s: %v", where, call, err)
		}
	}
	if !seen["README.md"] || !seen["environment.md"] || !seen["crococlock help run"] {
		t.Errorf("calls were found only in %v", seen)
	}
}

// TestReadmeProgram has the compiler look at README.md's program.
func TestReadmeProgram(t *testing.T) {
	_, program, found := strings.Cut(readText(t, "README.md"), "```go\n")
	program, _, end := strings.Cut(program, "```\n")
	if !found || !end {
		t.Fatal("README.md has no program")
	}
	path := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(path, []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command here:", err)
	}
	vet := exec.CommandContext(t.Context(), goCommand, "vet", path)
	vet.Dir = repository
	if printed, err := vet.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, printed)
	}
}

// TestModuleCanBeInstalled keeps out of go.mod what "go install ...@latest"
// refuses.
func TestModuleCanBeInstalled(t *testing.T) {
	mod, err := modfile.Parse("go.mod", []byte(readText(t, "go.mod")), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(mod.Replace) > 0 || len(mod.Exclude) > 0 {
		t.Errorf("go.mod has %d replace and %d exclude directives", len(mod.Replace), len(mod.Exclude))
	}
}
