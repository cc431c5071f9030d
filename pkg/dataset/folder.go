package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// foreignImages are image formats that are not read. A file of one is an error:
// passing over it in silence would lose an image.
var foreignImages = []string{".avif", ".bmp", ".heic", ".heif", ".tif", ".tiff", ".webp"}

// ownImages are names that promise a format that is read.
var ownImages = []string{".gif", ".jpeg", ".jpg", ".png"}

// ReadFolder reads the images of a folder that holds one folder a class, whose
// names, sorted by bytes, are the classes. All images must have one size. PNG,
// JPEG and GIF files are told apart by content; transparent parts are laid over
// white (ReadImage). Images come in the byte-wise order of their paths.
//
// Passed over are names that begin with a dot, files beside the class folders,
// and in a class files that neither bear an image's extension nor begin like
// one. It is an error, naming the file or folder, if the folder is missing or
// is a file, if it holds no class, if a class holds no image or a folder, and if
// an image is unreadable, truncated, of another format or of another size.
func ReadFolder(dir string) (*Dataset, error) {
	return readFolder(dir, func(img *image.NRGBA) *image.NRGBA { return img })
}

// ReadFolderScaled is ReadFolder for images of any sizes: each becomes its centre
// square, scaled to side×side pixels (Square).
func ReadFolderScaled(dir string, side int) (*Dataset, error) {
	if side < 1 {
		return nil, fmt.Errorf("dataset: cannot scale images to %d×%d pixels", side, side)
	}
	return readFolder(dir, func(img *image.NRGBA) *image.NRGBA { return Square(img, side) })
}

// readFolder is ReadFolder with fit applied to each image.
func readFolder(dir string, fit func(*image.NRGBA) *image.NRGBA) (*Dataset, error) {
	classes, err := classFolders(dir)
	if err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	d := &Dataset{Classes: classes}
	for _, class := range classes {
		names, err := imageNames(filepath.Join(dir, class))
		if err != nil {
			return nil, fmt.Errorf("dataset: %w", err)
		}
		for _, name := range names {
			d.Paths = append(d.Paths, class+"/"+name)
		}
	}
	// "a-b/1.png" sorts before "a/1.png" though "a" sorts before "a-b": the
	// order is that of the paths.
	slices.Sort(d.Paths)
	for _, path := range d.Paths {
		class, _, _ := strings.Cut(path, "/")
		d.Labels = append(d.Labels, slices.Index(classes, class))
	}
	if err := d.readPixels(dir, fit); err != nil {
		return nil, fmt.Errorf("dataset: %w", err)
	}
	if d.Source = "folder " + folderName(dir); d.IsStudy() {
		d.Source = studySource
	}
	return d, nil
}

// folderName returns the last element of the folder's absolute path: "." has a
// name too.
func folderName(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return filepath.Base(dir)
}

func classFolders(dir string) ([]string, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such folder: %w", dir, os.ErrNotExist)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, bare(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s: is a file, want a folder with one folder a class", dir)
	}
	names, err := visible(dir)
	if err != nil {
		return nil, err
	}
	var classes []string
	for _, name := range names {
		info, err := os.Stat(filepath.Join(dir, name)) // follows links
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(dir, name), bare(err))
		}
		if info.IsDir() {
			classes = append(classes, name)
		}
	}
	if len(classes) == 0 {
		return nil, fmt.Errorf("%s: holds no class: want one folder a class", dir)
	}
	return classes, nil
}

// imageNames returns the names of the image files in a class's folder.
func imageNames(dir string) ([]string, error) {
	names, err := visible(dir)
	if err != nil {
		return nil, err
	}
	var images []string
	for _, name := range names {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, bare(err))
		}
		if info.IsDir() {
			return nil, fmt.Errorf("%s: is a folder, want an image file", path)
		}
		ext := strings.ToLower(filepath.Ext(name))
		switch {
		case slices.Contains(ownImages, ext):
			images = append(images, name)
		case slices.Contains(foreignImages, ext):
			return nil, fmt.Errorf("%s: %w", path, errNotImage)
		default:
			if ok, err := beginsLikeImage(path); err != nil {
				return nil, err
			} else if ok {
				images = append(images, name)
			}
		}
	}
	if len(images) == 0 {
		return nil, fmt.Errorf("%s: class has no images (PNG, JPEG or GIF)", dir)
	}
	return images, nil
}

// visible returns the names in a folder, sorted, less those that begin with a
// dot.
func visible(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, bare(err))
	}
	var names []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(a, b) })
	return names, nil
}

func beginsLikeImage(path string) (bool, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return false, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, bare(err))
	}
	defer f.Close()
	head := make([]byte, 8)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, fmt.Errorf("%s: %w", path, bare(err))
	}
	return sniff(head[:n]) != "", nil
}

// readPixels decodes all images on all processors. Of several errors it returns
// that of the first path, whichever came first in time.
func (d *Dataset) readPixels(dir string, fit func(*image.NRGBA) *image.NRGBA) error {
	file := func(i int) string { return filepath.Join(dir, filepath.FromSlash(d.Paths[i])) }
	first, err := readImage(file(0))
	if err != nil {
		return err
	}
	first = fit(first)
	d.H, d.W = first.Rect.Dy(), first.Rect.Dx()
	d.Pixels = make([]float32, d.Len()*d.sampleLen())

	errs := make([]error, d.Len())
	parallel(d.Len(), func(i int) {
		img, err := readImage(file(i))
		if err != nil {
			errs[i] = err
			return
		}
		if img = fit(img); img.Rect != first.Rect {
			errs[i] = fmt.Errorf("%s: is %s, but %s is %s: all images must have one size (ReadFolderScaled gives them one)",
				file(i), size(img), file(0), size(first))
			return
		}
		fill(d.Sample(i), img)
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func size(img image.Image) string {
	return fmt.Sprintf("%d×%d", img.Bounds().Dx(), img.Bounds().Dy())
}

// parallel runs do(0) to do(n-1) on all processors and waits for them.
func parallel(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}
