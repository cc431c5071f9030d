//go:build !windows

package worker

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/crococlock/crococlock/kernel/cell"
)

const help = `Cells are Go: declarations, statements, and a last expression that is shown.
  import "gonum.org/v1/plot"     packages compiled in, in the module cache, or beside the notebook;
                                 the standard library needs no import
  display.HTML("<b>hi</b>")      rich output, as a last expression
  Display(display.Image(img))    rich output, now
  ctx                            a context.Context that an interrupt cancels
A cell that begins with package main is a program: its main runs.
Lines at a cell's head:
  %%                             what follows is the body of main; what comes before, declarations
  %time [CODE]                   run CODE, or the cell, and tell how long it took
  %timeit [-n N] [-r R] [CODE]   run CODE, or the cell, many times: how long one takes
  %%timeit SETUP                 the same for the cell, after SETUP
  %test [-v] [-run RE] [-bench RE]   run the cell's Test, Benchmark and Example functions, or all
  %get PATH[@VERSION]            fetch a module with the go command
  %cd [PATH]                     change the folder: home without PATH, - for the one before
  %help                          this text
  $CMD or !CMD                   run a shell command
A cell that is nothing but NAME? or ?NAME tells about NAME.
`

// special carries out the special lines at a cell's head, and returns what is to
// run then.
func (e *Evaluator) special(ctx context.Context, c Cell) (piece, error) {
	at, args := cell.MainLine(c.Code)
	lines, code := cell.Specials(c.Code)
	p := piece{code: code}
	if at > 0 {
		list, err := words(args)
		if err != nil {
			return piece{}, e.sources.failure(errSpecial, err.Error(), place{cell: c.Number, line: at})
		}
		p = mainBody(c.Code, at, list)
		_, p.code = cell.Specials(p.code)
	}
	for _, line := range lines {
		if line.Line == at {
			continue
		}
		if err := e.carryOut(ctx, c, line, &p); err != nil {
			var failed *CellError
			if !errors.As(err, &failed) {
				err = e.sources.failure(errSpecial, err.Error(), place{cell: c.Number, line: line.Line})
			}
			return piece{}, err
		}
	}
	return p, nil
}

// words are the words of a special line, parted by blanks but where they are quoted.
func words(line string) (list []string, err error) {
	var word strings.Builder
	var quote rune
	in := false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(c)
		case c == '"' || c == '\'':
			quote, in = c, true
		case c == ' ' || c == '\t':
			if in {
				list = append(list, word.String())
				word.Reset()
				in = false
			}
		default:
			word.WriteRune(c)
			in = true
		}
	}
	if quote != 0 {
		return nil, fmt.Errorf("a quotation is not closed: %s", line)
	}
	if in {
		list = append(list, word.String())
	}
	return list, nil
}

// mainBody makes a function of what follows a cell's line at, and calls it.
func mainBody(code string, at int, args []string) piece {
	lines := strings.Split(code, "\n")
	lines[at-1] = "func() {"
	p := piece{}
	if len(args) > 0 {
		lines[at-1] += " if err := flag.CommandLine.Parse(os.Args[1:]); err == flag.ErrHelp { return } else if err != nil { panic(err) };"
		p.begin = func() {
			os.Args = append(os.Args[:1:1], args...)
			flag.CommandLine.Init(flag.CommandLine.Name(), flag.ContinueOnError) // the process goes on
		}
		p.end = func() {
			os.Args = os.Args[:1]
			flag.CommandLine.Init(flag.CommandLine.Name(), flag.ExitOnError)
		}
	}
	p.code = strings.Join(lines, "\n") + "\n}()"
	return p
}

// carryOut does what a special line says, or has the piece that runs then do it.
func (e *Evaluator) carryOut(ctx context.Context, c Cell, line cell.Special, p *piece) error {
	if line.Command {
		return shell(ctx, line.Text, e.output)
	}
	name, arg, _ := strings.Cut(strings.TrimPrefix(line.Text, "%"), " ")
	arg = strings.TrimSpace(arg)
	whole := strings.HasPrefix(line.Text, "%") // %%name is about the cell
	switch name {
	case "cd":
		return e.changeDir(arg)
	case "help":
		_, err := io.WriteString(e.output(), help)
		return err
	case "go111module":
		if arg != "on" && arg != "off" {
			return errors.New("%go111module wants on or off")
		}
		return nil // there is nothing to switch
	case "get":
		return e.get(ctx, arg)
	case "time":
		return e.time(ctx, c, line, arg, whole, p)
	case "timeit":
		return e.timeit(ctx, c, line, arg, whole, p)
	case "test":
		return e.test(c, arg, p)
	}
	return fmt.Errorf("unknown special line %%%s; %%help lists them", line.Text)
}

// get fetches a module.
func (e *Evaluator) get(ctx context.Context, what string) error {
	if what == "" {
		return errors.New("%get wants a module's path, and may have a version: %get github.com/google/uuid@v1.6.0")
	}
	said, err := e.engine.Get(ctx, what, func(line string) { fmt.Fprintln(e.output(), line) })
	if err == nil {
		fmt.Fprintln(e.output(), said)
	}
	return err
}

// changeDir changes the folder: home without a path, with - to where it was before.
func (e *Evaluator) changeDir(path string) error {
	if n := len(path); n >= 2 && (path[0] == '"' || path[0] == '\'') && path[n-1] == path[0] {
		path = path[1 : n-1]
	}
	switch {
	case path == "-" && e.before == "":
		return errors.New("%cd -: there is no folder before this one")
	case path == "-":
		path = e.before
	case path == "" || path == "~" || strings.HasPrefix(path, "~/"):
		home, err := os.UserHomeDir()
		if err != nil {
			return err
		}
		path = filepath.Join(home, strings.TrimPrefix(path, "~"))
	}
	from, err := os.Getwd()
	if err != nil {
		from = ""
	}
	if err := os.Chdir(path); err != nil {
		return err
	}
	e.before = from
	return nil
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
