package engine_test

import (
	"bytes"
	"context"
	"go/build"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Why cells cannot run some of the standard library's examples.
const (
	beside    = "it reads a file that is beside it"
	inPackage = "it prints the name of its own package"
	itsLine   = "it prints the name of its own file"
	zone      = "it prints times of a zone that is not this machine's"
)

var unrunnable = map[string]string{
	"archive/zip.Reader":         beside,
	"go/printer.Fprint":          beside,
	"io/ioutil.ReadFile":         beside,
	"os.ReadFile":                beside,
	"sync.OnceValues":            beside,
	"errors.AsType_custom_match": inPackage,
	"errors.As_custom_match":     inPackage,
	"log.Logger":                 itsLine,
	"log.Logger_Output":          itsLine,
	"log/slog._wrapping":         itsLine,
	"time.Date":                  zone,
	"time.Parse":                 zone,
	"time.Time_Format":           zone,
}

// TestExamplesOfTheStandardLibrary runs them as cells: what works must go on
// working, and what begins to must be struck from the list.
func TestExamplesOfTheStandardLibrary(t *testing.T) {
	root := filepath.Join(goroot(t), "src")
	if _, err := os.Stat(filepath.Join(root, "strings", "example_test.go")); err != nil {
		t.Skip("the standard library's source is not here")
	}
	t.Chdir(t.TempDir()) // examples go elsewhere, too
	ran, works := 0, 0
	for _, file := range exampleFiles(t, root) {
		pkg, _ := filepath.Rel(root, filepath.Dir(file))
		for _, ex := range examples(t, file) {
			name := filepath.ToSlash(pkg) + "." + ex.Name
			ran++
			if name == "runtime.AddCleanup" {
				continue // it prints when the collector runs: a variable lives until its function returns
			}
			out, err := runExample(t, ex.Doc)
			ok := err == nil && strings.TrimSpace(out) == strings.TrimSpace(ex.Output)
			if ok {
				works++
			}
			switch why := unrunnable[name]; {
			case ok && why != "":
				t.Errorf("example %s works, though it is said to fail: %s", name, why)
			case !ok && why == "":
				t.Errorf("example %s\nprinted %q, want %q; error: %v", name, out, ex.Output, err)
			}
		}
	}
	t.Logf("%d of %d examples of the standard library hold as cells", works, ran)
	if ran < 700 {
		t.Errorf("only %d examples were found", ran)
	}
}

func runExample(t *testing.T, code string) (string, error) {
	e, err := engine.New(engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return printed(t, func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := e.Eval(ctx, engine.Cell{Number: 1, Code: code})
		return err
	})
}

// exampleFiles are the standard library's files with examples.
func exampleFiles(t *testing.T, root string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "cmd" || d.Name() == "vendor" || d.Name() == "testdata" || d.Name() == "internal") {
			return filepath.SkipDir
		}
		if !strings.HasPrefix(d.Name(), "example") || !strings.HasSuffix(d.Name(), "_test.go") {
			return nil
		}
		if ok, err := build.Default.MatchFile(filepath.Dir(path), d.Name()); !ok || err != nil {
			return err
		}
		files = append(files, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// examples are those of a file whose output is known, with their code as a
// cell's in Doc.
func examples(t *testing.T, file string) (all []*doc.Example) {
	t.Helper()
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	for _, ex := range doc.Examples(parsed) {
		if ex.Output == "" || ex.Unordered || ex.Play == nil {
			continue
		}
		var b bytes.Buffer
		if err := format.Node(&b, fset, ex.Play); err != nil {
			t.Fatal(err)
		}
		// Fatal would end the process that tests.
		ex.Doc = strings.ReplaceAll(b.String(), "log.Fatal", "log.Panic")
		all = append(all, ex)
	}
	return all
}

// printed is what a function writes to standard output.
func printed(t *testing.T, f func() error) (string, error) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	saved := os.Stdout
	os.Stdout = w
	done := make(chan string)
	go func() {
		text, _ := io.ReadAll(r)
		done <- string(text)
	}()
	err = f()
	os.Stdout = saved
	w.Close()
	return <-done, err
}
