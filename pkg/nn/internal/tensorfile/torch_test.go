package tensorfile_test

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn/internal/tensorfile"
)

func TestReadTorch(t *testing.T) {
	nested := func(legacy bool) []byte {
		p := newProgram().raw("}(").text("epoch").int(3).text("state_dict").raw("}").text("a")
		p.tensor(view{"a", "FloatStorage", "0", 6, 0, []int64{6}, []int64{1}, true}, legacy)
		return p.raw("su.").Bytes()
	}
	all := []string{"w[2 3][1 2 3 4 5 6]", "w.t[3 2][1 4 2 5 3 6]", "tail[2][5 6]", "count[][7]"}
	little, big := twoParts(binary.LittleEndian), twoParts(binary.BigEndian)
	for name, tc := range map[string]struct {
		data []byte
		want []string
	}{
		"legacy":        {legacyFile(twoViews(true), little...), all},
		"zip":           {zipFile(t, zip.Store, "archive/", twoViews(false), "", little...), all},
		"zip, little":   {zipFile(t, zip.Store, "any name/", twoViews(false), "little", little...), all},
		"zip, big":      {zipFile(t, zip.Store, "a/", twoViews(false), "big", big...), all},
		"zip, bare":     {zipFile(t, zip.Store, "", twoViews(false), "", little...), all},
		"nested legacy": {legacyFile(nested(true), little[0]), []string{"a[6][1 2 3 4 5 6]"}},
		"nested zip":    {zipFile(t, zip.Store, "a/", nested(false), "", little[0]), []string{"a[6][1 2 3 4 5 6]"}},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := tensorfile.Read(tc.data)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, x := range f.Tensors {
				got = append(got, describe(x.Name, x.Shape, x.Data))
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestReadTorchRefuses(t *testing.T) {
	object := func(s string) []byte { return newProgram().raw(s).Bytes() }
	one := func(n, offset int64, shape, strides []int64) []byte {
		return stateDict(true, view{"w", "FloatStorage", "0", n, offset, shape, strides, false})
	}
	six := part{"0", 6, floats(binary.LittleEndian, 1, 2, 3, 4, 5, 6)}
	big := int64(1) << 40
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"foreign name":     {legacyFile(object("cos\nsystem\n(X\x02\x00\x00\x00lstR.")), "os.system"},
		"name on stack":    {legacyFile(object("X\x02\x00\x00\x00osX\x06\x00\x00\x00system\x93.")), "os.system"},
		"foreign storage":  {legacyFile(object("cevil\nFloatStorage\n.")), "evil.FloatStorage"},
		"INST":             {legacyFile(object("(ios\nsystem\n.")), "0x69"},
		"long text":        {legacyFile(object("X\xff\xff\xff\x7f.")), "left"},
		"long long":        {legacyFile(object("\x8b\xff\xff\xff\xff.")), "left"},
		"text of 2^63":     {legacyFile(object("\x8d\xff\xff\xff\xff\xff\xff\xff\x7f.")), "left"},
		"empty stack":      {legacyFile(object(".")), "stack is empty"},
		"empty memo":       {legacyFile(object("h\x07.")), "memo 7"},
		"not a dict":       {legacyFile(object("K\x01.")), "an int"},
		"not a tensor":     {legacyFile(object("}X\x01\x00\x00\x00aNs.")), `"a" of the state dict is None`},
		"storage too big":  {legacyFile(one(big, 0, []int64{big}, []int64{1}), part{"0", big, nil}), "cut short"},
		"sizes disagree":   {legacyFile(one(7, 0, []int64{6}, []int64{1}), six), "expect 7"},
		"storage missing":  {legacyFile(one(6, 0, []int64{6}, []int64{1})), "not in the file"},
		"storage extra":    {legacyFile(one(6, 0, []int64{6}, []int64{1}), six, part{"9", 0, nil}), `"9"`},
		"bytes left":       {append(legacyFile(one(6, 0, []int64{6}, []int64{1}), six), 0), "follow"},
		"offset outside":   {legacyFile(one(6, 6, []int64{1}, []int64{1}), six), "beyond"},
		"shape outside":    {legacyFile(one(6, 0, []int64{7}, []int64{1}), six), "beyond"},
		"stride outside":   {legacyFile(one(6, 0, []int64{2, 2}, []int64{5, 1}), six), "beyond"},
		"stride overflows": {legacyFile(one(6, 0, []int64{3}, []int64{1 << 62}), six), "beyond"},
		"shape overflows":  {legacyFile(one(6, 0, []int64{big, big}, []int64{0, 0}), six), "overflows"},
		"expanded":         {legacyFile(one(6, 0, []int64{big}, []int64{0}), six), "repeats"},
		"negative":         {legacyFile(one(6, 0, []int64{-6}, []int64{1}), six), "shape"},
		"other magic":      {[]byte("\x80\x02K\x01."), "magic"},
		"deflated":         {zipFile(t, zip.Deflate, "a/", twoViews(false), "", twoParts(binary.LittleEndian)...), "compressed"},
		"zip without":      {zipFile(t, zip.Store, "a/", twoViews(false), ""), "data/0 is missing"},
		"zip, middling":    {zipFile(t, zip.Store, "a/", twoViews(false), "middle", twoParts(binary.LittleEndian)...), "byteorder"},
		"zip, no pickle":   {zipFile(t, zip.Store, "a/b", twoViews(false), ""), "without data.pkl"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tensorfile.Read(tc.data)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got error %v, want one with %q", err, tc.want)
			}
		})
	}
}

