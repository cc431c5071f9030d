package gpu

// How many blocks there are at most where each thread takes one piece of work after
// another: what fits twice into an H100, of 132 multiprocessors and 2048 threads each.
const mostBlocks = 2 * 132 * 8

// each is the grid for n pieces of work, per of which a thread takes at a time.
func each(n, per int) grid {
	n = divUp(n, per)
	threads := 256
	if n < 132*256 { // rather more blocks than threads
		threads = 64
	}
	return grid{x: min(max(divUp(n, threads), 1), mostBlocks), threads: threads}
}

// teams is the grid for n pieces of work that 32 threads take together.
func teams(n int) grid {
	threads := 256
	if n < 132*8 {
		threads = 64
	}
	return grid{x: divUp(n*32, threads), threads: threads}
}

// holding is the grid of n blocks, of as many threads as hold size values, 16 each.
func holding(n, size int) grid {
	return grid{x: n, threads: min(divUp(size, 16*32)*32, 1024)}
}

func divUp(a, b int) int { return (a + b - 1) / b }

// truth is 1 for true.
func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
