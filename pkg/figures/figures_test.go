package figures_test

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

var classes = []string{"clock", "crocodile"}

// places makes distances from two centres for n images of each class.
func places(n int) (d0, d1 []float64, labels []int) {
	rng := rand.New(rand.NewPCG(3, 4))
	for i := range 2 * n {
		near, far := 1+2*rng.Float64(), 3+4*rng.Float64()
		if i%2 == 1 {
			near, far = far, near
		}
		d0, d1, labels = append(d0, near), append(d1, far), append(labels, i%2)
	}
	return d0, d1, labels
}

func curves(n int) figures.Curves {
	var c figures.Curves
	for i := range n {
		x := math.Exp(-float64(i) / 20)
		c.TrainLoss, c.ValidationLoss = append(c.TrainLoss, 0.2+0.5*x), append(c.ValidationLoss, 0.3+0.4*x)
		c.TrainAccuracy, c.ValidationAccuracy = append(c.TrainAccuracy, 0.9-0.4*x), append(c.ValidationAccuracy, 0.8-0.3*x)
	}
	return c
}

// all draws every figure once.
func all(t *testing.T) map[string]*figures.Figure {
	t.Helper()
	d0, d1, labels := places(40)
	tested := curves(100)
	tested.TestAccuracy = 0.85
	weights := make([]float32, 16*3*3*3)
	maps := make([]float32, 5*8*8)
	for i := range weights {
		weights[i] = float32(math.Sin(float64(i)))
	}
	for i := range maps {
		maps[i] = float32(math.Cos(float64(i)))
	}
	const caption = "synthetic images, seed 0"
	out := map[string]*figures.Figure{}
	keep := func(name string, img *figures.Figure, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = img
	}
	img, err := figures.Check(pictures(6), []int{0, 0, 0, 1, 1, 1}, classes, caption)
	keep("Check", img, err)
	img, err = figures.Misclassified(pictures(3), []float64{0.9, 0.1, 0.2}, []int{0, 1, 1}, "test", 250, caption)
	keep("Misclassified", img, err)
	img, err = figures.Misclassified(nil, nil, nil, "test", 250, caption)
	keep("Misclassified, none", img, err)
	img, err = figures.Disputed(pictures(2), []int{0, 1}, classes, [][]float64{{4, 4.1}, {4.2, 4.1}}, 0.2, caption)
	keep("Disputed", img, err)
	img, err = figures.Disputed(nil, nil, classes, nil, 0.2, caption)
	keep("Disputed, none", img, err)
	img, err = figures.LossAccuracy(tested, caption)
	keep("LossAccuracy", img, err)
	img, err = figures.Distances(d0, d1, labels, classes, 0.2, caption)
	keep("Distances", img, err)
	img, err = figures.Histogram(d0, d1, labels, classes, 0.2, caption)
	keep("Histogram", img, err)
	img, err = figures.Filters(weights, 16, 3, caption)
	keep("Filters", img, err)
	img, err = figures.FeatureMaps(maps, 5, 8, 8, caption)
	keep("FeatureMaps", img, err)
	many := make([]float64, 70)
	truth := make([]int, len(many))
	for i := range many {
		many[i], truth[i] = 0.5+float64(i%2)/2-float64(i)/140, (i+1)%2
	}
	img, err = figures.Misclassified(pictures(len(many)), many, truth, "test", 250, caption)
	keep("Misclassified, many", img, err)
	img, err = figures.LossAccuracy(figures.Curves{TrainLoss: []float64{0.7}, TrainAccuracy: []float64{0.5}}, caption)
	keep("LossAccuracy, one", img, err)
	img, err = figures.Distances(d0, d1, labels, classes, 100, caption)
	keep("Distances, far", img, err)
	img, err = figures.Histogram(d0, d1, labels, classes, 100, caption)
	keep("Histogram, far", img, err)
	img, err = figures.Maps([]figures.Map{{"small", 2, 2, []float32{-2, 0, 1, 2}}, {"large", 4, 4, make([]float32, 16)}}, caption)
	keep("Maps", img, err)
	img, err = figures.Montage(pictures(3), []string{"a clock", "a crocodile", "something else"}, figures.MontageOptions{Caption: caption})
	keep("Montage", img, err)
	img, err = figures.Runs(groups(), "What each idea brings, on the one before", caption)
	keep("Runs", img, err)
	img, err = figures.Confusion([][]int{{18, 2}, {3, 17}}, classes, caption)
	keep("Confusion", img, err)
	named := []string{"Donaudampfschifffahrtsgesellschaftskapitän", "鳄鱼"}
	img, err = figures.Check(pictures(4), []int{0, 0, 1, 1}, named, "folder 鳄鱼")
	keep("Check, long names", img, err)
	img, err = figures.Disputed(pictures(2), []int{0, 1}, named, [][]float64{{4, 4.1}, {4.2, 4.1}}, 0, caption)
	keep("Disputed, long names", img, err)
	img, err = figures.Distances(d0, d1, labels, named, 0, caption)
	keep("Distances, long names", img, err)
	img, err = figures.Histogram(d0, d1, labels, named, 0, caption)
	keep("Histogram, long names", img, err)
	some := pictures(10)
	var pairs []figures.PicturePair
	for i := range some {
		pairs = append(pairs, figures.PicturePair{A: some[i], B: some[9-i], LabelA: 0, LabelB: 1})
	}
	img, err = figures.Pairs(pairs, classes, "Clock or crocodile?", caption)
	keep("Pairs", img, err)
	img, err = figures.Pairs(pairs[:1], named, "", caption)
	keep("Pairs, long names", img, err)
	marked := make([]bool, 80)
	marked[3], marked[4], marked[40] = true, true, true
	img, err = figures.Thumbnails(pictures(80), d0, d1, labels, classes, figures.MapOptions{Marked: marked, What: "disputable", Title: "Where the network sees the images"}, caption)
	keep("Thumbnails", img, err)
	img, err = figures.Thumbnails(pictures(2), []float64{1, 1}, []float64{2, 2}, []int{0, 1}, classes, figures.MapOptions{Marked: []bool{true, true}, What: "both"}, caption)
	keep("Thumbnails, one place", img, err)
	counts := []figures.CountCurve{
		{"ours", []float64{0, 0.1, 0.2, 0.4, 0.8}, []int{0, 4, 10, 22, 50}},
		{"the author's", []float64{0, 0.1, 0.2, 0.4, 0.8}, []int{0, 7, 11, 25, 61}},
	}
	img, err = figures.Tolerances(counts, "tolerance, units of latent space", 0.2, caption)
	keep("Tolerances", img, err)
	img, err = figures.PrecisionRecall([]figures.PrecisionRecallCurve{
		{"a good one", []float64{0.1, 0.4, 0.8, 1}, []float64{1, 0.9, 0.6, 0.2}, 0.72},
		{"a bad one", []float64{0, 0.3, 0.6, 1}, []float64{0, 0.3, 0.25, 0.15}, 0.21},
	}, 0.1, caption)
	keep("PrecisionRecall", img, err)
	img, err = figures.Courses(coursePanels(), caption)
	keep("Courses", img, err)
	img, err = figures.Courses([]figures.CoursePanel{{Title: "One epoch", XLabel: "epoch", YLabel: "error", Courses: []figures.Course{{"train", []float64{1}, []float64{0.07}}}}}, caption)
	keep("Courses, one", img, err)
	img, err = figures.Strip([]figures.StripRow{{"as noise turns into a picture", pictures(9)}, {"where it would end", pictures(9)}},
		figures.StripOptions{Columns: strings.Fields("t=1 0.9 0.8 0.6 0.5 0.4 0.3 0.1 picture"), Caption: caption})
	keep("Strip", img, err)
	img, err = figures.Strip([]figures.StripRow{{Images: pictures(2)}}, figures.StripOptions{Heading: "Two", Alt: "Two pictures."})
	keep("Strip, plain", img, err)
	return out
}

