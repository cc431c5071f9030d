package figures

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// ticks marks an axis at multiples of 1, 2 or 5 times a power of ten, each with
// its label.
type ticks struct {
	whole bool // no fractions, as of epochs
}

// mostTicks is how many fit an axis of some 400 px.
const mostTicks = 8

// Ticks implements plot.Ticker.
func (t ticks) Ticks(low, high float64) []plot.Tick {
	if !(high > low) {
		return []plot.Tick{{Value: low, Label: strconv.FormatFloat(low, 'g', 4, 64)}}
	}
	exponent := math.Floor(math.Log10((high - low) / mostTicks))
	step := math.Pow(10, exponent)
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * math.Pow(10, exponent); (high-low)/step <= mostTicks {
			break
		}
	}
	if t.whole {
		step = math.Max(step, 1)
	}
	decimals := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var marks []plot.Tick
	const slack = 1e-9 // of a step, for the rounding of low and high
	first := math.Ceil(low/step - slack)
	for k := range mostTicks + 1 {
		at := (first + float64(k)) * step
		if at > high+slack*step {
			break
		}
		marks = append(marks, plot.Tick{Value: at, Label: strings.Replace(strconv.FormatFloat(at+0, 'f', decimals, 64), "-", "−", 1)}) // +0: no "-0"
	}
	return marks
}
