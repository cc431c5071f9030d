package figures

import (
	"fmt"
	"image"
	"image/color"
)

// Check draws check.png, the look at the data before anything else: each image
// under the name of its class and in the class's colour. labels are positions
// in classes.
func Check(images []image.Image, labels []int, classes []string, caption string) (image.Image, error) {
	if len(labels) != len(images) {
		return nil, fmt.Errorf("figures: check: %d labels for %d images", len(labels), len(images))
	}
	titles := make([]string, len(images))
	for i, label := range labels {
		if label < 0 || label >= len(classes) {
			return nil, fmt.Errorf("figures: check: label %d is %d, there are %d classes", i, label, len(classes))
		}
		titles[i] = classes[label]
	}
	return Montage(images, titles, MontageOptions{Caption: caption, Frames: classFrames(labels)})
}

// Misclassified draws 1st_approach_train.png and its like: every wrongly
// predicted image under `prediction: p | truth: t`, in the colour of its true
// class. p are the predicted probabilities of class 1, truth the true classes,
// set the name of the images' set, such as "test", and total its size. With
// nothing wrong the figure is its heading.
func Misclassified(images []image.Image, p []float64, truth []int, set string, total int, caption string) (image.Image, error) {
	if len(p) != len(images) || len(truth) != len(images) {
		return nil, fmt.Errorf("figures: misclassified: %d predictions and %d truths for %d images", len(p), len(truth), len(images))
	}
	if total < len(images) {
		return nil, fmt.Errorf("figures: misclassified: %d wrong of %d", len(images), total)
	}
	heading := fmt.Sprintf("%s: %d of %d wrong", set, len(images), total)
	if len(images) == 0 {
		return page(heading, caption, nil)
	}
	titles := make([]string, len(images))
	for i := range titles {
		titles[i] = fmt.Sprintf("prediction: %.2f | truth: %d", p[i], truth[i])
	}
	return Montage(images, titles, MontageOptions{Heading: heading, Caption: caption, Frames: classFrames(truth)})
}

// Disputed draws 2nd_approach_tol_0_2.png: the images between the classes, each
// under its class and its distance from every class's centre, in the colour of
// its class. distances has a row of len(classes) for each image. With nothing in
// between the figure is its heading.
func Disputed(images []image.Image, labels []int, classes []string, distances [][]float64, tolerance float64, caption string) (image.Image, error) {
	if len(labels) != len(images) || len(distances) != len(images) {
		return nil, fmt.Errorf("figures: disputed: %d labels and %d rows of distances for %d images", len(labels), len(distances), len(images))
	}
	noun := "images"
	if len(images) == 1 {
		noun = "image"
	}
	heading := fmt.Sprintf("%d %s between the classes, tolerance %g", len(images), noun, tolerance)
	if len(images) == 0 {
		return page(heading, caption, nil)
	}
	titles := make([]string, len(images))
	for i, label := range labels {
		if label < 0 || label >= len(classes) || len(distances[i]) != len(classes) {
			return nil, fmt.Errorf("figures: disputed: image %d has label %d and %d distances, there are %d classes", i, label, len(distances[i]), len(classes))
		}
		titles[i] = classes[label]
		for k, class := range classes {
			titles[i] += fmt.Sprintf("\nto %s: %.2f", class, distances[i][k])
		}
	}
	return Montage(images, titles, MontageOptions{Heading: heading, Caption: caption, Frames: classFrames(labels)})
}

func classFrames(labels []int) []color.Color {
	frames := make([]color.Color, len(labels))
	for i, label := range labels {
		frames[i] = ClassColour(label)
	}
	return frames
}
