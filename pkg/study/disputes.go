package study

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crococlock/crococlock/internal/decide"
	"github.com/crococlock/crococlock/pkg/cluster"
	"github.com/crococlock/crococlock/pkg/dataset"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Ensembles is how many disjoint ensembles the networks of the experiment make.
const Ensembles = 5

// SplitShare is what both classes must have of the judges' votes for an image to
// count as one that they are split over.
const SplitShare = 0.2

// DisputeResults are the numbers of the experiment notebooks/experiments/disputable:
// what networks make of the study's images that they have not seen.
type DisputeResults struct {
	Ensembles [][]cluster.Opinion // disjoint; of networks trained on one half of the images each, two after each other on the two halves
	Spare     []cluster.Opinion   // of rounds that would make some ensembles larger than others
	Judges    []cluster.Opinion   // others, trained likewise
	Reports   []cluster.Opinion   // the report's network on its splits 0, 1, …, on all images, seen or not
}

// Networks is how many networks trained on a half are behind the results.
func (r *DisputeResults) Networks() int { return len(r.All()) + len(r.Judges) }

// Enough reports whether there are enough results to compare methods by: with
// fewer judges an image is split by chance, and one ensemble has no other to agree
// with.
func (r *DisputeResults) Enough() bool { return len(r.Ensembles) >= 2 && len(r.Judges) >= 2*5 }

// All are the opinions of all networks but the judges, as of one ensemble.
func (r *DisputeResults) All() []cluster.Opinion {
	return append(slices.Concat(r.Ensembles...), r.Spare...)
}

// ReadDisputes reads what there is of the experiment's results in a folder, of the
// networks of one architecture: it may be under way, and Enough says whether it has
// come far. Ensembles have the same number of networks each. It is an error if there
// is nothing of the report's network.
func ReadDisputes(dir, architecture string, d *dataset.Dataset) (*DisputeResults, error) {
	r := &DisputeResults{}
	read := func(prefix string) (rounds [][]cluster.Opinion, err error) {
		for round := 0; ; round++ {
			var halves []cluster.Opinion
			for half := range 2 {
				file := filepath.Join(dir, architecture, fmt.Sprintf("%s-%02d-%d.csv", prefix, round, half))
				o, err := cluster.ReadOpinionFile(file, d.Paths, d.Classes)
				if errors.Is(err, fs.ErrNotExist) {
					return rounds, nil
				}
				if err != nil {
					return nil, fmt.Errorf("study: %w", err)
				}
				halves = append(halves, o)
			}
			if _, err := cluster.Merged(halves...); err != nil {
				return nil, fmt.Errorf("study: %s, round %d: %w", prefix, round, err)
			}
			rounds = append(rounds, halves)
		}
	}
	rounds, err := read("ensemble")
	if err != nil {
		return nil, err
	}
	judges, err := read("judge")
	if err != nil {
		return nil, err
	}
	r.Judges = slices.Concat(judges...)
	if r.Reports, err = cluster.ReadOpinions(filepath.Join(dir, "report-*.csv"), d.Paths, d.Classes); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	if n := min(Ensembles, len(rounds)); n > 0 {
		r.Ensembles = make([][]cluster.Opinion, n)
		even := len(rounds) / n * n
		for round := range even {
			r.Ensembles[round%n] = append(r.Ensembles[round%n], rounds[round]...)
		}
		r.Spare = slices.Concat(rounds[even:]...)
	}
	return r, nil
}

// A Method is a way to rank images by how disputable they are, and how good it is.
type Method struct {
	Name     string
	Scores   [][]float64 // of each seed; higher is more disputable
	Part     bool        // reports whether it is a part of ours, shown to say what the others add
	Ranking  bool        // reports whether it ranks; approach 1 only says yes or no
	Average  []float64   // of each seed, the average precision at finding the split images
	Spearman []float64   // of each pair of seeds, how alike the rankings are
	Overlap  []float64   // of each pair of seeds, the share of the first 25 that both have
}

// topOf is how many of the most disputable images are compared.
const topOf = 25

// A DisputeTable compares methods by which images the judges are split over.
type DisputeTable struct {
	Methods []Method
	Split   []bool // (N), the images that the judges are split over
	Judges  int    // that have a word on each image
	Size    int    // networks of each ensemble that have
}

