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
		"NaN":      {"rate=NaN", "finite"},
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
	want := []notebook.Parameter{{Name: "seed", Value: "3"}, {Name: "name", Value: "a b"}, {Name: "seeds", Value: "[1,2]"}, {Name: "train", Value: "true"}}
	for name, content := range map[string]string{
		"JSON":  `{"seed": 3, "name": "a b", "seeds": [1, 2], "train": true}`,
		"Lines": "# a comment\nseed=3\n\nname=a b\nseeds=[1,2]\r\ntrain=true\n",
	} {
		path := filepath.Join(t.TempDir(), "p")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := notebook.ReadParameters(path)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%s: %q, %v", name, got, err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %q, want %q", name, got[i], want[i])
			}
		}
	}
	for _, content := range []string{`{"seed": `, "seed"} {
		path := filepath.Join(t.TempDir(), "p")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := notebook.ReadParameters(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %q, %v", content, got, err)
		}
	}
}
