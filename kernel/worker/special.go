//go:build !windows

package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// special carries out the leading lines that begin with % $ or !, and returns
// the code with those lines blank, so that line numbers stay.
func (e *Evaluator) special(ctx context.Context, cell Cell) (string, error) {
	lines := strings.Split(cell.Code, "\n")
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		var err error
		switch line[0] {
		case '%':
			err = e.magic(line[1:])
		case '$', '!':
			err = e.shell(ctx, strings.TrimSpace(line[1:]))
		default:
			return strings.Join(lines, "\n"), nil
		}
		if err != nil {
			name := "SpecialLineError"
			if e.interrupted() {
				name = errInterrupted
			}
			return "", e.newError(name, err.Error(), place{cell: cell.Number, line: i + 1})
		}
		lines[i] = ""
	}
	return strings.Join(lines, "\n"), nil
}

func (e *Evaluator) magic(line string) error {
	name, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimSpace(arg)
	switch name {
	case "cd":
		return changeDir(arg)
	case "help":
		e.turn(e.opts.Output)
		_, err := e.opts.Output.Write([]byte(help))
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
func (e *Evaluator) shell(ctx context.Context, line string) error {
	if line == "" {
		return errors.New("$ and ! want a command")
	}
	e.turn(e.opts.Output)
	cmd := killable(exec.CommandContext(ctx, "/bin/sh", "-c", line))
	cmd.Stdout, cmd.Stderr = e.opts.Output, e.opts.Output
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", line, err)
	}
	return nil
}
