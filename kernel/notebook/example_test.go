package notebook_test

import (
	"fmt"

	"github.com/crococlock/crococlock/kernel/notebook"
)

func ExampleRead() {
	nb, err := notebook.Read("testdata/format/v4_5.ipynb")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range nb.Cells() {
		fmt.Println(c.Type(), c.Tags(), len(c.Outputs()))
	}
	for _, p := range notebook.Check(nb) {
		fmt.Println(p)
	}
	// Output:
	// markdown [] 0
	// code [parameters] 3
	// raw [] 0
	// code [] 0
	// cell 2: error E: v
	// cell 3: foreign metadata "format"; allowed are tags, execution, id
}
