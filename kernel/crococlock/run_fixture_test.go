package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/notebook"
)

// shown is a code cell's count and outputs in one line.
func shown(c *notebook.Cell) string {
	var b strings.Builder
	if n := c.ExecutionCount(); n > 0 {
		fmt.Fprintf(&b, "%d ", n)
	}
	for _, out := range c.Outputs() {
		switch out.Type {
		case "stream":
			fmt.Fprintf(&b, "%s %q ", out.Name, out.Text)
		case "error":
			fmt.Fprintf(&b, "error %s ", out.EName)
		default:
			fmt.Fprintf(&b, "%s %q ", strings.TrimSuffix(out.Type, "_data"), out.MIME("text/plain"))
		}
	}
	return strings.TrimSpace(b.String())
}

// TestRunFixtures runs a notebook for each behaviour in the real kernel.
func TestRunFixtures(t *testing.T) {
	answer := []string{`1 execute_result "42"`}
	begun := `1 stdout "before\n"`
	full := strings.Repeat("█", 30)
	bars := []string{`1 stdout "before\n" display "counting ` + full + ` 20/20" stdout "after\n"`, `2 stdout "5 of 5\n"`,
		`3 display "outer ` + strings.Repeat("█", 15) + strings.Repeat("░", 15) + ` 1/2" display "inner 2  a < b"`,
		`4 display "late ` + full + ` 3/3"`, "5", `6 display "again ` + full + ` 4/4"`,
		`7 display "stopped ` + strings.Repeat("█", 9) + strings.Repeat("░", 21) + ` 3/10" error panic`}
	all := []string{"-p", "count=3", "-p", "rate=1e-3", "-p", "name=a \"b\"", "-p", "verbose=true", "-p", "wait=1m30s", "-p", "sizes=4,5", "-p", `words=["x","y z"]`, "-p", "small=255"}
	for name, c := range map[string]struct {
		args   []string
		status int
		cells  []string // of the code cells
	}{
		"failing_cell":         {nil, exitError, []string{begun, "2 error panic", ""}},
		"expected_failure":     {nil, exitOK, []string{begun, "2 error panic", `3 stdout "after\n"`}},
		"allowed_errors":       {nil, exitOK, []string{"1 error panic", `2 execute_result "42"`}},
		"timeout":              {nil, exitTimeLimit, []string{begun, `2 stdout "begun\n" error Interrupted`, ""}},
		"kernel_dies":          {nil, exitKernel, []string{begun, "2", ""}},
		"worker_crashes":       {nil, exitError, []string{begun, "2 error WorkerDied", ""}},
		"kernel_never_starts":  {nil, exitKernel, []string{""}},
		"skip_tags":            {nil, exitOK, []string{"1", "", "", `2 execute_result "1"`}},
		"parameters":           {all, exitOK, []string{"1", "2", `3 stdout "3 0.001 a \"b\" true 1m30s [4 5] [x y z] 255\n"`}},
		"updated_displays":     {nil, exitOK, []string{`1 display "new"`, `2 execute_result "between"`, "3"}},
		"progress_bar":         {nil, exitOK, bars},
		"streams_and_displays": {nil, exitOK, []string{`1 stdout "one\n" display "<b>two</b>" stdout "three\n" execute_result "four"`, `2 stderr "five\n"`, `3 display "*six*"`, "4"}},
		"format_4_0":           {nil, exitOK, answer},
		"format_4_1":           {nil, exitOK, answer},
		"format_4_2":           {nil, exitOK, answer},
		"format_4_3":           {nil, exitOK, answer},
		"format_4_4":           {nil, exitOK, answer},
		"format_4_5":           {nil, exitOK, answer},
		"unknown_fields":       {nil, exitOK, answer},
		"not_a_notebook":       {nil, exitNotNotebook, nil},
		"truncated":            {nil, exitNotNotebook, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := fixture(t, name)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			cmd := program(t, nil, append([]string{"run", path}, c.args...)...)
			printed, err := cmd.CombinedOutput()
			if got := cmd.ProcessState.ExitCode(); got != c.status {
				t.Fatalf("status %d, want %d (%v)\n%s", got, c.status, err, printed)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			nb, err := notebook.Parse(after)
			if c.status == exitNotNotebook {
				if err == nil || !bytes.Equal(after, before) {
					t.Errorf("the file changed: %s", after)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, cell := range nb.Cells() {
				if cell.Type() == "code" {
					got = append(got, shown(cell))
				}
			}
			if want := strings.Join(c.cells, "\n"); strings.Join(got, "\n") != want {
				t.Errorf("the cells show\n%s\nwant\n%s", strings.Join(got, "\n"), want)
			}
		})
	}
}
