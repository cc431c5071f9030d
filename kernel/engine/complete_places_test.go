package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

const zoo = "import \"fmt\"\n" +
	"// Dog barks.\ntype Dog struct { Name string; Age int }\n" +
	"// Bark is loud. Very.\nfunc (d *Dog) Bark() string { return d.Name }\nfunc (d Dog) Legs() int { return 4 }\n" +
	"type Puppy struct { *Dog; Toy string; strings.Builder }\n" +
	"type List[T any] struct { head T; Items []T }\nfunc (l *List[T]) Push(x T) {}\nfunc (l List[T]) Get(i int) T { return l.Items[i] }\n" +
	"func Map[T, U any](xs []T, f func(T) U) []U { return nil }\n" +
	"type Shape interface { Area() float64; Perimeter() float64 }\n" +
	"type Celsius float64\nfunc (c Celsius) F() float64 { return 0 }\n" +
	"func f(n int, s string) Dog { return Dog{} }\nfunc two() (Dog, error) { return Dog{}, nil }\n" +
	"dogs, x, pup, ch := []Dog{}, Dog{}, &Puppy{Dog: &Dog{}}, make(chan Dog, 1)\nlist := List[Dog]{}\nvar temp Celsius\nvar shape Shape\nvar thing any = x\nnested := map[string][]map[int]*Dog{}"

// What an expression is decides what it has.
func TestCompleteMembers(t *testing.T) {
	d := newDesk(t, zoo)
	for _, c := range []struct{ code, want string }{
		{"x.|", "Age Bark Legs Name"},
		{"f(1, \"\").|", "Age Legs Name"}, // no variable
		{"two().|", ""},
		{"a, err := two()\na.|", "Age Bark Legs Name"},
		{"a, err := two()\nerr.|", "Error"},
		{"<-ch.|", ""},
		{"(<-ch).|", "Age Legs Name"},
		{"pup.|", "Builder Dog Toy Age Bark Cap Grow Legs Len Name Reset String Write WriteByte WriteRune WriteString"},
		{"list.|", "Get Items Push head"},
		{"list.Items[0].|", "Age Bark Legs Name"},
		{"list.Get(0).B|", ""},
		{"List[int]{}.|", "Get Items head"},
		{"Map(dogs, func(q Dog) *Dog { return &q })[0].B|", "Bark"},
		{"Map(dogs, func(q Dog) int { return q.|", "Age Bark Legs Name"},
		{"Map(dogs, func(q Dog) int { return q.| })", "Age Bark Legs Name"},
		{"nested[\"a\"][0][1].|", "Age Bark Legs Name"},
		{"for _, v := range nested { for _, w := range v { w[1].| } }", "Age Bark Legs Name"},
		{"temp.|", "F"},
		{"temp.F().|", ""},
		{"shape.|", "Area Perimeter"},
		{"func sum[T Shape](x T) { x.|", "Area Perimeter"},
		{"switch v := thing.(type) {\ncase *Dog:\n\tv.|", "Age Bark Legs Name"},
		{"switch v := thing.(type) {\ncase Shape:\n\tv.|\n}", "Area Perimeter"},
		{"select {\ncase q := <-ch:\n\tq.|", "Age Bark Legs Name"},
		{"if v, ok := thing.(Shape); ok {\n\tv.|\n}", "Area Perimeter"},
		{"func() { x.| }()", "Age Bark Legs Name"},
		{"go x.|", "Age Bark Legs Name"},
		{"defer func() {\n\ty := x\n\ty.|", "Age Bark Legs Name"},
		{"x.Bark.|", ""},
		{"Dog.|", "Legs"},
		{"(*Dog).|", "Bark Legs"},
		{"List[int].|", "Get"},
		{"f(1, x.|)", "Age Bark Legs Name"},
		{"map[string]int{x.|", "Age Bark Legs Name"},
		{"type Cat struct { Whiskers int }\nc := Cat{}\nc.|", "Whiskers"},
		{"func help(c Cat) { c.| }\ntype Cat struct { Whiskers int }", "Whiskers"},
		{"x := temp\nx.|", "F"},
		{"x := x.|", "Age Bark Legs Name"}, // the earlier one
		{"func (d *Dog) Run() {}\nx.R|", "Run"},
		{"func (d *Dog) Run() { d.| }", "Age Bark Legs Name Run"},
		{"foo(1, 2\nx.|", "Age Bark Legs Name"},
		{")\nx.|", "Age Bark Legs Name"},
		{"for {\n\tx.|\n", "Age Bark Legs Name"},
		{"for i := 0; i < x.|; i++ {\n}", "Age Bark Legs Name"},
		{"ж := x\nfmt.Println(\"é\", ж.|", "Age Bark Legs Name"},
	} {
		d.want(c.code, c.want)
	}
}

