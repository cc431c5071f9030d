package figures_test

import (
	"fmt"
	"image"
	"image/color"
	"os"
	"path/filepath"

	"github.com/crococlock/crococlock/pkg/figures"
)

// ExampleMontage lays out two pictures of 8 × 8 pixels, ten times enlarged.
func ExampleMontage() {
	dark, light := image.NewGray(image.Rect(0, 0, 8, 8)), image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range light.Pix {
		light.Pix[i] = 200
	}
	img, err := figures.Montage([]image.Image{dark, light}, []string{"night", "day"}, figures.MontageOptions{
		Factor: 10,
		Frames: []color.Color{figures.ClassColour(0), figures.ClassColour(1)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Dx() > 2*80, img.Bounds().Dy() > 80)
	// Output: true true
}

func ExampleLossAccuracy() {
	img, err := figures.LossAccuracy(figures.Curves{
		TrainLoss: []float64{0.69, 0.52, 0.41}, ValidationLoss: []float64{0.69, 0.55, 0.48},
		TrainAccuracy: []float64{0.51, 0.76, 0.84}, ValidationAccuracy: []float64{0.50, 0.74, 0.79},
		TestAccuracy: 0.80,
	}, "synthetic images, seed 0")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Size())
	// Output: (584,728)
}

// The pictures of the examples below are plain squares of 32 × 32 pixels.
func squares(n int) []image.Image {
	out := make([]image.Image, n)
	for i := range out {
		out[i] = image.NewGray(image.Rect(0, 0, 32, 32))
	}
	return out
}

func ExampleCheck() {
	img, err := figures.Check(squares(8), []int{0, 0, 0, 0, 1, 1, 1, 1}, []string{"clock", "crocodile"}, "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Empty())
	// Output: false
}

func ExampleMisclassified() {
	_, err := figures.Misclassified(squares(2), []float64{0.93, 0.41}, []int{0, 1}, "test", 250, "synthetic images, seed 0")
	fmt.Println(err)
	// Every image needs its prediction.
	_, err = figures.Misclassified(squares(2), []float64{0.93}, []int{0, 1}, "test", 250, "")
	fmt.Println(err)
	// Output:
	// <nil>
	// figures: misclassified: 1 predictions and 2 truths for 2 images
}

func ExampleDisputed() {
	classes := []string{"clock", "crocodile"}
	_, err := figures.Disputed(squares(1), []int{0}, classes, [][]float64{{3.99, 4.07}}, 0.2, "synthetic images, seed 0")
	fmt.Println(err)
	// Output: <nil>
}

func ExampleDistances() {
	classes := []string{"clock", "crocodile"}
	img, err := figures.Distances([]float64{1, 6, 4}, []float64{7, 2, 4.1}, []int{0, 1, 0}, classes, 0.2, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Size())
	// Output: (584,584)
}

func ExampleHistogram() {
	classes := []string{"clock", "crocodile"}
	img, err := figures.Histogram([]float64{1, 6, 4}, []float64{7, 2, 4.1}, []int{0, 1, 0}, classes, 0.2, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Bounds().Size())
	// Output: (584,404)
}

func ExampleFilters() {
	weights := make([]float32, 16*3*3*3) // (16, 3, 3, 3), as conv1.weight
	weights[0] = 1
	_, err := figures.Filters(weights, 16, 3, "first layer")
	fmt.Println(err)
	// Output: <nil>
}

func ExampleFeatureMaps() {
	maps := make([]float32, 16*8*8) // (16, 8, 8)
	maps[0] = 1
	_, err := figures.FeatureMaps(maps, 16, 8, 8, "after the first pooling")
	fmt.Println(err)
	// Output: <nil>
}

func ExampleSave() {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fmt.Println(figures.Save(squares(1)[0], filepath.Join(dir, "square.png")))
	// Output: <nil>
}

func ExampleConfusion() {
	counts := [][]int{{18, 2, 0}, {1, 19, 0}, {3, 4, 13}}
	img, err := figures.Confusion(counts, []string{"clock", "crocodile", "lamp"}, "20 images of each class")
	fmt.Println(img.Bounds().Dx() > 3*44, err)
	// Output: true <nil>
}

func ExamplePairs() {
	p := squares(2)
	pairs := []figures.PicturePair{{A: p[0], B: p[1], LabelA: 0, LabelB: 1}}
	fig, err := figures.Pairs(pairs, []string{"clock", "crocodile"}, "Clock or crocodile?", "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.Alt)
	// Output: Clock or crocodile? 1 pairs of pictures side by side, each picture in the colour of its class: clock, crocodile.
}

func ExampleThumbnails() {
	x, y := []float64{0, 1, 2}, []float64{0, 2, 1}
	options := figures.MapOptions{Marked: []bool{false, true, false}, What: "disputable"}
	fig, err := figures.Thumbnails(squares(3), x, y, []int{0, 0, 1}, []string{"clock", "crocodile"}, options, "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.Alt)
	// Output: Map of 3 pictures, each at its place: 2 of clock, 1 of crocodile. 1 are marked: disputable.
}

func ExampleTolerances() {
	curve := figures.CountCurve{Name: "SimpleNet", Tolerances: []float64{0, 0.1, 0.2}, Counts: []int{0, 4, 11}}
	fig, err := figures.Tolerances([]figures.CountCurve{curve}, "tolerance", 0.2, "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.Bounds().Dx())
	// Output: 584
}

func ExamplePrecisionRecall() {
	curve := figures.PrecisionRecallCurve{Name: "ours", Recall: []float64{0.5, 1}, Precision: []float64{1, 0.4}, Average: 0.7}
	fig, err := figures.PrecisionRecall([]figures.PrecisionRecallCurve{curve}, 0.1, "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fig.Alt)
	// Output: Precision against recall; the average precisions: ours 0.70; by chance 0.10.
}

func ExampleCourses() {
	img, err := figures.Courses([]figures.CoursePanel{{
		Title: "What the network gets wrong", XLabel: "epoch", YLabel: "mean squared error",
		Courses: []figures.Course{{Name: "train", X: []float64{1, 2, 3}, Y: []float64{0.09, 0.05, 0.04}}},
		Marks:   []figures.CourseMark{{Name: "always the mean picture", Value: 0.06}},
	}}, "synthetic images")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Alt)
	// Output: Chart, What the network gets wrong: train goes from 0.09 to 0.04; a line across at 0.06 is always the mean picture.
}

func ExampleStrip() {
	img, err := figures.Strip([]figures.StripRow{{Title: "as they are", Images: squares(6)}, {Title: "as they come back", Images: squares(6)}},
		figures.StripOptions{Caption: "synthetic images"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(img.Alt)
	// Output: 2 rows of 6 pictures: as they are, as they come back.
}
