//go:build !windows

package worker_test

import (
	"bytes"
	"context"
	"go/ast"
	"go/build"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The packages whose examples are run.
var examined = []string{
	"bufio", "bytes", "cmp", "container/heap", "container/list", "container/ring", "encoding/csv", "encoding/hex",
	"encoding/json", "errors", "iter", "maps", "math", "math/bits", "path", "regexp", "slices", "sort", "strconv",
	"strings", "text/tabwriter", "text/template", "unicode", "unicode/utf8",
	"context", "encoding/base64", "encoding/binary", "encoding/xml", "html", "io", "math/big", "math/cmplx", "mime", "net/url",
	"path/filepath", "reflect", "sync", "text/scanner", "unicode/utf16",
}

// Why cells cannot run some examples.
const (
	noReturn = "a cell is no function: it cannot return"
	unseen   = "compiled code does not see the methods of cells' types"
	mangled  = "reflection shows embedded and private fields under gomacro's names"
	unnamed  = "gomacro fails to convert a constant to a compiled type of bytes or a string"
)

var unrunnable = map[string]string{
	"bufio.Writer_ReadFrom":                 noReturn,
	"encoding/json._customMarshalJSON":      unseen,
	"encoding/json._textMarshalJSON":        unseen,
	"context.AfterFunc_connection":          noReturn,
	"encoding/base64.":                      noReturn,
	"encoding/base64.Encoding_Decode":       noReturn,
	"encoding/base64.Encoding_DecodeString": noReturn,
	"encoding/xml._customMarshalXML":        unseen,
	"encoding/xml._textMarshalXML":          unseen,
	"encoding/xml.Encoder":                  mangled,
	"encoding/xml.MarshalIndent":            mangled,
	"encoding/xml.Unmarshal":                noReturn,
	"path/filepath.Walk":                    noReturn,
	"reflect.StructOf":                      unnamed,
	"reflect.Value_FieldByName":             mangled,
	"sync.OnceValues":                       "it reads a file that is beside it",
	"errors.AsType":                         "it takes a type argument",
	"errors.AsType_custom_match":            "it takes a type argument",
	"errors.As_custom_match":                unseen,
	"errors.Join":                           "gomacro has a pointer to an interface of cells for one",
	"strings.Clone":                         "gomacro's package unsafe has no StringData",
}

// TestExamplesOfTheStandardLibrary runs its examples as cells: what works must
// go on working, and what begins to must be struck from the list.
func TestExamplesOfTheStandardLibrary(t *testing.T) {
	root := filepath.Join(build.Default.GOROOT, "src")
	if _, err := os.Stat(filepath.Join(root, "strings", "example_test.go")); err != nil {
		t.Skip("the standard library's source is not here")
	}
	ran := 0
	for _, pkg := range examined {
		files, _ := filepath.Glob(filepath.Join(root, pkg, "example*_test.go"))
		for _, file := range files {
			for _, ex := range examples(t, file) {
				name := pkg + "." + ex.Name
				ran++
				s := newSession(t)
				out, err := printed(t, func() error {
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					defer cancel()
					_, err := s.eval(ctx, ex.Doc)
					return err
				})
				works := err == nil && strings.TrimSpace(out) == strings.TrimSpace(ex.Output)
				switch why := unrunnable[name]; {
				case works && why != "":
					t.Errorf("example %s works, though it is said to fail: %s", name, why)
				case !works && why == "":
					t.Errorf("example %s\n%s\nprinted %q, want %q; error: %s", name, ex.Doc, out, ex.Output, trace(err))
				}
			}
		}
	}
	if ran < 300 {
		t.Errorf("only %d examples were found", ran)
	}
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
		var declared, main bytes.Buffer
		write := func(to *bytes.Buffer, node any) {
			if err := format.Node(to, fset, node); err != nil {
				t.Fatal(err)
			}
			to.WriteByte('\n')
		}
		for _, decl := range ex.Play.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Name.Name != "main" {
				write(&declared, decl)
				continue
			}
			for _, stmt := range f.Body.List {
				write(&main, stmt)
			}
		}
		ex.Doc = declared.String() + main.String()
		// Fatal would end the process that tests.
		ex.Doc = strings.ReplaceAll(ex.Doc, "log.Fatal", "log.Panic")
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