func TestFiguresAreDeterministic(t *testing.T) {
	first, second := all(t), all(t)
	for name, img := range first {
		t.Run(name, func(t *testing.T) {
			if !bytes.Equal(encode(t, img), encode(t, second[name])) {
				t.Error("two drawings of the same data differ")
			}
			if w := img.Bounds().Dx(); w > 640 {
				t.Errorf("%d px wide, at most 640 can be read on a phone", w)
			}
			if white := count(img, color.RGBA{255, 255, 255, 255}); white == img.Bounds().Dx()*img.Bounds().Dy() {
				t.Error("the figure is blank")
			}
		})
	}
}

func TestLossAccuracyDrawsItsCurves(t *testing.T) {
	blue, vermilion, green := figures.ClassColour(0), figures.ClassColour(1), figures.ClassColour(2)
	draw := func(c figures.Curves) image.Image {
		t.Helper()
		img, err := figures.LossAccuracy(c, "")
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	trainOnly := curves(50)
	trainOnly.ValidationLoss, trainOnly.ValidationAccuracy = nil, nil
	img := draw(trainOnly)
	if count(img, blue) == 0 || count(img, vermilion) != 0 || count(img, green) != 0 {
		t.Error("training curves alone do not show as blue lines alone")
	}
	full := curves(50)
	full.TestAccuracy = 0.7
	img = draw(full)
	if count(img, vermilion) == 0 || count(img, green) == 0 {
		t.Error("the validation's curve or the test's line is missing")
	}
	one := figures.Curves{TrainLoss: []float64{0.7}, TrainAccuracy: []float64{0.5}}
	if count(draw(one), blue) == 0 {
		t.Error("a single epoch does not show")
	}
	gap := curves(50)
	gap.TrainLoss[10], gap.ValidationLoss[0] = math.NaN(), math.Inf(1)
	draw(gap)
}

func TestFiguresRefuse(t *testing.T) {
	two := pictures(2)
	d0, d1, labels := places(3)
	for name, f := range map[string]func() (image.Image, error){
		"check, labels": func() (image.Image, error) { return figures.Check(two, []int{0}, classes, "") },
		"check, range":  func() (image.Image, error) { return figures.Check(two, []int{0, 2}, classes, "") },
		"misclassified": func() (image.Image, error) { return figures.Misclassified(two, []float64{1}, []int{0, 0}, "t", 9, "") },
		"misclassified, all": func() (image.Image, error) {
			return figures.Misclassified(two, []float64{1, 1}, []int{0, 0}, "t", 1, "")
		},
		"disputed": func() (image.Image, error) { return figures.Disputed(two, []int{0, 0}, classes, nil, 0.2, "") },
		"disputed, short": func() (image.Image, error) {
			return figures.Disputed(two, []int{0, 0}, classes, [][]float64{{1, 2}, {1}}, 0.2, "")
		},
		"curves, none": func() (image.Image, error) { return figures.LossAccuracy(figures.Curves{}, "") },
		"curves, percent": func() (image.Image, error) {
			return figures.LossAccuracy(figures.Curves{TrainLoss: []float64{1}, TrainAccuracy: []float64{91.8}}, "")
		},
		"curves, lengths":   func() (image.Image, error) { return figures.LossAccuracy(figures.Curves{TrainLoss: []float64{1}}, "") },
		"distances, length": func() (image.Image, error) { return figures.Distances(d0, d1[1:], labels, classes, 0.2, "") },
		"distances, negative": func() (image.Image, error) {
			return figures.Distances([]float64{-1}, []float64{1}, []int{0}, classes, 0.2, "")
		},
		"histogram, label": func() (image.Image, error) {
			return figures.Histogram([]float64{1}, []float64{1}, []int{2}, classes, 0.2, "")
		},
		"histogram, classes": func() (image.Image, error) { return figures.Histogram(d0, d1, labels, classes[:1], 0.2, "") },
		"histogram, NaN":     func() (image.Image, error) { return figures.Histogram(d0, d1, labels, classes, math.NaN(), "") },
		"filters":            func() (image.Image, error) { return figures.Filters(make([]float32, 26), 1, 3, "") },
		"maps":               func() (image.Image, error) { return figures.FeatureMaps(make([]float32, 5), 1, 2, 2, "") },
		"pairs, none":        func() (image.Image, error) { return figures.Pairs(nil, classes, "", "") },
		"pairs, empty": func() (image.Image, error) {
			return figures.Pairs([]figures.PicturePair{{A: two[0]}}, classes, "", "")
		},
		"pairs, label": func() (image.Image, error) {
			return figures.Pairs([]figures.PicturePair{{two[0], two[1], 0, 2}}, classes, "", "")
		},
		"thumbnails, lengths": func() (image.Image, error) {
			return figures.Thumbnails(two, []float64{1}, []float64{1, 2}, []int{0, 1}, classes, figures.MapOptions{}, "")
		},
		"thumbnails, marks": func() (image.Image, error) {
			return figures.Thumbnails(two, []float64{1, 2}, []float64{1, 2}, []int{0, 1}, classes, figures.MapOptions{Marked: []bool{true}}, "")
		},
		"thumbnails, NaN": func() (image.Image, error) {
			return figures.Thumbnails(two, []float64{1, math.NaN()}, []float64{1, 2}, []int{0, 1}, classes, figures.MapOptions{}, "")
		},
		"thumbnails, label": func() (image.Image, error) {
			return figures.Thumbnails(two, []float64{1, 2}, []float64{1, 2}, []int{0, 2}, classes, figures.MapOptions{}, "")
		},
		"tolerances, none": func() (image.Image, error) { return figures.Tolerances(nil, "", 0, "") },
		"tolerances, fall": func() (image.Image, error) {
			return figures.Tolerances([]figures.CountCurve{{"a", []float64{2, 1}, []int{1, 2}}}, "", 0, "")
		},
		"tolerances, one": func() (image.Image, error) {
			return figures.Tolerances([]figures.CountCurve{{"a", []float64{2}, []int{1}}}, "", 0, "")
		},
		"tolerances, mark": func() (image.Image, error) {
			return figures.Tolerances([]figures.CountCurve{{"a", []float64{1, 2}, []int{1, 2}}}, "", math.NaN(), "")
		},
		"precision, none": func() (image.Image, error) { return figures.PrecisionRecall(nil, 0.1, "") },
		"precision, share": func() (image.Image, error) {
			return figures.PrecisionRecall([]figures.PrecisionRecallCurve{{"a", []float64{1}, []float64{1}, 1}}, 2, "")
		},
		"precision, percent": func() (image.Image, error) {
			return figures.PrecisionRecall([]figures.PrecisionRecallCurve{{"a", []float64{1}, []float64{90}, 1}}, 0.1, "")
		},
		"maps, NaN": func() (image.Image, error) { return figures.FeatureMaps([]float32{float32(math.NaN())}, 1, 1, 1, "") },
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := f(); err == nil || !strings.HasPrefix(err.Error(), "figures: ") {
				t.Errorf("got error %v", err)
			}
		})
	}
}

