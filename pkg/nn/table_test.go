package nn_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
)

func TestTable(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	up := nn.NewConvTranspose2D("up<1>", nn.Conv2DConfig{In: 8, Out: 4, Kernel: 4, Stride: 2, Padding: 1}, rng)
	net := nn.NewSequential(nn.NewSequential(up, nn.NewTanh()), nn.NewFlatten(), nn.NewLinear("lin", nn.LinearConfig{In: 4 * 64, Out: 1000}, rng))
	table, err := nn.Describe(net, 5, 8, 2, 8)
	if err != nil {
		t.Fatal(err)
	}
	// A transposed convolution multiplies each of its inputs by each filter value.
	flops := 2*8*4*4*4*2*8 + 2*256*1000
	if len(table.Rows) != 4 || table.FLOPs != flops || table.Params != nn.Count(net.Params()) {
		t.Errorf("%d rows, %d FLOPs, %d parameters; want 4, %d, %d", len(table.Rows), table.FLOPs, table.Params, flops, nn.Count(net.Params()))
	}
	for _, want := range []string{"up&lt;1&gt;: conv transpose", "(5, 4, 4, 16)", "257,000", "512,000"} {
		if !strings.Contains(table.HTML(), want) {
			t.Errorf("no %q in\n%s", want, table.HTML())
		}
	}
	if _, err := nn.Describe(net); err == nil || !strings.Contains(err.Error(), "(N, …)") {
		t.Errorf("no shape gives error %v", err)
	}
	// A layer of layers is one row with what they do.
	rng = rand.New(rand.NewPCG(1, 1))
	both := twice{nn.NewSpectralNorm(nn.NewLinear("around", nn.LinearConfig{In: 768, Out: 768}, rng), rng), smallNet(1)}
	if table, err = nn.Describe(nn.NewSequential(both), 2, 3, 16, 16); err != nil {
		t.Fatal(err)
	}
	inner, err := nn.Describe(both.net, 2, 3, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	if want := inner.FLOPs + 2*2*768*768; len(table.Rows) != 1 || table.FLOPs != want || inner.FLOPs == 0 {
		t.Errorf("a layer of layers has %d FLOPs in %d rows, want %d in one", table.FLOPs, len(table.Rows), want)
	}
	if _, err := nn.Describe(net, 5, 7, 4, 4); err == nil || !strings.Contains(err.Error(), "up<1>") || !strings.Contains(err.Error(), "(N, 8, H, W)") {
		t.Errorf("a wrong number of channels gives error %v", err)
	}
}

// Layers that are side by side have rows of their own.
func TestTableOfBranches(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	conv := func(name string, out, kernel int) nn.Layer {
		return nn.NewConv2D(name, nn.Conv2DConfig{In: 2, Out: out, Kernel: kernel, Padding: kernel / 2}, rng)
	}
	block := nn.NewResidual(nn.NewSequential(nn.NewSiLU(), conv("a", 4, 3)), nn.NewSequential(conv("s", 4, 1), nn.NewReLU()))
	net := nn.NewSequential(
		nn.NewResidual(nn.NewResidual(nn.NewSiLU(), nil), nil),
		nn.NewConcat(1, nn.NewSequential(), nn.NewSequential(block, nn.NewSiLU()), conv("c", 1, 3)),
		nn.NewGlobalAvgPool2D(),
	)
	got, err := nn.Summary(net, 5, 2, 4, 4)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimLeft(`
layer                       output             parameters        FLOPs
residual                    (5, 2, 4, 4)                0            0
  residual                  (5, 2, 4, 4)                0            0
    silu                    (5, 2, 4, 4)                0            0
concat axis 1               (5, 7, 4, 4)                0            0
| the input                 (5, 2, 4, 4)                0            0
| residual                  (5, 4, 4, 4)                0            0
    silu                    (5, 2, 4, 4)                0            0
    a: conv 2→4, 3×3, pad 1 (5, 4, 4, 4)               76         2304
  + s: conv 2→4, 1×1        (5, 4, 4, 4)               12          256
    relu                    (5, 4, 4, 4)                0            0
  silu                      (5, 4, 4, 4)                0            0
| c: conv 2→1, 3×3, pad 1   (5, 1, 4, 4)               19          576
global avg pool             (5, 7)                      0            0
total                                                 107         3136
`, "\n")
	plain := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	if plain(got) != plain(want) {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
	// The branches' rows are indented, and any layer has a table.
	table, err := nn.Describe(block, 5, 2, 4, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"residual", "  silu", "  a: ", "+ s: ", "  relu"} {
		if !strings.HasPrefix(table.Rows[i].Layer, want) {
			t.Errorf("row %d is %q, want %q…", i, table.Rows[i].Layer, want)
		}
	}
	if html := table.HTML(); !strings.Contains(html, "\u00a0\u00a0\u00a0\u00a0relu") {
		t.Errorf("rows are not indented in %s", html)
	}
}
