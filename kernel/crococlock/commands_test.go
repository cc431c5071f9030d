package main

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// everyCommand calls look with each command that people call.
func everyCommand(look func(c *cobra.Command)) {
	for _, c := range newCommands(stdio{}, thisProgram).Commands() {
		if !c.Hidden {
			look(c)
		}
	}
}

func TestHelpOfEveryCommand(t *testing.T) {
	everyCommand(func(c *cobra.Command) {
		var first string
		for _, args := range [][]string{{"help", c.Name()}, {c.Name(), "-h"}, {c.Name(), "--help"}, {c.Name(), "-help"}, {"-h", c.Name()}, {c.Name(), "x", "-h"}} {
			status, out, errs := execute(t, args...)
			if first == "" {
				first = out
			}
			if status != exitOK || errs != "" || out != first || !strings.Contains(out, "\n\nUsage: crococlock "+c.Name()) {
				t.Errorf("%q: status %d, errors %q, output\n%s", args, status, errs, out)
			}
		}
		for line := range strings.SplitSeq(first, "\n") {
			long := strings.HasPrefix(strings.TrimSpace(line), `"`) || strings.Contains(line, `(default "`) // a path or an address
			if utf8.RuneCountInString(line) > helpWidth && !long {
				t.Errorf("%s: the line is %d columns wide: %s", c.Name(), utf8.RuneCountInString(line), line)
			}
		}
		if !strings.Contains(first, c.Long) || !strings.Contains(first, "Flags:") || c.Example != "" && !strings.Contains(first, "Examples:\n  crococlock "+c.Name()) {
			t.Errorf("the help of %s is\n%s", c.Name(), first)
		}
	})
}

func TestEveryFlagIsExplained(t *testing.T) {
	everyCommand(func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			name, usage := pflag.UnquoteUsage(f)
			if len(usage) < 5 || f.Value.Type() != "bool" && name != strings.ToUpper(name) {
				t.Errorf("%s --%s %s: %q", c.Name(), f.Name, name, usage)
			}
		})
	})
}

func TestListOfCommands(t *testing.T) {
	_, list, _ := execute(t, "help")
	everyCommand(func(c *cobra.Command) {
		if !strings.Contains(list, "\n  "+c.Name()+" ") || !strings.Contains(list, c.Short) {
			t.Errorf("%s is not listed:\n%s", c.Name(), list)
		}
	})
	if strings.Contains(list, "worker") {
		t.Errorf("a command that is not for people is listed:\n%s", list)
	}
	for _, args := range [][]string{{"-h"}, {"--help"}, {"-help"}} {
		if status, out, errs := execute(t, args...); status != exitOK || out != list || errs != "" {
			t.Errorf("%q: status %d, %q, %q", args, status, out, errs)
		}
	}
	if status, out, errs := execute(t); status != exitUsage || out != "" || errs != list {
		t.Errorf("without arguments: status %d, %q, %q", status, out, errs)
	}
}

func TestVersion(t *testing.T) {
	want := "crococlock " + version() + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
	for _, args := range [][]string{{"version"}, {"--version"}, {"-version"}, {"-v"}} {
		if status, out, errs := execute(t, args...); status != exitOK || out != want || errs != "" {
			t.Errorf("%q: status %d, %q, %q; want %q", args, status, out, errs, want)
		}
	}
}

// TestUsageErrors calls commands in ways that there are not: a sentence says
// why, and nothing else is done or printed.
func TestUsageErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, c := range []struct{ args, says string }{
		{"nope", `crococlock: unknown command "nope"`},
		{"predct x", "did you mean predict?"},
		{"instal", "did you mean install?"},
		{"classify x", "did you mean predict?"},
		{"a.ipynb", `"crococlock run a.ipynb" executes a notebook`},
		{"--color", "crococlock: unknown flag --color"},
		{"help nope", `unknown command "nope"`},
		{"help runn", "did you mean run?"},
		{"help run train", `want one command, got ["run" "train"]`},
		{"version 2", `crococlock version: unexpected argument "2"`},
		{"completion", "want the name of a shell, got none"},
		{"completion tcsh", `got ["tcsh"]`},
		{"run", "crococlock run: no notebook"},
		{"run -p n a.ipynb", "no notebook to run: -p has taken n=a.ipynb"},
		{"run --ouput-dir x a.ipynb", "unknown flag --ouput-dir; did you mean --output-dir?"},
		{"run -outputdir x a.ipynb", "unknown flag --outputdir; did you mean --output-dir?"},
		{"run -colour a.ipynb", "unknown flag --colour"},
		{"run -x a.ipynb", "unknown flag -x"},
		{"run a.ipynb -o", "-o needs a value: FILE"},
		{"run a.ipynb --jobs two", `--jobs "two": want a whole number`},
		{"run a.ipynb --timeout 5", `--timeout "5": want a time such as 90s or 5m`},
		{"run a.ipynb --check=maybe", `--check "maybe": want true or false`},
		{"predict", "want the PATH"},
		{"predict x --format xml", `--format "xml": want table, csv or json`},
		{"evaluate a b", `want one FOLDER of classes, got ["a" "b"]`},
		{"train x -o w --seed -1", `--seed "-1": want a whole number, 0 or more`},
		{"train x -o w --size 0", "--size 0: want 16 or more"},
		{"train x -o w --epochs 0", "--epochs 0: want 1 or more"},
		{"install --user --sys-prefix", "exclude each other"},
		{"serve", "want one connection file"},
		{"repl x", `unexpected argument "x"`},
	} {
		if runtime.GOOS == "windows" && strings.HasPrefix(c.args, "repl") {
			continue // it has another sentence there
		}
		args := strings.Fields(c.args)
		status, out, errs := execute(t, args...)
		if status != exitUsage || out != "" || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 3 ||
			!strings.Contains(errs, "\nUsage: crococlock ") || !strings.Contains(errs, ` --help" tells more.`) {
			t.Errorf("%s: status %d, output %q, errors %q; want %q", c.args, status, out, errs, c.says)
		}
	}
	if left, err := filepath.Glob("*"); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

