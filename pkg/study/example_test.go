package study_test

import (
	"fmt"

	"github.com/crococlock/crococlock/pkg/dataset"
	"github.com/crococlock/crococlock/pkg/study"
)

func ExampleSay() {
	d := dataset.Synthetic(22, 1)
	split, err := study.Split(d, 0)
	study.Check(err)
	study.Claim(len(split.Train) == d.Len()/2, "half of the pictures train")
	fmt.Println(study.Say("%s, the others wait.", study.Count(len(split.Train), "picture trains", "pictures train")))
	// Output: 22 pictures train, the others wait.
}