// Where a name stands decides which can.
func TestCompletePlaces(t *testing.T) {
	d := newDesk(t, zoo)
	for _, c := range []struct{ code, want string }{
		// Locals, what cells declare, Go, packages, keywords; then other letter case.
		{"func g(string1 int) {\n\tstructure := 1\n\tstr|", "string1 structure string strings strconv structs struct"},
		{"dogsled := 1\nfunc g(dogma int) { DOG|", "dogma Dog dogs dogsled"},
		{"for dogged := range 3 {\n\tdog|\n}", "dogged dogs Dog"},
		{"late|\nlater := 1", ""},
		{"func g() { late| }\nlater := 1", "later"},
		{"var q Do|", "+Dog -dogs"},
		{"func g(a Cel|", "Celsius"},
		{"func g() Cel|", "Celsius"},
		{"type T struct { c Cel|", "Celsius"},
		{"var b strings.|", "Builder Reader Replacer"},
		{"q := thing.(Cel|", "Celsius"},
		{"switch thing.(type) {\ncase Do|", "+Dog -dogs"},
		{"switch thing {\ncase do|", "+dogs"},
		{"new(Cel|", "Celsius"},
		{"var a [Cel|", "Celsius"},
		{"Dog{Na|}", "Name"},
		{"&Dog{Name: \"a\", |}", "Age"},
		{"Dog{Name: \"a\", A|", "Age"},
		{"Dog{\"a\", a|", "+any -Age"},
		{"[]*Dog{{Ag|}}", "Age"},
		{"struct{ A Dog }{A: Dog{Ag|", "Age"},
		{"List[int]{It|", "+Items"},
		{"outer:\nfor {\n\tfor {\n\t\tcontinue o|", "outer"},
		{"outer:\nfor {\n\tfor {\n\t\tbreak |", "outer"},
		{"outer:\n{\n\tfor {\n\t\tcontinue |", ""},
		{"goto e|\nend:\n", "end"},
		{"for i := ran|", "+range +rand"},
		{"f(ran|", "+rand -range"},
		{"func g() { imp|", "importer"},
		{"imp|", "importer import"},
		{"é := 1; contin|", "continue"},
		{"if true { } el|", "else"},
		{"switch x {\ncase 1:\n\tfallt|", "fallthrough"},
		{"fallt|", ""},
		{"func na|", ""},
		{"type Do|", ""},
		{"var do|", ""},
		{"package ma|", ""},
		{"x |", ""},
		{"x := 5 do|", ""},
		{"f(x |)", ""},
		{"// x.|", ""},
		{"/* x.|", ""},
		{"/* a */ lis|", "list List"},
		{"\"x.|", ""},
		{"`x.|`", ""},
		{"'x|'", ""},
		{"1.5e|", ""},
		{"%time x.|", ""},
		{"%time\nx.Le|", "Legs"},
		{"\ufeffx.Le|", "Legs"},
		{"x.Le|\r\nfmt.Println(x)\r\n", "Legs"},
		{"package main\nfunc main() {\n\tfm|", "fmt"},
		{"package main\nimport \"os\"\nfunc main() {\n\tos.Ar|", "Args"},
	} {
		d.want(c.code, c.want)
	}
}

