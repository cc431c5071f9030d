//go:build !windows

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/peterh/liner"
	"github.com/spf13/cobra"

	"github.com/crococlock/crococlock/internal/atomicfile"
	"github.com/crococlock/crococlock/internal/tty"
	"github.com/crococlock/crococlock/kernel/cell"
	"github.com/crococlock/crococlock/kernel/display"
	"github.com/crococlock/crococlock/kernel/link"
	"github.com/crococlock/crococlock/kernel/worker"
)

const replLong = `Go, line by line, as in notebooks. Tab completes, Ctrl-C ends what runs, Ctrl-D
ends the program; %help tells more. Input that is no terminal is read without
prompts.`

const replExample = `crococlock repl
echo 'fmt.Println(6 * 7)' | crococlock repl`

// newRepl is the notebooks' Go at a terminal.
func newRepl(std stdio) *cobra.Command {
	cmd := &cobra.Command{
		Use:               "repl [flags]",
		Short:             "Go at a terminal, as in notebooks",
		Long:              replLong,
		Example:           replExample,
		SuggestFor:        []string{"shell", "console"},
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	pictures := cmd.Flags().String("pictures", "", "save pictures in `FOLDER` (default: a temporary one)")
	complete(cmd, "pictures", folders)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usageError("unexpected argument %q", args[0])
		}
		return startRepl(*pictures, std)
	}
	return cmd
}

func startRepl(pictures string, std stdio) error {
	r := &repl{std: std, pictures: pictures}
	var err error
	r.eval, err = worker.New(worker.Options{
		Display: func(d display.Data) error { return r.show(d) },
		Input:   func(<-chan struct{}) (string, error) { return r.lines.Prompt("") },
		Output:  std.out,
		Hints:   std.err,
	})
	if err != nil {
		return err
	}
	os.Args = os.Args[:1] // cells are programs without
	if std.in == io.Reader(os.Stdin) && tty.Is(os.Stdin) {
		t := newTerminal(r.eval)
		defer t.Close()
		r.lines = t
		fmt.Fprintln(std.out, "Crococlock "+version()+": Go, line by line. %help tells more, Ctrl-D ends.")
	} else {
		r.lines = &pipe{bufio.NewReader(std.in)}
	}
	return r.run()
}

// lineReader gives a line at a time. The error is io.EOF at the end, and
// liner.ErrPromptAborted where the user gave up a line.
type lineReader interface {
	Prompt(prompt string) (string, error)
}

type repl struct {
	std      stdio
	eval     *worker.Evaluator
	lines    lineReader
	pictures string // folder
	shown    int    // pictures
}

// run reads and evaluates until the input ends.
func (r *repl) run() error {
	for cell := 1; ; {
		code, err := r.read()
		switch {
		case errors.Is(err, liner.ErrPromptAborted):
			continue
		case errors.Is(err, io.EOF) || err == nil && (code == "exit" || code == "quit"):
			return nil
		case err != nil:
			return err
		case strings.TrimSpace(code) == "":
			continue
		}
		r.evaluate(worker.Cell{Number: cell, Code: code})
		cell++
	}
}

// read reads lines until they are complete.
func (r *repl) read() (string, error) {
	code, err := r.lines.Prompt(">>> ")
	for err == nil {
		if status, _ := cell.Completeness(code); status != "incomplete" {
			return code, nil
		}
		var more string
		if more, err = r.lines.Prompt("... "); errors.Is(err, io.EOF) {
			return code, nil // the error is the compiler's to tell
		}
		code += "\n" + more
	}
	return "", err
}

// evaluate runs a cell, which Ctrl-C interrupts.
func (r *repl) evaluate(cell worker.Cell) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	res, err := r.eval.Eval(ctx, cell)
	if err == nil && !res.Empty() {
		err = r.show(res.Data)
	}
	var failed *link.CellError
	if errors.As(err, &failed) {
		fmt.Fprintln(r.std.err, strings.Join(failed.Traceback, "\n"))
	} else if err != nil {
		fmt.Fprintln(r.std.err, err)
	}
}

// show writes pictures to files and everything else as text.
func (r *repl) show(d display.Data) error {
	for _, kind := range []struct{ mimeType, extension string }{
		{display.MIMETypePNG, "png"}, {display.MIMETypeJPEG, "jpg"}, {display.MIMETypeSVG, "svg"}, {display.MIMETypePDF, "pdf"},
	} {
		var content []byte
		switch data := d.Data[kind.mimeType].(type) {
		case []byte:
			content = data
		case string:
			content = []byte(data)
		default:
			continue
		}
		path, err := r.save(content, kind.extension)
		if err != nil {
			return fmt.Errorf("show a picture: %w", err)
		}
		fmt.Fprintf(r.std.out, "%v\n%s\n", d.Data[display.MIMETypeText], path)
		return nil
	}
	if text, ok := d.Data[display.MIMETypeText]; ok {
		fmt.Fprintln(r.std.out, text)
	}
	return nil
}

func (r *repl) save(content []byte, extension string) (string, error) {
	var err error
	if r.pictures == "" {
		if r.pictures, err = os.MkdirTemp("", "crococlock-"); err != nil {
			return "", err
		}
	} else if err := os.MkdirAll(r.pictures, 0o777); err != nil {
		return "", err
	}
	r.shown++
	path := filepath.Join(r.pictures, fmt.Sprintf("picture-%d.%s", r.shown, extension))
	return path, os.WriteFile(path, content, 0o666)
}

// pipe reads from what is no terminal, without prompts.
type pipe struct{ in *bufio.Reader }

func (p *pipe) Prompt(string) (string, error) {
	line, err := p.in.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}

// terminal reads lines with editing, completion and a history that is kept.
type terminal struct {
	*liner.State
	history string // file, empty for none
}

func newTerminal(eval *worker.Evaluator) *terminal {
	t := &terminal{State: liner.NewLiner()}
	t.SetCtrlCAborts(true)
	t.SetTabCompletionStyle(liner.TabPrints)
	t.SetWordCompleter(func(line string, pos int) (head string, completions []string, tail string) {
		at := len(string([]rune(line)[:pos]))
		matches, start, end := eval.Complete(line, at)
		var words []string
		for _, m := range matches {
			words = append(words, m.Text)
		}
		return line[:start], words, line[end:]
	})
	if dir, err := os.UserCacheDir(); err == nil {
		t.history = filepath.Join(dir, "crococlock", "history")
		if f, err := os.Open(t.history); err == nil {
			_, _ = t.ReadHistory(f) // an unreadable history is none
			f.Close()
		}
	}
	return t
}

func (t *terminal) Prompt(prompt string) (string, error) {
	line, err := t.State.Prompt(prompt)
	if err == nil && prompt != "" && strings.TrimSpace(line) != "" {
		t.AppendHistory(line)
	}
	return line, err
}

// Close gives the terminal back and keeps the history; where that cannot be
// kept, nothing is lost but that.
func (t *terminal) Close() {
	if t.history != "" && os.MkdirAll(filepath.Dir(t.history), 0o700) == nil {
		_ = atomicfile.WriteMode(t.history, 0o600, func(w io.Writer) error {
			_, err := t.WriteHistory(w)
			return err
		})
	}
	t.State.Close()
}