// CompareDisputes measures the ways to find disputable images: guessing, the
// report's two approaches, the second without a scale, how near the report's
// network's probability is to one half, how near that of one network that has not
// seen the image, and cluster.Disputability of an ensemble of such networks, with what
// it is made of by itself: the ensemble's mean log-odds, and its mean probability. seed
// chooses the guesses.
func CompareDisputes(r *DisputeResults, labels []int, seed uint64) (*DisputeTable, error) {
	if !r.Enough() {
		return nil, fmt.Errorf("study: %d ensembles and %d judges of each image, want 2 and 5", len(r.Ensembles), len(r.Judges)/2)
	}
	votes, err := cluster.Votes(r.Judges)
	if err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	t := &DisputeTable{Judges: len(r.Judges) / 2, Size: len(r.Ensembles[0]) / 2}
	if t.Split, err = cluster.SplitOver(votes, SplitShare); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	n := len(labels)
	guess := Method{Name: "by chance", Ranking: true}
	rng := rand.New(rand.NewPCG(seed, 0))
	for range max(len(r.Reports), len(r.Ensembles)) {
		scores := make([]float64, n)
		for i := range scores {
			scores[i] = rng.Float64()
		}
		guess.Scores = append(guess.Scores, scores)
	}
	wrong, half := Method{Name: "approach 1"}, Method{Name: "|p − ½|, SimpleNet", Ranking: true}
	distance, relative := Method{Name: "approach 2", Ranking: true}, Method{Name: "approach 2, scale-free", Ranking: true}
	for _, o := range r.Reports {
		is := make([]float64, n)
		for i, label := range labels {
			if decide.Label(o.P.At(i, 1)) != label {
				is[i] = 1
			}
		}
		diff, err := cluster.Differences(o.Distances)
		if err != nil {
			return nil, fmt.Errorf("study: %w", err)
		}
		rel, err := cluster.Relative(o.Distances)
		if err != nil {
			return nil, fmt.Errorf("study: %w", err)
		}
		wrong.Scores = append(wrong.Scores, is)
		half.Scores = append(half.Scores, undecided(o.P))
		distance.Scores = append(distance.Scores, negative(diff))
		relative.Scores = append(relative.Scores, negative(rel))
	}
	odds := Method{Name: "ours, log-odds alone", Ranking: true, Part: true}
	mean := Method{Name: "ours, |p − ½| alone", Ranking: true, Part: true}
	single, ours := Method{Name: "|p − ½|, one network", Ranking: true}, Method{Name: "ours", Ranking: true}
	for _, e := range r.Ensembles {
		disputes, err := cluster.Disputability(e)
		if err != nil {
			return nil, fmt.Errorf("study: %w", err)
		}
		p, margins := mat.NewDense(n, 2, nil), make([]float64, n)
		for i, d := range disputes {
			p.SetRow(i, d.P)
			margins[i] = -math.Abs(d.Margin)
		}
		odds.Scores = append(odds.Scores, margins)
		first, err := cluster.Merged(e[0], e[1])
		if err != nil {
			return nil, fmt.Errorf("study: %w", err)
		}
		single.Scores = append(single.Scores, undecided(first.P))
		mean.Scores = append(mean.Scores, undecided(p))
		ours.Scores = append(ours.Scores, cluster.Scores(disputes))
	}
	t.Methods = []Method{guess, wrong, distance, relative, half, single, ours, odds, mean}
	for k := range t.Methods {
		if err := t.Methods[k].measure(t.Split); err != nil {
			return nil, fmt.Errorf("study: %s: %w", t.Methods[k].Name, err)
		}
	}
	return t, nil
}

// undecided is higher the nearer a probability, of two, is to one half.
func undecided(p *mat.Dense) []float64 {
	n, _ := p.Dims()
	s := make([]float64, n)
	for i := range s {
		s[i] = -math.Abs(p.At(i, 1) - 0.5)
	}
	return s
}

func negative(x []float64) []float64 {
	for i, v := range x {
		x[i] = -v
	}
	return x
}

// measure fills in how good a method is.
func (m *Method) measure(split []bool) error {
	for a, scores := range m.Scores {
		c, err := cluster.NewPrecisionRecall(scores, split)
		if err != nil {
			return err
		}
		m.Average = append(m.Average, c.Average)
		if !m.Ranking {
			continue
		}
		for _, other := range m.Scores[:a] {
			s, err := cluster.Spearman(scores, other)
			if err != nil {
				return err
			}
			o, err := cluster.TopOverlap(scores, other, min(topOf, len(scores)))
			if err != nil {
				return err
			}
			m.Spearman, m.Overlap = append(m.Spearman, s), append(m.Overlap, o)
		}
	}
	return nil
}

// SplitImages is how many images the judges are split over.
func (t *DisputeTable) SplitImages() int {
	n := 0
	for _, s := range t.Split {
		if s {
			n++
		}
	}
	return n
}

// Text is the table as Markdown: mean ± deviation, over seeds, and for stability
// over their pairs.
func (t *DisputeTable) Text() Text {
	var b strings.Builder
	b.WriteString("| method | average precision | Spearman | the same among the first 25 |\n|---|---|---|---|\n")
	for _, m := range t.Methods {
		spearman, overlap := "–", "–"
		if m.Ranking && len(m.Spearman) > 0 {
			spearman, overlap = spread(m.Spearman, "%.2f"), spread(scaled100(m.Overlap), "%.0f")+" %"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", strings.ReplaceAll(m.Name, "|", `\|`), spread(m.Average, "%.3f"), spearman, overlap)
	}
	return Text(b.String())
}

func scaled100(x []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 100 * v
	}
	return y
}

// spread is mean ± deviation; of a single value it is the value.
func spread(x []float64, format string) string {
	if len(x) == 1 {
		return fmt.Sprintf(format, x[0])
	}
	mean, deviation := stat.MeanStdDev(x, nil)
	return fmt.Sprintf(format+" ± "+format, mean, deviation)
}

// EnsemblesAgree returns how alike the rankings are that two disjoint ensembles
// make, all networks but the judges and all judges, and the share of the first 25
// that both have.
func EnsemblesAgree(r *DisputeResults) (spearman, overlap float64, err error) {
	var scores [2][]float64
	for k, opinions := range [][]cluster.Opinion{r.All(), r.Judges} {
		disputes, err := cluster.Disputability(opinions)
		if err != nil {
			return 0, 0, fmt.Errorf("study: %w", err)
		}
		scores[k] = cluster.Scores(disputes)
	}
	if spearman, err = cluster.Spearman(scores[0], scores[1]); err != nil {
		return 0, 0, fmt.Errorf("study: %w", err)
	}
	overlap, err = cluster.TopOverlap(scores[0], scores[1], min(topOf, len(scores[0])))
	return spearman, overlap, err
}