// TestNormalise reads flags as both Go's and other programs spell them, wherever
// they stand.
func TestNormalise(t *testing.T) {
	for args, want := range map[string]string{
		"run -output-dir out a.ipynb":       "run --output-dir out a.ipynb",
		"run a.ipynb -output-dir=out":       "run a.ipynb --output-dir=out",
		"run --o out --p n=3 a.ipynb":       "run -o out -p n=3 a.ipynb",
		"run -p n 3 a.ipynb":                "run -p n=3 a.ipynb",
		"run a.ipynb --parameter n 3":       "run a.ipynb --parameter n=3",
		"run -p n=3 a.ipynb":                "run -p n=3 a.ipynb",
		"run -p n":                          "run -p n",
		"run -params p.yaml a.ipynb":        "run --params p.yaml a.ipynb",
		"run -o -html a.ipynb":              "run -o -html a.ipynb",
		"run -oout.ipynb a.ipynb":           "run -oout.ipynb a.ipynb",
		"run -html-file x":                  "run -html-file x",
		"run -htm x":                        "run --htm x",
		"run -check=false -- -html":         "run --check=false -- -html",
		"run - -o -":                        "run - -o -",
		"-h run":                            "run -h",
		"predict -weights w x":              "predict --weights w x",
		"serve -connection-file /tmp/c":     "serve --connection-file /tmp/c",
		"data -verify":                      "data --verify",
		"-version":                          "--version",
		"unknown -check":                    "unknown -check",
		"install -prefix -user -name=x a b": "install --prefix -user --name=x a b",
	} {
		got := normalise(newCommands(stdio{}, thisProgram), strings.Fields(args))
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}

func TestCompletionScripts(t *testing.T) {
	for shell, check := range map[string][]string{
		"bash": {"bash", "-n"}, "zsh": {"zsh", "-n"}, "fish": {"fish", "--no-execute"}, "powershell": nil,
	} {
		status, out, errs := execute(t, "completion", shell)
		if status != exitOK || errs != "" || !strings.Contains(out, "crococlock") || !strings.Contains(out, cobra.ShellCompRequestCmd) {
			t.Errorf("%s: status %d, %q\n%.200s", shell, status, errs, out)
		}
		if check == nil {
			continue
		}
		path, err := exec.LookPath(check[0])
		if err != nil {
			t.Logf("no %s here", shell)
			continue
		}
		cmd := exec.CommandContext(t.Context(), path, check[1:]...)
		cmd.Stdin = strings.NewReader(out)
		if printed, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s does not read its script: %v\n%s", shell, err, printed)
		}
	}
}

// TestCompletions asks as the scripts do.
func TestCompletions(t *testing.T) {
	t.Setenv("JUPYTER_PATH", t.TempDir())
	for typed, want := range map[string][]string{
		"pre":                   {"predict\tclassify pictures"},
		"help un":               {"uninstall\ttake the kernel back"},
		"completion ":           {"bash", "zsh", "fish", "powershell"},
		"predict --form":        {"--format\tprint as FORMAT: table, csv or json"},
		"predict x --format ":   {"table", "csv", "json"},
		"train --arch ":         {"simplenet", "resnet"},
		"run ":                  {"ipynb", ":8"}, // files of that kind
		"run --params - ":       {"ipynb", ":8"},
		"evaluate ":             {":16"}, // folders
		"install --prefix ":     {":16"},
		"run x.ipynb --jun":     {"--junit\twrite the results as JUnit XML to FILE"},
		"predict --weights w -": {"--format\t", "--help\t"},
	} {
		words := strings.Split(typed, " ")
		status, out, _ := execute(t, append([]string{cobra.ShellCompRequestCmd}, words...)...)
		for _, line := range want {
			if status != exitOK || !strings.Contains("\n"+out, "\n"+line) {
				t.Errorf("%q: status %d, %q, want %q", typed, status, out, line)
			}
		}
		if strings.ContainsAny(out, "`") || strings.Contains(out, "worker") {
			t.Errorf("%q: %q", typed, out)
		}
	}
}

func BenchmarkCommands(b *testing.B) {
	for b.Loop() {
		normalise(newCommands(stdio{}, thisProgram), []string{"serve", "--connection-file", "x"})
	}
}
