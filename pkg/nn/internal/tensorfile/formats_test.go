package tensorfile_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

// A header of any length is a safetensors header, whatever format its length
// looks like: 128 is a pickle's first byte.
func TestReadSafetensorsOfEveryLength(t *testing.T) {
	for pad := range 700 {
		header := fmt.Sprintf(`{"__metadata__":{"pad":"%s"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, strings.Repeat("x", pad))
		f, err := tensorfile.Read(safetensors(header, 4))
		if err != nil {
			t.Fatalf("a header of %d bytes: %v", len(header), err)
		}
		if len(f.Tensors) != 1 || len(f.Metadata["pad"]) != pad {
			t.Fatalf("a header of %d bytes: %+v", len(header), f)
		}
		var b bytes.Buffer
		if err := tensorfile.WriteSafetensors(&b, f); err != nil {
			t.Fatal(err)
		}
		if again, err := tensorfile.Read(b.Bytes()); err != nil || again.Metadata["pad"] != f.Metadata["pad"] {
			t.Fatalf("written with %d bytes of padding: %v", pad, err)
		}
	}
	// As many bytes as a zip file's signature says, were they there.
	if _, err := tensorfile.Read([]byte("PK\x03\x04\x00\x00\x00\x00{}")); err == nil || !strings.Contains(err.Error(), "a header of 67324752 bytes") {
		t.Errorf("a header of 67 MB: %v", err)
	}
}

func TestReadNamesOtherFormats(t *testing.T) {
	var zipped bytes.Buffer
	if err := zip.NewWriter(&zipped).Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"npy":          {"\x93NUMPY\x01\x00v\x00{'descr': '<f8'", "a NumPy array"},
		"npz":          {zipFileText(t), "without data.pkl"},
		"HDF5":         {"\x89HDF\r\n\x1a\n\x00", "an HDF5 file"},
		"GGUF":         {"GGUF\x03\x00\x00\x00", "a GGUF file"},
		"plain pickle": {"\x80\x04\x95\x04\x00\x00\x00\x00\x00\x00\x00}\x94.", "magic number"},
		"old pickle":   {"(dp0\n.", "neither"},
		"empty zip":    {zipped.String(), "neither"},
	} {
		if _, err := tensorfile.Read([]byte(c.data)); !errors.Is(err, tensorfile.ErrFormat) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want ErrFormat and %q", name, err, c.want)
		}
	}
}

// zipFileText is a zip file of something else.
func zipFileText(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("a.npy")
	if err == nil {
		_, err = f.Write([]byte("\x93NUMPY"))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWholeNumbersStayWhole(t *testing.T) {
	big := int64(1)<<53 + 1
	object := stateDict(true, view{"count", "LongStorage", "0", 2, 1, nil, nil, true}, view{"both", "LongStorage", "0", 2, 0, []int64{2}, []int64{1}, true})
	f, err := tensorfile.Read(legacyFile(object, part{"0", 2, binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, 5), uint64(big))}))
	if err != nil {
		t.Fatal(err)
	}
	f.Tensors = append(f.Tensors, tensorfile.Tensor{Name: "w", Shape: []int{1}, Data: []float32{0.5}})
	slices.Reverse(f.Tensors)
	var b bytes.Buffer
	if err := tensorfile.WriteSafetensors(&b, f); err != nil {
		t.Fatal(err)
	}
	back, err := tensorfile.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []tensorfile.Tensor{
		{Name: "w", Data: []float32{0.5}},
		{Name: "both", Data: []float32{5, float32(big)}, Ints: []int64{5, big}},
		{Name: "count", Data: []float32{float32(big)}, Ints: []int64{big}},
	} {
		if got := back.Tensors[i]; got.Name != want.Name || !slices.Equal(got.Data, want.Data) || !slices.Equal(got.Ints, want.Ints) {
			t.Errorf("tensor %d is %+v, want %+v", i, got, want)
		}
	}
}

func TestWriteRefusesWhatNobodyCouldRead(t *testing.T) {
	one := []float32{1}
	for want, f := range map[string]tensorfile.File{
		"not UTF-8":                    {Tensors: []tensorfile.Tensor{{Name: "caf\xe9", Shape: []int{1}, Data: one}}},
		`metadata "classes": "caf\xe9`: {Metadata: map[string]string{"classes": "caf\xe9"}},
		"is 1 in Data and 2 in Ints":   {Tensors: []tensorfile.Tensor{{Name: "n", Shape: []int{1}, Data: one, Ints: []int64{2}}}},
		"there are 2 whole numbers":    {Tensors: []tensorfile.Tensor{{Name: "n", Shape: []int{1}, Ints: []int64{2, 3}}}},
	} {
		if err := tensorfile.WriteSafetensors(&bytes.Buffer{}, &f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
