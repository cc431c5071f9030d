package server_test

import (
	"slices"
	"testing"
	"time"

	"github.com/crococlock/crococlock/kernel/jupyter"
)

// BenchmarkCell runs trivial cells one after another, from a front end's request
// to idle, and reports the median.
func BenchmarkCell(b *testing.B) {
	k := startKernel(b)
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		reply, err := k.Execute(k.ctx, "6 * 7", jupyter.ExecuteOptions{}, nil)
		if err != nil || reply.Status != jupyter.StatusOK {
			b.Fatalf("cell %d: %v, %v", i, reply, err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs/median")
	b.ReportMetric(float64(took[len(took)/10].Microseconds()), "µs/first-tenth")
}
