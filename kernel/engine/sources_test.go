package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// Packages of the notebook's module are initialised in the order of their paths, their
// types are named as their package is, whatever its folder's name, and they hold the
// files that go:embed means.
func TestSourcePackages(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":           "module m\n\ngo 1.26\n",
		"go-log/log.go":    "package log\n\nvar Order []string\n\ntype Entry[T any] struct{ Of T }\n\ntype Text string\n",
		"a/a.go":           "package a\n\nimport \"m/go-log\"\n\nfunc init() { log.Order = append(log.Order, \"a\") }\n",
		"b/b.go":           "package b\n\nimport (\n\t_ \"m/c\"\n\t\"m/go-log\"\n)\n\nfunc init() { log.Order = append(log.Order, \"b\") }\n",
		"c/c.go":           "package c\n\nimport \"m/go-log\"\n\nfunc init() { log.Order = append(log.Order, \"c\") }\n",
		"d/d.go":           "package d\n\nimport \"m/go-log\"\n\nfunc init() { log.Order = append(log.Order, \"d\") }\n",
		"held/held.go":     "package held\n\nimport \"embed\"\n\ntype Bytes []byte\n\n//go:embed text\nvar Text string\n\n//go:embed text\nvar Raw Bytes\n\n//go:embed *\nvar All embed.FS\n\nvar Len = len(Text)\n",
		"held/text":        "held",
		"fails/fails.go":   "package fails\n\nvar Set map[string]int\n\nvar X = f()\n\nfunc f() int { Set[\"a\"] = 1; return 1 }\n",
		"loops/old/old.go": "//go:build go1.21\n\npackage old\n\nfunc Last() int {\n\tvar f func() int\n\tfor _, n := range []int{1, 2, 3} {\n\t\tif f == nil {\n\t\t\tf = func() int { return n }\n\t\t}\n\t}\n\treturn f()\n}\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out := new(strings.Builder)
	e, err := engine.New(engine.Options{
		Values: []engine.Value{{Name: "out", V: &out}}, Packages: []string{"fmt"}, Dir: func() string { return dir },
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []string{
		"import (\n\t_ \"m/d\"\n\t_ \"m/b\"\n\tlog \"m/go-log\"\n)\nfmt.Fprintln(out, log.Order)",
		"import _ \"m/a\"\nfmt.Fprintln(out, log.Order)",
		"fmt.Fprintf(out, \"%T %T\\n\", log.Entry[log.Text]{}, &[]log.Text{})",
		"import \"m/held\"\nb, err := held.All.ReadFile(\"text\")\nfmt.Fprintln(out, held.Text, string(held.Raw), held.Len, string(b), err)\nheld.Text = \"set\"",
		"import _ \"m/d\"\nfmt.Fprintln(out, held.Text)",
		"import \"m/loops/old\"\nfmt.Fprintln(out, old.Last())",
	} {
		if _, err := e.Eval(t.Context(), engine.Cell{Number: i + 1, Code: c}); err != nil {
			t.Fatalf("cell %d: %v", i+1, err)
		}
	}
	for i, c := range []string{"import \"m/fails\"", "fails.X", "import \"m/fails\"\n1", "fails.Set"} { // what has not been initialised is not there
		if _, err := e.Eval(t.Context(), engine.Cell{Number: 20 + i, Code: c}); err == nil || !strings.Contains(err.Error(), "assignment to entry in nil map") {
			t.Errorf("%s of a package that cannot be initialised: %v", c, err)
		}
	}
	for i, c := range []string{"1", "import _ \"m/a\"\nlog.Order"} { // but what needs it not goes on
		if _, err := e.Eval(t.Context(), engine.Cell{Number: 30 + i, Code: c}); err != nil {
			t.Errorf("%s beside a package that cannot be initialised: %v", c, err)
		}
	}
	const want = "[c b d]\n[c b d a]\nlog.Entry[m/go-log.Text] *[]log.Text\nheld held 4 held <nil>\nset\n3\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out, want)
	}
}
