package gpu

// processors is how many multiprocessors work is cut for: those of an H100; other
// cards have about as many.
const processors = 132

// across is a grid for a kernel that goes through n values, however many there are.
func across(n int) grid {
	const threads = 256
	return grid{x: min((n+threads-1)/threads, 16*processors), threads: threads}
}

// pieces is into how many pieces sums of so many steps are cut, where a result has
// so few blocks that they leave multiprocessors idle; each is of least steps or
// more, and all their results together are not too large.
func pieces(blocks, steps, least, result int) int {
	const (
		enough  = 2 * processors // blocks
		largest = 1 << 26        // values
	)
	return max(1, min(enough/blocks, steps/least, largest/result, 256))
}
