package kernels

// Sums are cut into pieces of this many values: short enough to share a small
// batch among processors, long enough that a piece outweighs its goroutine.
const reducePiece = 8192

// ChannelSum computes db (ch), the sum of dy (n, ch, spatial) over all but the
// channels: the gradient of a convolution's bias.
func ChannelSum(db, dy []float32, n, ch, spatial int) {
	need("ChannelSum", "db", db, ch)
	need("ChannelSum", "dy", dy, n*ch*spatial)
	lent, totals := scratch64(2 * ch)
	defer lent.handBack()
	channelTotals(totals, totalOf, dy, nil, nil, n, ch, spatial)
	for c := range db {
		db[c] = float32(totals[2*c])
	}
}

// channelSums adds up two sums a channel of tensors (n, ch, spatial).
type channelSums struct {
	x, dy, mean    []float32
	n, ch, spatial int
	images         int       // in a piece
	partial        []float64 // by piece and channel, two each
	add            planeAdder
}

// planeAdder adds two sums of each plane, of images that follow each other, to
// sums[2·channel] and sums[2·channel+1].
type planeAdder func(sums []float64, x, dy, mean []float32, ch, spatial int)

var channelSumsPool pool[channelSums]

// channelTotals computes the two sums of add for each channel, in float64. dy
// and mean may be nil where add does not read them.
func channelTotals(totals []float64, add planeAdder, x, dy, mean []float32, n, ch, spatial int) {
	images := max(1, reducePiece/max(1, ch*spatial))
	pieces := (n + images - 1) / images
	lent, partial := scratch64(2 * pieces * ch)
	defer lent.handBack()
	v := channelSumsPool.Get()
	*v = channelSums{x: x, dy: dy, mean: mean, n: n, ch: ch, spatial: spatial, images: images, partial: partial, add: add}
	parallel(n, images, v)
	*v = channelSums{}
	channelSumsPool.Put(v)
	clear(totals)
	for p := range pieces {
		for i, s := range partial[2*p*ch:][:2*ch] {
			totals[i] += s
		}
	}
}

// piece computes the sums of images [lo, hi).
func (v *channelSums) piece(lo, hi int) {
	sums := v.partial[lo/v.images*2*v.ch:][:2*v.ch]
	clear(sums)
	image := v.ch * v.spatial
	var dy []float32
	if v.dy != nil {
		dy = v.dy[lo*image : hi*image]
	}
	v.add(sums, v.x[lo*image:hi*image], dy, v.mean, v.ch, v.spatial)
}

// totalOf adds Σ x.
func totalOf(sums []float64, x, _, _ []float32, ch, spatial int) {
	if totals(sums, x, ch, spatial) {
		return
	}
	if spatial == 1 {
		for c := range ch {
			var s float64
			for i := c; i < len(x); i += ch {
				s += float64(x[i])
			}
			sums[2*c] += s
		}
		return
	}
	for i := 0; i*spatial < len(x); i++ {
		sums[i%ch*2] += sum64(x[i*spatial:][:spatial])
	}
}

// deviationsOf adds Σ (x − mean)² and Σ (x − mean).
func deviationsOf(sums []float64, x, _, mean []float32, ch, spatial int) {
	if deviations(sums, x, mean, ch, spatial) {
		return
	}
	for i := 0; i*spatial < len(x); i++ {
		m := float64(mean[i%ch])
		var squares, sum laneSums
		for j, v := range x[i*spatial:][:spatial] {
			d := float64(v) - m
			squares[j%len(squares)] += float64(d * d)
			sum[j%len(sum)] += d
		}
		sums[i%ch*2] += squares.total()
		sums[i%ch*2+1] += sum.total()
	}
}

// correlationsOf adds Σ dy·(x − mean) and Σ dy.
func correlationsOf(sums []float64, x, dy, mean []float32, ch, spatial int) {
	if correlations(sums, x, dy, mean, ch, spatial) {
		return
	}
	for i := 0; i*spatial < len(x); i++ {
		m := float64(mean[i%ch])
		var dot, sum laneSums
		in := x[i*spatial:][:spatial]
		for j, g := range dy[i*spatial:][:spatial] {
			dot[j%len(dot)] += float64(float64(g) * (float64(in[j]) - m))
			sum[j%len(sum)] += float64(g)
		}
		sums[i%ch*2] += dot.total()
		sums[i%ch*2+1] += sum.total()
	}
}