func TestReadZipDamaged(t *testing.T) {
	data := zipFile(t, zip.Store, "a/", twoViews(false), "", twoParts(binary.LittleEndian)...)
	at := strings.Index(string(data), string(floats(binary.LittleEndian, 1, 2, 3)))
	data[at] ^= 1
	if _, err := tensorfile.Read(data); err == nil || !strings.Contains(err.Error(), "checksum") {
		t.Errorf("got error %v, want one about the checksum", err)
	}
}

func TestReadTruncated(t *testing.T) {
	for name, data := range map[string][]byte{
		"legacy":      legacyFile(twoViews(true), twoParts(binary.LittleEndian)...),
		"zip":         zipFile(t, zip.Store, "a/", twoViews(false), "", twoParts(binary.LittleEndian)...),
		"safetensors": safetensors(`{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, 8),
	} {
		t.Run(name, func(t *testing.T) {
			for n := range data {
				if _, err := tensorfile.Read(data[:n]); err == nil {
					t.Fatalf("the first %d of %d bytes were taken for whole", n, len(data))
				}
			}
		})
	}
}

func TestReadOther(t *testing.T) {
	for _, s := range []string{"", "hello, I am no weights", "GIF89a..{..."} {
		if _, err := tensorfile.Read([]byte(s)); !errors.Is(err, tensorfile.ErrFormat) {
			t.Errorf("%q: got %v, want ErrFormat", s, err)
		}
	}
}

// TestAllocatesByFileSize reads files that claim far more than they hold.
func TestAllocatesByFileSize(t *testing.T) {
	one := func(shape, strides []int64, n int64) []byte {
		return stateDict(true, view{"w", "FloatStorage", "0", n, 0, shape, strides, false})
	}
	huge := int64(1) << 33
	deep := newProgram().raw(strings.Repeat("(", 100_000) + strings.Repeat("t", 100_000) + ".").Bytes()
	for name, data := range map[string][]byte{
		"text":        legacyFile([]byte("\x80\x02X\xff\xff\xff\xff")),
		"storage":     legacyFile(one([]int64{huge}, []int64{1}, huge), part{"0", huge, nil}),
		"expanded":    legacyFile(one([]int64{huge}, []int64{0}, 1), part{"0", 1, make([]byte, 4)}),
		"nested":      legacyFile(deep),
		"safetensors": safetensors(`{"a":{"dtype":"F32","shape":[8589934592],"data_offsets":[0,34359738368]}}`, 8),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := tensorfile.Read(data)
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Error("no error")
			}
			// An opcode of one byte may push a value of 16 and a container of
			// some 48, and slices grow by doubling.
			if used, limit := after.TotalAlloc-before.TotalAlloc, uint64(64<<10+256*len(data)); used > limit {
				t.Errorf("%d bytes allocated for a file of %d", used, len(data))
			}
		})
	}
}
