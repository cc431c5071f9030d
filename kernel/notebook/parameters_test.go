package notebook_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/kernel/notebook"
)

const defaults = `import "time"

// The study's choices.
seed := 1
var rate = 1e-3
var epochs int64 = 100
var (
	name  string
	train = true
)
offset, scale := -2, float32(0.5)
seeds := []int{0, 1}
var labels []string
limit := 90 * time.Second
var model = pretrained()
const fixed = 3`

func TestParameters(t *testing.T) {
	for name, c := range map[string]struct{ give, want string }{
		"Int":           {"seed=7", "seed = 7"},
		"Hex":           {"seed=0x1F", "seed = 0x1F"},
		"Float":         {"rate=3", "rate = 3"},
		"FloatExponent": {"rate=-2.5e-4", "rate = -2.5e-4"},
		"Typed":         {"epochs=9000000000", "epochs = 9000000000"},
		"String":        {`name=a "b"=c\n`, `name = "a \"b\"=c\\n"`},
		"EmptyString":   {"name=", `name = ""`},
		"Bool":          {"train=false", "train = false"},
		"Negative":      {"offset=-5", "offset = -5"},
		"Conversion":    {"scale=0.25", "scale = 0.25"},
		"List":          {"seeds=3, 4,5", "seeds = []int{3, 4, 5}"},
		"ListJSON":      {"seeds=[3,4]", "seeds = []int{3, 4}"},
		"ListEmpty":     {"seeds=", "seeds = []int{}"},
		"ListOfStrings": {`labels=["a,b","ü"]`, `labels = []string{"a,b", "ü"}`},
		"Duration":      {"limit=1m30s", "limit = time.Duration(90000000000)"},
		"LeadingZero":   {"seed=010 offset=-08", "seed = 10\noffset = -8"},
		"FloatZero":     {"rate=010", "rate = 10"},
		"Infinite":      {"rate=-inf", "import \"math\"\nrate = math.Inf(-1)"},
		"NaN":           {"rate=nan", "import \"math\"\nrate = math.NaN()"},
		"WholeFloat":    {"seed=4.0", "seed = 4"},
		"ListZero":      {"seeds=[010,08]", "seeds = []int{10, 8}"},
		"PythonBool":    {"train=False", "train = false"},
		"InOrder":       {"rate=1 seed=2 seed=3", "seed = 3\nrate = 1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, inGo, cell{source: "show x"}, cell{source: defaults, tags: []string{"parameters"}}, cell{source: "show y"})
			opts := options()
			opts.AllowErrors = true // the test's kernel understands no Go
			opts.Parameters = parse(t, c.give)
			nb, err := run(t, path, opts)
			if err != nil {
				t.Fatal(err)
			}
			cells := nb.Cells()
			if len(cells) != 4 || !cells[2].HasTag("injected-parameters") || cells[2].ID() == "" {
				t.Fatalf("%d cells; no injected one after the parameters", len(cells))
			}
			if got := cells[2].Source(); got != "// Parameters\n"+c.want {
				t.Errorf("injected %q, want %q", got, c.want)
			}
			before := nb.Bytes()
			if again, err := run(t, path, opts); err != nil || !bytes.Equal(again.Bytes(), before) {
				t.Errorf("the same parameters again: %v\n%s", err, again.Bytes())
			}
		})
	}
}

// inGo says what the test's kernel is not: a Go kernel.
var inGo = map[string]any{"kernelspec": map[string]any{"name": "go", "language": "go"}}

