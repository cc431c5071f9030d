// Command bench times training and prediction against stock Gorgonia and, when
// the environment variable PYTHON names a Python that has them, against PyTorch,
// with its usual layout of memory and with channels last, and ONNX Runtime: in
// one run, taking turns, with as many threads each as GOMAXPROCS says, medians.
// What a contender takes in turn is compared with what it takes alone.
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

	"github.com/crococlock/crococlock/pkg/nn"
)

var jobs = []job{
	{"simplenet_epoch", 8, 0, simpleNetEpoch, gorgoniaEpoch},
	{"dcgan_step", 2, 0, dcganStep, nil},
	{"resnet_step", 1, 0, resNetStep, nil},
	{"flow_step", 1, 0, flowStep, nil},
	{"flow_sample", 1, 3, flowSample, nil},
	{"predict_1", 400, 0, func() (contender, error) { return predict(1) }, func() (contender, error) { return gorgoniaPredict(1) }},
	{"predict_1000", 8, 0, func() (contender, error) { return predict(1000) }, func() (contender, error) { return gorgoniaPredict(1000) }},
	{"sgemm", 40, 0, sgemm, gorgoniaSgemm},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	turns := flag.Int("turns", 7, "how often the contenders take turns at a job")
	tries := flag.Int("tries", 3, "how often a job is measured, at most, until all take the same time in turn and alone")
	only := flag.String("jobs", "", "the jobs to run, separated by commas; all by default")
	train := flag.Bool("train", false, "train a flow and a classifier instead, each twice: minutes on a card, hours on a processor")
	flag.Parse()
	if *train {
		if err := trainings(); err != nil {
			log.Fatal(err)
		}
		return
	}
	if err := run(*turns, *tries, *only); err != nil {
		log.Fatal(err)
	}
}

func run(turns, tries int, only string) error {
	peers, err := startPeers(os.Getenv("PYTHON"))
	if err != nil {
		return err
	}
	defer peers.close()
	fmt.Printf("%v, %s, %d threads, %s, gorgonia %s, %s\n\n", nn.CurrentDevice(), processor(), runtime.GOMAXPROCS(0), runtime.Version(), gorgoniaVersion(), peers)
	table := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', tabwriter.AlignRight)
	torch, second, title := torchName, channelsLastName, "channels last"
	if !onProcessor() {
		torch, second, title = cudaName, cudaGraphsName, "CUDA graphs"
	}
	fmt.Fprintf(table, "job\tours\tGorgonia\tPyTorch\t%s\tONNX Runtime\tbest / ours\tin turn / alone\t\n", title)
	for _, j := range jobs {
		if only != "" && !slices.Contains(strings.Split(only, ","), j.name) {
			continue
		}
		t, err := measure(j, peers, turns, tries)
		if err != nil {
			return fmt.Errorf("%s: %w", j.name, err)
		}
		ours, torchMS, last, ort := t[oursName].inTurn, t[torch].inTurn, t[second].inTurn, t[ortName].inTurn
		best := least(torchMS, last)
		over := ratio(least(best, ort), ours)
		who, apart := t.apart()
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n",
			j.name, ms(ours), ms(t[gorgoniaName].inTurn), ms(torchMS), ms(last), ms(ort), over, t.verdict())
		fmt.Printf("bench job=%s ours_ms=%s gorgonia_ms=%s %s_ms=%s %s_ms=%s torch_best_ms=%s ort_ms=%s torch_over_ours=%s best_over_ours=%s apart_percent=%.1f apart_most=%s\n",
			j.name, number(ours), number(t[gorgoniaName].inTurn), torch, number(torchMS), second, number(last), number(best), number(ort), ratio(torchMS, ours), over, 100*apart, who)
		for _, name := range names {
			if m := t[name]; m.inTurn > 0 {
				fmt.Printf("check job=%s contender=%s in_turn_ms=%s alone_ms=%s apart_percent=%+.1f\n", j.name, name, number(m.inTurn), number(m.alone), 100*(m.inTurn/m.alone-1))
			}
		}
	}
	fmt.Println()
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Printf("\nmedian milliseconds; – where a contender cannot do the job or is not there; best is the fastest of the others.\nThe last column says whether all take the same time in turn as alone, within %.0f %%, or who is apart most.\n", 100*same)
	return nil
}

// onProcessor reports whether machines compute on the processor.
func onProcessor() bool { return nn.CurrentDevice().Kind == "cpu" }

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

// least is the smaller of those that were measured.
func least(a, b float64) float64 {
	if a == 0 || b == 0 {
		return a + b
	}
	return min(a, b)
}
