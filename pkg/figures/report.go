package figures

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
)

// mostShown is how many images Misclassified and Disputed draw: more make a figure
// that nobody looks through.
const mostShown = 60

// Check draws check.png, the look at the data before anything else: each image
// under the name of its class and in the class's colour. labels are positions
// in classes.
func Check(images []image.Image, labels []int, classes []string, caption string) (*Figure, error) {
	if len(labels) != len(images) {
		return nil, fmt.Errorf("figures: check: %d labels for %d images", len(labels), len(images))
	}
	titles, counts, names := make([]string, len(images)), make([]int, len(classes)), Names(classes)
	for i, label := range labels {
		if label < 0 || label >= len(classes) {
			return nil, fmt.Errorf("figures: check: label %d is %d, there are %d classes", i, label, len(classes))
		}
		titles[i] = names[label]
		counts[label]++
	}
	options := MontageOptions{Caption: caption, Frames: classFrames(labels), Alt: fmt.Sprintf("%d images, each under its class: %s.", len(images), tally(counts, classes))}
	return Montage(images, titles, options)
}

// tally is like "12 of clock, 12 of crocodile".
func tally(counts []int, classes []string) string {
	var parts []string
	for label, n := range counts {
		parts = append(parts, fmt.Sprintf("%d of %s", n, classes[label]))
	}
	return strings.Join(parts, ", ")
}

// Misclassified draws 1st_approach_train.png and its like: every wrongly
// predicted image under its prediction and its truth, in the colour of its true
// class; of more than 60 the most wrong. p are the predicted probabilities of
// class 1, truth the true classes, set the name of the images' set, such as
// "test", and total its size. With nothing wrong the figure is its heading.
func Misclassified(images []image.Image, p []float64, truth []int, set string, total int, caption string) (*Figure, error) {
	if len(p) != len(images) || len(truth) != len(images) {
		return nil, fmt.Errorf("figures: misclassified: %d predictions and %d truths for %d images", len(p), len(truth), len(images))
	}
	if total < len(images) {
		return nil, fmt.Errorf("figures: misclassified: %d wrong of %d", len(images), total)
	}
	heading := fmt.Sprintf("%s: %d of %d wrong", set, len(images), total)
	if len(images) == 0 {
		return figure(heading, caption, nil, heading+".")
	}
	shown := first(len(images), func(i int) float64 { return -math.Abs(p[i] - float64(truth[i])) })
	if len(shown) < len(images) {
		heading += fmt.Sprintf(", the %d most wrong", len(shown))
	}
	titles, ones := make([]string, len(images)), 0
	for i := range titles {
		titles[i] = fmt.Sprintf("prediction: %.2f\ntruth: %d", p[i], truth[i])
		if truth[i] == 1 {
			ones++
		}
	}
	alt := fmt.Sprintf("%s. Each image under its predicted probability and its truth: of all that are wrong, the truth of %d is 0, of %d is 1.", heading, len(images)-ones, ones)
	options := MontageOptions{Heading: heading, Caption: caption, Frames: pick(classFrames(truth), shown), Alt: alt}
	return Montage(pick(images, shown), pick(titles, shown), options)
}

// Disputed draws 2nd_approach_tol_0_2.png: the images between the classes, each
// under its class and its distance from every class's centre, in the colour of
// its class; of more than 60 those whose distances from the two nearest centres
// differ least. distances has a row of len(classes) for each image. With nothing
// in between the figure is its heading.
func Disputed(images []image.Image, labels []int, classes []string, distances [][]float64, tolerance float64, caption string) (*Figure, error) {
	if len(labels) != len(images) || len(distances) != len(images) {
		return nil, fmt.Errorf("figures: disputed: %d labels and %d rows of distances for %d images", len(labels), len(distances), len(images))
	}
	noun := "images"
	if len(images) == 1 {
		noun = "image"
	}
	heading := fmt.Sprintf("%d %s between the classes, tolerance %g", len(images), noun, tolerance)
	if len(images) == 0 {
		return figure(heading, caption, nil, heading+".")
	}
	titles, counts, names := make([]string, len(images)), make([]int, len(classes)), Names(classes)
	for i, label := range labels {
		if label < 0 || label >= len(classes) || len(distances[i]) != len(classes) {
			return nil, fmt.Errorf("figures: disputed: image %d has label %d and %d distances, there are %d classes", i, label, len(distances[i]), len(classes))
		}
		counts[label]++
		titles[i] = names[label]
		for k, name := range names {
			titles[i] += fmt.Sprintf("\nto %s: %.2f", name, distances[i][k])
		}
	}
	shown := first(len(images), func(i int) float64 {
		d := slices.Sorted(slices.Values(distances[i]))
		return d[min(1, len(d)-1)] - d[0]
	})
	if len(shown) < len(images) {
		heading += fmt.Sprintf("; the %d nearest to both", len(shown))
	}
	alt := fmt.Sprintf("%s. Each image under its class and its distances from the centres; in all %s.", heading, tally(counts, classes))
	options := MontageOptions{Heading: heading, Caption: caption, Frames: pick(classFrames(labels), shown), Alt: alt}
	return Montage(pick(images, shown), pick(titles, shown), options)
}

// first are the positions, in order, of at most mostShown of n things: of those
// that come first by a measure.
func first(n int, by func(i int) float64) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	if n > mostShown {
		slices.SortStableFunc(order, func(a, b int) int {
			switch x, y := by(a), by(b); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		order = order[:mostShown]
		slices.Sort(order)
	}
	return order
}

func pick[T any](all []T, at []int) []T {
	some := make([]T, len(at))
	for k, i := range at {
		some[k] = all[i]
	}
	return some
}

func classFrames(labels []int) []color.Color {
	frames := make([]color.Color, len(labels))
	for i, label := range labels {
		frames[i] = ClassColour(label)
	}
	return frames
}
