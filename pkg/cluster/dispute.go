package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/crococlock/crococlock/internal/column"
	"github.com/go-gota/gota/dataframe"
	"github.com/go-gota/gota/series"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Dispute is what the networks that have a word on an image make of it.
type Dispute struct {
	Networks       int       // that have a word on it
	P              []float64 // (K), the mean of their probabilities
	First, Second  int       // the two classes it lies between, the likelier first
	Disagreement   float64   // the share of networks that do not say First
	Margin         float64   // the mean of the log of First's odds against Second
	MarginSpread   float64   // how far networks are apart about it: a standard deviation
	Position       float64   // where it lies in latent space, from about 1 at First's centre over 0 halfway to −1 at Second's; 0 where distances are not known
	PositionSpread float64
	Score          float64 // how evenly other networks would be split over it, 0 to 1
}

// surest is the largest log-odds that is believed: a network's probabilities have
// no more digits.
const surest = 12

// priorNetworks is how many networks the spread of all images together counts for
// in that of one, of which a few networks say little.
const priorNetworks = 20

// Disputability tells how disputable each of N images is from what networks make
// of it, of which those do not count that were trained on it: by how many of
// other, new networks would call it by another name.
//
// Over networks the log-odds of the image's two likeliest classes are taken to be normal,
// with the mean that is seen and the spread that is seen, drawn towards that of all images.
// The score is twice the share of such networks that say the less likely class: 0 where
// all would agree, 1 where half would say either. With a single network the spread is that
// of all images around zero, and only the order of the scores means something. The position
// in latent space is told beside it and not weighed: with it the score does not find more of
// the images that other networks are split over.
//
// Errors: opinions that do not match, an image that no network has a word on.
func Disputability(opinions []Opinion) ([]Dispute, error) {
	n, k, err := together("disputability", opinions)
	if err != nil {
		return nil, err
	}
	disputes := make([]Dispute, n)
	margins, positions := make([][]float64, n), make([][]float64, n)
	for i := range disputes {
		d := &disputes[i]
		d.P = make([]float64, k)
		for _, o := range opinions {
			if o.Judges(i) {
				d.Networks++
				floats.Add(d.P, o.P.RawRowView(i))
			}
		}
		if d.Networks == 0 {
			return nil, fmt.Errorf("cluster: disputability: no network has a word on image %d", i)
		}
		floats.Scale(1/float64(d.Networks), d.P)
		d.First, d.Second = two(d.P)
		other := 0
		for _, o := range opinions {
			if !o.Judges(i) {
				continue
			}
			p := o.P.RawRowView(i)
			if first, _ := two(p); first != d.First {
				other++
			}
			margins[i] = append(margins[i], logOdds(p[d.First], p[d.Second]))
			if o.Distances != nil {
				positions[i] = append(positions[i], between(o.Distances.At(i, d.First), o.Distances.At(i, d.Second)))
			}
		}
		d.Disagreement = float64(other) / float64(d.Networks)
	}
	for i, share := range expected(margins) {
		d := &disputes[i]
		d.Margin, d.MarginSpread = meanSpread(margins[i])
		d.Position, d.PositionSpread = meanSpread(positions[i])
		d.Score = 2 * share
	}
	return disputes, nil
}

// meanSpread are the mean and the standard deviation, 0 and 0 of nothing.
func meanSpread(v []float64) (mean, spread float64) {
	switch len(v) {
	case 0:
		return 0, 0
	case 1:
		return v[0], 0
	}
	return stat.MeanStdDev(v, nil)
}

// together reports opinions that do not match.
func together(what string, opinions []Opinion) (n, k int, err error) {
	if len(opinions) == 0 {
		return 0, 0, fmt.Errorf("cluster: %s: no opinions", what)
	}
	for at, o := range opinions {
		if err := o.validate(); err != nil {
			return 0, 0, fmt.Errorf("cluster: %s: opinion %d: %w", what, at, err)
		}
		rows, columns := o.P.Dims()
		if at > 0 && (rows != n || columns != k) {
			return 0, 0, fmt.Errorf("cluster: %s: opinion %d is on %d images of %d classes, those before on %d of %d", what, at, rows, columns, n, k)
		}
		n, k = rows, columns
	}
	return n, k, nil
}

// two are the positions of the largest and of the second largest.
func two(p []float64) (first, second int) {
	first, second = 0, 1
	if p[1] > p[0] || len(p) == 2 && p[1] == p[0] {
		first, second = 1, 0 // one half counts as the second class
	}
	for k := 2; k < len(p); k++ {
		switch {
		case p[k] > p[first]:
			first, second = k, first
		case p[k] > p[second]:
			second = k
		}
	}
	return first, second
}

func logOdds(p, q float64) float64 {
	if p == q {
		return 0 // both may be zero
	}
	return min(max(math.Log(p/q), -surest), surest)
}

// between is 1 at the first centre, −1 at the second, 0 as far from one as from
// the other.
func between(first, second float64) float64 {
	if first+second == 0 {
		return 0
	}
	return (second - first) / (first + second)
}

