package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"image"

	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// ReadFolder reads the images of a folder that holds one folder a class, whose
// names, sorted by bytes, are the classes. All images must have one size. Files
// are told apart by content, transparent parts are laid over white, and images
// are turned upright (ReadImage). They come in the byte-wise order of their
// paths.
//
// Passed over are names that begin with a dot, files beside the class folders,
// and in a class files that are no pictures (IsPicture). It is an error, naming the file or folder, if the folder is missing or
// is a file, if it holds no class, if a class holds no image or a folder, and if
// an image is unreadable, truncated, of another format or of another size.
func ReadFolder(dir string) (*Dataset, error) {
	return readFolder(dir, picture.whole)
}

// ReadFolderScaled is ReadFolder for images of any sizes: each becomes its centre
// square, scaled to side×side pixels (Square).
func ReadFolderScaled(dir string, side int) (*Dataset, error) {
	if err := checkSide(side); err != nil {
		return nil, err
	}
	return readFolder(dir, func(p picture) *image.NRGBA { return p.square(side) })
}

// readFolder is ReadFolder with fit applied to each image.
func readFolder(dir string, fit func(picture) *image.NRGBA) (*Dataset, error) {
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
	labels := make(map[string]int, len(classes))
	for label, class := range classes {
		labels[class] = label
	}
	d.Labels = make([]int, len(d.Paths))
	for i, path := range d.Paths {
		class, _, _ := strings.Cut(path, "/")
		d.Labels[i] = labels[class]
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
		ok, err := IsPicture(path)
		if err != nil {
			return nil, err
		}
		if ok {
			images = append(images, name)
		}
	}
	if len(images) == 0 {
		return nil, fmt.Errorf("%s: class has no images (PNG, JPEG, GIF, WebP, BMP or TIFF)", dir)
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

// readPixels decodes all images on all processors. Of several errors it returns
// that of the first path, whichever came first in time.
func (d *Dataset) readPixels(dir string, fit func(picture) *image.NRGBA) error {
	file := func(i int) string { return filepath.Join(dir, filepath.FromSlash(d.Paths[i])) }
	head, err := readPicture(file(0))
	if err != nil {
		return err
	}
	first := fit(head)
	d.H, d.W = first.Rect.Dy(), first.Rect.Dx()
	d.Pixels = make([]byte, d.Len()*d.sampleLen())

	errs := make([]error, d.Len())
	parallel(d.Len(), func(i int) {
		p, err := readPicture(file(i))
		if err != nil {
			errs[i] = err
			return
		}
		img := fit(p)
		if img.Rect != first.Rect {
			errs[i] = fmt.Errorf("%s: is %s, but %s is %s: all images must have one size (ReadFolderScaled gives them one)",
				file(i), size(img), file(0), size(first))
			return
		}
		fill(d.bytes(i), img)
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
