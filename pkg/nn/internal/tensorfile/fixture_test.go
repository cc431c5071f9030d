package tensorfile_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"testing"
)

// A program writes the pickles that torch.save would, or worse ones.
type program struct{ bytes.Buffer }

func newProgram() *program {
	p := &program{}
	p.WriteString("\x80\x02")
	return p
}

func (p *program) raw(s string) *program { p.WriteString(s); return p }

func (p *program) text(s string) *program {
	p.WriteByte('X')
	p.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(s))))
	p.WriteString(s)
	return p
}

func (p *program) int(v int64) *program {
	p.WriteString("\x8a\x08")
	p.Write(binary.LittleEndian.AppendUint64(nil, uint64(v)))
	return p
}

func (p *program) ints(v ...int64) *program {
	p.raw("(")
	for _, x := range v {
		p.int(x)
	}
	return p.raw("t")
}

// view is a tensor on a storage, as _rebuild_tensor makes it.
type view struct {
	name, class, key string
	n, offset        int64
	shape, strides   []int64
	v2               bool
}

func (p *program) tensor(v view, legacy bool) *program {
	fn := "_rebuild_tensor"
	if v.v2 {
		fn = "_rebuild_tensor_v2"
	}
	p.raw("ctorch._utils\n" + fn + "\n((").text("storage").raw("ctorch\n" + v.class + "\n")
	p.text(v.key).text("cpu").int(v.n)
	if legacy {
		p.raw("N")
	}
	p.raw("tQ").int(v.offset).ints(v.shape...).ints(v.strides...)
	if v.v2 {
		p.raw("\x89ccollections\nOrderedDict\n)R")
	}
	return p.raw("tR")
}

// stateDict is the pickle of an OrderedDict of views.
func stateDict(legacy bool, views ...view) []byte {
	p := newProgram().raw("ccollections\nOrderedDict\n)R(")
	for _, v := range views {
		p.text(v.name).tensor(v, legacy)
	}
	return p.raw("u.").Bytes()
}

// A part is one storage's elements as bytes.
type part struct {
	key  string
	n    int64
	data []byte
}

const magic = "\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."

func legacyFile(object []byte, parts ...part) []byte {
	var b bytes.Buffer
	b.WriteString(magic + "\x80\x02M\xe9\x03.\x80\x02}.")
	b.Write(object)
	keys := newProgram().raw("](")
	for _, p := range parts {
		keys.text(p.key)
	}
	b.Write(keys.raw("e.").Bytes())
	for _, p := range parts {
		b.Write(binary.LittleEndian.AppendUint64(nil, uint64(p.n)))
		b.Write(p.data)
	}
	return b.Bytes()
}

func zipFile(t testing.TB, method uint16, folder string, object []byte, order string, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name string, data []byte) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: folder + name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	add("data.pkl", object)
	if order != "" {
		add("byteorder", []byte(order))
	}
	for _, p := range parts {
		add("data/"+p.key, p.data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func floats(order binary.AppendByteOrder, v ...float32) []byte {
	var b []byte
	for _, x := range v {
		b = order.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// safetensors puts a header before a body.
func safetensors(header string, body int) []byte {
	b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
	b = append(b, header...)
	for i := range body {
		b = append(b, byte(i))
	}
	return b
}

// twoViews is a matrix and its transpose on one storage of six elements, and a
// scalar count on another.
func twoViews(legacy bool) []byte {
	return stateDict(legacy,
		view{"w", "FloatStorage", "0", 6, 0, []int64{2, 3}, []int64{3, 1}, false},
		view{"w.t", "FloatStorage", "0", 6, 0, []int64{3, 2}, []int64{1, 3}, true},
		view{"tail", "FloatStorage", "0", 6, 4, []int64{2}, []int64{1}, true},
		view{"count", "LongStorage", "1", 1, 0, nil, nil, true},
	)
}

func twoParts(order binary.AppendByteOrder) []part {
	return []part{
		{"0", 6, floats(order, 1, 2, 3, 4, 5, 6)},
		{"1", 1, order.AppendUint64(nil, 7)},
	}
}

func describe(name string, shape []int, data []float32) string {
	return fmt.Sprintf("%s%v%v", name, shape, data)
}
