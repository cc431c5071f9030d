package dataset

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// The names of a split's parts, as the frame's column split shows them.
const (
	TrainName      = "train"
	ValidationName = "validation"
	TestName       = "test"
)

// A Split is three disjoint sets of image positions.
type Split struct {
	Train, Validation, Test []int
}

// RandomSplit shuffles 0…n-1 with rng and deals it into three parts of the given
// sizes; what is left over is in none. It fails if a size is negative or the
// sizes exceed n.
func RandomSplit(n, nTrain, nVal, nTest int, rng *rand.Rand) (Split, error) {
	if err := checkSplit(n, nTrain, nVal, nTest); err != nil {
		return Split{}, err
	}
	order := rng.Perm(n)
	return Split{
		Train:      order[:nTrain:nTrain],
		Validation: order[nTrain : nTrain+nVal : nTrain+nVal],
		Test:       order[nTrain+nVal : nTrain+nVal+nTest : nTrain+nVal+nTest],
	}, nil
}

// StratifiedSplit is RandomSplit with the classes in each part in the proportion
// in which they are in what the part is dealt from, to within one image. labels
// are the labels of all images, none negative.
func StratifiedSplit(labels []int, nTrain, nVal, nTest int, rng *rand.Rand) (Split, error) {
	if err := checkSplit(len(labels), nTrain, nVal, nTest); err != nil {
		return Split{}, err
	}
	classes, err := byClass(labels) // positions not yet dealt
	if err != nil {
		return Split{}, err
	}
	for _, class := range classes {
		shuffle(class, rng)
	}
	left := len(labels)
	deal := func(n int) []int {
		part := make([]int, 0, n)
		for c, take := range apportion(classes, n, left) {
			part = append(part, classes[c][:take]...)
			classes[c] = classes[c][take:]
		}
		left -= n
		shuffle(part, rng)
		return part
	}
	return Split{Train: deal(nTrain), Validation: deal(nVal), Test: deal(nTest)}, nil
}

// HoldOut splits images into Train and Validation, which gets the share of each
// class, rounded: at least one image of a class that has two, and never all. Test
// is empty. labels are the labels of all images, none negative; share is in
// [0,1).
func HoldOut(labels []int, share float64, rng *rand.Rand) (Split, error) {
	if !(share >= 0 && share < 1) {
		return Split{}, fmt.Errorf("dataset: split: a share of %v for validation, want 0 to 1", share)
	}
	classes, err := byClass(labels)
	if err != nil {
		return Split{}, err
	}
	var s Split
	for _, class := range classes {
		shuffle(class, rng)
		n := 0
		if share > 0 && len(class) > 1 {
			n = min(max(int(share*float64(len(class))+0.5), 1), len(class)-1)
		}
		s.Validation = append(s.Validation, class[:n]...)
		s.Train = append(s.Train, class[n:]...)
	}
	shuffle(s.Train, rng)
	shuffle(s.Validation, rng)
	return s, nil
}

// byClass returns the positions of each label's images.
func byClass(labels []int) ([][]int, error) {
	var classes [][]int
	for i, label := range labels {
		if label < 0 {
			return nil, fmt.Errorf("dataset: split: label %d of image %d is negative", label, i)
		}
		for label >= len(classes) {
			classes = append(classes, nil)
		}
		classes[label] = append(classes[label], i)
	}
	return classes, nil
}

// apportion says how many of each class go into a part of n out of left images:
// the whole part of the class's share, and one more where the rest of the share
// is largest, until the part is full. A share never exceeds its class.
func apportion(classes [][]int, n, left int) []int {
	take := make([]int, len(classes))
	byRest := make([]int, len(classes))
	rest := make([]int, len(classes))
	missing := n
	for c, class := range classes {
		byRest[c] = c
		if left > 0 {
			take[c] = n * len(class) / left
			rest[c] = n * len(class) % left
		}
		missing -= take[c]
	}
	slices.SortStableFunc(byRest, func(a, b int) int { return rest[b] - rest[a] })
	for _, c := range byRest[:missing] {
		take[c]++
	}
	return take
}

func checkSplit(n, nTrain, nVal, nTest int) error {
	if nTrain < 0 || nVal < 0 || nTest < 0 {
		return fmt.Errorf("dataset: split %d/%d/%d: a part's size is negative", nTrain, nVal, nTest)
	}
	if nTrain > n || nVal > n-nTrain || nTest > n-nTrain-nVal {
		return fmt.Errorf("dataset: split %d/%d/%d: only %d images", nTrain, nVal, nTest, n)
	}
	return nil
}

// Names returns for each of n images the name of its part, "" if in none.
// It fails if a position is not in [0,n) or is in the split twice.
func (s Split) Names(n int) ([]string, error) {
	names := make([]string, n)
	for _, part := range []struct {
		name string
		idx  []int
	}{{TrainName, s.Train}, {ValidationName, s.Validation}, {TestName, s.Test}} {
		for _, i := range part.idx {
			if i < 0 || i >= n {
				return nil, fmt.Errorf("dataset: split: %s holds image %d of %d", part.name, i, n)
			}
			if names[i] != "" {
				return nil, fmt.Errorf("dataset: split: image %d is in %s and in %s", i, names[i], part.name)
			}
			names[i] = part.name
		}
	}
	return names, nil
}

// Of returns the name of the part that holds image i, "" if none does.
func (s Split) Of(i int) string {
	switch {
	case slices.Contains(s.Train, i):
		return TrainName
	case slices.Contains(s.Validation, i):
		return ValidationName
	case slices.Contains(s.Test, i):
		return TestName
	}
	return ""
}

// Batches cuts idx into batches of size images, the last one holding the rest.
// With an rng the images are shuffled first; idx itself stays as it is. It panics
// if size is not positive.
func Batches(idx []int, size int, rng *rand.Rand) [][]int {
	if size <= 0 {
		panic(fmt.Sprintf("dataset: batches: size is %d, must be positive", size))
	}
	order := slices.Clone(idx)
	if rng != nil {
		shuffle(order, rng)
	}
	return slices.Collect(slices.Chunk(order, size))
}

func shuffle(x []int, rng *rand.Rand) {
	rng.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
}

// KFold deals images into k parts with the classes in each in the proportion in
// which they are in all, to within one image, and returns k splits: each part is
// Validation once, the others Train. Test is empty. labels are those of all images,
// none negative; k is 2 to their number.
func KFold(labels []int, k int, rng *rand.Rand) ([]Split, error) {
	if k < 2 || k > len(labels) {
		return nil, fmt.Errorf("dataset: %d folds of %d images, want 2 to as many as images", k, len(labels))
	}
	classes, err := byClass(labels)
	if err != nil {
		return nil, err
	}
	parts := make([][]int, k)
	at := 0
	for _, class := range classes {
		shuffle(class, rng)
		for _, i := range class { // the next class goes on where this one ends
			parts[at%k] = append(parts[at%k], i)
			at++
		}
	}
	splits := make([]Split, k)
	for f := range splits {
		for p, part := range parts {
			if p == f {
				splits[f].Validation = slices.Clone(part)
			} else {
				splits[f].Train = append(splits[f].Train, part...)
			}
		}
		shuffle(splits[f].Train, rng)
	}
	return splits, nil
}
