//go:build gpu || emulator

package nn_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/crococlock/crococlock/pkg/nn"
	G "gorgonia.org/gorgonia"
)

// learn makes steps from one to another.
func (l *lesson) learn(from, to int) error {
	for i := from; i < to; i++ {
		l.feed(i)
		if err := l.step.Run(); err != nil {
			return err
		}
	}
	return nil
}

// More than any card has is refused with numbers, and a training goes on as if
// nobody had asked.
func TestCardOutOfMemory(t *testing.T) {
	on(t, "gpu")
	adam := func() G.Solver { return nn.NewAdam(nn.DefaultAdam()) }
	undisturbed, l := newLesson(t, adam()), newLesson(t, adam())
	noError(t, undisturbed.learn(0, 8))
	noError(t, l.learn(0, 4))
	const n, products = 40_000, 40 // 256 GB
	g := G.NewGraph()
	input := func(name string, shape ...int) *G.Node {
		x, err := nn.Input(g, name, shape...)
		noError(t, err)
		return x
	}
	row, last := input("row", 1, n), input("last", n, 1)
	var all G.Nodes
	for i := range products {
		all = append(all, G.Must(G.Mul(input(string(rune('A'+i)), n, 1), row)))
	}
	sum := all[products-1]
	for _, products := range []G.Nodes{all[:products-1], all} { // the second time keeps all of them until then
		for _, p := range products {
			sum = G.Must(G.Add(sum, p))
		}
	}
	_, err := nn.NewMachine(G.Must(G.Mul(sum, last)))
	if err == nil {
		t.Fatal("a machine of 256 GB")
	}
	for _, want := range []string{"out of memory: ", " MB wanted, ", " MB free"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v: no %q in it", err, want)
		}
	}
	noError(t, l.learn(4, 8))
	if !equalValues(l.values(), undisturbed.values()) {
		t.Error("the training goes on otherwise")
	}
}

// Machines of several goroutines compute at once what each computes alone.
func TestCardTwoAtOnce(t *testing.T) {
	on(t, "gpu")
	solvers := []func() G.Solver{
		func() G.Solver { return nn.NewAdamW(nn.DefaultAdamW()) },
		func() G.Solver { return nn.NewSGD(nn.DefaultSGD()) },
	}
	alone, together := make([]*lesson, len(solvers)), make([]*lesson, len(solvers))
	for i, s := range solvers {
		alone[i], together[i] = newLesson(t, s()), newLesson(t, s())
		noError(t, alone[i].learn(0, 30))
	}
	var wait sync.WaitGroup
	errs := make([]error, len(solvers))
	for i, l := range together {
		wait.Go(func() { errs[i] = l.learn(0, 30) })
	}
	wait.Wait()
	for i, l := range together {
		noError(t, errs[i])
		if !equalValues(l.values(), alone[i].values()) {
			t.Errorf("training %d is another beside others", i)
		}
	}
}
