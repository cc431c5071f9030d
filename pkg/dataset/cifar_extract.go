package dataset

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/crococlock/crococlock/internal/atomicfile"
)

// The binary version's format: one byte of coarse label, one of fine label,
// then the planes R, G and B of 32×32 bytes, row by row.
const (
	cifarSize   = 32
	cifarPlane  = cifarSize * cifarSize
	cifarRecord = 2 + 3*cifarPlane
)

// The two files of the archive that are read.
const (
	cifarTrain = "train.bin"
	cifarNames = "fine_label_names.txt"
)

// Extract writes the training images of the classes from the file Archive to
// Out/<class>/<index>.png, index being the image's position in the training set.
// The archive's MD5 is checked first. The images are written into a hidden
// folder beside Out which becomes Out when all is there: Out is never half
// written. An Out that is there and not empty is an error that wraps ErrExists.
// progress, if not nil, is called with the records read and the records in all.
func (c CIFAR) Extract(ctx context.Context, progress func(done, total int64)) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := c.extract(ctx, progress); err != nil {
		return fmt.Errorf("dataset: cifar: %w", err)
	}
	return nil
}

func (c CIFAR) extract(ctx context.Context, progress func(done, total int64)) error {
	if err := verify(ctx, c.Archive, c.MD5); err != nil {
		return err
	}
	labels, err := c.labels(ctx)
	if err != nil {
		return err
	}
	return atomicfile.Folder(c.Out, func(dir string) error { return c.fill(ctx, dir, labels, progress) })
}

// fill writes the images that have one of the labels into dir.
func (c CIFAR) fill(ctx context.Context, dir string, labels map[int]string, progress func(done, total int64)) error {
	counts := make(map[int]int)
	err := c.each(ctx, cifarTrain, func(size int64, data io.Reader) error {
		return c.records(ctx, size, data, progress, func(index, label int, planes []byte) error {
			class, wanted := labels[label]
			if !wanted {
				return nil
			}
			counts[label]++
			return writeRecord(filepath.Join(dir, class), strconv.Itoa(index)+".png", planes)
		})
	})
	if err != nil {
		return err
	}
	for label, class := range labels {
		if counts[label] == 0 {
			return fmt.Errorf("%s: %s holds no image of class %s", c.Archive, cifarTrain, class)
		}
	}
	if err := checkVacant(c.Out); err != nil {
		return err
	}
	// A folder that somebody has put something into meanwhile is not replaced.
	if err := os.Remove(c.Out); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// errAbsent is wrapped by errors about a file that an archive does not hold.
var errAbsent = errors.New("not in the archive")

// each looks for the file with that base name in the archive and hands it to
// read. It is an error if there is none.
func (c CIFAR) each(ctx context.Context, base string, read func(size int64, data io.Reader) error) error {
	f, err := os.Open(c.Archive)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Archive, bare(err))
	}
	defer f.Close()
	zipped, err := gzip.NewReader(bufio.NewReaderSize(reader{ctx, f}, 1<<16))
	if err != nil {
		return fmt.Errorf("%s: not a tar.gz archive: %w", c.Archive, err)
	}
	for files := tar.NewReader(zipped); ; {
		header, err := files.Next()
		if err == io.EOF {
			return fmt.Errorf("%s: another archive than CIFAR-100's binary version: %s: %w", c.Archive, base, errAbsent)
		}
		if err != nil {
			return fmt.Errorf("%s: truncated or not a tar.gz archive: %w", c.Archive, err)
		}
		if header.Typeflag == tar.TypeReg && path.Base(header.Name) == base {
			return read(header.Size, files)
		}
	}
}

// labels maps the labels wanted to class names by the archive's own list of
// names, or by the known one if it has none.
func (c CIFAR) labels(ctx context.Context) (map[int]string, error) {
	var names []string
	err := c.each(ctx, cifarNames, func(size int64, data io.Reader) error {
		if size > 1<<16 {
			return fmt.Errorf("%s: %s has %d bytes, too many for a list of names", c.Archive, cifarNames, size)
		}
		text, err := io.ReadAll(data)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", c.Archive, cifarNames, err)
		}
		names = strings.Fields(string(text))
		return nil
	})
	if errors.Is(err, errAbsent) {
		names, err = CIFARClasses(), nil
	}
	if err != nil {
		return nil, err
	}
	labels, err := labelsOf(c.Classes, names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.Archive, err)
	}
	for _, class := range labels {
		if class != filepath.Base(class) || !filepath.IsLocal(class) {
			return nil, fmt.Errorf("%s: class name %q cannot be a folder's", c.Archive, class)
		}
	}
	return labels, nil
}

// records reads train.bin.
func (c CIFAR) records(ctx context.Context, size int64, data io.Reader, progress func(done, total int64), visit func(index, label int, planes []byte) error) error {
	if size == 0 || size%cifarRecord != 0 {
		return fmt.Errorf("%s: %s has %d bytes, not a whole number of CIFAR-100 records of %d", c.Archive, cifarTrain, size, cifarRecord)
	}
	total := size / cifarRecord
	record := make([]byte, cifarRecord)
	for i := range total {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.ReadFull(data, record); err != nil {
			return fmt.Errorf("%s: %s ends in record %d of %d: %w", c.Archive, cifarTrain, i, total, err)
		}
		if record[0] > 19 || record[1] > 99 {
			return fmt.Errorf("%s: %s, record %d has labels %d and %d, not CIFAR-100's", c.Archive, cifarTrain, i, record[0], record[1])
		}
		if err := visit(int(i), int(record[1]), record[2:]); err != nil {
			return err
		}
		if progress != nil && ((i+1)%500 == 0 || i+1 == total) {
			progress(i+1, total)
		}
	}
	return nil
}

// writeRecord writes an image given as planes R, G and B.
func writeRecord(dir, name string, planes []byte) error {
	img := image.NewNRGBA(image.Rect(0, 0, cifarSize, cifarSize))
	for p := range cifarPlane {
		for ch := range 3 {
			img.Pix[4*p+ch] = planes[ch*cifarPlane+p]
		}
		img.Pix[4*p+3] = 255
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	if err := errors.Join(png.Encode(f, img), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	return nil
}
