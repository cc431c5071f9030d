package dataset

import (
	"cmp"
	"context"
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
	return Folder{Dir: dir}.Read(context.Background())
}

// ReadFolderScaled is ReadFolder for images of any sizes: each becomes its centre
// square, scaled to side×side pixels (Square).
func ReadFolderScaled(dir string, side int) (*Dataset, error) {
	if err := checkSide(side); err != nil {
		return nil, err
	}
	return Folder{Dir: dir, Side: side}.Read(context.Background())
}

// A Folder says how to read a folder that holds one folder a class; see
// ReadFolder.
type Folder struct {
	Dir string
	// Side is the rows and columns that each image's centre square is scaled to;
	// 0 takes images as they are, which must have one size then.
	Side int
	// Progress, if not nil, is called with the number of images read and of all,
	// from one goroutine at a time.
	Progress func(done, total int64)
}

// Read reads the folder's images on all processors until ctx ends. Where images
// cannot be read, the error names the first of them.
func (f Folder) Read(ctx context.Context) (*Dataset, error) {
	if f.Side < 0 {
		return nil, checkSide(f.Side)
	}
	dir := f.Dir
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
	if err := d.readPixels(ctx, f); err != nil {
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

// namedErrors is how many of the images that cannot be read an error names.
const namedErrors = 5

// readPixels decodes all images on all processors. Of several errors it returns
// those of the first paths, whichever came first in time.
func (d *Dataset) readPixels(ctx context.Context, f Folder) error {
	file := func(i int) string { return filepath.Join(f.Dir, filepath.FromSlash(d.Paths[i])) }
	fit := func(p picture) *image.NRGBA {
		if f.Side > 0 {
			return p.square(f.Side)
		}
		return p.whole()
	}
	head, err := readPicture(file(0))
	if err != nil {
		return err
	}
	first := fit(head).Rect
	d.H, d.W = first.Dy(), first.Dx()
	d.Pixels = make([]byte, d.Len()*d.sampleLen())

	var done struct {
		sync.Mutex
		images int64
	}
	errs := make([]error, d.Len())
	parallel(d.Len(), func(i int) {
		if ctx.Err() != nil {
			return
		}
		p, err := readPicture(file(i))
		if err != nil {
			errs[i] = err
			return
		}
		img := fit(p)
		if img.Rect != first {
			errs[i] = fmt.Errorf("%s: is %s, but %s is %d×%d: all images must have one size (ReadFolderScaled gives them one)",
				file(i), size(img), file(0), d.W, d.H)
			return
		}
		fill(d.bytes(i), img)
		if f.Progress != nil {
			done.Lock()
			done.images++
			f.Progress(done.images, int64(d.Len()))
			done.Unlock()
		}
	})
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: reading was stopped: %w", f.Dir, err)
	}
	return firstOf(errs)
}

// firstOf joins the first few errors.
func firstOf(errs []error) error {
	errs = slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if more := len(errs) - namedErrors; more > 0 {
		errs = append(errs[:namedErrors], fmt.Errorf("and %d more", more))
	}
	return errors.Join(errs...)
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