// The whole word is replaced.
func TestCompleteReplaces(t *testing.T) {
	d := newDesk(t, zoo)
	for _, c := range []struct {
		code, replaced string
		match          engine.Match
	}{
		{"strin|gs.Builder", "strings", engine.Match{Text: "strings", Kind: "package", Type: "strings"}},
		{"é := x.Ba|r()", "Bar", engine.Match{Text: "Bark", Kind: "method", Type: "() string", Doc: "Bark is loud."}},
		{"dogs[0].|Age", "Age", engine.Match{Text: "Name", Kind: "field", Type: "string"}},
		{"import \"encod|ing/json\"", "encoding/json", engine.Match{Text: "encoding/xml", Kind: "path", Type: "xml"}},
		{"math.P|", "P", engine.Match{Text: "Pi", Kind: "constant", Type: "untyped float = 3.141592653589793", Doc: "https://oeis.org/A000796"}},
		{"Ma|", "Ma", engine.Match{Text: "Map", Kind: "function", Type: "[T, U any](xs []T, f func(T) U) []U"}},
		{"Do|", "Do", engine.Match{Text: "Dog", Kind: "type", Type: "struct", Doc: "Dog barks."}},
		{"do|", "do", engine.Match{Text: "dogs", Kind: "variable", Type: "[]Dog"}},
		{"mat.NewD|", "NewD", engine.Match{Text: "NewDense", Kind: "function", Type: "(r int, c int, data []float64) *mat.Dense",
			Doc: "NewDense creates a new Dense matrix with r rows and c columns.", Package: "gonum.org/v1/gonum/mat"}},
		{"rand.Intn|", "Intn", engine.Match{Text: "Intn", Kind: "function", Type: "(n int) int",
			Doc: "Intn returns, as an int, a non-negative pseudo-random number in the half-open interval [0,n) from the default [Source].", Package: "math/rand"}},
		{"ran|", "ran", engine.Match{Text: "rand", Kind: "package", Type: "crypto/rand", Package: "crypto/rand"}},
		{"here:\ngoto h|", "h", engine.Match{Text: "here", Kind: "label"}},
		{"retu|", "retu", engine.Match{Text: "return", Kind: "keyword"}},
	} {
		got := d.complete(c.code)
		code := strings.Replace(c.code, "|", "", 1)
		if r := code[got.Start:got.End]; r != c.replaced {
			t.Errorf("%s: %q is replaced", c.code, r)
		}
		found := false
		for _, m := range got.Matches {
			found = found || m == c.match
		}
		if !found {
			t.Errorf("%s: %+v\nis not among %+v", c.code, c.match, got.Matches)
		}
	}
}

// Folders beside the notebook are offered, and what is in them.
func TestCompleteFolders(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("mine/mine.go", "// Package mine counts.\npackage mine\n\n// Started is how often it was.\nvar Started int\n\nfunc init() { Started++ }\n\ntype hidden int\n\n// Count counts.\nfunc Count() int { return Started }\n")
	write("more/deep/deep.go", "package deep\n")
	write("data/x.csv", "1\n")
	write(".git/x.go", "package x\n")
	e, err := engine.New(engine.Options{Dir: func() string { return dir }})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, e: e}
	d.want("import \"./|", "./mine ./more")
	d.want("import \"./mo|", "./more")
	d.want("import \"./more/|\"", "./more/deep")
	d.want("import \"./mine\"\nmine.|", "Count Started")
	write("mine/mine.go", "// Package mine counts.\npackage mine\n\n// Started is how often it was.\nvar Started int\n\nfunc init() { Started++ }\n\n// Count counts.\n// On.\nfunc Count() int { return Started }\n\nfunc CountMore() int { return 2 }\n")
	d.want("import \"./mine\"\nmine.|", "Count CountMore Started")
	if in, ok := d.e.Inspect("import \"./mine\"\nmine.Count", 26, 0); !ok || in.Doc != "Count counts.\nOn." || in.Decl != "func Count() int" {
		t.Errorf("Count is %+v", in)
	}
	d.run("import \"./mine\"\nif mine.Count() != 1 { panic(mine.Count()) }")
	d.want("mine.|", "Count CountMore Started")
	if in, ok := d.e.Inspect("mine", 4, 0); !ok || in.Doc != "Package mine counts." {
		t.Errorf("mine is %+v", in)
	}
}
