package tensorfile_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

// rounded is what is read of numbers written in half precision.
func rounded(t *testing.T, values []float32) []float32 {
	t.Helper()
	var b bytes.Buffer
	f := &tensorfile.File{Tensors: []tensorfile.Tensor{
		{Name: "w", Shape: []int{len(values)}, Data: values},
		{Name: "n", Shape: []int{1}, Data: []float32{1 << 20}, Ints: []int64{1 << 20}},
	}}
	if err := tensorfile.WriteHalfSafetensors(&b, f); err != nil {
		t.Fatal(err)
	}
	got, err := tensorfile.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if n := got.Tensors[1].Ints; len(n) != 1 || n[0] != 1<<20 {
		t.Errorf("whole numbers are %v", n)
	}
	return got.Tensors[0].Data
}

// Every number of half precision comes back as it is, and one between two of them
// as the nearer, halfway as the even one.
func TestHalfSafetensors(t *testing.T) {
	var all []float32 // finite ones from 0 on, in their order
	for h := range 0x7c00 {
		exp, frac := h>>10, float64(h&0x3ff)
		if exp > 0 {
			frac, exp = frac+1024, exp-1
		}
		all = append(all, float32(math.Ldexp(frac, exp-24)))
	}
	for i, v := range rounded(t, all) {
		if v != all[i] {
			t.Fatalf("%v becomes %v", all[i], v)
		}
	}
	var between, want []float32
	for i := range len(all) - 1 {
		low, high := all[i], all[i+1]
		half := low + (high-low)/2
		even := low
		if i%2 == 1 {
			even = high
		}
		between = append(between, math.Nextafter32(half, 0), half, -half, math.Nextafter32(half, high))
		want = append(want, low, even, -even, high)
	}
	for i, v := range rounded(t, between) {
		if v != want[i] {
			t.Fatalf("%v becomes %v, want %v", between[i], v, want[i])
		}
	}
	odd := rounded(t, []float32{float32(math.Inf(-1)), float32(math.NaN()), float32(math.Copysign(0, -1)), 65519})
	if !math.IsInf(float64(odd[0]), -1) || odd[1] == odd[1] || odd[2] != 0 || !math.Signbit(float64(odd[2])) || odd[3] != 65504 {
		t.Errorf("−Inf, NaN, −0 and 65519 become %v", odd)
	}
	err := tensorfile.WriteHalfSafetensors(&bytes.Buffer{}, &tensorfile.File{Tensors: []tensorfile.Tensor{{Name: "w", Shape: []int{2}, Data: []float32{1, -65520}}}})
	if err == nil || !strings.Contains(err.Error(), `"w": element 1 is -65520`) {
		t.Errorf("error is %v", err)
	}
}
