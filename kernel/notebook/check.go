package notebook

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/internal/project"
)

// A Problem is something that a committed notebook should not have.
type Problem struct {
	Cell int    // from 1; 0 is the notebook itself
	What string // in words
}

func (p Problem) String() string {
	if p.Cell == 0 {
		return p.What
	}
	return fmt.Sprintf("cell %d: %s", p.Cell, p.What)
}

// machinePaths finds what looks like a path of one machine.
var machinePaths = regexp.MustCompile(`(?:^|[^\w.:/-])((?:/home/|/root/|/tmp/|/Users/|/var/folders/|C:\\|[A-Z]:\\Users\\)[\w.\\/-]*)`)

// machinePath returns the first such path in text, "" if there is none. Wherever
// this checkout lies is one, too.
func machinePath(text string) string {
	if found := machinePaths.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	if root, ok := project.Root(); ok && strings.Contains(filepath.ToSlash(text), filepath.ToSlash(root)+"/") {
		return root
	}
	return ""
}

// Metadata that notebooks and their cells may have.
var (
	notebookMetadata = []string{"kernelspec", "language_info", "execution"}
	cellMetadata     = []string{"tags", "execution", "id"}
	// of a notebook or a cell; editors leave the times of the run here
	executionMetadata = []string{"timeout", "allow_errors"}
)

// Check finds what would make a committed notebook untrue or noisy: cells that
// were not executed or not in order, errors that no tag expects, output on
// stderr, paths of one machine in sources and outputs, metadata that editors
// leave.
func Check(nb *Notebook) []Problem {
	var problems []Problem
	report := func(cell int, format string, args ...any) {
		problems = append(problems, Problem{cell, fmt.Sprintf(format, args...)})
	}
	metadata := func(cell int, meta *object, allowed []string) {
		for _, key := range foreign(meta, allowed) {
			report(cell, "foreign metadata %q; allowed are %s", key, strings.Join(allowed, ", "))
		}
		for _, key := range foreign(meta.object("execution"), executionMetadata) {
			report(cell, "foreign metadata %q in execution; allowed are %s", key, strings.Join(executionMetadata, ", "))
		}
	}
	metadata(0, nb.root.object("metadata"), notebookMetadata)
	next := 1
	for i, c := range nb.Cells() {
		n := i + 1
		metadata(n, c.o.object("metadata"), cellMetadata)
		if path := machinePath(c.Source()); path != "" {
			report(n, "path of one machine in the source: %s", path)
		}
		if c.Type() != "code" {
			continue
		}
		if c.Runs() {
			switch count := c.ExecutionCount(); count {
			case next:
			case 0:
				report(n, "not executed")
			default:
				report(n, "execution count %d, want %d: not executed in order from a fresh kernel", count, next)
			}
			next++
		}
		for _, out := range c.Outputs() {
			checkOutput(c, &out, func(format string, args ...any) { report(n, format, args...) })
		}
	}
	return problems
}

func checkOutput(c *Cell, out *Output, report func(format string, args ...any)) {
	switch {
	case out.Type == "error" && !c.HasTag("raises-exception"):
		report("error %s: %s", out.EName, firstLine(out.EValue))
	case out.Type == "stream" && out.Name == "stderr":
		report("output on stderr: %s", firstLine(out.Text))
	}
	texts := append([]string{out.Text, out.EValue}, out.Traceback...)
	for _, m := range out.Data {
		if isLines(m.Type) || isJSON(m.Type) {
			texts = append(texts, m.Text)
		}
	}
	for _, text := range texts {
		if path := machinePath(text); path != "" {
			report("path of one machine in the output: %s", path)
		}
	}
}

// foreign lists an object's keys that are not among the allowed.
func foreign(o *object, allowed []string) []string {
	if o == nil {
		return nil
	}
	var keys []string
	for _, m := range o.members {
		if !slices.Contains(allowed, m.key) {
			keys = append(keys, m.key)
		}
	}
	return keys
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
