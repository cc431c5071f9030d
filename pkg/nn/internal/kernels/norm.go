package kernels

// squareSums is the sum of the squares of x, a partial sum a piece.
type squareSums struct {
	x    []float32
	sums []float64
}

var squaresTasks tasks[squareSums]

// SumSquares is the sum of the squares of x.
func SumSquares(x []float32) float64 {
	const grain = cheapGrain
	lent, sums := scratch64((len(x) + grain - 1) / grain)
	defer lent.handBack()
	squaresTasks.run(len(x), grain, squareSums{x, sums}, func(s *squareSums, lo, hi int) {
		part := s.x[lo:hi]
		rowProducts(s.sums[lo/grain:][:1], part, part, len(part), 0)
	})
	var sum float64
	for _, v := range sums {
		sum += v
	}
	return sum
}
