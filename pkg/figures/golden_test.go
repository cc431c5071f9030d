package figures_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crococlock/crococlock/pkg/figures"
)

var update = flag.Bool("update", false, "rewrite testdata/*.png from what is drawn now; look at them before you commit them")

// TestGoldens compares every figure with testdata. A processor that fuses
// multiplication and addition may round a shade otherwise.
func TestGoldens(t *testing.T) {
	for name, img := range all(t) {
		file := filepath.Join("testdata", strings.NewReplacer(", ", "_", " ", "_").Replace(strings.ToLower(name))+".png")
		t.Run(name, func(t *testing.T) {
			if *update {
				if err := figures.Save(img, file); err != nil {
					t.Fatal(err)
				}
				return
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v: go test ./pkg/figures -update draws it", err)
			}
			want, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if at, differ := difference(img, want); differ != "" {
				t.Errorf("differs from %s at %v: %s; if that is meant, go test ./pkg/figures -update and look", file, at, differ)
			}
		})
	}
}

// difference finds where two images differ by more than two shades.
func difference(a, b image.Image) (at image.Point, what string) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return at, fmt.Sprintf("%v px instead of %v", a.Bounds().Size(), b.Bounds().Size())
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, g, b1, _ := a.At(x, y).RGBA()
			u, v, w, _ := b.At(x, y).RGBA()
			for _, d := range []float64{float64(r) - float64(u), float64(g) - float64(v), float64(b1) - float64(w)} {
				if math.Abs(d) > 2*257 {
					return image.Pt(x, y), fmt.Sprintf("%v instead of %v", a.At(x, y), b.At(x, y))
				}
			}
		}
	}
	return at, ""
}

