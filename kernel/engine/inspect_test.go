package engine_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/engine"
)

// inspect inspects at the bar in a cell, all that there is as one text.
func (d *desk) inspect(code string) (string, engine.Inspection) {
	cursor := strings.Index(code, "|")
	if cursor < 0 {
		d.t.Fatalf("%s: no cursor", code)
	}
	in, ok := d.e.Inspect(code[:cursor]+code[cursor+1:], cursor, 0)
	if !ok {
		return "", in
	}
	text := in.Decl
	if in.Value.IsValid() {
		text += fmt.Sprintf(" = %v", in.Value.Interface())
	}
	return text + "\n" + in.Doc + "\n" + in.TypeDecl + "\n" + in.TypeDoc + "\n" + strings.Join(append(in.Fields, in.Methods...), "\n"), in
}

func TestInspect(t *testing.T) {
	d := newDesk(t,
		"import (\"fmt\"; \"strings\"; \"sync\"; \"gonum.org/v1/plot\"; \"github.com/crococlock/crococlock/pkg/dataset\")",
		"// double doubles.\n// Twice.\nfunc double(n int) int { return 2 * n }\n\n// point is a place.\ntype point struct {\n\tX, Y int // where\n}\n\n// Sum adds.\nfunc (p *point) Sum() int { return p.X + p.Y }",
		"p := &point{1, 2}\nx := 21\nvar b strings.Builder\nlist := []string{\"a\"}\nvar wg sync.WaitGroup\npl := plot.New()")
	for _, c := range []struct {
		code string
		want []string
	}{
		{"x|", []string{"var x int = 21"}},
		{"é := x| + 1", []string{"var x int = 21"}},
		{"list|", []string{"var list []string = [a]"}},
		{"double|(3)", []string{"func double(n int) int", "double doubles.\nTwice."}},
		{"double(3|", []string{"func double(n int) int"}},
		{"double(x, (1), |", []string{"func double(n int) int"}},
		{"p|", []string{"var p *point = &{1 2}", "point is a place.", "func (p *point) Sum() int"}},
		{"p.X|", []string{"X int = 1", "where"}},
		{"p.Sum|()", []string{"func (p *point) Sum() int", "Sum adds."}},
		{"point|{}", []string{"type point struct {\n\tX, Y int // where\n}", "point is a place.", "func (p *point) Sum() int"}},
		{"fmt.Pri|ntln", []string{"func Println(a ...any) (n int, err error)", "formats using the default formats"}},
		{"fmt|", []string{"package fmt", "formatted I/O"}},
		{"b.WriteString|", []string{"func (b *Builder) WriteString(s string) (int, error)", "appends"}},
		{"b|", []string{"var b strings.Builder", "A Builder is used"}},
		{"pl.Title|", []string{"Title "}},
		{"plot.Plot|", []string{"type Plot struct"}},
		{"dataset.Dataset|", []string{"type Dataset struct"}},
		{"append|", []string{"func append("}},
		{"int|", []string{"type int int"}},
	} {
		got, _ := d.inspect(c.code)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q does not hold %q", c.code, got, want)
			}
		}
	}
	for _, code := range []string{"|", "none|", "x.none|", "fmt.none|", "1 + |", "(|", "p.Sum.x|"} {
		if got, _ := d.inspect(code); got != "" {
			t.Errorf("%q: %q, want nothing", code, got)
		}
	}
}

