package dataset

import (
	"fmt"
	"image"
	"math"
	"slices"
)

// A Dataset is N labelled colour images of one size, held in memory as bytes.
// Networks take numbers: X and Sample make them of those images that are asked
// for.
type Dataset struct {
	// Source says where the images come from in words that fit a caption, such
	// as "the study's 1000 CIFAR-100 images". It never holds a machine's path.
	Source string
	// Classes are the class names, sorted; a label is a position in it.
	Classes []string
	// Paths names each image relative to the dataset's root, with forward
	// slashes: "clock/10003.png".
	Paths []string
	// Labels holds the label of each image.
	Labels []int
	// H and W are the height and width of every image in pixels.
	H, W int
	// Pixels is (N, 3, H, W) in row-major order, a byte a value.
	Pixels []byte
}

// Len returns N, the number of images.
func (d *Dataset) Len() int { return len(d.Labels) }

// All returns the positions of all images, 0 to N−1.
func (d *Dataset) All() []int {
	idx := make([]int, d.Len())
	for i := range idx {
		idx[i] = i
	}
	return idx
}

// Sample returns the pixels of image i as (3, H, W) in [0,1]: byte/255, in new
// memory.
func (d *Dataset) Sample(i int) []float32 { return d.X([]int{i}) }

// bytes is the memory of image i.
func (d *Dataset) bytes(i int) []byte {
	n := d.sampleLen()
	return d.Pixels[i*n : (i+1)*n : (i+1)*n]
}

func (d *Dataset) sampleLen() int { return 3 * d.H * d.W }

// Image returns a copy of image i.
func (d *Dataset) Image(i int) image.Image { return ToImage(d.Sample(i), d.H, d.W) }

// ToImage returns the picture whose pixels are the (3, h, w) values x. Values
// outside [0,1] are clamped, NaN is black.
func ToImage(x []float32, h, w int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	plane := h * w
	for p := range plane {
		for c := range 3 {
			img.Pix[4*p+c] = toByte(x[c*plane+p])
		}
		img.Pix[4*p+3] = 255
	}
	return img
}

func toByte(v float32) byte {
	if !(v > 0) {
		return 0
	}
	return byte(math.Round(float64(min(v, 1)) * 255))
}

// Class returns the class name of image i.
func (d *Dataset) Class(i int) string { return d.Classes[d.Labels[i]] }

// Indices returns the positions of the images with the label, in order.
func (d *Dataset) Indices(label int) []int {
	var idx []int
	for i, l := range d.Labels {
		if l == label {
			idx = append(idx, i)
		}
	}
	return idx
}

// OfClass returns the positions of the images of the class with that name, in
// order; none if there is no such class.
func (d *Dataset) OfClass(name string) []int { return d.Indices(slices.Index(d.Classes, name)) }

// Find returns the position of the image with that path, as in Paths.
func (d *Dataset) Find(path string) (i int, ok bool) {
	i = slices.Index(d.Paths, path)
	return i, i >= 0
}

// Subset returns a copy of the images idx, in that order. Classes and Source
// stay those of the whole.
func (d *Dataset) Subset(idx []int) *Dataset {
	s := &Dataset{Source: d.Source, Classes: slices.Clone(d.Classes), H: d.H, W: d.W,
		Paths: make([]string, len(idx)), Labels: make([]int, len(idx)), Pixels: make([]byte, len(idx)*d.sampleLen())}
	for k, i := range idx {
		s.Paths[k], s.Labels[k] = d.Paths[i], d.Labels[i]
		copy(s.bytes(k), d.bytes(i))
	}
	return s
}

// WithClasses returns the dataset with the classes of that list, whose names its
// own must be among; labels count in it then. All but Classes and Labels is
// shared.
func (d *Dataset) WithClasses(names []string) (*Dataset, error) {
	label := make([]int, len(d.Classes))
	for i, name := range d.Classes {
		if label[i] = slices.Index(names, name); label[i] < 0 {
			return nil, fmt.Errorf("dataset: class %q is not one of %q", name, names)
		}
	}
	out := *d
	out.Classes, out.Labels = slices.Clone(names), make([]int, len(d.Labels))
	for i, l := range d.Labels {
		out.Labels[i] = label[l]
	}
	return &out, nil
}

// X gathers the pixels of the images idx into new memory of shape
// (len(idx), 3, H, W), in [0,1].
func (d *Dataset) X(idx []int) []float32 {
	x := make([]float32, len(idx)*d.sampleLen())
	d.Fill(x, idx)
	return x
}

// Fill is X into memory that is there, such as a network's input, whose first
// len(idx)·3·H·W values it sets.
func (d *Dataset) Fill(x []float32, idx []int) {
	n := d.sampleLen()
	for k, i := range idx {
		toFloats(x[k*n:(k+1)*n], d.bytes(i))
	}
}

// Check reports the first of the images idx that is not in the dataset or whose
// label is not a position in Classes, and pixels that are not as many as the
// images need.
func (d *Dataset) Check(idx []int) error {
	if want := d.Len() * d.sampleLen(); len(d.Pixels) != want {
		return fmt.Errorf("dataset: %d images of 3×%d×%d need %d pixel values, there are %d", d.Len(), d.H, d.W, want, len(d.Pixels))
	}
	for _, i := range idx {
		if i < 0 || i >= d.Len() {
			return fmt.Errorf("dataset: image %d is asked for, there are %d", i, d.Len())
		}
		if label := d.Labels[i]; label < 0 || label >= len(d.Classes) {
			return fmt.Errorf("dataset: image %d has label %d, there are %d classes %q", i, label, len(d.Classes), d.Classes)
		}
	}
	return nil
}

// Y gathers the labels of the images idx as float32, the targets of a loss.
func (d *Dataset) Y(idx []int) []float32 {
	y := make([]float32, len(idx))
	for k, i := range idx {
		y[k] = float32(d.Labels[i])
	}
	return y
}

// MeanStd returns the mean and the standard deviation (of the population) of
// each channel over all pixels of all images, R, G, B, in units of the pixels.
// For no images both are zero.
func (d *Dataset) MeanStd() (mean, std [3]float64) {
	plane := d.H * d.W
	count := float64(d.Len() * plane)
	if count == 0 {
		return mean, std
	}
	each := func(visit func(c int, v float64)) {
		for i := range d.Len() {
			for k, v := range d.bytes(i) {
				visit(k/plane, float64(unit[v]))
			}
		}
	}
	each(func(c int, v float64) { mean[c] += v })
	for c := range mean {
		mean[c] /= count
	}
	each(func(c int, v float64) { std[c] += (v - mean[c]) * (v - mean[c]) })
	for c := range std {
		std[c] = math.Sqrt(std[c] / count)
	}
	return mean, std
}

// String says in one line what the dataset holds.
func (d *Dataset) String() string {
	return fmt.Sprintf("%d images of %d×%d pixels in %d classes: %s", d.Len(), d.H, d.W, len(d.Classes), d.Source)
}
