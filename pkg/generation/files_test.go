package generation_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/generation"
)

// The file that numpy.save writes is read, and written again to the same bytes.
func TestNPYIsNumPys(t *testing.T) {
	path := filepath.Join("testdata", "three.npy")
	p, err := generation.ReadNPY(path)
	if err != nil {
		t.Fatal(err)
	}
	if p.Len() != 3 || p.Side != 4 {
		t.Fatalf("%v", p)
	}
	for i, v := range p.X {
		if v != float32(i)/200 {
			t.Fatalf("value %d is %v", i, v)
		}
	}
	out := filepath.Join(t.TempDir(), "out.npy")
	if err := p.WriteNPY(out); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%d bytes, numpy.save writes %d:\n%q\n%q", len(got), len(want), got[:128], want[:128])
	}
}

func TestNPYErrors(t *testing.T) {
	whole, err := os.ReadFile(filepath.Join("testdata", "three.npy"))
	if err != nil {
		t.Fatal(err)
	}
	replaced := func(old, with string) []byte {
		pad := strings.Repeat(" ", max(len(old)-len(with), 0))
		old, with = old+", }", with+", }"+pad
		if strings.HasPrefix(old, "<") {
			old, with = old[:3], with[:3]
		}
		if len(old) != len(with) || !bytes.Contains(whole, []byte(old)) {
			t.Fatalf("%q for %q", with, old)
		}
		return bytes.Replace(bytes.Clone(whole), []byte(old), []byte(with), 1)
	}
	nan := bytes.Clone(whole)
	copy(nan[len(nan)-4:], []byte{0, 0, 0xc0, 0x7f})
	for _, c := range []struct {
		want string
		data []byte
	}{
		{"not a .npy file", []byte("PNG")},
		{"ends in its head", whole[:100]},
		{"bytes of values", whole[:len(whole)-3]},
		{"of type <f8", replaced("<f4", "<f8")},
		{"in columns: True", replaced("False, 'shape': (3, 3, 4, 4)", "True, 'shape': (3, 3, 4, 4)")},
		{"want (N, 3, S, S)", replaced("(3, 3, 4, 4)", "(3, 4, 4, 3)")},
		{"want (N, 3, S, S)", replaced("(3, 3, 4, 4)", "(9, 16)")},
		{"wants 768", replaced("(3, 3, 4, 4)", "(4, 3, 4, 4)")},
		{"is NaN", nan},
	} {
		path := filepath.Join(t.TempDir(), "bad.npy")
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := generation.ReadNPY(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%v, want %q and the path", err, c.want)
		}
	}
	bad := generation.Pictures{Side: 1, X: []float32{2, 0, 0}}
	path := filepath.Join(t.TempDir(), "bad.npy")
	if err := bad.WriteNPY(path); err == nil {
		t.Error("a value of 2 was written")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("something was written")
	}
}

