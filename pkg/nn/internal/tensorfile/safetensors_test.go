package tensorfile_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

func TestSafetensorsRoundTrip(t *testing.T) {
	want := &tensorfile.File{
		Tensors: []tensorfile.Tensor{
			{Name: "z.weight", Shape: []int{2, 2}, Data: []float32{1, -2, float32(math.Inf(1)), 1e-45}},
			{Name: "a \"quoted\" <ü>", Shape: []int{}, Data: []float32{3}},
			{Name: "none", Shape: []int{0, 4}, Data: []float32{}},
		},
		Metadata: map[string]string{"classes": "clock,crocodile", "architecture": "SimpleNet"},
	}
	var b, again bytes.Buffer
	if err := tensorfile.WriteSafetensors(&b, want); err != nil {
		t.Fatal(err)
	}
	if err := tensorfile.WriteSafetensors(&again, want); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("two writes differ")
	}
	if n := binary.LittleEndian.Uint64(b.Bytes()); n%8 != 0 {
		t.Errorf("a header of %d bytes does not keep the elements aligned", n)
	}
	if !strings.HasPrefix(b.String()[8:], `{"__metadata__":{"architecture"`) {
		t.Errorf("the header does not begin with the metadata: %.60q", b.String()[8:])
	}
	got, err := tensorfile.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSafetensorsTypes(t *testing.T) {
	half := []byte{0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c, 0xff, 0x7b, 0x00, 0x80}
	for name, tc := range map[string]struct {
		body []byte
		want []float32
	}{
		"F16":  {half, []float32{1, -2, 1.0 / (1 << 24), float32(math.Inf(1)), 65504, float32(math.Copysign(0, -1))}},
		"BF16": {[]byte{0x80, 0x3f, 0x00, 0xc0}, []float32{1, -2}},
		"F64":  {binary.LittleEndian.AppendUint64(nil, math.Float64bits(0.1)), []float32{0.1}},
		"I64":  {binary.LittleEndian.AppendUint64(nil, ^uint64(0)), []float32{-1}},
		"I8":   {[]byte{0x80, 0x7f}, []float32{-128, 127}},
		"BOOL": {[]byte{0, 1}, []float32{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			header := `{"x":{"dtype":"` + name + `","shape":[` + itoa(len(tc.want)) + `],"data_offsets":[0,` + itoa(len(tc.body)) + `]}}`
			f, err := tensorfile.Read(append(safetensors(header, 0), tc.body...))
			if err != nil {
				t.Fatal(err)
			}
			for i, w := range tc.want {
				if g := f.Tensors[0].Data[i]; math.Float32bits(g) != math.Float32bits(w) {
					t.Errorf("element %d is %g, want %g", i, g, w)
				}
			}
		})
	}
}

func TestSafetensorsRefuses(t *testing.T) {
	entry := func(dtype, shape, offsets string) string {
		return `{"dtype":"` + dtype + `","shape":` + shape + `,"data_offsets":` + offsets + `}`
	}
	for name, tc := range map[string]struct {
		header string
		body   int
		want   string
	}{
		"hole":          {`{"a":` + entry("F32", "[1]", "[0,4]") + `,"b":` + entry("F32", "[1]", "[8,12]") + `}`, 12, "begins at byte 8"},
		"overlap":       {`{"a":` + entry("F32", "[2]", "[0,8]") + `,"b":` + entry("F32", "[1]", "[4,8]") + `}`, 8, "begins at byte 4"},
		"tail":          {`{"a":` + entry("F32", "[1]", "[0,4]") + `}`, 8, "end at byte 4"},
		"beyond":        {`{"a":` + entry("F32", "[2]", "[0,8]") + `}`, 4, "do not lie"},
		"backwards":     {`{"a":` + entry("F32", "[1]", "[4,0]") + `}`, 4, "do not lie"},
		"shape":         {`{"a":` + entry("F32", "[3]", "[0,8]") + `}`, 8, "wants 3"},
		"negative":      {`{"a":` + entry("F32", "[-1]", "[0,4]") + `}`, 4, "negative"},
		"overflow":      {`{"a":` + entry("F32", "[4294967296,4294967296]", "[0,0]") + `}`, 0, "overflows"},
		"duplicate":     {`{"a":` + entry("F32", "[1]", "[0,4]") + `,"a":` + entry("F32", "[1]", "[0,4]") + `}`, 4, "twice"},
		"dtype":         {`{"a":` + entry("F8_E4M3", "[1]", "[0,1]") + `}`, 1, "F8_E4M3"},
		"no shape":      {`{"a":{"dtype":"F32","data_offsets":[0,4]}}`, 4, "no shape"},
		"no offsets":    {`{"a":{"dtype":"F32","shape":[1]}}`, 4, "data_offsets"},
		"metadata":      {`{"__metadata__":{"a":1}}`, 0, "__metadata__"},
		"cut":           {`{"a":`, 0, "header"},
		"second object": {`{}{}`, 0, "follows"},
		"not UTF-8":     {"{\"\xff\":0}", 0, "UTF-8"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tensorfile.Read(safetensors(tc.header, tc.body))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
		})
	}
	t.Run("header beyond the file", func(t *testing.T) {
		_, err := tensorfile.ReadSafetensors([]byte("\xff\x00\x00\x00\x00\x00\x00\x00{}"))
		if err == nil || !strings.Contains(err.Error(), "255 bytes in a file of 10") {
			t.Errorf("got error %v", err)
		}
	})
}

func TestWriteSafetensorsRefuses(t *testing.T) {
	one := []float32{1}
	for name, tensors := range map[string][]tensorfile.Tensor{
		"no name":  {{Shape: []int{1}, Data: one}},
		"reserved": {{Name: "__metadata__", Shape: []int{1}, Data: one}},
		"twice":    {{Name: "a", Shape: []int{1}, Data: one}, {Name: "a", Shape: []int{1}, Data: one}},
		"size":     {{Name: "a", Shape: []int{2}, Data: one}},
		"negative": {{Name: "a", Shape: []int{-1}, Data: one}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := tensorfile.WriteSafetensors(&b, &tensorfile.File{Tensors: tensors}); err == nil || b.Len() > 0 {
				t.Errorf("error %v, %d bytes written", err, b.Len())
			}
		})
	}
}