// Each figure has words for those who do not see it, with what it shows in them.
func TestAltTexts(t *testing.T) {
	want := map[string]string{
		"Check":               "6 images, each under its class: 3 of clock, 3 of crocodile.",
		"Misclassified":       "test: 3 of 250 wrong. Each image under its predicted probability and its truth: of all that are wrong, the truth of 1 is 0, of 2 is 1.",
		"Misclassified, none": "test: 0 of 250 wrong.",
		"Misclassified, many": "test: 70 of 250 wrong, the 60 most wrong. Each image under its predicted probability and its truth: of all that are wrong, the truth of 35 is 0, of 35 is 1.",
		"Disputed":            "2 images between the classes, tolerance 0.2. Each image under its class and its distances from the centres; in all 1 of clock, 1 of crocodile.",
		"Disputed, none":      "0 images between the classes, tolerance 0.2.",
		"LossAccuracy":        "Two charts over 100 epochs. Loss: training goes from 0.7 to 0.204, validation from 0.7 to 0.303. Accuracy: training goes from 50 % to 89.7 %, validation from 50 % to 79.8 %; a line across at 85 % is the test.",
		"LossAccuracy, one":   "Two charts over 1 epochs. Loss: training goes from 0.7 to 0.7. Accuracy: training goes from 50 % to 50 %.",
		"Distances":           "Scatter plot: each of 80 images at its distances from the centres of clock and crocodile. 0 are in the band on the diagonal where the two differ by less than 0.2.",
		"Distances, far":      "Scatter plot: each of 80 images at its distances from the centres of clock and crocodile. 80 are in the band on the diagonal where the two differ by less than 100.",
		"Histogram":           "Histogram of 80 images by the difference of their distances from the centres of clock and crocodile, from -6 to 6; 0 are in the band from -0.2 to 0.2.",
		"Histogram, far":      "Histogram of 80 images by the difference of their distances from the centres of clock and crocodile, from -6 to 6; 80 are in the band from -100 to 100.",
		"Filters":             "16 filters of 3×3 pixels as coloured squares; grey is a weight of zero, the strongest is ±1 in one of the colours.",
		"FeatureMaps":         "5 maps in one scale of colours from −1, purple, over zero, white, to 1, green: map 0, map 1, map 2, map 3, map 4.",
		"Maps":                "2 maps in one scale of colours from −2, purple, over zero, white, to 2, green: small, large.",
		"Montage":             "3 images: a clock, a crocodile, something else.",
		"Runs":                "Accuracy by group of runs, mean and standard deviation: the study's network 86.0 ± 2.4; batches of 50 88.5 ± 0.6; mirrored 89.6 ± 1.1; VGG16 pretrained on ImageNet 93.8; averaged views, five networks 97.3 ± 0.6.",
		"Confusion":           "Confusion matrix of 2 classes: 35 of 40 images are on the diagonal, predicted as what they are.",
		"Check, long names":   "4 images, each under its class: 2 of Donaudampfschifffahrtsgesellschaftskapitän, 2 of 鳄鱼.",
		"Disputed, long names": "2 images between the classes, tolerance 0. Each image under its class and its distances from the centres; " +
			"in all 1 of Donaudampfschifffahrtsgesellschaftskapitän, 1 of 鳄鱼.",
		"Distances, long names": "Scatter plot: each of 80 images at its distances from the centres of Donaudampfschifffahrtsgesellschaftskapitän and 鳄鱼. " +
			"0 are in the band on the diagonal where the two differ by less than 0.",
		"Histogram, long names": "Histogram of 80 images by the difference of their distances from the centres of Donaudampfschifffahrtsgesellschaftskapitän and 鳄鱼, " +
			"from -6 to 6; 0 are in the band from 0 to 0.",
		"Pairs":                 "Clock or crocodile? 10 pairs of pictures side by side, each picture in the colour of its class: clock, crocodile.",
		"Pairs, long names":     "1 pairs of pictures side by side, each picture in the colour of its class: Donaudampfschifffahrtsgesellschaftskapitän, 鳄鱼.",
		"Thumbnails":            "Where the network sees the images. Map of 80 pictures, each at its place: 40 of clock, 40 of crocodile. 3 are marked: disputable.",
		"Thumbnails, one place": "Map of 2 pictures, each at its place: 1 of clock, 1 of crocodile. 2 are marked: both.",
		"Tolerances":            "How many images are disputable at which tolerance. ours: 4 at 0.1, 50 at 0.8; the author's: 7 at 0.1, 61 at 0.8.",
		"PrecisionRecall":       "Precision against recall; the average precisions: a good one 0.72, a bad one 0.21; by chance 0.10.",
		"Courses":               "Chart, Losses: discriminator goes from 0.7 to 0.6; generator goes from 1.5 to 0.7. Chart, Variety: spread goes from 0.1 to 0.6; a line across at 0.5 is too much alike.",
		"Courses, one":          "Chart, One epoch: train goes from 0.07 to 0.07.",
		"Strip":                 "2 rows of 9 pictures: as noise turns into a picture, where it would end; the columns are t=1 to picture.",
		"Strip, plain":          "Two pictures.",
	}
	for name, fig := range all(t) {
		if fig.Alt != want[name] {
			t.Errorf("%s: %q, want %q", name, fig.Alt, want[name])
		}
		if text := fig.Render().Data["text/plain"]; text != fig.Alt {
			t.Errorf("%s is shown with the text %v", name, text)
		}
	}
}

func TestNames(t *testing.T) {
	for name, c := range map[string]struct{ classes, want []string }{
		"plain":    {[]string{"clock", "Wanduhr für Küchen", "ρολόι", "часы"}, []string{"clock", "Wanduhr für Küchen", "ρολόι", "часы"}},
		"long":     {[]string{"Donaudampfschifffahrtsgesellschaftskapitän", "a"}, []string{"Donaudampfschiff…kapitän", "a"}},
		"lacking":  {[]string{"鳄鱼", "clock", "שעון", "ساعة"}, []string{"class 0", "clock", "class 2", "class 3"}},
		"same end": {[]string{strings.Repeat("a", 30), strings.Repeat("a", 31), "b"}, []string{"class 0", "class 1", "b"}},
		"lines":    {[]string{"a\nb", " "}, []string{"a b", "class 1"}},
	} {
		if got := figures.Names(c.classes); fmt.Sprint(got) != fmt.Sprint(c.want) || len(got) != len(c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
