//go:build !windows

package worker

import (
	"fmt"
	"io"
	"os"
)

// Standard output and error take two ways to the notebook. Options.Turn keeps
// their order: it is told before a cell writes to one of them.

// turn says that what is printed next goes to w.
func (e *Evaluator) turn(w io.Writer) {
	if f, ok := w.(*os.File); ok && e.opts.Turn != nil && (f == e.stdout || f == e.stderr) {
		e.opts.Turn(f)
	}
}

// output is where special lines print, now.
func (e *Evaluator) output() io.Writer {
	e.turn(e.opts.Output)
	return e.opts.Output
}

// printed takes what the builtins print and println write.
func (e *Evaluator) printed(s string) {
	e.turn(os.Stderr)
	_, _ = os.Stderr.WriteString(s) // as of the builtins, nobody is told
}

// An orderedWriter is standard output or error where cells have it as a writer.
type orderedWriter struct {
	e *Evaluator
	*os.File
}

// Unwrap is for who must know which file it is: code of cells, package progress.
func (o orderedWriter) Unwrap() *os.File { return o.File }

func (o orderedWriter) Write(p []byte) (int, error) {
	o.e.turn(o.File)
	return o.File.Write(p)
}

func (o orderedWriter) WriteString(s string) (int, error) {
	o.e.turn(o.File)
	return o.File.WriteString(s)
}

func (o orderedWriter) ReadFrom(r io.Reader) (int64, error) {
	o.e.turn(o.File)
	return io.Copy(struct{ io.Writer }{o}, r)
}

// file is what stands for a file where cells make it a writer or reader.
func (e *Evaluator) file(f *os.File) any {
	switch {
	case f == os.Stdin && f != nil:
		return e.in
	case e.opts.Turn != nil && (f == e.stdout || f == e.stderr):
		return orderedWriter{e, f}
	}
	return nil
}

// replaceStreams has cells' printing and reading go in turn.
func (e *Evaluator) replaceStreams(with map[string]any) {
	if e.opts.Turn != nil {
		with["fmt.Print"] = func(a ...any) (int, error) { e.turn(os.Stdout); return fmt.Print(a...) }
		with["fmt.Printf"] = func(format string, a ...any) (int, error) {
			e.turn(os.Stdout)
			return fmt.Printf(format, a...)
		}
		with["fmt.Println"] = func(a ...any) (int, error) { e.turn(os.Stdout); return fmt.Println(a...) }
		with["os.(*File).Write"] = func(f *os.File, p []byte) (int, error) { e.turn(f); return f.Write(p) }
		with["os.(*File).WriteString"] = func(f *os.File, s string) (int, error) { e.turn(f); return f.WriteString(s) }
	}
	with["fmt.Scan"] = func(a ...any) (int, error) { return fmt.Fscan(e.in, a...) }
	with["fmt.Scanf"] = func(format string, a ...any) (int, error) { return fmt.Fscanf(e.in, format, a...) }
	with["fmt.Scanln"] = func(a ...any) (int, error) { return fmt.Fscanln(e.in, a...) }
	with["os.(*File).Read"] = func(f *os.File, p []byte) (int, error) {
		if f == os.Stdin && f != nil {
			return e.in.Read(p)
		}
		return f.Read(p)
	}
}
