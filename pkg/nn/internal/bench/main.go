// Command bench times training and prediction against stock Gorgonia and, when
// the environment variable PYTHON names a Python that has PyTorch, against
// PyTorch: in one run, taking turns, with as many threads each as GOMAXPROCS
// says, medians.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// A contender runs a job once for each call and has it ready when it is made.
type contender func() error

// A job is timed on every contender that can do it.
type job struct {
	name     string
	count    int // runs a turn
	ours     func() (contender, error)
	gorgonia func() (contender, error) // nil: stock Gorgonia cannot do it
}

var jobs = []job{
	{"simplenet_epoch", 5, simpleNetEpoch, gorgoniaEpoch},
	{"dcgan_step", 2, dcganStep, nil},
	{"predict_1", 200, func() (contender, error) { return predict(1) }, func() (contender, error) { return gorgoniaPredict(1) }},
	{"predict_1000", 5, func() (contender, error) { return predict(1000) }, func() (contender, error) { return gorgoniaPredict(1000) }},
	{"sgemm", 20, sgemm, gorgoniaSgemm},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	turns := flag.Int("turns", 7, "how often the contenders take turns at a job")
	only := flag.String("jobs", "", "the jobs to run, separated by commas; all by default")
	flag.Parse()
	if err := run(*turns, *only); err != nil {
		log.Fatal(err)
	}
}

func run(turns int, only string) error {
	torch, err := startTorch(os.Getenv("PYTHON"))
	if err != nil {
		return err
	}
	defer torch.close()
	fmt.Printf("%s, %d threads, %s, gorgonia %s, torch %s\n\n", processor(), runtime.GOMAXPROCS(0), runtime.Version(), gorgoniaVersion(), torch.version)
	table := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "job\tours\tGorgonia\tPyTorch\tPyTorch / ours\t")
	var lines []string
	for _, j := range jobs {
		if only != "" && !slices.Contains(strings.Split(only, ","), j.name) {
			continue
		}
		m, err := measure(j, torch, turns)
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t\n", j.name, ms(m.ours), ms(m.gorgonia), ms(m.torch), ratio(m.torch, m.ours))
		lines = append(lines, fmt.Sprintf("bench job=%s ours_ms=%s gorgonia_ms=%s torch_ms=%s torch_over_ours=%s",
			j.name, number(m.ours), number(m.gorgonia), number(m.torch), ratio(m.torch, m.ours)))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Printf("\nmedian milliseconds; – where a contender cannot do the job or is not there\n\n%s\n", strings.Join(lines, "\n"))
	return nil
}

// medians of one job in milliseconds; 0 where not measured.
type medians struct{ ours, gorgonia, torch float64 }

func measure(j job, torch *torch, turns int) (medians, error) {
	ours, err := j.ours()
	if err != nil {
		return medians{}, fmt.Errorf("ours: %w", err)
	}
	var stock contender
	if j.gorgonia != nil {
		if stock, err = j.gorgonia(); err != nil {
			return medians{}, fmt.Errorf("gorgonia: %w", err)
		}
	}
	for _, c := range []contender{ours, stock} {
		if c != nil {
			if _, err := times(c, 2); err != nil { // the first runs set things up
				return medians{}, err
			}
		}
	}
	var o, g, t []float64
	for range turns {
		add := func(all *[]float64, got []float64, err error) error {
			*all = append(*all, got...)
			return err
		}
		got, err := times(ours, j.count)
		if err := add(&o, got, err); err != nil {
			return medians{}, fmt.Errorf("ours: %w", err)
		}
		got, err = torch.times(j.name, j.count)
		if err := add(&t, got, err); err != nil {
			return medians{}, fmt.Errorf("torch: %w", err)
		}
		if stock != nil {
			got, err = times(stock, max(1, j.count/5))
			if err := add(&g, got, err); err != nil {
				return medians{}, fmt.Errorf("gorgonia: %w", err)
			}
		}
	}
	return medians{median(o), median(g), median(t)}, nil
}

// times runs c count times and returns the milliseconds of each.
func times(c contender, count int) ([]float64, error) {
	out := make([]float64, count)
	for i := range out {
		start := time.Now()
		if err := c(); err != nil {
			return nil, err
		}
		out[i] = float64(time.Since(start).Nanoseconds()) / 1e6
	}
	return out, nil
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}

func ms(v float64) string {
	if v == 0 {
		return "–"
	}
	return number(v) + " ms"
}

// number has three figures, or "nan" for what was not measured.
func number(v float64) string {
	switch {
	case v == 0:
		return "nan"
	case v < 1:
		return fmt.Sprintf("%.4f", v)
	case v < 100:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.0f", v)
}

func ratio(a, b float64) string {
	if a == 0 || b == 0 {
		return "nan"
	}
	return fmt.Sprintf("%.2f", a/b)
}