// parse splits at spaces where name=value follows; one value holds spaces.
func parse(t *testing.T, s string) []notebook.Parameter {
	t.Helper()
	fields := []string{s}
	if strings.Count(s, "=") > 1 && !strings.Contains(s, `"`) {
		fields = strings.Fields(s)
	}
	var list []notebook.Parameter
	for _, f := range fields {
		p, err := notebook.ParseParameter(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestInjectedParametersReachTheKernel(t *testing.T) {
	path := write(t, inGo, cell{source: "x := 1", tags: []string{"parameters"}}, cell{source: "show x"})
	for _, value := range []string{"2", "3"} {
		opts := options()
		opts.Parameters = []notebook.Parameter{{Name: "x", Value: value}}
		nb, err := run(t, path, opts)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(nb.Cells()); n != 3 {
			t.Fatalf("%d cells, want 3: an injected cell is replaced", n)
		}
		if got := shown(nb.Cells()[2]); got != "stdout:"+value+"|" {
			t.Errorf("the kernel has %q, want %s", got, value)
		}
	}
}

func TestParameterErrors(t *testing.T) {
	for name, c := range map[string]struct{ give, want string }{
		"Unknown":  {"sed=1", "seed"},
		"Const":    {"fixed=1", "unknown"},
		"NotInt":   {"seed=1.5", "type int"},
		"TooLarge": {"epochs=99999999999999999999", "int64"},
		"NotFloat": {"rate=fast", "float64"},
		"NotBool":  {"train=1", "true or false"},
		"Element":  {"seeds=1,x", "element 2"},
		"NotJSON":  {"seeds=[1,", "JSON"},
		"Duration": {"limit=90", "1m30s"},
		"Call":     {"model=x", "cannot be set"},
	} {
		t.Run(name, func(t *testing.T) {
			opts := options()
			opts.Parameters = parse(t, c.give)
			_, err := run(t, write(t, inGo, cell{source: defaults, tags: []string{"parameters"}}), opts)
			if !errors.Is(err, notebook.ErrParameter) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	opts := options()
	opts.Parameters = []notebook.Parameter{{Name: "x", Value: "1"}}
	python := map[string]any{"kernelspec": map[string]any{"name": "python3", "language": "python"}}
	if _, err := run(t, write(t, python, cell{source: "x = 1", tags: []string{"parameters"}}), opts); !errors.Is(err, notebook.ErrParameter) {
		t.Errorf("a Python notebook: %v", err)
	}
	if _, err := notebook.ParseParameter("x"); !errors.Is(err, notebook.ErrParameter) {
		t.Errorf("no value: %v", err)
	}
}

func TestReadParameters(t *testing.T) {
	want := "seed=3 name=a b seeds=[1,2] train=true"
	for name, content := range map[string]string{
		"a.json":       `{"seed": 3, "name": "a b", "seeds": [1, 2], "train": true}`,
		"mark.json":    "\ufeff" + `{"seed": 3, "name": "a b", "seeds": [1, 2], "train": true}`,
		"lines":        "# a comment\nseed=3\n\nname=a b\nseeds=[1,2]\r\ntrain=true\n",
		"marked lines": "\ufeffseed=3\nname=a b\nseeds=[1,2]\ntrain=true",
		"a.yaml":       "# a comment\nseed: 3\nname: a b\nseeds:\n- 1\n- 2\ntrain: true\n",
		"a.YML":        "{seed: 3, name: 'a b', seeds: &s [1, 2], train: true}",
		"unnamed yaml": "seed: 3\nname: a b\nseeds: [1, 2]\ntrain: true\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		list, err := notebook.ReadParameters(path)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, p := range list {
			got = append(got, p.Name+"="+p.Value)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	for name, content := range map[string]string{
		"cut.json": `{"seed": `, "list.json": "[1]", "word": "seed", "list.yaml": "- 1", "two.yaml": "a: 1\n---\nb: 2", "wide.txt": "\xff\xfea\x00=\x001\x00",
		"aliases.yaml": "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]",
		"own.yaml":     "a: !!binary aGk=",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := notebook.ReadParameters(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

// TestFileParameters fits values of files, which tell texts, numbers and null
// apart, to the types of the defaults.
func TestFileParameters(t *testing.T) {
	const source = `n := 1
f := 0.5
small := float32(1)
s := ""
on := true
xs := []int{1}
grid := [][]float64{}
pair := [2]int{}
counts := map[string]int{}
byID := make(map[int]string)
var p *int
var free any
var names []string`
	for name, c := range map[string]struct{ file, want string }{
		"WholeFloat":   {`{"n": 4.0, "xs": [2.0, 1e3]}`, "n = 4\nxs = []int{2, 1000}"},
		"LargeInt":     {`{"n": 9007199254740993}`, "n = 9007199254740993"},
		"LeadingZero":  {"n: 010\nf: 010\nxs: [08, 0x10]", "n = 10\nf = 10\nxs = []int{8, 0x10}"},
		"PythonJSON":   {`{"f": NaN, "small": -Infinity}`, "import \"math\"\nf = math.NaN()\nsmall = float32(math.Inf(-1))"},
		"YAMLInf":      {"f: -.inf\nsmall: .NaN", "import \"math\"\nf = math.Inf(-1)\nsmall = float32(math.NaN())"},
		"YAMLBool":     {"on: no", "on = false"},
		"TextOfMath":   {"s: math.NaN()\n", `s = "math.NaN()"`},
		"Text":         {"s: 010\n", `s = "010"`},
		"QuotedNull":   {`s: "null"`, `s = "null"`},
		"Null":         {`{"p": null, "xs": null, "counts": null, "free": null}`, "xs = nil\ncounts = nil\np = nil\nfree = nil"},
		"Nested":       {`{"grid": [[1, 2.5], []]}`, "grid = [][]float64{[]float64{1, 2.5}, []float64{}}"},
		"Array":        {`{"pair": [1, 2]}`, "pair = [2]int{1, 2}"},
		"Dict":         {`{"counts": {"a": 1, "b\"": 2, "a": 3}}`, `counts = map[string]int{"a": 3, "b\"": 2}`},
		"DictYAML":     {"counts:\n  a: 1\n  b: 2.0\n", `counts = map[string]int{"a": 1, "b": 2}`},
		"DictIntKey":   {"byID: {7: x, 010: y}", `byID = map[int]string{7: "x", 10: "y"}`},
		"DictEmpty":    {`{"counts": {}}`, "counts = map[string]int{}"},
		"Anything":     {`{"free": {"a": [1, 2.5, "3", true, null]}}`, `free = map[string]any{"a": []any{1, 2.5, "3", true, nil}}`},
		"AnythingYAML": {"free: [x, 1e3, '1', yes]", `free = []any{"x", 1e3, "1", "yes"}`},
		"NullText":     {"names=null", `names = []string{"null"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := injected(t, source, c.file)
			if err != nil || got != "// Parameters\n"+c.want {
				t.Errorf("injected %q, %v, want %q", got, err, c.want)
			}
		})
	}
	for name, c := range map[string]struct{ file, want string }{
		"Fraction":   {`{"n": 4.5}`, "type int"},
		"NullInt":    {`{"n": null}`, "type int, not null"},
		"NullText":   {`{"s": null}`, "type string, not null"},
		"DictForInt": {`{"n": {"a": 1}}`, "not a dict"},
		"Infinite":   {`{"n": 1e400}`, "type int"},
		"Overflow":   {`{"small": 1e300}`, "float32"},
		"Tiny":       {`{"n": 1e-999999999}`, "type int"},
		"Element":    {`{"counts": {"a": "x"}}`, `value of "a"`},
		"Key":        {`{"byID": {"a": "x"}}`, `key "a"`},
		"Length":     {`{"pair": [1]}`, "want 2 elements, not 1"},
		"ListDict":   {`{"counts": [1]}`, "want a dict"},
		"DictList":   {`{"xs": {"a": 1}}`, "want a list"},
		"Pointer":    {`{"p": 1}`, "want null"},
	} {
		t.Run("No"+name, func(t *testing.T) {
			if got, err := injected(t, source, c.file); !errors.Is(err, notebook.ErrParameter) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("injected %q, %v, want an error %q", got, err, c.want)
			}
		})
	}
}

// injected is the cell that a file of parameters makes.
func injected(t *testing.T, defaults, file string) (string, error) {
	t.Helper()
	parameters := filepath.Join(t.TempDir(), "p")
	if err := os.WriteFile(parameters, []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	opts := options()
	opts.AllowErrors = true // the test's kernel understands no Go
	var err error
	if opts.Parameters, err = notebook.ReadParameters(parameters); err != nil {
		t.Fatal(err)
	}
	nb, err := run(t, write(t, inGo, cell{source: defaults, tags: []string{"parameters"}}), opts)
	if err != nil {
		return "", err
	}
	return nb.Cells()[1].Source(), nil
}
