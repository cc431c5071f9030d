package dataset_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func ExampleAugmentation() {
	d := dataset.Synthetic(4, 1)
	x := d.X(d.All())
	steps := dataset.Augmentation{dataset.Mirror{}, dataset.Shift{Most: 0.125}, dataset.Brightness{Most: 0.2}}
	if err := steps.Apply(x, d.H, d.W, 7); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(x)/(3*d.H*d.W), "pictures, each changed in its own way")
	// Output: 8 pictures, each changed in its own way
}

func ExampleLoader() {
	d := dataset.Synthetic(5, 1)
	loader, err := dataset.NewLoader(d, d.All(), dataset.LoaderConfig{
		BatchSize: 4, Augmentation: dataset.DefaultAugmentation(), Mixup: 0.2, Seed: 1,
	}, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer loader.Close()
	for range loader.PerEpoch() {
		b, err := loader.Next()
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("step", b.Step, "has", len(b.Index), "images,", len(b.X), "pixel values and", len(b.Targets), "targets")
	}
	// Output:
	// step 0 has 4 images, 12288 pixel values and 8 targets
	// step 1 has 4 images, 12288 pixel values and 8 targets
	// step 2 has 2 images, 6144 pixel values and 4 targets
}

func ExampleShifted() {
	row := []float32{1, 2, 3, 1, 2, 3, 1, 2, 3} // three channels of one row
	moved := make([]float32, 9)
	dataset.Shifted(moved, row, 1, 3, 0, 1, false)
	fmt.Println(moved[:3])
	// Output: [2 1 2]
}

func ExampleDataset_NearDuplicates() {
	d := dataset.Synthetic(3, 1)
	twice := d.Subset([]int{0, 1, 2, 1})
	pairs, err := twice.NearDuplicates(dataset.AlmostSame)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range pairs {
		fmt.Printf("%d and %d: %.2f, mirrored %t\n", p.A, p.B, p.Similarity, p.Mirrored)
	}
	split := dataset.Split{Train: []int{0, 1}, Test: []int{2, 3}}
	fmt.Println(len(split.Across(pairs)), "of them in two parts")
	// Output:
	// 1 and 3: 1.00, mirrored false
	// 1 of them in two parts
}

func ExampleKFold() {
	d := dataset.Synthetic(10, 1)
	folds, err := dataset.KFold(d.Labels, 5, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(folds), "folds:", len(folds[0].Train), "images to train on,", len(folds[0].Validation), "to validate")
	// Output: 5 folds: 16 images to train on, 4 to validate
}