func TestDegenerateData(t *testing.T) {
	zero := []float64{0, 0}
	if _, err := figures.Distances(zero, zero, []int{0, 1}, classes, 0, ""); err != nil {
		t.Error(err)
	}
	if _, err := figures.Histogram(zero, zero, []int{0, 1}, classes, 0, ""); err != nil {
		t.Error(err)
	}
	if _, err := figures.Filters(make([]float32, 27), 1, 3, ""); err != nil {
		t.Error(err)
	}
	if _, err := figures.FeatureMaps(make([]float32, 4), 1, 2, 2, ""); err != nil {
		t.Error(err)
	}
	flat := figures.Curves{TrainLoss: []float64{0, 0}, TrainAccuracy: []float64{1, 1}, TestAccuracy: 1}
	if _, err := figures.LossAccuracy(flat, ""); err != nil {
		t.Error(err)
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "check.png")
	img := red(3, 2)
	if err := figures.Save(img, path); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, encode(t, img)) {
		t.Error("the file is not the image as PNG")
	}
	if err := figures.Save(image.NewRGBA(image.Rectangle{}), path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("an empty image: got error %v", err)
	}
	if again, _ := os.ReadFile(path); !bytes.Equal(again, got) {
		t.Error("a failure changed the file that was there")
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files left, want 1", len(files))
	}
}

func TestDir(t *testing.T) {
	study, other := figures.Dir(true), figures.Dir(false)
	if filepath.Base(study) != "images4report" || other != filepath.Join(filepath.Dir(study), "report", "images4report") {
		t.Errorf("got %s and %s", study, other)
	}
	// Outside a checkout, figures lie where the program runs.
	dir := t.TempDir()
	t.Chdir(dir)
	path, err := figures.SaveAs(red(2, 2), false, "a.png")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "report", "images4report", "a.png")); err != nil {
		t.Errorf("saved as %s: %v", path, err)
	}
}