// expected returns for each image the share of further values that would be on the
// other side of zero than the mean of those there are.
func expected(values [][]float64) []float64 {
	var sum, freedom, square float64
	for _, v := range values {
		mean, spread := meanSpread(v)
		square += mean * mean
		sum += spread * spread * float64(len(v)-1)
		freedom += float64(len(v) - 1)
	}
	usual := square / float64(len(values))
	if freedom > 0 {
		usual = sum / freedom
	}
	shares := make([]float64, len(values))
	for i, v := range values {
		mean, seen := meanSpread(v)
		f := float64(len(v) - 1)
		spread := math.Sqrt((priorNetworks*usual + f*seen*seen) / (priorNetworks + f))
		switch {
		case mean == 0:
			shares[i] = 0.5
		case spread > 0:
			shares[i] = distuv.UnitNormal.CDF(-math.Abs(mean) / spread)
		}
	}
	return shares
}

// Scores are the disputes' scores.
func Scores(disputes []Dispute) []float64 {
	s := make([]float64, len(disputes))
	for i, d := range disputes {
		s[i] = d.Score
	}
	return s
}

// DisputeFrame lays disputes out as a table, the most disputable image first: path,
// class, score, networks, p_<class> for each class, disagreement, margin, its
// spread, position and its spread. A mismatch is the frame's Err.
func DisputeFrame(paths []string, labels []int, classes []string, disputes []Dispute) dataframe.DataFrame {
	n := len(disputes)
	if len(paths) != n || len(labels) != n || n == 0 {
		return dataframe.DataFrame{Err: fmt.Errorf("cluster: frame: %d paths and %d labels for %d disputes", len(paths), len(labels), n)}
	}
	order := Ranked(Scores(disputes))
	path, class := make([]string, n), make([]string, n)
	networks := make([]int, n)
	numbers := make(map[string][]float64)
	names := []string{"score"}
	for _, c := range classes {
		names = append(names, "p_"+c)
	}
	names = append(names, "disagreement", "margin", "margin_spread", "position", "position_spread")
	for row, i := range order {
		d := disputes[i]
		if labels[i] < 0 || labels[i] >= len(classes) || len(d.P) != len(classes) {
			return dataframe.DataFrame{Err: fmt.Errorf("cluster: frame: image %d has label %d and %d probabilities, there are %d classes", i, labels[i], len(d.P), len(classes))}
		}
		path[row], class[row], networks[row] = paths[i], classes[labels[i]], d.Networks
		values := slices.Concat([]float64{d.Score}, d.P, []float64{d.Disagreement, d.Margin, d.MarginSpread, d.Position, d.PositionSpread})
		for c, name := range names {
			numbers[name] = append(numbers[name], values[c])
		}
	}
	columns := []series.Series{column.Strings(path, "path"), column.Strings(class, "class"), series.New(networks, series.Int, "networks")}
	for _, name := range names {
		columns = append(columns, series.New(numbers[name], series.Float, name))
	}
	return dataframe.New(columns...)
}

// Votes returns for each image, (N, K), which share of the networks that have a
// word on it call it by each class. Errors are Disputability's.
func Votes(opinions []Opinion) (*mat.Dense, error) {
	n, k, err := together("votes", opinions)
	if err != nil {
		return nil, err
	}
	votes := mat.NewDense(n, k, nil)
	for i := range n {
		row := votes.RawRowView(i)
		for _, o := range opinions {
			if o.Judges(i) {
				first, _ := two(o.P.RawRowView(i))
				row[first]++
			}
		}
		sum := floats.Sum(row)
		if sum == 0 {
			return nil, fmt.Errorf("cluster: votes: no network has a word on image %d", i)
		}
		floats.Scale(1/sum, row)
	}
	return votes, nil
}

// SplitOver reports for each image whether votes, (N, K), are split over it: no class
// has more than 1−least of them. With least 0.2 and two classes that is between 20
// and 80 % for either.
func SplitOver(votes *mat.Dense, least float64) ([]bool, error) {
	if !(least > 0 && least <= 0.5) {
		return nil, fmt.Errorf("cluster: split: a share of %g, want above 0, to 0.5", least)
	}
	n, _ := votes.Dims()
	split := make([]bool, n)
	for i := range split {
		split[i] = floats.Max(votes.RawRowView(i)) <= 1-least+1e-9
	}
	return split, nil
}

// Suspects are the images that are rather labelled wrongly than disputable: the
// networks' mean probability of one other class is at least least, such as 0.9.
// The surest comes first.
func Suspects(disputes []Dispute, labels []int, least float64) ([]int, error) {
	if len(labels) != len(disputes) {
		return nil, fmt.Errorf("cluster: suspects: %d labels for %d disputes", len(labels), len(disputes))
	}
	if !(least > 0.5 && least <= 1) {
		return nil, fmt.Errorf("cluster: suspects: a probability of %g, want above 0.5, to 1", least)
	}
	var found []int
	for i, d := range disputes {
		if d.First != labels[i] && d.P[d.First] >= least {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int {
		return cmp.Compare(disputes[b].P[disputes[b].First], disputes[a].P[disputes[a].First])
	})
	return found, nil
}