func TestGrid(t *testing.T) {
	p := generation.Pictures{Side: 2, X: make([]float32, 5*12)}
	p.At(4)[0] = 1 // red, upper left
	img, err := p.Grid(generation.GridOptions{Columns: 3, Factor: 2, Gap: 1})
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size != image.Pt(16, 11) {
		t.Fatalf("%v", size)
	}
	for _, c := range []struct {
		x, y int
		want color.RGBA
	}{
		{0, 0, color.RGBA{255, 255, 255, 255}}, {1, 1, color.RGBA{0, 0, 0, 255}}, {6, 6, color.RGBA{255, 0, 0, 255}},
		{7, 7, color.RGBA{255, 0, 0, 255}}, {8, 6, color.RGBA{0, 0, 0, 255}}, {12, 7, color.RGBA{255, 255, 255, 255}},
	} {
		if got := img.RGBAAt(c.x, c.y); got != c.want {
			t.Errorf("(%d, %d) is %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

// An animation goes there and back, and its pictures can hardly be told from
// those that it is made of.
func TestGIF(t *testing.T) {
	d := dataset.Synthetic(8, 1)
	var frames []generation.Pictures
	for i := range 4 {
		p, err := generation.PicturesOf(d, []int{i, i + 4, i + 8, i + 12})
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, p)
	}
	grid := generation.GridOptions{Columns: 2, Factor: 2, Gap: 2}
	for _, c := range []struct {
		options generation.GIFOptions
		frames  []int
		delays  []int
		loop    int
	}{
		{generation.GIFOptions{Grid: grid}, []int{0, 1, 2, 3, 2, 1}, []int{48, 8, 8, 48, 8, 8}, 0},
		{generation.GIFOptions{Grid: grid, Once: true, Delay: 5, Rest: 2}, []int{0, 1, 2, 3}, []int{10, 5, 5, 10}, -1},
	} {
		var b bytes.Buffer
		if err := generation.EncodeGIF(&b, frames, c.options); err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(&b)
		if err != nil {
			t.Fatal(err)
		}
		if len(g.Image) != len(c.frames) || g.LoopCount != c.loop {
			t.Fatalf("%d frames, loops %d; want %d and %d", len(g.Image), g.LoopCount, len(c.frames), c.loop)
		}
		for i, f := range c.frames {
			if g.Delay[i] != c.delays[i] {
				t.Errorf("frame %d is shown for %d, want %d", i, g.Delay[i], c.delays[i])
			}
			want, err := frames[f].Grid(grid)
			if err != nil {
				t.Fatal(err)
			}
			// 40 dB: an error of 2.5 of 255.
			if q := quality(g.Image[i], want); q < 40 {
				t.Errorf("frame %d: %.1f dB, want 40", i, q)
			}
		}
	}
}

// quality is the peak signal-to-noise ratio in decibels.
func quality(got, want image.Image) float64 {
	if got.Bounds() != want.Bounds() {
		return 0
	}
	sum, n := 0.0, 0.0
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			r, g, b, _ := got.At(x, y).RGBA()
			wr, wg, wb, _ := want.At(x, y).RGBA()
			for _, d := range []float64{float64(r) - float64(wr), float64(g) - float64(wg), float64(b) - float64(wb)} {
				sum += d * d / (257 * 257)
				n++
			}
		}
	}
	return 10 * math.Log10(255*255*n/max(sum, 1e-9))
}

// Few colours are kept as they are.
func TestGIFKeepsFewColours(t *testing.T) {
	p := generation.Pictures{Side: 8, X: make([]float32, 3*64)}
	for i := range p.X {
		p.X[i] = float32(i%64) / 255
	}
	var b bytes.Buffer
	if err := generation.EncodeGIF(&b, []generation.Pictures{p}, generation.GIFOptions{Grid: generation.GridOptions{Factor: 1, Gap: -1}}); err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 64 {
		if got := color.RGBAModel.Convert(g.Image[0].At(i%8, i/8)); got != (color.RGBA{uint8(i), uint8(i), uint8(i), 255}) {
			t.Fatalf("pixel %d is %v", i, got)
		}
	}
}

func TestGIFErrors(t *testing.T) {
	p := generation.Pictures{Side: 2, X: make([]float32, 12)}
	for _, c := range []struct {
		want    string
		frames  []generation.Pictures
		options generation.GIFOptions
	}{
		{"no frames", nil, generation.GIFOptions{}},
		{"-1 hundredths", []generation.Pictures{p}, generation.GIFOptions{Delay: -1}},
		{"frame 1 is", []generation.Pictures{p, {Side: 4, X: make([]float32, 48)}}, generation.GIFOptions{Grid: generation.GridOptions{Factor: 1}}},
		{"frame 1: generation: grid: no pictures", []generation.Pictures{p, {Side: 2}}, generation.GIFOptions{}},
	} {
		if err := generation.EncodeGIF(&bytes.Buffer{}, c.frames, c.options); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
