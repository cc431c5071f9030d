package gpu

// processors is how many multiprocessors work is cut for: those of an H100; other
// cards have about as many.
const processors = 132

// mostBlocks is how many blocks there are at most where each thread takes one piece of
// work after another: what fits twice into as many multiprocessors of 2048 threads.
const mostBlocks = 2 * 8 * processors

// each is the grid for n pieces of work, per of which a thread takes at a time.
func each(n, per int) grid {
	n = divUp(n, per)
	threads := 256
	if n < processors*256 { // rather more blocks than threads
		threads = 64
	}
	return grid{x: min(max(divUp(n, threads), 1), mostBlocks), threads: threads}
}

// teams is the grid for n pieces of work that 32 threads take together.
func teams(n int) grid {
	threads := 256
	if n < processors*8 {
		threads = 64
	}
	return grid{x: divUp(n*32, threads), threads: threads}
}

// holding is the grid of n blocks, of as many threads as hold size values, so many each.
func holding(n, size, each int) grid {
	return grid{x: n, threads: min(divUp(size, each*32)*32, 1024)}
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

func divUp(a, b int) int { return (a + b - 1) / b }

// truth is 1 for true.
func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