func TestInspectMore(t *testing.T) {
	d := newDesk(t, zoo,
		"const limit, third = 10, 1.0 / 3\ntype (\n\t// Cage is one of a group.\n\tCage struct {\n\t\tDog // who is in\n\t}\n)\n// count is a count.\nvar count = map[string]struct{ deep struct{ n int } }{}\nvar pointer = &struct{ deep struct{ n int } }{}\npointer.deep.n = 7\nvar none *Dog")
	for _, c := range []struct {
		code string
		want engine.Inspection // only what is not empty, and Value never
	}{
		{"limit|", engine.Inspection{Kind: "constant", Decl: "const limit = 10", Type: "untyped int"}},
		{"third|", engine.Inspection{Decl: "const third = 0.3333333333333333"}},
		{"math.Pi|", engine.Inspection{Decl: "const Pi = 3.141592653589793", Doc: "https://oeis.org/A000796", Path: "math"}},
		{"time.Second|", engine.Inspection{Decl: "const Second time.Duration = 1000000000"}},
		{"Map|(dogs, func(d Dog) int { return 1 })", engine.Inspection{Decl: "func Map[T, U any](xs []T, f func(T) U) []U", Type: "func(xs []Dog, f func(Dog) int) []int"}},
		{"list.Push(|", engine.Inspection{Kind: "method", Decl: "func (l *List[T]) Push(x T)", Type: "func(x Dog)"}},
		{"fmt.Println(Dog{|", engine.Inspection{Name: "Dog", Kind: "type", Doc: "Dog barks."}},
		{"Dog{Na|me: \"a\"}", engine.Inspection{Kind: "field", Decl: "Name string"}},
		{"f(1, \"a|", engine.Inspection{Name: "f", Decl: "func f(n int, s string) Dog"}},
		{"f(1, []string{\"a\"|}[0])", engine.Inspection{Name: "string", Decl: "type string string"}},
		{"f(1, dogs[0].Na|me)", engine.Inspection{Name: "Name"}},
		{"x.|", engine.Inspection{Name: "x", Decl: "var x Dog", TypeDoc: "Dog barks."}},
		{"f(1, \"\").|", engine.Inspection{Decl: "Dog"}},
		{"pup.Ba|rk", engine.Inspection{Decl: "func (d *Dog) Bark() string", Doc: "Bark is loud. Very."}},
		{"pup.Cap|", engine.Inspection{Decl: "func (b *Builder) Cap() int", Path: "strings"}},
		{"strings.Builder{}.Len|", engine.Inspection{Decl: "func (b *Builder) Len() int"}},
		{"shape.Area|", engine.Inspection{Decl: "func (Shape) Area() float64"}},
		{"Cage|", engine.Inspection{Doc: "Cage is one of a group.", Decl: "type Cage struct {\n\tDog // who is in\n}"}},
		{"count|", engine.Inspection{Doc: "count is a count."}},
		{"var r io.Reader\nr.Re|ad", engine.Inspection{Decl: "func (io.Reader) Read(p []byte) (n int, err error)"}},
		{"http.Server{}.Addr|", engine.Inspection{Decl: "Addr string"}},
		{"rand.Intn|", engine.Inspection{Decl: "func Intn(n int) int", Path: "math/rand"}},
		{"rand|", engine.Inspection{Decl: "package rand // import \"math/rand\""}},
		{"import \"str|ings\"", engine.Inspection{Name: "strings", Kind: "package", Path: "strings"}},
		{"import s \"strings\"\ns|.ToUpper(\"\")", engine.Inspection{Name: "s", Path: "strings"}},
		{"for _, q := range dogs { q|.Bark() }", engine.Inspection{Decl: "var q Dog"}},
		{"switch v|y := thing.(type) { case Dog: _ = vy }", engine.Inspection{Decl: "var vy any"}},
		{"switch vy := thing.(type) { case Dog: _ = v|y }", engine.Inspection{Decl: "var vy Dog"}},
		{"// help helps.\n// A lot.\nfunc help(a int) {}\nhel|p(3)", engine.Inspection{Doc: "help helps.\nA lot.", Decl: "func help(a int)"}},
		{"// Run runs.\nfunc (d *Dog) Run() {}\nx.Ru|n()", engine.Inspection{Doc: "Run runs."}},
		{"len(|", engine.Inspection{Decl: "func len(v Type) int"}},
		{"error|", engine.Inspection{Decl: "type error interface {\n\tError() string\n}"}},
	} {
		_, got := d.inspect(c.code)
		for _, f := range []struct{ name, got, want string }{
			{"name", got.Name, c.want.Name}, {"kind", got.Kind, c.want.Kind}, {"declaration", got.Decl, c.want.Decl}, {"type", got.Type, c.want.Type},
			{"comment", got.Doc, c.want.Doc}, {"type's comment", got.TypeDoc, c.want.TypeDoc}, {"path", got.Path, c.want.Path},
		} {
			if f.want != "" && f.got != f.want {
				t.Errorf("%s: %s %q, want %q", c.code, f.name, f.got, f.want)
			}
		}
	}
	for code, want := range map[string]string{
		"pointer.deep.n|": "7", "pup.Dog.Age|": "0", "pup.Age|": "0", "none|": "<nil>", "none.Age|": "none", "dogs[0].Age|": "none",
		"os.Args|": fmt.Sprint(os.Args), "count := 3\ncount|": "none", "temp|": "0", "func g(x int) { x| }": "none",
	} {
		_, in := d.inspect(code)
		got := "none"
		if in.Value.IsValid() {
			got = fmt.Sprint(in.Value.Interface())
		}
		if got != want {
			t.Errorf("the value of %s is %s, want %s", code, got, want)
		}
	}
	for _, code := range []string{"for|", "here:\ngoto he|re", "// x|", "1|", "x.Name.foo|", "%time x|", "nowhere.x|", "\"x|\""} {
		if got, in := d.inspect(code); got != "" {
			t.Errorf("%q: %+v, want nothing", code, in)
		}
	}
	if in, ok := d.e.Inspect("Map", 3, 1); !ok || in.Source != "func Map[T, U any](xs []T, f func(T) U) []U { return nil }" {
		t.Errorf("the source of Map is %q", in.Source)
	}
}
