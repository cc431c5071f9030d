package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// spin writes a loop that waits without work.
func spin() {
	TEXT("spin", NOSPLIT, "func(n int)")
	Doc("spin executes PAUSE n times.")
	MOVQ(arg("n"), reg.RCX)
	Label("loop")
	PAUSE()
	DECQ(reg.RCX)
	JNE(LabelRef("loop"))
	RET()
}
