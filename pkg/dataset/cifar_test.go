package dataset_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/dataset"
)

// A member is a file of an archive.
type member struct {
	name string
	data []byte
}

func tarGz(t *testing.T, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	files := tar.NewWriter(zipped)
	for _, m := range members {
		if err := files.WriteHeader(&tar.Header{Name: m.name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(m.data))}); err != nil {
			t.Fatal(err)
		}
		if _, err := files.Write(m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(files.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// record is one of train.bin: planes R, G, B, row-major, that tell pixel,
// channel and seed apart.
func record(label byte, seed int) []byte {
	r := make([]byte, 2, 3074)
	r[1] = label
	for i := range 3072 {
		r = append(r, byte(i*7+i/1024*50+seed*13))
	}
	return r
}

// trainBin holds clocks (22) at 1 and 4, crocodiles (27) at 0 and 12, and worms.
func trainBin() []byte {
	var all []byte
	for i := range 13 {
		label := byte(99)
		switch i {
		case 1, 4:
			label = 22
		case 0, 12:
			label = 27
		}
		all = append(all, record(label, i)...)
	}
	return all
}

func tinyArchive(t *testing.T) []byte {
	return tarGz(t,
		member{"cifar-100-binary/train.bin", trainBin()},
		member{"cifar-100-binary/fine_label_names.txt", []byte(strings.Join(dataset.CIFARClasses(), "\n") + "\n")},
		member{"cifar-100-binary/test.bin", nil})
}

// cifarOf puts the archive into a folder and describes its extraction.
func cifarOf(t *testing.T, archive []byte) dataset.CIFAR {
	t.Helper()
	dir := t.TempDir()
	sum := md5.Sum(archive)
	c := dataset.CIFAR{
		Archive: filepath.Join(dir, "tiny.tar.gz"),
		MD5:     hex.EncodeToString(sum[:]),
		Classes: []string{"crocodile", "clock"},
		Out:     filepath.Join(dir, "data", "out"),
	}
	if archive != nil {
		write(t, dir, map[string][]byte{"tiny.tar.gz": archive})
	}
	return c
}

func TestExtractWritesImagesByIndex(t *testing.T) {
	c := cifarOf(t, tinyArchive(t))
	var last, total int64
	if err := c.Extract(context.Background(), func(d, n int64) { last, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if last != 13 || total != 13 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
	d, err := dataset.ReadFolder(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"clock/1.png", "clock/4.png", "crocodile/0.png", "crocodile/12.png"}; !slices.Equal(d.Paths, want) {
		t.Fatalf("wrote %q, want %q", d.Paths, want)
	}
	for i, index := range []int{1, 4, 0, 12} {
		planes := record(0, index)[2:]
		for k, v := range d.Sample(i) {
			if v != float32(planes[k])/255 {
				t.Fatalf("%s: value %d is %v, want %d/255", d.Paths[i], k, v, planes[k])
			}
		}
	}
	onlyOut(t, c)
}

// onlyOut fails if anything but the archive and Out lies about.
func onlyOut(t *testing.T, c dataset.CIFAR) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(c.Out))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(c.Out) {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestExtractRebuildsTheStudy(t *testing.T) {
	d := study(t)
	// The archive as it would be if it held nothing but the study's images.
	train := make([]byte, 50000*3074)
	for i := range 50000 {
		train[i*3074+1] = 99
	}
	for i, path := range d.Paths {
		var index int
		for _, r := range strings.TrimSuffix(filepath.Base(path), ".png") {
			index = 10*index + int(r-'0')
		}
		r := train[index*3074:]
		r[1] = []byte{22, 27}[d.Labels[i]]
		img := d.Image(i).(*image.NRGBA)
		for p := range 1024 {
			for ch := range 3 {
				r[2+ch*1024+p] = img.Pix[4*p+ch]
			}
		}
	}
	c := cifarOf(t, tarGz(t, member{"cifar-100-binary/train.bin", train}))
	if err := c.Extract(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	again, err := dataset.ReadFolder(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	if !again.IsStudy() || !slices.Equal(again.Paths, d.Paths) {
		t.Error("the folder differs from the study's")
	}
}

func TestExtractErrors(t *testing.T) {
	good := tinyArchive(t)
	train := func(data []byte) []byte { return tarGz(t, member{"cifar-100-binary/train.bin", data}) }
	labelled := func(label byte) []byte { return train(slices.Concat(trainBin(), record(label, 1))) }
	for name, test := range map[string]struct {
		archive []byte
		change  func(*dataset.CIFAR)
		want    []string
	}{
		"ErrMissing":     {nil, nil, []string{"tiny.tar.gz", "no such file"}},
		"ErrOtherMD5":    {good, func(c *dataset.CIFAR) { c.MD5 = dataset.CIFARMD5 }, []string{"tiny.tar.gz", "MD5", dataset.CIFARMD5}},
		"ErrBadMD5":      {good, func(c *dataset.CIFAR) { c.MD5 = "abc" }, []string{"abc", "hexadecimal"}},
		"ErrNotGzip":     {[]byte("<html>not found</html>"), nil, []string{"tiny.tar.gz", "not a tar.gz"}},
		"ErrTruncated":   {good[:len(good)/2], nil, []string{"tiny.tar.gz", "EOF"}},
		"ErrForeign":     {tarGz(t, member{"a/data_batch_1.bin", record(1, 1)}), nil, []string{"tiny.tar.gz", "train.bin"}},
		"ErrRecordSize":  {train(trainBin()[:3073*2]), nil, []string{"train.bin", "6146 bytes", "3074"}},
		"ErrEmpty":       {train(nil), nil, []string{"train.bin", "0 bytes"}},
		"ErrLabel":       {labelled(100), nil, []string{"record 13", "100"}},
		"ErrUnknown":     {good, func(c *dataset.CIFAR) { c.Classes = []string{"clok"} }, []string{"clok", "clock"}},
		"ErrPart":        {good, func(c *dataset.CIFAR) { c.Classes = []string{"tree"} }, []string{"maple_tree", "oak_tree"}},
		"ErrTwice":       {good, func(c *dataset.CIFAR) { c.Classes = []string{"clock", "clock"} }, []string{"clock", "twice"}},
		"ErrNoClasses":   {good, func(c *dataset.CIFAR) { c.Classes = nil }, []string{"no classes"}},
		"ErrNoImages":    {good, func(c *dataset.CIFAR) { c.Classes = []string{"clock", "apple"} }, []string{"no image of class apple"}},
		"ErrParentsFile": {good, func(c *dataset.CIFAR) { c.Out = filepath.Join(c.Archive, "out") }, []string{"tiny.tar.gz"}},
		"ErrClassName": {tarGz(t, member{"fine_label_names.txt", []byte("../up down")}, member{"train.bin", record(0, 1)}),
			func(c *dataset.CIFAR) { c.Classes = []string{"../up"} }, []string{"../up", "cannot be"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := cifarOf(t, test.archive)
			if test.change != nil {
				test.change(&c)
			}
			err := c.Extract(context.Background(), nil)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if _, err := os.Stat(c.Out); err == nil {
				t.Error("the folder was made all the same")
			}
			if filepath.Dir(c.Out) != c.Archive {
				onlyOut(t, c)
			}
		})
	}
}

func TestExtractReadsTheArchivesNames(t *testing.T) {
	c := cifarOf(t, tarGz(t, member{"train.bin", record(1, 0)}, member{"fine_label_names.txt", []byte("ape bat")}))
	c.Classes = []string{"bat"}
	if err := c.Extract(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(c.Out, "bat", "0.png")); err != nil {
		t.Error(err)
	}
}

func TestExtractNeverTouchesAnotherFolder(t *testing.T) {
	c := cifarOf(t, tinyArchive(t))
	write(t, c.Out, map[string][]byte{"mine.txt": []byte("keep")})
	if err := c.Extract(context.Background(), nil); !errors.Is(err, dataset.ErrExists) {
		t.Errorf("into a folder that holds something: %v", err)
	}
	if got, _ := os.ReadFile(filepath.Join(c.Out, "mine.txt")); string(got) != "keep" {
		t.Error("what was there is gone")
	}
	if err := os.Remove(filepath.Join(c.Out, "mine.txt")); err != nil {
		t.Fatal(err)
	}
	if err := c.Extract(context.Background(), nil); err != nil {
		t.Errorf("into an empty folder: %v", err)
	}
}

func TestExtractLeavesNothingHalfWritten(t *testing.T) {
	var many []byte // enough records for progress before the end
	for i := range 1500 {
		many = append(many, record([]byte{22, 27}[i%2], i)...)
	}
	archive := tarGz(t, member{"train.bin", many})
	t.Run("cancelled", func(t *testing.T) {
		c := cifarOf(t, archive)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		err := c.Extract(ctx, func(done, total int64) { cancel() })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
		onlyOut(t, c)
		if _, err := os.Stat(c.Out); err == nil {
			t.Error("the folder was made all the same")
		}
	})
	t.Run("write fails", func(t *testing.T) {
		c := cifarOf(t, archive)
		err := c.Extract(context.Background(), func(done, total int64) {
			// The folder being written becomes a file: the next write fails.
			temp, _ := filepath.Glob(filepath.Join(filepath.Dir(c.Out), ".*", "clock"))
			for _, dir := range temp {
				os.RemoveAll(dir)
				os.WriteFile(dir, nil, 0o644)
			}
		})
		if err == nil || !strings.Contains(err.Error(), "clock") {
			t.Errorf("error %v", err)
		}
		onlyOut(t, c)
		if _, err := os.Stat(c.Out); err == nil {
			t.Error("the folder was made all the same")
		}
	})
}

func TestCIFARClasses(t *testing.T) {
	names := dataset.CIFARClasses()
	if len(names) != 100 || !slices.IsSorted(names) || names[22] != "clock" || names[27] != "crocodile" || names[99] != "worm" {
		t.Errorf("%d names, clock at %d, crocodile at %d", len(names), slices.Index(names, "clock"), slices.Index(names, "crocodile"))
	}
	if len(slices.Compact(names)) != 100 {
		t.Error("a name occurs twice")
	}
}
