package tensorfile_test

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

// value is one value of a pickle as Python's pickletools writes it.
type value func(p *program)

func raw(s string) value { return func(p *program) { p.raw(s) } }

func texts(s string) value { return func(p *program) { p.text(s) } }

// pairs is a dict.
func pairs(items ...any) value {
	return func(p *program) {
		p.raw("}(")
		for i := 0; i < len(items); i += 2 {
			p.text(items[i].(string))
			items[i+1].(value)(p)
		}
		p.raw("u")
	}
}

// weight is a tensor of one element of the storage.
func weight(offset int64) value {
	return func(p *program) {
		p.tensor(view{"", "FloatStorage", "0", 6, offset, []int64{1}, []int64{1}, true}, true)
	}
}

// call is a name applied to arguments.
func call(module, name string, args ...value) value {
	return func(p *program) {
		p.raw("c" + module + "\n" + name + "\n(")
		for _, a := range args {
			a(p)
		}
		p.raw("tR")
	}
}

// beside is what training scripts save with the weights.
func beside() []any {
	namespace := func(p *program) {
		p.raw("cargparse\nNamespace\n)\x81")
		pairs("lr", raw("G?PbM\xd2\xf1\xa9\xfc"), "device", call("torch", "device", texts("cuda")), "layers", raw("](](K\x01K\x02e](ee"), "none", raw("N"))(p)
		p.raw("b")
	}
	dtype := func(p *program) {
		p.raw("cnumpy\ndtype\n(").text("f8").raw("\x89\x88tR(K\x03").text("<").raw("NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb")
	}
	numpyBytes := call("_codecs", "encode", texts("\u0000?"), texts("latin1"))
	return []any{
		"epoch", raw("K\x03"), "best", call("numpy._core.multiarray", "scalar", dtype, numpyBytes),
		"old best", call("numpy.core.multiarray", "scalar", dtype, numpyBytes),
		"args", value(namespace), "size", call("torch", "Size", raw("(K\x01K\x02t")), "dtype", raw("ctorch\nfloat16\n"),
		"lists", call("collections", "defaultdict", raw("c__builtin__\nlist\n")), "counter", call("collections", "Counter", pairs("a", raw("K\x02"))),
		"pairs", call("collections", "OrderedDict", raw("](](").and(texts("a")).and(raw("K\x01ee"))),
		"set", call("__builtin__", "set", raw("](K\x01e")), "new set", raw("\x8f(K\x01\x90"), "frozen", raw("(K\x01\x91"),
		"path", call("pathlib", "PosixPath", texts("/")), "true", raw("\x88"), "none", raw("N"), "bytes", raw("C\x01x"),
		"long", raw("\x8a\x0d\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x10"),
		"optimizer", pairs("state", pairs("0", pairs("exp_avg", weight(5)))),
	}
}

func (v value) and(more value) value { return func(p *program) { v(p); more(p) } }

func TestReadCheckpoints(t *testing.T) {
	sd := func() value { return pairs("w", weight(0), "b", weight(1)) }
	with := func(items ...any) value { return pairs(append(items, beside()...)...) }
	own := []string{"w[1][1]", "b[1][2]"}
	self := func(p *program) { p.raw("}q\x01("); p.text("w"); weight(0)(p); p.text("me").raw("h\x01u") }
	for name, c := range map[string]struct {
		v    value
		want []string
	}{
		"bare, with rest":  {with("w", weight(0), "b", weight(1)), own},
		"state_dict":       {with("state_dict", sd()), own},
		"model_state_dict": {with("model_state_dict", sd()), own},
		"model":            {with("model", sd()), own},
		"net":              {with("net", sd()), own},
		"net, last":        {pairs(append(beside(), "net", sd())...), own},
		"deep":             {with("model", with("state_dict", sd())), own},
		"a lone tensor":    {with("epoch tensor", weight(4), "model", sd()), own},
		"one odd name":     {with("classifier", sd()), []string{"classifier.w[1][1]", "classifier.b[1][2]"}},
		"two":              {with("netG", sd(), "netD", pairs("w", weight(2))), []string{"netG.w[1][1]", "netG.b[1][2]", "netD.w[1][3]"}},
		"layers called so": {pairs("model", weight(0), "net.w", weight(1)), []string{"model[1][1]", "net.w[1][2]"}},
		"in itself":        {self, []string{"w[1][1]"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProgram()
			c.v(p)
			p.raw(".")
			f, err := tensorfile.Read(legacyFile(p.Bytes(), part{"0", 6, floats(binary.LittleEndian, 1, 2, 3, 4, 5, 6)}))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range f.Tensors {
				got = append(got, describe(x.Name, x.Shape, x.Data))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever lies beside the weights, a name that could do something is refused.
func TestReadCheckpointRefuses(t *testing.T) {
	for name, v := range map[string]value{
		"os.system":          call("os", "system", texts("ls")),
		"builtins.eval":      call("builtins", "eval", texts("1")),
		"__builtin__.exec":   call("__builtin__", "exec", texts("1")),
		"builtins.getattr":   call("builtins", "getattr", texts("1")),
		"numpyx.f":           call("numpyx", "f"),
		"__main__.Net":       raw("c__main__\nNet\n)\x81"),
		"subprocess.Popen":   call("subprocess", "Popen", texts("ls")),
		"types.FunctionType": call("types", "FunctionType"),
	} {
		p := newProgram()
		pairs("w", weight(0), "x", v)(p)
		p.raw(".")
		_, err := tensorfile.Read(legacyFile(p.Bytes(), part{"0", 6, floats(binary.LittleEndian, 1, 2, 3, 4, 5, 6)}))
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "nothing was run") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Pairs of which dicts are made again and again are copied as often as the file
// has bytes, no more.
func TestReadCheckpointOfManyCopies(t *testing.T) {
	p := newProgram()
	p.raw("](" + strings.Repeat("K\x01K\x02\x86", 500) + "eq\x00")
	for range 500 {
		p.raw("0ccollections\nOrderedDict\nh\x00\x85R")
	}
	p.raw(".")
	if _, err := tensorfile.Read(legacyFile(p.Bytes())); err == nil || !strings.Contains(err.Error(), "more pairs than the file has bytes") {
		t.Errorf("got %v", err)
	}
}

// A dict that holds others many times is looked through once.
func TestReadCheckpointOfManyPaths(t *testing.T) {
	p := newProgram()
	p.raw("}q\x00")
	for i := range 60 { // dict i holds dict i−1 twice
		p.raw("}q" + string(rune(i+1)) + "(").text("a").raw("h" + string(rune(i))).text("b").raw("h" + string(rune(i)) + "u")
	}
	p.raw(".")
	if _, err := tensorfile.Read(legacyFile(p.Bytes())); err == nil || !strings.Contains(err.Error(), "is a dict, not a tensor") {
		t.Errorf("got %v", err)
	}
}
