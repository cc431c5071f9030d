package generation

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/crococlock/crococlock/pkg/cnn"
	"github.com/crococlock/crococlock/pkg/dataset"
)

// A Bench is what generated pictures are measured against.
type Bench struct {
	// Judges were not used to make or to pick what is measured.
	Judges []cnn.Classifier
	// Features are those of a network that knows no classes.
	Features *Features
	// Data are the real images, and Disputable the positions of those among them
	// that hardly belong to one class.
	Data       *dataset.Dataset
	Disputable []int
	// KID says how that is estimated.
	KID KIDConfig

	real       Pictures
	disputable Pictures
	among      []Neighbour // the nearest of the real images to each other
}

// NewBench is a bench of judges for the classes of the images d, all of them real.
func NewBench(d *dataset.Dataset, judges []cnn.Classifier, features *Features, disputable []int) (*Bench, error) {
	b := &Bench{Judges: judges, Features: features, Data: d, Disputable: disputable, KID: DefaultKID()}
	if len(judges) == 0 || features == nil {
		return nil, fmt.Errorf("generation: a bench wants judges and features")
	}
	for i, j := range judges {
		if !slices.Equal(j.Classes(), d.Classes) {
			return nil, fmt.Errorf("generation: judge %d knows the classes %q, the images have %q", i+1, j.Classes(), d.Classes)
		}
	}
	var err error
	if b.real, err = PicturesOf(d, d.All()); err != nil {
		return nil, err
	}
	if len(disputable) < 2 {
		return nil, fmt.Errorf("generation: %d disputable images, want two or more to know how far they are apart", len(disputable))
	}
	if b.disputable, err = PicturesOf(d, disputable); err != nil {
		return nil, err
	}
	b.among = neighbours(b.real, b.real, true)
	return b, nil
}

// The two kinds of rows.
const (
	ClassRow   = "classes"
	BetweenRow = "in-between"
)

// A Row is what some pictures were found to be.
type Row struct {
	Name string // of what made them
	Kind string // ClassRow or BetweenRow
	N    int    // pictures
	// Right is for each class the share of its pictures whose judges say so, of a
	// ClassRow; Between that of a BetweenRow in the band Strict.
	Right   []Share
	Between *Share
	// KID is the distance from the real images in features.
	KID Distance
	// Copies has those of real images.
	Copies *Copies
	// Diversity is that against the real images, of a BetweenRow against the
	// disputable ones.
	Diversity Ratio
	// Pictures are what was measured.
	Pictures Pictures
}

// Classes measures pictures of each class, in the order of the labels.
func (b *Bench) Classes(name string, classes []Pictures) (Row, error) {
	r := Row{Name: name, Kind: ClassRow}
	if len(classes) != len(b.Data.Classes) {
		return r, fmt.Errorf("generation: %s: pictures of %d classes, there are %d", name, len(classes), len(b.Data.Classes))
	}
	for label, p := range classes {
		verdicts, err := Ask(b.Judges, p)
		if err != nil {
			return r, fmt.Errorf("%s: %w", name, err)
		}
		right, err := verdicts.Class(label)
		if err != nil {
			return r, err
		}
		r.Right = append(r.Right, right)
		if r.Pictures, err = r.Pictures.Append(p); err != nil {
			return r, err
		}
	}
	var err error
	if r.Copies, err = findCopies(r.Pictures, b.real, b.among); err != nil {
		return r, err
	}
	return r, b.compare(&r, b.real, b.real)
}

// Between measures pictures between the two classes.
func (b *Bench) Between(name string, p Pictures) (Row, error) {
	r := Row{Name: name, Kind: BetweenRow, Pictures: p}
	if err := b.between(&r); err != nil {
		return r, err
	}
	var err error
	if r.Copies, err = findCopies(p, b.real, b.among); err != nil {
		return r, err
	}
	return r, b.compare(&r, b.real, b.disputable)
}

func (b *Bench) between(r *Row) error {
	verdicts, err := Ask(b.Judges, r.Pictures)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	between, err := verdicts.Between(Strict())
	r.Between = &between
	return err
}

// compare sets what features tell.
func (b *Bench) compare(r *Row, real, diverse Pictures) (err error) {
	r.N = r.Pictures.Len()
	if r.KID, err = b.Features.KID(r.Pictures, real, b.KID); err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	if r.Diversity, err = b.Features.Diversity(r.Pictures, diverse); err != nil {
		return fmt.Errorf("%s: %w", r.Name, err)
	}
	return nil
}

// Real measures one half of the real images, drawn with a seed, against the
// other: what is as good as it gets. The judges have seen all of them.
func (b *Bench) Real(seed uint64) (Row, error) {
	r := Row{Name: "real against real", Kind: ClassRow}
	if b.Data.Len() < 4 {
		return r, fmt.Errorf("generation: %d real images are too few to measure one half against the other", b.Data.Len())
	}
	order := rand.New(rand.NewPCG(seed, 0)).Perm(b.Data.Len())
	half, other := order[:len(order)/2], order[len(order)/2:]
	r.Pictures = b.real.Pick(half)
	verdicts, err := Ask(b.Judges, r.Pictures)
	if err != nil {
		return r, err
	}
	mean, err := verdicts.Mean()
	if err != nil {
		return r, err
	}
	for label := range b.Data.Classes {
		var is []bool
		for k, i := range half {
			if b.Data.Labels[i] == label {
				is = append(is, cnn.Likeliest(mean.RawRowView(k)) == label)
			}
		}
		right, err := shareOf(is)
		if err != nil {
			return r, fmt.Errorf("generation: half of the real images has none of %s", b.Data.Classes[label])
		}
		r.Right = append(r.Right, right)
	}
	if r.Copies, err = findTwins(half, b.among); err != nil {
		return r, err
	}
	rest := b.real.Pick(other)
	return r, b.compare(&r, rest, rest)
}

// RealDisputable measures the disputable images.
func (b *Bench) RealDisputable() (Row, error) {
	r := Row{Name: "real disputable images", Kind: BetweenRow, Pictures: b.disputable}
	if err := b.between(&r); err != nil {
		return r, err
	}
	var err error
	if r.Copies, err = findTwins(b.Disputable, b.among); err != nil {
		return r, err
	}
	return r, b.compare(&r, b.real, b.disputable)
}
