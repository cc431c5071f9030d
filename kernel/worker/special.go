//go:build !windows

package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/kernel/cell"
)

const help = `Cells are Go: declarations, statements, and a last expression that is shown.
  import "gonum.org/v1/plot"     packages compiled into the kernel
  display.HTML("<b>hi</b>")      rich output, as a last expression
  Display(display.Image(img))    rich output, now
  ctx                            a context.Context that an interrupt cancels
Lines at a cell's head:
  %cd [PATH]     change the folder (home without PATH)
  %help          this text
  $CMD or !CMD   run a shell command
A cell that is nothing but NAME? or ?NAME tells about NAME.
`

// special carries out the special lines at a cell's head, and returns the code
// with those blank.
func (e *Evaluator) special(ctx context.Context, c Cell) (string, error) {
	lines, code := cell.Specials(c.Code)
	for _, line := range lines {
		if err := carryOut(ctx, line, e.output); err != nil {
			name := "SpecialLineError"
			if e.interrupted() {
				name = errInterrupted
			}
			return "", e.newError(name, err.Error(), place{cell: c.Number, line: line.Line})
		}
	}
	return code, nil
}

// carryOut does what a special line says. output is called before it prints.
func carryOut(ctx context.Context, line cell.Special, output func() io.Writer) error {
	if line.Command {
		return shell(ctx, line.Text, output)
	}
	name, arg, _ := strings.Cut(line.Text, " ")
	arg = strings.TrimSpace(arg)
	switch name {
	case "cd":
		return changeDir(arg)
	case "help":
		_, err := io.WriteString(output(), help)
		return err
	case "go111module":
		if arg != "on" && arg != "off" {
			return errors.New("%go111module wants on or off")
		}
		return nil // packages are compiled in: there is nothing to switch
	}
	return fmt.Errorf("unknown special line %%%s; %%help lists them", name)
}

func changeDir(path string) error {
	home, err := os.UserHomeDir()
	if path == "" || path == "~" || strings.HasPrefix(path, "~/") {
		if err != nil {
			return err
		}
		path = filepath.Join(home, strings.TrimPrefix(path, "~"))
	}
	return os.Chdir(path)
}

// shell runs a command. What it prints to either stream goes to one, as in
// IPython, so that it keeps its order.
func shell(ctx context.Context, line string, output func() io.Writer) error {
	if line == "" {
		return errors.New("$ and ! want a command")
	}
	cmd := killable(exec.CommandContext(ctx, "/bin/sh", "-c", line))
	cmd.Stdout = output()
	cmd.Stderr = cmd.Stdout
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	return nil
}
