package tensorfile_test

import (
	"archive/zip"
	"encoding/binary"
	"strconv"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

func itoa(n int) string { return strconv.Itoa(n) }

// check holds a reader to what it promises of any input: an error, or tensors
// whose elements fill their shapes and do not outgrow the file.
func check(t *testing.T, data []byte, f *tensorfile.File, err error) {
	t.Helper()
	if err != nil {
		return
	}
	for _, x := range f.Tensors {
		n := 1
		for _, d := range x.Shape {
			n *= d
		}
		if n != len(x.Data) {
			t.Fatalf("tensor %q: %d elements for shape %v", x.Name, len(x.Data), x.Shape)
		}
		if n > len(data) {
			t.Fatalf("tensor %q: %d elements from %d bytes", x.Name, n, len(data))
		}
	}
}

func FuzzReadSafetensors(f *testing.F) {
	f.Add(safetensors(`{"__metadata__":{"a":"b"},"x":{"dtype":"F16","shape":[2,2],"data_offsets":[0,8]}}  `, 8))
	f.Add(safetensors(`{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}}`, 12))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tensorfile.ReadSafetensors(data)
		check(t, data, got, err)
	})
}

func FuzzReadLegacy(f *testing.F) {
	f.Add(legacyFile(twoViews(true), twoParts(binary.LittleEndian)...))
	f.Add(legacyFile([]byte("\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01a\x94]\x94(K\x01G?\xf0\x00\x00\x00\x00\x00\x00eu.")))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tensorfile.ReadLegacy(data)
		check(t, data, got, err)
	})
}

func FuzzReadZip(f *testing.F) {
	f.Add(zipFile(f, zip.Store, "a/", twoViews(false), "little", twoParts(binary.LittleEndian)...))
	f.Add(zipFile(f, zip.Deflate, "a/", twoViews(false), "", twoParts(binary.LittleEndian)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := tensorfile.ReadZip(data)
		check(t, data, got, err)
	})
}
