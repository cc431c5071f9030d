package dataset_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/crococlock/crococlock/pkg/dataset"
)

func ExampleSynthetic() {
	data := dataset.Synthetic(500, 1)
	fmt.Println(data)
	fmt.Println(data.Paths[0], data.Class(0), len(data.Sample(0)))
	// Output:
	// 1000 images of 32×32 pixels in 2 classes: synthetic images (seed 1)
	// clock/0001.png clock 3072
}

func ExampleReadFolder() {
	_, err := dataset.ReadFolder("nowhere")
	fmt.Println(err)
	// Output: dataset: nowhere: no such folder: file does not exist
}

func ExampleRandomSplit() {
	rng := rand.New(rand.NewPCG(0, 0))
	split, err := dataset.RandomSplit(1000, 500, 250, 250, rng)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(split.Train), len(split.Validation), len(split.Test))
	// Output: 500 250 250
}

func ExampleStratifiedSplit() {
	data := dataset.Synthetic(8, 1)
	split, err := dataset.StratifiedSplit(data.Labels, 8, 4, 4, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		fmt.Println(err)
		return
	}
	crocodiles := 0
	for _, i := range split.Train {
		crocodiles += data.Labels[i]
	}
	fmt.Println(crocodiles, "of", len(split.Train))
	// Output: 4 of 8
}

func ExampleBatches() {
	for _, batch := range dataset.Batches([]int{3, 1, 4, 1, 5}, 2, nil) {
		fmt.Println(batch)
	}
	// Output:
	// [3 1]
	// [4 1]
	// [5]
}

func ExampleDataset_DataFrame() {
	data := dataset.Synthetic(2, 1)
	split := dataset.Split{Train: []int{0, 3}, Validation: []int{1}, Test: []int{2}}
	fmt.Println(data.DataFrame(split))
	// Output:
	// [4x4] DataFrame
	//
	//     path               class     label split
	//  0: clock/0001.png     clock     0     train
	//  1: clock/0002.png     clock     0     validation
	//  2: crocodile/0001.png crocodile 1     test
	//  3: crocodile/0002.png crocodile 1     train
	//     <string>           <string>  <int> <string>
}

func ExampleDataset_X() {
	data := dataset.Synthetic(500, 1)
	batch := []int{0, 500}
	fmt.Println(len(data.X(batch)), data.Y(batch))
	// Output: 6144 [0 1]
}

func ExampleDataset_Subset() {
	data := dataset.Synthetic(3, 1)
	fmt.Println(data.Subset(data.OfClass("crocodile")).Paths)
	// Output: [crocodile/0001.png crocodile/0002.png crocodile/0003.png]
}

func ExampleDataset_MeanStd() {
	data := &dataset.Dataset{Classes: []string{"grey"}, Labels: []int{0}, H: 1, W: 2, Pixels: []byte{0, 255, 51, 51, 51, 153}}
	mean, std := data.MeanStd()
	fmt.Printf("%.2f %.2f\n", mean, std)
	// Output: [0.50 0.20 0.40] [0.50 0.00 0.20]
}

func ExampleHoldOut() {
	data := dataset.Synthetic(10, 1)
	split, err := dataset.HoldOut(data.Labels, 0.2, rand.New(rand.NewPCG(0, 0)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(split.Train), len(split.Validation))
	// Output: 16 4
}

func ExampleDataset_All() {
	data := dataset.Synthetic(2, 1)
	fmt.Println(data.All(), len(data.X(data.All())))
	// Output: [0 1 2 3] 12288
}
